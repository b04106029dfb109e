//! Values that vary over the day.

use crate::model::{Horizon, HorizonKind, OverDay};
use crate::scenario::mistake::Mistake;
use crate::scenario::reader::At;
use crate::scenario::tree::Item;
use crate::scenario::units::{counted, show_clock, show_duration};

/// A value over the day.
#[derive(Clone, Debug, PartialEq)]
pub enum Profile<T> {
    /// Always the same.
    Constant(T),
    /// One for each interval.
    Intervals(Vec<T>),
    /// From this many seconds after opening on; ascending, the first is 0.
    Steps(Vec<(f64, T)>),
}

impl<T: Copy> Profile<T> {
    /// As steps.
    pub fn steps(&self, interval_s: f64) -> Vec<(f64, T)> {
        match self {
            Profile::Constant(value) => vec![(0.0, *value)],
            Profile::Intervals(values) => values.iter().enumerate().map(|(i, &v)| (i as f64 * interval_s, v)).collect(),
            Profile::Steps(steps) => steps.clone(),
        }
    }

    /// One value for each of `n` intervals; the time of a step that is not at the start of one as an error.
    pub fn intervals(&self, n: usize, interval_s: f64) -> Result<Vec<T>, f64> {
        let steps = match self {
            Profile::Constant(value) => return Ok(vec![*value; n]),
            Profile::Intervals(values) => return Ok(values.clone()),
            Profile::Steps(steps) => steps,
        };
        if let Some(off) = steps.iter().map(|s| s.0).find(|t| libm::fmod(*t, interval_s) != 0.0) {
            return Err(off);
        }
        let before = |i: usize| steps.partition_point(|s| s.0 <= i as f64 * interval_s).saturating_sub(1);
        let at = |i: usize| steps.get(before(i)).map(|s| s.1);
        Ok((0..n).filter_map(at).collect())
    }
}

/// The steps of a profile, those left out that change nothing.
pub fn changes<T: Copy + PartialEq>(steps: Vec<(f64, T)>) -> Vec<(f64, T)> {
    let mut kept: Vec<(f64, T)> = Vec::with_capacity(steps.len());
    for step in steps {
        if kept.last().is_none_or(|last| last.1 != step.1) {
            kept.push(step);
        }
    }
    kept
}

/// Length of the intervals in which lists are written, s; of a steady stretch, its own.
pub fn interval_s(horizon: &Horizon) -> f64 {
    match horizon.kind {
        HorizonKind::Day { interval_s } => interval_s,
        HorizonKind::Steady => horizon.length_s,
    }
}

/// Reads a profile as a value over the day, and the warnings that go with it.
pub fn over_day<'a, T: Copy + PartialEq>(
    at: &At<'a>,
    horizon: &Horizon,
    read: impl Fn(&At<'a>) -> Result<T, Mistake>,
) -> Result<(OverDay<T>, Vec<Mistake>), Mistake> {
    let (profile, warnings) = profile(at, horizon, read)?;
    let steps = OverDay::steps(changes(profile.steps(interval_s(horizon))));
    Ok((steps.ok_or_else(|| at.mistake("no steps"))?, warnings))
}

/// A profile and the warnings that go with it.
pub type Read<T> = Result<(Profile<T>, Vec<Mistake>), Mistake>;

/// Reads a profile whose values are read by `read`.
pub fn profile<'a, T: Copy>(at: &At<'a>, horizon: &Horizon, read: impl Fn(&At<'a>) -> Result<T, Mistake>) -> Read<T> {
    let several = matches!(at.node.item, Item::List(_) | Item::Table(_));
    match horizon.kind {
        HorizonKind::Steady if several => {
            let message = "a steady stretch has no hours, so nothing can vary over them";
            Err(at.mistake(message).help("write a single value, or `opens` and `closes` in place of `steady`"))
        }
        HorizonKind::Day { interval_s } if matches!(at.node.item, Item::List(_)) => {
            let values = at.items().map(|item| read(&item)).collect::<Result<Vec<T>, Mistake>>()?;
            let expected = libm::round(horizon.length_s / interval_s) as usize;
            if values.len() == expected {
                return Ok((Profile::Intervals(values), Vec::new()));
            }
            let message = format!("the list has {}, expected {expected}", counted(values.len(), "value", "values"));
            let (from, to) = (show_clock(horizon.opens_s), show_clock(horizon.opens_s + horizon.length_s));
            Err(at.mistake(message).help(format!("one for each {} from {from} to {to}", show_duration(interval_s))))
        }
        _ if several => steps(at, horizon, read),
        _ => Ok((Profile::Constant(read(at)?), Vec::new())),
    }
}

fn steps<'a, T: Copy>(at: &At<'a>, horizon: &Horizon, read: impl Fn(&At<'a>) -> Result<T, Mistake>) -> Read<T> {
    let mut steps: Vec<(f64, T)> = Vec::new();
    let mut warnings = Vec::new();
    let mut written: Vec<(f64, At<'a>)> = Vec::new();
    for (time, below) in at.entries() {
        let expected = "expected steps by the clock";
        let clock = crate::scenario::units::clock(time).ok_or_else(|| below.key_mistake(expected))?;
        written.push((clock, below));
    }
    written.sort_by(|a, b| a.0.total_cmp(&b.0));
    if let Some(pair) = written.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(pair[1].1.key_mistake(format!("{} is written twice", show_clock(pair[1].0))));
    }
    for (clock, below) in &written {
        let (since_opening, value) = (clock - horizon.opens_s, read(below)?);
        if since_opening >= horizon.length_s {
            let message =
                format!("closing is at {}: this step is never reached", show_clock(horizon.opens_s + horizon.length_s));
            warnings.push(below.key_mistake(message));
        } else if since_opening <= 0.0 {
            // The last step before opening holds from opening.
            steps = vec![(0.0, value)];
        } else {
            steps.push((since_opening, value));
        }
    }
    if steps.first().is_none_or(|s| s.0 > 0.0) {
        let opens = show_clock(horizon.opens_s);
        let message = format!("nothing is said about the time from opening at {opens}");
        return Err(at.mistake(message).help(format!("add a step \"{opens}\" = ...")));
    }
    Ok((Profile::Steps(steps), warnings))
}
