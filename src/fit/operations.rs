//! What a center does with contacts that it cannot serve at once: callbacks that are offered, lines that are all taken.

use super::call::{Call, End};
use super::sample::Sample;

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
}

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

/// What arrivals of a type met.
#[derive(Debug, Default)]
struct Met {
    /// Waiting of the type on arrival, of those who took a callback and of those who might have.
    took: Vec<usize>,
    others: Vec<usize>,
    reached: usize,
    called: usize,
    /// On the line or in service on the arrival of those who were blocked.
    blocked: Vec<usize>,
}

/// Callbacks and lines of a type, each where the log has any.
pub(super) fn of_kind(sample: &Sample, kind: usize) -> (Option<CallbackFit>, Option<LinesFit>) {
    let mut met = Met::default();
    for day in sample.by_day() {
        // When those leave who wait; from when to when others are on the line, called back or not.
        let (mut waiting, mut on_line): (Vec<f64>, Vec<(f64, f64)>) = Default::default();
        for seen in day.iter().filter(|seen| seen.call.kind == kind) {
            let call = &seen.call;
            waiting.retain(|ends_s| *ends_s > call.arrival_s);
            on_line.retain(|(_, ends_s)| *ends_s > call.arrival_s);
            let taken = on_line.iter().filter(|(from_s, _)| *from_s <= call.arrival_s).count();
            if seen.used {
                met.add(call, waiting.len(), taken);
            }
            waiting.extend(call.waited_s().map(|wait_s| call.arrival_s + wait_s));
            if let Some((starts_s, length_s)) = call.service {
                on_line.push((starts_s, starts_s + length_s));
            }
            let until_s = call.service.filter(|_| call.end == End::Served).map(|(starts_s, _)| starts_s);
            let hangs_up_s = until_s.or(call.waited_s().map(|wait_s| call.arrival_s + wait_s));
            on_line.extend(hangs_up_s.map(|ends_s| (call.arrival_s, ends_s)));
        }
    }
    (met.callback(), met.lines())
}

impl Met {
    fn add(&mut self, call: &Call, waiting: usize, on_line: usize) {
        match call.end {
            End::Callback => {
                self.took.push(waiting);
                self.called += 1;
                self.reached += usize::from(call.service.is_some());
            }
            End::Blocked => self.blocked.push(on_line),
            _ if call.hung_up_at_once() => {}
            _ => self.others.push(waiting),
        }
    }

    fn callback(&self) -> Option<CallbackFit> {
        let taken = self.took.len();
        let most = self.took.iter().max()?;
        let from = |met: &[usize], queue: usize| met.iter().filter(|&&n| n >= queue).count() as f64;
        let index = |queue: usize| {
            from(&self.took, queue) / taken as f64 - from(&self.others, queue) / self.others.len().max(1) as f64
        };
        // The first of equals.
        let queue = (1..=(*most).max(1)).rev().max_by(|a, b| index(*a).total_cmp(&index(*b)))?;
        let (took, others) = (from(&self.took, queue), from(&self.others, queue));
        let accepts = if took > 0.0 { took / (took + others) } else { 1.0 };
        Some(CallbackFit { taken, queue, accepts, reach: self.reached as f64 / self.called as f64 })
    }

    fn lines(&self) -> Option<LinesFit> {
        let mut sorted = self.blocked.clone();
        sorted.sort_unstable();
        let middle = *sorted.get(sorted.len() / 2)?;
        // Clocks to the second or millisecond disagree by one now and then.
        let near = sorted.iter().filter(|&&n| n.abs_diff(middle) <= 1).count() as f64;
        let agreed = middle > 0 && near >= AGREE * sorted.len() as f64;
        Some(LinesFit { blocked: sorted.len(), lines: agreed.then_some(middle) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_queue_from_which_a_callback_is_offered_is_found() {
        let mut met = Met { reached: 45, called: 50, ..Met::default() };
        // Offered from three waiting on, taken by half.
        for i in 0..400 {
            let waiting = i % 8;
            let took = waiting >= 3 && i / 8 % 2 == 0;
            if took { met.took.push(waiting) } else { met.others.push(waiting) }
        }
        let found = met.callback().unwrap();
        assert_eq!((found.queue, found.accepts, found.reach), (3, 0.5, 0.9));
        assert_eq!(Met::default().callback(), None);
    }

    #[test]
    fn lines_are_those_that_were_taken_unless_it_was_a_different_number_each_time() {
        let lines = |blocked: Vec<usize>| Met { blocked, ..Met::default() }.lines();
        assert_eq!(lines(vec![7; 20]), Some(LinesFit { blocked: 20, lines: Some(7) }));
        assert_eq!(lines((0..20).collect()), Some(LinesFit { blocked: 20, lines: None }));
        assert_eq!(lines(Vec::new()), None);
    }
}
