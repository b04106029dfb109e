//! A replication for those who want to hear of every event.

use std::sync::atomic::AtomicBool;

use super::error::Error;
use super::limits::{Guard, Limits, Watch};
use crate::demand::{Block, Day};
use crate::floor::{Beat, Halted, Recorder, WideCenter};
use crate::journey::Journey;
use crate::model::Model;
use crate::model::random::DaySeed;

/// Lives through one replication event by event, and tells the recorder all of them in order of time.
///
/// The day is the one that [`run()`](super::run()) lives through in this replication with this seed.
pub fn listen<R: Recorder>(model: &Model, seed: u64, replication: u64, recorder: R) -> R {
    let mut center = open(model, seed, replication, recorder);
    let mut day = Day::new(model, seed, replication);
    let mut block = Block::default();
    while day.fill(&mut block) {
        center.live(&block);
    }
    center.close()
}

/// The same, unless it is stopped, or costs more than it may.
///
/// # Errors
/// [`Error::Interrupted`] soon after `stop` is set; [`Error::Exceeded`].
pub fn listen_until<R: Recorder>(
    model: &Model,
    seed: u64,
    replication: u64,
    recorder: R,
    limits: &Limits,
    stop: &AtomicBool,
) -> Result<R, Error> {
    let guard = Guard::new(*limits, 1);
    let over = Watch { progress: &(), stop, guard: &guard }.over(1);
    let stopped = |Halted| over.why().after(replication, replication + 1);
    let mut beat = Beat::of(&over);
    let mut center = open(model, seed, replication, recorder);
    let mut day = Day::new(model, seed, replication);
    let mut block = Block::default();
    while day.fill(&mut block) {
        center.live_until(&block, &mut beat).map_err(stopped)?;
    }
    center.close_until(&mut beat).map_err(stopped)
}

/// A center of any size: what is written of each event takes longer than looking at wide sets, and one of each width would have
/// to be compiled for each recorder.
fn open<R: Recorder>(model: &Model, seed: u64, replication: u64, recorder: R) -> WideCenter<R, Journey> {
    let seed = DaySeed::new(seed, replication);
    WideCenter::new(model, seed, recorder, Journey::new(model, seed))
}
