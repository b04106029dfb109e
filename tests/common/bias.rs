//! Whether figures of many cases are off by something that no single figure shows.
//!
//! A bias of one standard error leaves every figure within four, and a root mean square of 1.4. It shows in the sum of
//! the standardised differences. Figures of one case depend on one another, so the variance of the sum is taken from
//! their shards; cases have days of their own.

use std::collections::BTreeMap;

use super::comparison::{Comparison, Row};

/// A sum of standardised differences in units of its own standard deviation.
#[derive(Clone, Debug)]
pub struct Statistic {
    /// Of which figures.
    pub of: String,
    /// Standard normal, if nothing is biased.
    pub value: f64,
    /// By how much a bias of one standard error in every one of these figures moves it.
    pub power: f64,
}

/// What the whole of the figures may be off by: a true simulator is in one of 400 kinds.
const ALL: f64 = 3.0;
/// What one measure may be off by in all cases together; there are some dozens.
const ONE_MEASURE: f64 = 4.0;

/// +1 where congestion makes a figure larger, -1 where it makes it smaller.
fn direction(name: &str) -> f64 {
    let falls = ["SL_", "P_served", "service_level", "answered_share"];
    if falls.iter().any(|figure| name.contains(figure)) { -1.0 } else { 1.0 }
}

/// The measure of a row: its last word, since classes and intervals stand before it.
fn measure(name: &str) -> &str {
    name.rsplit(' ').next().unwrap_or(name)
}

/// What the figures of one case, or of cases that share their days, add up to.
#[derive(Default)]
struct OfDays {
    sum: f64,
    count: f64,
    parts: Vec<f64>,
    known: f64,
}

impl OfDays {
    /// The variance of the sum, if nothing is biased. A reference's own errors are taken to go together.
    fn variance(&self) -> f64 {
        self.parts.iter().map(|part| part * part).sum::<f64>() + self.known * self.known
    }
}

/// The sum of some rows. Cases that share their days (named alike up to a comma) are one. A case weighs as much as a common
/// bias would show in it: by its figures over the variance of their sum.
fn statistic<'a>(of: &str, rows: impl Iterator<Item = (&'a str, &'a Row)>) -> Option<Statistic> {
    let mut by_days: BTreeMap<&str, OfDays> = BTreeMap::new();
    for (case, row) in rows.filter(|(_, row)| row.z.is_finite() && row.has_spread()) {
        let sign = direction(&row.name);
        let days = by_days.entry(case.split(',').next().unwrap_or(case)).or_default();
        days.sum += sign * row.z;
        days.count += 1.0;
        days.parts.resize(row.parts.len(), 0.0);
        days.parts.iter_mut().zip(&row.parts).for_each(|(sum, part)| *sum += sign * part);
        days.known += sign * row.known_part;
    }
    let (mut value, mut square) = (0.0, 0.0);
    for days in by_days.values().filter(|days| days.variance() > 0.0) {
        value += days.count / days.variance() * days.sum;
        square += days.count * days.count / days.variance();
    }
    let power = square.sqrt();
    (power > 0.0).then(|| Statistic { of: of.to_string(), value: value / power, power })
}

fn rows(cases: &[Comparison]) -> impl Iterator<Item = (&str, &Row)> {
    cases.iter().flat_map(|case| case.rows.iter().map(|row| (case.case.as_str(), row)))
}

/// All figures in the direction of congestion, first; then each measure by itself, where it is in several cases.
pub fn statistics(cases: &[Comparison]) -> Vec<Statistic> {
    let mut names: Vec<&str> = rows(cases).map(|(_, row)| measure(&row.name)).collect();
    names.sort_unstable();
    names.dedup();
    let one = |name: &&str| statistic(name, rows(cases).filter(|(_, row)| measure(&row.name) == *name));
    statistic("all figures", rows(cases)).into_iter().chain(names.iter().filter_map(one)).collect()
}

/// The statistics that say that figures are biased, if so many standard errors were added to every one.
pub fn found(cases: &[Comparison], injected: f64) -> Vec<Statistic> {
    let all = statistics(cases);
    let bound = |i: usize| if i == 0 { ALL } else { ONE_MEASURE };
    let shifted = all.into_iter().map(|s| Statistic { value: s.value + injected * s.power, ..s });
    shifted.enumerate().filter(|(i, s)| s.value.abs() > bound(*i)).map(|(_, s)| s).collect()
}
