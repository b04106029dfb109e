//! One row for each contact in the shape of a call log, which `onhold fit` reads back.
//!
//! ```text
//! date,contact,type,arrives,wait_ends,wait,service_starts,service_ends,service,wrap_up,outcome,group,agent,cause,caused_by
//! 2024-01-01,1,sales,08:00:21.480,08:00:21.480,0.000,08:00:21.480,08:03:02.112,160.632,20.000,served,team,team/1,,
//! 2024-01-01,2,sales,08:00:40.007,08:01:55.310,75.303,,,,,abandoned,,,,
//! 2024-01-01,9,stock,08:09:12.000,08:09:12.000,0.000,,,,,blocked,,,,
//! 2024-01-01,14,stock,08:11:40.250,08:13:41.250,121.000,08:13:41.250,08:15:11.250,90.000,0.000,served,team,team/2,redial,9
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
//!
//! Clock times are those of the row's date, cut off after the millisecond, and run on past midnight (24:00:12.500).
//! Durations are rounded to the millisecond; one that is not 0 is not written as 0. What did not happen is empty. Rows
//! are in order of arrival.
//!
//! What a call log has no column for is not in it: when agents come and go, the time until a connection is made, the
//! moment that an agent loses on a customer who had left without saying so.

use std::collections::VecDeque;
use std::io::{self, Write};

use crate::fit::ONHOLD_HEADER;
use crate::floor::{Answer, Cause, Event, Happening, Recorder, Visit};
use crate::model::{ContactId, GroupId, Model};

use super::dates::{self, Days};
use super::machine::plain_error;

/// How a contact ended, or where it was when the run did. The names never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An agent served it.
    Served,
    /// The customer left the queue unserved.
    Abandoned,
    /// Cut off at closing.
    CutOff,
    /// Left at once on meeting a queue.
    Balked,
    /// All lines were busy.
    Blocked,
    /// Took the offer of a callback, and was served when called back.
    Callback,
    /// The same, but did not answer when called back.
    NotReached,
    /// Answered a dialed number, but is not whom we want.
    WrongParty,
    /// Did not answer a dialed number.
    NoAnswer,
    /// Still waited, or waited to be called back, when the run ended.
    LeftOver,
}

impl Outcome {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Served => "served",
            Outcome::Abandoned => "abandoned",
            Outcome::CutOff => "cut-off",
            Outcome::Balked => "balked",
            Outcome::Blocked => "blocked",
            Outcome::Callback => "callback",
            Outcome::NotReached => "not-reached",
            Outcome::WrongParty => "wrong-party",
            Outcome::NoAnswer => "no-answer",
            Outcome::LeftOver => "left-over",
        }
    }
}

/// Writes a row for each contact, replication after replication.
pub struct Log<W: Write> {
    to: csv::Writer<W>,
    days: Days,
    contacts: Vec<String>,
    groups: Vec<String>,
    /// First day of the replication, from 0.
    first_day: u64,
    /// Number of the first contact in `rows`.
    first: u64,
    /// Contacts not yet written, in order of arrival; `None` for a number of which nothing was heard.
    rows: VecDeque<Option<Row>>,
    failed: Option<io::Error>,
}

/// What is known of a contact. Times are seconds since the first opening.
#[derive(Clone, Copy, Debug)]
struct Row {
    number: u64,
    kind: ContactId,
    cause: Option<Cause>,
    caused_by: Option<u64>,
    arrives_s: f64,
    wait_ends_s: Option<f64>,
    service_starts_s: Option<f64>,
    service_ends_s: Option<f64>,
    /// Since when it has been talking, while it does.
    talks_since_s: Option<f64>,
    service_s: f64,
    wrap_up_s: f64,
    agent: Option<(GroupId, u32)>,
    outcome: Option<Outcome>,
    /// Nothing more will happen to it.
    over: bool,
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
            first_day: 0,
            first: 1,
            rows: VecDeque::new(),
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
        if self.failed.is_some() {
            return;
        }
        let day = self.days.day(row.arrives_s);
        let clock = |at_s: Option<f64>| at_s.map_or_else(String::new, |at_s| self.days.clock(at_s, day));
        let (group, agent) = row.agent.map_or_else(Default::default, |(group, number)| {
            let group = self.groups[group.index()].as_str();
            (group, format!("{group}/{number}"))
        });
        let served = |duration_s: f64| row.service_ends_s.map_or_else(String::new, |_| duration(duration_s));
        let written = self.to.write_record([
            dates::date(self.first_day + u64::from(day)).to_string().as_str(),
            &row.number.to_string(),
            &self.contacts[row.kind.index()],
            &clock(Some(row.arrives_s)),
            &clock(row.wait_ends_s),
            &row.wait_ends_s.map_or_else(String::new, |ends_s| duration(ends_s - row.arrives_s)),
            &clock(row.service_starts_s),
            &clock(row.service_ends_s),
            &served(row.service_s),
            &served(row.wrap_up_s),
            row.outcome.unwrap_or(Outcome::LeftOver).name(),
            group,
            &agent,
            row.cause.map_or("", name_of_cause),
            &row.caused_by.map_or_else(String::new, |number| number.to_string()),
        ]);
        self.failed = written.err().map(plain_error);
    }
}

impl Row {
    fn new(number: u64, kind: ContactId, arrives_s: f64) -> Row {
        Row {
            number,
            kind,
            cause: None,
            caused_by: None,
            arrives_s,
            wait_ends_s: None,
            service_starts_s: None,
            service_ends_s: None,
            talks_since_s: None,
            service_s: 0.0,
            wrap_up_s: 0.0,
            agent: None,
            outcome: None,
            over: false,
        }
    }

    /// Something happens to the contact.
    fn takes(&mut self, event: &Event) {
        let at_s = event.at_s;
        self.caused_by = self.caused_by.or(event.caused_by);
        match event.what {
            Happening::Redials => self.cause = Some(Cause::Redial),
            Happening::Repeats => self.cause = Some(Cause::Repeat),
            Happening::HandedOn => self.cause = Some(Cause::Transfer),
            Happening::Blocked => self.ends_waiting(at_s, Outcome::Blocked),
            Happening::Balks => self.ends_waiting(at_s, Outcome::Balked),
            Happening::Abandons | Happening::AbandonsSilently => self.ends_waiting(at_s, Outcome::Abandoned),
            Happening::CutOff => self.ends_waiting(at_s, Outcome::CutOff),
            // Called back or not, it takes a while.
            Happening::TakesCallback => self.wait_ends_s = Some(at_s),
            Happening::Assigned => self.is_assigned(event),
            Happening::Answered => self.talks(event, Outcome::Served),
            Happening::CalledBack => self.talks(event, Outcome::Callback),
            Happening::NotReached => self.ends(Outcome::NotReached),
            Happening::NoAnswer => self.ends(Outcome::NoAnswer),
            Happening::WrongParty => self.outcome = Some(Outcome::WrongParty),
            Happening::HandedOver => self.stops_talking(at_s),
            Happening::TalkEnds => {
                self.stops_talking(at_s);
                self.service_ends_s = Some(at_s);
            }
            Happening::Handled => {
                self.wrap_up_s = self.service_ends_s.map_or(0.0, |ends_s| at_s - ends_s);
                self.over = true;
            }
            Happening::LeftOver => self.is_left_over(at_s),
            Happening::Arrives
            | Happening::Queues
            | Happening::Dials
            | Happening::FindsNobody
            | Happening::Comes
            | Happening::Goes
            | Happening::BreakStarts
            | Happening::BreakEnds => {}
        }
    }

    fn ends(&mut self, outcome: Outcome) {
        self.outcome = Some(outcome);
        self.over = true;
    }

    fn ends_waiting(&mut self, at_s: f64, outcome: Outcome) {
        self.wait_ends_s = Some(at_s);
        self.ends(outcome);
    }

    fn is_assigned(&mut self, event: &Event) {
        self.agent = event.agent.or(self.agent);
        // A colleague goes on with what an agent had to leave.
        if self.service_starts_s.is_some() {
            self.talks_since_s = Some(event.at_s);
        }
    }

    fn talks(&mut self, event: &Event, outcome: Outcome) {
        self.agent = event.agent.or(self.agent);
        self.wait_ends_s = self.wait_ends_s.or(Some(event.at_s));
        self.service_starts_s = self.service_starts_s.or(Some(event.at_s));
        self.talks_since_s = self.talks_since_s.or(Some(event.at_s));
        self.outcome = self.outcome.or(Some(outcome));
    }

    fn stops_talking(&mut self, at_s: f64) {
        if let Some(since_s) = self.talks_since_s.take() {
            self.service_s += at_s - since_s;
        }
    }

    fn is_left_over(&mut self, at_s: f64) {
        self.wait_ends_s = self.wait_ends_s.or(Some(at_s));
        self.ends(Outcome::LeftOver);
    }
}

fn name_of_cause(cause: Cause) -> &'static str {
    match cause {
        Cause::Redial => "redial",
        Cause::Repeat => "repeat",
        Cause::Transfer => "transfer",
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

    fn arrives(&mut self, _at_s: f64) -> u32 {
        0
    }
    fn blocked(&mut self, _visit: &Visit) {}
    fn balked(&mut self, _visit: &Visit) {}
    fn answered_at_once(&mut self, _visit: &Visit, _answer: &Answer) {}
    fn answered(&mut self, _visit: &Visit, _answer: &Answer) {}
    fn abandoned(&mut self, _visit: &Visit, _at_s: f64, _overtaken: bool) {}
    fn overran(&mut self, _group: GroupId, _agents: u32, _from_s: f64, _to_s: f64) {}
}

#[cfg(test)]
mod tests {
    use super::super::tests::{FullDisk, event, model};
    use super::*;
    use crate::floor::Happening::*;

    /// An event of a contact, with an agent of the first group where there is a number.
    fn happens(at_s: f64, what: Happening, contact: u64, agent: u32) -> Event {
        let agent = (agent > 0).then_some((GroupId(0), agent));
        Event { agent, ..event(at_s, what, Some((contact, 0))) }
    }

    /// The rows of replications with these events each.
    fn logged(replications: &[&[Event]]) -> Vec<String> {
        let mut model = model(1);
        model.groups[0].name = "team".to_string();
        let mut bytes = Vec::new();
        let mut log = Log::new(&model, &mut bytes);
        for events in replications {
            events.iter().for_each(|event| log.event(event));
            log.next_replication();
        }
        log.finish().unwrap();
        let mut lines = String::from_utf8(bytes).unwrap().lines().map(str::to_string).collect::<Vec<_>>();
        assert_eq!(lines.remove(0), ONHOLD_HEADER);
        lines
    }

    #[test]
    fn rows_are_in_order_of_arrival_and_dates_follow_on() {
        let day = [
            event(-60.0, Comes, None),
            happens(21.48, Arrives, 1, 0),
            happens(21.48, Assigned, 1, 1),
            happens(21.48, Answered, 1, 1),
            happens(40.0, Arrives, 2, 0),
            happens(40.0, Queues, 2, 0),
            happens(115.3, Abandons, 2, 0),
            happens(120.0, Arrives, 3, 0),
            happens(120.0, Balks, 3, 0),
            happens(182.112, TalkEnds, 1, 1),
            happens(202.112, Handled, 1, 1),
        ];
        let first =
            "1,sales,08:00:21.480,08:00:21.480,0.000,08:00:21.480,08:03:02.112,160.632,20.000,served,team,team/1,,";
        let second = "2,sales,08:00:40.000,08:01:55.300,75.300,,,,,abandoned,,,,";
        let third = "3,sales,08:02:00.000,08:02:00.000,0.000,,,,,balked,,,,";
        let rows = |date: &str| [first, second, third].map(|row| format!("{date},{row}"));
        assert_eq!(logged(&[&day, &day]), [rows("2024-01-01"), rows("2024-01-02")].concat());
    }

    #[test]
    fn further_attempts_say_what_caused_them() {
        let lines = logged(&[&[
            happens(0.0, Arrives, 1, 0),
            happens(0.0, Blocked, 1, 0),
            Event { caused_by: Some(1), ..happens(600.0, Redials, 2, 0) },
            Event { caused_by: Some(1), ..happens(700.0, HandedOn, 3, 0) },
            Event { caused_by: Some(2), ..happens(800.0, Repeats, 4, 0) },
            happens(900.0, CutOff, 2, 0),
            happens(900.0, CutOff, 3, 0),
            happens(900.0, CutOff, 4, 0),
        ]]);
        assert_eq!(lines[0], "2024-01-01,1,sales,08:00:00.000,08:00:00.000,0.000,,,,,blocked,,,,");
        assert_eq!(lines[1], "2024-01-01,2,sales,08:10:00.000,08:15:00.000,300.000,,,,,cut-off,,,redial,1");
        assert!(lines[2].ends_with(",cut-off,,,transfer,1") && lines[3].ends_with(",cut-off,,,repeat,2"), "{lines:?}");
    }

    #[test]
    fn callbacks_end_the_wait_when_they_are_taken() {
        let lines = logged(&[&[
            happens(0.0, Arrives, 1, 0),
            happens(10.0, TakesCallback, 1, 0),
            happens(20.0, Arrives, 2, 0),
            happens(20.0, TakesCallback, 2, 0),
            happens(30.0, Arrives, 3, 0),
            happens(30.0, TakesCallback, 3, 0),
            happens(600.0, Assigned, 1, 2),
            happens(605.0, CalledBack, 1, 2),
            happens(665.0, TalkEnds, 1, 2),
            happens(665.0, Handled, 1, 2),
            happens(700.0, Assigned, 2, 2),
            happens(710.0, NotReached, 2, 2),
            happens(43_200.0, LeftOver, 3, 0),
        ]]);
        assert_eq!(
            lines,
            [
                "2024-01-01,1,sales,08:00:00.000,08:00:10.000,10.000,08:10:05.000,08:11:05.000,60.000,0.000,callback,team,team/2,,",
                "2024-01-01,2,sales,08:00:20.000,08:00:20.000,0.000,,,,,not-reached,team,team/2,,",
                "2024-01-01,3,sales,08:00:30.000,08:00:30.000,0.000,,,,,left-over,,,,",
            ]
        );
    }

    #[test]
    fn a_service_that_is_handed_over_is_one_service() {
        let lines = logged(&[&[
            happens(0.0, Arrives, 1, 0),
            happens(0.0, Assigned, 1, 1),
            happens(5.0, Answered, 1, 1),
            happens(65.0, HandedOver, 1, 1),
            happens(100.0, Assigned, 1, 2),
            happens(130.0, TalkEnds, 1, 2),
            happens(140.0, Handled, 1, 2),
        ]]);
        let row =
            "1,sales,08:00:00.000,08:00:05.000,5.000,08:00:05.000,08:02:10.000,90.000,10.000,served,team,team/2,,";
        assert_eq!(lines, [format!("2024-01-01,{row}")]);
    }

    #[test]
    fn clocks_run_past_midnight_and_waits_of_nearly_nothing_are_waits() {
        let late = 16.0 * 3600.0;
        let lines = logged(&[&[
            happens(late - 1.0, Arrives, 1, 0),
            happens(late + 0.5, Abandons, 1, 0),
            happens(late, Arrives, 2, 0),
            happens(late + 1e-5, Abandons, 2, 0),
            happens(late, Arrives, 3, 0),
            happens(late, Dials, 4, 0),
        ]]);
        assert_eq!(lines[0], "2024-01-01,1,sales,23:59:59.000,24:00:00.500,1.500,,,,,abandoned,,,,");
        assert_eq!(lines[1], "2024-01-01,2,sales,24:00:00.000,24:00:00.000,0.001,,,,,abandoned,,,,");
        // Of the last two nobody has told the end.
        assert!(lines[2].ends_with(",,,,,,,left-over,,,,") && lines.len() == 4, "{lines:?}");
    }

    #[test]
    fn the_first_error_of_writing_is_kept() {
        let mut log = Log::new(&model(1), FullDisk);
        for number in 1..1000 {
            log.event(&happens(1.0, Arrives, number, 0));
            log.event(&happens(1.0, Blocked, number, 0));
        }
        assert!(log.has_failed());
        assert_eq!(log.finish().unwrap_err().kind(), io::ErrorKind::StorageFull);
    }
}
