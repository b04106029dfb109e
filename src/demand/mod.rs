//! Draws a day before anybody lives it: who comes when, with what patience and what work. Knows no policy.
//!
//! ```text
//!   type A ─ arrivals ─┐   patience ─┐
//!                      ├─ chunk A ───┤
//!          work ───────┘   key ──────┘ ╲
//!                                       merge by time ─▶ Block, Block, Block ...
//!   type B ─ ...            chunk B ───╱
//! ```
//!
//! A day comes in [`Block`]s of a fixed size, so that memory does not grow with the length of the run, and every
//! policy of a study reads the same blocks.

mod arriving;
mod drawing;

use crate::model::random::DaySeed;
use crate::model::{ContactId, Model};

use drawing::TypeDay;

/// Contacts in a block: large enough to amortise the change between drawing and living, small enough for the cache.
pub const BLOCK: usize = 256;

/// A stretch of a drawn day, in order of arrival: one entry of each array is one contact.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// Arrival, s since opening.
    pub time_s: Vec<f64>,
    /// Type.
    pub contact: Vec<ContactId>,
    /// Felt patience, s; infinite where nobody abandons.
    pub patience_s: Vec<f64>,
    /// Talk and hold time with a standard agent, s.
    pub work_s: Vec<f64>,
    /// After-contact work, s.
    pub wrap_up_s: Vec<f64>,
    /// Private key: all that a decision provokes is drawn from it.
    pub key: Vec<u64>,
}

impl Block {
    /// Number of contacts.
    pub fn len(&self) -> usize {
        self.time_s.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.time_s.is_empty()
    }

    fn clear(&mut self) {
        self.time_s.clear();
        self.contact.clear();
        self.patience_s.clear();
        self.work_s.clear();
        self.wrap_up_s.clear();
        self.key.clear();
    }

    fn push_from(&mut self, other: &Block, i: usize) {
        self.time_s.push(other.time_s[i]);
        self.contact.push(other.contact[i]);
        self.patience_s.push(other.patience_s[i]);
        self.work_s.push(other.work_s[i]);
        self.wrap_up_s.push(other.wrap_up_s[i]);
        self.key.push(other.key[i]);
    }
}

/// One replication's contacts, drawn block by block.
pub struct Day<'m> {
    types: Vec<TypeDay<'m>>,
}

impl<'m> Day<'m> {
    /// The day of a replication: a pure function of what the model draws, the seed and the replication's number.
    pub fn new(model: &'m Model, seed: u64, replication: u64) -> Day<'m> {
        let seed = DaySeed::new(seed, replication);
        let types = model.contacts.iter().enumerate();
        // The model holds at most MOST types, so the position fits.
        Day { types: types.map(|(i, contact)| TypeDay::new(model, contact, ContactId(i as u16), seed)).collect() }
    }

    /// Fills the block with the next contacts; false when the day is over and the block empty.
    pub fn fill(&mut self, block: &mut Block) -> bool {
        block.clear();
        if let [only] = self.types.as_mut_slice() {
            only.draw(block, BLOCK);
        } else {
            self.merge(block);
        }
        !block.is_empty()
    }

    fn merge(&mut self, block: &mut Block) {
        while block.len() < BLOCK {
            let mut first = usize::MAX;
            let mut earliest = f64::INFINITY;
            for (i, day) in self.types.iter().enumerate() {
                let time = day.next_time();
                if time < earliest {
                    earliest = time;
                    first = i;
                }
            }
            let Some(day) = self.types.get_mut(first) else { return };
            day.move_to(block);
        }
    }
}

#[cfg(test)]
mod tests;
