//! One contact type's queue: first come, first served, its abandonments found when somebody looks.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::recorder::Visit;

/// A contact that waits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waiting {
    pub visit: Visit,
    /// Moment at which its patience ends.
    pub leaves_s: f64,
    pub work_s: f64,
    pub wrap_up_s: f64,
    /// The customer's how many-th attempt, from 1.
    pub attempt: u32,
    /// Another follows if this one is given up.
    pub tries_again: bool,
}

/// A contact with an arrival later than `arrival_s` (or equal) was answered at `at_s`, while the queue was not empty.
#[derive(Clone, Copy, Debug)]
struct Overtaking {
    at_s: f64,
    arrival_s: f64,
}

/// One contact type's queue, in order of arrival. It may still hold contacts whose patience has ended: only their
/// own waits know of that until the queue is looked at, and nothing else depends on it, except what counts heads:
/// for that see [`Meter`].
#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    pub line: VecDeque<Waiting>,
    overtakings: VecDeque<Overtaking>,
    pub meter: Option<Meter>,
}

impl Queue {
    /// An empty queue; `metered` where somebody looks at its true length.
    pub fn new(metered: bool) -> Queue {
        Queue { meter: metered.then(Meter::default), ..Queue::default() }
    }

    /// Notes that a contact which arrived at `arrival_s` is answered at `at_s`, before those here that came earlier.
    #[inline]
    pub fn overtaken_by(&mut self, arrival_s: f64, at_s: f64) {
        let Some(first) = self.line.front() else { return };
        if first.visit.arrival_s >= arrival_s {
            return;
        }
        match self.overtakings.back() {
            // An earlier overtaking by a later arrival says more at every moment from now on.
            Some(last) if last.arrival_s >= arrival_s => {}
            _ => self.overtakings.push_back(Overtaking { at_s, arrival_s }),
        }
    }

    /// Whether a contact that came at `arrival_s` and left the queue at `left_s` saw a later one answered first.
    #[inline]
    pub fn was_overtaken(&mut self, arrival_s: f64, left_s: f64) -> bool {
        if self.overtakings.is_empty() {
            return false;
        }
        // Both columns ascend: the last entry by then is by the latest arrival.
        let known = self.overtakings.partition_point(|o| o.at_s <= left_s);
        known > 0 && self.overtakings[known - 1].arrival_s > arrival_s
    }

    /// Forgets overtakings that can no longer matter: those by contacts that came before the first in line.
    #[inline]
    pub fn forget(&mut self) {
        if self.overtakings.is_empty() {
            return;
        }
        match self.line.front() {
            None => self.overtakings.clear(),
            Some(first) => {
                while self.overtakings.front().is_some_and(|o| o.arrival_s <= first.visit.arrival_s) {
                    self.overtakings.pop_front();
                }
            }
        }
    }
}

/// Knows how many contacts of a type wait and hold a line at any moment that is asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Meter {
    waiting: usize,
    in_conversation: usize,
    /// Ends of patience of those who joined, by time; entries of contacts answered meanwhile are stale.
    patience_ends: BinaryHeap<Reverse<(u64, u64)>>,
    /// Ends of conversations.
    conversation_ends: BinaryHeap<Reverse<u64>>,
    /// Keys of contacts that have left the queue before their entry in `patience_ends` came up.
    gone: std::collections::BTreeSet<u64>,
}

impl Meter {
    fn advance(&mut self, now_s: f64) {
        while let Some(&Reverse((end, key))) = self.patience_ends.peek() {
            if f64::from_bits(end) > now_s {
                break;
            }
            self.patience_ends.pop();
            if !self.gone.remove(&key) {
                self.waiting -= 1;
            }
        }
        while self.conversation_ends.peek().is_some_and(|Reverse(end)| f64::from_bits(*end) <= now_s) {
            self.conversation_ends.pop();
            self.in_conversation -= 1;
        }
    }

    /// Number waiting.
    pub fn waiting(&mut self, now_s: f64) -> usize {
        self.advance(now_s);
        self.waiting
    }

    /// Number waiting or in conversation.
    pub fn lines_in_use(&mut self, now_s: f64) -> usize {
        self.advance(now_s);
        self.waiting + self.in_conversation
    }

    /// A contact joins the queue.
    pub fn joins(&mut self, waiting: &Waiting) {
        self.waiting += 1;
        if waiting.leaves_s.is_finite() {
            self.patience_ends.push(Reverse((waiting.leaves_s.to_bits(), waiting.visit.key)));
        }
    }

    /// A contact leaves the queue before its patience ends: for an agent, or cut off.
    pub fn leaves_early(&mut self, waiting: &Waiting) {
        self.waiting -= 1;
        if waiting.leaves_s.is_finite() {
            self.gone.insert(waiting.visit.key);
        }
    }

    /// A conversation begins that ends at `until_s`.
    pub fn talks(&mut self, until_s: f64) {
        self.in_conversation += 1;
        self.conversation_ends.push(Reverse(until_s.to_bits()));
    }
}
