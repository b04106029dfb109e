//! Agents of a log that names none, from how many are in service at once.
//!
//! Where somebody waits, everybody who is there is in service: their number, as a mean over the time in which somebody
//! waits, is that of the agents. Where nobody waits, the most in service at once are a lower bound. Days of the second
//! kind are taken to be staffed as those of the first, unless more than that were in service.

use super::call::End;
use super::sample::Sample;
use super::staffing::{OnPhones, Times, add, average, waiting};

/// The clocks of a log disagree by a second or two: that much of a wait is left out at both ends, s.
const CLOCK_S: f64 = 2.0;
/// Services that overlap by no more than this follow each other, s.
const SECOND: f64 = 1.0;
/// So much waiting in an interval of a day is evidence, s.
const ENOUGH_S: f64 = 10.0;

/// Agents of one group of everybody, by interval.
pub(super) fn on_phones(sample: &Sample, kinds: usize) -> OnPhones {
    let empty = vec![vec![0.0; sample.intervals]; sample.days.len()];
    let mut times = Times { busy: empty.clone(), ready: empty.clone(), present: empty.clone() };
    let (mut most, mut exact) = (empty, vec![vec![None; sample.intervals]; sample.days.len()]);
    for day in 0..sample.days.len() {
        let services = services(sample, day);
        services.iter().for_each(|&(from, to)| add(&mut times.busy[day], sample, from, to));
        most[day] = most_at_once(sample, &services);
        let seconds = Seconds::of(&services);
        let waits = waiting(&sample.day(day), &vec![true; kinds]);
        exact[day] =
            (0..sample.intervals).map(|interval| while_somebody_waits(sample, interval, &waits, &seconds)).collect();
    }
    let counting = |interval: usize| (0..sample.days.len()).filter(move |&day| sample.counts[day][interval]);
    let mut exact_days = Vec::new();
    for interval in 0..sample.intervals {
        let known: Vec<f64> = counting(interval).filter_map(|day| exact[day][interval]).collect();
        let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
        exact_days.push(known.len());
        for day in 0..sample.days.len() {
            let agents = exact[day][interval].unwrap_or_else(|| mean.max(most[day][interval]));
            times.ready[day][interval] = agents * sample.interval_s - times.busy[day][interval];
            times.present[day][interval] = times.ready[day][interval];
        }
    }
    OnPhones { exact_days, ..average(sample, &[times]) }
}

/// From when to when somebody was in service on a day, after-call work included.
fn services(sample: &Sample, day: usize) -> Vec<(f64, f64)> {
    let of_day = sample.day(day).into_iter().filter(|s| s.call.end == End::Served);
    of_day.filter_map(|seen| seen.call.work()).collect()
}

/// The most services at once in each interval.
fn most_at_once(sample: &Sample, services: &[(f64, f64)]) -> Vec<f64> {
    let ends = |&(from, to): &(f64, f64)| [(from, 1), (from.max(to - SECOND), -1)];
    let mut changes: Vec<(f64, i32)> = services.iter().flat_map(ends).collect();
    // Ends before beginnings at the same time.
    changes.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let (mut change, mut at_once) = (0, 0);
    let of_interval = |interval: usize| {
        let ends = sample.opens_s + (interval + 1) as f64 * sample.interval_s;
        let mut most = at_once;
        while change < changes.len() && changes[change].0 < ends {
            at_once += changes[change].1;
            most = most.max(at_once);
            change += 1;
        }
        f64::from(most)
    };
    (0..sample.intervals).map(of_interval).collect()
}

/// The mean number in service over the time of an interval in which somebody waits; `None` if that is too short.
fn while_somebody_waits(sample: &Sample, interval: usize, waits: &[(f64, f64)], seconds: &Seconds) -> Option<f64> {
    let from = sample.opens_s + interval as f64 * sample.interval_s;
    let to = from + sample.interval_s;
    let first = waits.partition_point(|wait| wait.1 <= from);
    let (mut time, mut served) = (0.0, 0.0);
    for wait in waits[first..].iter().take_while(|wait| wait.0 < to) {
        let (a, b) = ((wait.0 + CLOCK_S).max(from), (wait.1 - CLOCK_S).min(to));
        if b > a {
            time += b - a;
            served += seconds.until(b) - seconds.until(a);
        }
    }
    (time >= ENOUGH_S).then_some(served / time)
}

/// Seconds of service up to any moment of a day.
struct Seconds {
    /// Beginnings, ascending, with the sum of those before each; likewise ends.
    begin: (Vec<f64>, Vec<f64>),
    end: (Vec<f64>, Vec<f64>),
}

impl Seconds {
    fn of(services: &[(f64, f64)]) -> Seconds {
        let sorted = |mut moments: Vec<f64>| {
            moments.sort_by(f64::total_cmp);
            let sums = std::iter::once(0.0).chain(moments.iter().scan(0.0, |sum, x| {
                *sum += x;
                Some(*sum)
            }));
            let sums = sums.collect();
            (moments, sums)
        };
        Seconds {
            begin: sorted(services.iter().map(|s| s.0).collect()),
            end: sorted(services.iter().map(|s| s.1).collect()),
        }
    }

    fn until(&self, time: f64) -> f64 {
        let since = |(moments, sums): &(Vec<f64>, Vec<f64>)| {
            let n = moments.partition_point(|m| *m < time);
            time * n as f64 - sums[n]
        };
        since(&self.begin) - since(&self.end)
    }
}
