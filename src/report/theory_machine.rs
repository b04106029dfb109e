//! Formulas and simulation for other programs.

use serde_json::{Map, Value, json};

use crate::model::Model;
use crate::theory::stationary::Solved;

use super::machine::number;
use super::theory::{COMMON, Compared, clock, reasons};

/// Every queue of the scenario as one JSON object. What has no value is null.
pub fn json(whole: &Model, compared: &[Compared], seed: u64) -> String {
    let queues = compared.iter().map(|one| {
        let contacts = one.pool.contacts.iter().map(|id| json!(whole.contacts[id.index()].name));
        let groups = one.pool.groups.iter().map(|id| json!(whole.groups[id.index()].name));
        let intervals = one.pool.intervals.iter().enumerate().map(|(i, interval)| {
            json!({
                "from": clock(&one.model, interval),
                "offered": interval.offered,
                "load": interval.traffic.load(),
                "scheduled": interval.scheduled,
                "agents": interval.agents,
                "others": interval.others,
                "needed": interval.least_agents,
                "to_schedule": interval.least_scheduled,
                "square_root": interval.square_root.map(|rule| rule.agents),
                "simulation": simulated(one, Some(i)),
                "formulas": formulas(one, &interval.solved),
            })
        });
        json!({
            "contacts": contacts.collect::<Vec<Value>>(),
            "groups": groups.collect::<Vec<Value>>(),
            "class": one.pool.class.name(),
            "simulation": simulated(one, None),
            "formulas": formulas(one, &one.pool.day),
            "intervals": intervals.collect::<Vec<Value>>(),
            "why": reasons(one),
        })
    });
    let replications = compared.first().map(|one| one.summary.replications);
    let object = json!({
        "scenario": whole.name,
        "seed": seed,
        "replications": replications,
        "queues": queues.collect::<Vec<Value>>(),
    });
    format!("{object:#}\n")
}

fn simulated(one: &Compared, interval: Option<usize>) -> Map<String, Value> {
    let figure = |name: &str| one.simulated(interval, name);
    let there = COMMON.iter().filter_map(|(name, _, _)| Some((*name, figure(name)?)));
    there
        .map(|(name, e)| (name.to_string(), json!({ "mean": e.mean, "half_width": e.half_width, "sd": e.sd })))
        .collect()
}

fn formulas(one: &Compared, all: &[Solved]) -> Map<String, Value> {
    let figures = |solved: &Solved| match &solved.answer {
        Err(_) => Value::Null,
        Ok(answer) => {
            let mut figures: Map<String, Value> =
                COMMON.iter().map(|common| (common.0.to_string(), json!(one.formula(common, answer)))).collect();
            figures.insert("blocked_share".to_string(), json!(answer.blocked_share));
            Value::Object(figures)
        }
    };
    all.iter().map(|solved| (solved.model.name().to_string(), figures(solved))).collect()
}

/// In long form, a row for each figure: queue (from 1), interval (empty for the whole), by which formula or the
/// simulation, measure, value, half-width.
///
/// # Errors
/// None in practice: it is written into memory.
pub fn csv(compared: &[Compared]) -> Result<Vec<u8>, csv::Error> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["queue", "from", "by", "measure", "value", "half_width"])?;
    for (queue, one) in (1..).zip(compared) {
        let whole = std::iter::once((String::new(), None, &one.pool.day));
        let day = one.model.intervals() > 1;
        let intervals = one.pool.intervals.iter().enumerate().filter(|_| day);
        let intervals = intervals.map(|(i, interval)| (clock(&one.model, interval), Some(i), &interval.solved));
        for (from, interval, solved) in whole.chain(intervals) {
            let queue = format!("{queue}");
            for common in COMMON {
                let name = common.0;
                if let Some(e) = one.simulated(interval, name) {
                    table.write_record([&queue, &from, "simulation", name, &number(e.mean), &number(e.half_width)])?;
                }
                for solved in solved {
                    let value = solved
                        .answer
                        .ok()
                        .and_then(|answer| one.formula(common, &answer))
                        .map_or_else(String::new, number);
                    table.write_record([&queue, &from, solved.model.name(), name, &value, ""])?;
                }
            }
        }
    }
    table.into_inner().map_err(|error| error.into_error().into())
}
