//! What a center does with contacts that it cannot serve at once: callbacks that are offered, lines that are all taken.

use super::call::{Call, End};
use super::going_on::GoingOn;
use super::sample::Seen;

/// Callbacks that were offered to a contact type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CallbackFit {
    /// Contacts that took the offer.
    pub taken: usize,
    /// Contacts of the type that must be waiting for it to be offered: of all numbers the one that best tells those who
    /// took it from those who did not (Youden's index).
    pub queue: usize,
    /// Share that took it of those who met so many.
    pub accepts: f64,
    /// Share that answered when called back, of those whom the center called.
    pub reach: f64,
    /// When they are called back.
    pub served: CallbackServed,
}

/// When those are called back who took the offer, as the log shows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CallbackServed {
    /// When nobody of the type waits: somebody did at so small a share of the callbacks.
    WhenQuiet(f64),
    /// Whoever waits or not: somebody of the type did at this share.
    InTurn(f64),
    /// Too few callbacks to tell.
    Unknown,
}

/// Fewer callbacks than this do not tell when they are made.
const FEWEST_CALLBACKS: usize = 20;
/// Callbacks are made when nobody waits if somebody does at no more than this share: clocks disagree now and then.
const QUIET: f64 = 0.05;

/// Lines that were all taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinesFit {
    /// Contacts that found no line.
    pub blocked: usize,
    /// Contacts of the type that were on the line or in service then, in most cases; `None` where it was a different
    /// number each time, as other types share the lines.
    pub lines: Option<usize>,
}

/// How often all blocked contacts must have met the same number to be believed.
const AGREE: f64 = 0.9;

/// How many arrivals met how many.
#[derive(Clone, Debug, Default)]
struct Counts(Vec<usize>);

impl Counts {
    fn add(&mut self, met: usize) {
        if self.0.len() <= met {
            self.0.resize(met + 1, 0);
        }
        self.0[met] += 1;
    }

    fn all(&self) -> usize {
        self.0.iter().sum()
    }

    /// By number met: how many met at least so many.
    fn at_least(&self) -> Vec<f64> {
        let mut met: Vec<f64> = self.0.iter().map(|n| *n as f64).collect();
        for n in (1..met.len()).rev() {
            met[n - 1] += met[n];
        }
        met
    }

    /// What the middle one of all met.
    fn median(&self) -> Option<usize> {
        let middle = self.all() / 2;
        let mut passed = 0;
        self.0.iter().position(|n| {
            passed += n;
            passed > middle
        })
    }
}

/// What arrivals of a type met.
#[derive(Clone, Debug, Default)]
struct Met {
    /// Waiting of the type on arrival, of those who took a callback and of those who might have.
    took: Counts,
    others: Counts,
    reached: usize,
    called: usize,
    /// Callbacks of those who were reached that began while others of the type waited.
    amid_others: usize,
    /// On the line or in service on the arrival of those who were blocked.
    blocked: Counts,
}

/// Callbacks and lines of all types, each where the log has any.
#[derive(Debug)]
pub(super) struct Operations {
    met: Vec<Met>,
}

impl Operations {
    /// Of so many types, before the first day.
    pub fn new(kinds: usize) -> Operations {
        Operations { met: vec![Met::default(); kinds] }
    }

    /// One day more.
    pub fn day(&mut self, day: &[Seen]) {
        self.callbacks_amid_others(day);
        // Those who wait; those who are on the line, called back or not.
        let (mut waiting, mut on_line) = (GoingOn::new(self.met.len()), GoingOn::new(self.met.len()));
        for seen in day {
            let call = &seen.call;
            waiting.advance(call.arrival_s);
            on_line.advance(call.arrival_s);
            if seen.used {
                self.met[call.kind].add(call, waiting.of_kind(call.kind), on_line.of_kind(call.kind));
            }
            if let Some(queued_s) = call.queued_s() {
                waiting.add(call.arrival_s, call.arrival_s + queued_s, call.kind);
            }
            if let Some((starts_s, length_s)) = call.service {
                on_line.add(starts_s, starts_s + length_s, call.kind);
            }
            let until_s = call.service.filter(|_| call.end == End::Served).map(|(starts_s, _)| starts_s);
            let hangs_up_s = until_s.or(call.waited_s().map(|wait_s| call.arrival_s + wait_s));
            if let Some(ends_s) = hangs_up_s {
                on_line.add(call.arrival_s, ends_s, call.kind);
            }
        }
    }

    /// Counts the callbacks that begin while somebody of the type waits.
    fn callbacks_amid_others(&mut self, day: &[Seen]) {
        let callback = |seen: &&Seen| seen.used && seen.call.end == End::Callback;
        let begins = |seen: &Seen| seen.call.service.map(|(starts_s, _)| (starts_s, seen.call.kind));
        let mut begun: Vec<(f64, usize)> = day.iter().filter(callback).filter_map(begins).collect();
        if begun.is_empty() {
            return;
        }
        begun.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut waiting = GoingOn::new(self.met.len());
        for call in day.iter().map(|seen| &seen.call) {
            if let Some(queued_s) = call.queued_s() {
                waiting.add(call.arrival_s, call.arrival_s + queued_s, call.kind);
            }
        }
        for (starts_s, kind) in begun {
            waiting.advance(starts_s);
            self.met[kind].amid_others += usize::from(waiting.of_kind(kind) > 0);
        }
    }

    /// What there is of a type.
    pub fn of_kind(&self, kind: usize) -> (Option<CallbackFit>, Option<LinesFit>) {
        (self.met[kind].callback(), self.met[kind].lines())
    }
}

impl Met {
    fn add(&mut self, call: &Call, waiting: usize, on_line: usize) {
        match call.end {
            End::Callback => {
                self.took.add(waiting);
                self.called += 1;
                self.reached += usize::from(call.service.is_some());
            }
            End::Blocked => self.blocked.add(on_line),
            _ if call.hung_up_at_once() => {}
            _ => self.others.add(waiting),
        }
    }

    fn callback(&self) -> Option<CallbackFit> {
        let (taken, all_others) = (self.took.all(), self.others.all());
        let most = self.took.0.len().checked_sub(1)?;
        let (took, others) = (self.took.at_least(), self.others.at_least());
        let from = |met: &[f64], queue: usize| met.get(queue).copied().unwrap_or_default();
        let index = |queue: usize| from(&took, queue) / taken as f64 - from(&others, queue) / all_others.max(1) as f64;
        // The first of equals.
        let queue = (1..=most.max(1)).rev().max_by(|a, b| index(*a).total_cmp(&index(*b)))?;
        let (took, others) = (from(&took, queue), from(&others, queue));
        let accepts = if took > 0.0 { took / (took + others) } else { 1.0 };
        let reach = self.reached as f64 / self.called as f64;
        Some(CallbackFit { taken, queue, accepts, reach, served: self.served() })
    }

    fn served(&self) -> CallbackServed {
        match self.amid_others as f64 / self.reached.max(1) as f64 {
            _ if self.reached < FEWEST_CALLBACKS => CallbackServed::Unknown,
            share if share <= QUIET => CallbackServed::WhenQuiet(share),
            share => CallbackServed::InTurn(share),
        }
    }

    fn lines(&self) -> Option<LinesFit> {
        let (blocked, middle) = (self.blocked.all(), self.blocked.median()?);
        // Clocks to the second or millisecond disagree by one now and then.
        let near: usize = self.blocked.0.iter().skip(middle.saturating_sub(1)).take(2 + middle.min(1)).sum();
        let agreed = middle > 0 && near as f64 >= AGREE * blocked as f64;
        Some(LinesFit { blocked, lines: agreed.then_some(middle) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_queue_from_which_a_callback_is_offered_is_found() {
        let mut met = Met { reached: 45, called: 50, amid_others: 2, ..Met::default() };
        // Offered from three waiting on, taken by half.
        for i in 0..400 {
            let waiting = i % 8;
            let took = waiting >= 3 && i / 8 % 2 == 0;
            if took { met.took.add(waiting) } else { met.others.add(waiting) }
        }
        let found = met.callback().unwrap();
        assert_eq!((found.queue, found.accepts, found.reach), (3, 0.5, 0.9));
        assert_eq!(found.served, CallbackServed::WhenQuiet(2.0 / 45.0));
        met.amid_others = 3;
        assert_eq!(met.callback().unwrap().served, CallbackServed::InTurn(3.0 / 45.0));
        met.reached = 19;
        assert_eq!(met.callback().unwrap().served, CallbackServed::Unknown);
        assert_eq!(Met::default().callback(), None);
    }

    #[test]
    fn lines_are_those_that_were_taken_unless_it_was_a_different_number_each_time() {
        let lines = |met: Vec<usize>| {
            let mut blocked = Counts::default();
            met.into_iter().for_each(|n| blocked.add(n));
            Met { blocked, ..Met::default() }.lines()
        };
        assert_eq!(lines(vec![7; 20]), Some(LinesFit { blocked: 20, lines: Some(7) }));
        assert_eq!(lines((0..20).collect()), Some(LinesFit { blocked: 20, lines: None }));
        assert_eq!(lines(Vec::new()), None);
    }
}
