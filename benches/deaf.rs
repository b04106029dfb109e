//! A recorder for timing the floor alone.

use std::hint::black_box;

use onhold::floor::{Answer, Experience, Recorder, Visit};
use onhold::model::GroupId;

/// Hears everything, keeps nothing but one number.
pub struct Deaf(pub u64);

impl Recorder for Deaf {
    fn arrives(&mut self, _: f64) -> u32 {
        0
    }
    fn blocked(&mut self, _: &Visit) {}
    fn balked(&mut self, _: &Visit) {}
    fn answered_at_once(&mut self, _: &Visit, _: &Answer) {
        self.0 += 1;
    }
    fn answered(&mut self, _: &Visit, _: &Answer) {
        self.0 += 1;
    }
    fn abandoned(&mut self, _: &Visit, _: f64, _: bool) {}
    fn overran(&mut self, _: GroupId, _: u32, _: f64, _: f64) {}
    fn connected(&mut self, _: &Visit, _: &Answer) {
        self.0 += 1;
    }
    /// Takes everything, so that nothing the journey does is left out.
    fn experienced(&mut self, _: &Visit, experience: &Experience) {
        black_box(experience);
    }
}
