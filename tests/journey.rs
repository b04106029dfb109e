//! The simulator against exact answers for the customer's side of one queue (`tests/reference/journey`): every measure
//! of every case, within 4 standard errors, at a precision of 0.5 % in the full proof and 2 % in the quick one.
#![cfg(feature = "cli")]

mod common;

use common::comparison::{Comparison, Pair, conclude};
use common::{entries, hours, reference, scenario, simulate};
use onhold::measure::Totals;
use onhold::scenario::NoFiles;

/// The references' measures: ours, counts divided by offered contacts.
fn figure(name: &str, t: &Totals) -> Pair {
    match name {
        "delayed_share" => (t.delayed, t.offered),
        "abandonment_rate" => (t.abandoned, t.offered),
        "mean_wait_s" => (t.wait_s, t.offered),
        "perceived_wait_s" => (t.perceived_s, t.offered),
        "wait_stretch" => (t.perceived_s, t.wait_s),
        "satisfaction" => (t.satisfaction, t.judged),
        "delighted" => (t.delighted, t.offered),
        "satisfied" => (t.satisfied, t.offered),
        "indifferent" => (t.indifferent, t.offered),
        "dissatisfied" => (t.dissatisfied, t.offered),
        "complaints" => (t.complaints, t.offered),
        "silent_dissatisfied" => (t.silent_dissatisfied, t.offered),
        "people_told" => (t.people_told, t.offered),
        "people_told_good" => (t.people_told_good, t.offered),
        "resolved_first" => (t.resolved, t.resolvable),
        other => panic!("unknown measure {other}"),
    }
}

fn case(number: u64, id: &str, contacts: f64) -> Comparison {
    let case = reference(&format!("journey/{id}.json"));
    let mut scenario = scenario(case["scenario"].as_str().unwrap());
    let rate = scenario.compile(&NoFiles).unwrap().model.contacts[0].arrivals.expected() / 200.0;
    let steady = format!("{}h", hours(contacts, rate) + 5.0);
    scenario.set("horizon.steady", &steady).unwrap();
    let model = scenario.compile(&NoFiles).unwrap_or_else(|mistakes| panic!("{mistakes}")).model;
    let mut comparison = Comparison::new(id, simulate(&model, number, 1, false));
    for (name, value) in entries(&case["measures_per_offered_contact"]) {
        comparison.exact(name, common::number(value), |sums| figure(name, &sums.all.whole));
    }
    comparison
}

fn all_cases(share: f64, precision: f64) {
    // Millions of contacts, chosen once so that every figure's half-width is below 0.5 %.
    let cases =
        [(1, "J01", 17.0), (2, "J02", 19.0), (3, "J03", 21.0), (4, "J04", 21.0), (5, "J05", 200.0), (6, "J06", 30.0)];
    let compared = cases.map(|(number, id, millions)| {
        // Each case has days of its own: their errors are independent.
        let comparison = case(number, id, millions * 1e6 * share);
        comparison.check(precision, |_| false);
        comparison
    });
    conclude("journey", &compared);
}

#[test]
fn customers_at_two_percent() {
    all_cases(1.0 / 16.0, 0.02);
}

#[test]
#[ignore = "the full proof: minutes"]
fn customers_at_half_a_percent() {
    all_cases(1.0, 0.005);
}
