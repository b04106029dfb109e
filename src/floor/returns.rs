//! Customers who try again: when the attempts come, and whose giving up has to be noticed when it happens.
//!
//! Giving up is no event where nothing follows from it. What a customer does then is drawn from the contact's key, so
//! whether another attempt would follow is known as soon as the customer waits: only of those the moment is kept.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::model::ContactId;

/// An attempt to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Attempt {
    /// Bits of the moment, s since opening, which is not negative: they order like it.
    at: u64,
    /// In order of planning.
    sequence: u64,
    pub contact: ContactId,
    pub key: u64,
    /// The customer's how many-th.
    pub number: u32,
}

/// A customer who waits and would try again after giving up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Impatient {
    at: u64,
    key: u64,
    arrival: u64,
    contact: usize,
}

/// All who may try again.
#[derive(Clone, Debug, Default)]
pub(super) struct Returns {
    attempts: BinaryHeap<Reverse<Attempt>>,
    impatient: BinaryHeap<Reverse<Impatient>>,
    sequence: u64,
}

impl Returns {
    /// An attempt that will come at a moment.
    pub fn plan(&mut self, at_s: f64, contact: ContactId, key: u64, number: u32) {
        self.sequence += 1;
        let attempt = Attempt { at: at_s.to_bits(), sequence: self.sequence, contact, key, number };
        self.attempts.push(Reverse(attempt));
    }

    /// A customer of a type who came at `arrival_s` and waits would try again after giving up at `at_s`.
    pub fn watch(&mut self, at_s: f64, contact: usize, arrival_s: f64, key: u64) {
        self.impatient.push(Reverse(Impatient { at: at_s.to_bits(), key, arrival: arrival_s.to_bits(), contact }));
    }

    /// When the next attempt comes, s; infinite: none does.
    pub fn next_attempt_s(&self) -> f64 {
        self.attempts.peek().map_or(f64::INFINITY, |Reverse(attempt)| f64::from_bits(attempt.at))
    }

    /// The next attempt.
    pub fn next_attempt(&mut self) -> Option<Attempt> {
        self.attempts.pop().map(|Reverse(attempt)| attempt)
    }

    /// When the next of those watched gives up, unless served before, s; infinite: nobody is watched.
    pub fn next_patience_s(&self) -> f64 {
        self.impatient.peek().map_or(f64::INFINITY, |Reverse(customer)| f64::from_bits(customer.at))
    }

    /// Whose patience ends next: type, arrival and key.
    pub fn next_patience(&mut self) -> Option<(usize, f64, u64)> {
        let Reverse(customer) = self.impatient.pop()?;
        Some((customer.contact, f64::from_bits(customer.arrival), customer.key))
    }

    /// Attempts that will come, and customers who are watched.
    pub fn held(&self) -> usize {
        self.attempts.len() + self.impatient.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_and_patience_come_in_order_of_time() {
        let mut returns = Returns::default();
        assert_eq!((returns.next_attempt_s(), returns.next_patience_s()), (f64::INFINITY, f64::INFINITY));
        for (at_s, key) in [(9.0, 1), (3.0, 2), (9.0, 3)] {
            returns.plan(at_s, ContactId(0), key, 2);
            returns.watch(at_s, 0, at_s - 1.0, key);
        }
        assert_eq!((returns.next_attempt_s(), returns.next_patience_s(), returns.held()), (3.0, 3.0, 6));
        let keys: Vec<u64> = std::iter::from_fn(|| returns.next_attempt()).map(|attempt| attempt.key).collect();
        assert_eq!(keys, [2, 1, 3]);
        let all: Vec<(usize, f64, u64)> = std::iter::from_fn(|| returns.next_patience()).collect();
        assert_eq!(all, [(0, 2.0, 2), (0, 8.0, 1), (0, 8.0, 3)]);
    }
}
