//! Replications in rounds, rounds in blocks: a pure function of the study, so that a shard's number says which
//! replications it lives through.
//!
//! A study that says how many replications it wants has one round of up to 32 blocks. One that goes on until time is up or
//! the answer is precise has rounds that grow by a quarter of what has been done, so that few of them lead far and
//! the last one oversteps little.

use std::ops::Range;

use super::form::Effort;

/// Blocks of a study of known length: also the sections from which the error of a quantile is told.
const BLOCKS: u64 = 32;
/// Replications of the first rounds of a study of unknown length, and blocks of each of its rounds.
const FIRST: u64 = 8;
/// Replications in a block at most: what a shard keeps in memory.
const MOST_IN_A_BLOCK: u64 = 256;
/// Replications after which a study of unknown length ends whatever it was asked.
pub(super) const MOST: u64 = 1_000_000;

/// The rounds of a study.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Schedule {
    /// One round of so many replications.
    Fixed(u64),
    /// Rounds that grow, for as long as is wanted.
    Growing,
}

impl Schedule {
    pub fn of(effort: &Effort) -> Schedule {
        match effort {
            Effort::Replications(replications) => Schedule::Fixed(*replications),
            Effort::Budget(_) | Effort::Precision { .. } => Schedule::Growing,
        }
    }

    /// The rounds, each as its blocks of replications.
    pub fn rounds(self) -> impl Iterator<Item = Vec<Range<u64>>> {
        let mut done = 0;
        std::iter::from_fn(move || {
            let (size, blocks) = match self {
                Schedule::Fixed(replications) => (replications - done, BLOCKS),
                Schedule::Growing if done >= MOST => (0, FIRST),
                Schedule::Growing => ((done / 4).max(FIRST).min(MOST - done), FIRST),
            };
            let round = cut(done..done + size, blocks);
            done += size;
            (size > 0).then_some(round)
        })
    }
}

/// Cuts replications into up to so many equal blocks (the last may be shorter), or more if they would be too long.
pub(super) fn cut(replications: Range<u64>, blocks: u64) -> Vec<Range<u64>> {
    let length = replications.end.saturating_sub(replications.start);
    let size = length.div_ceil(blocks).clamp(1, MOST_IN_A_BLOCK);
    let starts = (0..length.div_ceil(size)).map(|i| replications.start + i * size);
    starts.map(|start| start..(start + size).min(replications.end)).collect()
}

/// The blocks of a study of known length.
pub(super) fn blocks(replications: u64) -> Vec<Range<u64>> {
    cut(0..replications, BLOCKS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_cover_all_replications_once() {
        for n in [1, 2, 31, 32, 33, 200, 100_000] {
            let rounds: Vec<_> = Schedule::Fixed(n).rounds().collect();
            assert_eq!(rounds.len(), 1);
            let all: Vec<u64> = rounds[0].iter().cloned().flatten().collect();
            assert_eq!(all, (0..n).collect::<Vec<_>>());
            assert!(rounds[0].len() <= 32 || n > 32 * 256);
        }
        assert_eq!(Schedule::Fixed(0).rounds().count(), 0);
    }

    #[test]
    fn rounds_grow_without_gaps_and_end() {
        let mut next = 0;
        let mut rounds = 0;
        for round in Schedule::Growing.rounds() {
            let size = round.last().map_or(0, |b| b.end) - round[0].start;
            assert_eq!(round[0].start, next);
            assert!(round.windows(2).all(|pair| pair[0].end == pair[1].start));
            assert!(size >= 8 || next + size == MOST, "{size}");
            next += size;
            rounds += 1;
        }
        assert_eq!(next, MOST);
        assert!(rounds < 60, "{rounds}");
    }
}
