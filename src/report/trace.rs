//! Every event of a replication, as JSON Lines or CSV: for debugging, teaching and process mining.
//!
//! ```text
//! {"at":"08:03:12.345","day":1,"at_s":192.345,"event":"arrives","contact":7,"type":"sales"}
//! {"at":"08:03:12.345","day":1,"at_s":192.345,"event":"queues","contact":7,"type":"sales"}
//! {"at":"08:04:02.000","day":1,"at_s":242.0,"event":"answered","contact":7,"type":"sales","group":"team","agent":2}
//! ```
//!
//! | Field       | Meaning |
//! |-------------|---------|
//! | `at`        | clock time on its day, cut off after the millisecond; a steady stretch has none |
//! | `day`       | day of the run, from 1; what happens after midnight of the last day still belongs to it, at 24:10 |
//! | `at_s`      | seconds since the first opening, in full precision |
//! | `event`     | what happens, see [`Happening`](crate::floor::Happening) |
//! | `contact`   | number of the contact it happens to, from 1 in order of arrival |
//! | `type`      | its type |
//! | `group`     | group of the agent it happens to |
//! | `agent`     | number of the agent in the group, from 1 |
//! | `caused_by` | number of the contact that caused this one, at its arrival |
//! | `announced_s` | the wait still to come that the customer is told of, when it is announced |
//!
//! Lines are in order of time. What an event does not have is left out in JSON and empty in CSV. The names never change.

use std::io::{self, BufWriter, Write};

use serde::Serialize;

use crate::floor::{Event, Recorder};
use crate::model::{HorizonKind, Model};
use crate::study::cell::text_cell;

use super::dates::Days;
use super::machine::plain_error;

/// The columns of the CSV form, and the fields of the JSON form.
pub const FIELDS: [&str; 10] =
    ["at", "day", "at_s", "event", "contact", "type", "group", "agent", "caused_by", "announced_s"];

/// How a trace is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TraceForm {
    /// One JSON object on each line.
    JsonLines,
    /// A header, and a row for each event.
    Csv,
}

/// Writes every event as it happens.
pub struct Trace<W: Write> {
    sink: Sink<W>,
    days: Days,
    /// Whether the horizon has an opening hour.
    clock: bool,
    contacts: Vec<String>,
    groups: Vec<String>,
    failed: Option<io::Error>,
}

enum Sink<W: Write> {
    JsonLines(BufWriter<W>),
    Csv(Box<csv::Writer<W>>),
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    day: u32,
    at_s: f64,
    event: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<u64>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    caused_by: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    announced_s: Option<f64>,
}

impl<W: Write> Trace<W> {
    /// The trace of a replication of this model.
    pub fn new(model: &Model, form: TraceForm, to: W) -> Trace<W> {
        let mut trace = Trace {
            sink: match form {
                TraceForm::JsonLines => Sink::JsonLines(BufWriter::new(to)),
                TraceForm::Csv => Sink::Csv(Box::new(csv::Writer::from_writer(to))),
            },
            days: Days::new(&model.horizon),
            clock: model.horizon.kind != HorizonKind::Steady,
            contacts: model.contacts.iter().map(|contact| contact.name.clone()).collect(),
            groups: model.groups.iter().map(|group| group.name.clone()).collect(),
            failed: None,
        };
        if let Sink::Csv(to) = &mut trace.sink {
            trace.failed = to.write_record(FIELDS).err().map(plain_error);
        }
        trace
    }

    /// Writes what is still held back.
    ///
    /// # Errors
    /// The first error of writing; nothing was written after it.
    pub fn finish(self) -> io::Result<()> {
        match (self.failed, self.sink) {
            (Some(error), _) => Err(error),
            (None, Sink::JsonLines(mut to)) => to.flush(),
            (None, Sink::Csv(mut to)) => to.flush(),
        }
    }

    fn write(&mut self, event: &Event) -> io::Result<()> {
        let day = self.days.day(event.at_s);
        let line = Line {
            at: self.clock.then(|| self.days.clock(event.at_s, day)),
            day: day + 1,
            at_s: event.at_s,
            event: event.what.name(),
            contact: event.contact.map(|(number, _)| number),
            kind: event.contact.map(|(_, kind)| self.contacts[kind.index()].as_str()),
            group: event.agent.map(|(group, _)| self.groups[group.index()].as_str()),
            agent: event.agent.map(|(_, number)| number),
            caused_by: event.caused_by,
            announced_s: event.announced_s,
        };
        match &mut self.sink {
            Sink::JsonLines(to) => {
                serde_json::to_writer(&mut *to, &line)?;
                to.write_all(b"\n")
            }
            Sink::Csv(to) => line.write(to).map_err(plain_error),
        }
    }
}

impl Line<'_> {
    fn write<W: Write>(&self, to: &mut csv::Writer<W>) -> csv::Result<()> {
        let number = |n: Option<u64>| n.map_or_else(String::new, |n| n.to_string());
        to.write_record([
            self.at.as_deref().unwrap_or_default(),
            &self.day.to_string(),
            &self.at_s.to_string(),
            self.event,
            &number(self.contact),
            &text_cell(self.kind.unwrap_or_default()),
            &text_cell(self.group.unwrap_or_default()),
            &number(self.agent.map(u64::from)),
            &number(self.caused_by),
            &self.announced_s.map_or_else(String::new, |s| s.to_string()),
        ])
    }
}

/// Events are all that a trace listens to.
impl<W: Write> Recorder for Trace<W> {
    const LISTENS: bool = true;

    fn event(&mut self, event: &Event) {
        if self.failed.is_none() {
            self.failed = self.write(event).err();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{FullDisk, event, model};
    use super::*;
    use crate::floor::Happening::{Announced, Answered, Arrives, Comes, Redials};
    use crate::model::GroupId;

    const EVENTS: &[Event] = &[
        Event { agent: Some((GroupId(0), 2)), ..event(-0.5, Comes, None) },
        event(192.345, Arrives, Some((7, 0))),
        Event { announced_s: Some(55.5), ..event(192.345, Announced, Some((7, 0))) },
        Event { agent: Some((GroupId(0), 2)), ..event(242.0, Answered, Some((7, 0))) },
        Event { caused_by: Some(3), ..event(86_400.125, Redials, Some((8, 1))) },
    ];

    fn traced(model: &Model, form: TraceForm) -> String {
        let mut bytes = Vec::new();
        let mut trace = Trace::new(model, form, &mut bytes);
        EVENTS.iter().for_each(|event| trace.event(event));
        trace.finish().unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn json_lines() {
        let expected = r#"{"at":"07:59:59.500","day":1,"at_s":-0.5,"event":"comes","group":"the \"team\", all","agent":2}
{"at":"08:03:12.345","day":1,"at_s":192.345,"event":"arrives","contact":7,"type":"sales"}
{"at":"08:03:12.345","day":1,"at_s":192.345,"event":"announced","contact":7,"type":"sales","announced_s":55.5}
{"at":"08:04:02.000","day":1,"at_s":242.0,"event":"answered","contact":7,"type":"sales","group":"the \"team\", all","agent":2}
{"at":"08:00:00.125","day":2,"at_s":86400.125,"event":"redials","contact":8,"type":"stock","caused_by":3}
"#;
        assert_eq!(traced(&model(2), TraceForm::JsonLines), expected);
    }

    #[test]
    fn csv() {
        let expected = r#"at,day,at_s,event,contact,type,group,agent,caused_by,announced_s
07:59:59.500,1,-0.5,comes,,,"the ""team"", all",2,,
08:03:12.345,1,192.345,arrives,7,sales,,,,
08:03:12.345,1,192.345,announced,7,sales,,,,55.5
08:04:02.000,1,242,answered,7,sales,"the ""team"", all",2,,
08:00:00.125,2,86400.125,redials,8,stock,,,3,
"#;
        assert_eq!(traced(&model(2), TraceForm::Csv), expected);
    }

    #[test]
    fn a_steady_stretch_has_no_clock() {
        let mut steady = model(1);
        steady.horizon.kind = HorizonKind::Steady;
        let lines = traced(&steady, TraceForm::JsonLines);
        assert!(lines.starts_with("{\"day\":1,\"at_s\":-0.5,\"event\":\"comes\""), "{lines}");
        assert!(traced(&steady, TraceForm::Csv).contains("\n,1,192.345,arrives,7,"));
    }

    #[test]
    fn the_first_error_of_writing_is_kept() {
        for form in [TraceForm::JsonLines, TraceForm::Csv] {
            let mut trace = Trace::new(&model(1), form, FullDisk);
            (0..1000).for_each(|_| trace.event(&EVENTS[1]));
            assert_eq!(trace.finish().unwrap_err().kind(), io::ErrorKind::StorageFull, "{form:?}");
        }
        // What is written only at the end is missed too.
        assert!(Trace::new(&model(1), TraceForm::Csv, FullDisk).finish().is_err());
    }
}
