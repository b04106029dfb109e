//! The interval of reports changes no answer: the ready scenarios live the same days with any.

use onhold::measure::Totals;
use onhold::model::{HorizonKind, Model};
use onhold::scenario::{Files, Scenario};

use crate::witness::{Lived, live};

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

/// Sums are added up interval by interval, so their last digits may differ: by n · 2⁻⁵² of the sum of the sizes of their n
/// terms, which are at most one for each event and for each cell of the books.
fn same(name: &str, one: &Lived, other: &Lived, [a, b]: [f64; 2], cells: usize) {
    let terms = (one.events.len().max(other.events.len()) + cells) as f64;
    let whole = &one.whole;
    let size = match name {
        // Scores of both signs, each of 6 at most.
        "satisfaction" => 6.0 * whole.judged,
        // What is gained less what is lost.
        "net_value" => {
            let customers = whole.lifetime_value_won + whole.lifetime_value_lost;
            whole.revenue + customers + whole.goodwill_cost + whole.staffing_cost
        }
        _ => a.abs(),
    };
    let bound = terms * f64::EPSILON * size;
    assert!((a - b).abs() <= bound, "{name}: {a} and {b}, {} apart where {bound} is rounding", (a - b).abs());
}

/// Sums of one interval and of another are the same up to the rounding of their terms.
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
            let cells = 300 * (model.contacts.len() + model.groups.len());
            sums.for_each(|((sum, a), b)| same(sum, &one, &other, [a, b], cells));
            compared.push(name.as_str());
        }
    }
    compared.dedup();
    assert!(compared.len() >= 8 && compared.contains(&"shifts.toml"), "{compared:?}");
}
