//! Lives any model, by the engine that is made for it.

use super::beat::{Beat, Halted};
use super::causes::Causes;
use super::recorder::Recorder;
use super::{Center, Floor};
use crate::demand::Block;
use crate::model::Model;
use crate::model::random::DaySeed;

/// One policy in one replication: a [`Floor`] where [that is enough](Model::is_lived_without_calendar), else a [`Center`].
/// Its books are a [`Ledger::new`](crate::measure::Ledger::new).
pub enum Simulation<R, C> {
    /// Queues, head-counts, shifts and redials.
    Floor(Box<Floor<R, C>>),
    /// Everything.
    Center(Box<Center<R, C>>),
}

impl<R: Recorder, C: Causes> Simulation<R, C> {
    /// The day (or days) of this seed, before the first opening; `causes` says what a contact causes.
    pub fn new(model: &Model, seed: DaySeed, recorder: R, causes: C) -> Simulation<R, C> {
        if model.is_lived_without_calendar() {
            Simulation::Floor(Box::new(Floor::of_days(model, seed, recorder, causes)))
        } else {
            Simulation::Center(Box::new(Center::new(model, seed, recorder, causes)))
        }
    }

    /// Lives a block of contacts. Blocks come in order.
    pub fn live(&mut self, block: &Block) {
        match self {
            Simulation::Floor(floor) => floor.live(block),
            Simulation::Center(center) => center.live(block),
        }
    }

    /// The same, unless it is stopped.
    ///
    /// # Errors
    /// [`Halted`] soon after the beat's watch says so; the simulation is of no further use then.
    pub fn live_until(&mut self, block: &Block, beat: &mut Beat<'_>) -> Result<(), Halted> {
        match self {
            Simulation::Floor(floor) => floor.live_until(block, beat),
            Simulation::Center(center) => center.live_until(block, beat),
        }
    }

    /// Lives on from the last block until nothing happens any more, and gives the recorder back.
    pub fn close(self) -> R {
        match self {
            Simulation::Floor(floor) => floor.close(),
            Simulation::Center(center) => center.close(),
        }
    }

    /// The same, unless it is stopped.
    ///
    /// # Errors
    /// [`Halted`] soon after the beat's watch says so.
    pub fn close_until(self, beat: &mut Beat<'_>) -> Result<R, Halted> {
        match self {
            Simulation::Floor(floor) => floor.close_until(beat),
            Simulation::Center(center) => center.close_until(beat),
        }
    }
}
