//! A tournament tree: the earliest of a fixed number of times, updated without branches.

/// The earliest of a fixed number of times. Ties go to the leaf with the smaller number.
///
/// ```text
///              [1] earliest of all
///        [2]               [3]
///    [4]     [5]       [6]     [7]      leaves: 0, 1, 2, 3
/// ```
///
/// A node is the winner's time, and the last bits of that time are the winner's leaf: one integer, for non-negative
/// floats order like their bits. The smaller of two nodes is one comparison and one conditional move, which the
/// processor need not predict. What it costs is that a time is kept to 2⁻⁴² of itself where there are a thousand
/// leaves (a hundredth of a microsecond in a day), rounded up, so that time never runs backwards. The leaf's bits are
/// taken off again when a time is read: whole seconds come back as they
/// were set, so that an agent who is free at the very moment of an arrival is free for it.
///
/// Measured against it and slower: nodes of time and leaf apart (by a fifth), and sixteen leaves side by side under
/// vector minima, which must wait for the scalar store that they read (by a half).
#[derive(Clone, Debug)]
pub struct Tournament {
    nodes: Vec<u64>,
}

/// A moment that does not come.
pub const NEVER: f64 = 1e300;

impl Tournament {
    /// A tree with this many leaves, none of which ever comes.
    pub fn new(leaves: usize) -> Tournament {
        let leaves = leaves.next_power_of_two();
        let mut tree = Tournament { nodes: vec![NEVER.to_bits(); 2 * leaves] };
        for leaf in 0..leaves {
            tree.set(leaf, NEVER);
        }
        tree
    }

    fn leaves(&self) -> usize {
        self.nodes.len() >> 1
    }

    /// Time of the earliest leaf; [`NEVER`] or later where none comes.
    #[inline(always)]
    pub fn earliest_s(&self) -> f64 {
        self.time(self.nodes[1])
    }

    /// A node's time, without the bits of its leaf.
    #[inline(always)]
    fn time(&self, node: u64) -> f64 {
        f64::from_bits(node & !(self.leaves() as u64 - 1))
    }

    /// Number of the earliest leaf.
    #[inline(always)]
    pub fn earliest_leaf(&self) -> usize {
        self.nodes[1] as usize & (self.leaves() - 1)
    }

    /// Sets a leaf's time, which is not negative and not NaN, and says which time is the earliest now: the answer is
    /// at hand here, long before it could be read back from memory.
    #[inline(always)]
    pub fn set(&mut self, leaf: usize, time_s: f64) -> f64 {
        let nodes = self.nodes.as_mut_slice();
        let leaves = nodes.len() >> 1;
        let mask = leaves as u64 - 1;
        let mut at = leaves + leaf;
        let mut winner = ((time_s.min(NEVER).to_bits() + mask) & !mask) | leaf as u64;
        nodes[at] = winner;
        while at > 1 {
            winner = winner.min(nodes[at ^ 1]);
            at >>= 1;
            nodes[at] = winner;
        }
        f64::from_bits(winner & !mask)
    }

    /// A leaf's time.
    pub fn time_s(&self, leaf: usize) -> f64 {
        self.time(self.nodes[self.leaves() + leaf])
    }

    /// Times of all leaves.
    fn times(&self) -> impl Iterator<Item = f64> {
        self.nodes[self.leaves()..].iter().map(|node| self.time(*node))
    }

    /// How many leaves are at or before `time_s`, counting no further than `limit`.
    pub fn count_until(&self, time_s: f64, limit: usize) -> usize {
        self.times().filter(|t| *t <= time_s).take(limit).count()
    }

    /// The earliest time after `time_s`, [`NEVER`] if there is none.
    pub fn earliest_after(&self, time_s: f64) -> f64 {
        self.times().filter(|t| *t > time_s).fold(NEVER, f64::min)
    }

    /// The `nth` leaf (from 0, in order of leaf) that is at or before `time_s`.
    pub fn nth_until(&self, time_s: f64, nth: usize) -> Option<usize> {
        self.times().enumerate().filter(|(_, t)| *t <= time_s).nth(nth).map(|(leaf, _)| leaf)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_a_plain_array(size in 1usize..300, sets in prop::collection::vec((0usize..300, 0u8..20), 0..400)) {
            let mut tree = Tournament::new(size);
            let mut plain = vec![f64::INFINITY; size];
            for (leaf, time) in sets {
                let (leaf, time) = (leaf % size, f64::from(time));
                let said = tree.set(leaf, time);
                plain[leaf] = time;
                prop_assert_eq!(said, tree.earliest_s());
                let earliest = plain.iter().copied().fold(f64::INFINITY, f64::min);
                let kept = |found: f64, exact: f64| found >= exact.min(NEVER) && found <= exact.min(NEVER) * (1.0 + 1e-12);
                prop_assert!(kept(tree.earliest_s(), earliest));
                prop_assert!(earliest > 1e9 || tree.earliest_s() == earliest, "whole seconds are kept");
                prop_assert_eq!(Some(tree.earliest_leaf()), plain.iter().position(|t| *t == earliest));
                let until = plain.iter().filter(|t| **t <= 9.5).count();
                prop_assert_eq!(tree.count_until(9.5, 3), until.min(3));
                prop_assert_eq!(tree.count_until(9.5, usize::MAX), until);
                let after = plain.iter().copied().filter(|t| *t > 9.5).fold(f64::INFINITY, f64::min);
                prop_assert!(kept(tree.earliest_after(9.5), after));
                let second = plain.iter().enumerate().filter(|(_, t)| **t <= 9.5).nth(1).map(|(i, _)| i);
                prop_assert_eq!(tree.nth_until(9.5, 1), second);
            }
        }
    }
}
