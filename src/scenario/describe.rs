//! What a scenario means, in words a planner reads to see whether it is what was meant.

use std::fmt::Write;

use super::compile::Preset;
use super::contacts_in_words::{contacts, lines};
use super::people_in_words::agents;
use super::routing_in_words::routing;
use super::units::{show_clock, show_duration};
use super::{Scenario, feelings_in_words, visible_sentence};
use crate::model::{Closing, Group, HorizonKind, Model};

/// The scenario in words: hours, contacts with their load, agents, routing, the customer's side, money.
pub fn describe(scenario: &Scenario, model: &Model) -> String {
    let mut out = String::new();
    let about = scenario.description().map_or_else(String::new, |d| format!(": {}", visible_sentence(d)));
    line(&mut out, &format!("{}{about}", model.name));
    line(&mut out, &horizon(model));
    section(&mut out, "Contacts", contacts(model));
    section(&mut out, "Lines", lines(model));
    section(&mut out, "Agents", agents(model));
    section(&mut out, "Routing", routing(model));
    for text in feelings_in_words::all(scenario.preset().unwrap_or(Preset::Textbook), model) {
        line(&mut out, &text);
    }
    out
}

/// A title and indented lines; nothing if there are none.
fn section(out: &mut String, title: &str, lines: Vec<String>) {
    if !lines.is_empty() {
        line(out, title);
    }
    lines.iter().for_each(|text| line(out, &format!("  {text}")));
}

fn line(out: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{text}");
}

fn horizon(model: &Model) -> String {
    let h = &model.horizon;
    let warm_up = match h.warm_up_s {
        0.0 => String::new(),
        s => format!("; what begins in the first {} is not counted", show_duration(s)),
    };
    let days = if h.days == 1 { String::new() } else { format!(" on {} days in a row", h.days) };
    let closing = closing(model);
    match h.kind {
        HorizonKind::Steady => format!("One steady stretch of {}{warm_up}", show_duration(h.length_s)),
        HorizonKind::Day { interval_s } => format!(
            "Open {} to {}{days}, in intervals of {}; {closing}{warm_up}",
            show_clock(h.opens_s),
            show_clock(h.opens_s + h.length_s),
            show_duration(interval_s)
        ),
    }
}

/// What becomes of those who wait when the center closes.
fn closing(model: &Model) -> String {
    let h = &model.horizon;
    if h.never_closes() {
        let end = match h.closing {
            Closing::ServeOut => "is served by those who are there, or left over",
            Closing::HangUp => "is cut off",
        };
        return format!("it never closes: midnight is no event, and whoever waits when the run ends {end}");
    }
    if h.closing == Closing::HangUp {
        return "whoever waits at closing is cut off, and so is who is handed on later and would have to wait"
            .to_string();
    }
    let live: Vec<usize> =
        (0..model.contacts.len()).filter(|k| model.contacts[*k].operations.channel.is_live()).collect();
    let (served, cut_off): (Vec<usize>, Vec<usize>) = live.into_iter().partition(|k| is_served_out(model, *k));
    let names: Vec<&str> = cut_off.iter().map(|k| model.contacts[*k].name.as_str()).collect();
    // Nobody is on the line to wait at closing.
    if served.is_empty() && names.is_empty() {
        return "whoever has written waits overnight, and is left over when the run ends".to_string();
    }
    let at_all = match model.groups.iter().all(|group| !group.people.shifts.is_empty()) {
        true => "whoever waits at closing is still served, as long as somebody's shift lasts",
        false => "whoever waits at closing is still served",
    };
    match (served.is_empty(), names.as_slice()) {
        (_, []) => at_all.to_string(),
        (true, _) => "whoever waits at closing is cut off: nobody who could serve them is on duty then".to_string(),
        (false, names) => format!(
            "{at_all}; but who waits for {} is cut off: nobody who could serve that is on duty then",
            names.join(", ")
        ),
    }
}

/// Whether somebody on duty at closing, or later, serves a type.
fn is_served_out(model: &Model, contact: usize) -> bool {
    let serves = |group: &Group| {
        let skill = group.skills.iter().find(|skill| skill.contact.index() == contact);
        skill.is_some_and(|skill| group.staying(model.horizon.length_s) > skill.reserve)
    };
    model.groups.iter().any(serves)
}
