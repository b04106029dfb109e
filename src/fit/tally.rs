//! Durations counted by length as they come, in memory that does not grow with their number.

use super::durations::Durations;

/// So many different lengths are told apart at most. A log to the second has fewer.
const MOST: usize = 1 << 16;
/// So many are held before they are counted.
const HELD: usize = 1 << 14;
/// The finest step that lengths are rounded to, s, where there are more different ones; it doubles until they are few
/// enough. Of durations up to an hour it stays below a tenth of a second.
const FINEST_S: f64 = 1.0 / 1024.0;

/// Durations counted by length. Their number and their mean are exact. Where they have more different lengths than can
/// be told apart, the counts are by lengths rounded to a part of a second.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    /// Those of some length that have been counted.
    counted: Durations,
    held: Vec<(f64, bool)>,
    /// Lengths are rounded to multiples of this, s; 0: they are as they were.
    step_s: f64,
    most: usize,
    number: usize,
    sum_s: f64,
}

impl Default for Tally {
    fn default() -> Tally {
        Tally::telling_apart(MOST)
    }
}

impl Tally {
    /// Tells so many lengths apart at most.
    fn telling_apart(most: usize) -> Tally {
        Tally { counted: Durations::default(), held: Vec::new(), step_s: 0.0, most, number: 0, sum_s: 0.0 }
    }

    /// One more, s, which ended (`true`) or was cut off.
    pub fn push(&mut self, length_s: f64, ended: bool) {
        self.number += 1;
        self.sum_s += length_s;
        self.held.push((self.rounded(length_s), ended));
        if self.held.len() == HELD {
            self.count();
        }
    }

    /// To the step; what lasted at all lasts a step at least.
    fn rounded(&self, length_s: f64) -> f64 {
        if self.step_s == 0.0 || length_s <= 0.0 {
            return length_s;
        }
        (libm::round(length_s / self.step_s) * self.step_s).max(self.step_s)
    }

    fn count(&mut self) {
        let held = Durations::new(std::mem::take(&mut self.held));
        self.counted.merge(held.counts);
        while self.counted.counts.len() > self.most {
            self.step_s = if self.step_s == 0.0 { FINEST_S } else { 2.0 * self.step_s };
            let finer = std::mem::take(&mut self.counted.counts);
            self.counted.merge(finer.into_iter().map(|(x, ended, cut)| (self.rounded(x), ended, cut)).collect());
        }
    }

    /// How many there are, those of no length among them.
    pub fn number(&self) -> usize {
        self.number
    }

    /// Their mean, s; not a number where there are none.
    pub fn mean_s(&self) -> f64 {
        self.sum_s / self.number as f64
    }

    /// Those of some length, with how many there are of each.
    pub fn durations(&self) -> Durations {
        let mut all = self.clone();
        all.count();
        all.counted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::random::{DaySeed, Purpose, exponential};

    fn tally(most: usize, lengths: &[(f64, bool)]) -> Tally {
        let mut tally = Tally::telling_apart(most);
        lengths.iter().for_each(|&(length_s, ended)| tally.push(length_s, ended));
        tally
    }

    #[test]
    fn number_and_mean_are_exact_however_many_there_are() {
        let mut rng = DaySeed::new(5, 0).stream(Purpose::Work, "test");
        let all: Vec<(f64, bool)> =
            (0..100_000).map(|i| (if i % 10 == 0 { 0.0 } else { 180.0 * exponential(&mut rng) }, i % 3 == 0)).collect();
        let right = Durations::new(all.clone());
        let (exact, rounded) = (tally(1 << 17, &all), tally(1 << 12, &all));
        assert_eq!(exact.step_s, 0.0);
        assert_eq!((exact.number(), rounded.number()), (100_000, 100_000));
        assert_eq!(exact.mean_s(), rounded.mean_s());
        assert_eq!(exact.durations().counts, right.counts);
        let (step_s, rounded) = (rounded.step_s, rounded.durations());
        assert!(rounded.counts.len() <= 1 << 12 && rounded.counts.windows(2).all(|w| w[0].0 < w[1].0));
        assert_eq!((rounded.total(), rounded.ended()), (right.total(), right.ended()));
        let mean = |of: &Durations| of.counts.iter().map(|c| c.0 * (c.1 + c.2)).sum::<f64>() / of.total();
        assert!((mean(&rounded) / mean(&right) - 1.0).abs() < 1e-3, "{} {}", mean(&rounded), mean(&right));
        // Hardly any lasts longer than 4,096 steps of half a second.
        assert!((FINEST_S..=0.5).contains(&step_s), "{step_s}");
        assert!(rounded.counts.iter().all(|c| c.0 > 0.0 && (c.0 / step_s).fract() == 0.0));
    }

    #[test]
    fn a_log_to_the_second_is_counted_as_it_is() {
        let all: Vec<(f64, bool)> = (0..50_000).map(|i| (f64::from(i * 7919 % 3000), i % 2 == 0)).collect();
        assert_eq!(tally(MOST, &all).durations().counts, Durations::new(all).counts);
    }
}
