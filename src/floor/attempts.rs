//! Attempts that follow on others: who is watched while waiting, and how an attempt comes.

use super::causes::{Causes, Ended, Ending, Wait};
use super::event::Cause;
use super::plan::Set;
use super::recorder::{Recorder, Visit};
use super::{Customer, FloorOfWidth};
use crate::model::Distribution;
use crate::model::random::{Keyed, Purpose};

impl<R: Recorder, C: Causes, S: Set> FloorOfWidth<R, C, S> {
    /// Calendar leaf of the next end of a watched patience; that of the next attempt follows.
    #[inline(always)]
    pub(super) fn patience_leaf(&self) -> usize {
        1 + self.groups.len() + self.timers.len()
    }

    /// Whether another attempt follows when a contact that begins to wait is given up: then that moment is an event.
    #[inline(always)]
    pub(super) fn watches(&mut self, visit: &Visit, leaves_s: f64, attempt: u32) -> bool {
        // Nobody comes after the last closing.
        if leaves_s >= self.plan.end_s
            || !self.causes.may_try_again(visit.contact, visit.key, attempt, Ending::Abandoned)
        {
            return false;
        }
        self.returns.watch(leaves_s, visit.contact.index(), visit.arrival_s, visit.key);
        self.next_s = self.calendar.set(self.patience_leaf(), self.returns.next_patience_s());
        true
    }

    /// The patience of a watched customer ends, unless the contact has been answered.
    #[inline(never)]
    pub(super) fn patience_ends(&mut self) {
        let Some((k, arrival_s, key)) = self.returns.next_patience() else { return };
        self.next_s = self.calendar.set(self.patience_leaf(), self.returns.next_patience_s());
        let line = &mut self.queues[k].line;
        let first = line.partition_point(|entry| entry.visit.arrival_s < arrival_s);
        let same = line.range(first..).take_while(|entry| entry.visit.arrival_s == arrival_s);
        let Some(at) = same.map(|entry| entry.visit.key).position(|other| other == key).map(|i| first + i) else {
            return;
        };
        let Some(entry) = line.remove(at) else { return };
        self.abandon(k, &entry, entry.leaves_s);
        self.queues[k].forget();
        if self.queues[k].line.is_empty() {
            self.waiting &= !S::only(k);
        }
    }

    /// A customer has got nothing: perhaps another attempt follows.
    #[inline]
    pub(super) fn gets_nothing(&mut self, visit: &Visit, ending: Ending, attempt: u32, at_s: f64) {
        if !C::TRIES_AGAIN {
            return;
        }
        let clock_s = at_s - visit.arrival_s;
        let again = self.causes.tries_again(&Ended {
            contact: visit.contact,
            key: visit.key,
            customer: Customer::default(),
            about: None,
            arrival_s: visit.arrival_s,
            at_s,
            attempt,
            wait: &Wait { clock_s, ..Wait::default() },
            ending,
        });
        let Some(again) = again else { return };
        debug_assert!(again.cause == Cause::Redial, "{again:?}");
        let Some(at_s) = self.plan.when_open(again.at_s, again.key) else { return };
        self.returns.plan(at_s, again.contact, again.key, attempt + 1);
        self.next_s = self.calendar.set(self.patience_leaf() + 1, self.returns.next_attempt_s());
    }

    /// A customer tries again, with patience and work drawn from the attempt's own key.
    #[inline(never)]
    pub(super) fn comes_again(&mut self, now: f64) {
        let Some(attempt) = self.returns.next_attempt() else { return };
        self.next_s = self.calendar.set(self.patience_leaf() + 1, self.returns.next_attempt_s());
        self.come += 1;
        let (contact, key) = (attempt.contact, attempt.key);
        let visit = Visit { contact, stamp: self.recorder.arrives(contact, now), arrival_s: now, key };
        self.recorder.caused(&visit, Cause::Redial);
        let laws = &self.plan.attempts[contact.index()];
        let time_of_day = self.plan.time_of_day(now);
        let draw = |law: &Distribution, purpose| law.at(time_of_day).sample(&mut Keyed::new(key, purpose));
        let patience_s = laws.patience.as_ref().map_or(f64::INFINITY, |law| draw(law, Purpose::Patience));
        let wrap_up_s = laws.wrap_up.as_ref().map_or(0.0, |law| draw(law, Purpose::WrapUp));
        let work_s = draw(&laws.handle, Purpose::Work);
        self.arrive(visit, (work_s, wrap_up_s), patience_s, attempt.number);
    }
}
