//! The formulas beside the simulation, and why they differ.

use crate::measure::{Estimate, Scope, Summary};
use crate::model::{Distribution, HorizonKind, Model};
use crate::scenario::units::show_clock;
use crate::theory::stationary::{Interval, Pool, Solved};
use crate::theory::{Answer, QueueModel};

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
    /// Its contact types and groups as a center of their own.
    pub model: Model,
    /// What the simulation of that center found.
    pub summary: Summary,
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
        if compared.len() > 1 || one.pool.notes.iter().any(|n| n.to_string().contains("several")) {
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

/// `orders, support, served by sellers`.
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
    let simulated = |name: &str| one.summary.get(Scope::Whole, name);
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
                cells.extend(COMMON.iter().map(|(name, _, of)| Cell::from(beside(name, of(answer), simulated(name)))));
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
        Some(simulated) if name == "service_level" || name == "abandonment_rate" => {
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

/// How far the most detailed formula is from the simulation.
fn nearest(one: &Compared) -> String {
    let Some((formula, answer)) = one.pool.day.iter().rev().find_map(|s| Some((s.model, s.answer.ok()?))) else {
        return "No formula but the simulation has an answer.".to_string();
    };
    let name = if answer.service_level.is_some() { "service_level" } else { "delayed_share" };
    let theirs = answer.service_level.unwrap_or(answer.delayed_share);
    let Some(simulated) = one.summary.get(Scope::Whole, name) else { return String::new() };
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
    let (name, of): (&str, fn(&Answer) -> Option<f64>) =
        if level { ("service_level", |a| a.service_level) } else { ("delayed_share", |a| Some(a.delayed_share)) };
    let what = if level { "service level" } else { "had to wait" };
    let mut columns = vec![
        Column::names(if day { "From" } else { "" }),
        Column::numbers("Offered", 4),
        Column::numbers("Load", 3),
        Column::numbers("Agents", 0),
        Column::numbers("Needed", 0),
        Column::numbers("Square root", 2),
        Column::numbers(&format!("Simulated {what}"), 0),
    ];
    let formulas: Vec<QueueModel> =
        one.pool.day.iter().map(|s| s.model).filter(|formula| *formula != QueueModel::ErlangB).collect();
    columns.extend(formulas.iter().map(|formula| Column::numbers(formula.name(), 1)));
    let mut table = Table::new(columns);
    for (i, interval) in one.pool.intervals.iter().enumerate() {
        let scope = if day { Scope::Interval(i) } else { Scope::Whole };
        let short = interval.least_agents.is_some_and(|least| least > interval.agents);
        let mut cells = vec![
            Cell::from(if day { clock(&one.model, interval) } else { "The stretch".to_string() }),
            fixed(interval.offered, 1).into(),
            fixed(interval.traffic.load(), 1).into(),
            interval.agents.to_string().into(),
            Cell::toned(number(interval.least_agents), if short { Tone::Bad } else { Tone::Plain }),
            number(interval.square_root.map(|rule| rule.agents)).into(),
            cell(name, one.summary.get(scope, name)).into(),
        ];
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
    let Some(level) = one.pool.service_level else {
        return "Needed agents are told for a target; the scenario has no service_level.".to_string();
    };
    let hours = |of: &dyn Fn(&Interval) -> Option<u32>| -> Option<f64> {
        one.pool.intervals.iter().map(|i| Some(f64::from(of(i)?) * (i.to_s - i.from_s) / 3600.0)).sum()
    };
    let needs = |i: &Interval| if i.offered > 0.0 { i.least_agents } else { Some(0) };
    let by = one.pool.day.last().map_or("", |solved| solved.model.name());
    let target = target(level);
    match (hours(&needs), hours(&|i| Some(i.agents))) {
        (Some(needed), Some(planned)) => format!(
            "Needed: the fewest agents that reach {target} by {by}, {} agent-hours; {} are planned.",
            fixed(needed, 1),
            fixed(planned, 1)
        ),
        _ => format!("In some intervals no number of agents reaches {target} by {by}."),
    }
}
