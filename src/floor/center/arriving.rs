//! A contact comes: turned away, taken at once, called back later, or waiting.

use super::calendar::Planned;
use super::case::{Case, Prediction, State, Talk, Ticket};
use super::{Center, Happening};
use crate::floor::causes::{Caused, Causes, Ended, Ending, Wait};
use crate::floor::event::Cause;
use crate::floor::plan::{Set, only};
use crate::floor::recorder::{Recorder, Visit};
use crate::model::random::{Keyed, Purpose, uniform};
use crate::model::{Balks, CallbackServed, Offer};

impl<R: Recorder, C: Causes, S: Set> Center<R, C, S> {
    /// A contact enters the center.
    pub(super) fn enters(&mut self, ticket: Ticket, now: f64) {
        let case = self.cases.known_mut(ticket);
        let stamp = self.recorder.arrives(case.visit.contact, now);
        let dialed_s = matches!(case.state, State::Ringing { .. }).then_some(case.visit.arrival_s);
        case.visit.stamp = stamp;
        case.visit.arrival_s = now;
        let (visit, cause) = (case.visit, case.cause);
        let k = visit.contact.index();
        if let Some(dialed_s) = dialed_s {
            self.recorder.reached(&visit, dialed_s);
        }
        if let Some(cause) = cause {
            self.recorder.caused(&visit, cause);
        }
        self.tell(now, arrival_of(cause), Some(ticket), None);
        // Who is handed on keeps the line.
        if cause != Some(Cause::Transfer) && !self.has_a_line(k) {
            self.recorder.blocked(&visit);
            self.tell(now, Happening::Blocked, Some(ticket), None);
            return self.is_lost(ticket, Ending::Blocked, now);
        }
        self.types[k].lines += 1;
        let able = self.plan.plain.types[k].at_once & self.agents.open;
        if let Some(agent) = self.choose_agent(k, able, visit.key) {
            return self.assign(ticket, agent, State::Coming, now);
        }
        if self.balks(k, visit.key) {
            self.types[k].lines -= 1;
            self.recorder.balked(&visit);
            self.tell(now, Happening::Balks, Some(ticket), None);
            return self.is_lost(ticket, Ending::Balked, now);
        }
        if self.takes_callback(k, ticket, now) {
            return;
        }
        self.joins(ticket, now);
    }

    /// Whether a line is free for a type, of its own and of those it shares.
    fn has_a_line(&self, k: usize) -> bool {
        let own = self.plan.plain.types[k].lines.is_none_or(|lines| self.types[k].lines < lines);
        own && self.plan.types[k].shared_lines.iter().all(|&i| {
            let shares = |(_, tables): &(usize, &super::plan::TypeTables<S>)| tables.shared_lines.contains(&i);
            let types = self.plan.types.iter().enumerate().filter(shares);
            types.map(|(other, _)| self.types[other].lines).sum::<u32>() < self.plan.lines[i]
        })
    }

    fn balks(&self, k: usize, key: u64) -> bool {
        let share = match &self.plan.plain.types[k].balks {
            Balks::Never => return false,
            Balks::Share(share) => *share,
            Balks::ByQueue(shares) => {
                let length = self.types[k].on_line as usize;
                shares.get(length).or(shares.last()).copied().unwrap_or(0.0)
            }
        };
        uniform(&mut Keyed::new(key, Purpose::Balk)) < share
    }

    /// Offers a callback where one is to be offered; whether it was accepted.
    fn takes_callback(&mut self, k: usize, ticket: Ticket, now: f64) -> bool {
        let Some(callback) = &self.plan.types[k].operations.callback else { return false };
        let predicted_s = self.predicted_s(ticket, &callback.estimate, 0.0, now);
        let offered = match callback.offer {
            Offer::PredictedWait(from_s) => predicted_s >= from_s,
            Offer::Queue(from) => self.types[k].on_line >= from,
        };
        let case = self.cases.known_mut(ticket);
        case.predicted = predicted_s.is_finite().then_some(Prediction { at_s: now, rest_s: predicted_s });
        let accepts = uniform(&mut Keyed::new(case.visit.key, Purpose::Callback)) < callback.accepts;
        if !offered || !accepts {
            return false;
        }
        case.state = State::CallBack { promised_s: now + predicted_s * callback.promise };
        let (visit, served, companion) = (case.visit, callback.served, case.companion.take());
        self.types[k].lines -= 1;
        self.recorder.takes_callback(&visit);
        self.tell(now, Happening::TakesCallback, Some(ticket), None);
        match served {
            CallbackServed::InTurn => self.join_lane(ticket, now),
            CallbackServed::WhenQuiet { .. } => self.types[k].quiet.push_back(ticket),
        }
        self.release(companion, 0.0, now);
        true
    }

    /// A customer waits.
    fn joins(&mut self, ticket: Ticket, now: f64) {
        let case = self.cases.known(ticket);
        let (visit, k) = (case.visit, case.visit.contact.index());
        let leaves_s = now + self.begins_to_wait(ticket);
        self.cases.known_mut(ticket).leaves_s = leaves_s;
        if self.turns_away(ticket, k, now) {
            self.types[k].lines -= 1;
            self.recorder.balked(&visit);
            self.tell(now, Happening::Balks, Some(ticket), None);
            return self.is_lost(ticket, Ending::Balked, now);
        }
        let case = self.cases.known_mut(ticket);
        case.state = State::Waits;
        self.calendar.plan(case.leaves_s, Planned::Leaves(ticket));
        let case = self.cases.known(ticket);
        self.types[k].on_line += 1;
        self.live_waiting += u32::from(self.plan.types[k].is_live());
        if self.was_dialed(case) {
            self.recorder.mismatch(&case.visit);
        }
        self.tell(now, Happening::Queues, Some(ticket), None);
        self.join_lane(ticket, now);
        if self.after_hours {
            self.cut_off_after_hours(now);
        }
    }

    /// The lane of a contact that begins to wait at this moment.
    pub(super) fn lane_for(&self, case: &Case, now: f64) -> u32 {
        let tables = &self.plan.types[case.visit.contact.index()];
        let transferred = case.cause == Some(Cause::Transfer);
        let steps = tables.head_start.all().len();
        let at = if steps == 1 { 0 } else { tables.head_start.step_at(self.time_of_day(now)) };
        let step = 2 * at + usize::from(transferred);
        let kinds = self.plan.kinds.len();
        let lane = tables.first_lane + kinds * step + usize::from(case.customer.kind).min(kinds - 1);
        // Lanes are at most twice the steps of all profiles.
        lane as u32
    }

    /// A contact goes to the end of its lane.
    fn join_lane(&mut self, ticket: Ticket, now: f64) {
        let case = self.cases.known(ticket);
        let (k, lane) = (case.visit.contact.index(), self.lane_for(case, now));
        self.cases.known_mut(ticket).lane = lane;
        self.lanes[lane as usize].join(ticket, &self.cases);
        self.types[k].in_lanes += 1;
        self.waiting |= only(k);
        for (after, (wait_s, _)) in self.plan.plain.types[k].overflow.iter().enumerate() {
            self.calendar.plan(now + wait_s, Planned::Overflow(ticket, after as u32));
        }
    }

    /// A contact has waited long enough for further groups.
    pub(super) fn overflows(&mut self, ticket: Ticket, after: u32, now: f64) {
        let Some(case) = self.cases.get(ticket) else { return };
        if !matches!(case.state, State::Waits | State::Ghost | State::CallBack { .. } | State::HandedOver { .. }) {
            return;
        }
        let (k, key) = (case.visit.contact.index(), case.visit.key);
        let plain = &self.plan.plain.types[k];
        let after_s = plain.overflow[after as usize].0;
        let reached: S = plain.overflow.iter().filter(|o| o.0 <= after_s).map(|o| o.1).sum();
        if let Some(agent) = self.choose_agent(k, (reached | plain.at_once) & self.agents.open, key) {
            let was = self.take_out(ticket);
            self.assign(ticket, agent, was, now);
        }
    }

    /// A contact is over and the customer has nothing: perhaps another attempt follows.
    pub(super) fn is_lost(&mut self, ticket: Ticket, ending: Ending, now: f64) {
        let companion = self.cases.known(ticket).companion;
        self.ended(ticket, ending, now);
        self.cases.remove(ticket);
        self.release(companion, 0.0, now);
    }

    /// Asks what a contact causes, and plans it.
    pub(super) fn ended(&mut self, ticket: Ticket, ending: Ending, now: f64) {
        if let Some(caused) = self.ends(ticket, ending, now) {
            self.plan_return(ticket, &caused);
        }
    }

    /// Asks what a contact felt like, tells it, and plans the complaint if there is one. The next contact it causes.
    pub(super) fn ends(&mut self, ticket: Ticket, ending: Ending, now: f64) -> Option<Caused> {
        let case = self.cases.get(ticket)?;
        if !self.causes.cares_for(case.visit.contact) {
            return None;
        }
        let follows = self.causes.ends(&Ended {
            contact: case.visit.contact,
            key: case.visit.key,
            customer: case.customer,
            about: case.about,
            arrival_s: case.visit.arrival_s,
            at_s: now,
            attempt: case.attempt,
            wait: &case.wait,
            ending,
        });
        let follow_ups = follows.follow_ups;
        let mut complains = false;
        if let Some(experience) = follows.experience {
            self.recorder.experienced(&case.visit, experience);
            complains = experience.follows.is_some_and(|follows| follows.complains);
        }
        let follow_ups = *follow_ups?;
        if complains {
            self.complaint_is_filed(now);
        }
        if let Some(caused) = &follow_ups.complaint {
            self.plan_return(ticket, caused);
        }
        follow_ups.next
    }

    pub(super) fn plan_return(&mut self, by: Ticket, caused: &Caused) {
        let Some(at_s) = self.plan.plain.when_open(caused.at_s, caused.key) else { return };
        let by = self.cases.known(by);
        let attempt = if caused.cause == Cause::Redial { by.attempt + 1 } else { 1 };
        let case = self.new_case(by, caused, attempt, at_s);
        let ticket = self.cases.add(case);
        self.calendar.plan(at_s, Planned::Returns(ticket));
    }

    /// A contact that another causes, with patience and work drawn from its own key.
    pub(super) fn new_case(&self, by: &Case, caused: &Caused, attempt: u32, at_s: f64) -> Case {
        let tables = &self.plan.types[caused.contact.index()];
        let time_of_day = self.time_of_day(at_s);
        let draw = |law: &Option<crate::model::Distribution>, purpose, absent: f64| {
            let law = law.as_ref().map(|law| law.at(time_of_day));
            law.map_or(absent, |law| law.sample(&mut Keyed::new(caused.key, purpose)))
        };
        Case {
            number: 0,
            visit: Visit { contact: caused.contact, stamp: 0, arrival_s: at_s, key: caused.key },
            customer: by.customer,
            about: by.about.or((caused.cause == Cause::Complaint).then_some(by.visit.contact)),
            state: State::Coming,
            cause: Some(caused.cause),
            caused_by: by.number,
            attempt,
            lane: 0,
            patience_s: draw(&tables.patience, Purpose::Patience, f64::INFINITY),
            leaves_s: f64::INFINITY,
            work_s: tables.handle.at(time_of_day).sample(&mut Keyed::new(caused.key, Purpose::Work)),
            wrap_up_s: draw(&tables.wrap_up, Purpose::WrapUp, 0.0),
            companion: None,
            talked_s: 0.0,
            wait: Wait::default(),
            talk: Talk::default(),
            variant: 0,
            predicted: None,
        }
    }
}

fn arrival_of(cause: Option<Cause>) -> Happening {
    match cause {
        None => Happening::Arrives,
        Some(Cause::Redial) => Happening::Redials,
        Some(Cause::Repeat) => Happening::Repeats,
        Some(Cause::Transfer) => Happening::HandedOn,
        Some(Cause::Complaint) => Happening::Complains,
    }
}
