//! The log's lines as calls: names mapped, clocks straightened, contradictions mended.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hasher};
use std::io::Read;

use csv::ByteRecord;

use super::calendar::{DAY_S, Date};
use super::call::{Call, End, Notes};
use super::columns::{Columns, Role};
use super::formats::{LONGEST_S, Moment};
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

/// How the first rows are understood that can be, one line each; why not, where none can be.
pub(super) fn understood(names: &[String], rows: &[Vec<String>], header: usize, columns: &Columns) -> Vec<String> {
    let places = match Places::of(names, columns) {
        Ok(places) => places,
        Err(error) => return vec![error.to_string()],
    };
    let mut parser = Parser::new(columns, places, 0.0);
    let mut lines = Vec::new();
    let mut reasons = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        let line = i + 1 + header;
        match parser.row(&ByteRecord::from(row.clone()), line) {
            Ok(Some(call)) => lines.push(in_words(&call, &parser.log)),
            Ok(None) => {}
            Err(reason) => reasons.push(format!("line {line}: {reason}")),
        }
        if lines.len() == SHOWN {
            break;
        }
    }
    if lines.is_empty() { reasons.into_iter().take(SHOWN).collect() } else { lines }
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
        End::Unknown => ", of unknown outcome",
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
    let mut hasher = DefaultHasher::new();
    hasher.write(record.as_slice());
    for field in record {
        hasher.write_usize(field.len());
    }
    hasher.finish()
}

/// Whether a list of the mapping has a value, in any case.
fn lists(values: &[String], value: &str) -> bool {
    let same = |listed: &String| listed == value || listed.trim().to_lowercase() == value.to_lowercase();
    values.iter().any(same)
}

impl<'a> Parser<'a> {
    fn new(columns: &'a Columns, places: Places, short_s: f64) -> Parser<'a> {
        let mut log = Log { kinds: columns.contacts.iter().map(|c| c.name.clone()).collect(), ..Log::default() };
        log.channels = vec![Channel::Voice; log.kinds.len()];
        Parser {
            columns,
            places,
            short_s,
            no_wait: columns.no_wait.iter().filter_map(|value| columns.formats.duration(value).ok()).collect(),
            log,
            outcomes: HashMap::new(),
            kinds: HashMap::new(),
            agents: HashMap::new(),
            groups: HashMap::new(),
            spelled: HashMap::new(),
        }
    }

    /// Whether more than half of the lines can be read, and the columns are what they are said to be.
    fn is_readable(&self) -> Result<(), FitError> {
        let rows = &self.log.rows;
        let unreadable = rows.count(RowKind::Unreadable);
        if unreadable > 0 && unreadable * 2 >= rows.read {
            let first = rows.unreadable.iter().take(3).map(|u| format!("line {}: {}", u.line, u.reason));
            let examples = first.collect::<Vec<_>>().join("; ");
            return Err(FitError::MostlyUnreadable { unreadable, read: rows.read, examples });
        }
        for (role, values, most) in
            [(Role::Type, self.log.kinds.len(), MOST_TYPES), (Role::Agent, self.log.agents.len(), MOST_AGENTS)]
        {
            if values > most {
                let column = self.columns.column(role).map(ToString::to_string).unwrap_or_default();
                return Err(FitError::TooManyValues { key: role.key(), column, values: most });
            }
        }
        Ok(())
    }

    /// One line: a call, or nothing where it is noted why not. An error is the reason why it cannot be read.
    fn row(&mut self, record: &ByteRecord, line: usize) -> Result<Option<Call>, String> {
        if record.len() < self.places.least {
            return Err(format!("{} fields where {} are needed", record.len(), self.places.least));
        }
        let outcome = self.outcome(record)?;
        if let Some(Outcome::Phantom | Outcome::LeftOut) = outcome {
            self.log.days.extend(self.arrival(record).ok().map(|(date, _)| date));
            self.drop_for(record, outcome, line)?;
            return Ok(None);
        }
        let (date, arrival) = self.arrival(record)?;
        let mut notes = Notes::default();
        let unknown = outcome == Some(Outcome::Ended(End::Unknown));
        let times = if unknown {
            Times { reached_s: arrival.1, ..Times::default() }
        } else {
            self.times(record, date, arrival)?
        };
        let end = match outcome {
            Some(Outcome::Ended(end)) => end,
            _ if times.service_starts_s.is_some() || times.service_s.is_some_and(|s| s > 0.0) => End::Served,
            _ => End::Abandoned,
        };
        let (arrival_s, wait_s) = self.wait(&times, end, &mut notes)?;
        let service = self.service(&times, end, arrival_s, wait_s, &mut notes)?;
        let (agent, kind) = self.names(record, line, service.is_some(), &mut notes)?;
        let wrap_up_s = self.duration(record, Role::WrapUp)?.filter(|_| service.is_some());
        let class = self.class(record, wait_s)?;
        self.note_end(record, end, wait_s, &mut notes)?;
        self.log.days.insert(date);
        let call = Call {
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
            fingerprint: fingerprint(record),
        };
        Ok(Some(call))
    }

    /// The text of a column, if there is one.
    fn text<'r>(&self, record: &'r ByteRecord, role: Role) -> Result<Option<&'r str>, String> {
        self.places.get(role).map(|at| field(record, at)).transpose()
    }

    /// Date, and moment with its clock time, at which a contact reached the center.
    fn arrival(&self, record: &ByteRecord) -> Result<(Date, (Moment, f64)), String> {
        let formats = &self.columns.formats;
        let said = self.text(record, Role::Date)?.map(|text| formats.moment(text)).transpose()?;
        let text = self.text(record, Role::Arrives)?.unwrap_or_default();
        let column = || self.columns.column(Role::Arrives).map(ToString::to_string).unwrap_or_default();
        if text.is_empty() {
            return Err(format!("no time in column `{}`", column()));
        }
        let moment = formats.moment(text)?;
        let Some(clock_s) = moment.clock_s else {
            return Err(format!("`{text}` has no clock time (column `{}`)", column()));
        };
        let date = moment.date.or_else(|| said.and_then(|moment| moment.date));
        let date = date.ok_or_else(|| match self.places.get(Role::Date) {
            Some(_) => "no date".to_owned(),
            None => format!("`{text}` has no date; name the column of the date: date = \"...\""),
        })?;
        Ok((date, (moment, clock_s)))
    }

    /// What the outcome column says; `None` without one.
    fn outcome(&mut self, record: &ByteRecord) -> Result<Option<Outcome>, String> {
        let channel = self.text(record, Role::Channel)?.unwrap_or_default();
        if channel.eq_ignore_ascii_case("outbound") {
            return Ok(Some(Outcome::LeftOut));
        }
        let Some(at) = self.places.get(Role::Outcome) else { return Ok(None) };
        let bytes = record.get(at).unwrap_or_default();
        if let Some(known) = self.outcomes.get(bytes) {
            return Ok(Some(*known));
        }
        let text = field(record, at)?;
        let columns = self.columns;
        let outcome = match () {
            () if lists(&columns.served, text) => Outcome::Ended(End::Served),
            () if lists(&columns.abandoned, text) => Outcome::Ended(End::Abandoned),
            () if lists(&columns.cut_off, text) => Outcome::Ended(End::CutOff),
            () if lists(&columns.callback, text) => Outcome::Ended(End::Callback),
            () if lists(&columns.blocked, text) => Outcome::Ended(End::Blocked),
            () if lists(&columns.phantom, text) => Outcome::Phantom,
            () if lists(&columns.left_out, text) => Outcome::LeftOut,
            () => Outcome::Ended(End::Unknown),
        };
        // A column of many values, such as a comment, is no column of outcomes: it is not held.
        if self.outcomes.len() < MOST_TYPES {
            self.outcomes.insert(bytes.to_vec(), outcome);
        }
        Ok(Some(outcome))
    }

    fn drop_for(&mut self, record: &ByteRecord, outcome: Option<Outcome>, line: usize) -> Result<(), String> {
        if outcome == Some(Outcome::Phantom) {
            self.log.rows.note(RowKind::Phantom, line);
            return Ok(());
        }
        let text = self.text(record, Role::Outcome)?.unwrap_or("outbound");
        self.log.rows.note_outcome(RowKind::LeftOut, text, line);
        Ok(())
    }

    /// All times and durations of a line.
    fn times(&self, record: &ByteRecord, date: Date, arrival: (Moment, f64)) -> Result<Times, String> {
        let wait_s = self.duration(record, Role::Wait)?;
        let service_s = self.duration(record, Role::Service)?;
        let happened = |logged: Option<f64>| logged.is_some_and(|s| s > 0.0);
        let (waited, served) = (happened(wait_s), happened(service_s));
        let clock = |role: Role, happened: bool| self.clock(record, role, happened, date, arrival);
        Ok(Times {
            reached_s: arrival.1,
            wait_s,
            service_s,
            wait_starts_s: clock(Role::WaitStarts, waited)?,
            wait_ends_s: clock(Role::WaitEnds, waited)?,
            service_starts_s: clock(Role::ServiceStarts, served)?,
            service_ends_s: clock(Role::ServiceEnds, served)?,
            ends_s: clock(Role::Ends, false)?,
        })
    }

    /// Arrival and wait; `None` where nothing tells it.
    fn wait(&self, times: &Times, end: End, notes: &mut Notes) -> Result<(f64, Option<f64>), String> {
        if end == End::Blocked {
            return Ok((times.reached_s, None));
        }
        let starts_s = times.wait_starts_s;
        let unrecorded = |wait_s: &f64| end != End::Served && self.no_wait.contains(wait_s);
        let logged = times.wait_s.filter(|wait_s| !unrecorded(wait_s));
        let wait_s = match duration(logged, starts_s, times.wait_ends_s, "wait", notes)? {
            Some(wait_s) => Some(wait_s),
            None => {
                let until = match end {
                    End::Served => times.wait_ends_s.or(times.service_starts_s),
                    End::Abandoned | End::CutOff | End::Callback => times.wait_ends_s.or(times.ends_s),
                    End::Blocked | End::Unknown => None,
                };
                let from_s = starts_s.unwrap_or(times.reached_s);
                let wait_s = until.map(|until_s| after(from_s, until_s, notes) - from_s);
                if wait_s.is_some_and(|wait_s| wait_s < 0.0) {
                    return Err("the wait is empty, and ends before the call arrives".to_owned());
                }
                wait_s
            }
        };
        if wait_s.is_none_or(|wait_s| wait_s == 0.0) {
            return Ok((times.reached_s, wait_s));
        }
        let Some(starts_s) = starts_s else {
            if self.places.get(Role::WaitStarts).is_some() {
                notes.add(RowKind::NoWaitStart);
            }
            return Ok((times.reached_s, wait_s));
        };
        Ok((after(times.reached_s, starts_s, notes), wait_s))
    }

    /// Start and length of the service, if there was one.
    fn service(
        &self,
        times: &Times,
        end: End,
        arrival_s: f64,
        wait_s: Option<f64>,
        notes: &mut Notes,
    ) -> Result<Option<(f64, f64)>, String> {
        let wait_ends_s = arrival_s + wait_s.unwrap_or_default();
        let served = matches!(end, End::Served | End::Callback);
        let ends_s = times.service_ends_s.or(times.ends_s.filter(|_| served));
        // Where no column says when services begin they begin when the wait ends.
        let follows = self.places.get(Role::ServiceStarts).is_none() && served && end == End::Served;
        let starts_s = times.service_starts_s.or(wait_s.filter(|_| follows).map(|_| wait_ends_s));
        let length_s = duration(times.service_s, starts_s, ends_s, "service", notes)?;
        if !served {
            if length_s.is_some_and(|s| s > 0.0) {
                notes.add(RowKind::AbandonedWithService);
            }
            return Ok(None);
        }
        let Some((starts_s, length_s)) = starts_s.zip(length_s) else {
            if end == End::Served {
                notes.add(RowKind::ServedWithoutService);
            }
            return Ok(None);
        };
        if length_s <= self.short_s {
            notes.add(RowKind::ShortService);
        }
        let starts_s = after(wait_ends_s, starts_s, notes);
        if end == End::Served && wait_s.is_some() && (starts_s - wait_ends_s).abs() > OUT_OF_PLACE_S {
            notes.add(RowKind::ServiceOutOfPlace);
        }
        Ok(Some((starts_s, length_s)))
    }

    /// What is peculiar about an end.
    fn note_end(
        &mut self,
        record: &ByteRecord,
        end: End,
        wait_s: Option<f64>,
        notes: &mut Notes,
    ) -> Result<(), String> {
        match end {
            End::Abandoned if wait_s == Some(0.0) => notes.add(RowKind::AbandonedAtOnce),
            End::Abandoned if wait_s.is_none() => notes.add(RowKind::WaitUnknown),
            End::Served if wait_s.is_none() => notes.add(RowKind::WaitUnknown),
            End::CutOff => notes.add(RowKind::CutOff),
            End::Callback => notes.add(RowKind::Callback),
            End::Blocked => notes.add(RowKind::Blocked),
            End::Unknown => {
                notes.add(RowKind::UnknownOutcome);
                let text = self.text(record, Role::Outcome)?.unwrap_or_default().to_owned();
                self.log.rows.count_unknown(&text);
            }
            _ => {}
        }
        if self.text(record, Role::Cause)?.is_some_and(|cause| !cause.is_empty()) {
            notes.add(RowKind::Caused);
        }
        Ok(())
    }

    fn class(&self, record: &ByteRecord, wait_s: Option<f64>) -> Result<Option<bool>, String> {
        match (&self.columns.class, self.places.class) {
            (Some(class), Some(at)) if wait_s.is_some_and(|s| s > 0.0) || !class.known_if_waited => {
                Ok(Some(lists(&class.values, field(record, at)?)))
            }
            _ => Ok(None),
        }
    }

    /// A duration in seconds; empty is `None`.
    fn duration(&self, record: &ByteRecord, role: Role) -> Result<Option<f64>, String> {
        match self.text(record, role)? {
            None | Some("") => Ok(None),
            Some(text) => self.columns.formats.duration(text).map(Some),
        }
    }

    /// A time in seconds since midnight of the arrival's date; `None` where it is empty, or says "never" of something that
    /// did not happen.
    fn clock(
        &self,
        record: &ByteRecord,
        role: Role,
        happened: bool,
        date: Date,
        arrival: (Moment, f64),
    ) -> Result<Option<f64>, String> {
        let Some(text) = self.text(record, role)? else { return Ok(None) };
        if text.is_empty() || (!happened && self.columns.never.iter().any(|never| never == text)) {
            return Ok(None);
        }
        let moment = self.columns.formats.moment(text)?;
        let Some(clock_s) = moment.clock_s else {
            return Err(format!("`{text}` has no clock time (column for `{}`)", role.key()));
        };
        let since_arrival =
            moment.instant_s.zip(arrival.0.instant_s).map(|(instant_s, reached_s)| instant_s - reached_s);
        let time_s = match (since_arrival, moment.date) {
            (Some(since_s), _) => arrival.1 + since_s,
            (None, Some(other)) => clock_s + f64::from(other.number() - date.number()) * DAY_S,
            (None, None) => clock_s,
        };
        if (time_s - arrival.1).abs() > LONGEST_S + DAY_S {
            return Err(format!(
                "`{text}` is more than a week from the arrival; if it stands for what did not happen, list it as `never`"
            ));
        }
        Ok(Some(time_s))
    }

    /// Agent and type, as indices.
    fn names(
        &mut self,
        record: &ByteRecord,
        line: usize,
        serviced: bool,
        notes: &mut Notes,
    ) -> Result<(Option<usize>, usize), String> {
        let kind = self.kind(record, notes)?;
        let Some(at) = self.places.get(Role::Agent) else { return Ok((None, kind)) };
        let agent = if serviced { self.agent(record, at) } else { None };
        if serviced && agent.is_none() {
            notes.add(RowKind::ServedWithoutAgent);
        }
        if let Some((agent, at)) = agent.zip(self.places.get(Role::Group)) {
            let name = of_text_cell(String::from_utf8_lossy(record.get(at).unwrap_or_default()).trim()).to_owned();
            if !name.is_empty() {
                let names = &mut self.log.groups;
                let group = *self.groups.entry(name).or_insert_with_key(|name| {
                    names.push(name.clone());
                    names.len() - 1
                });
                self.log.group_of[agent] = Some(group);
                self.at_once(record, group, kind, line)?;
            }
        }
        Ok((agent, kind))
    }

    /// How many contacts of a type a group may have in hand, where the log says.
    fn at_once(&mut self, record: &ByteRecord, group: usize, kind: usize, line: usize) -> Result<(), String> {
        let Some(text) = self.text(record, Role::Concurrent)?.filter(|text| !text.is_empty()) else { return Ok(()) };
        let wrong = || format!("`{text}` is not a number of contacts at once (line {line})");
        let at_once: u32 = text.parse().map_err(|_| wrong())?;
        let most = self.log.at_once.entry((group, kind)).or_insert(1);
        *most = at_once.max(*most);
        Ok(())
    }

    fn agent(&mut self, record: &ByteRecord, at: usize) -> Option<usize> {
        let bytes = record.get(at).unwrap_or_default();
        if let Some(known) = self.agents.get(bytes) {
            return *known;
        }
        let name = of_text_cell(String::from_utf8_lossy(bytes).trim()).to_owned();
        let agent = if name.is_empty() || lists(&self.columns.no_agent, &name) {
            None
        } else if let Some(same) = self.log.agents.iter().position(|known| *known == name) {
            Some(same)
        } else {
            // One more than allowed is enough to be refused.
            if self.log.agents.len() <= MOST_AGENTS {
                self.log.agents.push(name);
                self.log.group_of.push(None);
            }
            Some(self.log.agents.len() - 1)
        };
        if self.agents.len() <= 2 * MOST_AGENTS {
            self.agents.insert(bytes.to_vec(), agent);
        }
        agent
    }

    fn kind(&mut self, record: &ByteRecord, notes: &mut Notes) -> Result<usize, String> {
        let bytes = self.places.get(Role::Type).map_or(&b"calls"[..], |at| record.get(at).unwrap_or_default());
        let channel = self.text(record, Role::Channel)?.unwrap_or_default();
        let (kind, unlisted) = match self.kinds.get(bytes).copied() {
            Some(known) => known,
            None => {
                let text = of_text_cell(String::from_utf8_lossy(bytes).trim()).to_owned();
                let listed = self.columns.contacts.iter().position(|c| lists(&c.types, &text));
                // Where no type is listed none is peculiar.
                let unlisted =
                    listed.is_none() && !self.columns.contacts.is_empty() && self.places.get(Role::Type).is_some();
                let kind = listed.unwrap_or_else(|| self.own_kind(&text));
                if self.kinds.len() <= 4 * MOST_TYPES {
                    self.kinds.insert(bytes.to_vec(), (kind, unlisted));
                }
                (kind, unlisted)
            }
        };
        self.log.channels.resize(self.log.kinds.len(), Channel::Voice);
        if lists(&self.columns.chat, channel) {
            self.log.channels[kind] = Channel::Chat;
        } else if lists(&self.columns.email, channel) {
            self.log.channels[kind] = Channel::Email;
        }
        if unlisted {
            notes.add(RowKind::UnlistedType);
        }
        Ok(kind)
    }
}

impl Parser<'_> {
    /// The contact type that a value becomes which the mapping does not list. Values that differ by more than their case
    /// are different types, even where the names that a scenario can have are the same.
    fn own_kind(&mut self, text: &str) -> usize {
        let spelled = text.to_lowercase();
        if let Some(kind) = self.spelled.get(&spelled) {
            return *kind;
        }
        let kinds = &mut self.log.kinds;
        // One more than allowed is enough to be refused.
        if kinds.len() <= MOST_TYPES {
            let base = as_name(text);
            let numbered = (2..).map(|number| format!("{base}-{number}"));
            let name = std::iter::once(base.clone()).chain(numbered).find(|name| !kinds.contains(name));
            kinds.push(name.unwrap_or(base));
        }
        self.spelled.insert(spelled, kinds.len() - 1);
        kinds.len() - 1
    }
}

/// The length of a stretch of time: as logged, or where that is empty by its clock times.
fn duration(
    logged: Option<f64>,
    starts: Option<f64>,
    ends: Option<f64>,
    what: &str,
    notes: &mut Notes,
) -> Result<Option<f64>, String> {
    let by_clock = starts.zip(ends).map(|(starts, ends)| after(starts, ends, notes) - starts);
    match (logged, by_clock) {
        (Some(logged), Some(clock)) => {
            if (logged - clock).abs() > 1.0 {
                notes.add(RowKind::ClockDisagrees);
            }
            Ok(Some(logged))
        }
        (Some(logged), None) => Ok(Some(logged)),
        (None, Some(clock)) if clock >= 0.0 => Ok(Some(clock)),
        (None, Some(_)) => Err(format!("the {what} is empty and its clock runs backwards")),
        (None, None) => Ok(None),
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

/// A value of the type column as a name that a scenario can have.
pub(super) fn as_name(value: &str) -> String {
    let mut name = String::new();
    for c in value.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => name.push(c.to_ascii_lowercase()),
            _ if name.ends_with('-') || name.is_empty() => {}
            _ => name.push('-'),
        }
    }
    let name = name.trim_end_matches('-');
    // A name of ours may begin with a hyphen.
    let hyphen = if value.starts_with('-') { "-" } else { "" };
    if name.is_empty() { "other".to_owned() } else { format!("{hyphen}{name}") }
}
