//! How much the lead of the best policy depends on contested figures.

use super::number::{Shown, Unit};
use super::table::{Cell, Column, Table, Tone, note, wrap};
use super::terminal::Terminal;
use crate::measure::Estimate;
use crate::scenario::units::counted;
use crate::study::{Sensitivity, Swing};

/// Characters of the bars.
const WIDTH: f64 = 30.0;

/// The tornado, and what it means.
pub fn text(sensitivity: &Sensitivity, replications: u64, terminal: Terminal) -> String {
    let [best, next] = &sensitivity.policies;
    let mut table = Table::new(vec![
        Column::names("Contested figure"),
        Column::words("from", 2),
        Column::numbers("lead", 0),
        Column::words("to", 2),
        Column::numbers("lead", 0),
        Column::words("", 1),
    ]);
    let leads = || sensitivity.swings.iter().flat_map(|swing| swing.leads).chain([sensitivity.lead]).map(|e| e.mean);
    let (low, high) = (leads().fold(0.0, f64::min), leads().fold(0.0, f64::max));
    let scale = if high > low { WIDTH / (high - low) } else { 0.0 };
    let place = |at: f64| libm::round((at - low) * scale) as usize;
    for swing in &sensitivity.swings {
        let [from, to] = swing.leads;
        let (begins, ends) = (place(from.mean.min(to.mean)), place(from.mean.max(to.mean)));
        let tone = if swing.turns() { Tone::Bad } else { Tone::Plain };
        let bar = format!("{}{}", " ".repeat(begins), "█".repeat((ends - begins).max(1)));
        let money = |lead: Estimate| Shown::new(Unit::Money, lead).value();
        table.row(vec![
            swing.label.as_str().into(),
            shown(&swing.ends[0]).into(),
            money(from).into(),
            shown(&swing.ends[1]).into(),
            money(to).into(),
            Cell::toned(bar, tone),
        ]);
    }
    let lead = Shown::new(Unit::Money, sensitivity.lead).in_one();
    let replications = counted(replications, "replication", "replications");
    let first = format!("In {replications} {best} leads {next} by {lead} in net value. Each contested figure alone:");
    let mut out = note(&first, terminal);
    out.push_str(&table.render(terminal));
    out.push('\n');
    out.push_str(&wrap(&verdict(sensitivity), terminal.width, ""));
    out
}

/// A value that is a table, on few characters.
fn shown(end: &str) -> String {
    match end {
        "{ best = 0, worst = 0, last = 0, mean = 1 }" => "mean".to_string(),
        "{ best = 0.25, worst = 0.25, last = 0.5, mean = 0 }" => "peak, end".to_string(),
        "{ from = 9, to = 10 }" => "9–10".to_string(),
        "{ from = 20, to = 20 }" => "20".to_string(),
        plain => plain.to_string(),
    }
}

/// Which figures would turn the decision.
fn verdict(sensitivity: &Sensitivity) -> String {
    let [best, next] = &sensitivity.policies;
    if sensitivity.lead.mean <= sensitivity.lead.half_width {
        return format!("The lead of {best} is no more certain than that: contested figures move it to either side.\n");
    }
    let turning: Vec<&Swing> = sensitivity.swings.iter().filter(|swing| swing.turns()).collect();
    if turning.is_empty() {
        return format!("No contested figure, alone and within its range, makes {next} better than {best}.\n");
    }
    let names: Vec<&str> = turning.iter().map(|swing| swing.label.as_str()).collect();
    format!("{next} would be better than {best} at one end of: {}.\n", names.join(", "))
}
