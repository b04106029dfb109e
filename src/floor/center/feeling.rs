//! Waits that change while they last: what customers are told, and what they see.

use super::calendar::Planned;
use super::case::{Case, Prediction, State, Ticket};
use super::{Center, Happening};
use crate::floor::causes::{Causes, Wait};
use crate::floor::plan::{Set, members};
use crate::floor::recorder::{Recorder, Visit};
use crate::model::random::{Keyed, Purpose, uniform};
use crate::model::{Announce, Feeling, LEAST_DELAY_S};

impl<R: Recorder, C: Causes, S: Set> Center<R, C, S> {
    /// A customer begins to wait. When, in seconds from now, patience would end if nothing is announced.
    pub(super) fn begins_to_wait(&mut self, ticket: Ticket) -> f64 {
        let alarmed = self.alarm.is_on;
        let case = self.cases.known_mut(ticket);
        let k = case.visit.contact.index();
        let patience_s = case.patience_s;
        let Some(changing) = &self.plan.types[k].changing else {
            return self.plan.plain.types[k].leaving.leaves_after(patience_s);
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
            self.cases.known_mut(ticket).leaves_s = now;
            return self.patience_ends(ticket, now);
        }
        if let Some(case) = self.cases.get(ticket) {
            self.calendar.plan(case.leaves_s, Planned::Leaves(ticket));
        }
        // After closing nothing is repeated: who waits for an agent who never comes would be told for ever.
        if let Some(every_s) = every_s.filter(|_| !self.after_hours) {
            self.announced_since_asked += 1;
            self.calendar.plan(now + every_s.max(LEAST_DELAY_S), Planned::Announces(ticket));
        }
    }

    /// Tells a customer of type `k` how long it will take, if that can be said. Whether the customer leaves at once.
    fn is_told(&mut self, ticket: Ticket, k: usize, now: f64) -> bool {
        let Some(announce) = self.announcement(k) else { return false };
        let case = self.cases.known(ticket);
        let (visit, variant, patience_s) = (case.visit, case.variant, case.patience_s);
        let waited_s = now - visit.arrival_s;
        let predicted_s = self.predicted_s(ticket, &announce.estimate, waited_s, now);
        let (rest_s, share) = (predicted_s * announce.promise, announce.leaves_at_once);
        if !rest_s.is_finite() {
            return false;
        }
        let Some(changing) = &self.plan.types[k].changing else { return false };
        let measured = changing.measured_announce();
        let measured_rest_s =
            measured.map(|there| self.predicted_s(ticket, &there.estimate, waited_s, now) * there.promise);
        let Some(feeling) = self.cases.feeling(ticket) else { return false };
        changing.tell(variant, feeling, waited_s, rest_s, measured_rest_s.filter(|rest_s| rest_s.is_finite()));
        let leaves_after_s = changing.leaves_after(variant, feeling, patience_s);
        if let Some(case) = self.cases.get_mut(ticket) {
            case.leaves_s = visit.arrival_s + leaves_after_s;
            case.predicted = case.predicted.or(Some(Prediction { at_s: now, rest_s: predicted_s }));
        }
        self.tell(now, Happening::Announced, Some(ticket), None);
        let impatient = leaves_after_s < waited_s + rest_s;
        impatient && uniform(&mut Keyed::new(visit.key, Purpose::Announcement)) < share
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

    /// How a customer has waited to be called back until now, who was promised a call until `promised_s`: on a clock of its
    /// own, which has nothing to do with patience.
    pub(super) fn waited_for_call(&self, case: &Case, promised_s: f64, now: f64) -> Wait {
        let Case { visit, customer, .. } = case;
        let clock_s = (now - visit.arrival_s).max(0.0);
        let promised_s = promised_s - visit.arrival_s;
        let callback = self.plan.types[visit.contact.index()].operations.callback.as_ref();
        let mut feeling = Feeling { told_s: promised_s, ..Feeling::default() };
        match callback.and_then(|callback| callback.clock.as_ref()) {
            Some(clock) => clock.advance(customer.kind, &mut feeling, clock_s),
            None => feeling.felt_s = clock_s,
        }
        Wait {
            clock_s,
            felt_s: feeling.felt_s,
            fair_s: feeling.felt_s,
            hard_s: feeling.hard_s,
            promised_call_s: promised_s.is_finite().then_some(promised_s),
            ..Wait::default()
        }
    }

    /// Patience that a customer's wait has used up, on the clock that it was drawn on.
    pub(super) fn patience_used(&self, ticket: Ticket, case: &Case) -> f64 {
        // Whoever is called back has not waited on the line.
        if case.talk.called_late.is_some() {
            return 0.0;
        }
        let k = case.visit.contact.index();
        match &self.plan.types[k].changing {
            // Nothing was felt of a wait that never began.
            Some(_) if case.wait.clock_s == 0.0 => 0.0,
            Some(changing) => changing.patience_used(case.variant, &self.cases.feeling_of(ticket)),
            None => self.plan.plain.types[k].leaving.patience_used(case.wait.clock_s),
        }
    }

    /// Keeps what all who wait have felt up to now, in waits that change.
    pub(super) fn note_what_is_felt(&mut self, now: f64) {
        for k in members(self.waiting) {
            let Some(changing) = &self.plan.types[k].changing else { continue };
            for lane in self.lanes_of(k) {
                let waiting: Vec<Ticket> = self.lanes[lane].all(&self.cases).collect();
                for ticket in waiting {
                    let Some((variant, arrival_s)) = self.cases.get(ticket).map(|c| (c.variant, c.visit.arrival_s))
                    else {
                        continue;
                    };
                    if let Some(feeling) = self.cases.feeling(ticket) {
                        changing.advance(variant, feeling, now - arrival_s);
                        self.felt_by_closing.push((ticket, *feeling));
                    }
                }
            }
        }
    }

    /// A customer's wait on the line is over, one way or the other.
    pub(super) fn wait_is_over(&mut self, ticket: Ticket, now: f64) {
        let case = self.cases.known(ticket);
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
                    promised_call_s: None,
                }
            }
        };
        self.cases.known_mut(ticket).wait = wait;
    }
}
