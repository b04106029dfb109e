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
        let warnings = passed_over(at, &["shape", "busyness", "common"], "a recorded trace");
        return Ok((trace(&place, horizon, files)?, warnings));
    }
    if let Some(place) = at.get("exactly") {
        let (counts, mut warnings) = exactly(&place, horizon)?;
        warnings.extend(passed_over(at, &["shape", "busyness", "common"], "exact counts"));
        return Ok((counts, warnings));
    }
    let busyness = busyness(at, files)?;
    let (rates, place, mut warnings) = match (at.get("rate"), at.get("expected")) {
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
    if horizon.kind == HorizonKind::Steady {
        warnings.extend(passed_over(at, &["shape"], "the rate of a steady stretch"));
    }
    if at.get("busyness").is_none() {
        warnings.extend(passed_over(at, &["common"], "arrivals without a `busyness`, whose correlation it is"));
    }
    let rate = match (at.get("shape"), horizon.kind) {
        (Some(_), HorizonKind::Day { interval_s }) => {
            Rate::linear(&by_interval(&rates, &place, horizon, interval_s)?, interval_s)
        }
        _ => Rate::steps(&rates.steps(interval_s(horizon)), horizon.length_s),
    };
    Ok((Arrivals::Poisson { rate, busyness }, warnings))
}

/// A warning for each of these keys that is there: it acts on nothing.
fn passed_over(at: &At<'_>, keys: &[&str], what: &str) -> Vec<Mistake> {
    let places = keys.iter().filter_map(|key| Some((key, at.get(key)?)));
    places.map(|(key, place)| place.key_mistake(format!("`{key}` has no effect beside {what}"))).collect()
}

fn busyness(at: &At<'_>, files: &dyn Files) -> Result<Option<Busyness>, Mistake> {
    let Some(factor) = at.get("busyness") else { return Ok(None) };
    let factor = factors(&factor, files)?;
    Ok(Some(Busyness { factor, common: at.get("common").map_or(Ok(0.0), |c| c.number())? }))
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
