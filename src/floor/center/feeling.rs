//! Waits that change while they last: what customers are told, and what they see.

use super::calendar::Planned;
use super::case::{Case, State, Ticket};
use super::{Center, Happening};
use crate::floor::causes::{Causes, Wait};
use crate::floor::plan::members;
use crate::floor::recorder::{Recorder, Visit};
use crate::model::random::{Keyed, Purpose, uniform};
use crate::model::{Announce, Estimate, Feeling, LEAST_DELAY_S};

impl<R: Recorder, C: Causes> Center<R, C> {
    /// A customer begins to wait. When, in seconds from now, patience would end if nothing is announced.
    pub(super) fn begins_to_wait(&mut self, ticket: Ticket) -> f64 {
        let alarmed = self.alarm.is_on;
        let Some(case) = self.cases.get_mut(ticket) else { return f64::INFINITY };
        let k = case.visit.contact.index();
        let patience_s = case.patience_s;
        let Some(changing) = &self.plan.types[k].changing else {
            return self.plan.plain.types[k].felt.leaves_after(patience_s);
        };
        let kinds = self.plan.kind_count;
        let alarmed = alarmed && changing.kinds.len() > usize::from(kinds);
        let variant = case.customer.kind + if alarmed { kinds } else { 0 };
        case.variant = variant;
        self.cases.begin_feeling(ticket);
        changing.leaves_after(variant, &Feeling::default(), patience_s)
    }

    /// What customers of a type are told while they wait: nobody is on the line to be told about an e-mail.
    fn announcement(&self, k: usize) -> Option<&Announce> {
        let changing = self.plan.types[k].changing.as_ref()?;
        changing.announce.as_ref().filter(|_| self.plan.types[k].is_live())
    }

    /// A customer has begun to wait, and is told how long that will take if it is told at once. Whether the customer leaves
    /// because of that.
    pub(super) fn turns_away(&mut self, ticket: Ticket, k: usize, now: f64) -> bool {
        let Some(announce) = self.announcement(k) else { return false };
        let (at_s, every_s) = (announce.at_s, announce.every_s);
        if at_s == 0.0 && self.is_told(ticket, k, now) {
            return true;
        }
        if let Some(next_s) = if at_s > 0.0 { Some(at_s) } else { every_s } {
            self.calendar.plan(now + next_s.max(LEAST_DELAY_S), Planned::Announces(ticket));
        }
        false
    }

    /// A customer who still waits is told how long it will take.
    pub(super) fn announces(&mut self, ticket: Ticket, now: f64) {
        let Some(case) = self.cases.get(ticket).filter(|case| case.state == State::Waits) else { return };
        let k = case.visit.contact.index();
        let Some(every_s) = self.announcement(k).map(|announce| announce.every_s) else { return };
        if self.is_told(ticket, k, now) {
            if let Some(case) = self.cases.get_mut(ticket) {
                case.leaves_s = now;
            }
            return self.patience_ends(ticket, now);
        }
        if let Some(case) = self.cases.get(ticket) {
            self.calendar.plan(case.leaves_s, Planned::Leaves(ticket));
        }
        // After closing nothing is repeated: who waits for an agent who never comes would be told for ever.
        if let Some(every_s) = every_s.filter(|_| !self.after_hours) {
            self.calendar.plan(now + every_s.max(LEAST_DELAY_S), Planned::Announces(ticket));
        }
    }

    /// Tells a customer of type `k` how long it will take, if that can be said. Whether the customer leaves at once.
    fn is_told(&mut self, ticket: Ticket, k: usize, now: f64) -> bool {
        let (Some(case), Some(announce)) = (self.cases.get(ticket), self.announcement(k)) else { return false };
        let (visit, variant, patience_s) = (case.visit, case.variant, case.patience_s);
        let waited_s = now - visit.arrival_s;
        let rest_s = self.estimated_s(case, &announce.estimate, waited_s) * announce.promise;
        let share = announce.leaves_at_once;
        if !rest_s.is_finite() {
            return false;
        }
        let Some(changing) = &self.plan.types[k].changing else { return false };
        let Some(feeling) = self.cases.feeling(ticket) else { return false };
        changing.advance(variant, feeling, waited_s);
        feeling.told_s = waited_s + rest_s;
        feeling.first_told_s = feeling.first_told_s.min(feeling.told_s);
        let leaves_after_s = changing.leaves_after(variant, feeling, patience_s);
        if let Some(case) = self.cases.get_mut(ticket) {
            case.leaves_s = visit.arrival_s + leaves_after_s;
        }
        self.tell(now, Happening::Announced, Some(ticket), None);
        let impatient = leaves_after_s < waited_s + rest_s;
        impatient && uniform(&mut Keyed::new(visit.key, Purpose::Announcement)) < share
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
        // Of those who come at one moment, the one who is numbered first.
        let place = |c: &Case| (c.visit.arrival_s, c.number);
        let before = |ticket: &Ticket| self.cases.get(*ticket).is_some_and(|c| place(c) < place(case));
        self.lanes_of(k).map(|lane| self.lanes[lane].all(&self.cases).filter(before).count()).sum::<usize>() + 1
    }

    /// A customer is answered by an agent of group `g`: those who came before, wait for the same agents, and see it, take
    /// note.
    pub(super) fn overtakes(&mut self, answered: &Visit, g: usize, now: f64) {
        if !self.plan.order_is_visible || !self.plan.types[answered.contact.index()].sees_others() {
            return;
        }
        for k in members(self.waiting & self.plan.plain.groups[g].types) {
            let changing = self.plan.types[k].changing.as_ref().filter(|c| c.order_visible > 0.0);
            let Some(changing) = changing else { continue };
            for lane in self.lanes_of(k) {
                let earlier = |ticket: &Ticket| {
                    let case = self.cases.get(*ticket);
                    case.is_some_and(|c| c.visit.arrival_s < answered.arrival_s)
                };
                let overtaken: Vec<Ticket> = self.lanes[lane].all(&self.cases).take_while(earlier).collect();
                for ticket in overtaken {
                    let Some(case) = self.cases.get(ticket) else { continue };
                    let (state, variant, waited_s) = (case.state, case.variant, now - case.visit.arrival_s);
                    if let (State::Waits, Some(feeling)) = (state, self.cases.feeling(ticket)) {
                        changing.advance(variant, feeling, waited_s);
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
