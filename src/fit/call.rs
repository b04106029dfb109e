//! One contact of a log, clean, and what was peculiar about its line.

use super::calendar::Date;
use super::rows::RowKind;

/// Less than the step of a log's clock, s.
const CLOCK_S: f64 = 0.0005;

/// How a contact ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Served,
    Abandoned,
    /// By the center.
    CutOff,
    /// Took the offer of a callback; the service, if any, is that of the callback.
    Callback,
    /// All lines were busy.
    Blocked,
    /// An outcome that the mapping does not list, an index of [`Log::unknown`](super::read::Log::unknown): an arrival,
    /// and nothing else is known.
    Unknown(u8),
}

/// One contact. Times are seconds since midnight of its date, to the millisecond.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Call {
    /// Line of the log, from 1 for the first.
    pub line: usize,
    pub date: Date,
    /// When it reached the center: the start of its wait.
    pub arrival_s: f64,
    /// Type, as an index of [`Log::kinds`](super::read::Log::kinds).
    pub kind: usize,
    /// Whether it is of the class set apart; `None`: not recorded.
    pub class: Option<bool>,
    /// Until "hello" or whatever else ended it. 0: did not wait; `None`: not recorded, and no clock times tell.
    pub wait_s: Option<f64>,
    /// Time that an agent was taken before "hello", or until the customer hung up. Where the log does not record it,
    /// `None` until it is known what the waits of all show.
    pub connect_s: Option<f64>,
    pub end: End,
    /// Start and length of the service.
    pub service: Option<(f64, f64)>,
    /// Length of the after-call work; `None`: not recorded.
    pub wrap_up_s: Option<f64>,
    /// Agent, as an index of [`Log::agents`](super::read::Log::agents).
    pub agent: Option<usize>,
    /// What was mended or is to be noted.
    pub notes: Notes,
    /// Tells a line from one that differs in any field.
    pub fingerprint: u64,
}

impl Call {
    /// The wait of a contact that is known to have waited, whether for an agent or for "hello", s.
    pub fn waited_s(&self) -> Option<f64> {
        self.wait_s.filter(|wait_s| *wait_s > 0.0)
    }

    /// For how long it is known to have waited because no agent was free, s; `None` if one was.
    pub fn queued_s(&self) -> Option<f64> {
        // Who is called back has stopped waiting before an agent is taken.
        let connecting_s = if self.end == End::Callback { 0.0 } else { self.connect_s.unwrap_or_default() };
        self.wait_s.map(|wait_s| wait_s - connecting_s).filter(|queued_s| *queued_s > CLOCK_S)
    }

    /// From when to when its agent was taken: connecting, talk and after-call work.
    pub fn work(&self) -> Option<(f64, f64)> {
        let (starts_s, length_s) = self.service?;
        let from_s = starts_s - self.connect_s.unwrap_or_default();
        Some((from_s, starts_s + length_s + self.wrap_up_s.unwrap_or_default()))
    }

    /// Whether it is known to have hung up with a wait of 0.
    pub fn hung_up_at_once(&self) -> bool {
        self.end == End::Abandoned && self.wait_s == Some(0.0)
    }
}

/// A set of kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Notes(pub(super) u32);

impl Notes {
    pub fn add(&mut self, kind: RowKind) {
        self.0 |= 1 << kind as u32;
    }

    pub fn iter(self) -> impl Iterator<Item = RowKind> {
        RowKind::ALL.into_iter().filter(move |kind| self.0 >> *kind as u32 & 1 == 1)
    }
}
