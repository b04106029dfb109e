//! What numbers mean where a log has a duration.

use super::calendar::DAY_S;

/// What a plain number, or two numbers with a colon, mean where a duration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DurationFormat {
    /// Seconds; `2:23` is not understood.
    Seconds,
    /// Milliseconds.
    Milliseconds,
    /// Minutes.
    Minutes,
    /// Days, as a spreadsheet counts time.
    Days,
    /// Seconds; `2:23` is two minutes.
    MinutesSeconds,
    /// Seconds; `2:23` is two hours.
    HoursMinutes,
}

impl DurationFormat {
    /// All of them, with their names in a mapping.
    pub const NAMED: [(&'static str, DurationFormat); 6] = [
        ("s", DurationFormat::Seconds),
        ("ms", DurationFormat::Milliseconds),
        ("min", DurationFormat::Minutes),
        ("days", DurationFormat::Days),
        ("m:ss", DurationFormat::MinutesSeconds),
        ("h:mm", DurationFormat::HoursMinutes),
    ];

    /// Seconds for each of a plain number.
    pub(super) fn unit_s(self) -> f64 {
        match self {
            DurationFormat::Milliseconds => 1e-3,
            DurationFormat::Minutes => 60.0,
            DurationFormat::Days => DAY_S,
            _ => 1.0,
        }
    }
}

/// Minutes and seconds of more than an hour.
pub(super) fn long(text: &str) -> Option<f64> {
    let (minutes, seconds) = text.split_once(':')?;
    let (minutes, seconds): (u32, f64) = (minutes.parse().ok()?, seconds.parse().ok()?);
    (0.0..60.0).contains(&seconds).then(|| f64::from(minutes) * 60.0 + seconds)
}
