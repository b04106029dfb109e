//! Lives any model, by the engine that is made for it.

use super::beat::{Beat, Halted};
use super::causes::Causes;
use super::recorder::Recorder;
use super::sets::Set;
use super::width::{Many, One, Width, fits_one_word, for_width_of, of_any_width};
use super::{FloorOfWidth, center};
use crate::demand::Block;
use crate::model::Model;
use crate::model::random::DaySeed;

/// One policy in one replication: on a [`Floor`](super::Floor) where [that is enough](Model::is_lived_without_calendar), else
/// in a [`Center`](super::Center). Its books are a [`Ledger::new`](crate::measure::Ledger::new).
pub struct Simulation<R, C>(Width<NarrowSimulation<R, C>, Box<WideSimulation<R, C>>>);

/// The same with sets of one width, for who knows which: nothing is compiled for the other.
pub(crate) enum SimulationOfWidth<R, C, S> {
    Floor(Box<FloorOfWidth<R, C, S>>),
    Center(Box<center::Center<R, C, S>>),
}

/// Of a model that [sets of one word](fits_one_word) have room for.
pub(crate) type NarrowSimulation<R, C> = SimulationOfWidth<R, C, One>;
/// Of any model.
pub(crate) type WideSimulation<R, C> = SimulationOfWidth<R, C, Many>;

impl<R: Recorder, C: Causes> Simulation<R, C> {
    /// The day (or days) of this seed, before the first opening; `causes` says what a contact causes.
    pub fn new(model: &Model, seed: DaySeed, recorder: R, causes: C) -> Simulation<R, C> {
        Simulation(for_width_of!(model, SimulationOfWidth::new(model, seed, recorder, causes)))
    }

    /// Lives a block of contacts. Blocks come in order.
    pub fn live(&mut self, block: &Block) {
        // Nobody asks to stop.
        let _ = self.live_until(block, &mut Beat::default());
    }

    /// The same, unless it is stopped.
    ///
    /// # Errors
    /// [`Halted`] soon after the beat's watch says so; the simulation is of no further use then.
    pub fn live_until(&mut self, block: &Block, beat: &mut Beat<'_>) -> Result<(), Halted> {
        of_any_width!(&mut self.0, simulation => simulation.live_until(block, beat))
    }

    /// Lives on from the last block until nothing happens any more, and gives the recorder back.
    pub fn close(self) -> R {
        of_any_width!(self.0, simulation => simulation.close())
    }

    /// The same, unless it is stopped.
    ///
    /// # Errors
    /// [`Halted`] soon after the beat's watch says so.
    pub fn close_until(self, beat: &mut Beat<'_>) -> Result<R, Halted> {
        of_any_width!(self.0, simulation => simulation.close_until(beat))
    }
}

impl<R: Recorder, C: Causes, S: Set> SimulationOfWidth<R, C, S> {
    pub fn new(model: &Model, seed: DaySeed, recorder: R, causes: C) -> SimulationOfWidth<R, C, S> {
        if model.is_lived_without_calendar() {
            SimulationOfWidth::Floor(Box::new(FloorOfWidth::new(model, seed, recorder, causes)))
        } else {
            SimulationOfWidth::Center(Box::new(center::Center::new(model, seed, recorder, causes)))
        }
    }

    pub fn live_until(&mut self, block: &Block, beat: &mut Beat<'_>) -> Result<(), Halted> {
        match self {
            SimulationOfWidth::Floor(floor) => floor.live_until(block, beat),
            SimulationOfWidth::Center(center) => center.live_until(block, beat),
        }
    }

    fn close(self) -> R {
        match self {
            SimulationOfWidth::Floor(floor) => floor.close(),
            SimulationOfWidth::Center(center) => center.close(),
        }
    }

    pub fn close_until(self, beat: &mut Beat<'_>) -> Result<R, Halted> {
        match self {
            SimulationOfWidth::Floor(floor) => floor.close_until(beat),
            SimulationOfWidth::Center(center) => center.close_until(beat),
        }
    }
}
