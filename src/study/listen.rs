//! A replication for those who want to hear of every event.

use crate::demand::{Block, Day};
use crate::floor::{Center, Recorder};
use crate::journey::Journey;
use crate::model::Model;
use crate::model::random::DaySeed;

/// Lives through one replication event by event, and tells the recorder all of them in order of time.
///
/// The day is the one that [`run()`](super::run()) lives through in this replication with this seed.
pub fn listen<R: Recorder>(model: &Model, seed: u64, replication: u64, recorder: R) -> R {
    let mut day = Day::new(model, seed, replication);
    let mut block = Block::default();
    let seed = DaySeed::new(seed, replication);
    let mut center = Center::new(model, seed, recorder, Journey::new(model, seed));
    while day.fill(&mut block) {
        center.live(&block);
    }
    center.close()
}
