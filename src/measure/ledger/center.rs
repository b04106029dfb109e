//! The books of a center: what a plain floor has no word for. Every contact ends in exactly one way: blocked, balked,
//! abandoned, cut off, answered, called back, not reached, or left over.

use crate::floor::{Answer, Cause, DayOfMarket, Experience, LeftOver, Visit};
use crate::model::{ContactId, DAY_S, GroupId};

use super::Ledger;
use super::tally::{Extra, GroupExtra};

impl<const FEEL: bool> Ledger<FEEL> {
    /// The cell of a moment, near the present one.
    fn cell_near(&self, at_s: f64) -> usize {
        let mut cell = self.now_cell;
        while cell > 0 && at_s < self.ends_s[cell - 1] {
            cell -= 1;
        }
        while at_s >= self.ends_s[cell] {
            cell += 1;
        }
        cell
    }

    /// What is booked of a contact in the cell of its arrival; nothing where a plain model is lived.
    fn extra(&mut self, visit: &Visit) -> Option<&mut Extra> {
        self.books.extras.get_mut(visit.stamp as usize * self.types + visit.contact.index())
    }

    pub(super) fn book_cause(&mut self, visit: &Visit, cause: Cause) {
        let Some(extra) = self.extra(visit) else { return };
        match cause {
            Cause::Redial => extra.redials += 1,
            Cause::Repeat => extra.repeats += 1,
            Cause::Transfer => extra.transfers += 1,
            // Counted where they are filed.
            Cause::Complaint => {}
        }
    }

    /// Waits for "hello" and will be counted among those who waited, but has found an agent at once.
    pub(super) fn book_found_agent(&mut self, visit: &Visit) {
        if let Some(extra) = self.extra(visit) {
            extra.found_agent += 1;
        }
    }

    /// As an answer of a plain floor, but how long the service takes is told when it is over.
    pub(super) fn book_connected(&mut self, visit: &Visit, answer: &Answer) {
        let wait_s = answer.at_s - visit.arrival_s;
        let within_s = self.within_s[visit.contact.index()];
        self.books.groups[visit.stamp as usize * self.group_count + answer.group.index()].answered += 1;
        let tally = self.tally(visit);
        tally.answered += 1;
        tally.overtaken += u64::from(answer.overtaken);
        tally.in_time += u64::from(wait_s == 0.0 || wait_s <= within_s);
        if wait_s > 0.0 {
            tally.answered_later += 1;
            tally.wait_answered_s += wait_s;
            tally.longest_answered_s = tally.longest_answered_s.max(wait_s);
            self.queues(visit, answer.at_s);
        }
        if let Some(histogram) = self.histogram(visit) {
            if wait_s > 0.0 { histogram.count(wait_s) } else { histogram.count_none() }
        }
    }

    /// What a contact felt like, and what follows where that is drawn.
    pub(super) fn book_experience(&mut self, visit: &Visit, experience: &Experience) {
        if !FEEL {
            return;
        }
        self.tally(visit).feel(experience);
        self.blame(visit, experience);
        if let Some(class) = experience.class {
            let kinds = self.room.kinds;
            let at = (visit.stamp as usize * self.types + visit.contact.index()) * kinds + usize::from(experience.kind);
            if let Some(classes) = self.books.kinds.get_mut(at) {
                classes[class as usize] += 1;
            }
        }
        let Some(extra) = self.extra(visit) else { return };
        extra.hard_s += experience.hard_s;
        extra.notified += u64::from(experience.notice_costs.is_some());
        extra.notice_costs += experience.notice_costs.unwrap_or(0.0);
        if let Some(drawn) = &experience.follows {
            extra.complaints += u64::from(drawn.complains);
            extra.silent += u64::from(drawn.silent);
            extra.told += drawn.told;
            extra.told_good += drawn.told_good;
            extra.leavers += u64::from(drawn.leaves);
            extra.leavers_worth += if drawn.leaves { drawn.worth } else { 0.0 };
            extra.recovered += u64::from(drawn.recovered);
            extra.compensation += drawn.costs;
        }
    }

    pub(super) fn book_broken_promise(&mut self, visit: &Visit) {
        if let Some(extra) = self.extra(visit) {
            extra.broken_promises += 1;
        }
    }

    pub(super) fn book_market(&mut self, day: u32, market: &DayOfMarket) {
        if let Some(today) = self.books.market.get_mut(day as usize) {
            *today = *market;
        }
    }

    pub(super) fn book_alarm(&mut self, at_s: f64) {
        let day = libm::floor(at_s / DAY_S) as usize;
        if let Some(alarms) = self.books.alarms.get_mut(day) {
            *alarms += 1;
        }
    }

    pub(super) fn book_handled(&mut self, visit: &Visit, group: GroupId, handle_s: f64) {
        self.tally(visit).handle_s += handle_s;
        if let Some(extra) = self.extra(visit) {
            extra.handled += 1;
        }
        let at = visit.stamp as usize * self.group_count + group.index();
        self.books.groups[at].handle_s += handle_s;
        if let Some(extra) = self.books.group_extras.get_mut(at) {
            extra.handled += 1;
        }
    }

    pub(super) fn book_work(&mut self, group: GroupId, from_s: f64, to_s: f64) {
        self.busy(group, self.cell_near(from_s), from_s, to_s);
    }

    /// Books the time of so many agents of a group, split where a cell ends.
    pub(super) fn book_agents(
        &mut self,
        group: GroupId,
        agents: u32,
        (mut from_s, to_s): (f64, f64),
        sum: fn(&mut GroupExtra) -> &mut f64,
    ) {
        let mut cell = self.cell_near(from_s);
        while from_s < to_s {
            let until_s = to_s.min(self.ends_s[cell]);
            if let Some(extra) = self.books.group_extras.get_mut(cell * self.group_count + group.index()) {
                *sum(extra) += f64::from(agents) * (until_s - from_s);
            }
            from_s = until_s;
            cell += 1;
        }
    }

    pub(super) fn book_callback(&mut self, visit: &Visit) {
        self.awaiting_call.insert(visit.key);
        if let Some(extra) = self.extra(visit) {
            extra.callbacks += 1;
        }
    }

    /// A call back to a customer who waits for it: the wait on the line was none.
    fn book_call(&mut self, visit: &Visit, at_s: f64, late: bool) -> Option<&mut Extra> {
        self.awaiting_call.remove(&visit.key);
        let extra = self.extra(visit)?;
        extra.callback_wait_s += at_s - visit.arrival_s;
        extra.broken_promises += u64::from(late);
        Some(extra)
    }

    pub(super) fn book_called_back(&mut self, visit: &Visit, answer: &Answer, late: bool) {
        if let Some(extra) = self.book_call(visit, answer.at_s, late) {
            extra.called_back += 1;
        }
        let at = visit.stamp as usize * self.group_count + answer.group.index();
        if let Some(extra) = self.books.group_extras.get_mut(at) {
            extra.called_back += 1;
        }
    }

    pub(super) fn book_not_reached(&mut self, visit: &Visit, at_s: f64, late: bool) {
        if let Some(extra) = self.book_call(visit, at_s, late) {
            extra.not_reached += 1;
        }
    }

    pub(super) fn book_prediction(&mut self, visit: &Visit, predicted_s: f64, lived_s: f64) {
        if let Some(extra) = self.extra(visit) {
            extra.predicted += 1;
            extra.predicted_s += predicted_s;
            extra.lived_s += lived_s;
            extra.mispredicted_s += (predicted_s - lived_s).abs();
        }
    }

    pub(super) fn book_dialed(&mut self, contact: ContactId, at_s: f64) {
        let cell = self.cell_near(at_s);
        if let Some(extra) = self.books.extras.get_mut(cell * self.types + contact.index()) {
            extra.dialed += 1;
        }
    }

    /// Booked twice: where the number was dialed, as a share of those dialed then; and where the contact begins.
    pub(super) fn book_reached(&mut self, visit: &Visit, dialed_s: f64) {
        let cell = self.cell_near(dialed_s);
        if let Some(extra) = self.books.extras.get_mut(cell * self.types + visit.contact.index()) {
            extra.answered_phone += 1;
        }
        if let Some(extra) = self.extra(visit) {
            extra.reached += 1;
        }
    }

    pub(super) fn book_dialed_customer(&mut self, visit: &Visit, count: fn(&mut Extra) -> &mut u64) {
        if let Some(extra) = self.extra(visit) {
            *count(extra) += 1;
        }
    }

    pub(super) fn book_wrong_party(&mut self, visit: &Visit) {
        if let Some(extra) = self.extra(visit) {
            extra.wrong_party += 1;
        }
    }

    /// Waits count as far as they went. Who stands in the queue and could still be answered in time has neither met nor
    /// missed the target. A call back that was promised by now is a broken promise. What is judged has been booked as
    /// that, with what was felt.
    pub(super) fn book_left_over(&mut self, visit: &Visit, at_s: f64, left: &LeftOver) {
        let in_queue = !self.awaiting_call.remove(&visit.key);
        let within_s = self.within_s[visit.contact.index()];
        let waited_s = at_s - visit.arrival_s;
        let (wait_s, for_call_s) = if in_queue { (waited_s, 0.0) } else { (0.0, waited_s) };
        let due_later = in_queue && within_s.is_finite() && waited_s < within_s;
        if let Some(extra) = self.extra(visit) {
            extra.left_over += 1;
            extra.left_in_queue += u64::from(in_queue);
            extra.not_yet_due += u64::from(due_later);
            extra.wait_left_s += wait_s;
            extra.callback_left_s += for_call_s;
            extra.overdue += u64::from(left.overdue);
            extra.broken_promises +=
                u64::from(left.wait.promised_call_s.is_some_and(|promised_s| waited_s > promised_s));
            extra.hard_s += if left.judged { 0.0 } else { left.wait.hard_s };
        }
        if in_queue {
            self.queues(visit, at_s);
        }
        let perceived_s = if FEEL && !left.judged { left.wait.felt_s } else { 0.0 };
        let tally = self.tally(visit);
        tally.perceived_s += perceived_s;
        tally.longest_unserved_s = tally.longest_unserved_s.max(wait_s);
    }
}
