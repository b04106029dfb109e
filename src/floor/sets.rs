//! Sets of contact types and of groups, one bit each: of one word where the model has at most 64 of either, so that a set is
//! a register; else of as many words as the widest model needs. Which it is is decided once, where the engine is made
//! ([`width`](super::width)); everything between is written for any of them.

use std::fmt::Debug;
use std::iter::Sum;
use std::ops::{BitAnd, BitAndAssign, BitOr, BitOrAssign, Not};

/// A set of contact types or of groups.
pub(crate) trait Set:
    Copy
    + Debug
    + PartialEq
    + BitAnd<Output = Self>
    + BitOr<Output = Self>
    + Not<Output = Self>
    + BitAndAssign
    + BitOrAssign
    + Sum
{
    /// Members are numbered below this.
    const ROOM: usize;
    /// The set of nothing.
    const NONE: Self;

    /// The set of one.
    fn only(index: usize) -> Self;
    /// Whether there is no member.
    fn is_empty(self) -> bool;
    /// The first member. There must be one.
    fn first(self) -> usize;
    /// All but the first member.
    fn without_first(self) -> Self;
    /// Positions of the members, ascending.
    fn members(self) -> impl Iterator<Item = usize>;

    /// Whether it has this member.
    #[inline(always)]
    fn has(self, index: usize) -> bool {
        !(self & Self::only(index)).is_empty()
    }
}

/// The set of one.
#[inline(always)]
pub(super) fn only<S: Set>(index: usize) -> S {
    S::only(index)
}

/// Positions of the members of a set, ascending.
#[inline(always)]
pub(super) fn members<S: Set>(set: S) -> impl Iterator<Item = usize> {
    set.members()
}

impl Set for u64 {
    const ROOM: usize = 64;
    const NONE: u64 = 0;

    #[inline(always)]
    fn only(index: usize) -> u64 {
        1 << index
    }

    #[inline(always)]
    fn is_empty(self) -> bool {
        self == 0
    }

    #[inline(always)]
    fn first(self) -> usize {
        self.trailing_zeros() as usize
    }

    #[inline(always)]
    fn without_first(self) -> u64 {
        self & self.wrapping_sub(1)
    }

    #[inline(always)]
    fn members(self) -> impl Iterator<Item = usize> {
        let mut left = self;
        std::iter::from_fn(move || {
            (left != 0).then(|| {
                let first = left.trailing_zeros() as usize;
                left &= left - 1;
                first
            })
        })
    }
}

/// A set of `64 * W` places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Words<const W: usize>([u64; W]);

impl<const W: usize> Set for Words<W> {
    const ROOM: usize = 64 * W;
    const NONE: Words<W> = Words([0; W]);

    #[inline]
    fn only(index: usize) -> Words<W> {
        let mut words = [0; W];
        words[index / 64] = 1 << (index % 64);
        Words(words)
    }

    #[inline]
    fn is_empty(self) -> bool {
        // Without a branch for each word.
        self.0.iter().fold(0, |all, word| all | word) == 0
    }

    #[inline]
    fn first(self) -> usize {
        let word = self.0.iter().position(|word| *word != 0).unwrap_or(W);
        64 * word + self.0.get(word).map_or(0, |word| word.trailing_zeros() as usize)
    }

    #[inline]
    fn without_first(self) -> Words<W> {
        let mut words = self.0;
        if let Some(word) = words.iter_mut().find(|word| **word != 0) {
            *word &= *word - 1;
        }
        Words(words)
    }

    #[inline]
    fn members(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(i, word)| word.members().map(move |bit| 64 * i + bit))
    }

    #[inline(always)]
    fn has(self, index: usize) -> bool {
        self.0[index / 64] >> (index % 64) & 1 != 0
    }
}

impl<const W: usize> BitAnd for Words<W> {
    type Output = Words<W>;

    #[inline(always)]
    fn bitand(mut self, other: Words<W>) -> Words<W> {
        self &= other;
        self
    }
}

impl<const W: usize> BitOr for Words<W> {
    type Output = Words<W>;

    #[inline(always)]
    fn bitor(mut self, other: Words<W>) -> Words<W> {
        self |= other;
        self
    }
}

impl<const W: usize> Not for Words<W> {
    type Output = Words<W>;

    #[inline(always)]
    fn not(self) -> Words<W> {
        Words(self.0.map(|word| !word))
    }
}

impl<const W: usize> BitAndAssign for Words<W> {
    #[inline(always)]
    fn bitand_assign(&mut self, other: Words<W>) {
        self.0.iter_mut().zip(other.0).for_each(|(word, other)| *word &= other);
    }
}

impl<const W: usize> BitOrAssign for Words<W> {
    #[inline(always)]
    fn bitor_assign(&mut self, other: Words<W>) {
        self.0.iter_mut().zip(other.0).for_each(|(word, other)| *word |= other);
    }
}

/// Of sets that have no member in common, as with one word.
impl<const W: usize> Sum for Words<W> {
    fn sum<I: Iterator<Item = Words<W>>>(sets: I) -> Words<W> {
        sets.fold(Words::NONE, |all, set| all | set)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// Whatever its width, a set is what the standard library's is.
    fn is_a_set<S: Set>(one: &BTreeSet<usize>, other: &BTreeSet<usize>) {
        let within = |all: &BTreeSet<usize>| all.iter().map(|i| i % S::ROOM).collect::<BTreeSet<usize>>();
        let (one, other) = (within(one), within(other));
        let [a, b]: [S; 2] = [&one, &other].map(|all| all.iter().map(|i| only(*i)).sum());
        let are = |set: S, expected: BTreeSet<usize>| {
            assert!(members(set).eq(expected.iter().copied()), "{set:?} {expected:?}");
            assert_eq!(set.is_empty(), expected.is_empty());
            assert!((0..S::ROOM).all(|i| set.has(i) == expected.contains(&i)));
            if let Some(first) = expected.first() {
                assert_eq!(set.first(), *first);
            }
            assert!(members(set.without_first()).eq(expected.iter().copied().skip(1)));
        };
        are(a, one.clone());
        are(a & b, &one & &other);
        are(a | b, &one | &other);
        are(a & !b, &one - &other);
        let mut changed = a;
        changed |= b;
        are(changed, &one | &other);
        changed &= !only::<S>(0);
        are(changed, &(&one | &other) - &BTreeSet::from([0]));
        assert_eq!(a == b, one == other);
    }

    proptest! {
        #[test]
        fn a_set_of_any_width_is_a_set(
            one in prop::collection::btree_set(0usize..1024, 0..40), other in prop::collection::btree_set(0usize..1024, 0..40)
        ) {
            is_a_set::<u64>(&one, &other);
            is_a_set::<Words<16>>(&one, &other);
        }
    }
}
