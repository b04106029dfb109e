//! The simulator against other simulators' results on models that our format can say (`tests/reference/peers`), within
//! 4 standard errors of both sides. The peers' models are stated in words beside their numbers.
//!
//! Compared are all rows for which we have a figure of the same meaning. Left out everywhere: EXCESSTIME, MAXQUEUESIZE
//! (no measure of ours), BLOCKRATIO where nothing can block, clients' figures where they are the calls' figures again.
//!
//! Every model there is compared; what of it means something else with us, or cannot be said in our format, stands
//! with each test.
#![cfg(feature = "cli")]

mod big;
mod callcenter_simulator;
#[path = "../common/mod.rs"]
mod common;
mod days;
mod eight_hours;
mod generic;
mod operations;
mod retries;

use common::comparison::{Comparison, Pair, Row, conclude};
use common::sums::Sums;
use common::{SHARDS, compile, number, simulate};
use serde_json::Value;

/// Lives `days` days (each shard as many) of a scenario.
fn live(name: &str, text: &str, days: f64, detailed: bool) -> Comparison {
    let each = (days / SHARDS as f64).ceil() as u64;
    Comparison::new(name, simulate(&compile(text), 7, each, detailed))
}

/// Compares with a result of a ContactCenters page: with the exact value where there is one.
fn row(comparison: &mut Comparison, results: &Value, name: &str, figure: impl Fn(&Sums) -> Pair) {
    let result = &results[name];
    match result["exact"].as_f64() {
        Some(exact) => comparison.exact(format!("{name} (exact)"), exact, figure),
        None => comparison.estimate(name, number(&result["mean"]), number(&result["hw95"]), figure),
    }
}

/// Our own half-width is at most this many times the peer's, or below 0.5 %.
fn check(comparison: &Comparison, times: f64) {
    comparison.check(f64::INFINITY, |_| true);
    let vague = |row: &&Row| row.precision() > 0.005 && row.half_width > times * 1.96 * row.known_error;
    let vague: Vec<_> = comparison.rows.iter().filter(vague).collect();
    assert!(vague.is_empty(), "{}: less precise than {times} times the peer: {vague:#?}", comparison.case);
}

/// How much is simulated: shares of the full proof, and how many times the peer's half-width ours may be.
#[derive(Clone, Copy)]
struct Proof {
    share: f64,
    times: f64,
}

const QUICK: Proof = Proof { share: 1.0 / 16.0, times: 8.0 };
const FULL: Proof = Proof { share: 1.0, times: 2.0 };
#[test]
fn queues_with_exact_answers_quickly() {
    eight_hours::mmc(QUICK);
}

#[test]
fn days_with_changing_staffing_quickly() {
    let mut all = generic::single_queues(QUICK);
    all.extend([generic::two_queues(QUICK), days::call_cc(QUICK), days::simple_msk(QUICK), days::telethon(QUICK)]);
    conclude("ContactCenters, days", &all);
}

#[test]
fn many_types_and_groups_quickly() {
    big::big_three(QUICK);
}

#[test]
fn callcenter_simulator_quickly() {
    callcenter_simulator::callcenter_simulators(QUICK);
}

fn operations_days(proof: Proof) {
    let mut all = vec![operations::bank(proof), operations::blend(proof)];
    all.extend([operations::call_transfers(proof), operations::single_queue_shifts(proof)]);
    conclude("ContactCenters, operations", &all);
}

#[test]
fn lines_shifts_transfers_and_dialing_quickly() {
    operations_days(QUICK);
}

#[test]
fn retries_and_forwarded_calls_quickly() {
    retries::callcenter_simulators(QUICK);
}

#[test]
#[ignore = "the full proof: minutes"]
fn lines_shifts_transfers_and_dialing() {
    operations_days(FULL);
}

#[test]
#[ignore = "the full proof: minutes"]
fn retries_and_forwarded_calls() {
    retries::callcenter_simulators(FULL);
}

#[test]
#[ignore = "the full proof: minutes"]
fn queues_with_exact_answers() {
    eight_hours::mmc(FULL);
}

#[test]
#[ignore = "the full proof: minutes"]
fn days_with_changing_staffing() {
    let mut all = generic::single_queues(FULL);
    all.extend([generic::two_queues(FULL), days::call_cc(FULL), days::simple_msk(FULL), days::telethon(FULL)]);
    conclude("ContactCenters, days", &all);
}

#[test]
#[ignore = "the full proof: minutes"]
fn many_types_and_groups() {
    big::big_three(FULL);
}

#[test]
#[ignore = "the full proof: minutes"]
fn callcenter_simulator_days() {
    callcenter_simulator::callcenter_simulators(FULL);
}
