//! What a run may cost, and the guard that ends one which costs more while it goes on.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::error::Error;
use super::live::Progress;
use crate::floor;

/// Memory of a contact while the center is concerned with it, bytes: its place, its turn in a queue and in the calendar.
pub(super) const BYTES_OF_A_CONTACT: f64 = 400.0;

/// What a run may cost. What it will cost is estimated before it starts; beyond these limits it is refused, and ended
/// where it turns out to cost more than was estimated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Contacts that may be lived through, over all replications and policies.
    pub contacts: f64,
    /// Bytes of memory that may be taken.
    pub memory_bytes: f64,
}

impl Limits {
    /// No limits.
    pub const NONE: Limits = Limits { contacts: f64::INFINITY, memory_bytes: f64::INFINITY };
}

impl Default for Limits {
    /// 10,000 million contacts (a year of 20,000 a day at 100 replications is 730 million) and 4 GiB.
    fn default() -> Limits {
        Limits { contacts: 1e10, memory_bytes: 4.0 * 1024.0 * 1024.0 * 1024.0 }
    }
}

/// What a run has taken more of than it may.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Excess {
    /// So many contacts have been lived through.
    Contacts(f64),
    /// So many contacts wait, are served or will come in one replication at one moment.
    Held(f64),
}

/// Why work was stopped.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stopped {
    /// Somebody asked to stop.
    Asked,
    /// It costs more than it may.
    Excess(Excess, Limits),
}

impl Stopped {
    /// As an error of work of which so much is done.
    pub fn after(self, done: u64, total: u64) -> Error {
        match self {
            Stopped::Asked => Error::Interrupted { done, total },
            Stopped::Excess(excess, limits) => Error::Exceeded { excess, limits },
        }
    }
}

/// Counts what a run costs.
#[derive(Debug)]
pub(super) struct Guard {
    limits: Limits,
    contacts: AtomicU64,
    threads: f64,
}

impl Guard {
    /// For a run in so many threads.
    pub fn new(limits: Limits, threads: usize) -> Guard {
        Guard { limits, contacts: AtomicU64::new(0), threads: threads.max(1) as f64 }
    }
}

/// What work looks up to while it goes on.
#[derive(Clone, Copy)]
pub(super) struct Watch<'a> {
    pub progress: &'a dyn Progress,
    pub stop: &'a AtomicBool,
    pub guard: &'a Guard,
}

impl<'a> Watch<'a> {
    /// Whether to go on.
    pub fn goes_on(&self) -> Result<(), Stopped> {
        if self.stop.load(Ordering::Relaxed) { Err(Stopped::Asked) } else { Ok(()) }
    }

    /// For the replications of so many policies that are lived side by side in one thread.
    pub fn over(self, policies: usize) -> Over<'a> {
        let held = self.guard.limits.memory_bytes / BYTES_OF_A_CONTACT / self.guard.threads / policies.max(1) as f64;
        Over { watch: self, most_held: held, why: Cell::new(Stopped::Asked) }
    }
}

/// Watches over replications, and knows why it stopped one.
pub(super) struct Over<'a> {
    watch: Watch<'a>,
    /// Contacts that one of them may hold.
    most_held: f64,
    why: Cell<Stopped>,
}

impl Over<'_> {
    /// Why it has stopped.
    pub fn why(&self) -> Stopped {
        self.why.get()
    }

    fn judge(&self, contacts: u64, held: usize) -> Result<(), Stopped> {
        self.watch.goes_on()?;
        let Guard { limits, contacts: sum, .. } = self.watch.guard;
        let lived = (sum.fetch_add(contacts, Ordering::Relaxed) + contacts) as f64;
        if lived > limits.contacts {
            return Err(Stopped::Excess(Excess::Contacts(lived), *limits));
        }
        if held as f64 > self.most_held {
            return Err(Stopped::Excess(Excess::Held(held as f64), *limits));
        }
        Ok(())
    }
}

impl floor::Watch for Over<'_> {
    fn goes_on(&self, contacts: u64, held: usize) -> bool {
        let judged = self.judge(contacts, held);
        judged.map_err(|why| self.why.set(why)).is_ok()
    }
}
