//! The interval of reports changes no answer: the ready scenarios live the same days with any.

use onhold::measure::Totals;
use onhold::model::{HorizonKind, Model};
use onhold::scenario::{Files, Scenario};

use crate::witness::live;

/// Files beside the ready scenarios.
struct Configs;

fn path(name: &str) -> String {
    format!("{}/configs/{name}", env!("CARGO_MANIFEST_DIR"))
}

impl Files for Configs {
    fn read(&self, name: &str) -> Result<String, String> {
        std::fs::read_to_string(path(name)).map_err(|error| error.to_string())
    }
}

/// The scenario with another interval; nothing where that does not divide its hours, or its lists have another length.
fn with_interval(text: &str, interval: &str) -> Option<Model> {
    let mut scenario = Scenario::parse(text, "ready.toml").unwrap();
    scenario.set("horizon.interval", interval).unwrap();
    Some(scenario.compile(&Configs).ok()?.model)
}

/// The same but for the interval: no list, nor a number that is meant by the interval, has become something else.
fn says_the_same(one: &Model, other: &Model) -> bool {
    Model { horizon: other.horizon.clone(), ..one.clone() } == *other
}

/// Sums are added up interval by interval, so their last digits may differ; no count can differ by less than one.
fn same(name: &str, one: f64, other: f64) {
    assert!((one - other).abs() <= 1e-11 * one.abs().max(1.0), "{name}: {one} and {other}");
}

#[test]
fn no_interval_changes_what_the_ready_scenarios_live() {
    let mut compared = Vec::new();
    let mut names: Vec<String> =
        std::fs::read_dir(path("")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    for name in names.iter().filter(|name| name.ends_with(".toml")) {
        let text = std::fs::read_to_string(path(name)).unwrap();
        let model = Scenario::parse(&text, name).unwrap().compile(&Configs).unwrap().model;
        if !matches!(model.horizon.kind, HorizonKind::Day { .. }) || model.horizon.days > 20 {
            continue;
        }
        let others = ["5m", "20m", "30m", "1h", "2h"].map(|interval| with_interval(&text, interval));
        let others: Vec<Model> = others.into_iter().flatten().filter(|other| says_the_same(&model, other)).collect();
        for other in others.iter().filter(|other| other.horizon != model.horizon) {
            let (one, other) = (live(&model, 11), live(other, 11));
            assert_eq!(one.events, other.events, "{name}");
            let sums = Totals::NAMES.iter().zip(one.whole.values()).zip(other.whole.values());
            sums.for_each(|((sum, one), other)| same(&format!("{name} {sum}"), one, other));
            compared.push(name.as_str());
        }
    }
    compared.dedup();
    assert!(compared.len() >= 8 && compared.contains(&"shifts.toml"), "{compared:?}");
}
