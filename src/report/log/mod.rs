//! One row for each contact in the shape of a call log, which `onhold fit` reads back.
//!
//! ```text
//! date,contact,type,arrives,wait_ends,wait,service_starts,service_ends,service,wrap_up,outcome,group,agent,cause,caused_by,channel,concurrent,connect
//! 2024-01-01,1,sales,08:00:21.480,08:00:21.480,0.000,08:00:21.480,08:03:02.112,160.632,20.000,served,team,team/1,,,voice,1,0.000
//! 2024-01-01,2,sales,08:00:40.007,08:01:55.310,75.303,,,,,abandoned,,,,,voice,,
//! 2024-01-01,9,stock,08:09:12.000,08:09:12.000,0.000,,,,,blocked,,,,,voice,,
//! 2024-01-01,14,stock,08:11:40.250,08:13:41.250,121.000,08:13:41.250,08:15:11.250,90.000,0.000,served,team,team/2,redial,9,voice,1,0.000
//! ```
//!
//! | Column           | Meaning |
//! |------------------|---------|
//! | `date`           | of the arrival. The first day of the first replication is Monday, 2024-01-01; a replication's days follow on those of the one before; a steady stretch has days of 24 hours |
//! | `contact`        | its number in the replication, from 1 in order of arrival |
//! | `type`           | contact type |
//! | `arrives`        | clock time of the arrival |
//! | `wait_ends`      | clock time at which an agent said hello, the customer left or was cut off, or took the offer of a callback |
//! | `wait`           | from arrival until then, s |
//! | `service_starts` | clock time of hello; of a callback, when the customer answered |
//! | `service_ends`   | clock time of the end of talk |
//! | `service`        | talk and hold time, s |
//! | `wrap_up`        | after-contact work, s |
//! | `outcome`        | see [`Outcome`] |
//! | `group`          | the group that served it; the last, if several did |
//! | `agent`          | the agent, as GROUP/NUMBER |
//! | `cause`          | why it came: `redial`, `repeat`, `transfer`; empty: of its own accord |
//! | `caused_by`      | number of the contact that caused it |
//! | `channel`        | `voice`, `chat`, `email`, `outbound` |
//! | `concurrent`     | how many contacts of its type an agent of the group may have in hand |
//! | `connect`        | from the agent's assignment to hello, or until the customer left meanwhile, s: part of `wait`, but for a callback |
//!
//! Clock times are those of the row's date, cut off after the millisecond, and run on past midnight (24:00:12.500).
//! Durations are rounded to the millisecond; one that is not 0 is not written as 0. What did not happen is empty. Rows
//! are in order of arrival.
//!
//! What arrived in the warm-up is not in it, as it is in no measure: the numbers of `contact` begin later then, and
//! `caused_by` may name a contact of the warm-up.
//!
//! What a call log has no column for is not in it: when agents come and go, the moment that an agent loses on a customer
//! who had left without saying so.

mod row;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::io::{self, Write};

use crate::fit::ONHOLD_HEADER;
use crate::floor::{Cause, Event, Recorder};
use crate::model::{Channel, ContactId, Group, Model};
use crate::study::cell::text_cell;

use super::dates::{self, Days};
use super::machine::plain_error;

pub use row::Outcome;
use row::Row;

/// Writes a row for each contact, replication after replication.
pub struct Log<W: Write> {
    to: csv::Writer<W>,
    days: Days,
    contacts: Vec<String>,
    groups: Vec<String>,
    channels: Vec<Channel>,
    /// How many contacts of a type an agent may have in hand, by group and type; 0 where it is no skill.
    concurrent: Vec<Vec<u32>>,
    /// First day of the replication, from 0.
    first_day: u64,
    /// Number of the first contact in `rows`.
    first: u64,
    /// Contacts not yet written, in order of arrival; `None` for a number of which nothing was heard.
    rows: VecDeque<Option<Row>>,
    /// What arrives before is of the warm-up, and not logged, s since the first opening.
    warm_up_s: f64,
    failed: Option<io::Error>,
}

impl<W: Write> Log<W> {
    /// A log of this model's replications.
    pub fn new(model: &Model, to: W) -> Log<W> {
        let mut to = csv::Writer::from_writer(to);
        let failed = to.write_record(ONHOLD_HEADER.split(',')).err().map(plain_error);
        Log {
            to,
            days: Days::new(&model.horizon),
            contacts: model.contacts.iter().map(|contact| contact.name.clone()).collect(),
            groups: model.groups.iter().map(|group| group.name.clone()).collect(),
            channels: model.contacts.iter().map(|contact| contact.operations.channel).collect(),
            concurrent: model.groups.iter().map(|group| concurrent(group, model.contacts.len())).collect(),
            first_day: 0,
            first: 1,
            rows: VecDeque::new(),
            warm_up_s: model.horizon.warm_up_s,
            failed,
        }
    }

    /// A replication is over: the next begins on the day after its last.
    pub fn next_replication(&mut self) {
        for row in std::mem::take(&mut self.rows).into_iter().flatten() {
            self.write(&row);
        }
        self.first = 1;
        self.first_day += u64::from(self.days.number);
    }

    /// Whether writing has failed: nothing is written any more.
    pub fn has_failed(&self) -> bool {
        self.failed.is_some()
    }

    /// Writes what is still held back.
    ///
    /// # Errors
    /// The first error of writing; nothing was written after it.
    pub fn finish(mut self) -> io::Result<()> {
        self.next_replication();
        match self.failed {
            Some(error) => Err(error),
            None => self.to.flush(),
        }
    }

    /// The row of a contact; `None` if it is written already.
    fn row(&mut self, number: u64, kind: ContactId, at_s: f64) -> Option<&mut Row> {
        let place = usize::try_from(number.checked_sub(self.first)?).ok()?;
        if self.rows.len() <= place {
            self.rows.resize(place + 1, None);
        }
        Some(self.rows[place].get_or_insert(Row::new(number, kind, at_s)))
    }

    fn write_what_is_over(&mut self) {
        while let Some(Some(row)) = self.rows.front().copied()
            && row.over
        {
            self.rows.pop_front();
            self.first += 1;
            self.write(&row);
        }
    }

    fn write(&mut self, row: &Row) {
        if self.failed.is_some() || row.arrives_s < self.warm_up_s {
            return;
        }
        let day = self.days.day(row.arrives_s);
        let clock = |at_s: Option<f64>| at_s.map_or_else(String::new, |at_s| self.days.clock(at_s, day));
        let (group, agent) = row.agent.map_or_else(Default::default, |(group, number)| {
            let group = self.groups[group.index()].as_str();
            (group, format!("{group}/{number}"))
        });
        let concurrent = row
            .agent
            .map_or_else(String::new, |(group, _)| self.concurrent[group.index()][row.kind.index()].max(1).to_string());
        let served = |duration_s: f64| row.service_ends_s.map_or_else(String::new, |_| duration(duration_s));
        let written = self.to.write_record([
            dates::date(self.first_day + u64::from(day)).to_string().as_str(),
            &row.number.to_string(),
            &text_cell(&self.contacts[row.kind.index()]),
            &clock(Some(row.arrives_s)),
            &clock(row.wait_ends_s),
            &row.wait_ends_s.map_or_else(String::new, |ends_s| duration(ends_s - row.arrives_s)),
            &clock(row.service_starts_s),
            &clock(row.service_ends_s),
            &served(row.service_s),
            &served(row.wrap_up_s),
            row.outcome.unwrap_or(Outcome::LeftOver).name(),
            &text_cell(group),
            &text_cell(&agent),
            row.cause.map_or("", name_of_cause),
            &row.caused_by.map_or_else(String::new, |number| number.to_string()),
            self.channels[row.kind.index()].name(),
            &concurrent,
            &row.connect_s().map_or_else(String::new, duration),
        ]);
        self.failed = written.err().map(plain_error);
    }
}

fn concurrent(group: &Group, contacts: usize) -> Vec<u32> {
    let mut most = vec![0; contacts];
    group.skills.iter().for_each(|skill| most[skill.contact.index()] = skill.concurrent());
    most
}

fn name_of_cause(cause: Cause) -> &'static str {
    match cause {
        Cause::Redial => "redial",
        Cause::Repeat => "repeat",
        Cause::Transfer => "transfer",
        Cause::Complaint => "complaint",
    }
}

/// Seconds to the millisecond. A wait of half a millisecond is not no wait.
fn duration(seconds: f64) -> String {
    let seconds = if seconds > 0.0 { seconds.max(1e-3) } else { 0.0 };
    format!("{seconds:.3}")
}

/// Events are all that a log listens to.
impl<W: Write> Recorder for Log<W> {
    const LISTENS: bool = true;

    fn event(&mut self, event: &Event) {
        let Some((number, kind)) = event.contact else { return };
        if let Some(row) = self.row(number, kind, event.at_s) {
            row.takes(event);
            self.write_what_is_over();
        }
    }
}
