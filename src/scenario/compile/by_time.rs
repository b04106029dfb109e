//! Distributions whose parameters vary over the day.

use std::cell::RefCell;

use super::Files;
use super::law::{Measured, Reader, law};
use super::profile::{interval_s, profile};
use crate::model::{ByTime, Distribution, Horizon};
use crate::scenario::mistake::Mistake;
use crate::scenario::reader::At;
use crate::scenario::tree::Item;

/// A moment of the day at which parameters are read, and what is found on the way.
pub(super) struct Moment<'h> {
    /// Nothing where it is mistaken.
    horizon: Option<&'h Horizon>,
    since_opening_s: f64,
    /// Moments at which a parameter changes.
    changes: RefCell<Vec<f64>>,
    warnings: RefCell<Vec<Mistake>>,
}

impl<'h> Moment<'h> {
    fn new(horizon: Option<&'h Horizon>, since_opening_s: f64) -> Moment<'h> {
        Moment { horizon, since_opening_s, changes: RefCell::default(), warnings: RefCell::default() }
    }

    /// The value of a parameter at this moment.
    pub(super) fn value(&self, at: &At<'_>, read: impl Fn(&At<'_>) -> Result<f64, Mistake>) -> Result<f64, Mistake> {
        if !matches!(at.node.item, Item::List(_) | Item::Table(_)) {
            return read(at);
        }
        let Some(horizon) = self.horizon else {
            // The hours are mistaken, and reported: any value does.
            let first = at.items().next().or_else(|| at.entries().next().map(|e| e.1));
            return first.map_or_else(|| Err(at.mistake("no steps")), |v| read(&v));
        };
        let (profile, warnings) = profile(at, horizon, read)?;
        let steps = profile.steps(interval_s(horizon));
        self.warnings.borrow_mut().extend(warnings);
        self.changes.borrow_mut().extend(steps.iter().map(|step| step.0));
        let now = steps.iter().rev().find(|step| step.0 <= self.since_opening_s).or(steps.first());
        now.map(|step| step.1).ok_or_else(|| at.mistake("no steps"))
    }
}

/// Reads a distribution of durations, and the warnings that go with it.
pub(super) fn durations(
    at: &At<'_>,
    horizon: Option<&Horizon>,
    files: &dyn Files,
) -> Result<(Distribution, Vec<Mistake>), Mistake> {
    let read = |moment: &Moment<'_>| law(at, &Reader { measured: Measured::Durations, files, day: Some(moment) });
    let opening = Moment::new(horizon, 0.0);
    let first = read(&opening)?;
    let mut moments = opening.changes.into_inner();
    moments.sort_by(f64::total_cmp);
    moments.dedup();
    let mut steps = vec![(0.0, first)];
    for moment in moments.into_iter().filter(|m| *m > 0.0) {
        let law = read(&Moment::new(horizon, moment))?;
        if steps.last().is_none_or(|last| last.1 != law) {
            steps.push((moment, law));
        }
    }
    let law = match (steps.len(), horizon) {
        (1, _) | (_, None) => steps.swap_remove(0).1,
        (_, Some(horizon)) => {
            let ends = steps.iter().skip(1).map(|step| step.0).chain([horizon.length_s]);
            let shares = steps.iter().zip(ends).map(|(step, end)| (end - step.0) / horizon.length_s).collect();
            Distribution::ByTime(ByTime { steps, shares })
        }
    };
    Ok((law, opening.warnings.into_inner()))
}
