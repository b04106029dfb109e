//! The one place where days are drawn and lived: some policies through one replication.

use super::limits::{Stopped, Watch};
use crate::demand::{Block, Day};
use crate::floor::{Beat, Halted, NarrowFloor, NarrowSimulation, WideSimulation, fits_one_word};
use crate::journey::{Card, Journey};
use crate::measure::{Histogram, Ledger, Section};
use crate::model::Model;
use crate::model::random::DaySeed;

/// Hears how far a run is. Called from all threads; what it is told has no influence on results.
pub trait Progress: Sync {
    /// A stretch of work begins, or its extent is known better: expected contacts (times policies) and shards in all,
    /// shards that an earlier run has left done.
    fn begins(&self, _contacts: f64, _shards: u64, _done: u64) {}
    /// So many more contacts have been lived through.
    fn lived(&self, _contacts: u64) {}
    /// So many shards (replications, for a run) are done, of so many.
    fn finished(&self, _done: u64, _total: u64) {}
}

/// Nobody listens.
impl Progress for () {}

/// The books of a policy; feelings are kept only where the scenario has any.
enum Books {
    Plain(Ledger<false>),
    Felt(Ledger<true>),
}

/// A policy while a day is lived. `Alone`: nothing is caused that anybody would have to be asked about. What is compiled for
/// each of these is most of the program: there are no more than are worth it.
enum Hall {
    PlainAlone(NarrowSimulation<Ledger<false>, ()>),
    FeltAlone(Box<NarrowFloor<Ledger<true>, ()>>),
    Plain(NarrowSimulation<Ledger<false>, Journey>),
    Felt(NarrowSimulation<Ledger<true>, Journey>),
    WidePlain(WideSimulation<Ledger<false>, Journey>),
    WideFelt(WideSimulation<Ledger<true>, Journey>),
}

/// Policies that live the same drawn days.
pub(super) struct Crew<'m> {
    models: Vec<&'m Model>,
    books: Vec<Books>,
    block: Block,
}

impl<'m> Crew<'m> {
    /// The policies of these models, which must all [draw alike](Model::draws_like).
    pub fn new(models: Vec<&'m Model>) -> Crew<'m> {
        let books = models.iter().map(|model| Books::new(model)).collect();
        Crew { models, books, block: Block::default() }
    }

    /// Draws a replication's day and lives it under every policy, block by block. After `Stopped` the crew is of no
    /// further use.
    pub fn live(&mut self, seed: u64, replication: u64, watch: Watch<'_>) -> Result<(), Stopped> {
        let Some(first) = self.models.first() else { return Ok(()) };
        let mut day = Day::new(first, seed, replication);
        let books = std::mem::take(&mut self.books);
        let seed = DaySeed::new(seed, replication);
        let mut halls: Vec<Hall> =
            self.models.iter().zip(books).map(|(model, books)| Hall::open(model, seed, books)).collect();
        let over = watch.over(halls.len());
        let mut beat = Beat::of(&over);
        watch.goes_on()?;
        while day.fill(&mut self.block) {
            for hall in &mut halls {
                hall.live(&self.block, &mut beat).map_err(|Halted| over.why())?;
            }
            watch.progress.lived((self.block.len() * halls.len()) as u64);
            watch.goes_on()?;
        }
        let closed: Result<Vec<Books>, Halted> = halls.into_iter().map(|hall| hall.close(&mut beat)).collect();
        self.books = closed.map_err(|Halted| over.why())?;
        Ok(())
    }

    /// The books of a policy for the replication just lived.
    pub fn take_section(&mut self, policy: usize) -> Section {
        match &mut self.books[policy] {
            Books::Plain(ledger) => ledger.take_section(),
            Books::Felt(ledger) => ledger.take_section(),
        }
    }

    /// The waits of a policy by contact type, since last asked.
    pub fn take_waits(&mut self, policy: usize) -> Vec<Histogram> {
        match &mut self.books[policy] {
            Books::Plain(ledger) => ledger.take_histograms(),
            Books::Felt(ledger) => ledger.take_histograms(),
        }
    }

    /// The waits of a policy in each batch of a steady stretch, by contact type.
    pub fn take_batch_waits(&mut self, policy: usize) -> Vec<Vec<Histogram>> {
        match &mut self.books[policy] {
            Books::Plain(ledger) => ledger.take_batch_histograms(),
            Books::Felt(ledger) => ledger.take_batch_histograms(),
        }
    }
}

impl Books {
    fn new(model: &Model) -> Books {
        if model.contacts.iter().all(|contact| Card::new(model, contact).is_blank()) {
            Books::Plain(Ledger::new(model))
        } else {
            Books::Felt(Ledger::new(model))
        }
    }
}

impl Hall {
    fn open(model: &Model, seed: DaySeed, books: Books) -> Hall {
        // Of what is felt on a floor its books ask themselves.
        let causes_nothing = model.is_lived_without_calendar() && !model.has_redials();
        let journey = || Journey::new(model, seed);
        match books {
            Books::Plain(ledger) if !fits_one_word(model) => {
                Hall::WidePlain(WideSimulation::new(model, seed, ledger, journey()))
            }
            Books::Felt(ledger) if !fits_one_word(model) => {
                Hall::WideFelt(WideSimulation::new(model, seed, ledger, journey()))
            }
            Books::Plain(ledger) if causes_nothing || journey().has_no_part() => {
                Hall::PlainAlone(NarrowSimulation::new(model, seed, ledger, ()))
            }
            Books::Felt(ledger) if causes_nothing => {
                Hall::FeltAlone(Box::new(NarrowFloor::new(model, seed, ledger, ())))
            }
            Books::Plain(ledger) => Hall::Plain(NarrowSimulation::new(model, seed, ledger, journey())),
            Books::Felt(ledger) => Hall::Felt(NarrowSimulation::new(model, seed, ledger, journey())),
        }
    }

    fn live(&mut self, block: &Block, beat: &mut Beat<'_>) -> Result<(), Halted> {
        match self {
            Hall::PlainAlone(simulation) => simulation.live_until(block, beat),
            Hall::FeltAlone(simulation) => simulation.live_until(block, beat),
            Hall::Plain(simulation) => simulation.live_until(block, beat),
            Hall::Felt(simulation) => simulation.live_until(block, beat),
            Hall::WidePlain(simulation) => simulation.live_until(block, beat),
            Hall::WideFelt(simulation) => simulation.live_until(block, beat),
        }
    }

    fn close(self, beat: &mut Beat<'_>) -> Result<Books, Halted> {
        Ok(match self {
            Hall::PlainAlone(simulation) => Books::Plain(simulation.close_until(beat)?),
            Hall::FeltAlone(simulation) => Books::Felt(simulation.close_until(beat)?),
            Hall::Plain(simulation) => Books::Plain(simulation.close_until(beat)?),
            Hall::Felt(simulation) => Books::Felt(simulation.close_until(beat)?),
            Hall::WidePlain(simulation) => Books::Plain(simulation.close_until(beat)?),
            Hall::WideFelt(simulation) => Books::Felt(simulation.close_until(beat)?),
        })
    }
}
