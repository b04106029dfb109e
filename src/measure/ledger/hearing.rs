//! What a floor or a center tells, and where it is booked.

use crate::floor::{Answer, Cause, DayOfMarket, Experience, LeftOver, Recorder, Rostered, Visit};
use crate::model::{ContactId, GroupId};

use super::Ledger;

impl<const FEEL: bool> Recorder for Ledger<FEEL> {
    #[inline]
    fn arrives(&mut self, contact: ContactId, at_s: f64) -> u32 {
        let cell = self.cell_at(at_s);
        if cfg!(debug_assertions) {
            self.arrived[cell * self.types + contact.index()] += 1;
        }
        // A day has at most 24 h × 60 intervals of a minute and the stretch 32 batches: years fit.
        cell as u32
    }

    fn blocked(&mut self, visit: &Visit) {
        self.tally(visit).blocked += 1;
        self.unserved(visit, 0.0);
    }

    fn balked(&mut self, visit: &Visit) {
        self.tally(visit).balked += 1;
        self.unserved(visit, 0.0);
    }

    #[inline(always)]
    fn answered_at_once(&mut self, visit: &Visit, answer: &Answer) {
        self.serve(visit, answer, 0.0).in_time += 1;
        if let Some(histogram) = self.histogram(visit) {
            histogram.count_none();
        }
    }

    #[inline(always)]
    fn answered(&mut self, visit: &Visit, answer: &Answer) {
        let wait_s = answer.at_s - visit.arrival_s;
        let within_s = self.within_s[visit.contact.index()];
        let inside = answer.at_s <= self.ends_s[visit.stamp as usize];
        let tally = self.serve(visit, answer, wait_s);
        tally.answered_later += 1;
        tally.in_time += u64::from(wait_s <= within_s);
        tally.overtaken += u64::from(answer.overtaken);
        tally.wait_answered_s += wait_s;
        tally.longest_answered_s = if wait_s > tally.longest_answered_s { wait_s } else { tally.longest_answered_s };
        if inside {
            tally.queue_s += wait_s;
        } else {
            self.queues(visit, answer.at_s);
        }
        if let Some(histogram) = self.histogram(visit) {
            histogram.count(wait_s);
        }
    }

    #[inline]
    fn abandoned(&mut self, visit: &Visit, at_s: f64, overtaken: bool) {
        let wait_s = at_s - visit.arrival_s;
        self.queues(visit, at_s);
        let within_s = self.within_s[visit.contact.index()];
        let tally = self.tally(visit);
        tally.abandoned += 1;
        tally.gone_in_time += u64::from(wait_s <= within_s);
        tally.overtaken += u64::from(overtaken);
        tally.wait_unserved_s += wait_s;
        tally.longest_unserved_s = tally.longest_unserved_s.max(wait_s);
        self.unserved(visit, wait_s);
    }

    fn cut_off(&mut self, visit: &Visit, at_s: f64, overtaken: bool) {
        let wait_s = at_s - visit.arrival_s;
        self.queues(visit, at_s);
        let tally = self.tally(visit);
        tally.cut_off += 1;
        tally.overtaken += u64::from(overtaken);
        tally.wait_unserved_s += wait_s;
        tally.longest_unserved_s = tally.longest_unserved_s.max(wait_s);
        self.unserved(visit, wait_s);
    }

    fn overran(&mut self, group: GroupId, agents: u32, mut from_s: f64, to_s: f64) {
        let mut cell = self.ends_s.partition_point(|end| *end <= from_s);
        while from_s < to_s {
            let until_s = to_s.min(self.ends_s[cell]);
            let stayed_s = f64::from(agents) * (until_s - from_s);
            self.books.groups[cell * self.group_count + group.index()].overrun_s += stayed_s;
            from_s = until_s;
            cell += 1;
        }
    }

    fn caused(&mut self, visit: &Visit, cause: Cause) {
        self.book_cause(visit, cause);
    }

    fn found_agent(&mut self, visit: &Visit) {
        self.book_found_agent(visit);
    }

    fn connected(&mut self, visit: &Visit, answer: &Answer) {
        self.book_connected(visit, answer);
    }

    fn handled(&mut self, visit: &Visit, group: GroupId, handle_s: f64) {
        self.book_handled(visit, group, handle_s);
    }

    fn worked(&mut self, group: GroupId, from_s: f64, to_s: f64) {
        self.book_work(group, from_s, to_s);
    }

    fn present(&mut self, group: GroupId, agents: u32, from_s: f64, to_s: f64) {
        self.book_agents(group, agents, (from_s, to_s), |sums| &mut sums.present_s);
    }

    fn paid(&mut self, group: GroupId, agents: u32, from_s: f64, to_s: f64) {
        self.book_agents(group, agents, (from_s, to_s), |sums| &mut sums.paid_s);
    }

    fn rostered(&mut self, group: GroupId, agents: u32, what: Rostered, from_s: f64, to_s: f64) {
        self.book_agents(
            group,
            agents,
            (from_s, to_s),
            match what {
                Rostered::ShownUp => |sums| &mut sums.shown_up_s,
                Rostered::PlannedBreak => |sums| &mut sums.breaks_planned_s,
                Rostered::Break => |sums| &mut sums.breaks_lived_s,
                Rostered::Shrinkage => |sums| &mut sums.shrinkage_lived_s,
            },
        );
    }

    fn takes_callback(&mut self, visit: &Visit) {
        self.book_callback(visit);
    }

    fn called_back(&mut self, visit: &Visit, answer: &Answer, late: bool) {
        self.book_called_back(visit, answer, late);
    }

    fn not_reached(&mut self, visit: &Visit, at_s: f64, late: bool) {
        self.book_not_reached(visit, at_s, late);
    }

    fn predicted(&mut self, visit: &Visit, predicted_s: f64, lived_s: f64) {
        self.book_prediction(visit, predicted_s, lived_s);
    }

    fn dialed(&mut self, contact: ContactId, at_s: f64) {
        self.book_dialed(contact, at_s);
    }

    fn reached(&mut self, visit: &Visit, dialed_s: f64) {
        self.book_reached(visit, dialed_s);
    }

    fn mismatch(&mut self, visit: &Visit) {
        self.book_dialed_customer(visit, |extra| &mut extra.mismatches);
    }

    fn nuisance(&mut self, visit: &Visit) {
        self.book_dialed_customer(visit, |extra| &mut extra.nuisances);
    }

    fn wrong_party(&mut self, visit: &Visit) {
        self.book_wrong_party(visit);
    }

    fn left_over(&mut self, visit: &Visit, at_s: f64, left: &LeftOver) {
        self.book_left_over(visit, at_s, left);
    }

    fn experienced(&mut self, visit: &Visit, experience: &Experience) {
        self.book_experience(visit, experience);
    }

    fn broke_promise(&mut self, visit: &Visit) {
        self.book_broken_promise(visit);
    }

    fn day_of_market(&mut self, day: u32, market: &DayOfMarket) {
        self.book_market(day, market);
    }

    fn alarm(&mut self, at_s: f64) {
        self.book_alarm(at_s);
    }
}
