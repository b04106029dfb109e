//! The log's lines as calls: names mapped, clocks straightened, contradictions mended.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hasher};

use csv::ByteRecord;

use super::calendar::{Date, DateFormat, parse_clock};
use super::call::{Call, End, Notes};
use super::columns::{Columns, Separator};
use super::places::Places;
use super::rows::{RowKind, Rows, Unreadable};
use super::store::Builder;
use super::{FitError, Options};

const DAY_S: f64 = 86_400.0;
/// A clock that falls back by more than this has passed midnight.
const HALF_DAY_S: f64 = 43_200.0;
/// A service that begins further than this from the end of the wait contradicts it.
const OUT_OF_PLACE_S: f64 = 5.0;

/// What lasts longer is no duration: work that may wait overnight may wait over the weekend, and some more.
const LONGEST_S: f64 = 7.0 * DAY_S;

/// A log, read.
#[derive(Debug, Default)]
pub(super) struct Log {
    pub calls: Builder,
    /// Names of the types: the mapping's, then those of their own.
    pub kinds: Vec<String>,
    /// Names of the agents, in order of appearance.
    pub agents: Vec<String>,
    /// Days on which the log has a row, in order.
    pub days: BTreeSet<Date>,
    pub rows: Rows,
}

/// Reads all lines of a log.
pub(super) fn read(bytes: &[u8], options: &Options) -> Result<Log, FitError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let separator = match options.columns.separator {
        Separator::Byte(byte) => byte,
        Separator::Guess => guess_separator(bytes),
    };
    // In a tab-separated file a quotation mark is an ordinary letter: one stray mark would swallow lines.
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .quoting(separator != b'\t')
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    let mut record = ByteRecord::new();
    let header = match reader.read_byte_record(&mut record) {
        Ok(true) => record.iter().map(|f| String::from_utf8_lossy(f).trim().to_owned()).collect::<Vec<_>>(),
        Ok(false) | Err(_) => return Err(FitError::Empty),
    };
    let columns = &options.columns;
    let places = Places::of(&header, columns)?;
    let mut parser = Parser { columns, places, short_s: options.short_service_s, log: Log::default() };
    parser.log.kinds = columns.contacts.iter().map(|c| c.name.clone()).collect();
    let mut lines = Lines { bytes, at: 0, line: 1 };
    while reader.read_byte_record(&mut record).map_err(FitError::csv)? {
        let line = lines.number(record.position().map_or(0, |p| p.byte() as usize));
        parser.log.rows.read += 1;
        match parser.row(&record, line) {
            Ok(Some(call)) => parser.log.calls.push(&call).map_err(FitError::Store)?,
            Ok(None) => {}
            Err(reason) => {
                parser.log.rows.note(RowKind::Unreadable, line);
                parser.log.rows.unreadable.push(Unreadable { line, reason });
            }
        }
    }
    let log = parser.log;
    let unreadable = log.rows.unreadable.len();
    if unreadable > 0 && unreadable * 2 >= log.rows.read {
        let first = log.rows.unreadable.iter().take(3).map(|u| format!("line {}: {}", u.line, u.reason));
        let examples = first.collect::<Vec<_>>().join("; ");
        return Err(FitError::MostlyUnreadable { unreadable, read: log.rows.read, examples });
    }
    Ok(log)
}

/// Counts lines up to a place in the file. (The reader's own count is one short after a carriage return.)
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line, from 1, of the first text at or after `place`; places must ascend.
    fn number(&mut self, place: usize) -> usize {
        while let Some(&byte) = self.bytes.get(self.at) {
            if self.at >= place && byte != b'\n' && byte != b'\r' {
                break;
            }
            self.line += usize::from(byte == b'\n');
            self.at += 1;
        }
        self.line
    }
}

fn guess_separator(bytes: &[u8]) -> u8 {
    let header = bytes.split(|&b| b == b'\n').next().unwrap_or_default();
    let count = |separator: u8| header.iter().filter(|&&b| b == separator).count();
    // The first of equals: `max_by_key` would take the last.
    [b'\t', b',', b';'].into_iter().rev().max_by_key(|&s| count(s)).unwrap_or(b'\t')
}

struct Parser<'a> {
    columns: &'a Columns,
    places: Places,
    short_s: f64,
    log: Log,
}

/// Tells lines apart that differ in any field.
fn fingerprint(record: &ByteRecord) -> u64 {
    let mut hasher = DefaultHasher::new();
    for field in record {
        hasher.write(field);
        hasher.write_u8(0xff);
    }
    hasher.finish()
}

/// A field of a line, as trimmed text.
fn field(record: &ByteRecord, at: usize) -> Result<&str, String> {
    let bytes = record.get(at).unwrap_or_default();
    std::str::from_utf8(bytes).map(str::trim).map_err(|_| format!("field {} is not text in UTF-8", at + 1))
}

impl Parser<'_> {
    /// One line: a call is added, or it is noted why not. An error is the reason why it cannot be read.
    fn row(&mut self, record: &ByteRecord, line: usize) -> Result<Option<Call>, String> {
        if record.len() < self.places.least {
            return Err(format!("{} fields where {} are needed", record.len(), self.places.least));
        }
        let text = |at: usize| field(record, at);
        let date = parse_date(text(self.places.date)?, self.columns.date_format)?;
        let outcome = text(self.places.outcome)?;
        let Some(end) = self.end(outcome) else {
            self.drop_for(outcome, line);
            self.log.days.insert(date);
            return Ok(None);
        };
        let mut notes = Notes::default();
        let (arrival_s, wait_s) = self.wait(record, &mut notes)?;
        match end {
            End::Abandoned if wait_s == 0.0 => notes.add(RowKind::AbandonedAtOnce),
            End::CutOff => notes.add(RowKind::CutOff),
            _ => {}
        }
        if self.places.cause.map(text).transpose()?.is_some_and(|cause| !cause.is_empty()) {
            notes.add(RowKind::Caused);
        }
        let agent_name = self.places.agent.map(text).transpose()?.unwrap_or_default();
        let nobody = agent_name.is_empty() || self.columns.no_agent.iter().any(|n| n == agent_name);
        let service = self.service(record, end, arrival_s + wait_s, &mut notes)?;
        if end == End::Served && service.is_some() && nobody && self.places.agent.is_some() {
            notes.add(RowKind::ServedWithoutAgent);
        }
        let wrap_up_s =
            self.places.wrap_up.map_or(Ok(None), |at| self.seconds(record, at))?.filter(|_| service.is_some());
        let kind = self.kind(self.places.kind.map(text).transpose()?, &mut notes);
        let class = match (&self.columns.class, self.places.class) {
            (Some(class), Some(at)) if wait_s > 0.0 || !class.known_if_waited => {
                let value = text(at)?;
                Some(class.values.iter().any(|v| v == value))
            }
            _ => None,
        };
        let agent = if nobody || service.is_none() { None } else { Some(index_of(&mut self.log.agents, agent_name)) };
        self.log.days.insert(date);
        let fingerprint = fingerprint(record);
        let wait_s = Some(wait_s);
        Ok(Some(Call {
            line,
            date,
            arrival_s,
            kind,
            class,
            wait_s,
            end,
            service,
            wrap_up_s,
            agent,
            notes,
            fingerprint,
        }))
    }

    /// How a call ended that estimates can be made from.
    fn end(&self, outcome: &str) -> Option<End> {
        let is = |names: &[String]| names.iter().any(|name| name == outcome);
        match () {
            () if is(&self.columns.served) => Some(End::Served),
            () if is(&self.columns.abandoned) => Some(End::Abandoned),
            () if is(&self.columns.cut_off) => Some(End::CutOff),
            () => None,
        }
    }

    fn drop_for(&mut self, outcome: &str, line: usize) {
        let is = |names: &[String]| names.iter().any(|name| name == outcome);
        if is(&self.columns.phantom) {
            self.log.rows.note(RowKind::Phantom, line);
        } else {
            let kind = if is(&self.columns.left_out) { RowKind::LeftOut } else { RowKind::UnknownOutcome };
            self.log.rows.note_outcome(kind, outcome, line);
        }
    }

    /// Arrival and wait.
    fn wait(&self, record: &ByteRecord, notes: &mut Notes) -> Result<(f64, f64), String> {
        let reached_s = self
            .clock(record, self.places.arrives, true)?
            .ok_or_else(|| format!("no time in column `{}`", self.columns.arrives))?;
        let logged = self.seconds(record, self.places.wait)?;
        let known = logged.is_some_and(|s| s > 0.0);
        let starts = self.optional_clock(record, self.places.wait_starts, known)?;
        let ends = self.optional_clock(record, self.places.wait_ends, known)?;
        let wait_s = self.duration(logged, starts, ends, &self.columns.wait, notes)?;
        if wait_s == 0.0 {
            return Ok((reached_s, 0.0));
        }
        let Some(starts) = starts else {
            if self.places.wait_starts.is_some() {
                notes.add(RowKind::NoWaitStart);
            }
            return Ok((reached_s, wait_s));
        };
        Ok((after(reached_s, starts, notes), wait_s))
    }

    /// Start and length of the service, if there was one.
    fn service(
        &self,
        record: &ByteRecord,
        end: End,
        wait_ends_s: f64,
        notes: &mut Notes,
    ) -> Result<Option<(f64, f64)>, String> {
        let logged = self.seconds(record, self.places.service)?;
        let known = logged.is_some_and(|s| s > 0.0);
        let starts = self.clock(record, self.places.service_starts, known)?;
        let ends = self.optional_clock(record, self.places.service_ends, known)?;
        let length_s = self.duration(logged, starts, ends, &self.columns.service, notes)?;
        if end != End::Served {
            if length_s > 0.0 {
                notes.add(RowKind::AbandonedWithService);
            }
            return Ok(None);
        }
        let Some(starts) = starts else {
            notes.add(RowKind::ServedWithoutService);
            return Ok(None);
        };
        if length_s <= self.short_s {
            notes.add(RowKind::ShortService);
        }
        let starts = after(wait_ends_s, starts, notes);
        if (starts - wait_ends_s).abs() > OUT_OF_PLACE_S {
            notes.add(RowKind::ServiceOutOfPlace);
        }
        Ok(Some((starts, length_s)))
    }

    /// The length of a stretch of time: as logged, or where that is empty by its clock times.
    fn duration(
        &self,
        logged: Option<f64>,
        starts: Option<f64>,
        ends: Option<f64>,
        column: &str,
        notes: &mut Notes,
    ) -> Result<f64, String> {
        let by_clock = starts.zip(ends).map(|(starts, ends)| after(starts, ends, notes) - starts);
        match (logged, by_clock) {
            (Some(logged), Some(clock)) => {
                if (logged - clock).abs() > 1.0 {
                    notes.add(RowKind::ClockDisagrees);
                }
                Ok(logged)
            }
            (Some(logged), None) => Ok(logged),
            (None, Some(clock)) if clock >= 0.0 => Ok(clock),
            (None, Some(_)) => Err(format!("`{column}` is empty and its clock runs backwards")),
            (None, None) => Ok(0.0),
        }
    }

    /// A duration in seconds; empty is `None`.
    fn seconds(&self, record: &ByteRecord, at: usize) -> Result<Option<f64>, String> {
        let text = field(record, at)?;
        if text.is_empty() {
            return Ok(None);
        }
        match text.parse::<f64>() {
            Ok(seconds) if (0.0..=LONGEST_S).contains(&seconds) => Ok(Some(seconds)),
            _ => Err(format!("`{text}` is not a number of seconds")),
        }
    }

    fn optional_clock(&self, record: &ByteRecord, at: Option<usize>, happened: bool) -> Result<Option<f64>, String> {
        at.map_or(Ok(None), |at| self.clock(record, at, happened))
    }

    /// A clock time; `None` where it is empty, or says "never" of something that did not happen.
    fn clock(&self, record: &ByteRecord, at: usize, happened: bool) -> Result<Option<f64>, String> {
        let text = field(record, at)?;
        if text.is_empty() || (!happened && self.columns.never.iter().any(|never| never == text)) {
            return Ok(None);
        }
        let time = text.rsplit([' ', 'T']).next().unwrap_or(text);
        parse_clock(time).map(Some).ok_or_else(|| format!("`{text}` is not a clock time"))
    }

    fn kind(&mut self, value: Option<&str>, notes: &mut Notes) -> usize {
        let Some(value) = value else { return index_of(&mut self.log.kinds, "calls") };
        let listed = self.columns.contacts.iter().position(|c| c.types.iter().any(|t| t == value));
        listed.unwrap_or_else(|| {
            // Where no type is listed none is peculiar.
            if !self.columns.contacts.is_empty() {
                notes.add(RowKind::UnlistedType);
            }
            index_of(&mut self.log.kinds, &as_name(value))
        })
    }
}

/// `time`, a day later if it has passed midnight since `before`.
fn after(before: f64, time: f64, notes: &mut Notes) -> f64 {
    if before - time > HALF_DAY_S {
        notes.add(RowKind::PastMidnight);
        time + DAY_S
    } else {
        time
    }
}

fn parse_date(text: &str, format: DateFormat) -> Result<Date, String> {
    let date = text.split([' ', 'T']).next().unwrap_or(text);
    format.parse(date).ok_or_else(|| format!("`{text}` is not a date"))
}

/// A value of the type column as a name that a scenario can have.
fn as_name(value: &str) -> String {
    let name: String =
        value.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    if name.bytes().any(|b| b != b'-') { name } else { "other".to_owned() }
}

/// The position of a name in a list, to which it is added if need be.
fn index_of(names: &mut Vec<String>, name: &str) -> usize {
    names.iter().position(|n| n == name).unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    })
}
