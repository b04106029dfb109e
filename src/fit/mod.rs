//! From a call log to a scenario.
//!
//! [`fit`] reads a log as it is, says what became of every line, and estimates per contact type the arrivals, the
//! busyness between days, handle times, patience and head starts, and per group the agents on the phones. The result is
//! a commented scenario that a human can edit, and a [`Report`] with the figures behind it and the logged queue, to hold
//! a simulation against.
//!
//! ```
//! use onhold::fit::{Columns, Options, fit};
//!
//! let columns = Columns::parse(r#"
//!     [columns]
//!     date = "day"
//!     arrives = "time"
//!     wait = "waited"
//!     service_starts = "answered"
//!     service = "talked"
//!     outcome = "end"
//!     agent = "who"
//!     [values]
//!     served = ["ok"]
//!     abandoned = ["gone"]
//! "#)?;
//! let log = "day,time,waited,answered,talked,end,who\n\
//!            2026-11-02,09:00:10,0,09:00:10,95,ok,ann\n\
//!            2026-11-02,09:01:00,45,09:01:45,60,ok,ann\n\
//!            2026-11-02,09:01:10,20,,0,gone,\n\
//!            2026-11-02,09:05:00,0,09:05:00,200,ok,ann\n";
//! let fitted = fit(log.as_bytes(), &Options { columns, ..Options::default() })?;
//! assert_eq!(fitted.report.rows.used, 4);
//! assert!(fitted.scenario_toml.contains("[contact.calls]"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod acd;
mod busyness;
mod calendar;
mod call;
mod columns;
mod connect;
mod contacts;
mod day_class;
mod display;
mod duration_format;
mod durations;
mod error;
mod family;
mod formats;
mod gather;
mod going_on;
mod groups;
mod guess;
mod guess_words;
mod guess_zone;
mod hours;
mod in_service;
mod input;
mod laws;
mod likelihood;
mod logged;
mod mapping;
mod operations;
mod packed;
mod places;
mod precedence;
mod queue_met;
mod read;
mod report;
mod role;
mod rounding;
mod rows;
mod sample;
mod simplex;
mod staffing;
mod store;
mod survival;
mod table;
mod tally;
mod thinned;
mod totals;
mod trend;
mod write;

#[cfg(test)]
mod tests;

use std::io::Read;

use crate::scenario::{NoFiles, Scenario};

use connect::Connect;
use groups::Staff;

pub use acd::{AgentsError, LoggedIn};
pub use busyness::Busyness;
pub use calendar::{Date, DateFormat};
pub use columns::{BANK, Class, Columns, ColumnsError, ContactMapping, ONHOLD, ONHOLD_HEADER, Separator};
pub use connect::{ConnectFit, ConnectSource};
pub use day_class::{DayClass, DaysError};
pub use duration_format::DurationFormat;
pub use error::FitError;
pub use family::{Family, FamilyFit};
pub use formats::{Formats, Moment};
pub use guess::{Guess, guess};
pub use hours::OUTSIDE;
pub use laws::{FEWEST_HANG_UPS, HandleFit, PatienceFit, PatienceLaw, Standing, WrapUpFit};
pub use logged::{Logged, LoggedCounts};
pub use operations::{CallbackFit, CallbackServed, LinesFit};
pub use precedence::Precedence;
pub use queue_met::{LeavesAtOnce, QueueMet, Stratum};
pub use report::{AtOnce, ContactFit, GroupFit, Report, Staffing, StaffingSource, TypeDays};
pub use role::{Column, Role};
pub use rows::{RowCount, RowKind, Rows, Unreadable};
pub use sample::{Outage, Spike};
pub use staffing::{AcdFile, AgentHours};
pub use survival::KaplanMeier;
pub use totals::totals;
pub use trend::Trend;

/// What to fit, and how to read the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The scenario's name.
    pub name: String,
    /// The scenario's description; empty: says what it was fitted on.
    pub description: String,
    /// The command that makes the scenario, for its first comment.
    pub made_by: Option<String>,
    /// How the log is to be read.
    pub columns: Columns,
    /// The comparable days.
    pub days: DayClass,
    /// The first date that may be one of them; `None`: the log's first.
    pub from: Option<Date>,
    /// The last; `None`: the log's last.
    pub to: Option<Date>,
    /// Agents logged in, as the ACD reports them; `None`: guessed from the log.
    pub logged_in: Option<LoggedIn>,
    /// Length of an interval, s; must divide 24 hours.
    pub interval_s: f64,
    /// Opening time, s since midnight; `None`: found in the log.
    pub opens_s: Option<f64>,
    /// Closing time, s since midnight; `None`: found in the log.
    pub closes_s: Option<f64>,
    /// Services up to this long may be a mode of their own, s.
    pub short_service_s: f64,
    /// An agent who serves nobody for longer than this has left the phones, s.
    pub away_after_s: f64,
    /// Intervals with several times their usual volume count like all others.
    pub keep_spikes: bool,
    /// Time of the service level, s.
    pub within_s: f64,
    /// Target of the service level, share.
    pub target: f64,
    /// Cost of an agent's paid hour; `None`: left to the reader.
    pub cost: Option<f64>,
}

impl Default for Options {
    /// The bank's columns, all days, half hours, hours found in the log, 5 s for short services, 15 min until an agent
    /// has left, 80/20.
    fn default() -> Self {
        Options {
            name: "fitted".to_owned(),
            description: String::new(),
            made_by: None,
            columns: Columns::default(),
            days: DayClass::default(),
            from: None,
            to: None,
            logged_in: None,
            interval_s: 1800.0,
            opens_s: None,
            closes_s: None,
            short_service_s: 5.0,
            away_after_s: 900.0,
            keep_spikes: false,
            within_s: 20.0,
            target: 0.8,
            cost: None,
        }
    }
}

impl Options {
    /// Whether a date is one of the comparable days.
    pub fn comparable(&self, date: Date) -> bool {
        let after = self.from.is_none_or(|from| date >= from);
        self.days.contains(date) && after && self.to.is_none_or(|to| date <= to)
    }

    /// The comparable days: `mon-fri, from 2026-01-01`.
    pub(crate) fn days_in_words(&self) -> String {
        let from = self.from.map_or_else(String::new, |from| format!(", from {from}"));
        let to = self.to.map_or_else(String::new, |to| format!(", to {to}"));
        format!("{}{from}{to}", self.days)
    }
}

/// A fitted scenario.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// The scenario, with comments.
    pub scenario_toml: String,
    /// The figures behind it.
    pub report: Report,
}

/// Fits a scenario to a log.
///
/// # Errors
/// The log cannot be read as the options say, or holds nothing to fit. Single lines that cannot be read are not errors:
/// they are dropped and reported.
pub fn fit(log: impl Read, options: &Options) -> Result<Fitted, FitError> {
    let mut log = read::read(log, options)?;
    let mut sample = sample::select(&mut log, options)?;
    let staff = Staff::new(&sample, &log);
    sample.connect = Connect::new(&sample, &log, &staff, options);
    let overlaps = staffing::overlaps(&sample, &log);
    ask_about(&overlaps, log.rows.used, &options.columns)?;
    overlaps.into_iter().for_each(|line| log.rows.note(RowKind::Overlap, line));
    let report = report::assemble(&sample, &log, &staff, options)?;
    if let Some(error) = sample.failure() {
        return Err(FitError::Store(error));
    }
    let scenario_toml = write::scenario(&report, options);
    check(&scenario_toml)?;
    Ok(Fitted { scenario_toml, report })
}

/// More overlapping services than this are no slips of a clock ...
const OVERLAPS: usize = 10;
/// ... if they are this share of all rows ...
const OVERLAPPING: f64 = 0.02;
/// ... or, in a short log, however few they are, two at least, this share.
const MANY_OVERLAPPING: f64 = 0.2;

/// Whether so many overlapping services of so many rows have to be asked about.
fn are_no_slips(overlaps: usize, rows: usize) -> bool {
    let share = overlaps as f64 / rows.max(1) as f64;
    (overlaps >= OVERLAPS && share > OVERLAPPING) || (overlaps >= 2 && share > MANY_OVERLAPPING)
}

/// Whether services of an agent overlap that should not.
fn ask_about(lines: &[usize], used: usize, columns: &Columns) -> Result<(), FitError> {
    if !are_no_slips(lines.len(), used) || columns.merge_overlaps {
        return Ok(());
    }
    let first: Vec<String> = lines.iter().take(3).map(usize::to_string).collect();
    Err(FitError::Overlaps { overlaps: lines.len(), used, lines: first.join(", ") })
}

/// What is written passes `onhold check`.
fn check(scenario_toml: &str) -> Result<(), FitError> {
    let compiled =
        Scenario::parse(scenario_toml, "the fitted scenario").and_then(|scenario| scenario.compile(&NoFiles));
    compiled.map(|_| ()).map_err(|mistakes| FitError::Refused { mistakes: mistakes.to_string() })
}
