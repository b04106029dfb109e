//! A scenario lived by contacts made by hand.

use onhold::demand::Block;
use onhold::floor::{Center, Recorder};
use onhold::journey::Journey;
use onhold::model::random::DaySeed;
use onhold::model::{ContactId, Model};

/// A contact: type, arrival, work and patience, s. There is no work after it.
pub type Made = (u16, f64, f64, f64);

/// What a recorder has heard of contacts that have the keys from `first_key` on, of which their own chances are made.
pub fn live<R: Recorder>(model: &Model, contacts: &[Made], first_key: u64, recorder: R) -> R {
    let seed = DaySeed::new(1, 0);
    let mut center = Center::new(model, seed, recorder, Journey::new(model, seed));
    let mut block = Block::default();
    for (key, &(kind, time_s, work_s, patience_s)) in (first_key..).zip(contacts) {
        block.contact.push(ContactId(kind));
        block.time_s.push(time_s);
        block.work_s.push(work_s);
        block.patience_s.push(patience_s);
        block.wrap_up_s.push(0.0);
        block.key.push(key);
    }
    center.live(&block);
    center.close()
}
