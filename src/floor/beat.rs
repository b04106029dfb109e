//! The beat of a replication: every so many events somebody is asked whether it goes on, so that a run that is asked to
//! stop, or lives through more than it may, ends within a moment, whatever it is doing.

/// Events between two questions: few enough that even events that look at a long queue are soon over, many enough that
/// asking costs nothing.
const EVENTS: u32 = 256;

/// Is asked while a replication is lived whether it goes on.
pub trait Watch {
    /// Whether to go on.
    ///
    /// `contacts` have come since it was asked before, of their own accord or because others caused them; `held` are
    /// there now: they wait, are served, or will come.
    fn goes_on(&self, contacts: u64, held: usize) -> bool;
}

/// Nobody asks to stop.
impl Watch for () {
    fn goes_on(&self, _contacts: u64, _held: usize) -> bool {
        true
    }
}

/// The replication was stopped before its end; what it told its recorder is a part of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("stopped before the end")]
pub struct Halted;

/// Counts events, and asks a [`Watch`].
pub struct Beat<'w> {
    watch: &'w dyn Watch,
    left: u32,
}

impl<'w> Beat<'w> {
    /// A beat that asks this watch.
    pub fn of(watch: &'w dyn Watch) -> Beat<'w> {
        Beat { watch, left: EVENTS }
    }

    /// One event more; whether it is time to ask.
    #[inline(always)]
    pub(crate) fn is_due(&mut self) -> bool {
        self.left -= 1;
        self.left == 0
    }

    /// Asks: so many contacts have come since the last question, so many are there.
    #[cold]
    pub(crate) fn ask(&mut self, contacts: u64, held: usize) -> Result<(), Halted> {
        self.left = EVENTS;
        if self.watch.goes_on(contacts, held) { Ok(()) } else { Err(Halted) }
    }
}

impl Default for Beat<'_> {
    /// A beat that nobody stops.
    fn default() -> Self {
        Beat::of(&())
    }
}
