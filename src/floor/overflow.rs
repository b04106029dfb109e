//! Contacts come within reach of further groups when they have waited long enough.

use std::collections::VecDeque;

use super::FloorOfWidth;
use super::causes::Causes;
use super::plan::{Plan, Set};
use super::recorder::Recorder;

/// Contacts of one type that come within reach of further groups when they have waited long enough.
pub(super) struct Timer {
    contact: usize,
    after_s: f64,
    /// Moment and arrival of each contact to come, in order.
    due: VecDeque<(f64, f64)>,
}

/// A timer for each wait after which further groups take contacts of a type, in order of types, and where those of each type
/// begin; one more, where the last one's end.
pub(super) fn timers<S: Set>(plan: &Plan<S>) -> (Vec<Timer>, Vec<usize>) {
    let of_type = plan.types.iter().enumerate();
    let waits = of_type.flat_map(|(contact, t)| t.overflow.iter().map(move |o| (contact, o.0)));
    let timers: Vec<Timer> = waits.map(|(contact, after_s)| Timer { contact, after_s, due: VecDeque::new() }).collect();
    let first_of = |k: usize| timers.partition_point(|timer| timer.contact < k);
    let first = (0..=plan.types.len()).map(first_of).collect();
    (timers, first)
}

impl<R: Recorder, C: Causes, S: Set> FloorOfWidth<R, C, S> {
    /// A contact of type `k` joins its queue.
    #[inline(always)]
    pub(super) fn starts_timers(&mut self, k: usize, now: f64) {
        for i in self.first_timer[k]..self.first_timer[k + 1] {
            let timer = &mut self.timers[i];
            timer.due.push_back((now + timer.after_s, now));
            if timer.due.len() == 1 {
                self.next_s = self.calendar.set(1 + self.groups.len() + i, now + timer.after_s);
            }
        }
    }

    /// A contact has waited long enough for further groups.
    pub(super) fn timer_rings(&mut self, timer: usize, now: f64) {
        let Timer { contact, after_s, due } = &mut self.timers[timer];
        let (k, after_s) = (*contact, *after_s);
        let Some((_, arrival_s)) = due.pop_front() else { return };
        let next = due.front().map_or(f64::INFINITY, |d| d.0);
        self.next_s = self.calendar.set(1 + self.groups.len() + timer, next);
        let line = &self.queues[k].line;
        let first = line.partition_point(|entry| entry.visit.arrival_s < arrival_s);
        // Several may have come at one moment (a recorded trace), and some of them left.
        let mut same = line.range(first..).take_while(|entry| entry.visit.arrival_s == arrival_s);
        let Some(at) = same.position(|entry| entry.leaves_s > now).map(|i| first + i) else { return };
        let key = line[at].visit.key;
        let reached: S = self.plan.types[k].overflow.iter().filter(|o| o.0 <= after_s).map(|o| o.1).sum();
        let able = (reached | self.plan.types[k].at_once) & self.idle;
        if !able.is_empty()
            && let Some(g) = self.choose_group(k, able, now, key)
            && let Some(taken) = self.take(k, at, now)
        {
            self.serve(g, now, &taken);
        }
    }
}
