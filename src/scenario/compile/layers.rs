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

/// The same of waiting for a callback: occupied with other things, as certain as a promise is, explained (model, stage 1).
pub(super) const CALLED_BACK: [f64; 3] = [0.0, 0.2, 0.0];

/// The hardnesses and how much faster the clock runs at full hardness (model, stage 1).
pub(super) const STRETCHES: [(&str, f64); 5] =
    [("idle", 1.36), ("uncertain", 1.30), ("unexplained", 1.15), ("low_value", 1.25), ("alone", 1.10)];

/// Keys of `[wait]` that are about somebody on the line: an e-mail has them only where its own type says so.
pub(super) const ON_THE_LINE: [&str; 8] =
    ["hold", "idle", "alone", "acceptable", "scale", "order_visible", "announce", "message"];

/// A section, and its refinement in a contact type before it.
pub(super) struct Layers<'a> {
    /// The refinement.
    pub own: Option<At<'a>>,
    /// The section of all types.
    pub general: Option<At<'a>>,
    /// What the section says of the line is said of this type too.
    pub on_the_line: bool,
}

impl<'a> Layers<'a> {
    pub(super) fn find(&self, keys: &[&str]) -> Option<At<'a>> {
        let concerned = self.on_the_line || !keys.first().is_some_and(|key| ON_THE_LINE.contains(key));
        let general = self.general.as_ref().filter(|_| concerned);
        self.own.iter().chain(general).find_map(|at| at.find(keys))
    }
}
