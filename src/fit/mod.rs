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
mod family;
mod formats;
mod gather;
mod going_on;
mod groups;
mod guess;
mod guess_words;
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

use thiserror::Error;

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
pub use family::{Family, FamilyFit};
pub use formats::{Formats, Moment};
pub use guess::{Guess, guess};
pub use laws::{FEWEST_HANG_UPS, HandleFit, PatienceFit, PatienceLaw, Standing, WrapUpFit};
pub use logged::{Logged, LoggedCounts};
pub use operations::{CallbackFit, LinesFit};
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

/// Why a log cannot be fitted.
#[derive(Debug, Error)]
pub enum FitError {
    /// The log could not be read from where it is.
    #[error("cannot read the log: {0}")]
    Input(#[from] std::io::Error),
    /// The temporary file that holds what memory should not could not be made, written or read.
    #[error("cannot use a temporary file for the log's rows: {0}")]
    Store(std::io::Error),
    /// There is not even a header.
    #[error("the log is empty: its first line should name the columns")]
    Empty,
    /// An agent had several contacts in hand, and no channel says that this may be.
    #[error(
        "{overlaps} services of {used} rows begin before the agent's last one ended (lines {lines}, ...): do agents have \
         several in hand? Then name the column of the channel in the mapping, `channel = \"...\"` under [columns] and \
         `chat = [...]` or `email = [...]` under [values]; if not, `overlaps = \"merge\"` takes them as one stretch of work"
    )]
    Overlaps {
        /// Such services.
        overlaps: usize,
        /// Rows used.
        used: usize,
        /// The first lines.
        lines: String,
    },
    /// The fitted scenario does not pass `check`: the log holds figures that no scenario can.
    #[error("what the log shows makes no scenario that `onhold check` accepts, so nothing is written: {mistakes}")]
    Refused {
        /// What it says.
        mistakes: String,
    },
    /// No column looks like the time of an arrival.
    #[error("no column holds clock times that could be those of arrivals; the columns: {header}")]
    NothingArrives {
        /// The names there are.
        header: String,
    },
    /// It is in UTF-16, which spreadsheets call Unicode.
    #[error("the log is in UTF-16; save it as CSV in UTF-8")]
    NotText,
    /// A record has no end.
    #[error(
        "what begins in line {line} does not end within a megabyte: a quotation mark that does not close, or no text"
    )]
    NoEnd {
        /// Where it begins, from 1.
        line: usize,
    },
    /// More values of a column than there can be types or agents.
    #[error("column `{column}` has more than {values} different values: is it the column for `{key}`?")]
    TooManyValues {
        /// Key of the mapping.
        key: &'static str,
        /// The column.
        column: String,
        /// How many are allowed.
        values: usize,
    },
    /// A column of the mapping is not in the header.
    #[error("the log has no column `{name}` (for `{key}` in the column mapping){hint}\nits header: {header}")]
    MissingColumn {
        /// Key of the mapping.
        key: &'static str,
        /// Name it gives.
        name: String,
        /// The names there are.
        header: String,
        /// The nearest of them, as a question; empty if none is near.
        hint: String,
    },
    /// A column is asked for by its name, and the log has none.
    #[error(
        "the log's first line names no columns, it seems to be a row like the others: with `header = false` in the column \
         mapping columns are given by number, from 1, and `{key}` is not \"{name}\""
    )]
    NoNames {
        /// Key of the mapping.
        key: &'static str,
        /// Name it gives.
        name: String,
    },
    /// A column is asked for by a number that the log's first line does not have.
    #[error(
        "the log's first line has {columns} columns, and `{key}` in the column mapping is the one of number {number}"
    )]
    TooFewColumns {
        /// Key of the mapping.
        key: &'static str,
        /// Number it gives.
        number: usize,
        /// Columns of the first line.
        columns: usize,
    },
    /// At least half of the lines cannot be read: the mapping is probably another log's.
    #[error("{unreadable} of {read} lines cannot be read; is this the right column mapping? {examples}")]
    MostlyUnreadable {
        /// Lines that cannot be read.
        unreadable: usize,
        /// Lines below the header.
        read: usize,
        /// The first few, with reasons.
        examples: String,
    },
    /// The days asked for are none of the log's.
    #[error(
        "the log has no row on a day that was asked for ({asked}): its {days} {}; --days, --from and --to say which days \
         are comparable",
        of_the_log(*.days, .first, .last)
    )]
    NoDays {
        /// The days asked for.
        asked: String,
        /// Days of the log.
        days: usize,
        /// The first of them.
        first: Date,
        /// The last.
        last: Date,
    },
    /// No call to fit on.
    #[error(
        "no served calls on comparable days ({days}) within opening hours, of {read} rows; --days says which days are \
             comparable, --opens and --closes when the center is open"
    )]
    NoCalls {
        /// The days asked for.
        days: String,
        /// Rows of the log.
        read: usize,
    },
    /// An interval has no day that counts.
    #[error(
        "the interval at {at} has an outage or a spike on every comparable day; --keep-spikes counts spikes, --opens and \
             --closes leave hours out"
    )]
    NothingComparable {
        /// Its start.
        at: String,
    },
    /// The file of logged-in agents does not go with the log.
    #[error("the file of logged-in agents: {0}")]
    Agents(#[from] AgentsError),
    /// No service has a length.
    #[error(
        "no service in the log lasts longer than 0 s: are `served` and the columns of the service those of this log? \
             `onhold fit LOG --guess` proposes a column mapping"
    )]
    NoServices,
    /// A length of intervals that a day cannot be cut into.
    #[error("an interval of {interval_s} s does not divide a day, or is shorter than a minute; --interval 30m does")]
    Interval {
        /// The length asked for.
        interval_s: f64,
    },
    /// Hours that cannot be cut into intervals.
    #[error(
        "opening hours {opens} to {closes} are not a whole number of intervals of {interval_s} s within a day; --opens, \
             --closes and --interval set them"
    )]
    Hours {
        /// Opening time.
        opens: String,
        /// Closing time.
        closes: String,
        /// Length of an interval.
        interval_s: f64,
    },
}

/// The days of a log after their number: `days are 2026-01-02 to 2026-03-30`.
fn of_the_log(days: usize, first: &Date, last: &Date) -> String {
    if days == 1 { format!("day is {first}") } else { format!("days are {first} to {last}") }
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
/// ... if they are this share of all rows.
const OVERLAPPING: f64 = 0.02;

/// Whether so many overlapping services of so many rows have to be asked about.
fn are_no_slips(overlaps: usize, rows: usize) -> bool {
    overlaps >= OVERLAPS && overlaps as f64 > OVERLAPPING * rows as f64
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
