//! The bar on standard error: how much is done, how fast, how long it will take.

use std::sync::atomic::{AtomicU64, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::output::Output;
use crate::report::number::{about, count};
use crate::study::Progress;

/// A bar, or nothing where nobody looks.
pub(super) struct Bar {
    bar: ProgressBar,
    what: &'static str,
    total: AtomicU64,
}

impl Bar {
    /// A bar that counts `what`: shards, or replications.
    pub fn new(what: &'static str, output: &Output) -> Bar {
        let target = if output.shows_progress() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        let rate = |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            // What cannot be drawn is left out.
            let _ = write!(out, "{} contacts/s", about(state.per_sec()));
        };
        let template = "{wide_bar} {msg}  {rate}  {eta} left";
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.with_key("rate", rate).progress_chars("━╸ "));
        Bar { bar, what, total: AtomicU64::new(0) }
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

/// A bar of the intervals that formulas are asked about.
pub(super) struct Formulas(ProgressBar);

impl Formulas {
    pub fn new(output: &Output) -> Formulas {
        let target = if output.shows_progress() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        let style = ProgressStyle::with_template("{wide_bar} {pos} of {len} intervals by formula  {eta} left");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("━╸ "));
        Formulas(bar)
    }

    /// One more is done of so many of a queue.
    pub fn done(&self, of: usize) {
        self.0.set_length((of as u64).max(self.0.position() + 1));
        self.0.inc(1);
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Bar {
    fn begins(&self, contacts: f64, shards: u64, done: u64) {
        self.bar.set_length(contacts.max(0.0) as u64);
        self.total.store(shards, Ordering::Relaxed);
        self.finished(done, shards);
    }

    fn lived(&self, contacts: u64) {
        self.bar.inc(contacts);
    }

    fn finished(&self, done: u64, total: u64) {
        self.bar.set_message(format!("{} of {} {}", count(done), count(total), self.what));
    }
}
