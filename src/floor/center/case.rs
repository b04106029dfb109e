//! A contact while it is the center's concern: from its arrival (or from being caused) until nobody will do anything
//! about it any more.

use crate::floor::Visit;
use crate::floor::causes::{Customer, Wait};
use crate::floor::event::Cause;
use crate::model::{ContactId, Feeling};

/// A contact's place, and its number to tell it from an earlier one in the same place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ticket {
    pub place: u32,
    pub number: u32,
}

/// Where a contact stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum State {
    /// Will come.
    Coming,
    /// A number that rings; whether it answers is known already.
    Ringing { answers: bool },
    /// Waits in its lane.
    Waits,
    /// Left without saying so, and stands in its lane as if it waited.
    Ghost,
    /// Waits to be called back, until when was promised.
    CallBack { promised_s: f64 },
    /// An agent calls back, who promised to do so until then.
    CalledBack { promised_s: f64 },
    /// An agent has taken it; the customer has not been greeted yet and may still leave.
    Connects { agent: u32 },
    /// An agent has it in hand.
    InHand { agent: u32 },
    /// Went back to its lane when its agent's shift ended; this much of its talk is left, s.
    HandedOver { left_s: f64 },
}

/// An agent who waits with a customer for a second one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Companion {
    pub agent: u32,
    /// The contact that they had.
    pub ticket: Ticket,
}

/// A contact.
#[derive(Clone, Copy, Debug)]
pub(super) struct Case {
    pub number: u64,
    pub visit: Visit,
    pub customer: Customer,
    /// The type that a complaint is about; `None`: is none.
    pub about: Option<ContactId>,
    pub state: State,
    pub cause: Option<Cause>,
    /// The contact that caused it.
    pub caused_by: u64,
    /// The customer's how many-th attempt.
    pub attempt: u32,
    pub lane: u32,
    /// Patience, s, on the clock of its type.
    pub patience_s: f64,
    pub leaves_s: f64,
    pub work_s: f64,
    pub wrap_up_s: f64,
    /// The agent who waits with the customer for a second one, and the contact that the two had.
    pub companion: Option<Companion>,
    /// Talk with agents before the present one, s.
    pub talked_s: f64,
    /// How it waited, once that is over.
    pub wait: Wait,
    /// Which of the type's clocks runs, where waits change: the kind of customer, or that kind's during an alarm.
    pub variant: u16,
    /// Who talks with the customer, or did last, and since when.
    pub talk: Talk,
    /// What was predicted of its wait.
    pub predicted: Option<Prediction>,
}

impl Case {
    /// Whether it is the contact of a ticket, and not another that has come into its place.
    #[inline(always)]
    fn is(&self, ticket: Ticket) -> bool {
        self.number as u32 == ticket.number
    }
}

/// How long a contact would still wait, as it was predicted first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Prediction {
    pub at_s: f64,
    /// The rest of the wait from then on, s.
    pub rest_s: f64,
}

/// A conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Talk {
    pub agent: u32,
    pub began_s: f64,
    /// The agent's occupancy before it.
    pub occupied: f64,
    /// Whether a callback came late; `None`: is no callback.
    pub called_late: Option<bool>,
}

/// All contacts that are the center's concern.
#[derive(Debug, Default)]
pub(super) struct Cases {
    /// An empty place holds a contact of number 0, which nobody has.
    places: Vec<Case>,
    /// By place: what is felt in waits that change while they last. Empty where none do.
    feelings: Vec<Feeling>,
    free: Vec<u32>,
    next_number: u64,
    /// How many had been taken in when that was last asked.
    asked_at: u64,
}

impl Cases {
    /// Takes a contact in, and numbers it.
    #[inline(always)]
    pub fn add(&mut self, case: Case) -> Ticket {
        self.next_number += 1;
        // The low half is a ticket's: 0 is that of an empty place.
        self.next_number += u64::from(self.next_number as u32 == 0);
        let number = self.next_number;
        let place = match self.free.pop() {
            Some(place) => {
                self.places[place as usize] = Case { number, ..case };
                place
            }
            None => {
                self.places.push(Case { number, ..case });
                // More than four thousand million contacts at once do not fit into memory.
                (self.places.len() - 1) as u32
            }
        };
        // The low half of the number: a ticket is not kept for four thousand million contacts.
        Ticket { place, number: number as u32 }
    }

    /// Contacts taken in since this was last asked.
    pub fn added_since_asked(&mut self) -> u64 {
        let before = std::mem::replace(&mut self.asked_at, self.next_number);
        self.next_number - before
    }

    /// Contacts that are the center's concern now.
    pub fn held(&self) -> usize {
        self.places.len() - self.free.len()
    }

    /// The contact of a ticket, if it is still there.
    #[inline]
    pub fn get(&self, ticket: Ticket) -> Option<&Case> {
        Some(&self.places[ticket.place as usize]).filter(|case| case.is(ticket))
    }

    /// The contact of a ticket that must still be there: were it gone, it would be missing in the books.
    #[inline(always)]
    pub fn known(&self, ticket: Ticket) -> &Case {
        let case = &self.places[ticket.place as usize];
        debug_assert!(case.is(ticket), "a contact has vanished: {ticket:?}");
        case
    }

    /// The same, to change it.
    #[inline(always)]
    pub fn known_mut(&mut self, ticket: Ticket) -> &mut Case {
        let case = &mut self.places[ticket.place as usize];
        debug_assert!(case.is(ticket), "a contact has vanished: {ticket:?}");
        case
    }

    /// The contact of a ticket, if it is still there, to change it.
    #[inline]
    pub fn get_mut(&mut self, ticket: Ticket) -> Option<&mut Case> {
        Some(&mut self.places[ticket.place as usize]).filter(|case| case.is(ticket))
    }

    /// What the customer of a ticket feels, from the beginning of a wait on.
    pub fn begin_feeling(&mut self, ticket: Ticket) {
        if self.feelings.len() <= ticket.place as usize {
            self.feelings.resize(ticket.place as usize + 1, Feeling::default());
        }
        self.feelings[ticket.place as usize] = Feeling::default();
    }

    /// What the customer of a ticket feels, if a wait that changes has begun.
    pub fn feeling(&mut self, ticket: Ticket) -> Option<&mut Feeling> {
        self.feelings.get_mut(ticket.place as usize)
    }

    /// A copy of it.
    pub fn feeling_of(&self, ticket: Ticket) -> Feeling {
        self.feelings.get(ticket.place as usize).copied().unwrap_or_default()
    }

    /// Lets a contact go.
    pub fn remove(&mut self, ticket: Ticket) {
        let case = &mut self.places[ticket.place as usize];
        if case.is(ticket) {
            case.number = 0;
            self.free.push(ticket.place);
        }
    }
}
