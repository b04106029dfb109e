//! Draws of laws.
//!
//! Draws are those of `rand_distr`. It takes its logarithms through `num-traits`, which takes them from the `libm` crate
//! as long as no crate of the build turns on its feature `std`: so a seed gives the same bytes on any machine.

use core::fmt::Debug;

use rand::Rng;

use super::distribution::Distribution;
use super::random;

impl Distribution {
    /// One draw.
    #[inline]
    pub fn sample<R: Rng>(&self, rng: &mut R) -> f64 {
        use Distribution::*;
        match self {
            Constant(value) => *value,
            Exponential { mean } => mean * random::exponential(rng),
            LogNormal { mu, sigma } => libm::exp(mu + sigma * random::normal(rng)),
            other => other.sample_rarer(rng),
        }
    }

    fn sample_rarer<R: Rng>(&self, rng: &mut R) -> f64 {
        use Distribution::*;
        match self {
            Gamma { shape, scale } => draw(rand_distr::Gamma::new(*shape, *scale), rng),
            Weibull { shape, scale } => draw(rand_distr::Weibull::new(*scale, *shape), rng),
            Uniform { from, to } => draw(rand_distr::Uniform::new_inclusive(*from, *to), rng),
            Triangular { low, mode, high } => draw(rand_distr::Triangular::new(*low, *high, *mode), rng),
            Hyperexponential { shares, means } => {
                let branch = pick(shares, random::uniform(rng));
                means[branch] * random::exponential(rng)
            }
            Mixture { shares, of } => of[pick(shares, random::uniform(rng))].sample(rng),
            Shifted { by, of } => by + of.sample(rng),
            ByTime(by_time) => by_time.steps[pick(&by_time.shares, random::uniform(rng))].1.sample(rng),
            other => other.quantile(random::uniform(rng)),
        }
    }
}

/// One draw of a law of `rand_distr`, which refuses parameters that no checked [`Distribution`] has.
fn draw<R: Rng, L: rand_distr::Distribution<f64>, E: Debug>(law: Result<L, E>, rng: &mut R) -> f64 {
    match law {
        Ok(law) => law.sample(rng),
        Err(refused) => {
            debug_assert!(false, "the parameters of a law were not checked: {refused:?}");
            f64::NAN
        }
    }
}

/// The index whose cumulated share first exceeds `u`.
fn pick(shares: &[f64], u: f64) -> usize {
    let mut cumulated = 0.0;
    for (i, share) in shares.iter().enumerate() {
        cumulated += share;
        if u < cumulated {
            return i;
        }
    }
    shares.len() - 1
}
