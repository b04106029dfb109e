//! What a run found, for other programs: JSON and CSV.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::measure::{Estimate, Scope};
use crate::model::HorizonKind;
use crate::scenario::units::show_clock;

use super::channels::name;
use super::run::{Run, notes};
use crate::study::cell::text_cell;

/// The summary as one JSON object; where its types are of several channels, it has their figures by channel as well. What is infinite or not a number (an error that one sample cannot give) is null.
pub fn json(run: &Run<'_>) -> String {
    let model = run.model;
    let contact = |k: usize| model.contacts[k].name.clone();
    let mut measures = Value::Null;
    let (mut contacts, mut groups, mut channels) = (Map::new(), Map::new(), Map::new());
    let mut intervals: Vec<Map<String, Value>> = Vec::new();
    let mut of_interval: Vec<Map<String, Value>> = Vec::new();
    let mut channels_of: BTreeMap<usize, Map<String, Value>> = BTreeMap::new();
    let mut days: Vec<Map<String, Value>> = Vec::new();
    for (scope, list) in &run.summary.scopes {
        let figures: Map<String, Value> = list.iter().map(|(name, e)| ((*name).to_string(), figure(e))).collect();
        match *scope {
            Scope::Whole => measures = Value::Object(figures),
            Scope::Contact(k) => drop(contacts.insert(contact(k), Value::Object(figures))),
            Scope::Group(g) => drop(groups.insert(model.groups[g].name.clone(), Value::Object(figures))),
            Scope::Interval(i) => {
                let (from, to) = clock(run, i);
                let mut interval = Map::from_iter([("from".to_string(), json!(from)), ("to".to_string(), json!(to))]);
                interval.extend(figures);
                intervals.push(interval);
                of_interval.push(Map::new());
            }
            Scope::ContactInInterval(_, k) => {
                of_interval.iter_mut().last().map(|all| all.insert(contact(k), Value::Object(figures)));
            }
            Scope::Day(d) => {
                let mut day = Map::from_iter([("day".to_string(), json!(d + 1))]);
                day.extend(figures);
                days.push(day);
            }
            Scope::Types(set) => {
                name(model, set).map(|channel| channels.insert(channel.to_string(), Value::Object(figures)));
            }
            Scope::TypesInInterval(i, set) => {
                let all = channels_of.entry(i).or_default();
                name(model, set).map(|channel| all.insert(channel.to_string(), Value::Object(figures)));
            }
        }
    }
    for (i, all) in channels_of {
        intervals.get_mut(i).map(|interval| interval.insert("channels".to_string(), Value::Object(all)));
    }
    for (interval, all) in intervals.iter_mut().zip(of_interval) {
        interval.insert("contacts".to_string(), Value::Object(all));
    }
    let mut object = json!({
        "scenario": model.name,
        "seed": run.seed,
        "replications": run.summary.replications,
        "measures": measures,
        "contacts": contacts,
        "groups": groups,
        "intervals": intervals,
    });
    if !channels.is_empty() {
        object["channels"] = json!(channels);
    }
    let notes = notes(model);
    if !notes.is_empty() {
        object["notes"] = json!(notes);
    }
    if !days.is_empty() {
        object["days"] = json!(days);
    }
    format!("{object:#}\n")
}

fn figure(estimate: &Estimate) -> Value {
    json!({ "mean": estimate.mean, "half_width": estimate.half_width, "sd": estimate.sd })
}

/// Start and end of an interval by the clock.
fn clock(run: &Run<'_>, interval: usize) -> (String, String) {
    let horizon = &run.model.horizon;
    let length_s = match horizon.kind {
        HorizonKind::Day { interval_s } => interval_s,
        HorizonKind::Steady => horizon.length_s,
    };
    let at = |i: usize| show_clock(horizon.opens_s + i as f64 * length_s);
    (at(interval), at(interval + 1))
}

/// The summary in long form, a row for each figure. What is infinite or not a number is an empty cell.
///
/// # Errors
/// None in practice: it is written into memory.
pub fn csv(run: &Run<'_>) -> Result<Vec<u8>, csv::Error> {
    let model = run.model;
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["scope", "name", "measure", "mean", "half_width", "sd"])?;
    for (scope, list) in &run.summary.scopes {
        let (scope, name) = match *scope {
            Scope::Whole => ("whole", String::new()),
            Scope::Contact(k) => ("contact", model.contacts[k].name.clone()),
            Scope::Group(g) => ("group", model.groups[g].name.clone()),
            Scope::Interval(i) => ("interval", clock(run, i).0),
            Scope::ContactInInterval(i, k) => {
                ("interval-contact", format!("{}/{}", clock(run, i).0, model.contacts[k].name))
            }
            Scope::Day(d) => ("day", (d + 1).to_string()),
            Scope::Types(set) => ("channel", name(model, set).unwrap_or_default().to_string()),
            Scope::TypesInInterval(i, set) => {
                ("interval-channel", format!("{}/{}", clock(run, i).0, name(model, set).unwrap_or_default()))
            }
        };
        for (measure, estimate) in list {
            let [mean, half_width, sd] = [estimate.mean, estimate.half_width, estimate.sd].map(number);
            table.write_record([scope, &text_cell(&name), measure, &mean, &half_width, &sd])?;
        }
    }
    table.into_inner().map_err(|error| error.into_error().into())
}

/// A number of a CSV file: as many digits as tell it from every other; nothing for what is not finite.
pub fn number(value: f64) -> String {
    if value.is_finite() { value.to_string() } else { String::new() }
}

/// What went wrong beneath the writing of CSV.
pub(super) fn plain_error(error: csv::Error) -> std::io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => std::io::Error::other(format!("{other:?}")),
    }
}
