//! Opening hours, where nobody says them: from the log.

use super::calendar::{DAY_S, Date, clock};
use super::call::{Call, End};
use super::{FitError, Options};

/// Hours outside of which a larger share of the calls lies than this are not the center's.
pub const OUTSIDE: f64 = 0.02;
/// A center that is closed for less than this at night, and has calls then, is never closed, s.
const SHORTEST_NIGHT_S: f64 = 7200.0;

/// What each interval of the day shows.
struct Intervals {
    interval_s: f64,
    days: usize,
    calls: Vec<usize>,
    /// Days on which somebody was served, or waited until the center ended that.
    days_open: Vec<usize>,
    last_date: Vec<Option<Date>>,
    /// Calls that hung up at once less all others.
    vain: Vec<i64>,
}

impl Intervals {
    fn add(&mut self, call: &Call) {
        let at = (call.arrival_s / self.interval_s) as usize;
        if at >= self.calls.len() {
            return;
        }
        self.calls[at] += 1;
        self.vain[at] += if call.hung_up_at_once() { 1 } else { -1 };
        // Whoever still waits at closing came while the center was open.
        let cut_off = call.end == End::CutOff && call.wait_s != Some(0.0);
        if (call.end == End::Served || cut_off) && self.last_date[at] != Some(call.date) {
            self.last_date[at] = Some(call.date);
            self.days_open[at] += 1;
        }
    }

    /// From the first to the last interval in which somebody is served or cut off on so many days and more than half of the callers
    /// do not hang up at once.
    fn served_on(&self, days: usize) -> Option<(usize, usize)> {
        let open = |at: &usize| self.days_open[*at] >= days && self.vain[*at] < 0;
        let first = (0..self.calls.len()).find(open)?;
        let last = (0..self.calls.len()).rev().find(open)?;
        Some((first, last + 1))
    }

    fn outside(&self, (from, to): (usize, usize)) -> usize {
        self.calls.iter().enumerate().filter(|(at, _)| *at < from || *at >= to).map(|(_, calls)| calls).sum()
    }

    /// The center's hours, as intervals of the day.
    ///
    /// A busy center serves somebody in every interval on most days: the first and the last such intervals are its
    /// hours, and neither a stray service nor callers who try too early move them. A quiet one does not. If more than a
    /// fiftieth of the calls lay outside, the hours are from the first to the last interval in which somebody is served
    /// on two days, or on one if that still leaves so many outside, and the whole day if that leaves less than two hours with
    /// calls in them. What is outside then is warned of.
    fn hours(&self) -> Option<(usize, usize)> {
        let all: usize = self.calls.iter().sum();
        let enough = |hours: &(usize, usize)| self.outside(*hours) as f64 <= OUTSIDE * all as f64;
        if let Some(usual) = self.served_on(self.days / 2 + 1).filter(enough) {
            return Some(usual);
        }
        let (from, to) = self.served_on(2).filter(enough).or_else(|| self.served_on(1))?;
        let night_s = (self.calls.len() - (to - from)) as f64 * self.interval_s;
        let whole = self.outside((from, to)) > 0 && night_s < SHORTEST_NIGHT_S;
        Some(if whole { (0, self.calls.len()) } else { (from, to) })
    }
}

/// Opening time (s since midnight) and number of intervals: as given, or found among the calls of so many days.
pub(super) fn find(
    calls: impl Iterator<Item = Call>,
    days: usize,
    options: &Options,
) -> Result<(f64, usize), FitError> {
    let interval_s = options.interval_s;
    if !(interval_s >= 60.0 && (DAY_S / interval_s).fract() == 0.0) {
        return Err(FitError::Interval { interval_s });
    }
    let per_day = (DAY_S / interval_s) as usize;
    let mut found = Intervals {
        interval_s,
        days,
        calls: vec![0; per_day],
        days_open: vec![0; per_day],
        last_date: vec![None; per_day],
        vain: vec![0; per_day],
    };
    let mut read = 0;
    for call in calls {
        read += 1;
        found.add(&call);
    }
    let hours = found.hours();
    let no_calls = || FitError::NoCalls { days: options.days_in_words(), read };
    let time = |at: usize| at as f64 * interval_s;
    let opens_s = options.opens_s.or(hours.map(|(from, _)| time(from))).ok_or_else(no_calls)?;
    let closes_s = options.closes_s.or(hours.map(|(_, to)| time(to))).ok_or_else(no_calls)?;
    let intervals = (closes_s - opens_s) / interval_s;
    if intervals < 1.0 || intervals.fract() != 0.0 || opens_s < 0.0 || closes_s > DAY_S {
        return Err(FitError::Hours { opens: clock(opens_s), closes: clock(closes_s), interval_s });
    }
    Ok((opens_s, intervals as usize))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::call::Notes;

    fn intervals(days: usize, of: impl Fn(usize) -> (usize, usize)) -> Intervals {
        let (days_open, calls): (Vec<usize>, Vec<usize>) = (0..24).map(of).unzip();
        let vain = calls.iter().map(|&calls| -(calls as i64)).collect();
        Intervals { interval_s: 3600.0, days, calls, days_open, last_date: vec![None; 24], vain }
    }

    /// A queue that grows until closing: of those who come in the last hours nobody is served, and all are cut off.
    #[test]
    fn who_is_cut_off_at_closing_came_while_the_center_was_open() {
        let call = |hour: usize, end: End, wait_s: f64| Call {
            line: 1,
            date: Date::new(2026, 11, 2).unwrap(),
            arrival_s: hour as f64 * 3600.0,
            kind: 0,
            class: None,
            wait_s: Some(wait_s),
            connect_s: None,
            end,
            service: None,
            wrap_up_s: None,
            agent: None,
            notes: Notes::default(),
            fingerprint: 0,
        };
        let of_day = |late: fn(usize) -> (End, f64)| {
            let calls = (8..18).flat_map(move |hour| {
                let (end, wait_s) = if hour < 15 { (End::Served, 5.0) } else { late(hour) };
                std::iter::repeat_n(call(hour, end, wait_s), 20)
            });
            let options = Options { interval_s: 3600.0, ..Options::default() };
            find(calls, 1, &options).unwrap()
        };
        assert_eq!(of_day(|hour| (End::CutOff, (18 - hour) as f64 * 3600.0)), (8.0 * 3600.0, 10));
        // Told at once that it is closed: they came while it was.
        assert_eq!(of_day(|_| (End::CutOff, 0.0)), (8.0 * 3600.0, 7));
    }

    #[test]
    fn hours_leave_no_more_than_a_fiftieth_of_the_calls_outside() {
        // Ten days from 8 to 18, a stray service at 3, a few at 18.
        let busy = intervals(10, |h| match h {
            8..18 => (10, 200),
            3 => (1, 1),
            18 => (4, 10),
            _ => (0, 0),
        });
        assert_eq!(busy.hours(), Some((8, 18)));
        // A quiet line around the clock: no hour has served somebody on most days.
        let quiet = intervals(12, |h| (if h == 7 { 7 } else { 4 }, 8));
        assert_eq!(quiet.hours(), Some((0, 24)));
        // Two days that have few hours in common.
        let few = intervals(2, |h| if (9..18).contains(&h) { (if h == 12 { 2 } else { 1 }, 5) } else { (0, 0) });
        assert_eq!(few.hours(), Some((9, 18)));
        // The same, and nothing at 0 o'clock by chance; calls that met nobody then, or none at all.
        let chance = intervals(12, |h| if h == 0 { (1, 3) } else { (4, 8) });
        assert_eq!(chance.hours(), Some((0, 24)));
        let closed = intervals(12, |h| if h < 7 { (0, 0) } else { (4, 8) });
        assert_eq!(closed.hours(), Some((7, 24)));
        assert_eq!(intervals(1, |h| (usize::from(h == 9), 1)).hours(), Some((9, 10)));
        assert_eq!(intervals(3, |_| (0, 4)).hours(), None);
    }
}
