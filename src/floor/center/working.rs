//! What agents do with what they have in hand: connect, talk, wrap up, several contacts at a time.

use super::agents::{Due, Job, Phase};
use super::calendar::Planned;
use super::case::{State, Talk, Ticket};
use super::plan::Way;
use super::{Center, Happening};
use crate::floor::causes::Causes;
use crate::floor::plan::{HandleTime, Set};
use crate::floor::recorder::{Answer, Recorder, Visit};
use crate::model::GroupId;
use crate::model::random::{Keyed, Purpose};

impl<R: Recorder, C: Causes, S: Set> Center<R, C, S> {
    /// An agent takes a contact that stood like `was`.
    pub(super) fn assign(&mut self, ticket: Ticket, agent: u32, was: State, now: f64) {
        let g = self.agents.all[agent as usize].group as usize;
        let plan = &self.plan;
        let case = self.cases.known_mut(ticket);
        let k = case.visit.contact.index();
        let Some(skill) = plan.groups[g].skill_of[k] else { return };
        let connect_s = plan.groups[g].group.people.connect_s;
        let (phase, left_s) = match was {
            State::Ghost => (Phase::Nobody, silent_takes_s(&plan.types[k].operations, case.visit.key)),
            State::HandedOver { left_s } => (Phase::Talk, left_s),
            _ => (Phase::Connect, connect_s),
        };
        case.state = match was {
            State::CallBack { promised_s } => State::CalledBack { promised_s },
            _ if phase == Phase::Connect => State::Connects { agent },
            _ => State::InHand { agent },
        };
        let (visit, wrap_up_s) = (case.visit, case.wrap_up_s);
        let in_turn = match was {
            State::Waits => true,
            // A quiet moment is not predicted.
            State::CallBack { .. } => !plan.types[k].waits_for_quiet(),
            _ => false,
        };
        // Told once: an agent whose shift ends may have to give the contact back.
        if let Some(predicted) = case.predicted.take_if(|_| in_turn)
            && predicted.at_s >= plan.beginning_of_day_s(now)
        {
            self.recorder.predicted(&visit, predicted.rest_s, now - predicted.at_s);
        }
        if was == State::Coming && phase == Phase::Connect && connect_s > 0.0 {
            // Patience may end while the customer is being connected.
            let leaves_s = now + self.begins_to_wait(ticket);
            if leaves_s <= now + connect_s {
                self.calendar.plan(leaves_s, Planned::Leaves(ticket));
            }
            self.cases.known_mut(ticket).leaves_s = leaves_s;
            // A time too short for the clock to move is no wait.
            if now + connect_s > now {
                self.recorder.found_agent(&visit);
            }
        }
        let wrap_up_s = match &self.plan.groups[g].ways[usize::from(skill)].wrap_up {
            None => wrap_up_s,
            Some(law) => {
                let time_of_day = self.time_of_day(visit.arrival_s);
                law.at(time_of_day).sample(&mut Keyed::new(visit.key, Purpose::OwnWrapUp))
            }
        };
        let what = if phase == Phase::Nobody { Happening::FindsNobody } else { Happening::Assigned };
        if connect_s > 0.0 || phase != Phase::Connect {
            self.tell(now, what, Some(ticket), Some(agent));
        }
        let job = Job { ticket, phase, left_s, wrap_up_s, skill, since_s: now };
        self.take_in_hand(agent, job, now);
        if phase == Phase::Connect && connect_s == 0.0 {
            self.says_hello(agent, ticket, now);
        }
        self.replan(agent, now);
    }

    /// Something more in an agent's hands.
    pub(super) fn take_in_hand(&mut self, agent: u32, job: Job, now: f64) {
        let me = &mut self.agents.all[agent as usize];
        if me.in_hand.is_empty() {
            (me.busy_from_s, me.progress_s) = (now, now);
        } else {
            self.account(agent, now);
        }
        self.agents.take_in_hand(agent, job);
        self.list_anew(agent, now);
    }

    /// Puts an agent in the list where others find whom they can give something.
    pub(super) fn list_anew(&mut self, agent: u32, now: f64) {
        let me = &self.agents.all[agent as usize];
        let ways = &self.plan.groups[me.group as usize].ways;
        let allows = |job: &Job| match job.phase {
            // Who waits with a customer, or says goodbye, does nothing else.
            Phase::Holds | Phase::Rings => 1,
            _ => ways[usize::from(job.skill)].concurrent,
        };
        let limit = me.in_hand.iter().map(allows).min().unwrap_or(u32::MAX);
        self.agents.list_anew(agent, limit, now);
    }

    /// Brings the progress of what an agent has in hand up to this moment.
    #[inline]
    pub(super) fn account(&mut self, agent: u32, now: f64) {
        let me = &mut self.agents.all[agent as usize];
        let elapsed_s = now - std::mem::replace(&mut me.progress_s, now);
        let in_hand = me.in_hand.len();
        if elapsed_s > 0.0 && in_hand > 0 {
            let ways = &self.plan.groups[me.group as usize].ways;
            for job in &mut me.in_hand {
                job.left_s = (job.left_s - elapsed_s / factor(ways, job, in_hand)).max(0.0);
            }
        }
    }

    /// Plans the moment at which an agent is done with the next step of something in hand.
    pub(super) fn replan(&mut self, agent: u32, now: f64) {
        self.account(agent, now);
        let me = &mut self.agents.all[agent as usize];
        let ways = &self.plan.groups[me.group as usize].ways;
        let in_hand = me.in_hand.len();
        if let [job] = me.in_hand.as_slice() {
            me.next_job = 0;
            return self.calendar.plan_progress(agent, now + job.left_s * factor(ways, job, 1));
        }
        let mut next: Option<(f64, usize)> = None;
        for (i, job) in me.in_hand.iter().enumerate() {
            let lasts_s = job.left_s * factor(ways, job, in_hand);
            if next.is_none_or(|(least_s, _)| lasts_s < least_s) {
                next = Some((lasts_s, i));
            }
        }
        match next {
            Some((lasts_s, job)) => {
                me.next_job = job;
                self.calendar.plan_progress(agent, now + lasts_s);
            }
            None => self.calendar.cancel_progress(agent),
        }
    }

    /// An agent is done with a step.
    pub(super) fn progress(&mut self, agent: u32, now: f64) {
        if self.agents.all[agent as usize].in_hand.len() > 1 {
            self.account(agent, now);
        }
        let me = &mut self.agents.all[agent as usize];
        me.progress_s = now;
        let job = &mut me.in_hand[me.next_job];
        job.left_s = 0.0;
        let (ticket, phase) = (job.ticket, job.phase);
        match phase {
            Phase::Connect => {
                self.says_hello(agent, ticket, now);
                self.replan(agent, now);
            }
            Phase::Rings => self.preview_rings_out(agent, ticket, now),
            Phase::Conference => {
                self.enter_phase(agent, ticket, Phase::Talk, now);
                self.replan(agent, now);
            }
            Phase::Talk => self.talk_ends(agent, ticket, now),
            Phase::Holds => self.wraps_up(agent, ticket, now),
            Phase::WrapUp => self.is_handled(agent, ticket, now),
            Phase::Nobody => {
                if self.cases.get(ticket).is_some_and(|case| case.state == State::InHand { agent }) {
                    self.tell(now, Happening::Handled, Some(ticket), Some(agent));
                }
                self.cases.remove(ticket);
                self.drop_job(agent, ticket, now);
            }
        }
    }

    pub(super) fn job(&mut self, agent: u32, ticket: Ticket) -> Option<&mut Job> {
        self.agents.all[agent as usize].in_hand.iter_mut().find(|job| job.ticket == ticket)
    }

    /// The next phase of a job that has just been accounted for, with its work left as it was set.
    fn enter_phase(&mut self, agent: u32, ticket: Ticket, phase: Phase, now: f64) {
        let talk_s = match phase {
            Phase::Talk => self.talk_s(agent, ticket, now),
            _ => 0.0,
        };
        if let Some(job) = self.job(agent, ticket) {
            job.phase = phase;
            job.left_s = match phase {
                Phase::WrapUp => job.wrap_up_s,
                _ => talk_s,
            };
        }
    }

    /// How long an agent talks with a contact, s at full speed.
    fn talk_s(&self, agent: u32, ticket: Ticket, now: f64) -> f64 {
        let case = self.cases.known(ticket);
        let g = self.agents.all[agent as usize].group as usize;
        let k = case.visit.contact.index();
        let arrived = || self.time_of_day(case.visit.arrival_s);
        let tables = &self.plan.types[k].operations;
        let learned = self.plan.groups[g].group.people.learning.map_or(1.0, |learning| learning.speed(now));
        let own = tables.callback.as_ref().filter(|_| matches!(case.state, State::CalledBack { .. }));
        let own = own.and_then(|callback| callback.handle.as_ref());
        let service = self.plan.plain.types[k].service_by(g).map(|service| &service.handle);
        let talk_s = match (own, service) {
            // A group with a speed has it in callbacks too; a group's own law is of the type's contacts, not of these.
            (Some(law), service) => {
                let stretch = match service {
                    Some(HandleTime::Stretch(stretch)) => *stretch,
                    _ => 1.0,
                };
                stretch * law.at(arrived()).sample(&mut Keyed::new(case.visit.key, Purpose::CallbackHandle))
            }
            (None, Some(HandleTime::Stretch(stretch))) => case.work_s * stretch,
            (None, Some(HandleTime::Own(law))) => {
                law.at(arrived()).sample(&mut Keyed::new(case.visit.key, Purpose::OwnHandle))
            }
            (None, None) => 0.0,
        };
        if learned == 1.0 { talk_s } else { talk_s / learned }
    }

    /// An agent begins to talk with a contact.
    pub(super) fn talks_with(&mut self, agent: u32, ticket: Ticket, now: f64) {
        self.enter_phase(agent, ticket, Phase::Talk, now);
    }

    /// The customer hears "hello", or is called back.
    pub(super) fn says_hello(&mut self, agent: u32, ticket: Ticket, now: f64) {
        let case = self.cases.known(ticket);
        if let State::CalledBack { promised_s } = case.state {
            return self.calls_back(agent, ticket, promised_s, now);
        }
        let (visit, companion, was_dialed) = (case.visit, case.companion, self.was_dialed(case));
        let answer = self.answer(agent, &visit, now);
        let k = visit.contact.index();
        let wait_s = now - visit.arrival_s;
        if wait_s > 0.0 {
            self.wait_is_over(ticket, now);
        }
        let tables = &self.plan.types[k];
        if tables.sees_others() {
            self.latest_answered_s = self.latest_answered_s.max(visit.arrival_s);
        }
        let in_time = tables.target.is_some_and(|(_, within_s)| wait_s <= within_s);
        let today = &mut self.types[k];
        today.ended += 1;
        today.answered += 1;
        today.in_time += u64::from(in_time);
        today.last_wait_s = wait_s;
        self.may_be_handed_on += self.hands_on(visit.contact);
        self.overtakes(&visit, answer.group.index(), now);
        self.recorder.connected(&visit, &answer);
        self.tell(now, Happening::Answered, Some(ticket), Some(agent));
        if was_dialed {
            self.learns_from(visit.contact, false);
        }
        let conference_s = if companion.is_some() { self.conference_s(&visit, companion) } else { 0.0 };
        let occupied = self.agents.all[agent as usize].occupied;
        let case = self.cases.known_mut(ticket);
        case.state = State::InHand { agent };
        case.talk = Talk { agent, began_s: now, occupied, called_late: None };
        case.companion = None;
        let (phase, left_s) = if conference_s > 0.0 {
            (Phase::Conference, conference_s)
        } else {
            (Phase::Talk, self.talk_s(agent, ticket, now))
        };
        if let Some(job) = self.job(agent, ticket) {
            (job.since_s, job.phase, job.left_s) = (now, phase, left_s);
        }
        if let Some(takes_s) = self.wrong_party_s(&visit) {
            self.finds_wrong_party(agent, ticket, takes_s, now);
        }
        if companion.is_some() {
            self.release(companion, conference_s, now);
        }
    }

    /// The answer that is told.
    #[inline]
    fn answer(&self, agent: u32, visit: &Visit, now: f64) -> Answer {
        let g = self.agents.all[agent as usize].group as usize;
        let k = visit.contact.index();
        Answer {
            group: self.plan.plain.groups[g].id,
            skill: self.plan.groups[g].skill_of[k].unwrap_or(0),
            at_s: now,
            handle_s: 0.0,
            wrap_up_s: 0.0,
            overtaken: self.is_overtaken(visit),
        }
    }

    /// The same of who is called back: nobody who gave up the place in the queue is overtaken.
    pub(super) fn answer_of_callback(&self, agent: u32, visit: &Visit, now: f64) -> Answer {
        Answer { overtaken: false, ..self.answer(agent, visit, now) }
    }

    pub(super) fn group_id(&self, agent: u32) -> GroupId {
        self.plan.plain.groups[self.agents.all[agent as usize].group as usize].id
    }

    /// After-contact work, if there is any.
    pub(super) fn wraps_up(&mut self, agent: u32, ticket: Ticket, now: f64) {
        match self.job(agent, ticket).map(|job| job.wrap_up_s) {
            Some(wrap_up_s) if wrap_up_s > 0.0 => {
                self.account(agent, now);
                self.enter_phase(agent, ticket, Phase::WrapUp, now);
                self.replan(agent, now);
            }
            _ => self.is_handled(agent, ticket, now),
        }
    }

    /// The agent is done with a contact.
    fn is_handled(&mut self, agent: u32, ticket: Ticket, now: f64) {
        let talked_s = now - self.job(agent, ticket).map_or(now, |job| job.since_s);
        let case = self.cases.known(ticket);
        self.recorder.handled(&case.visit, self.group_id(agent), case.talked_s + talked_s);
        self.tell(now, Happening::Handled, Some(ticket), Some(agent));
        self.cases.remove(ticket);
        self.agents.all[agent as usize].worked_s += talked_s;
        self.drop_job(agent, ticket, now);
    }

    /// Something leaves an agent's hands; the agent looks for the next.
    pub(super) fn drop_job(&mut self, agent: u32, ticket: Ticket, now: f64) {
        self.account(agent, now);
        self.agents.drop_from_hand(agent, ticket);
        let me = &mut self.agents.all[agent as usize];
        if me.in_hand.is_empty() {
            let (from_s, duty_s) = (me.busy_from_s, now - me.duty_from_s);
            me.occupied = if duty_s > 0.0 { me.worked_s / duty_s } else { 0.0 };
            self.worked(agent, from_s, now);
        } else {
            self.replan(agent, now);
        }
        self.is_free(agent, now);
        // What the agent has taken meanwhile is planned; nothing else happens at this moment before.
        if self.agents.all[agent as usize].in_hand.is_empty() {
            self.calendar.cancel_progress(agent);
        }
    }

    /// An agent has finished something: goes home or on a break if that is due, else takes what waits; then it is seen
    /// whether the moment is quiet.
    fn is_free(&mut self, agent: u32, now: f64) {
        let g = self.agents.all[agent as usize].group as usize;
        if !self.leaves_if_due(agent, now) {
            self.list_anew(agent, now);
            self.serve_group(g, now);
            let me = &self.agents.all[agent as usize];
            if me.in_hand.is_empty() && me.is_there() && me.due == Due::Nothing {
                self.quiet_moment(agent, now);
            }
        }
        self.dial_all(now);
    }
}

/// How much longer than alone a job takes while its agent has so many in hand.
fn factor(ways: &[Way], job: &Job, in_hand: usize) -> f64 {
    match job.phase {
        Phase::Talk | Phase::WrapUp | Phase::Conference => {
            let stretch = &ways[usize::from(job.skill)].stretch;
            stretch.get(in_hand - 1).or(stretch.last()).copied().unwrap_or(1.0)
        }
        _ => 1.0,
    }
}

fn silent_takes_s(operations: &crate::model::Operations, key: u64) -> f64 {
    let mut source = Keyed::new(key, Purpose::Silent);
    // The first number decided that the customer stays silent.
    crate::model::random::uniform(&mut source);
    operations.silent.as_ref().map_or(0.0, |silent| silent.takes.sample(&mut source))
}
