//! The log's lines as calls: names mapped, clocks straightened, contradictions mended.

mod line;
mod times;

pub(super) use line::as_name;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, Hasher};
use std::io::Read;

use csv::ByteRecord;
use foldhash::{HashMap, quality};

use super::calendar::{DAY_S, Date};
use super::call::{Call, End};
use super::columns::Columns;
use super::formats::Moment;
use super::input::Records;
use super::places::Places;
use super::rows::{RowKind, Rows};
use super::store::Builder;
use super::{FitError, Options};
use crate::study::cell::of_text_cell;

/// A clock that falls back by more than this has passed midnight.
const HALF_DAY_S: f64 = 43_200.0;
/// A service that begins further than this from the end of the wait contradicts it.
const OUT_OF_PLACE_S: f64 = 5.0;
/// More types than this are no types: the column is something else.
const MOST_TYPES: usize = 300;
/// More agents than this are no agents.
const MOST_AGENTS: usize = 50_000;
/// After so many lines a log of which half cannot be read is given up.
const GIVE_UP: usize = 10_000;
/// Rows that are shown as they are understood.
const SHOWN: usize = 3;

/// How contacts of a type reach the center.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Channel {
    #[default]
    Voice,
    Chat,
    Email,
}

/// A log, read.
#[derive(Debug, Default)]
pub(super) struct Log {
    pub calls: Builder,
    /// Names of the types: the mapping's, then those of their own.
    pub kinds: Vec<String>,
    /// How contacts of each type come.
    pub channels: Vec<Channel>,
    /// Names of the agents, in order of appearance.
    pub agents: Vec<String>,
    /// The group that the log says an agent is of, as an index of `groups`.
    pub group_of: Vec<Option<usize>>,
    /// Names of the groups, in order of appearance.
    pub groups: Vec<String>,
    /// How many contacts at once the log says that a group may have in hand, by group and type.
    pub at_once: BTreeMap<(usize, usize), u32>,
    /// Outcomes that the mapping does not list, in order of appearance; the last stands for others where there are many.
    pub unknown: Vec<String>,
    /// Days on which the log has a row, in order.
    pub days: BTreeSet<Date>,
    pub rows: Rows,
}

/// Reads all lines of a log.
pub(super) fn read(log: impl Read, options: &Options) -> Result<Log, FitError> {
    let columns = &options.columns;
    let mut records = Records::new(log, columns.separator)?;
    let mut record = ByteRecord::new();
    let mut line = records.next(&mut record)?.ok_or(FitError::Empty)?;
    let first: Vec<String> = record.iter().map(|f| String::from_utf8_lossy(f).trim().to_owned()).collect();
    let places = Places::of(&first, columns)?;
    let mut parser = Parser::new(columns, places, options.short_service_s);
    let mut waiting = !columns.header;
    loop {
        if !std::mem::take(&mut waiting) {
            match records.next(&mut record)? {
                Some(next) => line = next,
                None => break,
            }
        }
        parser.log.rows.read += 1;
        match parser.row(&record, line) {
            Ok(Some(call)) => parser.log.calls.push(&call).map_err(FitError::Store)?,
            Ok(None) => {}
            Err(reason) => parser.log.rows.note_unreadable(line, reason),
        }
        if parser.log.rows.read == GIVE_UP {
            parser.is_readable()?;
        }
    }
    parser.is_readable()?;
    Ok(parser.log)
}

/// How the first rows of a log are understood.
#[derive(Clone, Debug, Default)]
pub(super) struct Understood {
    /// The first that can be, one line each; why not, where none can be.
    pub shown: Vec<String>,
    /// Rows that were looked at.
    pub rows: usize,
    /// Rows that cannot be read, and why the first of them cannot.
    pub unreadable: usize,
    pub reason: Option<String>,
    /// Services that begin before the agent's last one ended.
    pub overlaps: usize,
    /// Rows of calls that the center made.
    pub outbound: usize,
}

/// Reads the first rows of a log.
pub(super) fn understood(names: &[String], rows: &[Vec<String>], header: usize, columns: &Columns) -> Understood {
    let places = match Places::of(names, columns) {
        Ok(places) => places,
        Err(error) => return Understood { shown: vec![error.to_string()], ..Understood::default() },
    };
    let mut parser = Parser::new(columns, places, 0.0);
    let mut found = Understood { rows: rows.len(), ..Understood::default() };
    let (mut reasons, mut services) = (Vec::new(), Vec::new());
    for (i, row) in rows.iter().enumerate() {
        let line = i + 1 + header;
        match parser.row(&ByteRecord::from(row.clone()), line) {
            Ok(Some(call)) => {
                if found.shown.len() < SHOWN {
                    found.shown.push(in_words(&call, &parser.log));
                }
                let day_s = f64::from(call.date.number()) * DAY_S;
                services
                    .extend(call.agent.zip(call.work()).map(|(agent, (from, to))| (agent, day_s + from, day_s + to)));
            }
            Ok(None) => {}
            Err(reason) => reasons.push(format!("line {line}: {reason}")),
        }
    }
    services.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    for of_agent in services.chunk_by(|a, b| a.0 == b.0) {
        let mut busy_until = f64::NEG_INFINITY;
        for (_, from, to) in of_agent {
            // Services that overlap by a second follow each other.
            found.overlaps += usize::from(*from < busy_until - 1.0);
            busy_until = busy_until.max(*to);
        }
    }
    found.outbound = parser.log.rows.count(RowKind::Outbound);
    found.unreadable = reasons.len();
    found.reason = reasons.first().cloned();
    if found.shown.is_empty() {
        found.shown = reasons.into_iter().take(SHOWN).collect();
    }
    found
}

fn in_words(call: &Call, log: &Log) -> String {
    let time = |s: f64| {
        let whole = libm::floor(s).max(0.0) as u64;
        format!("{:02}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60)
    };
    let mut text = format!("line {}: {} {}", call.line, call.date, time(call.arrival_s));
    text += &format!(", type {}", log.kinds[call.kind]);
    text += &call.wait_s.map_or(", wait not known".to_owned(), |wait_s| format!(", waits {wait_s} s"));
    text += match call.end {
        End::Served => ", served",
        End::Abandoned => ", abandons",
        End::CutOff => ", is cut off",
        End::Callback => ", takes a callback",
        End::Blocked => ", is blocked",
        End::Unknown(_) => ", of unknown outcome",
    };
    if let Some((starts_s, length_s)) = call.service {
        text += &format!(" from {} for {length_s} s", time(starts_s));
    }
    if let Some(agent) = call.agent {
        text += &format!(" by {}", log.agents[agent]);
    }
    text
}

/// What an outcome makes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Ended(End),
    Phantom,
    LeftOut,
    /// A call that the center made.
    Outbound,
}

/// What columns tell of the stretches of a contact's time, before they are held against each other.
#[derive(Clone, Copy, Debug, Default)]
struct Times {
    /// Arrival, s since midnight of its date.
    reached_s: f64,
    wait_s: Option<f64>,
    wait_starts_s: Option<f64>,
    wait_ends_s: Option<f64>,
    service_s: Option<f64>,
    service_starts_s: Option<f64>,
    service_ends_s: Option<f64>,
    ends_s: Option<f64>,
}

struct Parser<'a> {
    columns: &'a Columns,
    places: Places,
    short_s: f64,
    /// Waits of contacts that nobody answered that were not recorded, s.
    no_wait: Vec<f64>,
    log: Log,
    outcomes: HashMap<Vec<u8>, Outcome>,
    kinds: HashMap<Vec<u8>, (usize, bool)>,
    agents: HashMap<Vec<u8>, Option<usize>>,
    groups: HashMap<String, usize>,
    /// The last date that was read, as it was written: the next row is mostly of the same day.
    last_date: Option<(String, Moment)>,
    /// The last day of [`Log::days`] that was added.
    last_day: Option<Date>,
    /// Channels, by their values.
    channels: HashMap<Vec<u8>, Channel>,
    /// Types of their own, by their value in lower case.
    spelled: HashMap<String, usize>,
}

/// A field of a line, as trimmed text.
fn field(record: &ByteRecord, at: usize) -> Result<&str, String> {
    let bytes = record.get(at).unwrap_or_default();
    std::str::from_utf8(bytes)
        .map(|text| of_text_cell(text.trim()))
        .map_err(|_| format!("field {} is not text in UTF-8", at + 1))
}

/// Tells lines apart that differ in any field.
fn fingerprint(record: &ByteRecord) -> u64 {
    let mut hasher = quality::FixedState::default().build_hasher();
    hasher.write(record.as_slice());
    for field in record {
        hasher.write_usize(field.len());
    }
    hasher.finish()
}

/// Whether a list of the mapping has a value, in any case.
fn lists(values: &[String], value: &str) -> bool {
    let same = |listed: &str| match listed.is_ascii() && value.is_ascii() {
        true => listed.eq_ignore_ascii_case(value),
        false => listed.to_lowercase() == value.to_lowercase(),
    };
    values.iter().any(|listed| listed == value || same(listed.trim()))
}
