//! The formulas beside the simulation, and why they differ.

use std::sync::Arc;

use crate::measure::{Estimate, Scope, Summary};
use crate::model::{Channel, Distribution, HorizonKind, Model};
use crate::scenario::units::show_clock;
use crate::theory::stationary::{Interval, MOST_LOAD, Pool, Solved};
use crate::theory::{Answer, Class, Note, QueueModel};

use super::number::{Shown, Unit, fixed};
use super::run::cell;
use super::table::{Cell, Column, Table, Tone, title, wrap};
use super::terminal::Terminal;
use super::verdict::target;

/// A queue of the scenario by formula and by simulation.
#[derive(Clone, Debug)]
pub struct Compared {
    /// What the formulas say.
    pub pool: Pool,
    /// The center that was simulated: these contact types and groups, and whatever shares work with them.
    pub model: Model,
    /// What the simulation of that center found.
    pub summary: Arc<Summary>,
    /// Which set of contact types of the summary this queue is.
    pub set: usize,
}

impl Compared {
    /// What the simulation found for these contact types, on the whole day or in an interval. Agents who also serve others
    /// have no occupancy of these alone.
    pub(super) fn simulated(&self, interval: Option<usize>, name: &str) -> Option<Estimate> {
        let interval = interval.filter(|_| self.model.intervals() > 1);
        let scope = match (interval, self.pool.is_shared()) {
            (None, false) => Scope::Whole,
            (None, true) => Scope::Types(self.set),
            (Some(i), false) => Scope::Interval(i),
            (Some(i), true) => Scope::TypesInInterval(i, self.set),
        };
        let missing = name.starts_with("service_level") && self.pool.service_level.is_none();
        self.summary.get(scope, name).filter(|_| !missing)
    }

    /// What a formula has of a measure: occupancy is that of agents who have nothing else to do.
    pub(super) fn formula(&self, (name, _, of): &Common, answer: &Answer) -> Option<f64> {
        of(answer).filter(|_| !(self.pool.is_shared() && *name == "occupancy"))
    }
}

/// A measure that formulas and simulation have in common.
pub(super) type Common = (&'static str, &'static str, fn(&Answer) -> Option<f64>);

/// These measures: name, heading, where the formulas have it.
pub(super) const COMMON: &[Common] = &[
    ("service_level", "Service level", |a| a.service_level),
    ("abandonment_rate", "Abandoned", |a| Some(a.abandonment_rate)),
    ("delayed_share", "Had to wait", |a| Some(a.delayed_share)),
    ("answer_speed_s", "ASA", |a| a.answer_speed_s),
    ("mean_wait_s", "Mean wait", |a| Some(a.mean_wait_s)),
    ("occupancy", "Occupancy", |a| Some(a.occupancy)),
    ("queue_length", "Waiting", |a| Some(a.queue_length)),
    ("balking_rate", "Left at once", |a| Some(a.balking_rate)),
];

/// Tables and words about every queue of the scenario.
pub fn text(whole: &Model, compared: &[Compared], terminal: Terminal) -> String {
    let mut out = String::new();
    for one in compared {
        out.push('\n');
        if compared.len() > 1 || one.pool.is_shared() || one.pool.notes.iter().any(is_pooled) {
            out.push_str(&title(&members(whole, &one.pool), terminal));
        }
        out.push_str(&day(one).render(terminal));
        for reason in reasons(one) {
            out.push_str(&wrap(&format!("- {reason}"), terminal.width, "  "));
        }
        out.push('\n');
        out.push_str(&intervals(one).render(terminal));
        out.push_str(&wrap(&staffing(one), terminal.width, ""));
    }
    out
}

/// Whether a note says that the queue is made of several.
fn is_pooled(note: &Note) -> bool {
    matches!(note, Note::PooledTypes | Note::PooledGroups)
}

/// `orders and support, served by sellers`.
pub(super) fn members(model: &Model, pool: &Pool) -> String {
    let contacts: Vec<&str> = pool.contacts.iter().map(|id| model.contacts[id.index()].name.as_str()).collect();
    let groups: Vec<&str> = pool.groups.iter().map(|id| model.groups[id.index()].name.as_str()).collect();
    format!("{}, served by {}", contacts.join(" and "), groups.join(", "))
}

fn day(one: &Compared) -> Table {
    let heading = if one.model.horizon.kind == HorizonKind::Steady { "The stretch" } else { "The day" };
    let expendable = [0, 1, 3, 2, 4, 5, 6, 7];
    let mut columns = vec![Column::names(heading)];
    columns.extend(COMMON.iter().zip(expendable).map(|((_, label, _), expendable)| Column::numbers(label, expendable)));
    columns.push(Column::numbers("Blocked", 8));
    let mut table = Table::new(columns);
    let simulated = |name: &str| one.simulated(None, name);
    let anybody = |name: &str| simulated(name).is_some_and(|e| e.mean > 0.0);
    let blocked = simulated("blocked").zip(simulated("offered")).filter(|(blocked, _)| blocked.mean > 0.0);
    let mut cells = vec![Cell::toned("Simulation", Tone::Strong)];
    let shown = |name: &str| name != "balking_rate" || anybody("balked");
    let simulated_cell = |name: &str| if shown(name) { cell(name, simulated(name)) } else { String::new() };
    cells.extend(COMMON.iter().map(|(name, _, _)| Cell::from(simulated_cell(name))));
    cells.push(blocked.map_or_else(String::new, |(b, o)| Shown::exact(Unit::Share, b.mean / o.mean).in_one()).into());
    table.row(cells);
    for solved in &one.pool.day {
        let mut cells = vec![Cell::from(solved.model.name())];
        match &solved.answer {
            Err(_) => cells.push(Cell::toned("unstable", Tone::Bad)),
            Ok(answer) => {
                cells.extend(
                    COMMON
                        .iter()
                        .map(|common| Cell::from(beside(common.0, one.formula(common, answer), simulated(common.0)))),
                );
                let blocked = Some(answer.blocked_share).filter(|share| *share > 0.0);
                cells.push(blocked.map_or_else(String::new, |share| Shown::exact(Unit::Share, share).in_one()).into());
            }
        }
        table.row(cells);
    }
    table
}

/// A formula's value and, in brackets, how far it is from the simulation.
fn beside(name: &str, value: Option<f64>, simulated: Option<Estimate>) -> String {
    let (Some(unit), Some(value)) = (Unit::of_name(name), value) else { return String::new() };
    if name == "balking_rate" && value == 0.0 {
        return String::new();
    }
    let shown = Shown::exact(unit, value).value();
    match simulated {
        Some(simulated) if matches!(name, "service_level" | "abandonment_rate") && value != simulated.mean => {
            let points = 100.0 * (value - simulated.mean);
            format!("{shown} ({}{})", if points >= 0.05 { "+" } else { "" }, fixed(points, 1))
        }
        _ => shown,
    }
}

/// Why the formulas say something else than the simulation.
pub(super) fn reasons(one: &Compared) -> Vec<String> {
    let (pool, model) = (&one.pool, &one.model);
    let has = |formula| pool.day.iter().any(|solved| solved.model == formula);
    let leave = model.contacts.iter().any(|contact| contact.patience.is_some());
    if pool.class == Class::Deferred {
        return vec![deferred(one)];
    }
    let mut reasons = vec![nearest(one)];
    if has(QueueModel::ErlangB) {
        reasons.push("Erlang B has no queue: whoever finds all agents busy is lost (column \"blocked\").".to_string());
    }
    reasons.extend(unstable(one));
    if has(QueueModel::ErlangC) && leave {
        reasons.push(
            "Erlang C lets everybody wait for ever; here customers give up, which makes waits shorter for the others."
                .to_string(),
        );
    }
    let not_exponential = |law: &Option<Distribution>| !matches!(law, None | Some(Distribution::Exponential { .. }));
    if has(QueueModel::ErlangA) && model.contacts.iter().any(|contact| not_exponential(&contact.patience)) {
        reasons.push("Erlang A takes patience as exponential with its mean; M/M/n+G takes it as it is.".to_string());
    }
    if model.intervals() > 1 {
        reasons.push("All formulas take each interval as if it went on for ever: who still waits when the next one begins, and a queue that needs time to build up, are not seen.".to_string());
    }
    reasons.extend(pool.notes.iter().map(|note| format!("Left out: {note}.")));
    reasons
}

/// What can be said of work that can wait: how much it is, and how much time there is for it.
fn deferred(one: &Compared) -> String {
    let hours = |of: &dyn Fn(&Interval) -> f64| -> f64 {
        one.pool.intervals.iter().map(|i| of(i) * (i.to_s - i.from_s) / 3600.0).sum()
    };
    let work = hours(&|i| i.traffic.load());
    let free = hours(&|i| f64::from(i.agents));
    let simulated = one.pool.center_contacts.iter().zip(&one.model.contacts);
    let dialed = simulated
        .filter(|(id, _)| one.pool.contacts.contains(id))
        .any(|(_, contact)| contact.operations.channel == Channel::Outbound);
    if work == 0.0 && dialed {
        return "These contacts are dialed when agents are free, so no formula is about them.".to_string();
    }
    let beside = if one.pool.is_shared() { " whom other contacts leave over" } else { "" };
    let mut words = format!(
        "This work can wait, so no formula for a queue of people who wait says when it is done: {} agent-hours of it arrive in a day, beside {} hours of agents{beside}.",
        fixed(work, 1),
        fixed(free, 1)
    );
    if work > free {
        words.push_str(" It is more than they can do: the backlog grows from day to day.");
    }
    if dialed {
        words.push_str(" What is dialed is not among it.");
    }
    words
}

/// How far the most detailed formula is from the simulation.
fn nearest(one: &Compared) -> String {
    let mut with_queue = one.pool.day.iter().rev().filter(|solved| solved.model != QueueModel::ErlangB);
    let Some((formula, answer)) = with_queue.find_map(|s| Some((s.model, s.answer.ok()?))) else {
        return "No formula but the simulation has an answer.".to_string();
    };
    let name = if answer.service_level.is_some() { "service_level" } else { "delayed_share" };
    let theirs = answer.service_level.unwrap_or(answer.delayed_share);
    let Some(simulated) = one.simulated(None, name) else { return String::new() };
    let words = if name == "service_level" { "service level" } else { "share that waits" };
    let points = theirs - simulated.mean;
    let size = fixed(100.0 * points.abs(), 1);
    if points.abs() <= simulated.half_width {
        return format!("{formula} agrees with the simulation on the {words}, within its error.");
    }
    let side = if points > 0.0 { "above" } else { "below" };
    format!(
        "{formula}, the nearest to this scenario, is {size} points {side} the simulation on the {words}: more than its error."
    )
}

fn unstable(one: &Compared) -> Option<String> {
    let erlang_c =
        |interval: &Interval| interval.solved.iter().any(|s| s.model == QueueModel::ErlangC && s.answer.is_err());
    let all: Vec<String> = one.pool.intervals.iter().filter(|i| erlang_c(i)).map(|i| clock(&one.model, i)).collect();
    let why = "more work than the agents can do, and nobody gives up";
    match (one.model.intervals(), all.as_slice()) {
        (_, []) => None,
        (1, _) => Some(format!("Erlang C has no answer: {why}.")),
        (_, [only]) => Some(format!("Erlang C has no answer for the interval at {only}: {why}.")),
        (_, [first, .., last]) => {
            Some(format!("Erlang C has no answer for {} intervals between {first} and {last}: {why}.", all.len()))
        }
    }
}

pub(super) fn clock(model: &Model, interval: &Interval) -> String {
    show_clock(model.horizon.opens_s + interval.from_s)
}

fn intervals(one: &Compared) -> Table {
    let day = one.model.intervals() > 1;
    let level = one.pool.service_level.is_some();
    let paid = one.pool.has_shrinkage();
    let (name, of): (&str, fn(&Answer) -> Option<f64>) =
        if level { ("service_level", |a| a.service_level) } else { ("delayed_share", |a| Some(a.delayed_share)) };
    let what = if level { "service level" } else { "had to wait" };
    let mut columns =
        vec![Column::names(if day { "From" } else { "" }), Column::numbers("Offered", 4), Column::numbers("Load", 3)];
    if paid {
        columns.push(Column::numbers("Scheduled", 1));
    }
    columns.push(Column::numbers(if paid { "On the phones" } else { "Agents" }, 0));
    if one.pool.class != Class::Deferred {
        columns.push(Column::numbers("Needed", 0));
        if paid {
            columns.push(Column::numbers("To schedule", 0));
        }
        columns.push(Column::numbers("Square root", 2));
    }
    columns.push(Column::numbers(&format!("Simulated {what}"), 0));
    let formulas: Vec<QueueModel> =
        one.pool.day.iter().map(|s| s.model).filter(|formula| *formula != QueueModel::ErlangB).collect();
    columns.extend(formulas.iter().map(|formula| Column::numbers(formula.name(), 1)));
    let mut table = Table::new(columns);
    for (i, interval) in one.pool.intervals.iter().enumerate() {
        let short = interval.least_agents.is_some_and(|least| least > interval.agents);
        let mut cells = vec![
            Cell::from(if day { clock(&one.model, interval) } else { "The stretch".to_string() }),
            fixed(interval.offered, 1).into(),
            fixed(interval.traffic.load(), 1).into(),
        ];
        if paid {
            cells.push(fixed(interval.scheduled, 1).into());
        }
        cells.push(interval.agents.to_string().into());
        if one.pool.class != Class::Deferred {
            let tone = if short { Tone::Bad } else { Tone::Plain };
            cells.push(Cell::toned(number(interval.least_agents), tone));
            if paid {
                cells.push(Cell::toned(number(interval.least_scheduled), tone));
            }
            cells.push(number(interval.square_root.map(|rule| rule.agents)).into());
        }
        cells.push(cell(name, one.simulated(Some(i), name)).into());
        cells.extend(formulas.iter().map(|formula| solved(interval, *formula, of)));
        table.row(cells);
    }
    table
}

fn number(number: Option<u32>) -> String {
    number.map_or_else(String::new, |number| number.to_string())
}

fn solved(interval: &Interval, formula: QueueModel, of: fn(&Answer) -> Option<f64>) -> Cell {
    match interval.solved.iter().find(|Solved { model, .. }| *model == formula).map(|s| s.answer) {
        None => Cell::from(""),
        Some(Err(_)) => Cell::toned("unstable", Tone::Bad),
        Some(Ok(answer)) => Cell::from(of(&answer).map_or_else(String::new, |v| Shown::exact(Unit::Share, v).in_one())),
    }
}

/// What the smallest staffing for the target takes, beside what is planned.
fn staffing(one: &Compared) -> String {
    if one.pool.class == Class::Deferred {
        return String::new();
    }
    let Some(level) = one.pool.service_level else {
        return "Needed agents are told for a target; the scenario has no service_level.".to_string();
    };
    let hours = |of: &dyn Fn(&Interval) -> Option<f64>| -> Option<f64> {
        one.pool.intervals.iter().map(|i| Some(of(i)? * (i.to_s - i.from_s) / 3600.0)).sum()
    };
    let if_any = |i: &Interval, least: Option<u32>| if i.offered > 0.0 { least.map(f64::from) } else { Some(0.0) };
    let needed = hours(&|i| if_any(i, i.least_agents));
    let to_schedule = hours(&|i| if_any(i, i.least_scheduled));
    let there = hours(&|i| Some(f64::from(i.agents)));
    let scheduled = hours(&|i| Some(i.scheduled));
    let by = one.pool.day.last().map_or("", |solved| solved.model.name());
    let target = target(level);
    let (Some(needed), Some(there)) = (needed, there) else {
        let missing = |i: &&Interval| i.offered > 0.0 && i.least_agents.is_none();
        let (missing, all) = (one.pool.intervals.iter().filter(missing).count(), one.pool.intervals.len());
        let which = if missing == all { "In all intervals" } else { "In some intervals" };
        let huge = one.pool.intervals.iter().any(|i| i.traffic.load() > MOST_LOAD);
        return match huge {
            true => {
                format!("{which} {target} by {by} takes more than a million agents, the most that a group may have.")
            }
            false => format!("{which} no number of agents reaches {target} by {by}."),
        };
    };
    let fewest = format!("Needed: the fewest agents that reach {target} by {by}, {} agent-hours", fixed(needed, 1));
    match (to_schedule, scheduled) {
        (Some(to_schedule), Some(scheduled)) if one.pool.has_shrinkage() => format!(
            "{fewest} on the phones, where {} are planned. For that {} hours beside breaks have to be scheduled, since part of them are not worked; {} are scheduled.",
            fixed(there, 1),
            fixed(to_schedule, 1),
            fixed(scheduled, 1)
        ),
        _ if one.pool.is_shared() => {
            format!("{fewest} beside what other contacts take; {} are left for these.", fixed(there, 1))
        }
        _ => format!("{fewest}; {} are planned.", fixed(there, 1)),
    }
}
