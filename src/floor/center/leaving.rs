//! Customers who leave, are cut off, or still wait when the run is over.

use super::case::{Case, State, Ticket};
use super::{Center, Happening};
use crate::floor::causes::{Causes, Ending};
use crate::floor::plan::{Set, members};
use crate::floor::recorder::{LeftOver, Recorder, Visit};
use crate::model::Closing;
use crate::model::random::{Keyed, Purpose, uniform};

impl<R: Recorder, C: Causes, S: Set> Center<R, C, S> {
    /// A customer's patience ends.
    pub(super) fn patience_ends(&mut self, ticket: Ticket, now: f64) {
        let Some(case) = self.cases.get(ticket) else { return };
        match case.state {
            State::Waits if case.leaves_s <= now => self.abandons(ticket, now),
            State::Connects { agent } if case.leaves_s <= now => {
                self.hangs_up_while_connecting(ticket, agent, now);
            }
            _ => {}
        }
    }

    /// A customer leaves the queue.
    fn abandons(&mut self, ticket: Ticket, now: f64) {
        self.wait_is_over(ticket, now);
        let case = self.cases.known(ticket);
        let (visit, companion) = (case.visit, case.companion);
        let k = visit.contact.index();
        self.counts_as_abandoned(ticket, now);
        if self.stays_silent(&visit) {
            self.tell(now, Happening::AbandonsSilently, Some(ticket), None);
            self.types[k].on_line -= 1;
            self.live_waiting -= u32::from(self.plan.types[k].is_live());
            if let Some(case) = self.cases.get_mut(ticket) {
                case.state = State::Ghost;
                case.companion = None;
            }
            self.ended(ticket, Ending::Abandoned, now);
            return self.release(companion, 0.0, now);
        }
        self.tell(now, Happening::Abandons, Some(ticket), None);
        self.take_out(ticket);
        self.is_lost(ticket, Ending::Abandoned, now);
    }

    /// A customer leaves who was just being connected: the agent is free again.
    fn hangs_up_while_connecting(&mut self, ticket: Ticket, agent: u32, now: f64) {
        self.wait_is_over(ticket, now);
        self.counts_as_abandoned(ticket, now);
        self.tell(now, Happening::Abandons, Some(ticket), Some(agent));
        self.is_lost(ticket, Ending::Abandoned, now);
        self.drop_job(agent, ticket, now);
    }

    fn counts_as_abandoned(&mut self, ticket: Ticket, now: f64) {
        self.counts_as_unserved(ticket, now, R::abandoned);
    }

    /// A customer on the line has got nothing, which the recorder is told in this way.
    fn counts_as_unserved(&mut self, ticket: Ticket, now: f64, tell: fn(&mut R, &Visit, f64, bool)) {
        let case = self.cases.known(ticket);
        let (visit, was_dialed) = (case.visit, self.was_dialed(case));
        let k = visit.contact.index();
        let overtaken = self.is_overtaken(&visit);
        self.types[k].lines -= 1;
        self.types[k].ended += 1;
        tell(&mut self.recorder, &visit, now, overtaken);
        if was_dialed {
            self.recorder.nuisance(&visit);
            self.learns_from(visit.contact, true);
        }
    }

    /// Whether a contact that came later has been answered before this one.
    pub(super) fn is_overtaken(&self, visit: &Visit) -> bool {
        self.plan.types[visit.contact.index()].sees_others() && self.latest_answered_s > visit.arrival_s
    }

    fn stays_silent(&self, visit: &Visit) -> bool {
        let silent = &self.plan.types[visit.contact.index()].operations.silent;
        silent.as_ref().is_some_and(|silent| uniform(&mut Keyed::new(visit.key, Purpose::Silent)) < silent.share)
    }

    /// Somebody leaves a lane: taken by an agent, or gone. Says how the contact stood there.
    pub(super) fn take_out(&mut self, ticket: Ticket) -> State {
        let case = self.cases.known_mut(ticket);
        let k = case.visit.contact.index();
        let was = std::mem::replace(&mut case.state, State::Coming);
        self.lanes[case.lane as usize].forgets_one();
        self.types[k].in_lanes -= 1;
        if self.types[k].in_lanes == 0 {
            self.waiting &= !S::only(k);
        }
        self.types[k].on_line -= u32::from(was == State::Waits);
        if matches!(was, State::Waits | State::HandedOver { .. }) {
            self.live_waiting -= u32::from(self.plan.types[k].is_live());
        }
        was
    }

    /// Everybody on the line who waits is cut off.
    pub(super) fn cut_off_all(&mut self, now: f64) {
        for k in 0..self.types.len() {
            if self.plan.types[k].is_live() {
                self.cut_off(k, now, |_| true);
            }
        }
    }

    /// After closing: `hang-up` cuts off whoever waits, `serve-out` those whom nobody who stays serves.
    pub(super) fn cut_off_after_hours(&mut self, now: f64) {
        if self.plan.plain.closing == Closing::HangUp {
            return self.cut_off_all(now);
        }
        // A center that never closes sends nobody away: who waits when the run ends is left over.
        if self.plan.never_closes {
            return;
        }
        for k in members(self.waiting) {
            if self.plan.types[k].is_live() && !self.is_served_out(k, now) {
                self.cut_off(k, now, |_| true);
            }
        }
    }

    /// Whether somebody who stays after closing, or comes later today, ever takes contacts of type `k`.
    fn is_served_out(&self, k: usize, now: f64) -> bool {
        members(self.plan.types[k].groups).any(|g| {
            let reserve = self.plan.plain.types[k].service_by(g).map_or(0, |service| service.reserve);
            self.plan.groups[g].types_after_hours.has(k) && self.staying_after_hours(g, now) as usize > reserve
        })
    }

    fn cut_off(&mut self, k: usize, now: f64, who: impl Fn(&Case) -> bool) {
        let lanes = self.plan.types[k].first_lane..;
        let lanes = lanes.take(self.plan.types[k].lanes);
        let waits = |ticket: &Ticket| {
            self.cases
                .get(*ticket)
                .is_some_and(|case| matches!(case.state, State::Waits | State::HandedOver { .. }) && who(case))
        };
        let all: Vec<Ticket> = lanes.flat_map(|lane| self.lanes[lane].all(&self.cases).filter(waits)).collect();
        for ticket in all {
            let Some(case) = self.cases.get(ticket) else { continue };
            let (visit, state, talk) = (case.visit, case.state, case.talk);
            // Cutting off another may have freed an agent who has taken this one.
            if !matches!(state, State::Waits | State::HandedOver { .. }) {
                continue;
            }
            // After the end of the run it shows only now that nobody came for them.
            self.tell(now.max(self.now_s), Happening::CutOff, Some(ticket), None);
            self.take_out(ticket);
            if matches!(state, State::HandedOver { .. }) {
                // Was served and counted before.
                self.types[k].lines -= 1;
                self.may_be_handed_on -= self.hands_on(visit.contact);
                self.ends(ticket, self.served(talk), now);
                self.cases.remove(ticket);
                continue;
            }
            // Who was handed on after closing came later than that.
            let now = now.max(visit.arrival_s);
            self.wait_is_over(ticket, now);
            self.counts_as_unserved(ticket, now, R::cut_off);
            self.is_lost(ticket, Ending::CutOff, now);
        }
    }

    /// The run is over, and an agent waits with a customer for a second agent who never comes, because it is that agent:
    /// the customer is cut off, and the agent goes on. Whether there was any.
    pub(super) fn ends_deadlock(&mut self) -> bool {
        let before = self.live_waiting;
        let now = self.now_s;
        for k in 0..self.types.len() {
            self.cut_off(k, now, |case| case.companion.is_some());
        }
        self.live_waiting < before
    }

    /// The run is over: what still waits is left over. Customers on the line for whom nobody came are cut off.
    pub(super) fn leave_over(&mut self) {
        let end_s = if self.plan.steady {
            self.plan.length_s
        } else {
            f64::from(self.plan.days - 1) * crate::model::DAY_S + self.plan.length_s
        };
        // Whom nobody came for was cut off at closing, though that shows only now.
        self.latest_answered_s = self.answered_by_closing_s;
        for (ticket, felt) in std::mem::take(&mut self.felt_by_closing) {
            if self.cases.get(ticket).is_some()
                && let Some(feeling) = self.cases.feeling(ticket)
            {
                *feeling = felt;
            }
        }
        if !self.plan.never_closes || self.plan.plain.closing == Closing::HangUp {
            self.cut_off_all(end_s);
        }
        for k in 0..self.types.len() {
            let lanes = self.plan.types[k].first_lane..;
            let lanes = lanes.take(self.plan.types[k].lanes);
            let in_lanes: Vec<Ticket> = lanes.flat_map(|lane| self.lanes[lane].all(&self.cases)).collect();
            let quiet: Vec<Ticket> = std::mem::take(&mut self.types[k].quiet).into();
            for ticket in in_lanes.into_iter().chain(quiet) {
                let Some(case) = self.cases.get(ticket) else { continue };
                let (visit, state, talk) = (case.visit, case.state, case.talk);
                if state != State::Ghost {
                    self.tell(end_s.max(self.now_s), Happening::LeftOver, Some(ticket), None);
                    let at_s = end_s.max(visit.arrival_s);
                    // What an agent had to leave to a colleague was answered, and is counted as that.
                    if matches!(state, State::HandedOver { .. }) {
                        self.ends(ticket, self.served(talk), at_s);
                    } else {
                        self.leave_one_over(ticket, at_s);
                    }
                }
            }
        }
    }

    /// A contact still waits when the run is over. Whoever should have been seen to by then is judged as a customer who
    /// got nothing, so that no policy gains by never calling back or by leaving mail; of others nobody knows yet.
    fn leave_one_over(&mut self, ticket: Ticket, at_s: f64) {
        self.wait_is_over(ticket, at_s);
        let case = self.cases.known(ticket);
        let (visit, k) = (case.visit, case.visit.contact.index());
        let (wait, overdue) = match case.state {
            // Who was promised no moment was to be called before the end.
            State::CallBack { promised_s } => {
                let wait = self.waited_for_call(case, promised_s, at_s);
                (wait, promised_s < at_s || promised_s == f64::INFINITY)
            }
            _ => (case.wait, at_s - visit.arrival_s >= self.plan.types[k].due_within_s),
        };
        let judged = overdue && self.causes.cares_for(visit.contact);
        if judged {
            self.cases.known_mut(ticket).wait = wait;
            self.ended(ticket, Ending::LeftOver, at_s);
        }
        self.recorder.left_over(&visit, at_s, &LeftOver { wait, overdue, judged });
    }
}
