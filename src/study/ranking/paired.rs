//! Means and paired differences of values that were measured on the same days.
//!
//! Under common random numbers the i-th value of every policy belongs to the i-th day, so the difference of two policies
//! is estimated from the differences day by day (Law, *Simulation Modeling and Analysis*, §10.2): what the day does to both
//! cancels. Means and errors are those of [`Moments`], from which `run` has its intervals.

use crate::measure::{Moments, student_quantile};

/// The mean of values with the standard error of the mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mean {
    pub value: f64,
    /// Not a number if there is one value only.
    pub error: f64,
    pub count: usize,
}

impl Mean {
    /// Of some values.
    pub fn of(values: impl ExactSizeIterator<Item = f64>) -> Mean {
        let count = values.len();
        let mut moments = Moments::default();
        values.for_each(|value| moments.push(value, 1.0));
        let (value, error) = moments.mean_and_error().unwrap_or((f64::NAN, f64::NAN));
        Mean { value, error, count }
    }

    /// Of the differences `a − b`, pair by pair.
    pub fn of_difference(a: &[f64], b: &[f64]) -> Mean {
        Mean::of(a.iter().zip(b).map(|(a, b)| a - b))
    }

    /// So many standard errors; infinite where the error is not known, nothing where there is no spread.
    pub fn reach(&self, errors: f64) -> f64 {
        match self.count {
            0 | 1 => f64::INFINITY,
            _ if self.error == 0.0 => 0.0,
            _ => errors * self.error,
        }
    }
}

/// Standard errors that the mean of so many values exceeds on one side with probability `risk`.
pub(super) fn errors(risk: f64, count: usize) -> f64 {
    student_quantile(1.0 - risk, count as f64 - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_day_does_to_both_cancels() {
        let day = [10.0, 90.0, 40.0, 60.0];
        let better: Vec<f64> = day.iter().map(|d| d + 1.0).collect();
        let mean = Mean::of_difference(&better, &day);
        assert_eq!((mean.value, mean.error, mean.reach(2.0)), (1.0, 0.0, 0.0));
    }

    /// What `run` reports of a ratio is what a study ranks by.
    #[test]
    fn a_ratio_has_the_interval_that_run_reports() {
        let pairs = [(10.0, 25.0), (12.0, 20.0), (7.0, 30.0), (9.0, 24.0), (14.0, 22.0)];
        let mut moments = Moments::default();
        pairs.iter().for_each(|(above, below)| moments.push(*above, *below));
        let of_run = moments.ratio(0.95).unwrap();
        let of_sweep = Mean::of(crate::measure::linearised(&pairs).into_iter());
        assert!((of_run.mean - of_sweep.value).abs() < 1e-14);
        assert!((of_run.half_width - of_sweep.reach(errors(0.025, pairs.len()))).abs() < 1e-14);
    }

    #[test]
    fn reach_is_students() {
        let mean = Mean::of([1.0, 2.0, 3.0, 4.0].into_iter());
        assert!((mean.value - 2.5).abs() < 1e-15);
        // s = 1.29099, n = 4, t(0.975; 3) = 3.18245
        assert!((mean.reach(errors(0.025, 4)) - 3.182_446_305 * 1.290_994_449 / 2.0).abs() < 1e-8);
        assert_eq!(Mean::of([1.0].into_iter()).reach(2.0), f64::INFINITY);
    }
}
