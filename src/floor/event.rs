//! What happens on a floor, event by event: for debugging, teaching and process mining.

use crate::model::{ContactId, GroupId};

/// Why a contact came that another caused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The customer got nothing and tries again.
    Redial,
    /// The customer's contact was not resolved.
    Repeat,
    /// An agent handed the customer on.
    Transfer,
    /// A dissatisfied customer complains.
    Complaint,
}

/// One event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event {
    /// When, s since the first opening.
    pub at_s: f64,
    /// What happens.
    pub what: Happening,
    /// The contact it happens to, if any: its number in the run, from 1 in the order in which contacts
    /// become known (they arrive, are caused, or are dialed), and its type.
    pub contact: Option<(u64, ContactId)>,
    /// The agent it happens to, if any: the group and the number in the group, from 1.
    pub agent: Option<(GroupId, u32)>,
    /// The contact that caused this one, at its arrival.
    pub caused_by: Option<u64>,
    /// The wait still to come that a customer is told of, s, when it is announced.
    pub announced_s: Option<f64>,
}

macro_rules! happenings {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// What happens in an event. The names never change: files of events are read by other programs.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Happening {
            $($(#[$doc])* $variant,)*
        }

        impl Happening {
            /// All of them.
            pub const ALL: &'static [Happening] = &[$(Happening::$variant),*];

            /// The stable name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Happening::$variant => $name,)*
                }
            }
        }
    };
}

happenings! {
    /// A contact arrives of its own accord.
    Arrives = "arrives",
    /// A customer who got nothing tries again.
    Redials = "redials",
    /// A customer whose contact was not resolved comes back.
    Repeats = "repeats",
    /// A contact arrives that an agent hands on.
    HandedOn = "handed-on",
    /// A complaint arrives.
    Complains = "complains",
    /// All lines are busy.
    Blocked = "blocked",
    /// The customer leaves at once on meeting a queue.
    Balks = "balks",
    /// The contact joins the queue.
    Queues = "queues",
    /// The customer is told how long it will take.
    Announced = "announced",
    /// The customer leaves the queue unserved.
    Abandons = "abandons",
    /// The same, but the contact stays in the queue as if the customer were there.
    AbandonsSilently = "abandons-silently",
    /// The customer is cut off at closing.
    CutOff = "cut-off",
    /// The customer takes the offer of a callback.
    TakesCallback = "takes-callback",
    /// An agent is assigned; the customer still waits while they are connected.
    Assigned = "assigned",
    /// The customer hears "hello".
    Answered = "answered",
    /// An agent takes a contact that nobody is there for any more.
    FindsNobody = "finds-nobody",
    /// The customer is called back and answers.
    CalledBack = "called-back",
    /// The customer is called back and does not answer.
    NotReached = "not-reached",
    /// Who answered a dialed number is not whom we want.
    WrongParty = "wrong-party",
    /// The conversation is over; wrap-up, if any, begins.
    TalkEnds = "talk-ends",
    /// The agent is done with the contact.
    Handled = "handled",
    /// The agent's shift is over and the contact goes back to the queue for a colleague.
    HandedOver = "handed-over",
    /// A number is dialed.
    Dials = "dials",
    /// A dialed number does not answer.
    NoAnswer = "no-answer",
    /// An agent comes to work.
    Comes = "comes",
    /// An agent goes home.
    Goes = "goes",
    /// An agent goes on a break.
    BreakStarts = "break-starts",
    /// An agent is back from a break.
    BreakEnds = "break-ends",
    /// More complaints than the alarm allows have come within an hour.
    Alarm = "alarm",
    /// The contact still waits when the run ends.
    LeftOver = "left-over",
}
