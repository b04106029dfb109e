//! A recorder for timing the floor alone.

use std::hint::black_box;

use onhold::floor::{Answer, Experience, Recorder, Visit};

/// Hears everything, keeps nothing but one number.
pub struct Unrecorded(pub u64);

impl Recorder for Unrecorded {
    fn answered_at_once(&mut self, _: &Visit, _: &Answer) {
        self.0 += 1;
    }
    fn answered(&mut self, _: &Visit, _: &Answer) {
        self.0 += 1;
    }
    fn connected(&mut self, _: &Visit, _: &Answer) {
        self.0 += 1;
    }
    /// Takes everything, so that nothing the journey does is left out.
    fn experienced(&mut self, _: &Visit, experience: &Experience) {
        black_box(experience);
    }
}
