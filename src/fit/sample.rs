//! The comparable part of a log: which days, which hours, which intervals of them, and the calls in those.

use std::fmt;

use super::calendar::{Date, clock};
use super::call::{Call, End};
use super::connect::Connect;
use super::hours;
use super::read::Log;
use super::rows::RowKind;
use super::store::Store;
use super::{FitError, Options};

/// Consecutive calls that all hang up at once before the lines are taken to be dead: with one in ten doing so, ten in
/// a row happen by chance once in 10¹⁰ calls.
const DEAD_LINES: usize = 10;
/// An interval with more than this times the mean of the other days ...
const SPIKE_RATIO: f64 = 2.0;
/// ... and this many standard deviations of a Poisson number above it is a spike.
const SPIKE_DEVIATIONS: f64 = 8.0;
/// Other days that are needed to call an interval of one day a spike.
const SPIKE_DAYS: usize = 3;

/// A stretch in which callers could not be connected: every one of many consecutive calls hung up with a wait of 0.
/// The intervals it touches are left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outage {
    /// The day.
    pub date: Date,
    /// Arrival of the first such call, s since midnight.
    pub from_s: f64,
    /// Arrival of the last.
    pub to_s: f64,
    /// Calls in it.
    pub calls: usize,
}

/// An interval of one day with several times the volume of the other days. It is left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spike {
    /// The day.
    pub date: Date,
    /// Start of the interval, s since midnight.
    pub from_s: f64,
    /// Calls in it.
    pub calls: usize,
    /// Mean of the other days.
    pub usual: f64,
}

impl fmt::Display for Outage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Outage { date, from_s, to_s, calls } = self;
        let (from, to) = (clock(*from_s), clock(*to_s));
        write!(f, "{date} {from}-{to}: {calls} consecutive calls hung up with a wait of 0")
    }
}

impl fmt::Display for Spike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {} calls, {:.0} on the other days", self.date, clock(self.from_s), self.calls, self.usual)
    }
}

/// A call on one of the comparable days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Seen {
    pub call: Call,
    /// The day, as an index of [`Sample::days`].
    pub day: usize,
    /// The interval it arrived in; `None` outside opening hours.
    pub interval: Option<usize>,
    /// Whether that interval of that day counts.
    pub used: bool,
}

/// The comparable part of a log. Its calls are had by day, from memory or a file.
#[derive(Debug)]
pub(super) struct Sample {
    pub days: Vec<Date>,
    pub opens_s: f64,
    pub interval_s: f64,
    pub intervals: usize,
    /// Whether an interval of a day counts, by day and interval.
    pub counts: Vec<Vec<bool>>,
    /// Days that count, by interval.
    pub exposure: Vec<f64>,
    /// The calls of these days, and of others.
    store: Store,
    /// Time to connect in their waits; of nobody until it is looked for.
    pub connect: Connect,
    pub outages: Vec<Outage>,
    pub spikes: Vec<Spike>,
}

impl Sample {
    /// Days without a call.
    #[cfg(test)]
    pub fn empty(days: Vec<Date>, opens_s: f64, interval_s: f64, intervals: usize) -> Sample {
        Sample {
            counts: vec![vec![true; intervals]; days.len()],
            exposure: vec![days.len() as f64; intervals],
            store: Store::default(),
            connect: Connect::default(),
            outages: Vec::new(),
            spikes: Vec::new(),
            days,
            opens_s,
            interval_s,
            intervals,
        }
    }

    /// Closing time, s since midnight.
    pub fn closes_s(&self) -> f64 {
        self.opens_s + self.intervals as f64 * self.interval_s
    }

    /// The calls of a day (an index of [`Sample::days`]), in order of arrival.
    pub fn day(&self, day: usize) -> Vec<Seen> {
        let seen = |call: Call| {
            let interval = self.interval_of(call.arrival_s);
            Seen { call, day, interval, used: interval.is_some_and(|i| self.counts[day][i]) }
        };
        let mut calls = self.store.day(self.days[day], seen);
        self.connect.tell(&mut calls);
        calls
    }

    /// Day after day.
    pub fn by_day(&self) -> impl Iterator<Item = Vec<Seen>> {
        (0..self.days.len()).map(|day| self.day(day))
    }

    /// All calls, in order of day and arrival.
    pub fn all(&self) -> impl Iterator<Item = Seen> {
        self.by_day().flatten()
    }

    /// The calls that count, with their interval.
    pub fn used(&self) -> impl Iterator<Item = (Seen, usize)> {
        self.all().filter(|s| s.used).filter_map(|s| s.interval.map(|interval| (s, interval)))
    }

    /// Why calls are missing from what was read since the last time: the first error of the temporary file.
    pub fn failure(&self) -> Option<std::io::Error> {
        self.store.failure()
    }

    /// The interval that holds a time of day.
    fn interval_of(&self, time_s: f64) -> Option<usize> {
        let at = (time_s - self.opens_s) / self.interval_s;
        (at >= 0.0 && at < self.intervals as f64).then_some(at as usize)
    }
}

/// Selects the comparable calls, and notes all others.
pub(super) fn select(log: &mut Log, options: &Options) -> Result<Sample, FitError> {
    let days: Vec<Date> = log.days.iter().copied().filter(|d| options.comparable(*d)).collect();
    if let (true, Some(&first), Some(&last)) = (days.is_empty(), log.days.iter().min(), log.days.iter().max()) {
        return Err(FitError::NoDays { asked: options.days_in_words(), days: log.days.len(), first, last });
    }
    let store = std::mem::take(&mut log.calls).finish()?;
    for &date in &store.dates {
        store.repeated(date).for_each(|line| log.rows.note(RowKind::Duplicate, line));
        if !options.comparable(date) {
            store.day(date, |call| call.line).into_iter().for_each(|line| log.rows.note(RowKind::OtherDay, line));
        }
    }
    let calls = days.iter().flat_map(|day| store.day(*day, |call| call));
    let (opens_s, intervals) = hours::find(calls, days.len(), options)?;
    let mut sample = Sample {
        counts: vec![vec![true; intervals]; days.len()],
        exposure: Vec::new(),
        store,
        connect: Connect::default(),
        outages: Vec::new(),
        spikes: Vec::new(),
        interval_s: options.interval_s,
        days,
        opens_s,
        intervals,
    };
    let dead = find_outages(&mut sample);
    if !options.keep_spikes {
        find_spikes(&mut sample);
    }
    sample.exposure = (0..intervals).map(|i| sample.counts.iter().filter(|day| day[i]).count() as f64).collect();
    note_rows(&sample, &dead, log);
    if sample.used().next().is_none() {
        return Err(FitError::NoCalls { days: options.days_in_words(), read: log.rows.read });
    }
    if let Some(i) = sample.exposure.iter().position(|&days| days == 0.0) {
        return Err(FitError::NothingComparable { at: clock(sample.opens_s + i as f64 * sample.interval_s) });
    }
    Ok(sample)
}

/// Finds dead lines, leaves their intervals out, and returns which intervals of which days.
fn find_outages(sample: &mut Sample) -> Vec<(usize, usize)> {
    let mut outages: Vec<Outage> = Vec::new();
    for (date, day) in sample.days.iter().zip(sample.by_day()) {
        let open: Vec<&Call> = day.iter().filter(|s| s.interval.is_some()).map(|s| &s.call).collect();
        for run in open.chunk_by(|a, b| a.hung_up_at_once() == b.hung_up_at_once()) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            if !first.hung_up_at_once() || run.len() < DEAD_LINES {
                continue;
            }
            // Runs that a single odd call parts are one outage in the telling.
            match outages.last_mut() {
                Some(open) if open.date == *date && first.arrival_s - open.to_s < sample.interval_s => {
                    open.to_s = last.arrival_s;
                    open.calls += run.len();
                }
                _ => outages.push(Outage {
                    date: *date,
                    from_s: first.arrival_s,
                    to_s: last.arrival_s,
                    calls: run.len(),
                }),
            }
        }
    }
    sample.outages = outages;
    let mut dead = Vec::new();
    for outage in &sample.outages {
        let Ok(day) = sample.days.binary_search(&outage.date) else { continue };
        let touched = sample.interval_of(outage.from_s).zip(sample.interval_of(outage.to_s));
        for interval in touched.map_or(0..0, |(from, to)| from..to + 1) {
            sample.counts[day][interval] = false;
            dead.push((day, interval));
        }
    }
    dead
}

/// Finds spikes and leaves their intervals out.
fn find_spikes(sample: &mut Sample) {
    let mut volume = vec![0_usize; sample.intervals * sample.days.len()];
    for seen in sample.all() {
        if let Some(interval) = seen.interval {
            volume[seen.day * sample.intervals + interval] += 1;
        }
    }
    let intervals = sample.intervals;
    for interval in 0..intervals {
        let days: Vec<usize> = (0..sample.days.len()).filter(|&d| sample.counts[d][interval]).collect();
        let calls_of = |day: usize| volume[day * intervals + interval];
        let total: usize = days.iter().map(|&d| calls_of(d)).sum();
        for &day in days.iter().filter(|_| days.len() > SPIKE_DAYS) {
            let calls = calls_of(day);
            let usual = (total - calls) as f64 / (days.len() - 1) as f64;
            let excess = (calls as f64 - usual) / libm::sqrt(usual.max(1.0));
            if calls as f64 > SPIKE_RATIO * usual && excess > SPIKE_DEVIATIONS {
                let from_s = sample.opens_s + interval as f64 * sample.interval_s;
                sample.counts[day][interval] = false;
                sample.spikes.push(Spike { date: sample.days[day], from_s, calls, usual });
            }
        }
    }
    sample.spikes.sort_by(|a, b| a.date.cmp(&b.date).then(a.from_s.total_cmp(&b.from_s)));
}

/// Notes what became of every row.
fn note_rows(sample: &Sample, dead: &[(usize, usize)], log: &mut Log) {
    for seen in sample.all() {
        let line = seen.call.line;
        match seen.interval {
            None => log.rows.note(RowKind::OutsideHours, line),
            Some(interval) if dead.contains(&(seen.day, interval)) => log.rows.note(RowKind::Outage, line),
            Some(_) if !seen.used => log.rows.note(RowKind::Spike, line),
            Some(_) => {
                seen.call.notes.iter().for_each(|kind| log.rows.note(kind, line));
                if let End::Unknown(which) = seen.call.end
                    && let Some(outcome) = log.unknown.get(usize::from(which))
                {
                    log.rows.count_unknown(outcome);
                }
            }
        }
    }
    log.rows.used = log.rows.read - log.rows.dropped();
}
