//! Patience as the queue sees it: on the wall clock, over all who wait.

use super::quadrature::integrate;
use crate::model::special::{gamma_lower, normal_cdf};
use crate::model::{Distribution, FeltClock};

/// How long contacts wait before they leave, in clock seconds: a mixture of laws, each seen through its felt clock, and
/// of people who wait for ever.
#[derive(Clone, Debug, PartialEq)]
pub struct Patience {
    kinds: Vec<Kind>,
    forever: f64,
}

#[derive(Clone, Debug, PartialEq)]
struct Kind {
    share: f64,
    law: Distribution,
    clock: FeltClock,
    /// The law's points where something jumps or bends, on the wall clock.
    knots: Vec<f64>,
    /// For a law of single values: sums of their clock times, so that a mean below does not go through them all.
    running: Vec<f64>,
}

impl Kind {
    fn new(share: f64, law: Distribution, clock: FeltClock) -> Kind {
        let mut knots = Vec::new();
        collect_knots(&law, 0.0, &mut knots);
        let knots = knots.into_iter().map(|felt| clock.leaves_after(felt)).collect();
        let running = match &law {
            Distribution::Values(values) => values
                .iter()
                .scan(0.0, |sum, &value| {
                    *sum += clock.leaves_after(value);
                    Some(*sum)
                })
                .collect(),
            _ => Vec::new(),
        };
        Kind { share, law, clock, knots, running }
    }

    fn cdf(&self, clock_s: f64) -> f64 {
        self.law.cdf(self.clock.patience_used(clock_s))
    }

    /// E[R; R ≤ clock_s].
    fn mean_below(&self, clock_s: f64) -> f64 {
        let felt = self.clock.patience_used(clock_s);
        if let Distribution::Values(values) = &self.law {
            let below = values.partition_point(|v| *v <= felt);
            return if below == 0 { 0.0 } else { self.running[below - 1] / values.len() as f64 };
        }
        self.clock.leaves_after(1.0) * moment_below(&self.law, 1.0 / self.clock.bend(), felt)
    }
}

impl Patience {
    /// Exponential patience with this mean, s: Erlang A's.
    pub fn exponential(mean_s: f64) -> Patience {
        Patience::new(Distribution::Exponential { mean: mean_s }, FeltClock::off())
    }

    /// This law, used up on this clock.
    pub fn new(law: Distribution, clock: FeltClock) -> Patience {
        Patience::mixture(vec![(1.0, Some((law, clock)))])
    }

    /// Shares (they sum to 1) of people with these laws and clocks; `None`: for ever.
    pub fn mixture(parts: Vec<(f64, Option<(Distribution, FeltClock)>)>) -> Patience {
        let forever = parts.iter().filter(|p| p.1.is_none()).map(|p| p.0).sum();
        let kinds = parts.into_iter().filter_map(|(share, part)| part.map(|(law, clock)| Kind::new(share, law, clock)));
        Patience { kinds: kinds.collect(), forever }
    }

    /// Share of people who never leave.
    pub fn forever(&self) -> f64 {
        self.forever
    }

    /// P(R ≤ t): share gone after a wait of t seconds.
    pub fn cdf(&self, clock_s: f64) -> f64 {
        self.kinds.iter().map(|kind| kind.share * kind.cdf(clock_s)).sum()
    }

    /// P(R > t).
    pub fn survival(&self, clock_s: f64) -> f64 {
        (1.0 - self.cdf(clock_s)).max(self.forever)
    }

    /// E[R; R ≤ t], s.
    pub fn mean_below(&self, clock_s: f64) -> f64 {
        self.kinds.iter().map(|kind| kind.share * kind.mean_below(clock_s)).sum()
    }

    /// Mean patience, s; infinite if somebody waits for ever.
    pub fn mean(&self) -> f64 {
        if self.forever > 0.0 { f64::INFINITY } else { self.mean_below(1e150) }
    }

    /// Where the law jumps or bends, s: integrals over it are cut there.
    pub(crate) fn knots(&self) -> impl Iterator<Item = f64> + '_ {
        self.kinds.iter().flat_map(|kind| kind.knots.iter().copied())
    }
}

/// Points, moved right by `by`, where a law's cdf jumps or its density does.
pub(crate) fn collect_knots(law: &Distribution, by: f64, into: &mut Vec<f64>) {
    use Distribution::*;
    match law {
        Constant(value) => into.push(by + value),
        Uniform { from, to } => into.extend([by + from, by + to]),
        Triangular { low, mode, high } => into.extend([by + low, by + mode, by + high]),
        Values(points) | Quantiles(points) => into.extend(points.iter().map(|point| by + point)),
        Mixture { of, .. } => of.iter().for_each(|law| collect_knots(law, by, into)),
        Shifted { by: more, of } => {
            into.push(by + more);
            collect_knots(of, by + more, into);
        }
        ByTime(by_time) => by_time.parts().for_each(|(_, law)| collect_knots(law, by, into)),
        Exponential { .. } | Gamma { .. } | LogNormal { .. } | Weibull { .. } | Hyperexponential { .. } => {}
    }
}

/// E[X^q; X ≤ y] for q > 0.
fn moment_below(law: &Distribution, q: f64, y: f64) -> f64 {
    use Distribution::*;
    if y <= 0.0 {
        return 0.0;
    }
    match law {
        Constant(value) => atom(*value, q, y),
        Exponential { mean } if q == 1.0 => mean * exponential_mean_below(y / mean),
        Exponential { mean } => gamma_moment_below(1.0, *mean, q, y),
        Gamma { shape, scale } => gamma_moment_below(*shape, *scale, q, y),
        LogNormal { mu, sigma } => {
            let whole = libm::exp(q * mu + 0.5 * q * q * sigma * sigma);
            whole * normal_cdf((libm::log(y) - mu) / sigma - q * sigma)
        }
        Weibull { shape, scale } => {
            let a = 1.0 + q / shape;
            libm::pow(*scale, q) * libm::tgamma(a) * gamma_lower(a, libm::pow(y / scale, *shape))
        }
        Hyperexponential { shares, means } => {
            let branch = |&mean: &f64| moment_below(&Exponential { mean }, q, y);
            shares.iter().zip(means).map(|(share, mean)| share * branch(mean)).sum()
        }
        Uniform { from, to } => flat(*from, *to, q, y),
        Triangular { low, mode, high } => {
            let slope = |from: f64, to: f64, zero: f64| {
                let to = to.min(y);
                let primitive = |x: f64| libm::pow(x, q + 1.0) * (x / (q + 2.0) - zero / (q + 1.0));
                if to > from { primitive(to) - primitive(from) } else { 0.0 }
            };
            let up = if mode > low { slope(*low, *mode, *low) / (mode - low) } else { 0.0 };
            let down = if high > mode { slope(*mode, *high, *high) / (high - mode) } else { 0.0 };
            2.0 * (up - down) / (high - low)
        }
        Values(values) => values.iter().map(|&value| atom(value, q, y)).sum::<f64>() / values.len() as f64,
        Quantiles(points) => points.windows(2).map(|w| flat(w[0], w[1], q, y)).sum::<f64>() / (points.len() - 1) as f64,
        Mixture { shares, of } => shares.iter().zip(of).map(|(share, law)| share * moment_below(law, q, y)).sum(),
        ByTime(by_time) => by_time.parts().map(|(share, law)| share * moment_below(law, q, y)).sum(),
        Shifted { by, of } if q == 1.0 => by * of.cdf(y - by) + moment_below(of, 1.0, y - by),
        Shifted { by, of } => shifted_moment_below(*by, of, q, y - by),
    }
}

/// A value's share of a moment.
fn atom(value: f64, q: f64, y: f64) -> f64 {
    if value <= y { libm::pow(value, q) } else { 0.0 }
}

/// The moment of a uniform law; of a single value where the law has no width.
fn flat(from: f64, to: f64, q: f64, y: f64) -> f64 {
    if to <= from {
        return atom(from, q, y);
    }
    let end = to.min(y);
    let primitive = |x: f64| libm::pow(x, q + 1.0) / (q + 1.0);
    if end > from { (primitive(end) - primitive(from)) / (to - from) } else { 0.0 }
}

/// E[X; X ≤ z] of a standard exponential, `1 − (1 + z) e^−z`; a series where that would cancel.
fn exponential_mean_below(z: f64) -> f64 {
    if z > 0.02 {
        return -libm::expm1(-z) - if z < 800.0 { z * libm::exp(-z) } else { 0.0 };
    }
    // Σ over k ≥ 2 of (−1)^k z^k (k − 1)/k!
    z * z * (1.0 / 2.0 - z * (1.0 / 3.0 - z * (1.0 / 8.0 - z * (1.0 / 30.0 - z * (1.0 / 144.0 - z / 840.0)))))
}

fn gamma_moment_below(shape: f64, scale: f64, q: f64, y: f64) -> f64 {
    let whole = libm::pow(scale, q) * libm::exp(libm::lgamma(shape + q) - libm::lgamma(shape));
    whole * gamma_lower(shape + q, y / scale)
}

/// E[(by + X)^q; X ≤ y] has no closed form: by parts, numerically, over the part of the law that is not yet 1.
fn shifted_moment_below(by: f64, law: &Distribution, q: f64, y: f64) -> f64 {
    if y <= 0.0 {
        return 0.0;
    }
    let end = y.min(law.quantile(1.0 - 1e-16));
    let mut cuts = vec![0.0, end];
    collect_knots(law, 0.0, &mut cuts);
    cuts.retain(|cut| (0.0..=end).contains(cut));
    cuts.sort_by(f64::total_cmp);
    let slope = |x: f64| [q * libm::pow(by + x, q - 1.0) * law.cdf(x)];
    let rest: f64 = cuts.windows(2).map(|w| integrate(&slope, w[0], w[1])[0]).sum();
    libm::pow(by + end, q) * law.cdf(end) - rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laws() -> Vec<Distribution> {
        let triangular = Distribution::Triangular { low: 10.0, mode: 40.0, high: 100.0 };
        vec![
            Distribution::Constant(60.0),
            Distribution::Exponential { mean: 70.0 },
            Distribution::gamma(80.0, 0.6),
            Distribution::lognormal(90.0, 1.3),
            Distribution::weibull(75.0, 0.7),
            Distribution::Hyperexponential { shares: vec![0.3, 0.7], means: vec![20.0, 90.0] },
            Distribution::Uniform { from: 20.0, to: 110.0 },
            triangular.clone(),
            Distribution::Values(vec![5.0, 30.0, 30.0, 120.0]),
            Distribution::Quantiles(vec![0.0, 25.0, 25.0, 70.0, 160.0]),
            Distribution::Mixture { shares: vec![0.4, 0.6], of: vec![Distribution::Constant(15.0), triangular] },
            Distribution::Shifted { by: 12.0, of: Box::new(Distribution::gamma(40.0, 1.0)) },
        ]
    }

    /// The mean until x is the integral of the survival function, on every clock.
    #[test]
    fn closed_moments_are_the_integral_of_the_survival_function() {
        for clock in [FeltClock::off(), FeltClock::new(1.7, 1.0, 1.0), FeltClock::new(1.5, 0.8, 2.0)] {
            for law in laws() {
                let patience = Patience::new(law.clone(), clock);
                for x in [3.0, 18.0, 50.0, 400.0] {
                    let mut cuts: Vec<f64> = patience.knots().filter(|k| *k > 0.0 && *k < x).chain([0.0, x]).collect();
                    cuts.sort_by(f64::total_cmp);
                    let survival = |t: f64| [patience.survival(t)];
                    let integral: f64 = cuts.windows(2).map(|w| integrate(&survival, w[0], w[1])[0]).sum();
                    let closed = x * patience.survival(x) + patience.mean_below(x);
                    assert!((integral / closed - 1.0).abs() < 1e-11, "{law:?} {clock:?} {x}: {closed} {integral}");
                }
            }
        }
    }

    #[test]
    fn without_a_clock_the_mean_is_the_laws() {
        for law in laws() {
            let mean = Patience::new(law.clone(), FeltClock::off()).mean();
            assert!((mean / law.mean() - 1.0).abs() < 1e-12, "{law:?} {mean}");
        }
    }

    /// Below the bend, exponential patience becomes Weibull.
    #[test]
    fn a_bent_clock_turns_exponential_into_weibull() {
        let bent = Patience::new(Distribution::Exponential { mean: 90.0 }, FeltClock::new(1.3, 0.8, 1.0));
        let scale = 60.0 * libm::pow(90.0 / (1.3 * 60.0), 1.0 / 0.8);
        let weibull = Patience::new(Distribution::Weibull { shape: 0.8, scale }, FeltClock::off());
        for x in [1.0, 20.0, 200.0] {
            assert!((bent.cdf(x) / weibull.cdf(x) - 1.0).abs() < 1e-13);
            assert!((bent.mean_below(x) / weibull.mean_below(x) - 1.0).abs() < 1e-11);
        }
    }

    #[test]
    fn some_wait_for_ever() {
        let half = vec![(0.5, Some((Distribution::Constant(60.0), FeltClock::off()))), (0.5, None)];
        let patience = Patience::mixture(half);
        assert_eq!((patience.cdf(60.0), patience.survival(1e9), patience.mean()), (0.5, 0.5, f64::INFINITY));
    }
}
