//! The beat of a replication: every so many events somebody is asked whether it goes on, so that a run that is asked to
//! stop, or lives through more than it may, ends within a moment, whatever it is doing.

/// Events between two questions: few enough that even events that look at a long queue are soon over, many enough that
/// asking costs nothing.
const EVENTS: u32 = 256;

/// Telling somebody who waits once more how long it will take counts as living through so many contacts, since it takes as
/// long: 6 to 7 µs where 500 wait, against 80 to 120 ns of a contact of a plain center (five agents, 200 calls an hour of 3
/// minutes for ten hours, told each 1, 2 and 5 s, one replication in one thread; user time of a release build).
pub const WORK_OF_AN_ANNOUNCEMENT: u64 = 60;

/// Is asked while a replication is lived whether it goes on.
pub trait Watch {
    /// Whether to go on.
    ///
    /// `contacts` have come since it was asked before, of their own accord or because others caused them, and
    /// [`WORK_OF_AN_ANNOUNCEMENT`] for each announcement that was repeated; `held` are there now: they wait, are served, or
    /// will come.
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

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::demand::{Block, Day};
    use crate::floor::{Center, Floor};
    use crate::journey::Journey;
    use crate::measure::Ledger;
    use crate::model::Model;
    use crate::model::random::DaySeed;
    use crate::scenario::{NoFiles, Scenario};

    /// Stops when it has been asked so often; keeps what it was told.
    struct Stops {
        after: u32,
        asked: Cell<u32>,
        contacts: Cell<u64>,
    }

    impl Watch for Stops {
        fn goes_on(&self, contacts: u64, _held: usize) -> bool {
            self.asked.set(self.asked.get() + 1);
            self.contacts.set(self.contacts.get() + contacts);
            self.asked.get() < self.after
        }
    }

    fn stops(after: u32) -> Stops {
        Stops { after, asked: Cell::new(0), contacts: Cell::new(0) }
    }

    /// Ten thousand calls in half an hour, served for hours after closing.
    fn busy() -> Model {
        let text = "[horizon]\nopens = \"08:00\"\ncloses = \"08:30\"\n[contact.a]\narrivals = { exactly = 10000 }\n\
                    handle = { constant = \"10s\" }\n[group.g]\nagents = 2\nskills.a = {}\n";
        Scenario::parse(text, "busy.toml").unwrap().compile(&NoFiles).unwrap().model
    }

    fn days(model: &Model) -> Vec<Block> {
        let mut day = Day::new(model, 1, 0);
        let mut block = Block::default();
        let mut all = Vec::new();
        while day.fill(&mut block) {
            all.push(block.clone());
        }
        all
    }

    #[test]
    fn both_engines_stop_while_they_live_and_while_they_close() {
        let model = busy();
        let blocks = days(&model);
        // Ten thousand arrivals are asked about some forty times; what is asked later is asked after closing.
        for after in [1, 20, 60] {
            let watch = stops(after);
            let mut beat = Beat::of(&watch);
            let mut floor = Floor::new(&model, Ledger::<false>::new(&model));
            let lived = blocks.iter().try_for_each(|block| floor.live_until(block, &mut beat));
            let ended = lived.and_then(|()| floor.close_until(&mut beat).map(|_| ()));
            assert_eq!((ended, watch.asked.get()), (Err(Halted), after), "floor");

            let watch = stops(after);
            let mut beat = Beat::of(&watch);
            let seed = DaySeed::new(1, 0);
            let mut center = Center::new(&model, seed, Ledger::<false>::of_center(&model), Journey::new(&model, seed));
            let lived = blocks.iter().try_for_each(|block| center.live_until(block, &mut beat));
            let ended = lived.and_then(|()| center.close_until(&mut beat).map(|_| ()));
            assert_eq!((ended, watch.asked.get()), (Err(Halted), after), "center");
        }
    }

    #[test]
    fn every_contact_is_counted_once() {
        let model = busy();
        let watch = stops(u32::MAX);
        let mut beat = Beat::of(&watch);
        let mut floor = Floor::new(&model, Ledger::<false>::new(&model));
        days(&model).iter().try_for_each(|block| floor.live_until(block, &mut beat)).unwrap();
        floor.close_until(&mut beat).unwrap();
        assert_eq!(watch.contacts.get(), 10_000);
    }
}
