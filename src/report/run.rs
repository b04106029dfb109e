//! What a run found, as tables for a planner.

use crate::measure::{Estimate, NET_VALUE_PARTS, Scope, Summary, measure};
use crate::model::{Group, HorizonKind, Model};
use crate::scenario::moved_queue;
use crate::scenario::units::{counted, show_clock, show_duration};
use crate::scenario::visible_sentence;

use super::by_time::by_time;
use super::number::{Shown, Unit, count, fixed};
use super::table::{Cell, Column, Table, note, title};
use super::terminal::Terminal;
use super::verdict::{Verdict, common_target, of_target, target};
use super::waterfall::{Step, waterfall};

/// The result of a run, and what it is the result of.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// What was run.
    pub model: &'a Model,
    /// What the planner says about it.
    pub description: Option<&'a str>,
    /// What was found.
    pub summary: &'a Summary,
    /// Seed of the random days.
    pub seed: u64,
    /// Of all intervals.
    pub confidence: f64,
}

/// The lines of a block of the main table: name of the measure, what it is called.
type Block = (&'static str, &'static [(&'static str, &'static str)]);

/// The main table. What is always 0 in most scenarios is shown only where it is not.
const BLOCKS: &[Block] = &[
    (
        "Contacts",
        &[
            ("offered", "Offered"),
            ("redials", "  because nobody answered before"),
            ("repeats", "  because nothing was resolved before"),
            ("transfers", "  because an agent handed them on"),
            ("answered", "Answered"),
            ("callbacks", "Took a callback"),
            ("called_back", "  called back and served"),
            ("broken_promises", "Promises broken"),
            ("abandoned", "Abandoned"),
            ("abandonment_rate", "  of the offered"),
            ("cut_off", "Cut off, the center being closed"),
            ("balked", "Left at once"),
            ("balking_rate", "  of the offered"),
            ("blocked", "Blocked"),
            ("backlog", "Still waiting at the end"),
            ("overdue", "  overdue, judged as served by nobody"),
            ("not_yet_due", "  not yet due by the service level"),
            ("resolved_first", "Resolved at first contact"),
        ],
    ),
    (
        "Waiting",
        &[
            ("service_level", "Service level"),
            ("service_level_net", "  without those gone in time"),
            ("delayed_share", "Had to wait"),
            ("answer_speed_s", "Mean wait of the answered (ASA)"),
            ("mean_wait_s", "Mean wait of all"),
            ("wait_p50_s", "Half of the answered within"),
            ("wait_p80_s", "80 % of the answered within"),
            ("wait_p95_s", "95 % of the answered within"),
            ("longest_wait_s", "Longest wait of a day"),
            ("callback_wait_s", "Mean time until called back"),
            ("predicted_wait_s", "Predicted wait"),
            ("lived_wait_s", "  of the same contacts, lived"),
            ("queue_length", "Waiting at a time"),
            ("overtaken_share", "Overtaken by later contacts"),
        ],
    ),
    (
        "Dialing",
        &[
            ("dialed", "Numbers dialed"),
            ("reached_share", "  answered the phone"),
            ("wrong_party", "  and were not whom we want"),
            ("mismatches", "  and had to wait for an agent"),
            ("nuisance_rate", "  and gave up, of those who answered"),
        ],
    ),
    (
        "Agents",
        &[
            ("occupancy", "Occupancy"),
            ("handle_time_s", "Handle time"),
            ("agent_hours", "Paid time"),
            ("agents_scheduled", "Scheduled at a time"),
            ("agents_present", "On the phones at a time"),
            ("planned_shrinkage", "Shrinkage as planned"),
            ("lived_shrinkage", "  and as lived"),
            ("planned_breaks", "Breaks as planned"),
            ("lived_breaks", "  and as lived"),
        ],
    ),
    (
        "How the wait felt",
        &[
            ("perceived_wait_s", "Felt wait of all"),
            ("wait_stretch", "Felt wait / wait"),
            ("hard_wait_share", "Part of it that felt longer"),
        ],
    ),
    (
        "Satisfaction",
        &[
            ("satisfaction", "Mean, from -6 to +6"),
            ("delighted", "Delighted"),
            ("satisfied", "Satisfied"),
            ("indifferent", "Indifferent"),
            ("dissatisfied", "Dissatisfied"),
        ],
    ),
    (
        "Aftermath",
        &[
            ("complaints", "Complaints"),
            ("silent_dissatisfied", "Dissatisfied and silent"),
            ("people_told", "People told a bad story"),
            ("people_told_good", "People told a good one"),
            ("recovered", "Won back by handling complaints"),
            ("notified", "Told before they asked"),
            ("alarms", "Alarms"),
            ("customers_lost", "Customers lost"),
            ("customers_won", "Customers won"),
        ],
    ),
    (
        "Money",
        &[
            ("staffing_cost", "Staffing"),
            ("goodwill_cost", "Goodwill"),
            ("lifetime_value_lost", "Lifetime value lost"),
            ("lifetime_value_won", "Lifetime value won"),
            ("net_value", "Net value"),
        ],
    ),
];

/// Shown only where they are not 0.
const IF_ANY: &[&str] = &[
    "cut_off",
    "balked",
    "balking_rate",
    "blocked",
    "backlog",
    "overdue",
    "broken_promises",
    "mismatches",
    "overtaken_share",
    "goodwill_cost",
];

/// The whole text; with `intervals` the tables by day and by interval too.
pub fn text(run: &Run<'_>, intervals: bool, terminal: Terminal) -> String {
    let mut out = heading(run, terminal);
    notes(run.model).iter().for_each(|text| out.push_str(&note(text, terminal)));
    super::predictions::note(run.model, run.summary).iter().for_each(|text| out.push_str(&note(text, terminal)));
    out.push('\n');
    out.push_str(&main(run).render(terminal));
    out.push_str(&value(run, terminal));
    out.push_str(&super::market::text(run, terminal).unwrap_or_default());
    for table in [contacts(run), groups(run)].into_iter().filter(|table| table.len() > 1) {
        out.push('\n');
        out.push_str(&table.render(terminal));
    }
    if intervals {
        for (name, table) in by_time(run) {
            out.push('\n');
            if !name.is_empty() {
                out.push_str(&title(&name, terminal));
            }
            out.push_str(&table.render(terminal));
        }
    }
    out
}

/// What a reader of any of the figures must know.
pub fn notes(model: &Model) -> Vec<String> {
    moved_queue(model).into_iter().collect()
}

/// Name, hours, replications, seed.
pub fn heading(run: &Run<'_>, terminal: Terminal) -> String {
    let about = run.description.map_or_else(String::new, |d| format!(": {}", visible_sentence(d)));
    let mut out = title(&format!("{}{about}", run.model.name), terminal);
    let basis = basis(run.model, run.summary.replications);
    let confidence = percent(run.confidence);
    out.push_str(&note(&format!("{basis}, seed {}, ± at {confidence} %", run.seed), terminal));
    out
}

/// `08:00 to 18:00, 100 replications of the day`, `5 days of 08:00 to 18:00, 100 replications`.
pub fn basis(model: &Model, replications: u64) -> String {
    let horizon = &model.horizon;
    let number = counted(count(replications), "replication", "replications");
    match horizon.kind {
        HorizonKind::Day { .. } => {
            let (from, to) = (show_clock(horizon.opens_s), show_clock(horizon.opens_s + horizon.length_s));
            match horizon.days {
                1 => format!("{from} to {to}, {number} of the day"),
                days => format!("{days} days of {from} to {to}, {number}"),
            }
        }
        HorizonKind::Steady if replications == 1 => {
            format!("a steady stretch of {}, {number}, errors from its batches", show_duration(horizon.length_s))
        }
        HorizonKind::Steady => format!("a steady stretch of {}, {number}", show_duration(horizon.length_s)),
    }
}

/// A confidence in percent, with no more decimals than it has.
pub fn percent(share: f64) -> String {
    let text = fixed(100.0 * share, 3);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// An estimate of a measure in one cell; empty if there is none.
pub fn cell(name: &str, estimate: Option<Estimate>) -> String {
    shown(name, estimate).map_or_else(String::new, |shown| shown.in_one())
}

fn shown(name: &str, estimate: Option<Estimate>) -> Option<Shown> {
    Some(Shown::new(Unit::of(measure(name)?), estimate?))
}

fn main(run: &Run<'_>) -> Table {
    let columns = vec![Column::names(""), Column::numbers("", 0), Column::words("", 0), Column::words("", 1)];
    let mut table = Table::new(columns);
    let get = |name: &str| run.summary.get(Scope::Whole, name);
    for (block, lines) in BLOCKS {
        let there = lines.iter().filter_map(|(name, label)| Some((*name, *label, get(name)?)));
        let there = there.filter(|(name, _, estimate)| !IF_ANY.contains(name) || estimate.mean != 0.0);
        let there: Vec<(&str, &str, Estimate)> = there.collect();
        if there.is_empty() {
            continue;
        }
        table.heading(block);
        for (name, label, estimate) in there {
            let Some(shown) = shown(name, Some(estimate)) else { continue };
            let channels = if name == "answer_speed_s" { super::channels::answer_speed(run) } else { Vec::new() };
            let remark = match channels.is_empty() {
                true => share_of_classes(run, name, estimate),
                false => "of all channels together".to_string(),
            };
            let label = label_in(run.model, name, label);
            let value = match Unit::of_name(name) {
                Some(Unit::Money) if !run.model.currency.is_empty() => {
                    format!("{} {}", shown.value(), run.model.currency)
                }
                _ => shown.value(),
            };
            table.row(vec![label.into(), value.into(), shown.error().into(), remark.into()]);
            if name == "service_level" {
                table.row(verdict(run, estimate));
            }
            for (channel, speed) in channels {
                let shown = Shown::new(Unit::Seconds, speed);
                table.row(vec![format!("  {channel}").into(), shown.value().into(), shown.error().into()]);
            }
        }
    }
    table
}

/// What a measure is called where the words of the main table would mislead.
fn label_in(model: &Model, name: &str, label: &'static str) -> &'static str {
    match name {
        "longest_wait_s" if model.horizon.kind == HorizonKind::Steady => "Longest wait of the stretch",
        "longest_wait_s" if model.horizon.days > 1 => "Longest wait of a run",
        // The waits above end where a customer takes a callback.
        "perceived_wait_s" if model.contacts.iter().any(|c| c.operations.callback.is_some()) => {
            "Felt wait of all, with that for a call"
        }
        _ => label,
    }
}

/// Net value, step by step.
fn value(run: &Run<'_>, terminal: Terminal) -> String {
    let get = |name: &str| run.summary.get(Scope::Whole, name);
    let (Some(total), Some(_)) = (get("net_value"), get("value_at_best")) else { return String::new() };
    let steps: Vec<Step<'_>> = NET_VALUE_PARTS
        .iter()
        .filter_map(|(name, label, _)| {
            let estimate = get(name)?;
            let sign = if matches!(*name, "revenue" | "value_at_best") { 1.0 } else { -1.0 };
            Some(Step { label, amount: Estimate { mean: sign * estimate.mean, ..estimate } })
        })
        .collect();
    let table = waterfall(&steps, Step { label: "Net value", amount: total }, &run.model.currency);
    format!("\n{}{}", title("Net value, step by step", terminal), table.render(terminal))
}

/// The target and whether it is met.
fn verdict(run: &Run<'_>, estimate: Estimate) -> Vec<Cell> {
    match common_target(run.model) {
        Some(level) => {
            let verdict = Verdict::at_least(level.target, estimate);
            vec![format!("  target {}", target(level)).into(), Cell::toned(verdict.word(), verdict.tone())]
        }
        None => vec!["  targets differ, see below".into()],
    }
}

/// A class of satisfaction as a share of all; empty for other measures.
fn share_of_classes(run: &Run<'_>, name: &str, estimate: Estimate) -> String {
    const CLASSES: [&str; 4] = ["delighted", "satisfied", "indifferent", "dissatisfied"];
    if !CLASSES.contains(&name) {
        return String::new();
    }
    let all: f64 = CLASSES.iter().filter_map(|class| Some(run.summary.get(Scope::Whole, class)?.mean)).sum();
    if all > 0.0 { Shown::exact(Unit::Share, estimate.mean / all).value() } else { String::new() }
}

fn contacts(run: &Run<'_>) -> Table {
    let mut table = Table::new(vec![
        Column::names("Contact"),
        Column::numbers("Offered", 0),
        Column::numbers("Abandoned", 2),
        Column::numbers("Cut off", 8),
        Column::numbers("Service level", 0),
        Column::words("Target", 1),
        Column::numbers("ASA", 3),
        Column::numbers("80 % within", 6),
        Column::numbers("95 % within", 4),
        Column::numbers("Felt wait", 7),
        Column::numbers("Satisfaction", 5),
    ]);
    for (i, contact) in run.model.contacts.iter().enumerate() {
        let get = |name: &str| run.summary.get(Scope::Contact(i), name);
        let show = |name: &str| Cell::from(cell(name, get(name)));
        table.row(vec![
            contact.name.as_str().into(),
            show("offered"),
            show("abandonment_rate"),
            cut_off(run.summary, Scope::Contact(i)),
            show("service_level"),
            of_target(contact.service_level, get("service_level")),
            show("answer_speed_s"),
            show("wait_p80_s"),
            show("wait_p95_s"),
            show("perceived_wait_s"),
            show("satisfaction"),
        ]);
    }
    table
}

/// Contacts cut off in some scope, where there are any in the run.
pub(super) fn cut_off(summary: &Summary, scope: Scope) -> Cell {
    let any = summary.get(Scope::Whole, "cut_off").is_some_and(|cut_off| cut_off.mean > 0.0);
    if any { Cell::from(cell("cut_off", summary.get(scope, "cut_off"))) } else { String::new().into() }
}

fn groups(run: &Run<'_>) -> Table {
    let mut table = Table::new(vec![
        Column::names("Group"),
        Column::numbers("Agents", 1),
        Column::numbers("Scheduled", 5),
        Column::numbers("On the phones", 6),
        Column::numbers("Paid time", 2),
        Column::numbers("Occupancy", 0),
        Column::numbers("Answered", 0),
        Column::numbers("Handle time", 3),
        Column::numbers(format!("Cost {}", run.model.currency).trim_end(), 4),
    ]);
    for (i, group) in run.model.groups.iter().enumerate() {
        let show = |name: &str| Cell::from(cell(name, run.summary.get(Scope::Group(i), name)));
        table.row(vec![
            group.name.as_str().into(),
            agents(group).into(),
            show("agents_scheduled"),
            show("agents_present"),
            show("agent_hours"),
            show("occupancy"),
            show("answered"),
            show("handle_time_s"),
            show("staffing_cost"),
        ]);
    }
    table
}

/// The head-count of a group, or from the smallest to the largest of the day; with shifts, the people of all of them.
fn agents(group: &Group) -> String {
    if !group.people.shifts.is_empty() {
        return group.people.shifts.iter().map(|shift| shift.people).sum::<u32>().to_string();
    }
    let least = group.staffing.iter().map(|step| step.1).min().unwrap_or(0);
    let most = group.most_agents();
    if least == most { most.to_string() } else { format!("{least}–{most}") }
}
