//! Every figure of the exact references that a formula answers, to 10 digits: single queues, priorities, staffing.
//!
//! The references carry 15 printed digits and state errors below 3e-11 (H01, a numerical Volterra equation; most below
//! 1e-14), so that one tolerance holds for all: 1e-10, relative.
#![cfg(feature = "cli")]

use std::fs;

use onhold::model::{Distribution, FeltClock};
use onhold::theory::limited_queue::{Limits, limited_queue};
use onhold::theory::staffing::{Target, beta, least_agents};
use onhold::theory::two_phase_service::{TwoPhases, two_phase_service};
use onhold::theory::{Answer, Patience, Traffic, erlang, general_patience, priority, single_agent};
use serde_json::Value;

const TOLERANCE: f64 = 1e-10;

fn reference(id: &str) -> Value {
    let path = format!("{}/tests/reference/exact/{id}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("not a number: {value}"))
}

fn whole(value: &Value) -> u32 {
    u32::try_from(value.as_u64().unwrap()).unwrap()
}

/// Right to 10 digits; absolutely where the figure is 0.
fn check(what: &str, ours: f64, theirs: f64, case: &Value) {
    let scale = if theirs == 0.0 { 1.0 } else { theirs.abs() };
    let error = (ours - theirs).abs() / scale;
    assert!(error <= TOLERANCE, "{} {what}: {ours} instead of {theirs}, off by {error:e}", case["id"]);
}

/// The references' measures, from ours. They count some things differently: waits over those who entered.
fn measure(name: &str, a: &Answer, traffic: Traffic, agents: u32) -> f64 {
    let entered = 1.0 - a.balking_rate - a.blocked_share;
    let level = || a.service_level.unwrap();
    match name {
        "P_all_busy" => a.all_busy_share,
        "P_wait" => a.delayed_share,
        "P_block" => a.blocked_share,
        "P_balk" => a.balking_rate,
        "P_abandon" => a.abandonment_rate,
        "P_served" => a.answered_share,
        "E_W_s" => a.mean_wait_s / entered,
        "E_W_served_s" => a.answer_speed_s.unwrap(),
        "E_W_abandoned_s" => a.abandoned_wait_s.unwrap(),
        "E_W_given_wait_s" => a.mean_wait_s / a.delayed_share,
        "E_W2_s2" => erlang::mean_square_wait(traffic, agents).unwrap(),
        "SL_offered" => level(),
        "SL_excl_short_abandons" => a.service_level_net.unwrap(),
        "SL_served" => level() / a.answered_share,
        "P_abandon_within_T" => a.abandoned_within.unwrap(),
        "P_W_gt_T_given_joined" => 1.0 - a.service_level_or_gone.unwrap() / (1.0 - a.balking_rate),
        "E_Q" => a.queue_length,
        "E_busy" => a.busy_agents,
        "occupancy" => a.occupancy,
        other => panic!("unknown measure {other}"),
    }
}

fn patience(law: &Value) -> Patience {
    let law = match law["distribution"].as_str().unwrap() {
        "exponential" => Distribution::Exponential { mean: number(&law["mean_s"]) },
        "deterministic" => Distribution::Constant(number(&law["value_s"])),
        "uniform" => Distribution::Uniform { from: 0.0, to: number(&law["max_s"]) },
        "weibull" => Distribution::Weibull { shape: number(&law["shape"]), scale: number(&law["scale_s"]) },
        other => panic!("unknown law {other}"),
    };
    Patience::new(law, FeltClock::off())
}

fn pair(values: &Value) -> [f64; 2] {
    [number(&values[0]), number(&values[1])]
}

/// The formula that fits the case.
fn solve(p: &Value, traffic: Traffic, agents: u32) -> Answer {
    let within = Some(number(&p["T_s"]));
    let patience_s = p["patience"]["mean_s"].as_f64();
    let places = p["places_total"].as_u64().map(|places| u32::try_from(places).unwrap());
    match p["service"]["distribution"].as_str().unwrap() {
        _ if places == Some(agents) => erlang::erlang_b(traffic, agents),
        "hyperexponential" => {
            let service = TwoPhases { shares: pair(&p["service"]["weights"]), means_s: pair(&p["service"]["means_s"]) };
            two_phase_service(traffic.rate_per_s, service, agents, patience_s.unwrap(), within).unwrap()
        }
        "lognormal" if agents == 1 => {
            let handle = Distribution::lognormal(traffic.handle_s, number(&p["service"]["cv"]));
            single_agent::single_agent(traffic.rate_per_s, &handle, patience_s, within).unwrap()
        }
        "exponential" if places.is_some() => {
            let limits = Limits { lines: places, balks: Vec::new(), patience_s };
            limited_queue(traffic, agents, &limits, within).unwrap()
        }
        "exponential" if p["patience"].is_null() => erlang::erlang_c(traffic, agents, within).unwrap(),
        "exponential" => {
            let joins = p["join_probability"].as_f64().unwrap_or(1.0);
            let patience = patience(&p["patience"]);
            general_patience::general_patience(traffic, agents, &patience, joins, within).unwrap()
        }
        other => panic!("no formula for {other}"),
    }
}

#[test]
fn single_queues() {
    let index = reference("index");
    let ids: Vec<&str> = index
        .as_array()
        .unwrap()
        .iter()
        .filter(|case| case["kind"] == "single_skill")
        .map(|case| case["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), 18, "A01 to A13, A15, H01 to H04");
    let mut figures = 0;
    for id in ids {
        let case = reference(id);
        let p = &case["parameters"];
        let rate_per_s = number(&p["arrival_rate_per_h"]) / 3600.0;
        let traffic = Traffic { rate_per_s, handle_s: number(&p["service"]["mean_s"]) };
        let agents = whole(&p["agents"]);
        let answer = solve(p, traffic, agents);
        for (name, theirs) in case["measures"].as_object().unwrap() {
            check(name, measure(name, &answer, traffic, agents), number(theirs), &case);
            figures += 1;
        }
    }
    assert_eq!(figures, 204);
}

#[test]
fn two_priority_classes() {
    let case = reference("A14");
    let p = &case["parameters"];
    let classes = p["classes"].as_array().unwrap();
    let rates: Vec<f64> = classes.iter().map(|class| number(&class["arrival_rate_per_h"]) / 3600.0).collect();
    let (handle_s, agents) = (number(&p["service"]["mean_s"]), whole(&p["agents"]));
    let answers = priority::priority(&rates, handle_s, agents, Some(number(&p["T_s"]))).unwrap();
    for (i, class) in case["measures"]["classes"].as_array().unwrap().iter().enumerate() {
        let traffic = Traffic { rate_per_s: rates[i], handle_s };
        for (name, theirs) in class.as_object().unwrap().iter().filter(|(name, _)| *name != "name") {
            check(name, measure(name, &answers[i], traffic, agents), number(theirs), &case);
        }
    }
    for name in ["P_wait", "occupancy"] {
        let ours = measure(name, &answers[0], Traffic { rate_per_s: rates[0], handle_s }, agents);
        check(name, ours, number(&case["measures"][name]), &case);
    }
}

/// A row of the staffing grid: what is asked, and a queue for any number of agents.
struct Row<'a> {
    row: &'a Value,
    case: &'a Value,
    traffic: Traffic,
}

impl Row<'_> {
    fn solve(&self, agents: u32) -> Result<Answer, onhold::theory::Unstable> {
        let patience_s = self.row["patience_mean_s"].as_f64().unwrap_or(f64::INFINITY);
        let expected = if patience_s == f64::INFINITY { "Erlang C" } else { "Erlang A" };
        assert_eq!(self.row["model"], expected);
        general_patience::erlang_a(self.traffic, agents, patience_s, Some(number(&self.row["T_s"])))
    }

    fn figure(&self, name: &str, ours: f64, theirs: &Value) {
        check(&format!("{} {name}", self.row["id"]), ours, number(theirs), self.case);
    }

    fn least(&self, column: &str, target: Target) -> u32 {
        let least = least_agents(self.traffic, target, |agents| self.solve(agents)).unwrap();
        assert_eq!(least, whole(&self.row[column]), "{} {column}", self.row["id"]);
        least
    }

    /// A column that states a measure at a number of agents.
    fn at(&self, column: &str, measure: fn(&Answer) -> f64, agents: u32) {
        self.figure(column, measure(&self.solve(agents).unwrap()), &self.row[column]);
    }

    /// Checks the row and returns how many of its columns that were.
    fn check(&self) -> usize {
        let row = self.row;
        let share = number(&row["SL_target"]);
        self.figure("load", self.traffic.load(), &row["offered_load_erlang"]);
        let n = self.least("n_min_SL_offered", Target::ServiceLevel { share });
        self.figure("beta", beta(self.traffic.load(), n), &row["beta_sqrt_staffing"]);
        let answer = self.solve(n).unwrap();
        for (name, theirs) in row["at_n_min"].as_object().unwrap() {
            self.figure(name, measure(name, &answer, self.traffic, n), theirs);
        }
        self.at("SL_offered_at_n_min_minus_1", |a| a.service_level.unwrap(), n - 1);
        let n = self.least("n_min_mean_wait_le_10s", Target::MeanWait { seconds: 10.0 });
        self.at("mean_wait_at_that_n_s", |a| a.mean_wait_s, n);
        self.at("mean_wait_at_that_n_minus_1_s", |a| a.mean_wait_s, n - 1);
        if row.get("patience_mean_s").is_none() {
            return 14;
        }
        let n = self.least("n_min_SL_excl_short_abandons", Target::ServiceLevelNet { share });
        self.at("SL_excl_at_that_n", |a| a.service_level_net.unwrap(), n);
        self.at("SL_excl_at_that_n_minus_1", |a| a.service_level_net.unwrap(), n - 1);
        let n = self.least("n_min_P_abandon_le_3pct", Target::AbandonmentRate { share: 0.03 });
        self.at("P_abandon_at_that_n", |a| a.abandonment_rate, n);
        self.at("P_abandon_at_that_n_minus_1", |a| a.abandonment_rate, n - 1);
        21
    }
}

#[test]
fn the_staffing_grid() {
    let case = reference("G01");
    let rows = case["measures"]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 36);
    for row in rows {
        let rate_per_s = number(&row["arrival_rate_per_h"]) / 3600.0;
        let traffic = Traffic { rate_per_s, handle_s: number(&row["mean_handle_s"]) };
        let columns = Row { row, case: &case, traffic }.check();
        assert_eq!(columns, row.as_object().unwrap().len(), "a column of {} was not looked at", row["id"]);
    }
}
