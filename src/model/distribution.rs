//! Probability laws of durations and factors.

use super::special;

/// A law on the non-negative numbers, its parameters checked. Durations are in seconds.
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// Always this value.
    Constant(f64),
    /// Exponential with this mean.
    Exponential {
        /// Mean.
        mean: f64,
    },
    /// Gamma (and Erlang, where `shape` is a whole number of stages): density ∝ x^(shape−1) e^(−x/scale).
    Gamma {
        /// Shape, 1/cv².
        shape: f64,
        /// Scale, mean/shape.
        scale: f64,
    },
    /// exp(mu + sigma Z).
    LogNormal {
        /// Mean of the logarithm.
        mu: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// P(X > x) = exp(−(x/scale)^shape).
    Weibull {
        /// Shape; below 1 the hazard falls.
        shape: f64,
        /// Scale.
        scale: f64,
    },
    /// Exponential with `means[i]` with probability `shares[i]`.
    Hyperexponential {
        /// Shares, which sum to 1.
        shares: Vec<f64>,
        /// Means.
        means: Vec<f64>,
    },
    /// Uniform.
    Uniform {
        /// Smallest value.
        from: f64,
        /// Largest value.
        to: f64,
    },
    /// Triangular.
    Triangular {
        /// Smallest value.
        low: f64,
        /// Likeliest value.
        mode: f64,
        /// Largest value.
        high: f64,
    },
    /// One of these values, each as likely; ascending.
    Values(Vec<f64>),
    /// Quantiles at equal steps of probability from 0 to 1, linear in between; ascending, at least two.
    Quantiles(Vec<f64>),
    /// One of several laws.
    Mixture {
        /// Shares, which sum to 1.
        shares: Vec<f64>,
        /// The laws.
        of: Vec<Distribution>,
    },
    /// A law moved to the right.
    Shifted {
        /// By this much.
        by: f64,
        /// The law.
        of: Box<Distribution>,
    },
    /// A law whose parameters vary over the day.
    ByTime(ByTime),
}

/// A law whose parameters vary over the day: which holds is decided by [`Distribution::at`]. Asked without a time, it is
/// the mixture over the opening hours.
#[derive(Clone, Debug, PartialEq)]
pub struct ByTime {
    /// From each moment on (s since opening, ascending, the first is 0), this law.
    pub steps: Vec<(f64, Distribution)>,
    /// The share of the opening hours in which each holds; they sum to 1.
    pub shares: Vec<f64>,
}

impl ByTime {
    /// The laws and the shares of the opening hours in which they hold.
    pub fn parts(&self) -> impl Iterator<Item = (f64, &Distribution)> {
        self.shares.iter().copied().zip(self.steps.iter().map(|step| &step.1))
    }
}

impl Distribution {
    /// Gamma with this mean and coefficient of variation (both positive).
    pub fn gamma(mean: f64, cv: f64) -> Distribution {
        let shape = 1.0 / (cv * cv);
        Distribution::Gamma { shape, scale: mean / shape }
    }

    /// Erlang with this mean and number of stages.
    pub fn erlang(mean: f64, stages: u32) -> Distribution {
        Distribution::Gamma { shape: f64::from(stages), scale: mean / f64::from(stages) }
    }

    /// Lognormal with this mean and coefficient of variation (both positive).
    pub fn lognormal(mean: f64, cv: f64) -> Distribution {
        let variance = libm::log1p(cv * cv);
        Distribution::LogNormal { mu: libm::log(mean) - 0.5 * variance, sigma: libm::sqrt(variance) }
    }

    /// Weibull with this mean and shape (both positive).
    pub fn weibull(mean: f64, shape: f64) -> Distribution {
        Distribution::Weibull { shape, scale: mean / libm::tgamma(1.0 + 1.0 / shape) }
    }

    /// The law that holds so many seconds after opening: itself, unless it varies over the day.
    #[inline]
    pub fn at(&self, since_opening_s: f64) -> &Distribution {
        match self {
            Distribution::ByTime(by_time) => {
                let step = by_time.steps.partition_point(|step| step.0 <= since_opening_s).saturating_sub(1);
                by_time.steps.get(step).map_or(self, |step| &step.1)
            }
            law => law,
        }
    }

    /// The mean; of a law that varies over the day, its average over the opening hours.
    pub fn mean(&self) -> f64 {
        self.moments().0
    }

    /// The coefficient of variation, standard deviation / mean; 0 for a law that is always 0.
    pub fn cv(&self) -> f64 {
        let (mean, second) = self.moments();
        if mean == 0.0 { 0.0 } else { libm::sqrt((second - mean * mean).max(0.0)) / mean }
    }

    /// Mean and second moment.
    fn moments(&self) -> (f64, f64) {
        use Distribution::*;
        match self {
            Constant(value) => (*value, value * value),
            Exponential { mean } => (*mean, 2.0 * mean * mean),
            Gamma { shape, scale } => (shape * scale, shape * (shape + 1.0) * scale * scale),
            LogNormal { mu, sigma } => {
                let variance = sigma * sigma;
                (libm::exp(mu + 0.5 * variance), libm::exp(2.0 * mu + 2.0 * variance))
            }
            Weibull { shape, scale } => {
                (scale * libm::tgamma(1.0 + 1.0 / shape), scale * scale * libm::tgamma(1.0 + 2.0 / shape))
            }
            Hyperexponential { shares, means } => {
                let sum = |f: fn(f64) -> f64| shares.iter().zip(means).map(|(p, &m)| p * f(m)).sum();
                (sum(|m| m), sum(|m| 2.0 * m * m))
            }
            Uniform { from, to } => (0.5 * (from + to), (from * from + from * to + to * to) / 3.0),
            Triangular { low, mode, high } => {
                let mean = (low + mode + high) / 3.0;
                let squares = low * low + mode * mode + high * high;
                let variance = (squares - low * mode - low * high - mode * high) / 18.0;
                (mean, variance + mean * mean)
            }
            Values(values) => {
                let n = values.len() as f64;
                (values.iter().sum::<f64>() / n, values.iter().map(|v| v * v).sum::<f64>() / n)
            }
            Quantiles(quantiles) => {
                let n = (quantiles.len() - 1) as f64;
                let pairs = || quantiles.windows(2).map(|w| (w[0], w[1]));
                let first = pairs().map(|(a, b)| 0.5 * (a + b)).sum::<f64>() / n;
                (first, pairs().map(|(a, b)| (a * a + a * b + b * b) / 3.0).sum::<f64>() / n)
            }
            Mixture { shares, of } => shares.iter().zip(of).fold((0.0, 0.0), |(first, second), (p, law)| {
                let (m, s) = law.moments();
                (first + p * m, second + p * s)
            }),
            Shifted { by, of } => {
                let (m, s) = of.moments();
                (m + by, s + 2.0 * by * m + by * by)
            }
            ByTime(by_time) => by_time.parts().fold((0.0, 0.0), |(first, second), (p, law)| {
                let (m, s) = law.moments();
                (first + p * m, second + p * s)
            }),
        }
    }

    /// P(X ≤ x).
    pub fn cdf(&self, x: f64) -> f64 {
        use Distribution::*;
        if x < 0.0 {
            return 0.0;
        }
        match self {
            Constant(value) => f64::from(u8::from(x >= *value)),
            Exponential { mean } => -libm::expm1(-x / mean),
            Gamma { shape, scale } => special::gamma_lower(*shape, x / scale),
            LogNormal { mu, sigma } if x > 0.0 => special::normal_cdf((libm::log(x) - mu) / sigma),
            LogNormal { .. } => 0.0,
            Weibull { shape, scale } => -libm::expm1(-libm::pow(x / scale, *shape)),
            Hyperexponential { shares, means } => {
                shares.iter().zip(means).map(|(p, mean)| -p * libm::expm1(-x / mean)).sum()
            }
            Uniform { from, to } => ((x - from) / (to - from)).clamp(0.0, 1.0),
            Triangular { low, mode, high } => {
                if x <= *low {
                    0.0
                } else if x <= *mode {
                    (x - low) * (x - low) / ((high - low) * (mode - low))
                } else if x < *high {
                    1.0 - (high - x) * (high - x) / ((high - low) * (high - mode))
                } else {
                    1.0
                }
            }
            Values(values) => values.partition_point(|v| *v <= x) as f64 / values.len() as f64,
            Quantiles(quantiles) => {
                let above = quantiles.partition_point(|q| *q <= x);
                let n = (quantiles.len() - 1) as f64;
                match above {
                    0 => 0.0,
                    i if i == quantiles.len() => 1.0,
                    i => (i as f64 - 1.0 + (x - quantiles[i - 1]) / (quantiles[i] - quantiles[i - 1])) / n,
                }
            }
            Mixture { shares, of } => shares.iter().zip(of).map(|(p, law)| p * law.cdf(x)).sum(),
            Shifted { by, of } => of.cdf(x - by),
            ByTime(by_time) => by_time.parts().map(|(p, law)| p * law.cdf(x)).sum(),
        }
    }

    /// The smallest x with P(X ≤ x) ≥ `p`, for 0 ≤ p < 1.
    pub fn quantile(&self, p: f64) -> f64 {
        use Distribution::*;
        match self {
            Constant(value) => *value,
            Exponential { mean } => -mean * libm::log1p(-p),
            LogNormal { mu, sigma } => libm::exp(mu + sigma * special::normal_quantile(p)),
            Weibull { shape, scale } => scale * libm::pow(-libm::log1p(-p), 1.0 / shape),
            Uniform { from, to } => from + p * (to - from),
            Triangular { low, mode, high } => {
                let at_mode = (mode - low) / (high - low);
                if p < at_mode {
                    low + libm::sqrt(p * (high - low) * (mode - low))
                } else {
                    high - libm::sqrt((1.0 - p) * (high - low) * (high - mode))
                }
            }
            Values(values) => values[((p * values.len() as f64) as usize).min(values.len() - 1)],
            Quantiles(quantiles) => {
                let at = p * (quantiles.len() - 1) as f64;
                let below = (at as usize).min(quantiles.len() - 2);
                quantiles[below] + (at - below as f64) * (quantiles[below + 1] - quantiles[below])
            }
            Shifted { by, of } => by + of.quantile(p),
            Gamma { .. } | Hyperexponential { .. } | Mixture { .. } | ByTime(_) => self.bisect(p),
        }
    }

    /// Inverts the cdf where it has no closed inverse: doubling, then halving until the interval cannot shrink.
    fn bisect(&self, p: f64) -> f64 {
        let (mut low, mut high) = (0.0, self.mean().max(f64::MIN_POSITIVE));
        while self.cdf(high) < p && high < f64::MAX / 4.0 {
            low = high;
            high *= 2.0;
        }
        loop {
            let middle = 0.5 * (low + high);
            if middle <= low || middle >= high {
                return high;
            }
            if self.cdf(middle) < p {
                low = middle;
            } else {
                high = middle;
            }
        }
    }

    /// If this law is `other` multiplied by a positive number, that number.
    ///
    /// ```
    /// # use onhold::model::Distribution;
    /// let slow = Distribution::Exponential { mean: 300.0 };
    /// assert_eq!(slow.stretches(&Distribution::Exponential { mean: 200.0 }), Some(1.5));
    /// assert_eq!(slow.stretches(&Distribution::Constant(200.0)), None);
    /// ```
    pub fn stretches(&self, other: &Distribution) -> Option<f64> {
        use Distribution::*;
        let factor = self.mean() / other.mean();
        let same = |a: f64, b: f64| libm::fabs(a - b) <= 1e-12 * libm::fabs(b);
        let alike = match (self, other) {
            (Constant(_), Constant(_)) | (Exponential { .. }, Exponential { .. }) => true,
            (Gamma { shape: a, .. }, Gamma { shape: b, .. }) => same(*a, *b),
            (LogNormal { sigma: a, .. }, LogNormal { sigma: b, .. }) => same(*a, *b),
            (Weibull { shape: a, .. }, Weibull { shape: b, .. }) => same(*a, *b),
            (a, b) => a == b,
        };
        (alike && factor.is_finite() && factor > 0.0).then_some(factor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::random::{DaySeed, Purpose};

    /// Kolmogorov and Smirnov's distance of so many draws from the law, in units of 1/√n.
    fn distance(law: &Distribution, n: usize) -> f64 {
        let mut stream = DaySeed::new(1, 0).stream(Purpose::Work, "test");
        let mut draws: Vec<f64> = (0..n).map(|_| law.sample(&mut stream)).collect();
        draws.sort_by(f64::total_cmp);
        let steps = n as f64;
        let apart = |(i, x): (usize, &f64)| {
            let expected = law.cdf(*x);
            (expected - i as f64 / steps).abs().max((expected - (i as f64 + 1.0) / steps).abs())
        };
        draws.iter().enumerate().map(apart).fold(0.0, f64::max) * libm::sqrt(steps)
    }

    fn continuous() -> Vec<Distribution> {
        let (slow, fast) = (Distribution::gamma(60.0, 0.5), Distribution::Exponential { mean: 5.0 });
        vec![
            Distribution::gamma(60.0, 2.0),
            Distribution::gamma(60.0, 1.0),
            Distribution::gamma(60.0, 0.1),
            Distribution::erlang(60.0, 3),
            Distribution::lognormal(60.0, 1.2),
            Distribution::weibull(60.0, 0.7),
            Distribution::weibull(60.0, 2.0),
            Distribution::Hyperexponential { shares: vec![0.3, 0.7], means: vec![10.0, 90.0] },
            Distribution::Uniform { from: 20.0, to: 80.0 },
            Distribution::Triangular { low: 20.0, mode: 20.0, high: 90.0 },
            Distribution::Triangular { low: 20.0, mode: 40.0, high: 90.0 },
            Distribution::Quantiles(vec![10.0, 20.0, 40.0]),
            Distribution::Shifted { by: 7.0, of: Box::new(slow.clone()) },
            Distribution::Mixture { shares: vec![0.4, 0.6], of: vec![slow, fast.clone()] },
            fast,
        ]
    }

    /// The distance passes 1.95 in one of a thousand samples of a right law.
    #[test]
    fn draws_have_the_law() {
        for law in continuous() {
            let distance = distance(&law, 100_000);
            assert!(distance < 1.95, "{distance} {law:?}");
        }
    }

    #[test]
    fn quantiles_invert_the_cdf() {
        for law in continuous() {
            for p in [0.001, 0.1, 0.5, 0.9, 0.999] {
                assert!((law.cdf(law.quantile(p)) - p).abs() < 1e-10, "{p} {law:?}");
            }
        }
    }
}
