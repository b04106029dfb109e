//! `[horizon]`.

use super::Build;
use super::contact::whole;
use crate::model::{Closing, DAY_S, Horizon, HorizonKind};
use crate::scenario::mistake::Mistake;
use crate::scenario::reader::At;
use crate::scenario::units::{show_clock, show_duration};

const DEFAULT_INTERVAL_S: f64 = 1800.0;

impl<'a> Build<'a> {
    /// Reads the horizon; nothing where it is mistaken.
    pub(super) fn read_horizon(&mut self) -> Option<Horizon> {
        let nothing = crate::scenario::tree::Node::table();
        let Some(at) = self.root.get("horizon") else {
            return day(&At { node: &nothing, key_span: None, path: "horizon".to_string() }).ok();
        };
        if let Some(place) = at.get("closing").filter(|_| at.get("steady").is_some()) {
            self.warnings.push(place.key_mistake("has no effect: a steady stretch does not close"));
        }
        let result = if at.get("steady").is_some() { steady(&at) } else { day(&at) };
        self.keep(result)
    }
}

fn steady(at: &At<'_>) -> Result<Horizon, Mistake> {
    for key in ["opens", "closes", "interval", "days"] {
        if let Some(place) = at.get(key) {
            let message = format!("`{key}` and `steady` exclude one another: a steady stretch has no hours");
            return Err(place.key_mistake(message));
        }
    }
    let length_s = at.get("steady").map_or(Ok(0.0), |s| s.duration())?;
    finish(at, 0.0, length_s, HorizonKind::Steady)
}

fn day(at: &At<'_>) -> Result<Horizon, Mistake> {
    let opens = at.get("opens");
    let closes = at.get("closes");
    let interval = at.get("interval");
    let opens_s = opens.as_ref().map_or(Ok(0.0), |o| o.clock())?;
    let closes_s = closes.as_ref().map_or(Ok(DAY_S), |c| c.clock())?;
    let interval_s = interval.as_ref().map_or(Ok(DEFAULT_INTERVAL_S), |i| i.duration())?;
    let length_s = closes_s - opens_s;
    if length_s <= 0.0 {
        let message = format!("closing at {} is not after opening at {}", show_clock(closes_s), show_clock(opens_s));
        return Err(closes.or(opens).unwrap_or(at.clone()).mistake(message));
    }
    if interval_s <= 0.0 || libm::fmod(length_s, interval_s) != 0.0 {
        let message = format!(
            "intervals of {} do not divide the {} from opening to closing",
            show_duration(interval_s),
            show_duration(length_s)
        );
        return Err(interval.or(closes).or(opens).unwrap_or(at.clone()).mistake(message));
    }
    finish(at, opens_s, length_s, HorizonKind::Day { interval_s })
}

fn finish(at: &At<'_>, opens_s: f64, length_s: f64, kind: HorizonKind) -> Result<Horizon, Mistake> {
    let closing = match at.get("closing") {
        None => Closing::ServeOut,
        // The warning is the caller's.
        Some(_) if kind == HorizonKind::Steady => Closing::ServeOut,
        Some(place) => match place.text()? {
            "serve-out" => Closing::ServeOut,
            "hang-up" => Closing::HangUp,
            _ => return Err(place.wrong("\"serve-out\" or \"hang-up\"")),
        },
    };
    let warm_up_s = at.get("warm_up").map_or(Ok(0.0), |w| w.duration())?;
    let days = at.get("days").map_or(Ok(1), |d| whole(&d))?;
    let horizon = Horizon { opens_s, length_s, kind, closing, warm_up_s, days };
    if let Some(place) = at.get("warm_up").filter(|_| warm_up_s >= horizon.end_s()) {
        let (warm_up, length) = (show_duration(warm_up_s), show_duration(horizon.end_s()));
        return Err(place.mistake(format!("a warm-up of {warm_up} leaves nothing to count of {length}")));
    }
    Ok(horizon)
}
