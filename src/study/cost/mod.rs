//! What a run will cost, estimated before it starts: contacts lived through, figures made of them, and memory.
//!
//! Contacts are those that arrive (expected), those dialed, and, as a bound, those that others cause: every contact is
//! taken to end in whatever way causes most. Where the agents cannot do everything, those who wait may be told again and
//! again how long it will take: that counts as the contacts that could be lived through in the same time. So do figures: the
//! books of each interval, what is reported of each, the tables of types and groups, and the queues that formulas are asked
//! about. Memory is what is allocated for books, waits, tables, agents, the customer base and, where more work arrives than
//! agents can do, the queue.

use std::fmt;

mod figures;
mod load;
mod memory;
#[cfg(test)]
mod tests;
mod volume;
mod words;

use super::limits::Limits;
use super::policies::Policy;
use super::run::RunOptions;
use crate::measure::size;
use crate::model::Model;
use figures::Figures;
use memory::{memory, sum};
use volume::contacts_of_a_replication;

pub(super) use memory::model_bytes;
pub(super) use words::{bytes, number};

/// What a run will cost, and by what.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    /// Contacts, over all replications and policies.
    pub contacts: f64,
    /// What is done for each interval, over all replications and policies, as contacts that take as long.
    pub figures: f64,
    /// Bytes of memory.
    pub memory_bytes: f64,
    /// Which figure of the scenario makes most of the contacts, in words.
    pub contacts_by: String,
    /// What makes most of the figures, in words.
    pub figures_by: String,
    /// What takes most of the memory, in words.
    pub memory_by: String,
}

/// A run that would cost more than it may.
#[derive(Clone, Debug, PartialEq)]
pub struct TooMuch {
    /// The figure that causes it.
    pub cause: String,
    /// What it would cost, what it may cost, and the option that says so.
    pub cost: String,
}

impl fmt::Display for TooMuch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.cause, self.cost)
    }
}

impl Cost {
    /// Of so many replications of a model, in so many threads, with the figures that are wanted.
    pub fn of_run(model: &Model, replications: u64, threads: usize, options: &RunOptions) -> Cost {
        let (of_one, contacts_by) = contacts_of_a_replication(model);
        let at_once = (threads as f64 * super::run::books_in_a_thread(model)).min(replications as f64 + threads as f64);
        let figures = Figures::of_run(model, options);
        let summary = (figures.bytes, words::by_interval(model));
        let parts = memory(model, at_once, threads as f64, of_one).into_iter().chain([summary]);
        let (memory_bytes, memory_by) = sum(parts);
        let replications = replications as f64;
        Cost {
            contacts: of_one * replications,
            figures: figures.of_a_replication * replications,
            memory_bytes,
            contacts_by,
            figures_by: figures.by,
            memory_by,
        }
    }

    /// The same with the formulas beside it.
    #[must_use]
    pub fn with_formulas(mut self, model: &Model) -> Cost {
        let formulas = Figures::of_formulas(model);
        if formulas.of_a_replication > self.figures {
            self.figures_by.clone_from(&formulas.by);
        }
        if formulas.bytes > 0.5 * self.memory_bytes {
            self.memory_by = formulas.by;
        }
        self.figures += formulas.of_a_replication;
        self.memory_bytes += formulas.bytes;
        self
    }

    /// Of so many replications of policies of which so many are lived side by side, in so many threads.
    pub fn of_policies(policies: &[Policy], replications: u64, side_by_side: usize, threads: usize) -> Cost {
        let mut all = Cost::none();
        let (mut most, mut most_figures): ((f64, f64), f64) = ((0.0, 0.0), 0.0);
        let lists: f64 = policies.iter().map(|policy| model_bytes(&policy.model)).sum();
        for policy in policies {
            let (of_one, by) = contacts_of_a_replication(&policy.model);
            if of_one > most.0 {
                (most.0, all.contacts_by) = (of_one, by);
            }
            all.contacts += of_one * replications as f64;
            let figures = Figures::of_books(&policy.model);
            if figures.of_a_replication > most_figures {
                (most_figures, all.figures_by) = (figures.of_a_replication, figures.by);
            }
            all.figures += figures.of_a_replication * replications as f64;
            let in_flight = (threads * side_by_side.min(policies.len())) as f64;
            let (bytes, by) = sum(memory(&policy.model, 2.0 * in_flight, in_flight, of_one));
            if bytes > most.1 {
                (most.1, all.memory_by) = (bytes, by);
            }
        }
        all.memory_bytes = most.1 + lists;
        if lists > most.1 {
            all.memory_by = format!("{} policies with their lists over the day", number(policies.len() as f64));
        }
        all
    }

    /// Nothing yet.
    pub(super) fn none() -> Cost {
        let [contacts_by, figures_by, memory_by] = [String::new(), String::new(), String::new()];
        Cost { contacts: 0.0, figures: 0.0, memory_bytes: 0.0, contacts_by, figures_by, memory_by }
    }

    /// Whether that is within the limits.
    ///
    /// # Errors
    /// What there is too much of, and by which figure.
    pub fn check(&self, limits: &Limits) -> Result<(), TooMuch> {
        let most = number(limits.contacts);
        // Not a number is too much as well.
        if self.contacts > limits.contacts || self.contacts.is_nan() {
            let cost = format!(
                "that would be about {} contacts to live through, more than the {most} of --max-contacts",
                number(self.contacts)
            );
            return Err(TooMuch { cause: self.contacts_by.clone(), cost });
        }
        if self.figures > limits.contacts {
            let cost = format!(
                "that would be about as much work as {} contacts to live through, more than the {most} of --max-contacts",
                number(self.figures)
            );
            return Err(TooMuch { cause: self.figures_by.clone(), cost });
        }
        if self.memory_bytes > limits.memory_bytes || self.memory_bytes.is_nan() {
            let cost = format!(
                "that would take about {} of memory, more than the {} of --max-memory",
                bytes(self.memory_bytes),
                bytes(limits.memory_bytes)
            );
            return Err(TooMuch { cause: self.memory_by.clone(), cost });
        }
        Ok(())
    }

    /// Asks the system for the memory, and gives it back: a run that it would not give it to is better not begun.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`](super::Error::OutOfMemory).
    pub fn reserve(&self) -> Result<(), super::Error> {
        let mut all: Vec<u8> = Vec::new();
        // A saturating conversion: what does not fit into an address is refused too.
        all.try_reserve_exact(self.memory_bytes as usize)
            .map_err(|_| super::Error::OutOfMemory { bytes: self.memory_bytes })
    }
}

/// Threads in which replications are lived at once: as many as there are, or as have room for their books in half of the
/// memory.
pub(super) fn at_once(model: &Model, threads: usize, limits: &Limits) -> usize {
    let books = super::run::books_in_a_thread(model) * size::section_bytes(model);
    // A saturating conversion: where there is no limit all threads have room.
    threads.min((0.5 * limits.memory_bytes / books.max(1.0)) as usize).max(1)
}
