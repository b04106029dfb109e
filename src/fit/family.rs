//! Maximum likelihood for durations, whole or censored, in four families that a scenario can write.

use std::fmt;

use crate::model::Distribution;

use super::simplex;

/// Of more different durations than this, those that nearly agree are taken together for the likelihood: a log to the
/// second has fewer, one to the millisecond as many as it has calls.
const MANY: usize = 5000;
/// Durations agree nearly if they differ by less than this part of themselves.
const NEARLY: f64 = 0.0025;

/// A family of laws, by the parameters that the scenario writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Mean.
    Exponential,
    /// Mean and coefficient of variation.
    Gamma,
    /// Mean and coefficient of variation.
    Lognormal,
    /// Mean and shape.
    Weibull,
}

impl Family {
    /// All of them.
    pub const ALL: [Family; 4] = [Family::Exponential, Family::Gamma, Family::Lognormal, Family::Weibull];

    /// Its name in a scenario.
    pub fn name(self) -> &'static str {
        match self {
            Family::Exponential => "exponential",
            Family::Gamma => "gamma",
            Family::Lognormal => "lognormal",
            Family::Weibull => "weibull",
        }
    }

    /// Number of parameters.
    pub fn parameters(self) -> usize {
        if self == Family::Exponential { 1 } else { 2 }
    }

    /// The law with this mean (s) and second parameter (cv or shape; not looked at by the exponential).
    pub fn law(self, mean: f64, second: f64) -> Distribution {
        match self {
            Family::Exponential => Distribution::Exponential { mean },
            Family::Gamma => Distribution::gamma(mean, second),
            Family::Lognormal => Distribution::lognormal(mean, second),
            Family::Weibull => Distribution::weibull(mean, second),
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Durations, with how many there are of each.
#[derive(Clone, Debug, Default)]
pub struct Durations {
    /// A duration (s, positive), how many ended at it, and how many were cut off (censored) there; ascending.
    pub counts: Vec<(f64, f64, f64)>,
    /// Only durations above this were let in: the likelihood is conditional on it.
    pub above_s: f64,
}

impl Durations {
    /// From single durations, `true` if it ended and `false` if it was cut off.
    pub fn new(mut durations: Vec<(f64, bool)>, above_s: f64) -> Durations {
        durations.retain(|(s, _)| *s > above_s.max(0.0));
        durations.sort_by(|a, b| a.0.total_cmp(&b.0));
        let of_one = |run: &[(f64, bool)]| {
            let ended = run.iter().filter(|(_, ended)| *ended).count() as f64;
            (run[0].0, ended, run.len() as f64 - ended)
        };
        Durations { counts: durations.chunk_by(|a, b| a.0 == b.0).map(of_one).collect(), above_s }
    }

    /// The same for a likelihood, which needs a few thousand durations at most: those that nearly agree at their mean.
    fn condensed(&self) -> Durations {
        let mut counts: Vec<(f64, f64, f64)> = Vec::new();
        let mut from = f64::NEG_INFINITY;
        for &(x, ended, cut) in &self.counts {
            match counts.last_mut() {
                Some(last) if x - from < NEARLY * from => {
                    let (before, new) = (last.1 + last.2, ended + cut);
                    last.0 = (last.0 * before + x * new) / (before + new);
                    last.1 += ended;
                    last.2 += cut;
                }
                _ => {
                    from = x;
                    counts.push((x, ended, cut));
                }
            }
        }
        Durations { counts, above_s: self.above_s }
    }

    /// How many that ended.
    pub fn ended(&self) -> f64 {
        self.counts.iter().map(|c| c.1).sum()
    }

    /// How many in all.
    pub fn total(&self) -> f64 {
        self.counts.iter().map(|c| c.1 + c.2).sum()
    }
}

/// A family fitted by maximum likelihood.
#[derive(Clone, Debug, PartialEq)]
pub struct FamilyFit {
    /// The family.
    pub family: Family,
    /// Mean, s.
    pub mean_s: f64,
    /// Coefficient of variation, or shape of a Weibull law; 1 for an exponential.
    pub second: f64,
    /// Standard error of the mean, s, from the curvature of the likelihood; NaN where it has none.
    pub mean_se_s: f64,
    /// Standard error of the second parameter; 0 for an exponential.
    pub second_se: f64,
    /// Log-likelihood.
    pub log_likelihood: f64,
    /// Akaike's criterion, 2k − 2 log L; smaller is better.
    pub aic: f64,
    /// Largest distance between the fitted and the empirical distribution function (Kolmogorov–Smirnov; where there
    /// is censoring, to Kaplan and Meier's).
    pub distance: f64,
}

impl FamilyFit {
    /// The fitted law, s.
    pub fn law(&self) -> Distribution {
        self.family.law(self.mean_s, self.second)
    }
}

/// Log of the density, and of the probability of lasting longer.
fn logs(law: &Distribution, x: f64) -> (f64, f64) {
    const HALF_LOG_TWO_PI: f64 = 0.918_938_533_204_672_8;
    match law {
        Distribution::Exponential { mean } => (-x / mean - libm::log(*mean), -x / mean),
        Distribution::Weibull { shape, scale } => {
            let power = libm::pow(x / scale, *shape);
            (libm::log(shape / scale) + (shape - 1.0) * libm::log(x / scale) - power, -power)
        }
        Distribution::LogNormal { mu, sigma } => {
            let z = (libm::log(x) - mu) / sigma;
            let longer = 0.5 * libm::erfc(z * core::f64::consts::FRAC_1_SQRT_2);
            (-0.5 * z * z - HALF_LOG_TWO_PI - libm::log(sigma * x), libm::log(longer.max(f64::MIN_POSITIVE)))
        }
        Distribution::Gamma { shape, scale } => {
            let density = (shape - 1.0) * libm::log(x) - x / scale - libm::lgamma(*shape) - shape * libm::log(*scale);
            (density, libm::log((1.0 - law.cdf(x)).max(f64::MIN_POSITIVE)))
        }
        // The four families compile to the four laws above.
        _ => (f64::NEG_INFINITY, f64::NEG_INFINITY),
    }
}

/// Log-likelihood of a law: densities of those that ended, tails of those cut off, conditional on `above_s`.
fn log_likelihood(law: &Distribution, data: &Durations) -> f64 {
    let sum: f64 = data
        .counts
        .iter()
        .map(|&(x, ended, cut)| {
            let (density, longer) = logs(law, x);
            (if ended > 0.0 { ended * density } else { 0.0 }) + (if cut > 0.0 { cut * longer } else { 0.0 })
        })
        .sum();
    if data.above_s > 0.0 { sum - data.total() * logs(law, data.above_s).1 } else { sum }
}

/// Fits a family; `None` if nothing ended. `distance` is left at 0 for the caller, who knows the empirical law.
pub fn fit(family: Family, data: &Durations) -> Option<FamilyFit> {
    let ended = data.ended();
    if ended == 0.0 {
        return None;
    }
    let condensed = (data.counts.len() > MANY).then(|| data.condensed());
    let data = condensed.as_ref().unwrap_or(data);
    let time: f64 = data.counts.iter().map(|&(x, ended, cut)| (ended + cut) * x).sum();
    let start = libm::log(time / ended);
    // Parameters by their logarithms: positive whatever the search tries.
    let law = |at: &[f64]| family.law(libm::exp(at[0]), at.get(1).map_or(1.0, |&s| libm::exp(s)));
    let cost = |at: &[f64]| {
        // Beyond these the laws' own functions overflow; no duration in seconds comes near.
        if at[0].abs() > 25.0 || at.get(1).is_some_and(|s| s.abs() > 4.0) {
            return f64::INFINITY;
        }
        let value = -log_likelihood(&law(at), data);
        if value.is_nan() { f64::INFINITY } else { value }
    };
    let best = simplex::minimise(&cost, &[start, 0.0][..family.parameters()]);
    let covariance = simplex::inverse_curvature(&cost, &best.at);
    let mean_s = libm::exp(best.at[0]);
    let second = best.at.get(1).map_or(1.0, |&s| libm::exp(s));
    Some(FamilyFit {
        family,
        mean_s,
        second,
        mean_se_s: mean_s * libm::sqrt(covariance[0][0]),
        second_se: if family.parameters() == 1 { 0.0 } else { second * libm::sqrt(covariance[1][1]) },
        log_likelihood: -best.value,
        aic: 2.0 * family.parameters() as f64 + 2.0 * best.value,
        distance: 0.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::random::{DaySeed, Purpose};

    /// `n` draws of a law, cut off at draws of another.
    fn draws(law: &Distribution, cut: Option<&Distribution>, n: usize) -> Vec<(f64, bool)> {
        let mut rng = DaySeed::new(7, 0).stream(Purpose::Patience, "test");
        let mut one = || {
            let x = law.sample(&mut rng);
            let c = cut.map_or(f64::INFINITY, |c| c.sample(&mut rng));
            (x.min(c), x <= c)
        };
        (0..n).map(|_| one()).collect()
    }

    #[test]
    fn the_exponential_is_time_over_events() {
        let data =
            draws(&Distribution::Exponential { mean: 300.0 }, Some(&Distribution::Exponential { mean: 90.0 }), 5000);
        let (time, events) =
            data.iter().fold((0.0, 0.0), |(t, e), (x, ended)| (t + x, e + f64::from(u8::from(*ended))));
        let found = fit(Family::Exponential, &Durations::new(data, 0.0)).unwrap();
        assert!((found.mean_s / (time / events) - 1.0).abs() < 1e-6);
        assert!((found.mean_se_s / (found.mean_s / f64::sqrt(events)) - 1.0).abs() < 1e-2, "{found:?}");
        assert!((found.mean_s - 300.0).abs() < 3.0 * found.mean_se_s, "{found:?}");
    }

    #[test]
    fn the_truth_is_found_within_three_standard_errors_and_wins() {
        let cut = Distribution::Exponential { mean: 400.0 };
        for (family, second) in [(Family::Gamma, 0.6), (Family::Lognormal, 1.2), (Family::Weibull, 0.7)] {
            for cut in [None, Some(&cut)] {
                let data = Durations::new(draws(&family.law(200.0, second), cut, 20_000), 0.0);
                let fits: Vec<FamilyFit> = Family::ALL.iter().map(|f| fit(*f, &data).unwrap()).collect();
                let best = fits.iter().min_by(|a, b| a.aic.total_cmp(&b.aic)).unwrap();
                assert_eq!(best.family, family);
                assert!((best.mean_s - 200.0).abs() < 3.0 * best.mean_se_s, "{best:?}");
                assert!((best.second - second).abs() < 3.0 * best.second_se, "{best:?}");
                assert!(best.mean_se_s < 5.0 && best.second_se < 0.05, "{best:?}");
            }
        }
    }

    #[test]
    fn what_is_below_a_limit_can_be_left_out_without_bias() {
        let data = Durations::new(draws(&Distribution::lognormal(180.0, 1.1), None, 20_000), 60.0);
        let found = fit(Family::Lognormal, &data).unwrap();
        assert!((found.mean_s - 180.0).abs() < 3.0 * found.mean_se_s, "{found:?}");
        assert!((found.second - 1.1).abs() < 3.0 * found.second_se, "{found:?}");
    }

    #[test]
    fn condensed_durations_fit_the_same() {
        let cut = Distribution::Exponential { mean: 400.0 };
        let exact = Durations::new(draws(&Distribution::weibull(200.0, 0.7), Some(&cut), MANY), 0.0);
        let condensed = exact.condensed();
        assert!(condensed.counts.len() * 2 < MANY && exact.counts.len() == MANY);
        assert!((condensed.total(), condensed.ended()) == (exact.total(), exact.ended()));
        for family in Family::ALL {
            let (a, b) = (fit(family, &exact).unwrap(), fit(family, &condensed).unwrap());
            assert!((a.mean_s - b.mean_s).abs() < 0.02 * a.mean_se_s, "{a:?} {b:?}");
            assert!((a.second - b.second).abs() <= 0.02 * a.second_se, "{a:?} {b:?}");
        }
    }

    #[test]
    fn nothing_ended_is_no_fit() {
        assert_eq!(fit(Family::Gamma, &Durations::new(vec![(3.0, false)], 0.0)), None);
    }
}
