//! What a key's text states as its default is what a model has without the key: written out, it changes nothing.

use super::keys_are_read::around;
use super::*;
use crate::scenario::keys::SCENARIO;
use crate::scenario::shape::{Kind, Shape};

/// Every key with its path and its text, tables included.
fn keys(shape: &'static Shape, path: &str, depth: usize, found: &mut Vec<(String, &'static str)>) {
    for key in shape.keys.iter() {
        let path = format!("{path}{}", key.name);
        found.push((path.clone(), key.doc));
        within(&key.kind, path, depth, found);
    }
}

fn within(kind: &'static Kind, path: String, depth: usize, found: &mut Vec<(String, &'static str)>) {
    match kind {
        Kind::Table(shape) if shape.name.ends_with("_distribution") => {}
        Kind::Table(shape) if depth < 6 => keys(shape, &format!("{path}."), depth + 1, found),
        Kind::Names(of) => {
            let name = if path == "group" || path.ends_with("reserves") { "g" } else { "c" };
            within(of, format!("{path}.{name}"), depth + 1, found);
        }
        Kind::List(of @ Kind::Table(_), _) => within(of, format!("{path}.1"), depth, found),
        Kind::Either(plain, table) => {
            within(plain, path.clone(), depth, found);
            within(table, path, depth, found);
        }
        _ => {}
    }
}

/// The value of the default that a text states, as it would be written; nothing where it states none or says it in words.
fn stated(doc: &str) -> Option<String> {
    let (_, after) = doc.split_once("default ")?;
    let whole = |end: char| after[1..].find(end).map(|at| after[..at + 2].to_string());
    match after.chars().next()? {
        '"' => whole('"'),
        '[' => whole(']'),
        _ => {
            let word = after.split([' ', ';', ',', ':', ')']).next()?;
            let said = word.parse::<f64>().is_ok() || word == "true" || word == "false";
            said.then(|| word.to_string())
        }
    }
}

/// Defaults that the texts say in words, and how they are written.
const IN_WORDS: [(&str, &str); 7] = [
    ("default 16 to 20", "{ from = 16, to = 20 }"),
    ("default uncertain 0, unexplained 0", "{ uncertain = 0, unexplained = 0 }"),
    ("default 30 minutes, exponential", "{ exponential = { mean = \"30m\" } }"),
    ("default 1 for all", "[1, 1]"),
    ("default none", ""),
    ("default: ", ""),
    ("default of ", ""),
];

/// What a key must not find written where its default is asked for.
const WITHOUT: [(&str, &str, &str); 15] = [
    ("horizon.", "horizon", "{}"),
    ("routing.contact", "routing", "{}"),
    ("routing.cost_per_wait", "routing", "{ contact = [\"c-mu\"] }"),
    ("service.mood.contagion", "service.mood", "{ recovery = \"20m\" }"),
    ("service.mood.recovery", "service.mood", "{ contagion = 0.5 }"),
    ("contact.c.service.mood.contagion", "contact.c.service.mood", "{ recovery = \"20m\" }"),
    ("contact.c.service.mood.recovery", "contact.c.service.mood", "{ contagion = 0.5 }"),
    ("customer.c.tells.from", "customer.c.tells", "{ to = 30 }"),
    ("customer.c.tells.to", "customer.c.tells", "{ from = 3 }"),
    (
        "contact.c.callback.offer_when.quantile",
        "contact.c.callback",
        "{ offer_when = { predicted_wait = \"1m\", estimate = \"quantile\" }, accepts = 0.5 }",
    ),
    ("contact.c.callback.offer_when.estimate", "contact.c.callback.offer_when", "{ predicted_wait = \"1m\" }"),
    ("contact.c.redial.share.abandoned", "contact.c.redial.share", "{ blocked = 0.5 }"),
    ("contact.c.transfer.style", "contact.c.transfer", "{ to = { d = 0.5 } }"),
    ("contact.c.callback.served", "contact.c.callback", "{ offer_when = { queue = 3 }, accepts = 0.5 }"),
    ("contact.c.silent_abandonment.share", "contact.c.silent_abandonment", "{ takes = { constant = \"1m\" } }"),
];

#[test]
fn stated_defaults_are_the_models() {
    let folder = Folder(&[("f.csv", "08:15\n09:00\n"), ("g.csv", "08:20\n")]);
    let mut found = Vec::new();
    keys(&SCENARIO, "", 0, &mut found);
    let (mut checked, mut wrong) = (0, Vec::new());
    for (path, doc) in
        found.iter().filter(|(path, doc)| doc.contains("default") && !path.contains("contact.c.aftermath.alarm"))
    {
        let in_words = IN_WORDS.iter().find(|(words, _)| doc.contains(words)).map(|(_, value)| value.to_string());
        let Some(value) = in_words.or_else(|| stated(doc)) else {
            wrong.push(format!("{path}: cannot be read: {doc}"));
            continue;
        };
        if value.is_empty() {
            continue;
        }
        let mut scenario = around(path);
        let places = WITHOUT.iter().filter(|(begin, ..)| path.starts_with(begin));
        let places = places.map(|(_, place, value)| (*place, *value));
        let notice = ["aftermath.notice", "contact.c.aftermath.notice"];
        let notice = notice.into_iter().filter(|section| path.starts_with(section)).map(|s| (s, "{ share = 0.5 }"));
        places
            .chain(notice)
            .for_each(|(place, value)| scenario.set(place, value).unwrap_or_else(|m| panic!("{path}: {m}")));
        // One number for each contact type.
        let path = if path == "routing.cost_per_wait" { "routing.cost_per_wait.c" } else { path };
        let compile = |scenario: &Scenario| scenario.compile(&folder).map(|c| c.model).map_err(|m| m.to_string());
        let without = compile(&scenario);
        let set = scenario.set(path, &value).map_err(|m| m.to_string());
        match (without, set.and_then(|()| compile(&scenario))) {
            (Ok(without), Ok(with)) if without == with => checked += 1,
            (Ok(_), Ok(_)) => wrong.push(format!("{path} = {value} is another model: {doc}")),
            (Err(m), _) | (_, Err(m)) => wrong.push(format!("{path} = {value}: {m}")),
        }
    }
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), checked + wrong.len());
    assert!(checked >= 89, "{checked} defaults are stated");
}

#[test]
fn defaults_are_read_out_of_texts() {
    for (doc, value) in [
        ("revenue; default 0", Some("0")),
        ("beta; default 1, which is off", Some("1")),
        ("felt; default \"60s\", of an outbound call \"2s\"", Some("\"60s\"")),
        ("in order; default [\"priority\", \"longest-wait\"]", Some("[\"priority\", \"longest-wait\"]")),
        ("contested; default -1.5", Some("-1.5")),
        ("anew; default true", Some("true")),
        ("no word of it", None),
    ] {
        assert_eq!(stated(doc).as_deref(), value, "{doc}");
    }
}
