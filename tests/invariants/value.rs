//! The books of value add up, in random settings of the ready scenarios: net value is the sum of its parts, and is revenue
//! and customers less goodwill and staffing; what is told by type, by group and by day is the whole.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use onhold::measure::{NET_VALUE_PARTS, Scope, Summary, Totals, measure};
use onhold::model::Model;
use onhold::scenario::{Files, Scenario};
use onhold::study::{RunOptions, run};

use crate::means::means_lie_between;

/// Random settings of each ready scenario.
const SETTINGS: u64 = 24;
/// Measures that are the whole center's as the sum of its contact types'.
const BY_TYPE: [&str; 24] = [
    "offered",
    "answered",
    "abandoned",
    "balked",
    "blocked",
    "delighted",
    "satisfied",
    "indifferent",
    "dissatisfied",
    "complaints",
    "silent_dissatisfied",
    "people_told",
    "people_told_good",
    "recovered",
    "notified",
    "goodwill_cost",
    "revenue",
    "lost_to_clock",
    "lost_to_hardness",
    "lost_to_unfairness",
    "lost_unserved",
    "lost_unresolved",
    "lost_to_broken_promises",
    "callbacks",
];
/// Measures that word of mouth in a customer base adds to the whole center alone.
const WITHOUT_MOUTH: [&str; 5] =
    ["customers_lost", "customers_won", "lifetime_value_lost", "lifetime_value_won", "value_at_best"];

struct Beside;

impl Files for Beside {
    fn read(&self, path: &str) -> Result<String, String> {
        fs::read_to_string(PathBuf::from("configs").join(path)).map_err(|error| error.to_string())
    }
}

/// Numbers that are the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % n as u64) as usize
    }
}

/// Everything that can act on what customers are worth; `NAME` is a contact type.
const CHANGES: [(&str, &str); 41] = [
    ("preset", "course"),
    ("preset", "evidence"),
    ("preset", "five-ten"),
    ("wait.announce", "{ estimate = \"queue-length\", leaves_at_once = 0.4 }"),
    ("wait.announce", "{ estimate = \"last-to-enter\", every = \"30s\", promise = 0.5 }"),
    ("wait.hold", "silence"),
    ("contact.NAME.wait", "{ hold = \"silence\" }"),
    ("wait.order_visible", "1"),
    ("wait.idle", "0"),
    ("wait.abandoned", "3"),
    ("wait.stretch.idle", "0.5"),
    ("contact.NAME.patience_clock", "wall"),
    ("contact.NAME.patience", "{ constant = \"20s\" }"),
    ("contact.NAME.balks", "0.9"),
    ("contact.NAME.lines", "1"),
    ("contact.NAME.lines", "4"),
    ("contact.NAME.callback", "{ offer_when = { queue = 2 }, accepts = 0.6, reach = 0.7 }"),
    ("contact.NAME.callback", "{ offer_when = { queue = 1 }, accepts = 0.9, served = \"when-quiet\", promise = 0.5 }"),
    ("contact.NAME.redial", "{ share = 0.5, after = { constant = \"5m\" }, limit = 3 }"),
    ("contact.NAME.aftermath", "{ second_hand = 0.3 }"),
    ("contact.NAME.segment", "{ vip = 0.3, standard = 0.7 }"),
    ("service.resolution", "0.6"),
    ("service.resolved", "{ yes = -1, no = 1 }"),
    ("service.anger", "0.5"),
    ("aftermath.notice", "{ share = 0.5, costs = 2 }"),
    ("aftermath.complaint.costs", "20"),
    ("aftermath.complaint.becomes", "NAME"),
    ("aftermath.tolerance", "0"),
    ("aftermath.alarm", "{ complaints_per_hour = 2 }"),
    ("aftermath.second_hand", "0.3"),
    ("market", "{ size = 400000, customers = 60000 }"),
    ("market", "{ customers = 6000, grows = \"linear\" }"),
    ("value.per_contact", "3"),
    ("value.per_contact.NAME", "4"),
    ("value.retention", "0.9"),
    ("horizon.days", "2"),
    ("horizon.warm_up", "2h"),
    ("horizon.closing", "hang-up"),
    ("horizon.interval", "1h"),
    ("contact.NAME.importance", "3"),
    ("contact.NAME.head_start", "30s"),
];

/// A ready scenario with some changes, those that go together; what was changed.
fn setting(text: &str, dice: &mut Dice) -> Option<(Model, String)> {
    let mut scenario = Scenario::parse(text, "ready.toml").unwrap();
    let names: Vec<String> = scenario.compile(&Beside).unwrap().model.contacts.iter().map(|c| c.name.clone()).collect();
    let mut said = Vec::new();
    let mut change = |scenario: &mut Scenario, path: &str, value: &str| {
        if scenario.set(path, value).is_ok() {
            said.push(format!("{path} = {value}"));
        }
    };
    change(&mut scenario, "customer.vip", "{ value = 5, clock = 1.5 }");
    change(&mut scenario, "value", "{ margin = 5, purchases_per_year = 52, years = 5 }");
    for _ in 0..1 + dice.below(6) {
        let name = &names[dice.below(names.len())];
        let (path, value) = CHANGES[dice.below(CHANGES.len())];
        let before = scenario.clone();
        change(&mut scenario, &path.replace("NAME", name), &value.replace("NAME", name));
        // What cannot go with the rest is taken back.
        if scenario.compile(&Beside).is_err() {
            scenario = before;
        }
    }
    let model = scenario.compile(&Beside).ok()?.model;
    Some((model, said.join("; ")))
}

fn near(a: f64, b: f64, size: f64) -> bool {
    (a - b).abs() <= 1e-9 * size.max(1.0)
}

/// Net value in a scope: by its parts, and by what it is defined as.
fn value_adds_up(get: impl Fn(&str) -> f64, whole: bool) -> Result<(), String> {
    let net_value = get("net_value");
    let parts: Vec<f64> = NET_VALUE_PARTS
        .iter()
        .map(|(name, ..)| if matches!(*name, "revenue" | "value_at_best") { get(name) } else { -get(name) })
        .collect();
    let size = parts.iter().fold(0.0, |most: f64, part| most.max(part.abs()));
    let customers = get("lifetime_value_won") - get("lifetime_value_lost");
    let defined = get("revenue") + customers - get("goodwill_cost") - get("staffing_cost");
    let by_part: f64 = parts.iter().sum();
    if !near(defined, net_value, size) {
        return Err(format!("net value {net_value}, by its definition {defined}"));
    }
    if whole && !near(by_part, net_value, size) {
        return Err(format!("net value {net_value}, by its parts {by_part}"));
    }
    Ok(())
}

fn books_add_up(model: &Model, summary: &Summary) -> Result<(), String> {
    means_lie_between(model, summary)?;
    let get = |scope: Scope, name: &str| summary.get(scope, name).map_or(0.0, |estimate| estimate.mean);
    let types = |name: &str| (0..model.contacts.len()).map(|k| get(Scope::Contact(k), name)).sum::<f64>();
    let days = model.horizon.days as usize;
    let scopes = std::iter::once(Scope::Whole).chain((0..if days > 1 { days } else { 0 }).map(Scope::Day));
    for scope in scopes.chain((0..model.intervals()).map(Scope::Interval)) {
        // Of an interval its parts are told, the value at best where something follows from contacts.
        let told =
            summary.get(scope, "value_at_best").is_some() || model.contacts.iter().all(|c| c.aftermath.is_none());
        value_adds_up(|name| get(scope, name), told).map_err(|why| format!("{scope:?}: {why}"))?;
    }
    for name in BY_TYPE {
        let (sum, whole) = (types(name), get(Scope::Whole, name));
        if !near(sum, whole, whole.abs()) {
            return Err(format!("{name}: {whole}, by type {sum}"));
        }
    }
    let lifetime = model.value.as_ref().unwrap().lifetime();
    let mouth = if model.market.is_some() {
        [get(Scope::Whole, "customers_lost_by_mouth"), get(Scope::Whole, "customers_won")]
    } else {
        [0.0, 0.0]
    };
    for name in WITHOUT_MOUTH {
        let by_mouth = match name {
            "customers_lost" => mouth[0],
            "customers_won" => mouth[1],
            // Who is lost or won by what is told in a base is of any kind: what they are worth is not told apart.
            _ if model.market.is_some() && model.contacts.iter().any(|c| !c.segment.is_empty()) => continue,
            "lifetime_value_lost" => lifetime * mouth[0],
            "lifetime_value_won" => lifetime * mouth[1],
            _ => lifetime * (mouth[1] - mouth[0]),
        };
        let (sum, whole) = (types(name) + by_mouth, get(Scope::Whole, name));
        let size = get(Scope::Whole, "lifetime_value_lost").abs().max(get(Scope::Whole, "lifetime_value_won").abs());
        if !near(sum, whole, size.max(whole.abs())) {
            return Err(format!("{name}: {whole}, by type and by mouth {sum}"));
        }
    }
    let groups: f64 = (0..model.groups.len()).map(|g| get(Scope::Group(g), "staffing_cost")).sum();
    if !near(groups, get(Scope::Whole, "staffing_cost"), groups) {
        return Err(format!("staffing by group {groups}"));
    }
    // A warm-up of hours belongs to no day.
    for name in BY_TYPE.iter().chain(&WITHOUT_MOUTH).chain(&["staffing_cost", "net_value"]) {
        let is_sum = measure(name).is_some() && days > 1;
        let by_day: f64 = (0..days).map(|day| get(Scope::Day(day), name)).sum();
        let whole = get(Scope::Whole, name);
        if is_sum && !near(by_day, whole, whole.abs().max(get(Scope::Whole, "lifetime_value_lost"))) {
            return Err(format!("{name}: {whole}, by day {by_day}"));
        }
    }
    Ok(())
}

/// Sums of a replication have the names of the measures that are made of them: the parts of net value are among both.
#[test]
fn parts_of_net_value_are_measures() {
    for (name, ..) in NET_VALUE_PARTS {
        assert!(measure(name).is_some() && (Totals::NAMES.contains(&name) || name == "value_at_best"), "{name}");
    }
}

#[test]
fn value_adds_up_in_random_settings_of_the_ready_scenarios() {
    let mut ready: Vec<PathBuf> = fs::read_dir("configs").unwrap().map(|entry| entry.unwrap().path()).collect();
    // The bank's day is long; nothing in it is not in the others.
    ready.retain(|path| path.extension().is_some_and(|e| e == "toml") && !path.ends_with("bank.toml"));
    ready.sort();
    let (mut lived, mut wrong) = (0, Vec::new());
    for (number, path) in (0..).zip(&ready) {
        let text = fs::read_to_string(path).unwrap();
        let mut dice = Dice(2026 + number);
        for _ in 0..SETTINGS {
            let Some((model, said)) = setting(&text, &mut dice) else { continue };
            let options = RunOptions { detailed: true, ..RunOptions::default() };
            // What causes more contacts than anybody could live through is refused.
            let Ok(summary) = run(&model, 1, 2, &options, &(), &AtomicBool::new(false)) else { continue };
            lived += 1;
            if let Err(why) = books_add_up(&model, &summary) {
                wrong.push(format!("{}: {why}\n    {said}", path.display()));
            }
        }
    }
    assert!(lived > ready.len() as u64 * SETTINGS * 9 / 10, "{lived} of {}", ready.len() as u64 * SETTINGS);
    assert!(wrong.is_empty(), "{} of {lived}:\n{}", wrong.len(), wrong.join("\n"));
}

/// What was found apart: complaints as work, turned away and told how long, called back.
#[test]
fn value_adds_up_where_it_was_found_apart() {
    let worth = ("value", "{ margin = 5, purchases_per_year = 52, years = 5 }");
    let told = ("wait.announce", "{ estimate = \"queue-length\", leaves_at_once = 0.3 }");
    let offer = "{ offer_when = { queue = 2 }, accepts = 0.6, reach = 0.7 }";
    let cases: [(&str, &[(&str, &str)]); 4] = [
        ("complaints", &[("contact.complaint.balks", "0.9")]),
        ("floor", &[("contact.call.lines", "1"), told, ("contact.call.balks", "0.9")]),
        ("chat", &[worth, ("preset", "course"), ("contact.chat.callback", offer)]),
        ("chat", &[worth, ("contact.call.aftermath", "{}"), ("contact.call.callback", offer)]),
    ];
    for (name, changes) in cases {
        let mut scenario = Scenario::parse(&fs::read_to_string(format!("configs/{name}.toml")).unwrap(), name).unwrap();
        changes.iter().for_each(|(path, value)| scenario.set(path, value).unwrap());
        let model = scenario.compile(&Beside).unwrap_or_else(|mistakes| panic!("{mistakes}")).model;
        let options = RunOptions { detailed: true, ..RunOptions::default() };
        let summary = run(&model, 1, 5, &options, &(), &AtomicBool::new(false)).unwrap();
        books_add_up(&model, &summary).unwrap_or_else(|why| panic!("{name}: {why}"));
    }
}
