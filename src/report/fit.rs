//! A fitted scenario beside the log it was fitted on: by the hour, and on the whole day.

use crate::fit::{LoggedCounts, Report};
use crate::measure::{Estimate, Scope, Summary};
use crate::model::{HorizonKind, Model};
use crate::scenario::units::show_clock;
use crate::theory::stationary::{Interval, Pool};
use crate::theory::{Answer, QueueModel};

use super::number::{Shown, Unit};
use super::run::cell;
use super::table::{Cell, Column, Table, Tone};
use super::terminal::Terminal;

/// A measure of the log, the simulation and the formulas.
struct Compared {
    name: &'static str,
    heading: &'static str,
    unit: Unit,
    logged: fn(&LoggedCounts) -> f64,
    /// What formulas say; `None`: nothing.
    formula: Option<fn(&Answer) -> f64>,
}

const COMPARED: &[Compared] = &[
    Compared {
        name: "abandonment_rate",
        heading: "Abandoned",
        unit: Unit::Share,
        logged: LoggedCounts::abandonment_rate,
        formula: Some(|a| a.abandonment_rate),
    },
    Compared {
        name: "balking_rate",
        heading: "Balked",
        unit: Unit::Share,
        logged: LoggedCounts::balking_rate,
        formula: None,
    },
    Compared {
        name: "cut_off",
        heading: "Cut off, contacts",
        unit: Unit::Count,
        logged: |counts| counts.cut_off,
        formula: None,
    },
    Compared {
        name: "mean_wait_s",
        heading: "Mean wait",
        unit: Unit::Seconds,
        logged: LoggedCounts::mean_wait_s,
        formula: Some(|a| a.mean_wait_s),
    },
    Compared {
        name: "delayed_share",
        heading: "Had to wait",
        unit: Unit::Share,
        logged: LoggedCounts::delayed_share,
        formula: Some(|a| a.delayed_share),
    },
];

const FORMULAS: &[QueueModel] = &[QueueModel::ErlangC, QueueModel::ErlangA, QueueModel::GeneralPatience];

const HOUR_S: f64 = 3600.0;

/// The model with its figures by the hour, where its hours can be told: nothing but the report changes.
pub fn hourly(model: &Model) -> Model {
    let mut model = model.clone();
    if let HorizonKind::Day { interval_s } = model.horizon.kind {
        let whole = |seconds: f64| libm::fmod(seconds, HOUR_S) == 0.0;
        let fits = whole(model.horizon.length_s) && libm::fmod(HOUR_S, interval_s) == 0.0;
        model.horizon.kind = HorizonKind::Day { interval_s: if fits { HOUR_S } else { interval_s } };
    }
    model
}

/// The tables. `model` and `summary` are those of the [hourly] model, `pools` of the scenario as it is.
pub fn comparison(report: &Report, model: &Model, summary: &Summary, pools: &[Pool], terminal: Terminal) -> String {
    let HorizonKind::Day { interval_s } = model.horizon.kind else { return String::new() };
    let mut columns = vec![Column::names(""), Column::numbers("Log", 0), Column::numbers("Simulation", 0)];
    columns.extend(FORMULAS.iter().map(|formula| Column::numbers(formula.name(), 1)));
    let mut table = Table::new(columns);
    for compared in COMPARED {
        let simulated = summary.get(Scope::Whole, compared.name).map_or(0.0, |estimate| estimate.mean);
        // What happened neither there nor here is not compared.
        if (compared.logged)(&report.logged.day()) == 0.0 && !(simulated > 0.0) {
            continue;
        }
        table.heading(compared.heading);
        let day = Row::new(compared, &report.logged.day(), summary, Scope::Whole, &within(pools, 0.0, f64::INFINITY));
        table.row(day.cells("whole day"));
        let mut hours: Vec<Row<'_>> = Vec::new();
        for i in 0..model.intervals() {
            let (from_s, to_s) = (i as f64 * interval_s, (i + 1) as f64 * interval_s);
            let logged = logged(report, from_s, to_s);
            if logged.offered == 0.0 {
                continue;
            }
            let name = show_clock(model.horizon.opens_s + from_s);
            let row = Row::new(compared, &logged, summary, Scope::Interval(i), &within(pools, from_s, to_s));
            table.row(row.cells(&name));
            hours.push(row);
        }
        table.row(distances(&hours));
    }
    table.render(terminal)
}

/// A measure of a stretch of the day, by everybody who says something about it.
struct Row<'a> {
    compared: &'a Compared,
    offered: f64,
    logged: f64,
    simulated: Option<Estimate>,
    formulas: Vec<Option<Result<f64, Unstable>>>,
}

impl<'a> Row<'a> {
    fn new(
        compared: &'a Compared,
        logged: &LoggedCounts,
        summary: &Summary,
        scope: Scope,
        intervals: &[&Interval],
    ) -> Row<'a> {
        Row {
            compared,
            offered: logged.offered,
            logged: (compared.logged)(logged),
            simulated: summary.get(scope, compared.name),
            formulas: FORMULAS.iter().map(|formula| mean(intervals, *formula, compared.formula?)).collect(),
        }
    }

    fn cells(&self, name: &str) -> Vec<Cell> {
        let exact = |value: f64| Shown::exact(self.compared.unit, value).in_one();
        let mut cells = vec![name.into(), exact(self.logged).into(), cell(self.compared.name, self.simulated).into()];
        cells.extend(self.formulas.iter().map(|formula| match formula {
            Some(Ok(value)) => Cell::from(exact(*value)),
            Some(Err(Unstable)) => Cell::toned("unstable", Tone::Bad),
            None => Cell::from(""),
        }));
        cells
    }
}

/// How far everybody is from the log, the mean over the calls of the day's hours; empty where an hour has no value.
fn distances(hours: &[Row<'_>]) -> Vec<Cell> {
    let Some(first) = hours.first() else { return Vec::new() };
    let offered: f64 = hours.iter().map(|hour| hour.offered).sum();
    let distance = |of: &dyn Fn(&Row<'_>) -> Option<f64>| {
        let sum: Option<f64> = hours.iter().map(|hour| Some(hour.offered * (of(hour)? - hour.logged).abs())).sum();
        Cell::from(sum.map_or_else(String::new, |sum| Shown::exact(first.compared.unit, sum / offered).in_one()))
    };
    let mut cells = vec!["distance from the log".into(), "".into(), distance(&|hour| Some(hour.simulated?.mean))];
    let formula = |i: usize| move |hour: &Row<'_>| hour.formulas[i].as_ref()?.as_ref().ok().copied();
    cells.extend((0..FORMULAS.len()).map(|i| distance(&formula(i))));
    cells
}

/// The logged queue between two moments after opening.
fn logged(report: &Report, from_s: f64, to_s: f64) -> LoggedCounts {
    let middle = |i: usize| (i as f64 + 0.5) * report.interval_s;
    let here = (0..report.intervals).filter(|i| middle(*i) > from_s && middle(*i) < to_s);
    here.map(|i| report.logged.interval(i)).fold(LoggedCounts::default(), |mut sum, one| {
        sum.add(&one);
        sum
    })
}

/// The intervals of all queues between two moments after opening.
fn within(pools: &[Pool], from_s: f64, to_s: f64) -> Vec<&Interval> {
    let here = |i: &&Interval| i.from_s >= from_s && i.to_s <= to_s;
    pools.iter().flat_map(|pool| &pool.intervals).filter(here).collect()
}

struct Unstable;

/// The mean over contacts; `None` where the formula says nothing, unstable as soon as one interval is.
fn mean(intervals: &[&Interval], formula: QueueModel, of: fn(&Answer) -> f64) -> Option<Result<f64, Unstable>> {
    let (mut sum, mut offered) = (0.0, 0.0);
    for interval in intervals.iter().filter(|interval| !interval.solved.is_empty()) {
        let solved = interval.solved.iter().find(|solved| solved.model == formula)?;
        let Ok(answer) = &solved.answer else { return Some(Err(Unstable)) };
        sum += interval.offered * of(answer);
        offered += interval.offered;
    }
    (offered > 0.0).then(|| Ok(sum / offered))
}
