//! What becomes of one contact.

use crate::floor::{Cause, Event, Happening};
use crate::model::{ContactId, GroupId};

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

/// What is known of a contact. Times are seconds since the first opening.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub number: u64,
    pub kind: ContactId,
    pub cause: Option<Cause>,
    pub caused_by: Option<u64>,
    pub arrives_s: f64,
    /// When an agent was taken who was to serve it.
    pub assigned_s: Option<f64>,
    pub wait_ends_s: Option<f64>,
    pub service_starts_s: Option<f64>,
    pub service_ends_s: Option<f64>,
    /// Since when it has been talking, while it does.
    pub talks_since_s: Option<f64>,
    pub service_s: f64,
    pub wrap_up_s: f64,
    pub agent: Option<(GroupId, u32)>,
    pub outcome: Option<Outcome>,
    /// Nothing more will happen to it.
    pub over: bool,
}

impl Row {
    pub fn new(number: u64, kind: ContactId, arrives_s: f64) -> Row {
        Row {
            number,
            kind,
            cause: None,
            caused_by: None,
            arrives_s,
            assigned_s: None,
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
    pub fn takes(&mut self, event: &Event) {
        let at_s = event.at_s;
        self.caused_by = self.caused_by.or(event.caused_by);
        match event.what {
            // A dialed number arrives when somebody answers.
            Happening::Arrives => self.arrives_s = at_s,
            Happening::Redials => self.cause = Some(Cause::Redial),
            Happening::Repeats => self.cause = Some(Cause::Repeat),
            Happening::HandedOn => self.cause = Some(Cause::Transfer),
            Happening::Complains => self.cause = Some(Cause::Complaint),
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
            Happening::HandedOver => {
                self.stops_talking(at_s);
                self.service_ends_s = Some(at_s);
            }
            Happening::TalkEnds => {
                self.stops_talking(at_s);
                self.service_ends_s = Some(at_s);
            }
            Happening::Handled => {
                self.wrap_up_s = self.service_ends_s.map_or(0.0, |ends_s| at_s - ends_s);
                self.over = true;
            }
            Happening::LeftOver => self.is_left_over(at_s),
            Happening::Queues
            | Happening::Dials
            | Happening::FindsNobody
            | Happening::Announced
            | Happening::Alarm
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

    /// Whom an agent had to leave to a colleague who never came has been served, as far as it went.
    fn ends_waiting(&mut self, at_s: f64, outcome: Outcome) {
        if self.service_starts_s.is_some() {
            self.over = true;
            return;
        }
        self.wait_ends_s = Some(at_s);
        self.ends(outcome);
    }

    fn is_assigned(&mut self, event: &Event) {
        self.agent = event.agent.or(self.agent);
        // A colleague goes on with what an agent had to leave.
        if self.service_starts_s.is_some() {
            self.talks_since_s = Some(event.at_s);
        } else {
            self.assigned_s = Some(event.at_s);
        }
    }

    /// For how long an agent was taken before "hello", or before the customer hung up; `None`: none was.
    pub fn connect_s(&self) -> Option<f64> {
        let ends_s = self.service_starts_s.or(self.wait_ends_s);
        let taken_s = self.assigned_s.zip(ends_s).map(|(assigned_s, ends_s)| ends_s - assigned_s);
        taken_s.filter(|taken_s| *taken_s >= 0.0).or(self.service_starts_s.map(|_| 0.0))
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
        if self.service_starts_s.is_some() {
            self.over = true;
            return;
        }
        self.wait_ends_s = self.wait_ends_s.or(Some(at_s));
        self.ends(Outcome::LeftOver);
    }
}
