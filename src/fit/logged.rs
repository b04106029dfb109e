//! What the log itself says about the queue, so that a simulation of the fitted scenario can be held against it.

use super::call::{Call, End};
use super::contacts::Contacts;
use super::sample::Sample;

/// Numbers of a mean day, or of one interval of it: sums over the comparable days that count, divided by their number.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LoggedCounts {
    /// Calls.
    pub offered: f64,
    /// Calls whose wait is recorded or follows from clock times.
    pub wait_known: f64,
    /// Of these, calls that waited for an agent.
    pub delayed: f64,
    /// Calls that hung up after waiting, or after a wait that is not recorded.
    pub abandoned: f64,
    /// Calls that hung up with a wait of 0.
    pub balked: f64,
    /// Calls that the center hung up on.
    pub cut_off: f64,
    /// Calls that reached an agent.
    pub answered: f64,
    /// Calls of which it is known whether they were answered within the service level's time.
    pub within_known: f64,
    /// Of these, answered within it.
    pub answered_within: f64,
    /// Waiting time of all calls whose wait is known, s.
    pub wait_s: f64,
}

impl LoggedCounts {
    /// Share that hung up after waiting, or after a wait that is not recorded: the measure `abandonment_rate`.
    pub fn abandonment_rate(&self) -> f64 {
        self.abandoned / self.offered
    }

    /// Share that hung up with a wait of 0: the measure `balking_rate`.
    pub fn balking_rate(&self) -> f64 {
        self.balked / self.offered
    }

    /// Share that the center hung up on: the measure `cut_off`.
    pub fn cut_off_share(&self) -> f64 {
        self.cut_off / self.offered
    }

    /// Share that waited for an agent, of those whose wait is known: `delayed_share`.
    pub fn delayed_share(&self) -> f64 {
        self.delayed / self.wait_known
    }

    /// Mean wait of all calls whose wait is known, s: `mean_wait_s`.
    pub fn mean_wait_s(&self) -> f64 {
        self.wait_s / self.wait_known
    }

    /// Share answered within the service level's time, of those of which it is known: `service_level`.
    pub fn service_level(&self) -> f64 {
        self.answered_within / self.within_known
    }

    /// Adds up two stretches of the mean day.
    pub fn add(&mut self, other: &LoggedCounts) {
        self.offered += other.offered;
        self.wait_known += other.wait_known;
        self.delayed += other.delayed;
        self.abandoned += other.abandoned;
        self.balked += other.balked;
        self.cut_off += other.cut_off;
        self.answered += other.answered;
        self.within_known += other.within_known;
        self.answered_within += other.answered_within;
        self.wait_s += other.wait_s;
    }
}

/// The logged queue, by contact type and interval of the mean day. A call whose class is not recorded counts for the
/// classes of its type in their shares.
#[derive(Clone, Debug, PartialEq)]
pub struct Logged {
    /// By contact type (in the order of the report) and interval.
    pub contacts: Vec<Vec<LoggedCounts>>,
}

impl Logged {
    /// Of so many contact types, before the first call.
    pub(super) fn new(sample: &Sample, types: usize) -> Logged {
        Logged { contacts: vec![vec![LoggedCounts::default(); sample.intervals]; types] }
    }

    /// One call more.
    pub(super) fn add(&mut self, sample: &Sample, contacts: &Contacts, call: &Call, interval: usize, within_s: f64) {
        for (contact, share) in contacts.of(call) {
            let weight = share / sample.exposure[interval];
            let served = call.end == End::Served;
            let count = |yes: bool| if yes { weight } else { 0.0 };
            self.contacts[contact][interval].add(&LoggedCounts {
                offered: weight,
                wait_known: count(call.wait_s.is_some()),
                delayed: count(call.queued_s().is_some()),
                abandoned: count(call.end == End::Abandoned && !call.hung_up_at_once()),
                balked: count(call.hung_up_at_once()),
                cut_off: count(call.end == End::CutOff),
                answered: count(served),
                within_known: count(!served || call.wait_s.is_some()),
                answered_within: count(served && call.wait_s.is_some_and(|wait_s| wait_s <= within_s)),
                wait_s: weight * call.wait_s.unwrap_or_default(),
            });
        }
    }

    /// One contact type's whole day.
    pub fn contact(&self, contact: usize) -> LoggedCounts {
        sum(self.contacts[contact].iter())
    }

    /// All contact types in one interval.
    pub fn interval(&self, interval: usize) -> LoggedCounts {
        sum(self.contacts.iter().map(|intervals| &intervals[interval]))
    }

    /// All contact types' whole day.
    pub fn day(&self) -> LoggedCounts {
        sum(self.contacts.iter().flatten())
    }
}

fn sum<'a>(counts: impl Iterator<Item = &'a LoggedCounts>) -> LoggedCounts {
    counts.fold(LoggedCounts::default(), |mut sum, one| {
        sum.add(one);
        sum
    })
}
