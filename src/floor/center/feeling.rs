//! Waits that change while they last: what customers are told, and what they see.

use super::calendar::Planned;
use super::case::{Case, State, Ticket};
use super::{Center, Happening};
use crate::floor::causes::{Causes, Ending, Wait};
use crate::floor::plan::members;
use crate::floor::recorder::Recorder;
use crate::model::random::{Keyed, Purpose, uniform};
use crate::model::{Announce, ChangingWait, Estimate, Feeling};

impl<R: Recorder, C: Causes> Center<R, C> {
    /// A customer begins to wait on a clock that changes. When, in seconds from now, patience would end if nothing is
    /// announced.
    pub(super) fn begins_to_feel(&mut self, ticket: Ticket, changing: &ChangingWait, patience_s: f64) -> f64 {
        let alarmed = self.alarm.is_on && changing.kinds.len() > usize::from(self.plan.kind_count);
        let kinds = self.plan.kind_count;
        self.cases.begin_feeling(ticket);
        let Some(case) = self.cases.get_mut(ticket) else { return f64::INFINITY };
        case.variant = case.customer.kind + if alarmed { kinds } else { 0 };
        changing.leaves_after(case.variant, &Feeling::default(), patience_s)
    }

    /// A customer of a type whose waits change joins the queue, unless what is announced is too long.
    pub(super) fn joins_changing(&mut self, ticket: Ticket, now: f64) {
        let plan = std::sync::Arc::clone(&self.plan);
        let Some(case) = self.cases.get(ticket).copied() else { return };
        let k = case.visit.contact.index();
        let Some(changing) = &plan.types[k].changing else { return };
        let after_s = self.begins_to_feel(ticket, changing, case.patience_s);
        if let Some(case) = self.cases.get_mut(ticket) {
            case.leaves_s = now + after_s;
        }
        // Nobody is on the line to be told about an e-mail.
        if let Some(announce) = changing.announce.as_ref().filter(|_| plan.types[k].is_live()) {
            if announce.at_s == 0.0 && self.is_told(ticket, changing, announce, now) {
                self.types[k].lines -= 1;
                self.recorder.balked(&case.visit);
                self.tell(now, Happening::Balks, Some(ticket), None);
                return self.is_lost(ticket, Ending::Balked, now);
            }
            let next_s = if announce.at_s > 0.0 { Some(announce.at_s) } else { announce.every_s };
            if let Some(next_s) = next_s {
                self.calendar.plan(now + next_s, Planned::Announces(ticket));
            }
        }
        if let Some(case) = self.cases.get(ticket) {
            self.calendar.plan(case.leaves_s, Planned::Leaves(ticket));
        }
        self.is_in_queue(ticket, now);
    }

    /// A customer who still waits is told how long it will take.
    pub(super) fn announces(&mut self, ticket: Ticket, now: f64) {
        let plan = std::sync::Arc::clone(&self.plan);
        let Some(case) = self.cases.get(ticket).copied() else { return };
        let Some(changing) = &plan.types[case.visit.contact.index()].changing else { return };
        let (Some(announce), State::Waits) = (&changing.announce, case.state) else { return };
        if self.is_told(ticket, changing, announce, now) {
            if let Some(case) = self.cases.get_mut(ticket) {
                case.leaves_s = now;
            }
            return self.patience_ends(ticket, now);
        }
        if let Some(case) = self.cases.get(ticket) {
            self.calendar.plan(case.leaves_s, Planned::Leaves(ticket));
        }
        // After closing nothing is repeated: who waits for an agent who never comes would be told for ever.
        if let Some(every_s) = announce.every_s.filter(|_| !self.after_hours) {
            self.calendar.plan(now + every_s, Planned::Announces(ticket));
        }
    }

    /// Tells a customer how long it will take, if that can be said. Whether the customer leaves at once.
    fn is_told(&mut self, ticket: Ticket, changing: &ChangingWait, announce: &Announce, now: f64) -> bool {
        let Some(case) = self.cases.get(ticket).copied() else { return false };
        let waited_s = now - case.visit.arrival_s;
        let rest_s = self.estimated_s(&case, &announce.estimate, waited_s) * announce.promise;
        if !rest_s.is_finite() {
            return false;
        }
        let Some(feeling) = self.cases.feeling(ticket) else { return false };
        changing.advance(case.variant, feeling, waited_s);
        feeling.told_s = waited_s + rest_s;
        feeling.first_told_s = feeling.first_told_s.min(feeling.told_s);
        let leaves_after_s = changing.leaves_after(case.variant, feeling, case.patience_s);
        if let Some(case) = self.cases.get_mut(ticket) {
            case.leaves_s = case.visit.arrival_s + leaves_after_s;
        }
        self.tell(now, Happening::Announced, Some(ticket), None);
        let impatient = leaves_after_s < waited_s + rest_s;
        impatient && uniform(&mut Keyed::new(case.visit.key, Purpose::Announcement)) < announce.leaves_at_once
    }

    /// How long a customer will still have to wait, s; infinite where nobody could say.
    fn estimated_s(&self, case: &Case, estimate: &Estimate, waited_s: f64) -> f64 {
        let k = case.visit.contact.index();
        let tables = &self.plan.types[k];
        let agents: u32 = members(tables.groups).map(|g| self.agents.benches[g].there).sum();
        match estimate {
            _ if agents == 0 => f64::INFINITY,
            Estimate::LastToEnter => (self.types[k].last_wait_s - waited_s).max(0.0),
            Estimate::HeadOfLine => {
                let heads = self.lanes_of(k).filter_map(|lane| self.lanes[lane].first(&self.cases));
                let arrivals = heads.filter_map(|head| self.cases.get(head)).map(|head| head.visit.arrival_s);
                let first_s = arrivals.fold(case.visit.arrival_s, f64::min);
                // The head's wait so far is that of the customer's own arrival plus the time since.
                case.visit.arrival_s - first_s
            }
            Estimate::QueueLength => self.stages_of(case) as f64 * tables.mean_handle_s / f64::from(agents),
            Estimate::Quantile(table, quantile) => {
                let stages = self.stages_of(case);
                let of_one = match table.get(stages - 1) {
                    Some(of_one) => *of_one,
                    None => crate::model::erlang_quantile(stages, *quantile),
                };
                of_one * tables.mean_handle_s / f64::from(agents)
            }
        }
    }

    /// Contacts of the type that came before this one and wait, and itself.
    fn stages_of(&self, case: &Case) -> usize {
        let k = case.visit.contact.index();
        if case.state != State::Waits {
            // It does not stand in its lane yet.
            return self.types[k].in_lanes as usize + 1;
        }
        let before =
            |ticket: &Ticket| self.cases.get(*ticket).is_some_and(|c| c.visit.arrival_s < case.visit.arrival_s);
        self.lanes_of(k).map(|lane| self.lanes[lane].all(&self.cases).filter(before).count()).sum::<usize>() + 1
    }

    /// A customer is answered by an agent of group `g`: those who came before, wait for the same agents, and see it, take
    /// note.
    pub(super) fn overtakes(&mut self, answered: &Case, g: usize, now: f64) {
        if !self.plan.order_is_visible || !self.plan.types[answered.visit.contact.index()].sees_others() {
            return;
        }
        for k in members(self.waiting & self.plan.plain.groups[g].types) {
            let changing = self.plan.types[k].changing.as_ref().filter(|c| c.order_visible > 0.0);
            let Some(changing) = changing else { continue };
            for lane in self.lanes_of(k) {
                let earlier = |ticket: &Ticket| {
                    let case = self.cases.get(*ticket);
                    case.is_some_and(|c| c.visit.arrival_s < answered.visit.arrival_s)
                };
                let overtaken: Vec<Ticket> = self.lanes[lane].all(&self.cases).take_while(earlier).collect();
                for ticket in overtaken {
                    let Some(case) = self.cases.get(ticket).copied() else { continue };
                    if let (State::Waits, Some(feeling)) = (case.state, self.cases.feeling(ticket)) {
                        changing.advance(case.variant, feeling, now - case.visit.arrival_s);
                        feeling.overtaken += 1;
                    }
                }
            }
        }
    }

    /// What a customer who has waited so long would have felt by then.
    pub(super) fn felt_after(&self, ticket: Ticket, case: &Case, waited_s: f64) -> f64 {
        let k = case.visit.contact.index();
        match &self.plan.types[k].changing {
            Some(changing) if case.state == State::Waits => {
                let mut feeling = self.cases.feeling_of(ticket);
                changing.advance(case.variant, &mut feeling, waited_s);
                feeling.felt_s
            }
            _ => self.plan.plain.types[k].felt.felt(waited_s),
        }
    }

    /// Felt patience that a customer's wait has used up.
    pub(super) fn patience_used(&self, ticket: Ticket, case: &Case) -> f64 {
        let k = case.visit.contact.index();
        match &self.plan.types[k].changing {
            // Nothing was felt of a wait that never began.
            Some(_) if case.wait.clock_s == 0.0 => 0.0,
            Some(_) => self.cases.feeling_of(ticket).used_s,
            None => self.plan.plain.types[k].felt.patience_used(case.wait.clock_s),
        }
    }

    /// A customer's wait on the line is over, one way or the other.
    pub(super) fn wait_is_over(&mut self, ticket: Ticket, now: f64) {
        let Some(case) = self.cases.get(ticket) else { return };
        let on_the_line = !matches!(case.state, State::CallBack { .. } | State::CalledBack { .. });
        let (visit, variant) = (case.visit, case.variant);
        let clock_s = now - visit.arrival_s;
        if !on_the_line || clock_s <= 0.0 {
            return;
        }
        let k = visit.contact.index();
        let wait = match &self.plan.types[k].changing {
            None => {
                let felt = &self.plan.plain.types[k].felt;
                let felt_s = felt.felt(clock_s);
                let hard_s = if felt.speed() > 1.0 { clock_s } else { 0.0 };
                Wait { clock_s, felt_s, fair_s: felt_s, hard_s, ..Wait::default() }
            }
            Some(changing) => {
                let Some(feeling) = self.cases.feeling(ticket) else { return };
                changing.advance(variant, feeling, clock_s);
                let announced_s = feeling.first_told_s.is_finite().then_some(feeling.first_told_s);
                if clock_s > feeling.first_told_s {
                    self.recorder.broke_promise(&visit);
                }
                Wait {
                    clock_s,
                    felt_s: feeling.felt_s,
                    fair_s: feeling.fair_s,
                    hard_s: feeling.hard_s,
                    announced_s,
                    overtaken: feeling.overtaken,
                }
            }
        };
        if let Some(case) = self.cases.get_mut(ticket) {
            case.wait = wait;
        }
    }
}
