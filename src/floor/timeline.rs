//! What the plan holds, in order of time: opening and closing, head-counts, the comings and goings of people. A few hundred
//! a day, put in order when a day is planned.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What the plan holds. At one moment the order is that of the variants here; of one kind, that of groups and people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Change {
    /// The center closes for a day.
    Closes(u32),
    /// The center opens for a day.
    Opens(u32),
    /// A head-count of a group changes.
    HeadCount {
        /// The group.
        group: usize,
        /// Its new number.
        agents: u32,
    },
    /// A person's shift begins.
    Comes(usize),
    /// A break of a person is due.
    Break {
        /// Who.
        person: usize,
        /// Which of the shift's breaks.
        which: usize,
    },
    /// A person's shift ends.
    Goes(usize),
}

/// All changes that are planned.
#[derive(Clone, Debug, Default)]
pub(super) struct Timeline {
    /// Bits of moments that are not negative: they order like them.
    heap: BinaryHeap<Reverse<(u64, Change)>>,
}

impl Timeline {
    /// Plans a change for a moment, s since the first opening; what lies before it is due at once.
    pub fn plan(&mut self, at_s: f64, change: Change) {
        self.heap.push(Reverse((at_s.max(0.0).to_bits(), change)));
    }

    /// When the next change comes, s; infinite: none does.
    pub fn next_s(&self) -> f64 {
        self.heap.peek().map_or(f64::INFINITY, |Reverse((at, _))| f64::from_bits(*at))
    }

    /// The next change, if it comes by a moment.
    pub fn next_by(&mut self, now: f64) -> Option<Change> {
        if self.next_s() > now {
            return None;
        }
        self.heap.pop().map(|Reverse((_, change))| change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_moment_is_lived_in_the_order_of_the_rules() {
        let mut timeline = Timeline::default();
        let of_one_moment = [
            Change::Closes(0),
            Change::Opens(1),
            Change::HeadCount { group: 0, agents: 9 },
            Change::HeadCount { group: 1, agents: 2 },
            Change::Comes(3),
            Change::Comes(4),
            Change::Break { person: 1, which: 0 },
            Change::Goes(2),
        ];
        of_one_moment.iter().rev().for_each(|change| timeline.plan(60.0, *change));
        timeline.plan(-5.0, Change::Comes(7));
        assert_eq!((timeline.next_s(), timeline.next_by(0.0)), (0.0, Some(Change::Comes(7))));
        assert_eq!((timeline.next_s(), timeline.next_by(59.9)), (60.0, None));
        let lived: Vec<Change> = std::iter::from_fn(|| timeline.next_by(60.0)).collect();
        assert_eq!(lived, of_one_moment);
        assert_eq!(timeline.next_s(), f64::INFINITY);
    }
}
