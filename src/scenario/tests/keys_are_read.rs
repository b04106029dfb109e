//! No key is accepted and ignored: every leaf of the key table changes the model (or is in a short list of those that
//! are only said). And every word that is offered is understood.

use super::*;
use crate::scenario::keys::SCENARIO;
use crate::scenario::shape::{Key, Kind, Shape};

/// Everything on, so that every key has something to change.
const ALL: &str = r#"
currency = "ILS"
preset = "textbook"
[horizon]
opens = "08:00"
closes = "10:00"
[contact.c]
arrivals = { rate = "60/h", busyness = { gamma = { mean = 1, cv = 0.5 } } }
handle = { exponential = { mean = "3m" } }
patience = { exponential = { mean = "5m" } }
[contact.d]
arrivals = { rate = "6/h" }
handle = { exponential = { mean = "3m" } }
[group.g]
agents = 4
skills.c = {}
skills.d = {}
[routing]
contact = ["score"]
[wait]
hold = "silence"
low_value = 1.0
alone = 1.0
[service]
[aftermath]
[value]
margin = 5
purchases_per_year = 12
years = 3
"#;

/// What must be there for a key to stand in: by the beginning of its path, what is put where first.
const AROUND: [(&str, &str, &str); 35] = [
    ("customer.c", "customer.c", "{}"),
    ("contact.c.segment", "customer.c", "{}"),
    ("contact.c.segment", "contact.c.segment", "{ c = 0.5, standard = 0.5 }"),
    ("market", "market", "{ customers = 100, size = 1000 }"),
    ("wait.announce", "wait.announce", "{ estimate = \"queue-length\" }"),
    ("wait.announce.quantile", "wait.announce.estimate", "quantile"),
    ("contact.c.wait.announce", "contact.c.wait.announce", "{ estimate = \"queue-length\" }"),
    ("contact.c.wait.announce.quantile", "contact.c.wait.announce.estimate", "quantile"),
    ("wait.message", "wait.message", "[{ at = \"45s\", makes = { idle = 0.5 } }]"),
    ("contact.c.wait.message", "contact.c.wait.message", "[{ at = \"45s\", makes = { idle = 0.5 } }]"),
    ("wait.stretch", "wait.order_visible", "0.5"),
    ("contact.c.wait.stretch", "wait.order_visible", "0.5"),
    ("aftermath.alarm", "aftermath.alarm", "{ complaints_per_hour = 3 }"),
    ("horizon.steady", "horizon", "{ steady = \"1h\" }"),
    ("contact.c.arrivals.exactly", "contact.c.arrivals", "{ exactly = 1 }"),
    ("contact.c.arrivals.times", "contact.c.arrivals", "{ times = \"g.csv\" }"),
    ("contact.c.service_level", "contact.c.service_level", "{ within = \"20s\", target = 0.8 }"),
    ("contact.c.redial", "contact.c.redial", "{ share = { abandoned = 0.5 }, after = { constant = \"1m\" } }"),
    ("contact.c.repeat", "contact.c.repeat", "{ share = 0.5, after = { constant = \"1m\" } }"),
    ("contact.c.transfer", "contact.c.transfer", "{ to = { d = 0.5 } }"),
    ("contact.c.transfer.conference", "contact.c.transfer.style", "warm"),
    ("contact.c.callback", "contact.c.callback", "{ offer_when = { queue = 3 }, accepts = 0.5 }"),
    ("contact.c.callback.offer_when.quantile", "contact.c.callback.offer_when.estimate", "quantile"),
    ("wait.callback", "contact.c.callback", "{ offer_when = { queue = 3 }, accepts = 0.5 }"),
    ("contact.c.wait.callback", "contact.c.callback", "{ offer_when = { queue = 3 }, accepts = 0.5 }"),
    ("contact.c.callback.idle", "contact.c.callback.served", "when-quiet"),
    ("contact.c.silent_abandonment", "contact.c.silent_abandonment", "{ share = 0.5, takes = { constant = \"1m\" } }"),
    ("contact.c.dialer", "contact.c", OUTBOUND),
    ("contact.c.dialer.wrong_party", "contact.c.dialer.wrong_party", "{ share = 0.5, takes = { constant = \"1m\" } }"),
    ("contact.c.dialer.pace.progressive", "contact.c.dialer.pace", "{ progressive = { per_free_agent = 2 } }"),
    ("lines.c", "lines.c", "{ capacity = 5, contacts = [\"c\"] }"),
    ("group.g.learning", "group.g.learning", "{ half_life = \"20d\", from = 0.5 }"),
    ("group.g.shift", "group.g.shift", SHIFT),
    ("group.g.shrinkage.", "group.g.shrinkage", "{ share = 0.5 }"),
    ("group.g.skills.c.stretch", "group.g.skills.c.concurrent", "2"),
];

const OUTBOUND: &str = "{ channel = \"outbound\", handle = { constant = \"1m\" }, \
                        dialer = { list = 9, pace = { preview = {} }, reach = 0.5 } }";
const SHIFT: &str = "[{ people = 4, from = \"07:00\", to = \"12:00\", breaks = [{ at = \"09:00\", for = \"10m\" }] }]";

/// The scenario around a key.
pub(super) fn around(path: &str) -> Scenario {
    let mut scenario = Scenario::parse(ALL, "all.toml").unwrap();
    if path.ends_with(".concurrent") || path.ends_with(".stretch") {
        scenario.set("contact.c.channel", "chat").unwrap();
    }
    for (_, place, value) in AROUND.iter().filter(|(begin, ..)| path.starts_with(begin)) {
        scenario.set(place, value).unwrap_or_else(|m| panic!("{m}"));
    }
    scenario
}

/// Said, not simulated.
const ONLY_SAID: [&str; 1] = ["description"];

/// A value unlike the default for each kind of leaf.
fn value(path: &str, kind: &Kind) -> String {
    match kind {
        Kind::Text => "\"other\"".to_string(),
        Kind::File => "\"f.csv\"".to_string(),
        Kind::Flag => "false".to_string(),
        Kind::Number(bounds) if bounds.high == 1.0 => "0.125".to_string(),
        Kind::Number(_) => "1.625".to_string(),
        Kind::Whole(..) => "17".to_string(),
        Kind::Duration { .. } if path.ends_with("interval") => "\"15m\"".to_string(),
        Kind::Duration { .. } => "\"77s\"".to_string(),
        Kind::Clock if path.ends_with("shift.1.from") => "\"08:30\"".to_string(),
        Kind::Clock if path.ends_with("opens") => "\"07:00\"".to_string(),
        Kind::Clock => "\"11:00\"".to_string(),
        Kind::Rate => "\"99/h\"".to_string(),
        Kind::Word(words) => format!("\"{}\"", words.last().unwrap().name),
        Kind::List(of, least) => format!("[{}]", vec![value(path, of); (*least).max(1)].join(", ")),
        Kind::Profile(of) => value(path, of),
        other => panic!("{path}: {other:?}"),
    }
}

/// All leaves below a table, as path and kind.
fn leaves(shape: &'static Shape, path: &str, depth: usize, found: &mut Vec<(String, &'static Kind)>) {
    for key in shape.keys.iter() {
        below(&key.kind, format!("{path}{}", key.name), depth, found);
    }
}

fn below(kind: &'static Kind, path: String, depth: usize, found: &mut Vec<(String, &'static Kind)>) {
    match kind {
        // Distributions have tests of their own, family by family.
        Kind::Table(shape) if shape.name.ends_with("_distribution") => found.push((path, kind)),
        Kind::Table(shape) if depth < 6 => leaves(shape, &format!("{path}."), depth + 1, found),
        Kind::Names(of) => {
            let name = if path == "group" || path.ends_with("reserves") { "g" } else { "c" };
            below(of, format!("{path}.{name}"), depth + 1, found);
        }
        Kind::List(of @ Kind::Table(_), _) => below(of, format!("{path}.1"), depth, found),
        Kind::Either(plain, table) => {
            below(plain, path.clone(), depth, found);
            below(table, path, depth, found);
        }
        _ => found.push((path, kind)),
    }
}

/// Values that a kind alone does not tell.
fn new_value(path: &str, kind: &Kind) -> String {
    match (path, kind) {
        ("contact.c.arrivals.busyness", _) => "{ constant = 2 }".to_string(),
        ("contact.c.channel", _) => "\"chat\"".to_string(),
        ("contact.c.redial.becomes", _) => "\"d\"".to_string(),
        ("lines.c.contacts", _) => "[\"c\", \"d\"]".to_string(),
        ("group.g.skills.c.stretch", _) => "[1.0, 1.5]".to_string(),
        ("market.size", _) => "5000".to_string(),
        (path, _) if path.ends_with("complaint.becomes") => "\"d\"".to_string(),
        ("contact.c.segment.c", _) => "{ c = 0.25, standard = 0.75 }".to_string(),
        (path, Kind::Number(_)) if path.contains("notice.") && !path.ends_with("costs") => "0.125".to_string(),
        ("routing.agent", _) => "[\"random\"]".to_string(),
        (path, _) if path.contains("aftermath.memory.") => {
            "{ best = 0.4, worst = 0.3, last = 0.2, mean = 0.1 }".to_string()
        }
        (_, Kind::Table(_)) => "{ constant = \"77s\" }".to_string(),
        (path, kind) => value(path, kind),
    }
}

#[test]
fn every_key_that_is_accepted_changes_the_model() {
    let folder = Folder(&[("f.csv", "08:15\n09:00\n"), ("g.csv", "08:20\n")]);
    let compile = |scenario: &Scenario, what: &str| match scenario.compile(&folder) {
        Ok(compiled) => compiled.model,
        Err(mistakes) => panic!("{what}: {mistakes}"),
    };
    let mut found = Vec::new();
    leaves(&SCENARIO, "", 0, &mut found);
    assert!(found.len() > 150, "{}", found.len());
    // The alarm is the whole center's.
    for (path, kind) in found.into_iter().filter(|(path, _)| !path.contains("contact.c.aftermath.alarm")) {
        let mut scenario = around(&path);
        for section in ["aftermath.notice", "contact.c.aftermath.notice"] {
            if path.starts_with(section) {
                scenario.set(section, "{ share = 0.5 }").unwrap();
            }
        }
        let before = compile(&scenario, &path);
        let new = new_value(&path, kind);
        // Weights sum to 1: all are changed together.
        let place = if path.contains("aftermath.memory.") || path.contains(".segment.") {
            path.rsplit_once('.').unwrap().0
        } else {
            &path
        };
        scenario.set(place, &new).unwrap_or_else(|m| panic!("{m}"));
        let after = compile(&scenario, &format!("{path} = {new}"));
        let said = ONLY_SAID.iter().any(|s| path == *s || path.ends_with(&format!(".{s}")));
        assert_eq!(after == before, said, "{path} = {new}");
    }
}

#[test]
fn every_word_that_is_offered_is_understood() {
    let mut found = Vec::new();
    leaves(&SCENARIO, "", 0, &mut found);
    let mut words = 0;
    for (path, kind) in found {
        if path.contains("contact.c.aftermath.alarm") {
            continue;
        }
        let (all, listed) = match kind {
            Kind::Word(all) => (all, false),
            Kind::List(Kind::Word(all), _) => (all, true),
            _ => continue,
        };
        for word in all.iter() {
            let mut scenario = around(if word.name == "outbound" { "contact.c.dialer" } else { &path });
            let value = if listed { format!("[\"{}\"]", word.name) } else { word.name.to_string() };
            scenario.set(&path, &value).unwrap_or_else(|m| panic!("{m}"));
            scenario.compile(&NoFiles).unwrap_or_else(|m| panic!("{path} = {value}: {m}"));
            words += 1;
        }
    }
    assert!(words > 50, "{words}");
}

#[test]
fn keys_are_described_and_written_once() {
    fn visit(shape: &'static Shape, depth: usize) {
        for (i, key) in shape.keys.iter().enumerate() {
            assert!(!key.doc.is_empty(), "{}.{}", shape.name, key.name);
            assert!(shape.keys[..i].iter().all(|k: &Key| k.name != key.name), "{}.{}", shape.name, key.name);
            if depth < 8 {
                into(&key.kind, depth + 1);
            }
        }
        for name in shape.one_of.names() {
            assert!(shape.key(name).is_some(), "{}.{name}", shape.name);
        }
    }
    fn into(kind: &'static Kind, depth: usize) {
        match kind {
            Kind::Table(shape) => visit(shape, depth),
            Kind::List(of, _) | Kind::Profile(of) | Kind::Names(of) => into(of, depth),
            Kind::Either(a, b) => [a, b].into_iter().for_each(|k| into(k, depth)),
            _ => {}
        }
    }
    visit(&SCENARIO, 0);
    visit(&crate::scenario::keys::STUDY, 0);
}
