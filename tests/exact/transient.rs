//! Days with changing arrivals and staffing.

use onhold::measure::Totals;
use serde_json::Value;

use crate::common::comparison::{Comparison, of_agents, of_contacts};
use crate::common::{SHARDS, compile, entries, items, number, reference, simulate};
use crate::seed;
use crate::steady::exponential;

pub fn clock(seconds: f64) -> String {
    let minutes = (seconds / 60.0) as u32;
    format!("\"{:02}:{:02}\"", minutes / 60, minutes % 60)
}

/// A profile by the clock.
pub fn steps(edges_s: &[f64], values: &[String], until_s: f64) -> String {
    let steps = edges_s.iter().zip(values).filter(|(edge, _)| **edge < until_s);
    let steps: Vec<String> = steps.map(|(edge, value)| format!("{} = {value}", clock(*edge))).collect();
    format!("{{ {} }}", steps.join(", "))
}

pub fn numbers(list: &Value) -> Vec<f64> {
    items(list).iter().map(number).collect()
}

/// The rates of a case: as they stand, or a sine's means over each minute.
pub fn rates(arrivals: &Value, until_s: f64) -> String {
    if arrivals["shape"] == "piecewise_constant" {
        let rates: Vec<String> = numbers(&arrivals["rates_per_h"]).iter().map(|r| format!("\"{r}/h\"")).collect();
        return steps(&numbers(&arrivals["edges_s"]), &rates, until_s);
    }
    assert_eq!(arrivals["shape"], "sinusoidal");
    let figure = |key: &str| number(&arrivals[key]);
    let angle = |t: f64| std::f64::consts::TAU * t / figure("period_s") + figure("phase_rad");
    let edges: Vec<f64> = (0..(until_s / 60.0) as usize).map(|minute| minute as f64 * 60.0).collect();
    let of_minute = |from: &f64| {
        let mean_sine = (libm::cos(angle(*from)) - libm::cos(angle(from + 60.0))) / (angle(60.0) - angle(0.0));
        format!("\"{}/h\"", figure("mean_per_h") * (1.0 + figure("amplitude") * mean_sine))
    };
    let rates: Vec<String> = edges.iter().map(of_minute).collect();
    steps(&edges, &rates, until_s)
}

/// A day, or its first `intervals`, lived `days` times.
pub fn transient_case(id: &str, intervals: usize, days: f64) -> Comparison {
    let case = reference(&format!("exact/{id}.json"));
    let p = &case["parameters"];
    let edges = numbers(&p["intervals_s"]);
    let until_s = edges[intervals.min(edges.len() - 1)];
    let agents: Vec<String> = items(&p["staffing"]["agents"]).iter().map(Value::to_string).collect();
    let text = format!(
        "[horizon]\nopens = \"00:00\"\ncloses = {}\ninterval = \"{}s\"\n[contact.call]\narrivals = {{ rate = {} }}\n\
         handle = {}\npatience = {}\nservice_level = {{ within = \"{}s\", target = 0.8 }}\n[group.all]\nagents = {}\n\
         skills.call = {{}}\n",
        clock(until_s),
        edges[1] - edges[0],
        rates(&p["arrivals"], until_s),
        exponential(&p["service_mean_s"]),
        exponential(&p["patience_mean_s"]),
        p["T_s"],
        steps(&numbers(&p["staffing"]["edges_s"]), &agents, until_s),
    );
    let each = (days / SHARDS as f64).ceil() as u64;
    let title = if intervals < edges.len() { format!("{id}, first {intervals} intervals") } else { id.to_string() };
    let mut comparison = Comparison::new(&title, simulate(&compile(&text), seed(&title), each, true));
    let named = |name: &str| of_named(name).is_some();
    if intervals >= edges.len() - 1 {
        for (name, value) in entries(&case["measures"]["day"]).filter(|(name, _)| named(name)) {
            let figure = of_named(name).unwrap();
            comparison.exact(format!("day {name}"), number(value), |sums| figure(&sums.all.whole, sums.days));
        }
    }
    for (i, interval) in items(&case["measures"]["intervals"]).iter().take(intervals).enumerate() {
        for (name, value) in entries(interval).filter(|(name, _)| named(name)) {
            let figure = of_named(name).unwrap();
            comparison
                .exact(format!("{:2} {name}", i), number(value), |sums| figure(&sums.intervals[i].whole, sums.days));
        }
    }
    comparison
}

pub type OfTotals<'a> = Box<dyn Fn(&Totals, f64) -> (f64, f64) + 'a>;

/// A figure of a day or an interval, if ours means the same.
pub fn of_named(name: &str) -> Option<OfTotals<'_>> {
    let nothing = Totals::default();
    if name == "expected_arrivals" {
        return Some(Box::new(|t, days| (t.offered, days)));
    }
    if of_contacts(name, &nothing).is_some() {
        return Some(Box::new(move |t, _| of_contacts(name, t).unwrap()));
    }
    of_agents(name, &nothing)?;
    Some(Box::new(move |t, _| of_agents(name, t).unwrap()))
}
