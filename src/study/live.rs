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

/// The ledger of a policy; feelings are kept only where the scenario has any.
enum PolicyLedger {
    Plain(Ledger<false>),
    Felt(Ledger<true>),
}

/// A policy while a day is lived. `Alone`: nothing is caused that anybody would have to be asked about. What is compiled for
/// each of these is most of the program: there are no more than are worth it.
enum PolicySimulation {
    PlainAlone(NarrowSimulation<Ledger<false>, ()>),
    FeltAlone(Box<NarrowFloor<Ledger<true>, ()>>),
    Plain(NarrowSimulation<Ledger<false>, Journey>),
    Felt(NarrowSimulation<Ledger<true>, Journey>),
    WidePlain(WideSimulation<Ledger<false>, Journey>),
    WideFelt(WideSimulation<Ledger<true>, Journey>),
}

/// Policies that live the same drawn days.
pub(super) struct PolicySet<'m> {
    models: Vec<&'m Model>,
    ledgers: Vec<PolicyLedger>,
    block: Block,
}

impl<'m> PolicySet<'m> {
    /// The policies of these models, which must all [draw alike](Model::draws_like).
    pub fn new(models: Vec<&'m Model>) -> PolicySet<'m> {
        let ledgers = models.iter().map(|model| PolicyLedger::new(model)).collect();
        PolicySet { models, ledgers, block: Block::default() }
    }

    /// Draws a replication's day and lives it under every policy, block by block. After `Stopped` the set is of no further
    /// use.
    pub fn live(&mut self, seed: u64, replication: u64, watch: Watch<'_>) -> Result<(), Stopped> {
        let Some(first) = self.models.first() else { return Ok(()) };
        let mut day = Day::new(first, seed, replication);
        let ledgers = std::mem::take(&mut self.ledgers);
        let seed = DaySeed::new(seed, replication);
        let mut simulations: Vec<PolicySimulation> = self
            .models
            .iter()
            .zip(ledgers)
            .map(|(model, ledger)| PolicySimulation::open(model, seed, ledger))
            .collect();
        let over = watch.over(simulations.len());
        let mut beat = Beat::of(&over);
        watch.goes_on()?;
        while day.fill(&mut self.block) {
            for simulation in &mut simulations {
                simulation.live(&self.block, &mut beat).map_err(|Halted| over.why())?;
            }
            watch.progress.lived((self.block.len() * simulations.len()) as u64);
            watch.goes_on()?;
        }
        let closed: Result<Vec<PolicyLedger>, Halted> =
            simulations.into_iter().map(|simulation| simulation.close(&mut beat)).collect();
        self.ledgers = closed.map_err(|Halted| over.why())?;
        Ok(())
    }

    /// What a policy's ledger holds of the replication just lived.
    pub fn take_section(&mut self, policy: usize) -> Section {
        match &mut self.ledgers[policy] {
            PolicyLedger::Plain(ledger) => ledger.take_section(),
            PolicyLedger::Felt(ledger) => ledger.take_section(),
        }
    }

    /// The waits of a policy by contact type, since last asked.
    pub fn take_waits(&mut self, policy: usize) -> Vec<Histogram> {
        match &mut self.ledgers[policy] {
            PolicyLedger::Plain(ledger) => ledger.take_histograms(),
            PolicyLedger::Felt(ledger) => ledger.take_histograms(),
        }
    }

    /// The waits of a policy in each batch of a steady stretch, by contact type.
    pub fn take_batch_waits(&mut self, policy: usize) -> Vec<Vec<Histogram>> {
        match &mut self.ledgers[policy] {
            PolicyLedger::Plain(ledger) => ledger.take_batch_histograms(),
            PolicyLedger::Felt(ledger) => ledger.take_batch_histograms(),
        }
    }
}

impl PolicyLedger {
    fn new(model: &Model) -> PolicyLedger {
        if model.contacts.iter().all(|contact| Card::new(model, contact).is_blank()) {
            PolicyLedger::Plain(Ledger::new(model))
        } else {
            PolicyLedger::Felt(Ledger::new(model))
        }
    }
}

impl PolicySimulation {
    fn open(model: &Model, seed: DaySeed, ledger: PolicyLedger) -> PolicySimulation {
        // Of what is felt on a floor its ledger asks itself.
        let causes_nothing = model.is_lived_without_calendar() && !model.has_redials();
        let journey = || Journey::new(model, seed);
        match ledger {
            PolicyLedger::Plain(ledger) if !fits_one_word(model) => {
                PolicySimulation::WidePlain(WideSimulation::new(model, seed, ledger, journey()))
            }
            PolicyLedger::Felt(ledger) if !fits_one_word(model) => {
                PolicySimulation::WideFelt(WideSimulation::new(model, seed, ledger, journey()))
            }
            PolicyLedger::Plain(ledger) if causes_nothing || journey().has_no_part() => {
                PolicySimulation::PlainAlone(NarrowSimulation::new(model, seed, ledger, ()))
            }
            PolicyLedger::Felt(ledger) if causes_nothing => {
                PolicySimulation::FeltAlone(Box::new(NarrowFloor::new(model, seed, ledger, ())))
            }
            PolicyLedger::Plain(ledger) => {
                PolicySimulation::Plain(NarrowSimulation::new(model, seed, ledger, journey()))
            }
            PolicyLedger::Felt(ledger) => PolicySimulation::Felt(NarrowSimulation::new(model, seed, ledger, journey())),
        }
    }

    fn live(&mut self, block: &Block, beat: &mut Beat<'_>) -> Result<(), Halted> {
        match self {
            PolicySimulation::PlainAlone(simulation) => simulation.live_until(block, beat),
            PolicySimulation::FeltAlone(simulation) => simulation.live_until(block, beat),
            PolicySimulation::Plain(simulation) => simulation.live_until(block, beat),
            PolicySimulation::Felt(simulation) => simulation.live_until(block, beat),
            PolicySimulation::WidePlain(simulation) => simulation.live_until(block, beat),
            PolicySimulation::WideFelt(simulation) => simulation.live_until(block, beat),
        }
    }

    fn close(self, beat: &mut Beat<'_>) -> Result<PolicyLedger, Halted> {
        Ok(match self {
            PolicySimulation::PlainAlone(simulation) => PolicyLedger::Plain(simulation.close_until(beat)?),
            PolicySimulation::FeltAlone(simulation) => PolicyLedger::Felt(simulation.close_until(beat)?),
            PolicySimulation::Plain(simulation) => PolicyLedger::Plain(simulation.close_until(beat)?),
            PolicySimulation::Felt(simulation) => PolicyLedger::Felt(simulation.close_until(beat)?),
            PolicySimulation::WidePlain(simulation) => PolicyLedger::Plain(simulation.close_until(beat)?),
            PolicySimulation::WideFelt(simulation) => PolicyLedger::Felt(simulation.close_until(beat)?),
        })
    }
}
