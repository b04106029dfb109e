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
