//! The comparison itself held to account: figures that are right pass, and figures that are off by one of their standard
//! errors, each far inside four, do not.

use std::panic::catch_unwind;

use onhold::model::random::{DaySeed, Purpose, normal};

use crate::common::SHARDS;
use crate::common::comparison::{Comparison, conclude};

/// Cases of eight figures that go together as those of a queue do, all known exactly, each off by so many of its standard
/// errors.
fn cases(seed: u64, bias: f64) -> Vec<Comparison> {
    let names = ["P_wait", "P_abandon", "E_W_s", "E_W_served_s", "SL_offered", "P_served", "E_Q", "occupancy"];
    let mut stream = DaySeed::new(seed, 0).stream(Purpose::Work, "bias");
    let case = |i: usize| {
        let mut comparison = Comparison::new(&format!("case {i}"), Vec::new());
        let days: Vec<f64> = (0..SHARDS).map(|_| normal(&mut stream)).collect();
        for name in names {
            let sign = if name.starts_with("SL") || name == "P_served" { -1.0 } else { 1.0 };
            let value = |day: &f64| (10.0 + sign * (0.8 * day + 0.6 * normal(&mut stream)), 1.0);
            let pairs: Vec<(f64, f64)> = days.iter().map(value).collect();
            let error = 1.0 / (SHARDS as f64).sqrt();
            comparison.compare(name.to_string(), 10.0 - sign * bias * error, 0.0, &pairs);
        }
        comparison
    };
    (0..48).map(case).collect()
}

fn passes(seed: u64, bias: f64) -> bool {
    catch_unwind(|| conclude("synthetic", &cases(seed, bias))).is_ok()
}

#[test]
fn figures_that_are_right_pass_and_figures_off_by_one_standard_error_do_not() {
    let right = (0..20).filter(|seed| passes(*seed, 0.0)).count();
    assert!(right >= 19, "{right} of 20 pass");
    for bias in [-1.0, 1.0] {
        let passed = (0..20).filter(|seed| passes(*seed, bias)).count();
        assert!(passed == 0, "{passed} of 20 pass though all figures are off by {bias} standard errors");
    }
}
