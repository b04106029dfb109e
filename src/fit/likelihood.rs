//! How likely durations are, whole or cut off, under a law.

use crate::model::Distribution;

use super::durations::Durations;

/// Log of the density. What does not depend on the duration is computed once.
fn log_density(law: &Distribution) -> Box<dyn Fn(f64) -> f64> {
    const HALF_LOG_TWO_PI: f64 = 0.918_938_533_204_672_8;
    match *law {
        Distribution::Exponential { mean } => {
            let log_mean = libm::log(mean);
            Box::new(move |x| -x / mean - log_mean)
        }
        Distribution::Weibull { shape, scale } => {
            let log_ratio = libm::log(shape / scale);
            Box::new(move |x| log_ratio + (shape - 1.0) * libm::log(x / scale) - libm::pow(x / scale, shape))
        }
        Distribution::LogNormal { mu, sigma } => Box::new(move |x| {
            let z = (libm::log(x) - mu) / sigma;
            -0.5 * z * z - HALF_LOG_TWO_PI - libm::log(sigma * x)
        }),
        Distribution::Gamma { shape, scale } => {
            let (log_gamma, log_scale) = (libm::lgamma(shape), shape * libm::log(scale));
            Box::new(move |x| (shape - 1.0) * libm::log(x) - x / scale - log_gamma - log_scale)
        }
        // The four families compile to the four laws above.
        _ => Box::new(|_| f64::NEG_INFINITY),
    }
}

/// Log of the probability of lasting longer: minus the cumulative hazard.
fn log_longer(law: &Distribution, x: f64) -> f64 {
    match law {
        Distribution::Exponential { mean } => -x / mean,
        Distribution::Weibull { shape, scale } => -libm::pow(x / scale, *shape),
        Distribution::LogNormal { mu, sigma } => {
            let z = (libm::log(x) - mu) / sigma;
            libm::log((0.5 * libm::erfc(z * core::f64::consts::FRAC_1_SQRT_2)).max(f64::MIN_POSITIVE))
        }
        _ => libm::log((1.0 - law.cdf(x)).max(f64::MIN_POSITIVE)),
    }
}

/// Log-likelihood of a law: densities of those that ended, tails of those cut off.
pub(super) fn log_likelihood(law: &Distribution, counts: &[(f64, f64, f64)]) -> f64 {
    let log_density = log_density(law);
    let of_one = |&(x, ended, cut): &(f64, f64, f64)| {
        let density = if ended > 0.0 { ended * log_density(x) } else { 0.0 };
        density + if cut > 0.0 { cut * log_longer(law, x) } else { 0.0 }
    };
    counts.iter().map(of_one).sum()
}

/// How many are expected to end within the observed times: the sum of the cumulative hazards, −log P(X > t).
pub fn expected_to_end(law: &Distribution, data: &Durations) -> f64 {
    data.counts.iter().map(|&(x, ended, cut)| -(ended + cut) * log_longer(law, x)).sum()
}
