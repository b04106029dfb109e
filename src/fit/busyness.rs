//! How much days differ beyond chance, and how much the contact types' days go together.

use crate::model::Distribution;

use super::gather::Gathered;
use super::sample::Sample;
use super::trend::Trend;

/// A busyness is written if chance alone would spread the days as widely with less than this probability.
const SIGNIFICANT: f64 = 0.05;

/// One type's days: their numbers against what the mean day has in the intervals that count.
#[derive(Clone, Debug, PartialEq)]
pub struct Busyness {
    /// Calls on each comparable day.
    pub calls: Vec<f64>,
    /// What the mean day has in the intervals of that day that count; where there is a trend, at its time.
    pub expected: Vec<f64>,
    /// Coefficient of variation of the days' factor, Poisson noise removed; 0 if none is left.
    pub cv: f64,
    /// Standard error of it (normal approximation of the variance's); NaN if `cv` is 0.
    pub cv_se: f64,
    /// Probability of days at least so different if they differed by Poisson noise alone (index of dispersion, χ²).
    pub p_value: f64,
}

impl Busyness {
    /// Whether the scenario gets it.
    pub fn significant(&self) -> bool {
        self.cv > 0.0 && self.p_value < SIGNIFICANT
    }

    /// From the numbers of the days and what was expected of them.
    ///
    /// With N_d ~ Poisson(F_d E_d), E F = 1: Var N_d = E_d + cv² E_d², so that cv² is estimated by
    /// (Σ (N_d − E_d)² D/(D−p) − Σ N_d) / Σ E_d², where p parameters of E come from the same days.
    fn new(calls: Vec<f64>, expected: Vec<f64>, parameters: f64) -> Busyness {
        let days = calls.len() as f64;
        let free = days - parameters;
        let pairs = || calls.iter().zip(&expected).filter(|(_, e)| **e > 0.0);
        let squares: f64 = pairs().map(|(n, e)| (n - e) * (n - e)).sum();
        let dispersion: f64 = pairs().map(|(n, e)| (n - e) * (n - e) / e).sum();
        let of_squares: f64 = expected.iter().map(|e| e * e).sum();
        if free < 1.0 || of_squares == 0.0 {
            return Busyness { calls, expected, cv: 0.0, cv_se: f64::NAN, p_value: 1.0 };
        }
        let corrected = squares * days / free;
        let variance = (corrected - calls.iter().sum::<f64>()) / of_squares;
        let cv = libm::sqrt(variance.max(0.0));
        let chi_square = Distribution::Gamma { shape: 0.5 * free, scale: 2.0 };
        let variance_se = corrected / of_squares * libm::sqrt(2.0 / free);
        let cv_se = if cv > 0.0 { variance_se / (2.0 * cv) } else { f64::NAN };
        Busyness { calls, expected, cv, cv_se, p_value: 1.0 - chi_square.cdf(dispersion) }
    }
}

/// What the days show.
#[derive(Clone, Debug)]
pub(super) struct Days {
    /// The busyness of each type, its trend taken out.
    pub busyness: Vec<Busyness>,
    /// Each type's trend; `None` where there are too few days to tell.
    pub trends: Vec<Option<Trend>>,
    /// That of all types together.
    pub trend: Option<Trend>,
}

/// The busyness and the trend of each type. A trend is not busyness: it is no chance, and tomorrow goes on
/// where today was.
pub(super) fn of_kinds(sample: &Sample, gathered: &Gathered) -> Days {
    let (days, intervals) = (sample.days.len(), sample.intervals);
    let calls = gathered.calls.clone();
    let mean: Vec<Vec<f64>> = (0..calls.len()).map(|kind| gathered.mean_day(sample, kind)).collect();
    let expected = |mean: &[f64]| -> Vec<f64> {
        sample.counts.iter().map(|day| (0..intervals).filter(|&i| day[i]).map(|i| mean[i]).sum()).collect()
    };
    let all: Vec<f64> = (0..days).map(|day| calls.iter().map(|kind| kind[day]).sum()).collect();
    let mean_of_all: Vec<f64> = (0..intervals).map(|i| mean.iter().map(|kind| kind[i]).sum()).collect();
    let trend = Trend::new(&sample.days, &all, &expected(&mean_of_all));
    let of_kind = |(calls, mean): (Vec<f64>, &Vec<f64>)| {
        let expected = expected(mean);
        let trend = Trend::new(&sample.days, &calls, &expected);
        let busyness = match trend.as_ref().filter(|trend| trend.significant()) {
            Some(trend) => {
                let expected = expected.iter().zip(&trend.line).map(|(e, factor)| e * factor).collect();
                Busyness::new(calls, expected, 2.0)
            }
            None => Busyness::new(calls, expected, 1.0),
        };
        (busyness, trend)
    };
    let (busyness, trends) = calls.into_iter().zip(&mean).map(of_kind).unzip();
    Days { busyness, trends, trend }
}

/// Correlation of two types' factors, Poisson noise removed (it is independent, so it touches the variances only);
/// 0 where one of them has no factor.
pub(super) fn correlation(a: &Busyness, b: &Busyness) -> f64 {
    if a.cv == 0.0 || b.cv == 0.0 {
        return 0.0;
    }
    let factors = |x: &Busyness| -> Vec<f64> {
        x.calls.iter().zip(&x.expected).map(|(n, e)| if *e > 0.0 { n / e - 1.0 } else { 0.0 }).collect()
    };
    let (fa, fb) = (factors(a), factors(b));
    let covariance = fa.iter().zip(&fb).map(|(x, y)| x * y).sum::<f64>() / (fa.len() as f64 - 1.0);
    (covariance / (a.cv * b.cv)).clamp(-1.0, 1.0)
}

/// The scenario's `common`: types i and j get a correlation of √(c_i c_j), so √c_i is type i's share in one common
/// factor. Least squares on the correlations, each weighted by what it adds to the variance of the day's total.
pub(super) fn common(correlations: &[Vec<f64>], weights: &[f64]) -> Vec<f64> {
    let n = weights.len();
    let mut loads = vec![0.7; n];
    for _ in 0..500 {
        for i in 0..n {
            let others = || (0..n).filter(|&j| j != i);
            let pull: f64 = others().map(|j| weights[j] * loads[j] * correlations[i][j]).sum();
            let mass: f64 = others().map(|j| weights[j] * loads[j] * loads[j]).sum();
            if mass > 0.0 {
                loads[i] = (pull / mass).clamp(0.0, 1.0);
            }
        }
    }
    // A type alone has nothing to have in common with.
    loads.into_iter().map(|load| if n == 1 { 0.0 } else { load * load }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::random::{self, DaySeed, Purpose};

    /// A Poisson number by counting arrivals.
    fn poisson(rng: &mut random::Stream, mean: f64) -> f64 {
        let (mut n, mut time) = (0.0, random::exponential(rng));
        while time < mean {
            n += 1.0;
            time += random::exponential(rng);
        }
        n
    }

    #[test]
    fn poisson_days_have_no_busyness_and_gamma_days_have_theirs() {
        let factor = Distribution::gamma(1.0, 0.15);
        let mean = |x: &[f64]| vec![x.iter().sum::<f64>() / x.len() as f64; x.len()];
        let mut z = Vec::new();
        for seed in 0..100 {
            let mut rng = DaySeed::new(seed, 0).stream(Purpose::Busyness, "test");
            let plain: Vec<f64> = (0..400).map(|_| poisson(&mut rng, 500.0)).collect();
            let busy: Vec<f64> = (0..400)
                .map(|_| {
                    let mean = 500.0 * factor.sample(&mut rng);
                    poisson(&mut rng, mean)
                })
                .collect();
            let plain = Busyness::new(plain.clone(), mean(&plain), 1.0);
            assert!(plain.cv < 0.025 && plain.p_value > 1e-4, "{plain:?}");
            let busy = Busyness::new(busy.clone(), mean(&busy), 1.0);
            assert!(busy.cv_se < 0.01 && busy.significant(), "{busy:?}");
            assert!((correlation(&busy, &busy) - 1.0).abs() < 0.1);
            z.push((busy.cv - 0.15) / busy.cv_se);
        }
        let (bias, square) = (z.iter().sum::<f64>(), z.iter().map(|z| z * z).sum::<f64>());
        assert!(bias.abs() < 3.0 * libm::sqrt(100.0) && (60.0..150.0).contains(&square), "{bias} {square}");
    }

    #[test]
    fn one_factor_reproduces_its_correlations() {
        let loads = [0.9, 0.6, 0.3];
        let matrix: Vec<Vec<f64>> = loads.iter().map(|a| loads.iter().map(|b| a * b).collect()).collect();
        for (found, load) in common(&matrix, &[3.0, 2.0, 1.0]).iter().zip(loads) {
            assert!((found - load * load).abs() < 1e-6, "{found} {load}");
        }
        assert_eq!(common(&[vec![1.0]], &[1.0]), [0.0]);
    }
}
