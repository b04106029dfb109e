//! One contact type's share of a day.

use crate::model::random::{DaySeed, Purpose, Stream, exponential, mix};
use crate::model::{Contact, ContactId, DAY_S, Distribution, Model};

use super::Block;
use super::arriving::Arriving;

/// Contacts of one type drawn ahead of the merge.
const CHUNK: usize = 256;

/// One contact type's share of a day: a stream for each purpose, and the contacts drawn ahead.
pub(super) struct TypeDay<'m> {
    contact: &'m Contact,
    id: ContactId,
    arriving: Arriving<'m>,
    patience: Stream,
    work: Stream,
    wrap_up: Stream,
    key: u64,
    drawn: u64,
    ahead: Block,
    next: usize,
    next_time_s: f64,
}

impl<'m> TypeDay<'m> {
    pub(super) fn new(model: &'m Model, contact: &'m Contact, id: ContactId, seed: DaySeed) -> TypeDay<'m> {
        let mut day = TypeDay {
            contact,
            id,
            arriving: Arriving::new(contact, seed, model.horizon.length_s, model.horizon.days, model.headroom()),
            patience: seed.stream(Purpose::Patience, &contact.name),
            work: seed.stream(Purpose::Work, &contact.name),
            wrap_up: seed.stream(Purpose::WrapUp, &contact.name),
            key: seed.of(Purpose::Key, &contact.name),
            drawn: 0,
            ahead: Block::default(),
            next: 0,
            next_time_s: f64::INFINITY,
        };
        if model.contacts.len() > 1 {
            day.draw_ahead();
        }
        day
    }

    /// Arrival of the next contact drawn ahead; infinite when there are no more.
    pub(super) fn next_time(&self) -> f64 {
        self.next_time_s
    }

    /// Moves the next contact drawn ahead to the end of the block.
    pub(super) fn move_to(&mut self, block: &mut Block) {
        block.push_from(&self.ahead, self.next);
        self.next += 1;
        match self.ahead.time_s.get(self.next) {
            Some(&time) => self.next_time_s = time,
            None => self.draw_ahead(),
        }
    }

    fn draw_ahead(&mut self) {
        let mut ahead = std::mem::take(&mut self.ahead);
        ahead.clear();
        self.draw(&mut ahead, CHUNK);
        self.next = 0;
        self.next_time_s = ahead.time_s.first().copied().unwrap_or(f64::INFINITY);
        self.ahead = ahead;
    }

    /// Draws up to `most` contacts to the end of the block, one purpose after the other.
    pub(super) fn draw(&mut self, block: &mut Block, most: usize) {
        let before = block.len();
        self.arriving.draw(&mut block.time_s, most);
        let new = block.len() - before;
        block.contact.extend(std::iter::repeat_n(self.id, new));
        let times = &block.time_s[before..];
        draw_law(self.contact.patience.as_ref(), f64::INFINITY, &mut self.patience, &mut block.patience_s, times);
        draw_law(Some(&self.contact.handle), 0.0, &mut self.work, &mut block.work_s, times);
        draw_law(self.contact.wrap_up.as_ref(), 0.0, &mut self.wrap_up, &mut block.wrap_up_s, times);
        let first = self.drawn;
        // SplitMix64 in counter form: the n-th contact's key is the n-th number of the type's own sequence.
        let key = |i: u64| mix(self.key.wrapping_add((first + i + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        block.key.extend((0..new as u64).map(key));
        self.drawn += new as u64;
    }
}

/// Draws of a law for contacts that arrive at these times, or a constant where there is none.
fn draw_law(law: Option<&Distribution>, absent: f64, stream: &mut Stream, to: &mut Vec<f64>, times: &[f64]) {
    let new = times.len();
    match law {
        None => to.extend(std::iter::repeat_n(absent, new)),
        // A local copy keeps the generator's state in registers through the loop.
        Some(law) => {
            let mut local = stream.clone();
            match law {
                Distribution::Exponential { mean } => {
                    to.extend((0..new).map(|_| mean * exponential(&mut local)));
                }
                Distribution::ByTime(_) => {
                    let day = |time: f64| time - DAY_S * libm::floor(time / DAY_S);
                    to.extend(times.iter().map(|time| law.at(day(*time)).sample(&mut local)));
                }
                law => to.extend((0..new).map(|_| law.sample(&mut local))),
            }
            *stream = local;
        }
    }
}
