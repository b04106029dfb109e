//! A tournament tree: the earliest of a fixed number of times, updated without branches.

/// The earliest of a fixed number of times. Ties go to the leaf with the smaller number.
///
/// ```text
///              [1] earliest of all
///        [2]               [3]
///    [4]     [5]       [6]     [7]      leaves: 0, 1, 2, 3
/// ```
///
/// A node is the winner's time and leaf in one integer, time first: non-negative floats order like their bits, so the
/// smaller of two nodes is one wide comparison and two conditional moves, which the processor need not predict.
#[derive(Clone, Debug)]
pub struct Tournament {
    nodes: Vec<u128>,
    leaves: usize,
}

fn node(time_s: f64, leaf: usize) -> u128 {
    (u128::from(time_s.to_bits()) << 64) | leaf as u128
}

fn time_of(node: u128) -> f64 {
    f64::from_bits((node >> 64) as u64)
}

impl Tournament {
    /// A tree with this many leaves, all at infinity.
    pub fn new(leaves: usize) -> Tournament {
        let leaves = leaves.next_power_of_two();
        let mut tree = Tournament { nodes: vec![u128::MAX; 2 * leaves], leaves };
        for leaf in 0..leaves {
            tree.nodes[leaves + leaf] = node(f64::INFINITY, leaf);
        }
        for parent in (1..leaves).rev() {
            tree.nodes[parent] = tree.nodes[2 * parent].min(tree.nodes[2 * parent + 1]);
        }
        tree
    }

    /// Time of the earliest leaf.
    #[inline]
    pub fn earliest_s(&self) -> f64 {
        time_of(self.nodes[1])
    }

    /// Number of the earliest leaf.
    #[inline]
    pub fn earliest_leaf(&self) -> usize {
        // The low half of a node is the leaf's number, which came from a usize.
        self.nodes[1] as u64 as usize
    }

    /// Time of a leaf.
    pub fn time_s(&self, leaf: usize) -> f64 {
        time_of(self.nodes[self.leaves + leaf])
    }

    /// Sets a leaf's time, which is not negative and not NaN.
    #[inline]
    pub fn set(&mut self, leaf: usize, time_s: f64) {
        let mut at = self.leaves + leaf;
        let nodes = self.nodes.as_mut_slice();
        let mut winner = node(time_s, leaf);
        nodes[at] = winner;
        while at > 1 {
            winner = winner.min(nodes[at ^ 1]);
            at >>= 1;
            nodes[at] = winner;
        }
    }

    /// How many leaves are at or before `time_s`, counting no further than `limit`.
    pub fn count_until(&self, time_s: f64, limit: usize) -> usize {
        self.count_below(1, time_s, limit)
    }

    fn count_below(&self, at: usize, time_s: f64, limit: usize) -> usize {
        if limit == 0 || time_of(self.nodes[at]) > time_s {
            return 0;
        }
        if at >= self.leaves {
            return 1;
        }
        let left = self.count_below(2 * at, time_s, limit);
        left + self.count_below(2 * at + 1, time_s, limit - left)
    }

    /// The earliest time after `time_s`, infinite if there is none.
    pub fn earliest_after(&self, time_s: f64) -> f64 {
        self.after_below(1, time_s)
    }

    fn after_below(&self, at: usize, time_s: f64) -> f64 {
        let earliest = time_of(self.nodes[at]);
        if earliest > time_s || at >= self.leaves {
            return if earliest > time_s { earliest } else { f64::INFINITY };
        }
        self.after_below(2 * at, time_s).min(self.after_below(2 * at + 1, time_s))
    }

    /// The `nth` leaf (from 0, in order of leaf) that is at or before `time_s`.
    pub fn nth_until(&self, time_s: f64, nth: usize) -> Option<usize> {
        let mut left = nth;
        for leaf in 0..self.leaves {
            if self.time_s(leaf) <= time_s {
                if left == 0 {
                    return Some(leaf);
                }
                left -= 1;
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_a_plain_array(size in 1usize..40, sets in prop::collection::vec((0usize..40, 0u8..20), 0..200)) {
            let mut tree = Tournament::new(size);
            let mut plain = vec![f64::INFINITY; size];
            for (leaf, time) in sets {
                let (leaf, time) = (leaf % size, f64::from(time));
                tree.set(leaf, time);
                plain[leaf] = time;
                let earliest = plain.iter().copied().fold(f64::INFINITY, f64::min);
                prop_assert_eq!(tree.earliest_s(), earliest);
                prop_assert_eq!(Some(tree.earliest_leaf()), plain.iter().position(|t| *t == earliest));
                let until = plain.iter().filter(|t| **t <= 9.0).count();
                prop_assert_eq!(tree.count_until(9.0, 3), until.min(3));
                prop_assert_eq!(tree.count_until(9.0, usize::MAX), until);
                let after = plain.iter().copied().filter(|t| *t > 9.0).fold(f64::INFINITY, f64::min);
                prop_assert_eq!(tree.earliest_after(9.0), after);
                let second = plain.iter().enumerate().filter(|(_, t)| **t <= 9.0).nth(1).map(|(i, _)| i);
                prop_assert_eq!(tree.nth_until(9.0, 1), second);
            }
        }
    }
}
