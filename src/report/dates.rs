//! When something happened in a run, as a day and a clock time.

use crate::fit::Date;
use crate::model::{DAY_S, Horizon, HorizonKind};

/// The days of a run, from midnight to midnight. What happens after the midnight of the last day still belongs to it,
/// and its clock runs on: 24:10. A steady stretch begins at midnight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Days {
    opens_s: f64,
    /// How many there are.
    pub number: u32,
}

impl Days {
    pub fn new(horizon: &Horizon) -> Days {
        let number = match horizon.kind {
            HorizonKind::Day { .. } => horizon.days,
            HorizonKind::Steady => libm::ceil(horizon.length_s / DAY_S) as u32,
        };
        Days { opens_s: horizon.opens_s, number: number.max(1) }
    }

    /// The day, from 0, of a moment since the first opening.
    pub fn day(self, at_s: f64) -> u32 {
        let day = libm::floor((self.opens_s + at_s) / DAY_S);
        day.clamp(0.0, f64::from(self.number - 1)) as u32
    }

    /// The clock time of a moment since the first opening, as the clock of this day shows it.
    pub fn clock(self, at_s: f64, day: u32) -> String {
        clock(self.opens_s + at_s - f64::from(day) * DAY_S)
    }
}

/// Seconds after midnight as `08:03:12.345`, cut off after the millisecond, so that nothing moves into the next minute
/// or interval. (A microsecond more or less is the arithmetic's.)
fn clock(seconds: f64) -> String {
    let sign = if seconds < 0.0 { "-" } else { "" };
    let milliseconds = libm::floor(seconds.abs() * 1e3 + 1e-3) as u64;
    let (whole, fraction) = (milliseconds / 1000, milliseconds % 1000);
    format!("{sign}{:02}:{:02}:{:02}.{fraction:03}", whole / 3600, whole / 60 % 60, whole % 60)
}

/// The date of a day, from 0: the first of a run is Monday, 1 January 2024.
pub(super) fn date(day: u64) -> Date {
    Date::FIRST_MONDAY_OF_2024.later(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Closing;

    fn horizon(days: u32, kind: HorizonKind) -> Horizon {
        Horizon { opens_s: 28_800.0, length_s: 43_200.0, kind, closing: Closing::ServeOut, warm_up_s: 0.0, days }
    }

    #[test]
    fn days_go_from_midnight_to_midnight_and_the_last_runs_on() {
        let days = Days::new(&horizon(2, HorizonKind::Day { interval_s: 1800.0 }));
        let shown = |at_s: f64| (days.day(at_s), days.clock(at_s, days.day(at_s)));
        assert_eq!(shown(192.345), (0, "08:03:12.345".to_string()));
        assert_eq!(shown(-900.0), (0, "07:45:00.000".to_string()));
        assert_eq!(shown(DAY_S - 900.0), (1, "07:45:00.000".to_string()));
        assert_eq!(shown(16.0 * 3600.0), (1, "00:00:00.000".to_string()));
        assert_eq!(shown(2.0 * DAY_S), (1, "32:00:00.000".to_string()));
        assert_eq!(shown(43_199.999_9).1, "19:59:59.999");
        assert_eq!(days.clock(-30_000.0, 0), "-00:20:00.000");
    }

    #[test]
    fn a_steady_stretch_has_days_too() {
        let steady = Horizon { opens_s: 0.0, length_s: 2.5 * DAY_S, ..horizon(1, HorizonKind::Steady) };
        let days = Days::new(&steady);
        assert_eq!((days.number, days.day(2.2 * DAY_S)), (3, 2));
    }

    #[test]
    fn the_first_day_is_a_monday() {
        assert_eq!((date(0).to_string().as_str(), date(0).weekday_name()), ("2024-01-01", "mon"));
        assert_eq!(date(366).to_string(), "2025-01-01");
    }
}
