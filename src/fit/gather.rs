//! What one look at all contacts of a log gathers by type: counts, and the durations that laws are fitted on.

use super::call::{Call, End};
use super::contacts::Contacts;
use super::durations::Durations;
use super::logged::Logged;
use super::operations::Operations;
use super::read::{Channel, Log};
use super::report::AtOnce;
use super::sample::{Sample, Seen};
use super::tally::Tally;

/// Contacts of a type in an interval of the days: how many, and the sum of the days' squares.
#[derive(Clone, Copy, Debug, Default)]
struct Days {
    sum: f64,
    squares: f64,
}

/// Durations of one of the log's types.
#[derive(Clone, Debug, Default)]
struct Work {
    services: Tally,
    wrap_ups: Tally,
}

/// What was gathered.
#[derive(Debug)]
pub(super) struct Gathered {
    /// By the log's type, and last of all types.
    work: Vec<Work>,
    /// Waits by contact type, where it is certain; those that ended did so by hanging up.
    waits: Vec<Tally>,
    /// The same by channel.
    of_channel: [Tally; 3],
    /// By the log's type and interval.
    intervals: Vec<Vec<Days>>,
    /// By the log's type and day.
    pub calls: Vec<Vec<f64>>,
    /// Those who hung up with a wait of 0, and those who waited for an agent, by the log's type.
    balked: Vec<usize>,
    queued: Vec<usize>,
    /// Whether an interval has a contact that may be of a contact type.
    pub needed: Vec<Vec<bool>>,
    /// Callers of each fate, of [`AtOnce`], and those of them who met somebody waiting.
    fates: [(f64, f64); 3],
    pub logged: Logged,
    pub operations: Operations,
}

impl Gathered {
    /// Looks at all contacts.
    pub fn new(sample: &Sample, contacts: &Contacts, log: &Log, within_s: f64) -> Gathered {
        let (kinds, types) = (log.kinds.len(), contacts.list.len());
        let mut gathered = Gathered {
            work: vec![Work::default(); kinds + 1],
            waits: vec![Tally::default(); types],
            of_channel: Default::default(),
            intervals: vec![vec![Days::default(); sample.intervals]; kinds],
            calls: vec![vec![0.0; sample.days.len()]; kinds],
            balked: vec![0; kinds],
            queued: vec![0; kinds],
            needed: vec![vec![false; types]; sample.intervals],
            fates: [(0.0, 0.0); 3],
            logged: Logged::new(sample, types),
            operations: Operations::new(kinds),
        };
        let mut today = vec![vec![0.0; sample.intervals]; kinds];
        for (number, day) in sample.by_day().enumerate() {
            gathered.operations.day(&day);
            gathered.fates(&day);
            for (seen, interval) in day.iter().filter(|s| s.used).filter_map(|s| s.interval.map(|i| (s, i))) {
                today[seen.call.kind][interval] += 1.0;
                gathered.calls[seen.call.kind][number] += 1.0;
                gathered.logged.add(sample, contacts, &seen.call, interval, within_s);
                gathered.take(&seen.call, interval, contacts, log.channels[seen.call.kind]);
            }
            for (days, count) in gathered.intervals.iter_mut().flatten().zip(today.iter_mut().flatten()) {
                days.sum += *count;
                days.squares += *count * *count;
                *count = 0.0;
            }
        }
        gathered
    }

    fn take(&mut self, call: &Call, interval: usize, contacts: &Contacts, channel: Channel) {
        let all = self.work.len() - 1;
        for of in [call.kind, all] {
            if let Some((_, length_s)) = call.service {
                self.work[of].services.push(length_s, true);
            }
            if let Some(wrap_up_s) = call.wrap_up_s {
                self.work[of].wrap_ups.push(wrap_up_s, true);
            }
        }
        if let Some(wait_s) = call.waited_s() {
            let hung_up = call.end == End::Abandoned;
            self.of_channel[channel as usize].push(wait_s, hung_up);
            if let Some(contact) = contacts.certain(call) {
                self.waits[contact].push(wait_s, hung_up);
            }
        }
        self.balked[call.kind] += usize::from(call.hung_up_at_once());
        self.queued[call.kind] += usize::from(call.queued_s().is_some());
        for (contact, _) in contacts.of(call) {
            self.needed[interval][contact] = true;
        }
    }

    /// On whose arrival somebody else was waiting.
    fn fates(&mut self, day: &[Seen]) {
        let mut waiting_until = f64::NEG_INFINITY;
        for seen in day.iter().filter(|seen| seen.call.wait_s.is_some()) {
            let call = &seen.call;
            let queued_s = call.queued_s();
            let which = if call.hung_up_at_once() { 0 } else { usize::from(queued_s.is_none()) + 1 };
            if seen.used {
                let (all, met) = self.fates[which];
                self.fates[which] = (all + 1.0, met + f64::from(u8::from(call.arrival_s < waiting_until)));
            }
            waiting_until = queued_s.map_or(waiting_until, |queued_s| waiting_until.max(call.arrival_s + queued_s));
        }
    }

    /// Services of one of the log's types or of all.
    pub fn services(&self, kind: Option<usize>) -> &Tally {
        &self.work[kind.unwrap_or(self.work.len() - 1)].services
    }

    /// After-call work, likewise.
    pub fn wrap_ups(&self, kind: Option<usize>) -> &Tally {
        &self.work[kind.unwrap_or(self.work.len() - 1)].wrap_ups
    }

    /// Waits of those of a contact type who waited, for an agent or for "hello".
    pub fn waits(&self, contact: usize) -> Durations {
        self.waits[contact].durations()
    }

    /// The same of all types of a channel.
    pub fn waits_of_channel(&self, channel: Channel) -> Durations {
        self.of_channel[channel as usize].durations()
    }

    /// Expected contacts per interval of a share of a type, with their standard errors from the days' differences.
    pub fn arrivals(&self, sample: &Sample, kind: usize, share: f64) -> (Vec<f64>, Vec<f64>) {
        let of_interval = |(interval, days): (usize, &Days)| {
            let n = sample.exposure[interval];
            let mean = days.sum / n;
            let squares = (days.squares - mean * days.sum).max(0.0);
            let error = if n > 1.0 { libm::sqrt(squares / (n - 1.0) / n) } else { f64::NAN };
            (share * mean, share * error)
        };
        self.intervals[kind].iter().enumerate().map(of_interval).unzip()
    }

    /// Contacts of a type in each interval of the mean day.
    pub fn mean_day(&self, sample: &Sample, kind: usize) -> Vec<f64> {
        self.intervals[kind].iter().zip(&sample.exposure).map(|(days, exposure)| days.sum / exposure).collect()
    }

    /// How many of a type hung up with a wait of 0, and their share among those who did or waited for an agent.
    pub fn balks(&self, kind: usize) -> (usize, f64) {
        let (balked, queued) = (self.balked[kind], self.queued[kind]);
        (balked, balked as f64 / (balked + queued).max(1) as f64)
    }

    /// What callers of each fate met.
    pub fn at_once(&self) -> AtOnce {
        let share = |(all, met): (f64, f64)| if all > 0.0 { met / all } else { f64::NAN };
        let [balked, waited, answered] = self.fates.map(share);
        AtOnce { balked, waited, answered }
    }
}
