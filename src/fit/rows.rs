//! What became of each line of the log: used as it is, mended or dropped, and why. Nothing is lost silently.

use std::collections::BTreeMap;
use std::fmt;

/// What is peculiar about a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowKind {
    /// Dropped: a field that is needed is missing or cannot be read.
    Unreadable,
    /// Dropped: the log marks it as not a call.
    Phantom,
    /// Dropped: the same as an earlier line, field by field.
    Duplicate,
    /// Dropped: an outcome that nothing is estimated from, such as a callback. Its arrival is not counted either.
    LeftOut,
    /// Dropped: the column of the channel says that the center made the call; nobody arrived.
    Outbound,
    /// Dropped: not on one of the comparable days.
    OtherDay,
    /// Dropped: arrived before opening or after closing.
    OutsideHours,
    /// Dropped: in an interval of a day in which the lines were dead, see [`Outage`](super::Outage).
    Outage,
    /// Dropped: in an interval of a day with several times its usual volume.
    Spike,
    /// Mended: a clock that passes midnight is read as running on.
    PastMidnight,
    /// Mended: two clock times disagree with the duration by more than a second; the duration is believed.
    ClockDisagrees,
    /// Mended: the call waited, but no start of the wait is recorded; it is taken to have waited on arrival.
    NoWaitStart,
    /// Mended: the service begins more than 5 s before or after the wait ends; the durations are believed.
    ServiceOutOfPlace,
    /// Mended: served according to its outcome, without a service; counts as answered, not as a handle time.
    ServedWithoutService,
    /// Mended: hung up according to its outcome, with a service; counts as abandoned, the service is ignored.
    AbandonedWithService,
    /// Mended: served by an agent who is not recorded; counts as served, not towards anybody's time on the phones.
    ServedWithoutAgent,
    /// Mended: the agent's previous service had not ended; the two are taken as one stretch of work.
    Overlap,
    /// Noted: a service not longer than the limit for short ones.
    ShortService,
    /// Noted: hung up with a wait of 0; counts as balked.
    AbandonedAtOnce,
    /// Noted: a value of the type column that the mapping does not list; a contact type of its own.
    UnlistedType,
    /// Noted: another call caused it; counts as an arrival like any other.
    Caused,
    /// Noted: the center hung up; counts as cut off, not as a patience that ended.
    CutOff,
    /// Noted: took the offer of a callback; the patience that it would have had is censored there.
    Callback,
    /// Noted: all lines were busy; an arrival.
    Blocked,
    /// Noted: no wait is recorded and no clock times tell it; counts, and is kept out of waits, patience and balking.
    WaitUnknown,
    /// Noted: an outcome that the column mapping does not know; counts as an arrival, and nothing else.
    UnknownOutcome,
}

impl RowKind {
    /// All kinds, in their order.
    pub const ALL: [RowKind; 26] = [
        RowKind::Unreadable,
        RowKind::Phantom,
        RowKind::Duplicate,
        RowKind::LeftOut,
        RowKind::Outbound,
        RowKind::OtherDay,
        RowKind::OutsideHours,
        RowKind::Outage,
        RowKind::Spike,
        RowKind::PastMidnight,
        RowKind::ClockDisagrees,
        RowKind::NoWaitStart,
        RowKind::ServiceOutOfPlace,
        RowKind::ServedWithoutService,
        RowKind::AbandonedWithService,
        RowKind::ServedWithoutAgent,
        RowKind::Overlap,
        RowKind::ShortService,
        RowKind::AbandonedAtOnce,
        RowKind::UnlistedType,
        RowKind::Caused,
        RowKind::CutOff,
        RowKind::Callback,
        RowKind::Blocked,
        RowKind::WaitUnknown,
        RowKind::UnknownOutcome,
    ];

    /// Whether such a row is left out.
    pub fn dropped(self) -> bool {
        self <= RowKind::Spike
    }

    /// What is done about it, in one line.
    pub fn description(self) -> &'static str {
        match self {
            RowKind::Unreadable => "dropped: cannot be read",
            RowKind::Phantom => "dropped: marked as not a call",
            RowKind::Duplicate => "dropped: repeats an earlier line",
            RowKind::LeftOut => {
                "dropped: an outcome that `left_out` lists, nothing is estimated from it, its arrival neither"
            }
            RowKind::Outbound => {
                "dropped: outbound by its channel, nobody arrived; without `channel` in the column mapping it counts"
            }
            RowKind::OtherDay => "dropped: not a comparable day",
            RowKind::OutsideHours => "dropped: outside opening hours",
            RowKind::Outage => "dropped: in an interval with an outage",
            RowKind::Spike => "dropped: in an interval with a spike of volume",
            RowKind::PastMidnight => "mended: clock runs past midnight",
            RowKind::ClockDisagrees => "mended: clock times disagree with the duration, which is believed",
            RowKind::NoWaitStart => "mended: waited without a start of the wait, taken as on arrival",
            RowKind::ServiceOutOfPlace => "mended: service not where the wait ends (over 5 s), durations believed",
            RowKind::ServedWithoutService => "mended: served without a service, no handle time taken",
            RowKind::AbandonedWithService => "mended: hung up with a service, service ignored",
            RowKind::ServedWithoutAgent => "mended: served by nobody, counts for no agent",
            RowKind::Overlap => "mended: begins before the agent's last service ended, taken as one stretch",
            RowKind::ShortService => "noted: short service",
            RowKind::AbandonedAtOnce => "noted: hung up with a wait of 0, counts as balked",
            RowKind::UnlistedType => "noted: type not in the mapping, a contact type of its own",
            RowKind::Caused => "noted: caused by another call (redial, repeat, transfer), an arrival like any other",
            RowKind::CutOff => "noted: cut off by the center, patience censored",
            RowKind::Callback => "noted: took the offer of a callback, patience censored",
            RowKind::Blocked => "noted: all lines were busy, an arrival",
            RowKind::WaitUnknown => "noted: wait not recorded, kept out of waits, patience and balking",
            RowKind::UnknownOutcome => "noted: an outcome the mapping does not know, an arrival and nothing else",
        }
    }
}

/// How many lines one example list shows.
const EXAMPLES: usize = 5;
/// How many lines that cannot be read are shown with the reason.
const UNREADABLE: usize = 20;
/// How many outcomes are counted by name.
pub(super) const OUTCOMES: usize = 40;

/// Rows of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowCount {
    /// How many.
    pub count: usize,
    /// Line numbers of the first few, from 1 for the header.
    pub lines: Vec<usize>,
}

/// A line that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Its number, from 1 for the header.
    pub line: usize,
    /// Why.
    pub reason: String,
}

/// What became of the rows of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// Rows below the header.
    pub read: usize,
    /// Rows that the estimates rest on: `read` minus all that were dropped.
    pub used: usize,
    /// Peculiar rows by kind. A row is dropped for one reason at
    /// most; mended and noted rows are counted among those used, and may be peculiar in several ways.
    pub kinds: BTreeMap<RowKind, RowCount>,
    /// Rows dropped for their outcome, by the outcome.
    pub outcomes: BTreeMap<String, usize>,
    /// Outcomes that the mapping does not know, and how many of the rows that are used have them.
    pub unknown: BTreeMap<String, usize>,
    /// The first lines that could not be read.
    pub unreadable: Vec<Unreadable>,
}

impl Rows {
    /// Notes a row.
    pub(super) fn note(&mut self, kind: RowKind, line: usize) {
        let entry = self.kinds.entry(kind).or_default();
        entry.count += 1;
        let place = entry.lines.partition_point(|&l| l < line);
        entry.lines.insert(place, line);
        entry.lines.truncate(EXAMPLES);
    }

    /// Notes a row dropped for its outcome.
    pub(super) fn note_outcome(&mut self, kind: RowKind, outcome: &str, line: usize) {
        self.note(kind, line);
        count(&mut self.outcomes, outcome);
    }

    /// Counts a row that is used and has an outcome that the mapping does not know.
    pub(super) fn count_unknown(&mut self, outcome: &str) {
        count(&mut self.unknown, outcome);
    }

    /// Notes a row that cannot be read.
    pub(super) fn note_unreadable(&mut self, line: usize, reason: String) {
        self.note(RowKind::Unreadable, line);
        if self.unreadable.len() < UNREADABLE {
            self.unreadable.push(Unreadable { line, reason });
        }
    }

    /// The outcomes that the mapping does not know, in words; empty if there are none.
    pub fn unknown_in_words(&self) -> String {
        in_words(&self.unknown)
    }

    /// The outcomes for which rows were dropped, in words; empty if there are none.
    pub fn outcomes_in_words(&self) -> String {
        in_words(&self.outcomes)
    }

    /// How many rows are of a kind.
    pub fn count(&self, kind: RowKind) -> usize {
        self.kinds.get(&kind).map_or(0, |entry| entry.count)
    }

    /// How many rows were dropped.
    pub fn dropped(&self) -> usize {
        self.kinds.iter().filter(|(kind, _)| kind.dropped()).map(|(_, entry)| entry.count).sum()
    }
}

/// Counts an outcome under its name, or among others where there are many.
fn count(outcomes: &mut BTreeMap<String, usize>, outcome: &str) {
    let many = outcomes.len() >= OUTCOMES && !outcomes.contains_key(outcome);
    *outcomes.entry(if many { "others" } else { outcome }.to_owned()).or_default() += 1;
}

fn in_words(outcomes: &BTreeMap<String, usize>) -> String {
    outcomes.iter().map(|(outcome, count)| format!("{count} `{outcome}`")).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} rows read, {} dropped, {} used", self.read, self.dropped(), self.used)?;
        for (kind, entry) in &self.kinds {
            let lines: Vec<String> = entry.lines.iter().map(usize::to_string).collect();
            let more = if entry.count > entry.lines.len() { ", ..." } else { "" };
            writeln!(f, "  {:>7}  {} (line {}{more})", entry.count, kind.description(), lines.join(", "))?;
        }
        if !self.outcomes.is_empty() {
            writeln!(f, "  dropped for their outcome: {}", self.outcomes_in_words())?;
        }
        if !self.unknown.is_empty() {
            writeln!(f, "  outcomes that the mapping does not know: {}", self.unknown_in_words())?;
        }
        for Unreadable { line, reason } in &self.unreadable {
            writeln!(f, "  line {line}: {reason}")?;
        }
        match self.count(RowKind::Unreadable) - self.unreadable.len() {
            0 => Ok(()),
            more => writeln!(f, "  and {more} more lines that cannot be read"),
        }
    }
}
