//! Estimates with their errors.

use std::cell::RefCell;

use statrs::distribution::{ContinuousCDF, StudentsT};

/// A value with its error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The value.
    pub mean: f64,
    /// Half-width of its confidence interval; infinite where one sample cannot give one.
    pub half_width: f64,
    /// Standard deviation of a replication's contribution.
    pub sd: f64,
}

impl Estimate {
    /// The same, but no more than this.
    pub(crate) fn at_most(self, most: f64) -> Estimate {
        Estimate { mean: self.mean.min(most), ..self }
    }

    /// A value of which one sample is known.
    pub fn without_error(mean: f64) -> Estimate {
        Estimate { mean, half_width: f64::INFINITY, sd: f64::NAN }
    }
}

/// Quantiles that a thread remembers; a power of two.
const REMEMBERED: usize = 256;

thread_local! {
    /// Quantiles found before, with their probability and degrees: a summary asks for a few of them, for each of its
    /// figures. Each has one place, which the last one that belongs there takes.
    static KNOWN: RefCell<Vec<(f64, f64, f64)>> = const { RefCell::new(Vec::new()) };
}

/// Quantile of Student's t with so many degrees of freedom at probability `p` ≥ 1/2. Infinite at 0 degrees.
pub fn student_quantile(p: f64, degrees: f64) -> f64 {
    if degrees < 1.0 {
        return f64::INFINITY;
    }
    KNOWN.with_borrow_mut(|known| {
        known.resize(REMEMBERED, (0.0, 0.0, 0.0));
        // A saturating conversion: any place will do.
        let place = &mut known[degrees as usize % REMEMBERED];
        if (place.0, place.1) != (p, degrees) {
            // The lower tail keeps all digits.
            let quantile = StudentsT::new(0.0, 1.0, degrees).map_or(f64::INFINITY, |t| -t.inverse_cdf(1.0 - p));
            *place = (p, degrees, quantile);
        }
        place.2
    })
}

/// Running moments of pairs (numerator, denominator), by Welford's update.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    count: f64,
    /// Plain sums: a mean of whole numbers is then exact.
    sum: [f64; 2],
    mean: [f64; 2],
    /// Sums of squares and of products about the means: xx, xy, yy.
    about: [f64; 3],
}

impl Moments {
    /// Takes a pair in.
    pub fn push(&mut self, x: f64, y: f64) {
        self.count += 1.0;
        self.sum[0] += x;
        self.sum[1] += y;
        let (dx, dy) = (x - self.mean[0], y - self.mean[1]);
        self.mean[0] += dx / self.count;
        self.mean[1] += dy / self.count;
        let rest_y = y - self.mean[1];
        self.about[0] += dx * (x - self.mean[0]);
        self.about[1] += dx * rest_y;
        self.about[2] += dy * rest_y;
    }

    /// Ratio of the means with its delta-method interval (Law, *Simulation Modeling and Analysis*, §9.6): the
    /// residuals x − R y, divided by the mean of y, have the ratio's variance. `None` where the denominator is 0.
    pub fn ratio(&self, confidence: f64) -> Option<Estimate> {
        let [x, y] = self.sum;
        if self.count == 0.0 || y == 0.0 {
            return None;
        }
        let ratio = x / y;
        let y = self.mean[1];
        let squares = self.about[0] - 2.0 * ratio * self.about[1] + ratio * ratio * self.about[2];
        Some(self.with_error(ratio, squares.max(0.0) / (y * y), confidence))
    }

    /// Mean of the numerator with Student's interval.
    pub fn mean(&self, confidence: f64) -> Option<Estimate> {
        (self.count > 0.0).then(|| self.with_error(self.sum[0] / self.count, self.about[0], confidence))
    }

    /// Mean of the numerator with its standard error, not a number where there is one sample only; `None` of none.
    pub fn mean_and_error(&self) -> Option<(f64, f64)> {
        let error = libm::sqrt(self.about[0] / (self.count - 1.0) / self.count);
        (self.count > 0.0).then(|| (self.sum[0] / self.count, if self.count > 1.0 { error } else { f64::NAN }))
    }

    fn with_error(&self, mean: f64, squares: f64, confidence: f64) -> Estimate {
        let degrees = self.count - 1.0;
        if degrees < 1.0 {
            return Estimate::without_error(mean);
        }
        let sd = libm::sqrt(squares / degrees);
        let t = student_quantile(0.5 + 0.5 * confidence, degrees);
        Estimate { mean, half_width: t * sd / libm::sqrt(self.count), sd }
    }
}

/// The ratio of sums as a mean of one number per replication, R + (x − R y)/mean(y): their spread is the ratio's, and
/// their differences between two policies that lived the same days are paired.
pub fn linearised(pairs: &[(f64, f64)]) -> Vec<f64> {
    let n = pairs.len() as f64;
    let (x, y) = pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
    if y == 0.0 {
        return vec![f64::NAN; pairs.len()];
    }
    let (ratio, mean_y) = (x / y, y / n);
    pairs.iter().map(|(x, y)| ratio + (x - ratio * y) / mean_y).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn student_quantiles_are_those_of_the_tables() {
        for (degrees, quantile) in [(1.0, 12.706_204_736), (9.0, 2.262_157_163), (99.0, 1.984_216_952)] {
            assert!((student_quantile(0.975, degrees) - quantile).abs() < 1e-8);
        }
        assert_eq!(student_quantile(0.975, 0.0), f64::INFINITY);
        // What is remembered is told apart by probability and degrees.
        let (narrow, few) = (student_quantile(0.95, 9.0), student_quantile(0.975, 9.0 + REMEMBERED as f64));
        assert!((narrow - 1.833_112_933).abs() < 1e-8 && few < 2.0);
        assert_eq!(student_quantile(0.95, 9.0), narrow);
    }

    #[test]
    fn a_ratio_is_a_ratio_of_means_with_the_spread_of_its_linearised_parts() {
        let pairs = [(1.0, 10.0), (4.0, 20.0), (2.0, 15.0), (9.0, 30.0)];
        let mut moments = Moments::default();
        let mut parts = Moments::default();
        for (x, y) in pairs {
            moments.push(x, y);
        }
        for part in linearised(&pairs) {
            parts.push(part, 1.0);
        }
        let (ratio, mean) = (moments.ratio(0.95).unwrap(), parts.mean(0.95).unwrap());
        assert!((ratio.mean - 16.0 / 75.0).abs() < 1e-15);
        assert!((ratio.mean - mean.mean).abs() < 1e-15);
        assert!((ratio.half_width - mean.half_width).abs() < 1e-14);
    }

    #[test]
    fn one_sample_has_no_interval_and_a_constant_no_error() {
        let mut moments = Moments::default();
        assert_eq!(moments.mean(0.95), None);
        moments.push(3.0, 1.0);
        assert_eq!(moments.mean(0.95).unwrap().half_width, f64::INFINITY);
        moments.push(3.0, 1.0);
        assert_eq!(moments.mean(0.95).unwrap(), Estimate { mean: 3.0, half_width: 0.0, sd: 0.0 });
    }
}
