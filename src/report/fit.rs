//! A fitted scenario beside the log it was fitted on: by the hour, and on the whole day.

use crate::fit::{LoggedCounts, Report};
use crate::measure::{Estimate, Scope, Summary};
use crate::model::{HorizonKind, Model};
use crate::scenario::units::show_clock;
use crate::theory::stationary::{Interval, Pool};
use crate::theory::{Answer, QueueModel};

use super::noise::{Floor, Replays};
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

/// What the comparison needs of each replication of the [hourly] model.
pub fn replays(model: &Model) -> Replays<'_> {
    Replays::new(model, COMPARED.iter().map(|compared| compared.name))
}

/// The simulation of a comparison.
pub struct Simulation<'a> {
    /// The [hourly] model.
    pub model: &'a Model,
    /// What came out.
    pub summary: &'a Summary,
    /// Its days.
    pub replays: &'a Replays<'a>,
    /// Seed of the run.
    pub seed: u64,
}

/// The tables. `pools` are of the scenario as it is.
pub fn comparison(report: &Report, simulation: &Simulation<'_>, pools: &[Pool], terminal: Terminal) -> String {
    let Simulation { model, summary, .. } = *simulation;
    let HorizonKind::Day { interval_s } = model.horizon.kind else { return String::new() };
    let mut columns = vec![Column::names(""), Column::numbers("Log", 0), Column::numbers("Simulation", 0)];
    columns.push(Column::numbers("Its own logs", 0));
    columns.extend(FORMULAS.iter().map(|formula| Column::numbers(formula.name(), 1)));
    let mut table = Table::new(columns);
    let mut verdicts = Vec::new();
    for (n, compared) in COMPARED.iter().enumerate() {
        let simulated = summary.get(Scope::Whole, compared.name).map_or(0.0, |estimate| estimate.mean);
        // What happened neither there nor here is not compared.
        if (compared.logged)(&report.logged.day()) == 0.0 && (simulated.is_nan() || simulated <= 0.0) {
            continue;
        }
        let stretch = |i: usize| (i as f64 * interval_s, (i + 1) as f64 * interval_s);
        let counts: Vec<LoggedCounts> =
            (0..model.intervals()).map(stretch).map(|(a, b)| logged(report, a, b)).collect();
        let weights: Vec<f64> = counts.iter().map(|counts| counts.offered).collect();
        let days: Vec<usize> = (0..model.intervals()).map(stretch).map(|(a, b)| days_of(report, a, b)).collect();
        let floor = simulation.replays.floor(n, simulation.seed, report.dates.len(), &days, &weights);
        table.heading(compared.heading);
        let day = Row::new(compared, &report.logged.day(), summary, Scope::Whole, &within(pools, 0.0, f64::INFINITY));
        let mut outside = usize::from(day.is_outside(floor.as_ref().map(|f| f.day)));
        table.row(day.cells("whole day", floor.as_ref().map(|f| f.day)));
        let mut hours: Vec<Row<'_>> = Vec::new();
        for (i, counts) in counts.iter().enumerate().filter(|(_, counts)| counts.offered > 0.0) {
            let (from_s, to_s) = stretch(i);
            let name = show_clock(model.horizon.opens_s + from_s);
            let row = Row::new(compared, counts, summary, Scope::Interval(i), &within(pools, from_s, to_s));
            let bounds = floor.as_ref().map(|f| f.intervals[i]);
            outside += usize::from(row.is_outside(bounds));
            table.row(row.cells(&name, bounds));
            hours.push(row);
        }
        table.row(distances(&hours, floor.as_ref()));
        verdicts.extend(floor.and_then(|floor| verdict(compared, &hours, &floor, outside)));
    }
    format!("{}\n{}", table.render(terminal), words(&verdicts, report.dates.len()))
}

/// Comparable days of an hour that count: of its intervals' the fewest.
fn days_of(report: &Report, from_s: f64, to_s: f64) -> usize {
    let middle = |i: usize| (i as f64 + 0.5) * report.interval_s;
    let here = (0..report.intervals).filter(|i| middle(*i) > from_s && middle(*i) < to_s);
    here.map(|i| report.exposure[i] as usize).min().unwrap_or(0)
}

/// Whether the simulation's distance from the log is more than noise, in a line; `None` where it has no figures by hour.
fn verdict(compared: &Compared, hours: &[Row<'_>], floor: &Floor, outside: usize) -> Option<String> {
    let shown = |value: f64| Shown::exact(compared.unit, value).in_one();
    let found = distance(hours, &|hour| Some(hour.simulated?.mean))?;
    let judged = if found > floor.distance_below { "more than noise" } else { "noise: no error is shown" };
    Some(format!(
        "{}: {} from the log by hour; {} would be chance alone (95 of 100 below {}): {judged}. {outside} of {} rows outside.\n",
        compared.heading,
        shown(found),
        shown(floor.distance),
        shown(floor.distance_below),
        hours.len() + 1
    ))
}

fn words(verdicts: &[String], days: usize) -> String {
    if verdicts.is_empty() {
        return String::new();
    }
    format!(
        "Its own logs: between what 95 of 100 logs of {days} days lie if the simulation is the truth; * the log lies outside (of \
         20 rows, one does by chance).\n{}",
        verdicts.concat()
    )
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

    /// Whether the log lies outside these bounds.
    fn is_outside(&self, bounds: Option<(f64, f64)>) -> bool {
        bounds.is_some_and(|(low, high)| self.logged < low || self.logged > high)
    }

    fn cells(&self, name: &str, bounds: Option<(f64, f64)>) -> Vec<Cell> {
        let exact = |value: f64| Shown::exact(self.compared.unit, value).in_one();
        let log = match self.is_outside(bounds) {
            true => Cell::toned(format!("{} *", exact(self.logged)), Tone::Bad),
            false => Cell::from(format!("{}  ", exact(self.logged))),
        };
        let between = bounds.filter(|(low, _)| !low.is_nan());
        let between = between.map_or_else(String::new, |(low, high)| format!("{} to {}", exact(low), exact(high)));
        let mut cells = vec![name.into(), log, cell(self.compared.name, self.simulated).into(), between.into()];
        cells.extend(self.formulas.iter().map(|formula| match formula {
            Some(Ok(value)) => Cell::from(exact(*value)),
            Some(Err(Unstable)) => Cell::toned("unstable", Tone::Bad),
            None => Cell::from(""),
        }));
        cells
    }
}

/// How far somebody is from the log, the mean over the calls of the day's hours; `None` where an hour has no value.
fn distance(hours: &[Row<'_>], of: &dyn Fn(&Row<'_>) -> Option<f64>) -> Option<f64> {
    let offered: f64 = hours.iter().map(|hour| hour.offered).sum();
    let sum: Option<f64> = hours.iter().map(|hour| Some(hour.offered * (of(hour)? - hour.logged).abs())).sum();
    sum.map(|sum| sum / offered)
}

/// The distances of everybody; in the column of the simulation's own logs, the mean of theirs.
fn distances(hours: &[Row<'_>], floor: Option<&Floor>) -> Vec<Cell> {
    let Some(first) = hours.first() else { return Vec::new() };
    let shown = |value: Option<f64>| value.map_or_else(String::new, |v| Shown::exact(first.compared.unit, v).in_one());
    let simulated = distance(hours, &|hour| Some(hour.simulated?.mean));
    let mut cells = vec!["distance from the log".into(), "".into(), Cell::from(shown(simulated))];
    cells.push(Cell::from(shown(floor.map(|floor| floor.distance))));
    let formula = |i: usize| move |hour: &Row<'_>| hour.formulas[i].as_ref()?.as_ref().ok().copied();
    cells.extend((0..FORMULAS.len()).map(|i| Cell::from(shown(distance(hours, &formula(i))))));
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
