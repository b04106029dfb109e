//! Stationary cases: one queue, priorities, several types and groups.

use onhold::measure::Totals;
use serde_json::Value;

use crate::common::comparison::{Comparison, of_agents, of_contacts};
use crate::common::{compile, entries, hours, items, number, reference, simulate};
use crate::seed;

/// A law of the references in our format.
pub fn law(law: &Value) -> String {
    let seconds = |key: &str| number(&law[key]);
    match law["distribution"].as_str() {
        Some("exponential") => format!("{{ exponential = {{ mean = \"{}s\" }} }}", seconds("mean_s")),
        Some("deterministic") => format!("{{ constant = \"{}s\" }}", seconds("value_s")),
        Some("uniform") => format!("{{ uniform = {{ from = \"0s\", to = \"{}s\" }} }}", seconds("max_s")),
        Some("weibull") => {
            let shape = seconds("shape");
            // Ours is given by its mean.
            let mean = seconds("scale_s") * libm::tgamma(1.0 + 1.0 / shape);
            format!("{{ weibull = {{ mean = \"{mean}s\", shape = {shape} }} }}")
        }
        Some("lognormal") => {
            format!("{{ lognormal = {{ mean = \"{}s\", cv = {} }} }}", seconds("mean_s"), seconds("cv"))
        }
        Some("hyperexponential") => {
            let means: Vec<String> = items(&law["means_s"]).iter().map(|m| format!("\"{m}s\"")).collect();
            format!("{{ hyperexponential = {{ means = [{}], shares = {} }} }}", means.join(", "), law["weights"])
        }
        other => panic!("unknown law {other:?}"),
    }
}

pub fn exponential(mean_s: &Value) -> String {
    format!("{{ exponential = {{ mean = \"{mean_s}s\" }} }}")
}

/// One queue, one group.
pub fn single_skill(p: &Value, steady_h: f64) -> String {
    let warm_up_h = if p["agents"] == 1 { LONG_WARM_UP_H } else { WARM_UP_H };
    let mut text = format!(
        "[horizon]\nsteady = \"{}h\"\nwarm_up = \"{warm_up_h}h\"\n[contact.call]\narrivals = {{ rate = \"{}/h\" }}\n\
         handle = {}\nservice_level = {{ within = \"{}s\", target = 0.8 }}\n",
        steady_h + warm_up_h,
        p["arrival_rate_per_h"],
        law(&p["service"]),
        p["T_s"]
    );
    if !p["patience"].is_null() {
        text += &format!("patience = {}\n", law(&p["patience"]));
    }
    if !p["places_total"].is_null() {
        text += &format!("lines = {}\n", p["places_total"]);
    }
    if let Some(joins) = p["join_probability"].as_f64() {
        text += &format!("balks = {}\n", 1.0 - joins);
    }
    text + &format!("[group.all]\nagents = {}\nskills.call = {{}}\n", p["agents"])
}

/// At least ten relaxation times of every case with several agents (the slowest, A14, has one of an hour).
pub const WARM_UP_H: f64 = 20.0;
/// Of those with one agent, whose relaxation time is some hours.
pub const LONG_WARM_UP_H: f64 = 100.0;

pub fn steady_case(id: &str, contacts: f64) -> Comparison {
    let case = reference(&format!("exact/{id}.json"));
    let p = &case["parameters"];
    let steady_h = hours(contacts, number(&p["arrival_rate_per_h"]));
    let shards = simulate(&compile(&single_skill(p, steady_h)), seed(id), 1, false);
    let mut comparison = Comparison::new(id, shards);
    for (name, value) in entries(&case["measures"]) {
        comparison.exact(name, number(value), |sums| {
            let t = &sums.all.whole;
            let ours = of_contacts(name, t).or_else(|| of_agents(name, t));
            ours.unwrap_or_else(|| match name {
                "E_W2_s2" => (sums.wait_squares, t.answered + t.abandoned),
                other => panic!("unknown measure {other}"),
            })
        });
    }
    comparison
}

/// So many of a case's queues side by side in one center, whose slowest relaxation time is below four minutes: two hours of
/// warm-up, and four million contacts.
pub fn side_by_side(id: &str, copies: u32) -> Comparison {
    let case = reference(&format!("exact/{id}.json"));
    let p = &case["parameters"];
    let steady_h = hours(4e6, number(&p["arrival_rate_per_h"]) * f64::from(copies));
    let mut text = format!("[horizon]\nsteady = \"{}h\"\nwarm_up = \"2h\"\n", steady_h + 2.0);
    for k in 0..copies {
        text += &format!(
            "[contact.k{k}]\narrivals = {{ rate = \"{}/h\" }}\nhandle = {}\npatience = {}\n\
             service_level = {{ within = \"{}s\", target = 0.8 }}\n[group.g{k}]\nagents = {}\nskills.k{k} = {{}}\n",
            p["arrival_rate_per_h"],
            law(&p["service"]),
            law(&p["patience"]),
            p["T_s"],
            p["agents"]
        );
    }
    let shards = simulate(&compile(&text), seed("side by side"), 1, false);
    let mut comparison = Comparison::new(&format!("{copies} times {id}"), shards);
    for (name, value) in entries(&case["measures"]) {
        let of_all = if ["E_Q", "E_busy"].contains(&name) { f64::from(copies) } else { 1.0 };
        comparison.exact(name, of_all * number(value), |sums| {
            let t = &sums.all.whole;
            of_contacts(name, t).or_else(|| of_agents(name, t)).unwrap_or_else(|| panic!("unknown measure {name}"))
        });
    }
    comparison
}

/// Classes with priorities, one group.
pub fn priority_case(id: &str, contacts: f64) -> Comparison {
    let case = reference(&format!("exact/{id}.json"));
    let p = &case["parameters"];
    let classes = items(&p["classes"]);
    let per_hour: f64 = classes.iter().map(|c| number(&c["arrival_rate_per_h"])).sum();
    let steady_h = hours(contacts, per_hour) + WARM_UP_H;
    let mut text = format!("[horizon]\nsteady = \"{steady_h}h\"\nwarm_up = \"{WARM_UP_H}h\"\n");
    let mut skills = String::new();
    for (i, class) in classes.iter().enumerate() {
        text += &format!(
            "[contact.{}]\narrivals = {{ rate = \"{}/h\" }}\nhandle = {}\n\
             service_level = {{ within = \"{}s\", target = 0.8 }}\n",
            class["name"].as_str().unwrap(),
            class["arrival_rate_per_h"],
            law(&p["service"]),
            p["T_s"]
        );
        skills += &format!("skills.{} = {{ priority = {} }}\n", class["name"].as_str().unwrap(), i + 1);
    }
    text += &format!("[group.all]\nagents = {}\n{skills}", p["agents"]);
    let mut comparison = Comparison::new(id, simulate(&compile(&text), seed(id), 1, false));
    for (name, value) in entries(&case["measures"]) {
        if name == "classes" {
            for (k, class) in items(value).iter().enumerate() {
                for (name, value) in entries(class).filter(|(name, _)| *name != "name") {
                    let figure = |t: &Totals| of_contacts(name, t).unwrap_or_else(|| panic!("unknown measure {name}"));
                    let row = format!("{} {name}", class["name"].as_str().unwrap());
                    comparison.exact(row, number(value), |sums| figure(&sums.all.types[k]));
                }
            }
        } else {
            let figure = |t: &Totals| of_contacts(name, t).or_else(|| of_agents(name, t)).unwrap();
            comparison.exact(name, number(value), |sums| figure(&sums.all.whole));
        }
    }
    comparison
}

/// Several types and groups, a handle time for each pair, lists of who comes first on both sides.
pub fn multi_skill(p: &Value, contacts: f64) -> String {
    let types = items(&p["types"]);
    let per_hour: f64 = types.iter().map(|t| number(&t["arrival_rate_per_h"])).sum();
    let steady_h = hours(contacts, per_hour) + WARM_UP_H;
    let mut text = format!("[horizon]\nsteady = \"{steady_h}h\"\nwarm_up = \"{WARM_UP_H}h\"\n");
    for t in types {
        text += &format!(
            "[contact.{}]\narrivals = {{ rate = \"{}/h\" }}\npatience = {}\n\
             service_level = {{ within = \"{}s\", target = 0.8 }}\n",
            t["name"].as_str().unwrap(),
            t["arrival_rate_per_h"],
            exponential(&t["patience_mean_s"]),
            p["T_s"]
        );
    }
    let place = |list: &Value, name: &str| items(list).iter().position(|n| n == name).unwrap() + 1;
    for group in items(&p["groups"]) {
        let name = group["name"].as_str().unwrap();
        text += &format!("[group.{name}]\nagents = {}\n", group["agents"]);
        for kind in items(&p["agent_routing"][name]).iter().filter_map(Value::as_str) {
            text += &format!(
                "skills.{kind} = {{ choice = {}, priority = {}, handle = {} }}\n",
                place(&p["arrival_routing"][kind], name),
                place(&p["agent_routing"][name], kind),
                exponential(&p["mean_handle_s"][name][kind])
            );
        }
    }
    text
}

pub fn multi_skill_case(id: &str, contacts: f64) -> Comparison {
    let case = reference(&format!("exact/{id}.json"));
    let (p, measures) = (&case["parameters"], &case["measures"]);
    assert!(p["idle_reserve"].is_null());
    let shards = simulate(&compile(&multi_skill(p, contacts)), seed(id), 1, false);
    let mut comparison = Comparison::new(id, shards);
    let types: Vec<&str> = items(&p["types"]).iter().filter_map(|t| t["name"].as_str()).collect();
    let groups: Vec<&str> = items(&p["groups"]).iter().filter_map(|g| g["name"].as_str()).collect();
    for (k, kind) in types.iter().enumerate() {
        for (name, value) in entries(&measures["types"][kind]) {
            if name == "served_share_by_group" {
                for (g, group) in groups.iter().enumerate() {
                    comparison.exact(format!("{kind} share of {group}"), number(&value[group]), |sums| {
                        (sums.served[g][k], sums.all.types[k].answered)
                    });
                }
                continue;
            }
            let figure = |t: &Totals| of_contacts(name, t).unwrap_or_else(|| panic!("unknown measure {name}"));
            comparison.exact(format!("{kind} {name}"), number(value), |sums| figure(&sums.all.types[k]));
        }
    }
    for (g, group) in groups.iter().enumerate() {
        for (name, value) in entries(&measures["groups"][group]) {
            if name == "E_busy_by_type" {
                for (kind, value) in entries(value) {
                    let k = types.iter().position(|t| *t == kind).unwrap();
                    // By Little's law: handle times of those who arrived, in a time unit.
                    comparison.exact(format!("{group} busy with {kind}"), number(value), |sums| {
                        (sums.handle_s[g][k], sums.all.whole.open_s)
                    });
                }
                continue;
            }
            let figure = |t: &Totals| of_agents(name, t).unwrap_or_else(|| panic!("unknown measure {name}"));
            comparison.exact(format!("{group} {name}"), number(value), |sums| figure(&sums.all.groups[g]));
        }
    }
    for (name, value) in entries(&measures["all"]) {
        let figure = |t: &Totals| of_contacts(name, t).unwrap_or_else(|| panic!("unknown measure {name}"));
        comparison.exact(format!("all {name}"), number(value), |sums| figure(&sums.all.whole));
    }
    comparison
}
