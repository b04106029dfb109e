//! Agents on the phones, interval by interval, from what each of them did.
//!
//! A log shows services, not whether an agent who serves nobody is ready or away. Three facts tell: an agent is there
//! while serving; an agent is away, or busy with something else, as long as somebody waits whom the agent could serve
//! and does not; and an agent who serves nobody for long has left. So, between two services of an agent,
//!
//! - if the gap is longer than `away_after`, the agent has left the phones;
//! - else the agent is ready from the last moment of the gap at which a caller waited whom the agent's group can serve,
//!   or from its start if nobody waited; before that moment the agent is not available.
//!
//! The agents on the phones are the time average, over the days, of those serving and those ready. Pauses and
//! after-call work thereby lower the head-count, which is what the simulator's agents, who always answer if somebody
//! waits, need. No wait, abandonment or other result of the queue is looked at as a target. Time ready before an agent's
//! first and after the last service of a stretch is not seen, which makes the estimate slightly low.
//!
//! Most of that time lies after opening: all agents of a center that opens with all of them are idle then, each for some
//! minutes. Where the column mapping says `presence = "from-opening"`, opening and closing therefore count as services
//! of no length, and what is between them and an agent's first and last service is a gap like any other. It is not the
//! default, as people come late and leave early.

use std::collections::BTreeMap;

use super::acd::{AgentsError, LoggedIn};
use super::calendar::DAY_S;
use super::call::Call;
use super::groups::Staff;
use super::in_service;
use super::read::{Channel, Log};
use super::sample::{Sample, Seen};

/// Whether a caller waited is asked this long before a service begins, s: clocks of a log disagree by a second or two.
const CLOCK_S: f64 = 2.0;
/// Services that overlap by no more than this follow each other, s.
const SECOND: f64 = 1.0;
/// One service in so many may have begun with more in hand than agents usually may have.
const RARELY: usize = 200;

/// Agent-hours of a mean day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AgentHours {
    /// In service.
    pub busy: f64,
    /// In service or ready.
    pub on_phones: f64,
    /// From the first to the last service of each stretch, pauses included.
    pub present: f64,
}

/// Time of one group, s, by day and interval.
#[derive(Clone, Debug, Default)]
pub(super) struct Times {
    pub busy: Vec<Vec<f64>>,
    pub ready: Vec<Vec<f64>>,
    pub present: Vec<Vec<f64>>,
}

/// Agents on the phones, by group.
#[derive(Clone, Debug, Default)]
pub(super) struct OnPhones {
    /// Mean over the days that count, by group and interval.
    pub mean: Vec<Vec<f64>>,
    /// Standard deviation between the days, by group and interval.
    pub between_days: Vec<Vec<f64>>,
    /// Agent-hours of a mean day, by group.
    pub hours: Vec<AgentHours>,
    /// Where the log names no agents: days by interval on which somebody waited, so that those in service were those
    /// who are there. Empty where it names them.
    pub exact_days: Vec<usize>,
}

/// One service of an agent, s since midnight.
#[derive(Clone, Copy, Debug)]
struct Served {
    agent: usize,
    /// From when the agent was taken, and for how long until "hello".
    from_s: f64,
    connect_s: f64,
    to_s: f64,
    line: usize,
    kind: usize,
    used: bool,
}

/// The services of day after day, by agent and time, each on the day it is on: work that waited overnight, and what runs
/// past midnight, on the days after its arrival.
fn by_day(sample: &Sample) -> impl Iterator<Item = (Vec<Seen>, Vec<Served>)> {
    let mut later: BTreeMap<usize, Vec<Served>> = BTreeMap::new();
    (0..sample.days.len()).map(move |day| {
        let contacts = sample.day(day);
        for seen in &contacts {
            let Some((agent, (from_s, to_s))) = seen.call.agent.zip(seen.call.work()) else { continue };
            let Call { line, kind, .. } = seen.call;
            let connect_s = seen.call.connect_s.unwrap_or_default();
            let mut on = libm::floor(from_s / DAY_S).max(0.0);
            while on * DAY_S < to_s {
                if let Ok(day) = sample.days.binary_search(&seen.call.date.later(on as u64)) {
                    let (from_s, to_s) = ((from_s - on * DAY_S).max(0.0), to_s - on * DAY_S);
                    let served = Served { agent, from_s, connect_s, to_s, line, kind, used: seen.used };
                    // Where the center closes at midnight at the latest, what is after it is no time of its hours.
                    later.entry(day).or_default().extend((to_s > from_s).then_some(served));
                }
                on += 1.0;
            }
        }
        let mut services = later.remove(&day).unwrap_or_default();
        services.sort_by(|a, b| a.agent.cmp(&b.agent).then(a.from_s.total_cmp(&b.from_s)));
        (contacts, services)
    })
}

/// Tells of each service that follows another of the same agent on the same day who it is and after how long; of calls
/// alone, as of others several may be in hand.
pub(super) fn each_gap(sample: &Sample, log: &Log, tell: &mut dyn FnMut(usize, f64)) {
    for (_, mut services) in by_day(sample) {
        services.retain(|service| log.channels[service.kind] == Channel::Voice);
        for pair in services.windows(2).filter(|pair| pair[0].agent == pair[1].agent) {
            tell(pair[1].agent, pair[1].from_s - pair[0].to_s);
        }
    }
}

/// Lines of services that begin more than a second before the agent's last one ended, where no channel allows it.
pub(super) fn overlaps(sample: &Sample, log: &Log) -> Vec<usize> {
    let together = |kind: usize| {
        log.channels[kind] != Channel::Voice || log.at_once.iter().any(|((_, k), most)| *k == kind && *most > 1)
    };
    let mut lines = Vec::new();
    for (_, mut services) in by_day(sample) {
        services.retain(|service| !together(service.kind));
        for of_agent in services.chunk_by(|a, b| a.agent == b.agent) {
            let mut busy_until = f64::NEG_INFINITY;
            for service in of_agent {
                // Talk with talk: nobody connects in exactly the mean time.
                if service.from_s + service.connect_s < busy_until - SECOND && service.used {
                    lines.push(service.line);
                }
                busy_until = busy_until.max(service.to_s);
            }
        }
    }
    lines.sort_unstable();
    lines
}

/// How many contacts of a type each of these agents may have in hand: as many as at least one in two hundred of their
/// services began with, itself included.
pub(super) fn at_once(sample: &Sample, agents: &[usize], kind: usize) -> u32 {
    // How many services began with 0, 1, 2, ... in hand, itself included.
    let mut began_with: Vec<usize> = Vec::new();
    let mut is_of_them = vec![false; agents.iter().max().map_or(0, |most| most + 1)];
    agents.iter().for_each(|&agent| is_of_them[agent] = true);
    for (_, mut services) in by_day(sample) {
        services.retain(|service| service.kind == kind && is_of_them.get(service.agent) == Some(&true));
        for of_agent in services.chunk_by(|a, b| a.agent == b.agent) {
            let mut ends: Vec<f64> = Vec::new();
            for service in of_agent {
                ends.retain(|end_s| *end_s > service.from_s + SECOND);
                ends.push(service.to_s);
                if began_with.len() <= ends.len() {
                    began_with.resize(ends.len() + 1, 0);
                }
                began_with[ends.len()] += 1;
            }
        }
    }
    let rare = began_with.iter().sum::<usize>() / RARELY;
    let with_more = |most: usize| began_with[most + 1..].iter().sum::<usize>();
    (1..began_with.len()).find(|&most| with_more(most) <= rare).map_or(1, |most| most as u32)
}

/// The agents on the phones if a gap longer than `away_after_s` means that an agent has left, for each of these.
pub(super) fn on_phones<const N: usize>(
    sample: &Sample,
    staff: &Staff,
    away_after_s: [f64; N],
    from_opening: bool,
) -> [OnPhones; N] {
    let empty = vec![vec![0.0; sample.intervals]; sample.days.len()];
    let times = Times { busy: empty.clone(), ready: empty.clone(), present: empty };
    let mut of_each = away_after_s.map(|_| vec![times.clone(); staff.groups.len()]);
    let mut nobody = true;
    for (day, (contacts, services)) in by_day(sample).enumerate() {
        nobody &= services.is_empty();
        let mut waits_of: Vec<Option<Vec<(f64, f64)>>> = vec![None; staff.groups.len()];
        for of_agent in services.chunk_by(|a, b| a.agent == b.agent) {
            let Some(group) = staff.group_of[of_agent[0].agent] else { continue };
            let waits = waits_of[group].get_or_insert_with(|| waiting(&contacts, &staff.groups[group].kinds));
            for (times, &away_after_s) in of_each.iter_mut().zip(&away_after_s) {
                let mut agent = OfAgent { sample, waits, away_after_s, from_opening, times: &mut times[group], day };
                agent.day(of_agent);
            }
        }
    }
    if nobody {
        let found = in_service::on_phones(sample, staff.groups.first().map_or(0, |group| group.kinds.len()));
        return away_after_s.map(|_| found.clone());
    }
    of_each.map(|times| average(sample, &times))
}

/// One agent's day.
struct OfAgent<'a> {
    sample: &'a Sample,
    /// When somebody waits whom the agent can serve.
    waits: &'a [(f64, f64)],
    away_after_s: f64,
    from_opening: bool,
    /// Those of the agent's group.
    times: &'a mut Times,
    day: usize,
}

impl OfAgent<'_> {
    /// Adds the time in service and between services.
    fn day(&mut self, services: &[Served]) {
        let (sample, away_after_s) = (self.sample, self.away_after_s);
        let (times, day) = (&mut *self.times, self.day);
        let mut busy_until = self.from_opening.then_some(sample.opens_s);
        for service in services {
            if let Some(gap_from) = busy_until.filter(|&t| t < service.from_s && service.from_s - t <= away_after_s) {
                let queue_until = last_waiting(self.waits, service.from_s - CLOCK_S).unwrap_or(gap_from);
                add(&mut times.present[day], sample, gap_from, service.from_s);
                add(&mut times.ready[day], sample, queue_until.max(gap_from), service.from_s);
            }
            let from = busy_until.map_or(service.from_s, |t| t.max(service.from_s));
            add(&mut times.busy[day], sample, from, service.to_s);
            busy_until = Some(busy_until.map_or(service.to_s, |t| t.max(service.to_s)));
        }
        if let Some(gap_from) = busy_until.filter(|&t| self.from_opening && sample.closes_s() - t <= away_after_s) {
            add(&mut times.present[day], sample, gap_from, sample.closes_s());
            add(&mut times.ready[day], sample, gap_from, first_waiting(self.waits, gap_from + CLOCK_S));
        }
    }
}

/// Adds a stretch of time to the intervals it lies in.
pub(super) fn add(intervals: &mut [f64], sample: &Sample, from_s: f64, to_s: f64) {
    let mut at = from_s.max(sample.opens_s);
    let to_s = to_s.min(sample.closes_s());
    while at < to_s {
        let interval = ((at - sample.opens_s) / sample.interval_s) as usize;
        let ends = sample.opens_s + (interval + 1) as f64 * sample.interval_s;
        let until = to_s.min(ends);
        if let Some(time) = intervals.get_mut(interval) {
            *time += until - at;
        }
        at = until;
    }
}

/// The stretches of a day in which somebody waits for one of `kinds`, disjoint and ascending.
pub(super) fn waiting(day: &[Seen], kinds: &[bool]) -> Vec<(f64, f64)> {
    let mut stretches: Vec<(f64, f64)> = Vec::new();
    for seen in day.iter().filter(|s| kinds[s.call.kind]) {
        let Some(queued_s) = seen.call.queued_s() else { continue };
        let (from, to) = (seen.call.arrival_s, seen.call.arrival_s + queued_s);
        match stretches.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => stretches.push((from, to)),
        }
    }
    stretches
}

/// The last moment before `time` at which somebody waited.
fn last_waiting(stretches: &[(f64, f64)], time: f64) -> Option<f64> {
    match stretches.partition_point(|s| s.0 < time) {
        0 => None,
        // Still waiting at that time: waiting until the service begins.
        n if stretches[n - 1].1 >= time => Some(time + CLOCK_S),
        n => Some(stretches[n - 1].1),
    }
}

/// The first moment after `time` at which somebody waits.
fn first_waiting(stretches: &[(f64, f64)], time: f64) -> f64 {
    let next = stretches.partition_point(|s| s.1 <= time);
    stretches.get(next).map_or(f64::INFINITY, |stretch| stretch.0)
}

pub(super) fn average(sample: &Sample, times: &[Times]) -> OnPhones {
    let days = |interval: usize| (0..sample.days.len()).filter(move |&day| sample.counts[day][interval]);
    let mean = |of: &dyn Fn(usize, usize) -> f64, interval: usize| {
        days(interval).map(|day| of(day, interval)).sum::<f64>() / sample.exposure[interval] / sample.interval_s
    };
    let mut result = OnPhones::default();
    for group in times {
        let head_count = |day: usize, i: usize| group.busy[day][i] + group.ready[day][i];
        let means: Vec<f64> = (0..sample.intervals).map(|i| mean(&head_count, i)).collect();
        let spread = |i: usize| {
            let off = |day| head_count(day, i) / sample.interval_s - means[i];
            let squares: f64 = days(i).map(|day| off(day) * off(day)).sum();
            libm::sqrt(squares / (sample.exposure[i] - 1.0).max(1.0))
        };
        result.between_days.push((0..sample.intervals).map(spread).collect());
        let hours = |of: &dyn Fn(usize, usize) -> f64| {
            (0..sample.intervals).map(|i| mean(of, i)).sum::<f64>() * sample.interval_s / 3600.0
        };
        result.hours.push(AgentHours {
            busy: hours(&|day, i| group.busy[day][i]),
            on_phones: hours(&head_count),
            present: hours(&|day, i| group.busy[day][i] + group.present[day][i]),
        });
        result.mean.push(means);
    }
    result
}

/// What an ACD reports of logged-in agents, in place of what the log shows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AcdFile {
    /// Comparable days that it speaks of.
    pub days: usize,
    /// Intervals of days in which more were in service, in the mean over the interval, than it has by over a half ...
    pub contradicted: usize,
    /// ... of so many.
    pub intervals: usize,
}

/// The agents that an ACD reports. Without groups in the file, the groups share them as the log suggests.
pub(super) fn logged_in(
    sample: &Sample,
    staff: &Staff,
    guessed: &OnPhones,
    file: &LoggedIn,
) -> Result<(OnPhones, AcdFile), AgentsError> {
    let names: Vec<Option<&str>> = match file.has_groups() {
        true => staff.groups.iter().map(|group| Some(group.name.as_str())).collect(),
        false => vec![None],
    };
    let levels = file.levels(sample, &names)?.by_group;
    let silent = |day: usize| levels.iter().all(|group| group[day].is_none());
    let share = |group: usize, interval: usize| match (file.has_groups(), staff.groups.len()) {
        (true, _) | (_, 0..=1) => 1.0,
        (false, groups) => {
            let all: f64 = guessed.mean.iter().map(|g| g[interval]).sum();
            if all > 0.0 { guessed.mean[group][interval] / all } else { 1.0 / groups as f64 }
        }
    };
    let days: Vec<usize> = (0..sample.days.len()).filter(|&day| !silent(day)).collect();
    let level = |group: usize, day: usize, interval: usize| {
        let of = &levels[if file.has_groups() { group } else { 0 }][day];
        of.as_ref().map_or(0.0, |levels| levels[interval]) * share(group, interval)
    };
    let counting = |i: usize| days.iter().copied().filter(move |&day| sample.counts[day][i]);
    let mut found = OnPhones { hours: guessed.hours.clone(), ..OnPhones::default() };
    for group in 0..staff.groups.len() {
        let mean = |i: usize| {
            let n = counting(i).count().max(1) as f64;
            counting(i).map(|day| level(group, day, i)).sum::<f64>() / n
        };
        let means: Vec<f64> = (0..sample.intervals).map(mean).collect();
        let spread = |i: usize| {
            let squares: f64 = counting(i).map(|day| level(group, day, i) - means[i]).map(|x| x * x).sum();
            libm::sqrt(squares / (counting(i).count() as f64 - 1.0).max(1.0))
        };
        found.between_days.push((0..sample.intervals).map(spread).collect());
        let hours = means.iter().sum::<f64>() * sample.interval_s / 3600.0;
        (found.hours[group].on_phones, found.hours[group].present) = (hours, hours);
        found.mean.push(means);
    }
    let all = |interval: usize| found.mean.iter().map(|group| group[interval]).sum::<f64>();
    let mut acd = AcdFile { days: days.len(), ..AcdFile::default() };
    for &day in &days {
        let mut busy = vec![0.0; sample.intervals];
        let services = sample.day(day).into_iter().filter_map(|seen| seen.call.work());
        services.for_each(|(from_s, to_s)| add(&mut busy, sample, from_s, to_s));
        for (interval, busy_s) in busy.iter().enumerate().filter(|(i, _)| sample.counts[day][*i]) {
            let there: f64 = (0..staff.groups.len()).map(|group| level(group, day, interval)).sum();
            acd.intervals += 1;
            acd.contradicted += usize::from(busy_s / sample.interval_s > there + 0.5);
            if *busy_s > 0.0 && all(interval) == 0.0 {
                return Err(AgentsError::nobody(sample.opens_s + interval as f64 * sample.interval_s));
            }
        }
    }
    Ok((found, acd))
}
