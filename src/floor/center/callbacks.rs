//! Customers who are called back.

use super::agents::Phase;
use super::case::{State, Talk, Ticket};
use super::{Center, Happening};
use crate::floor::causes::{Causes, Ending};
use crate::floor::plan::{Set, members};
use crate::floor::recorder::Recorder;
use crate::model::CallbackServed;
use crate::model::random::{Keyed, Purpose, uniform};

impl<R: Recorder, C: Causes, S: Set> Center<R, C, S> {
    /// An agent calls a customer back, who answers or does not.
    pub(super) fn calls_back(&mut self, agent: u32, ticket: Ticket, promised_s: f64, now: f64) {
        let case = self.cases.known(ticket);
        let visit = case.visit;
        let answer = self.answer_of_callback(agent, &visit, now);
        let k = visit.contact.index();
        let reach = self.plan.types[k].operations.callback.as_ref().map_or(1.0, |callback| callback.reach);
        let mut source = Keyed::new(visit.key, Purpose::Callback);
        // The first number decided that the customer accepted.
        uniform(&mut source);
        let (reached, late) = (uniform(&mut source) < reach, now > promised_s);
        if let Some(wait) = self.cases.get(ticket).map(|case| self.waited_for_call(case, promised_s, now))
            && let Some(case) = self.cases.get_mut(ticket)
        {
            case.wait = wait;
        }
        let Some(job) = self.job(agent, ticket) else {
            debug_assert!(false, "nobody has in hand who is called back");
            return;
        };
        job.since_s = now;
        if !reached {
            (job.phase, job.left_s) = (Phase::Nobody, 0.0);
            self.recorder.not_reached(&visit, now, late);
            self.tell(now, Happening::NotReached, Some(ticket), Some(agent));
            self.ended(ticket, Ending::NotReached { late }, now);
            return;
        }
        // A call that we make takes a line too, but is not turned away.
        self.types[k].lines += 1;
        self.may_be_handed_on += self.hands_on(visit.contact);
        if let Some(case) = self.cases.get_mut(ticket) {
            let occupied = self.agents.all[agent as usize].occupied;
            case.talk = Talk { agent, began_s: now, occupied, called_late: Some(late) };
        }
        self.recorder.called_back(&visit, &answer, late);
        self.tell(now, Happening::CalledBack, Some(ticket), Some(agent));
        self.talks_with(agent, ticket, now);
    }

    /// An agent who has finished has met nobody who waits: a callback may be made, or a number dialed.
    pub(super) fn quiet_moment(&mut self, agent: u32, now: f64) {
        let me = &self.agents.all[agent as usize];
        let g = me.group as usize;
        if me.may_break_ms > 0 {
            return self.break_starts(agent, me.may_break_ms, now);
        }
        if !self.after_hours
            && let Some(ticket) = self.callback_for(g)
            && let Some(case) = self.cases.get(ticket)
        {
            let k = case.visit.contact.index();
            let was: State = case.state;
            self.types[k].quiet.pop_front();
            return self.assign(ticket, agent, was, now);
        }
        self.preview(g, now);
    }

    /// The oldest callback that the group may make now.
    fn callback_for(&self, g: usize) -> Option<Ticket> {
        let quiet = members(self.plan.groups[g].quiet).filter(|k| self.is_quiet_enough(g, *k));
        let firsts = quiet.filter_map(|k| self.types[k].quiet.front().copied());
        let since = |ticket: &Ticket| self.cases.get(*ticket).map_or(f64::INFINITY, |case| case.visit.arrival_s);
        firsts.min_by(|a, b| since(a).total_cmp(&since(b)))
    }

    fn is_quiet_enough(&self, g: usize, k: usize) -> bool {
        let served = self.plan.types[k].operations.callback.as_ref().map(|callback| callback.served);
        let Some(CallbackServed::WhenQuiet { idle }) = served else { return false };
        let reserve = self.plan.plain.types[k].service_by(g).map_or(0, |s| s.reserve);
        let keeps = idle.max(u32::try_from(reserve).unwrap_or(u32::MAX));
        self.agents.idle_of(g) > keeps
    }
}
