//! When contacts of a type arrive.

use super::law::factors;
use super::profile::{Profile, interval_s, profile};
use super::{Files, columns};
use crate::model::{Arrivals, Busyness, Horizon, HorizonKind, Rate};
use crate::scenario::mistake::Mistake;
use crate::scenario::reader::At;
use crate::scenario::units::{self, show_clock};

/// Reads the arrivals of a type, and the warnings that go with them.
pub fn arrivals(at: &At<'_>, horizon: &Horizon, files: &dyn Files) -> Result<(Arrivals, Vec<Mistake>), Mistake> {
    if let Some(place) = at.get("times") {
        alone(at, &["shape", "busyness", "common"], "a recorded trace")?;
        return Ok((trace(&place, horizon, files)?, Vec::new()));
    }
    if let Some(place) = at.get("exactly") {
        alone(at, &["shape", "busyness", "common"], "exact counts")?;
        return exactly(&place, horizon);
    }
    let busyness = busyness(at, files)?;
    let (rates, place, warnings) = match (at.get("rate"), at.get("expected")) {
        (Some(place), _) => {
            let (rates, warnings) = profile(&place, horizon, |v| v.rate())?;
            (rates, place, warnings)
        }
        (None, Some(place)) => {
            let interval_s = interval(&place, horizon)?;
            let per_second = |v: &At<'_>| Ok(v.number()? / interval_s);
            let (rates, warnings) = profile(&place, horizon, per_second)?;
            (rates, place, warnings)
        }
        (None, None) => {
            let message = "one of `rate`, `expected`, `exactly`, `times` is needed";
            return Err(at.mistake(message));
        }
    };
    let linear = at.get("shape");
    let rate = match (linear, horizon.kind) {
        (None, _) => Rate::steps(&rates.steps(interval_s(horizon)), horizon.length_s),
        (Some(shape), HorizonKind::Steady) => {
            return Err(shape.mistake("the rate of a steady stretch has no shape"));
        }
        (Some(_), HorizonKind::Day { interval_s }) => {
            Rate::linear(&by_interval(&rates, &place, horizon, interval_s)?, interval_s)
        }
    };
    Ok((Arrivals::Poisson { rate, busyness }, warnings))
}

fn alone(at: &At<'_>, others: &[&str], what: &str) -> Result<(), Mistake> {
    match others.iter().find_map(|key| at.get(key).map(|place| (key, place))) {
        Some((key, place)) => Err(place.key_mistake(format!("`{key}` does not go with {what}"))),
        None => Ok(()),
    }
}

fn busyness(at: &At<'_>, files: &dyn Files) -> Result<Option<Busyness>, Mistake> {
    let common = at.get("common");
    match (at.get("busyness"), common) {
        (Some(factor), common) => {
            let factor = factors(&factor, files)?;
            Ok(Some(Busyness { factor, common: common.map_or(Ok(0.0), |c| c.number())? }))
        }
        (None, Some(common)) => {
            Err(common.key_mistake("`common` is the correlation of a `busyness`, which is missing"))
        }
        (None, None) => Ok(None),
    }
}

fn interval(at: &At<'_>, horizon: &Horizon) -> Result<f64, Mistake> {
    match horizon.kind {
        HorizonKind::Day { interval_s } => Ok(interval_s),
        HorizonKind::Steady => {
            let message = "counts are per interval, and a steady stretch has none";
            Err(at.mistake(message).help("write arrivals = { rate = \"120/h\" }"))
        }
    }
}

fn by_interval<T: Copy>(
    values: &Profile<T>,
    at: &At<'_>,
    horizon: &Horizon,
    interval_s: f64,
) -> Result<Vec<T>, Mistake> {
    let n = libm::round(horizon.length_s / interval_s) as usize;
    values.intervals(n, interval_s).map_err(|off| {
        let time = show_clock(horizon.opens_s + off);
        at.mistake(format!("the step at {time} is not at the beginning of an interval"))
            .help(format!("intervals are {} min long", interval_s / 60.0))
    })
}

fn exactly(at: &At<'_>, horizon: &Horizon) -> Result<(Arrivals, Vec<Mistake>), Mistake> {
    let interval_s = interval(at, horizon)?;
    let count = |v: &At<'_>| {
        let whole = u32::try_from(v.whole()?);
        whole.map_err(|_| v.wrong("a smaller number"))
    };
    let (counts, warnings) = profile(at, horizon, count)?;
    Ok((Arrivals::Exactly { interval_s, counts: by_interval(&counts, at, horizon, interval_s)? }, warnings))
}

fn trace(at: &At<'_>, horizon: &Horizon, files: &dyn Files) -> Result<Arrivals, Mistake> {
    let by_clock = matches!(horizon.kind, HorizonKind::Day { .. });
    let since_opening = |text: &str| match units::clock(text) {
        Some(time) if by_clock => Some(time - horizon.opens_s),
        Some(_) => None,
        None => units::duration(text),
    };
    let expected = if by_clock {
        "a clock time such as 07:30:15, or a time since opening such as 15s"
    } else {
        "a time since the start such as 15s"
    };
    let mut times = columns::values(at, files, expected, &since_opening)?;
    times.sort_by(f64::total_cmp);
    let outside = times.iter().find(|t| **t < 0.0 || **t >= horizon.length_s);
    if let Some(outside) = outside {
        let message =
            format!("a contact {outside} s after opening is outside the {} s of the horizon", horizon.length_s);
        return Err(at.mistake(message));
    }
    Ok(Arrivals::Times(times))
}
