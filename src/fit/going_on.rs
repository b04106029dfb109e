//! How many stretches of time are going on at a moment, as moments pass.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Stretches of several kinds, told in any order before their beginning has passed: of people who wait, of contacts on
/// the line. A moment costs no more than the stretches that begin and end before it, however many are going on.
#[derive(Clone, Debug)]
pub(super) struct GoingOn {
    /// Those to begin: from when to when, ms, and of which kind.
    later: BinaryHeap<Reverse<(i64, i64, usize)>>,
    /// Those that go on: until when, and of which kind.
    now: BinaryHeap<Reverse<(i64, usize)>>,
    of_kind: Vec<usize>,
}

/// A log's clock counts whole milliseconds.
fn milliseconds(time_s: f64) -> i64 {
    libm::round(time_s * 1000.0) as i64
}

impl GoingOn {
    /// None, of so many kinds.
    pub fn new(kinds: usize) -> GoingOn {
        GoingOn { later: BinaryHeap::new(), now: BinaryHeap::new(), of_kind: vec![0; kinds] }
    }

    /// A stretch from a moment until before another.
    pub fn add(&mut self, from_s: f64, to_s: f64, kind: usize) {
        self.later.push(Reverse((milliseconds(from_s), milliseconds(to_s), kind)));
    }

    /// Goes on to a moment; moments never go back.
    pub fn advance(&mut self, to_s: f64) {
        let moment = milliseconds(to_s);
        while let Some(Reverse((from, to, kind))) = self.later.peek().copied().filter(|first| first.0.0 <= moment) {
            self.later.pop();
            if to > moment {
                self.of_kind[kind] += 1;
                self.now.push(Reverse((to, kind)));
            }
            debug_assert!(from <= moment);
        }
        while let Some(Reverse((_, kind))) = self.now.peek().copied().filter(|first| first.0.0 <= moment) {
            self.now.pop();
            self.of_kind[kind] -= 1;
        }
    }

    /// How many are going on.
    pub fn all(&self) -> usize {
        self.now.len()
    }

    /// How many of a kind.
    pub fn of_kind(&self, kind: usize) -> usize {
        self.of_kind[kind]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_begin_and_end() {
        let mut going = GoingOn::new(2);
        let counts = |going: &mut GoingOn, at_s: f64| {
            going.advance(at_s);
            (going.all(), going.of_kind(0), going.of_kind(1))
        };
        going.add(1.0, 3.0, 0);
        going.add(2.0, 2.0, 1);
        going.add(2.5, 9.0, 1);
        assert_eq!(counts(&mut going, 0.5), (0, 0, 0));
        assert_eq!(counts(&mut going, 1.0), (1, 1, 0));
        assert_eq!(counts(&mut going, 2.0), (1, 1, 0));
        assert_eq!(counts(&mut going, 2.999), (2, 1, 1));
        assert_eq!(counts(&mut going, 3.0), (1, 0, 1));
        going.add(3.0, 4.0, 0);
        assert_eq!(counts(&mut going, 3.5), (2, 1, 1));
        assert_eq!(counts(&mut going, 10.0), (0, 0, 0));
    }
}
