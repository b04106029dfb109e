//! How much memory the books of a model take, before they are opened.

use std::mem::size_of;

use super::estimate::Moments;
use super::histogram::Histogram;
use super::ledger::{BATCHES, Extra, GroupExtra, GroupTally, Tally};
use super::measures::MEASURES;
use super::summary::BY_INTERVAL;
use crate::floor::DayOfMarket;
use crate::model::{HorizonKind, Model};

/// Sections of waits in a summary.
const SECTIONS: f64 = 32.0;

/// Cells of the books of a replication: intervals of all days, and the times between.
pub fn cells(model: &Model) -> f64 {
    let parts = match model.horizon.kind {
        HorizonKind::Day { .. } => model.intervals(),
        HorizonKind::Steady => BATCHES,
    };
    1.0 + f64::from(model.horizon.days) * (parts as f64 + 1.0)
}

/// Bytes of the books of a replication.
pub fn section_bytes(model: &Model) -> f64 {
    let of_model = |bytes: usize| if model.is_plain() { 0.0 } else { bytes as f64 };
    let of_center = |bytes: usize| if model.is_lived_without_calendar() { 0.0 } else { bytes as f64 };
    let shifts = model.groups.iter().any(|group| !group.people.shifts.is_empty());
    let of_people = |bytes: usize| if shifts { bytes as f64 } else { of_center(bytes) };
    let by_kind = if model.kinds.len() > 1 { (model.kinds.len() * size_of::<[u64; 4]>()) as f64 } else { 0.0 };
    let of_type = size_of::<Tally>() as f64 + of_model(size_of::<Extra>()) + size_of::<[f64; 6]>() as f64 + by_kind;
    let of_group = size_of::<GroupTally>() as f64 + of_people(size_of::<GroupExtra>());
    let of_day = of_center(size_of::<DayOfMarket>() + size_of::<u64>());
    let of_cell =
        model.contacts.len() as f64 * of_type + model.groups.len() as f64 * of_group + size_of::<f64>() as f64;
    cells(model) * of_cell + f64::from(model.horizon.days) * of_day
}

/// Bytes of the waits that a policy's replications count in one thread.
pub fn waits_bytes(model: &Model) -> f64 {
    let parts = if model.horizon.kind == HorizonKind::Steady { BATCHES as f64 + 2.0 } else { 1.0 };
    parts * model.contacts.len() as f64 * Histogram::BYTES
}

/// Scopes of a summary: the wholes and the days; by interval.
fn scopes_of(model: &Model, detailed: bool, sets: usize) -> [f64; 2] {
    let types = model.contacts.len() as f64;
    let (intervals, days) = match model.horizon.kind {
        HorizonKind::Day { .. } if detailed => (model.intervals() as f64, f64::from(model.horizon.days)),
        HorizonKind::Day { .. } | HorizonKind::Steady => (0.0, 0.0),
    };
    [1.0 + types + model.groups.len() as f64 + sets as f64 + days, intervals * (1.0 + types + sets as f64)]
}

/// Scopes of a summary, with so many sets of types beside the types; `detailed`: with figures by interval and day.
pub fn scopes(model: &Model, detailed: bool, sets: usize) -> f64 {
    scopes_of(model, detailed, sets).iter().sum()
}

/// Bytes of such a summary.
pub fn summary_bytes(model: &Model, detailed: bool, sets: usize) -> f64 {
    let types = model.contacts.len() as f64;
    let [wholes, by_interval] = scopes_of(model, detailed, sets);
    let figures = wholes * MEASURES.len() as f64 + by_interval * BY_INTERVAL.len() as f64;
    // While it is made and after: moments, estimates.
    1.5 * figures * size_of::<(usize, Moments)>() as f64 + SECTIONS * types * Histogram::BYTES
}
