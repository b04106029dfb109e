//! A section with its refinement by a contact type, and the tables of the felt wait.

use crate::scenario::reader::At;

/// What is played while holding, and how idle, uncertain and unexplained it leaves the wait (model, stage 1).
pub(super) const HOLDS: [(&str, [f64; 3]); 6] = [
    ("silence", [1.0, 1.0, 1.0]),
    ("music", [0.8, 1.0, 1.0]),
    ("music-and-apology", [0.8, 1.0, 0.6]),
    ("position", [0.5, 0.3, 0.7]),
    ("expected-wait", [0.7, 0.2, 0.5]),
    ("own-choice", [0.3, 1.0, 1.0]),
];

/// The hardnesses and how much faster the clock runs at full hardness (model, stage 1).
pub(super) const STRETCHES: [(&str, f64); 5] =
    [("idle", 1.36), ("uncertain", 1.30), ("unexplained", 1.15), ("low_value", 1.25), ("alone", 1.10)];

/// A section, and its refinement in a contact type before it.
pub(super) struct Layers<'a> {
    pub places: Vec<At<'a>>,
}

impl<'a> Layers<'a> {
    pub(super) fn find(&self, keys: &[&str]) -> Option<At<'a>> {
        self.places.iter().find_map(|at| at.find(keys))
    }
}
