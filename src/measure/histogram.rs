//! Quantiles of waits, exactly mergeable.
//!
//! Buckets are the leading bits of the number itself: 128 to an octave from a millisecond up, so a quantile is known to
//! 0.4 % before interpolation. Counts are integers: merging is exact and does not depend on order. (`hdrhistogram`
//! does the same for integers; it would bring `num-traits` with `std`, whose logarithms differ between machines,
//! into the build that computes the half-widths.)

/// Buckets to an octave, as a power of two.
const BITS: u32 = 7;
/// Waits below this many seconds count as 0: 2⁻¹⁰.
const SMALLEST: f64 = 1.0 / 1024.0;
/// Octaves from [`SMALLEST`] up: to 2²⁴ s, more than half a year.
const OCTAVES: usize = 34;
const BUCKETS: usize = OCTAVES << BITS;
const SHIFT: u32 = 52 - BITS;
const BASE: u64 = SMALLEST.to_bits() >> SHIFT;

/// Counts of waits by length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histogram {
    counts: Vec<u64>,
    below: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Histogram { counts: vec![0; BUCKETS], below: 0 }
    }
}

impl Histogram {
    /// Memory of one.
    pub const BYTES: f64 = (BUCKETS * std::mem::size_of::<u64>()) as f64;

    /// Counts a wait of 0.
    #[inline]
    pub fn count_none(&mut self) {
        self.below += 1;
    }

    /// Counts a wait of `seconds`, not negative.
    #[inline]
    pub fn count(&mut self, seconds: f64) {
        let bits = (seconds.to_bits() >> SHIFT).wrapping_sub(BASE) as i64;
        if bits < 0 {
            self.below += 1;
        } else {
            let last = BUCKETS - 1;
            self.counts[(bits as usize).min(last)] += 1;
        }
    }

    /// Adds another's counts.
    pub fn merge(&mut self, other: &Histogram) {
        self.below += other.below;
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
    }

    /// Number counted.
    pub fn total(&self) -> u64 {
        self.below + self.counts.iter().sum::<u64>()
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.below = 0;
        self.counts.fill(0);
    }

    /// The smallest value that this bucket can hold.
    fn edge(bucket: usize) -> f64 {
        f64::from_bits((BASE + bucket as u64) << SHIFT)
    }

    /// The value that a share `p` of what was counted does not exceed, linear inside a bucket; `None` of nothing.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        let total = self.total();
        if total == 0 {
            return None;
        }
        let wanted = p.clamp(0.0, 1.0) * total as f64;
        let mut passed = self.below as f64;
        if wanted <= passed {
            return Some(0.0);
        }
        let mut last = 0.0;
        for (bucket, &count) in self.counts.iter().enumerate().filter(|(_, c)| **c > 0) {
            let count = count as f64;
            let (from, to) = (Self::edge(bucket), Self::edge(bucket + 1));
            if wanted <= passed + count {
                return Some(from + (to - from) * (wanted - passed) / count);
            }
            passed += count;
            last = to;
        }
        Some(last)
    }

    /// Number counted at or below `seconds`, a bucket's part taken linearly.
    pub fn until(&self, seconds: f64) -> f64 {
        if seconds < SMALLEST {
            return self.below as f64;
        }
        let at = (((seconds.to_bits() >> SHIFT) - BASE) as usize).min(BUCKETS - 1);
        let whole: u64 = self.counts[..at].iter().sum();
        let (from, to) = (Self::edge(at), Self::edge(at + 1));
        let part = ((seconds - from) / (to - from)).clamp(0.0, 1.0);
        self.below as f64 + whole as f64 + part * self.counts[at] as f64
    }

    /// Bucket and count of all buckets that are not empty; bucket 0 is "less than a millisecond".
    pub fn sparse(&self) -> Vec<(usize, u64)> {
        let filled = self.counts.iter().enumerate().filter(|(_, c)| **c > 0).map(|(bucket, &c)| (bucket + 1, c));
        (self.below > 0).then_some((0, self.below)).into_iter().chain(filled).collect()
    }

    /// The inverse of [`sparse`](Self::sparse); `None` if a bucket does not exist.
    pub fn from_sparse(pairs: &[(usize, u64)]) -> Option<Histogram> {
        let mut histogram = Histogram::default();
        histogram.merge_sparse(pairs).then_some(histogram)
    }

    /// Adds counts in the form of [`sparse`](Self::sparse); false if a bucket does not exist.
    pub fn merge_sparse(&mut self, pairs: &[(usize, u64)]) -> bool {
        pairs.iter().all(|&(bucket, count)| {
            let place = match bucket.checked_sub(1) {
                None => Some(&mut self.below),
                Some(bucket) => self.counts.get_mut(bucket),
            };
            place.map(|place| *place += count).is_some()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_within_half_a_percent() {
        let mut histogram = Histogram::default();
        for i in 0..100_000 {
            histogram.count(f64::from(i) * 0.01);
        }
        for p in [0.1, 0.5, 0.8, 0.95, 0.99] {
            let exact = p * 1000.0;
            let found = histogram.quantile(p).unwrap();
            assert!((found / exact - 1.0).abs() < 0.004, "{p}: {found}");
            assert!((histogram.until(exact) / (p * 100_000.0) - 1.0).abs() < 0.004);
        }
    }

    #[test]
    fn zeros_are_zeros() {
        let mut histogram = Histogram::default();
        assert_eq!(histogram.quantile(0.5), None);
        histogram.count_none();
        histogram.count(0.0);
        histogram.count(2.0);
        assert_eq!(histogram.quantile(0.5), Some(0.0));
        assert_eq!(histogram.total(), 3);
        assert_eq!(Histogram::from_sparse(&histogram.sparse()), Some(histogram));
    }
}
