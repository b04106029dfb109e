//! What a scenario means, in words a planner reads to see whether it is what was meant.

use std::fmt::Write;

use super::compile::Preset;
use super::contacts_in_words::{contacts, lines};
use super::people_in_words::agents;
use super::routing_in_words::routing;
use super::units::{show_clock, show_duration};
use super::{Scenario, feelings_in_words};
use crate::model::{Closing, HorizonKind, Model};

/// The scenario in words: hours, contacts with their load, agents, routing, the customer's side, money.
pub fn describe(scenario: &Scenario, model: &Model) -> String {
    let mut out = String::new();
    let about = scenario.description().map_or_else(String::new, |d| format!(": {d}"));
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
    let closing = match h.closing {
        Closing::ServeOut if model.groups.iter().all(|group| !group.people.shifts.is_empty()) => {
            "whoever waits at closing is still served, as long as somebody's shift lasts"
        }
        Closing::ServeOut => "whoever waits at closing is still served",
        Closing::HangUp => "whoever waits at closing is cut off",
    };
    match h.kind {
        HorizonKind::Steady => format!("One steady stretch of {}; {closing}{warm_up}", show_duration(h.length_s)),
        HorizonKind::Day { interval_s } => format!(
            "Open {} to {}{days}, in intervals of {}; {closing}{warm_up}",
            show_clock(h.opens_s),
            show_clock(h.opens_s + h.length_s),
            show_duration(interval_s)
        ),
    }
}
