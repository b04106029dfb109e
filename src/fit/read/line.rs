//! One line of a log: a call, or why it is none.

use csv::ByteRecord;
use foldhash::{HashMap, HashMapExt};

use super::{Channel, Log, MOST_AGENTS, MOST_TYPES, Outcome, Parser, Times, field, fingerprint, lists};
use crate::fit::FitError;
use crate::fit::calendar::Date;
use crate::fit::call::{Call, End, Notes};
use crate::fit::columns::Columns;
use crate::fit::formats::Moment;
use crate::fit::places::Places;
use crate::fit::role::Role;
use crate::fit::rows::{OUTCOMES, RowKind};
use crate::study::cell::of_text_cell;

impl<'a> Parser<'a> {
    pub(super) fn new(columns: &'a Columns, places: Places, short_s: f64) -> Parser<'a> {
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
            last_date: None,
            last_day: None,
            channels: HashMap::new(),
            spelled: HashMap::new(),
        }
    }

    /// Whether more than half of the lines can be read, and the columns are what they are said to be.
    pub(super) fn is_readable(&self) -> Result<(), FitError> {
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
    pub(super) fn row(&mut self, record: &ByteRecord, line: usize) -> Result<Option<Call>, String> {
        if record.len() < self.places.least {
            return Err(format!("{} fields where {} are needed", record.len(), self.places.least));
        }
        let outcome = self.outcome(record)?;
        if let Some(Outcome::Phantom | Outcome::LeftOut | Outcome::Outbound) = outcome {
            let arrival = self.arrival(record).ok();
            self.log.days.extend(arrival.map(|(date, _)| date));
            self.drop_for(record, outcome, line)?;
            return Ok(None);
        }
        let (date, arrival) = self.arrival(record)?;
        let mut notes = Notes::default();
        let unknown = matches!(outcome, Some(Outcome::Ended(End::Unknown(_))));
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
        let connect_s = self.connect(record)?;
        let wrap_up_s = self.duration(record, Role::WrapUp)?.filter(|_| service.is_some());
        let class = self.class(record, wait_s)?;
        self.note_end(record, end, wait_s, &mut notes)?;
        if self.last_day != Some(date) {
            self.log.days.insert(date);
            self.last_day = Some(date);
        }
        let call = Call {
            line,
            date,
            arrival_s,
            kind,
            class,
            wait_s,
            connect_s,
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
    pub(super) fn text<'r>(&self, record: &'r ByteRecord, role: Role) -> Result<Option<&'r str>, String> {
        self.places.get(role).map(|at| field(record, at)).transpose()
    }

    /// What the column of the date says.
    fn date(&mut self, record: &ByteRecord) -> Result<Option<Moment>, String> {
        let Some(text) = self.text(record, Role::Date)? else { return Ok(None) };
        if let Some((_, moment)) = self.last_date.as_ref().filter(|(last, _)| last == text) {
            return Ok(Some(*moment));
        }
        let moment = self.columns.formats.moment(text)?;
        self.last_date = Some((text.to_owned(), moment));
        Ok(Some(moment))
    }

    /// Date, and moment with its clock time, at which a contact reached the center.
    pub(super) fn arrival(&mut self, record: &ByteRecord) -> Result<(Date, (Moment, f64)), String> {
        let said = self.date(record)?;
        let formats = &self.columns.formats;
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
    pub(super) fn outcome(&mut self, record: &ByteRecord) -> Result<Option<Outcome>, String> {
        let channel = self.text(record, Role::Channel)?.unwrap_or_default();
        if channel.eq_ignore_ascii_case("outbound") {
            return Ok(Some(Outcome::Outbound));
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
            () => Outcome::Ended(End::Unknown(unlisted(&mut self.log.unknown, text))),
        };
        // A column of many values, such as a comment, is no column of outcomes: it is not held.
        if self.outcomes.len() < MOST_TYPES {
            self.outcomes.insert(bytes.to_vec(), outcome);
        }
        Ok(Some(outcome))
    }

    pub(super) fn drop_for(
        &mut self,
        record: &ByteRecord,
        outcome: Option<Outcome>,
        line: usize,
    ) -> Result<(), String> {
        let plain = match outcome {
            Some(Outcome::Phantom) => Some(RowKind::Phantom),
            Some(Outcome::Outbound) => Some(RowKind::Outbound),
            _ => None,
        };
        if let Some(kind) = plain {
            self.log.rows.note(kind, line);
            return Ok(());
        }
        let text = self.text(record, Role::Outcome)?.unwrap_or_default();
        self.log.rows.note_outcome(RowKind::LeftOut, text, line);
        Ok(())
    }

    /// Agent and type, as indices.
    pub(super) fn names(
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
    pub(super) fn at_once(
        &mut self,
        record: &ByteRecord,
        group: usize,
        kind: usize,
        line: usize,
    ) -> Result<(), String> {
        let Some(text) = self.text(record, Role::Concurrent)?.filter(|text| !text.is_empty()) else { return Ok(()) };
        let wrong = || format!("`{text}` is not a number of contacts at once (line {line})");
        let at_once: u32 = text.parse().map_err(|_| wrong())?;
        let most = self.log.at_once.entry((group, kind)).or_insert(1);
        *most = at_once.max(*most);
        Ok(())
    }

    pub(super) fn agent(&mut self, record: &ByteRecord, at: usize) -> Option<usize> {
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

    pub(super) fn kind(&mut self, record: &ByteRecord, notes: &mut Notes) -> Result<usize, String> {
        let bytes = self.places.get(Role::Type).map_or(&b"calls"[..], |at| record.get(at).unwrap_or_default());
        let channel = self.channel(record)?;
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
        if channel != Channel::Voice {
            self.log.channels[kind] = channel;
        }
        if unlisted {
            notes.add(RowKind::UnlistedType);
        }
        Ok(kind)
    }

    /// What the channel column says; voice without one.
    fn channel(&mut self, record: &ByteRecord) -> Result<Channel, String> {
        let Some(at) = self.places.get(Role::Channel) else { return Ok(Channel::Voice) };
        let bytes = record.get(at).unwrap_or_default();
        if let Some(known) = self.channels.get(bytes) {
            return Ok(*known);
        }
        let text = field(record, at)?;
        let channel = match () {
            () if lists(&self.columns.chat, text) => Channel::Chat,
            () if lists(&self.columns.email, text) => Channel::Email,
            () => Channel::Voice,
        };
        if self.channels.len() < MOST_TYPES {
            self.channels.insert(bytes.to_vec(), channel);
        }
        Ok(channel)
    }

    /// The contact type that a value becomes which the mapping does not list. Values that differ by more than their case
    /// are different types, even where the names that a scenario can have are the same.
    pub(super) fn own_kind(&mut self, text: &str) -> usize {
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

/// The place of an outcome among those that the mapping does not list, where it is put if it is new.
fn unlisted(outcomes: &mut Vec<String>, text: &str) -> u8 {
    let name = match text {
        "" => "(empty)",
        text if outcomes.len() < OUTCOMES || outcomes.iter().any(|known| known == text) => text,
        _ => "others",
    };
    let at = outcomes.iter().position(|known| known == name).unwrap_or_else(|| {
        outcomes.push(name.to_owned());
        outcomes.len() - 1
    });
    // No more than there are names.
    u8::try_from(at).unwrap_or(u8::MAX)
}

/// A value of the type column as a name that a scenario can have.
pub(in crate::fit) fn as_name(value: &str) -> String {
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
