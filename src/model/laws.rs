//! Tests of the laws: draws against distribution functions, moments against draws.

use super::distribution::Distribution;
use super::random::{DaySeed, Purpose};

/// Every family, with parameters that reach its branches.
fn laws() -> Vec<(&'static str, Distribution)> {
    use Distribution::*;
    vec![
        ("exponential", Exponential { mean: 3.0 }),
        ("gamma, shape below 1", Distribution::gamma(2.0, 1.4)),
        ("gamma, shape above 1", Distribution::gamma(2.0, 0.3)),
        ("erlang", Distribution::erlang(5.0, 3)),
        ("lognormal", Distribution::lognormal(180.0, 1.2)),
        ("weibull, falling hazard", Distribution::weibull(60.0, 0.7)),
        ("weibull, rising hazard", Distribution::weibull(60.0, 2.0)),
        ("hyperexponential", Hyperexponential { shares: vec![0.2, 0.8], means: vec![500.0, 125.0] }),
        ("uniform", Uniform { from: 2.0, to: 5.0 }),
        ("triangular", Triangular { low: 1.0, mode: 2.0, high: 7.0 }),
        ("quantiles", Quantiles(vec![0.0, 1.0, 4.0, 20.0])),
        (
            "mixture",
            Mixture { shares: vec![0.3, 0.7], of: vec![Exponential { mean: 1.0 }, Uniform { from: 2.0, to: 9.0 }] },
        ),
        ("shifted", Shifted { by: 10.0, of: Box::new(Exponential { mean: 4.0 }) }),
    ]
}

const DRAWS: usize = 200_000;

fn draws(law: &Distribution) -> Vec<f64> {
    let mut stream = DaySeed::new(42, 0).stream(Purpose::Work, "laws");
    (0..DRAWS).map(|_| law.sample(&mut stream)).collect()
}

/// Kolmogorov–Smirnov at 200,000 draws: the 99.99 % point is 2.23/√n = 0.0050, so a law that is off by 0.01
/// anywhere fails with near certainty.
#[test]
fn draws_follow_their_distribution_function() {
    for (name, law) in laws() {
        let mut sample = draws(&law);
        sample.sort_by(f64::total_cmp);
        let n = sample.len() as f64;
        let distance = sample.iter().enumerate().fold(0.0_f64, |worst, (i, x)| {
            let p = law.cdf(*x);
            worst.max((p - i as f64 / n).abs()).max((p - (i as f64 + 1.0) / n).abs())
        });
        assert!(distance < 0.005, "{name}: {distance}");
    }
}

#[test]
fn moments_are_those_of_the_draws() {
    for (name, law) in laws() {
        let sample = draws(&law);
        let n = sample.len() as f64;
        let mean = sample.iter().sum::<f64>() / n;
        let variance = sample.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
        let error = law.cv() * law.mean() / n.sqrt();
        assert!((mean - law.mean()).abs() < 4.0 * error, "{name}: mean {mean}, {}", law.mean());
        assert!((variance.sqrt() / (law.cv() * law.mean()) - 1.0).abs() < 0.04, "{name}: {}", variance.sqrt());
    }
}

#[test]
fn quantiles_invert_the_distribution_function() {
    for (name, law) in laws() {
        for p in [0.001, 0.1, 0.35, 0.5, 0.8, 0.99, 0.999] {
            let back = law.cdf(law.quantile(p));
            assert!((back - p).abs() < 1e-9, "{name} at {p}: {back}");
        }
    }
}

#[test]
fn values_are_drawn_equally_often() {
    let law = Distribution::Values(vec![1.0, 2.0, 5.0]);
    let sample = draws(&law);
    for value in [1.0, 2.0, 5.0] {
        let share = sample.iter().filter(|x| **x == value).count() as f64 / DRAWS as f64;
        assert!((share - 1.0 / 3.0).abs() < 0.005);
    }
    assert!((law.mean() - 8.0 / 3.0).abs() < 1e-15);
    assert_eq!(law.cdf(2.0), 2.0 / 3.0);
    assert_eq!(law.quantile(0.5), 2.0);
}
