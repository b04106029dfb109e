//! Bits that must be the same on every machine: what is computed through other crates, whose logarithms depend on the
//! features with which they are built (`num-traits` has them from the machine's own library with `std`, from `libm`
//! without). A change of these numbers changes every recorded result.

use onhold::measure::student_quantile;
use onhold::model::Distribution;
use onhold::model::random::{DaySeed, Keyed, Purpose, below, exponential, normal, uniform};

/// XOR of the bits of so many values, so that a difference in any of them shows.
fn bits(values: impl IntoIterator<Item = f64>) -> u64 {
    values.into_iter().fold(0, |sum: u64, value| sum.rotate_left(7) ^ value.to_bits())
}

fn drawn(law: &Distribution) -> u64 {
    let mut stream = DaySeed::new(1, 0).stream(Purpose::Work, "calls");
    bits((0..1000).map(|_| law.sample(&mut stream)))
}

#[test]
fn quantiles_and_special_functions_keep_their_bits() {
    let degrees = [1.0, 2.0, 4.0, 9.0, 19.0, 99.0, 999.0];
    let student = degrees.map(|degrees| bits([0.9, 0.95, 0.975, 0.995].map(|p| student_quantile(p, degrees))));
    insta::assert_debug_snapshot!(student.map(|b| format!("{b:016x}")));
    let probabilities = || (1..1000).map(|i| f64::from(i) / 1000.0);
    let laws = [Distribution::lognormal(60.0, 1.2), Distribution::gamma(60.0, 0.5), Distribution::weibull(60.0, 0.7)];
    let others = laws
        .each_ref()
        .map(|law| [bits(probabilities().map(|p| law.quantile(p))), bits(probabilities().map(|p| law.cdf(200.0 * p)))]);
    insta::assert_debug_snapshot!(others.map(|law| law.map(|b| format!("{b:016x}"))));
}

#[test]
fn draws_keep_their_bits() {
    let mut stream = DaySeed::new(1, 0).stream(Purpose::Arrival, "calls");
    let raw = [
        bits((0..1000).map(|_| uniform(&mut stream))),
        bits((0..1000).map(|_| below(&mut stream, 1000) as f64)),
        bits((0..1000).map(|_| exponential(&mut stream))),
        bits((0..1000).map(|_| normal(&mut stream))),
        bits((0..1000).map(|key| uniform(&mut Keyed::new(key, Purpose::Balk)))),
        bits((0..1000).map(|key| normal(&mut Keyed::new(key, Purpose::Service)))),
    ];
    insta::assert_debug_snapshot!(raw.map(|b| format!("{b:016x}")));
    let laws = [
        Distribution::Exponential { mean: 60.0 },
        Distribution::gamma(60.0, 0.5),
        Distribution::gamma(60.0, 2.0),
        Distribution::erlang(60.0, 3),
        Distribution::lognormal(60.0, 1.2),
        Distribution::weibull(60.0, 0.7),
        Distribution::Hyperexponential { shares: vec![0.3, 0.7], means: vec![10.0, 90.0] },
        Distribution::Uniform { from: 20.0, to: 80.0 },
        Distribution::Triangular { low: 20.0, mode: 30.0, high: 90.0 },
        Distribution::Values(vec![10.0, 20.0, 40.0]),
        Distribution::Quantiles(vec![10.0, 20.0, 40.0]),
    ];
    insta::assert_debug_snapshot!(laws.each_ref().map(|law| format!("{:016x} {law:?}", drawn(law))));
}
