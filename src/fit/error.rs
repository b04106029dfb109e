//! Why a log cannot be fitted, in words that say what helps.

use thiserror::Error;

use super::acd::AgentsError;
use super::calendar::Date;

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
