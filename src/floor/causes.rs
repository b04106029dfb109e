//! The one door through which what a contact felt like and what it causes come back to the floor: the floor asks, the
//! journey answers, and the floor passes on what it does not need to understand.

use super::event::Cause;
use crate::model::{ContactId, GroupId};

/// Who the customer of a contact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Customer {
    /// Number in the customer base; [`NOBODY`](Customer::NOBODY) where customers are not told apart.
    pub person: u32,
    /// Kind, by its position in [`Model::kinds`](crate::model::Model::kinds).
    pub kind: u16,
}

impl Customer {
    /// Not told apart from others.
    pub const NOBODY: u32 = u32::MAX;
}

impl Default for Customer {
    /// An unknown customer of the standard kind.
    fn default() -> Customer {
        Customer { person: Customer::NOBODY, kind: 0 }
    }
}

/// How a contact waited.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Wait {
    /// By the clock, s.
    pub clock_s: f64,
    /// psi, felt s.
    pub felt_s: f64,
    /// psi, had nobody been served first.
    pub fair_s: f64,
    /// Of the clock time, on a clock faster than 1.
    pub hard_s: f64,
    /// The wait that was announced first, s since it began.
    pub announced_s: Option<f64>,
    /// Later arrivals served first, as far as they were noticed.
    pub overtaken: u32,
    /// The wait was for a callback, which was promised within so many s of the arrival; `None`: on the line.
    pub promised_call_s: Option<f64>,
}

/// A contact that has just ended, or the part of it with one agent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ended<'a> {
    /// Its type.
    pub contact: ContactId,
    /// Its private key: what follows is drawn from it.
    pub key: u64,
    /// Whose it was.
    pub customer: Customer,
    /// The type that a complaint is about; `None`: is none.
    pub about: Option<ContactId>,
    /// When it came, s since the first opening.
    pub arrival_s: f64,
    /// When it ended, s since the first opening.
    pub at_s: f64,
    /// The customer's how many-th attempt it was, from 1.
    pub attempt: u32,
    /// How it waited.
    pub wait: &'a Wait,
    /// How it ended.
    pub ending: Ending,
}

/// How a contact ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ending {
    /// All lines were busy.
    Blocked,
    /// The customer left at once on meeting a queue.
    Balked,
    /// The customer left the queue.
    Abandoned,
    /// The customer still waited, and was cut off because the center is closed.
    CutOff,
    /// The customer was called back and did not answer.
    NotReached {
        /// Whether the call came later than promised.
        late: bool,
    },
    /// The run is over, and nobody has seen to the customer by when that was due.
    LeftOver,
    /// An agent has talked with the customer.
    Served(Served),
}

/// How a customer was served.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Served {
    /// The agent's group.
    pub group: GroupId,
    /// The agent, by a number that no other agent of the center has.
    pub agent: u32,
    /// When the conversation began, s since the first opening.
    pub began_s: f64,
    /// The agent's share of today's time on duty spent with contacts, as it stood before this one.
    pub occupied: f64,
    /// Whether a callback came later than promised; `None` where the customer was not called back.
    pub called_late: Option<bool>,
}

/// Class of satisfaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// S at or above the threshold of delight.
    Delighted,
    /// S ≥ 0.
    Satisfied,
    /// S ≥ −tolerance.
    Indifferent,
    /// Below.
    Dissatisfied,
}

impl Class {
    /// All of them, the best first.
    pub const ALL: [Class; 4] = [Class::Delighted, Class::Satisfied, Class::Indifferent, Class::Dissatisfied];
}

/// Parts of a contact that can cost customers, in the order in which value is taken away by them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// Not resolved.
    Unresolved,
    /// The wait as the clock counts it.
    Clock,
    /// What makes it longer in the head: idle, uncertain, unexplained, of low value, alone, past the promise.
    Hardness,
    /// Being overtaken.
    Unfairness,
    /// A promise that was not kept.
    BrokenPromise,
    /// Giving up, or being turned away.
    Unserved,
}

impl Blame {
    /// All of them, in order: what was done for the customer first, so that it does not depend on waits; then the wait;
    /// then what came of it.
    pub const ALL: [Blame; 6] =
        [Blame::Unresolved, Blame::Clock, Blame::Hardness, Blame::Unfairness, Blame::BrokenPromise, Blame::Unserved];
}

/// Scores of the moments of truth, each on −3..+3, in the order in which they are lived.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scores {
    /// The wait.
    pub wait: f64,
    /// Being understood, where the service is scored; of a contact that was not served, as it would have been.
    pub understood: f64,
    /// Being helped or not; `None` where the service is not scored.
    pub resolved: Option<f64>,
    /// Promises kept and broken; `None` where none was made.
    pub promise: Option<f64>,
    /// Giving up, being turned away; `None`: was served. Then it is the last moment, and no other follows the wait.
    pub gave_up: Option<f64>,
}

/// What one contact felt.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Experience {
    /// Felt wait, s.
    pub perceived_s: f64,
    /// Of the wait by the clock, on a clock faster than 1, s.
    pub hard_s: f64,
    /// Resolved at first contact; false without a service.
    pub resolved: bool,
    /// Whether a promise was broken; `None` where none was made.
    pub broke_promise: Option<bool>,
    /// Scores of its moments.
    pub scores: Scores,
    /// E, what the customer had expected.
    pub expected: f64,
    /// S = P − E; 0 where the scenario follows no aftermath.
    pub satisfaction: f64,
    /// Its class; `None` where the scenario follows no aftermath.
    pub class: Option<Class>,
    /// Kind of customer.
    pub kind: u16,
    /// Customers lost (less those won) through each part of the contact, in expected numbers and weighted by what such a
    /// customer is worth, in the order of [`Blame::ALL`].
    pub blamed: [f64; 6],
    /// What follows where that is drawn contact by contact; `None` where it is computed from the counts of classes.
    pub follows: Option<Drawn>,
    /// What it cost to tell the customer before being asked, currency; `None`: was not told.
    pub notice_costs: Option<f64>,
}

/// What follows from a contact where that is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Drawn {
    /// Files a complaint.
    pub complains: bool,
    /// Dissatisfied, and says nothing.
    pub silent: bool,
    /// People who hear a bad story.
    pub told: f64,
    /// People who hear a good one.
    pub told_good: f64,
    /// Leaves for good.
    pub leaves: bool,
    /// A complaint has been resolved.
    pub recovered: bool,
    /// What such a customer is worth beside a standard one.
    pub worth: f64,
    /// Compensation, currency.
    pub costs: f64,
}

/// A contact that another causes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Caused {
    /// Its type.
    pub contact: ContactId,
    /// Why it comes.
    pub cause: Cause,
    /// When it comes, s since the first opening, if the center is open then.
    pub at_s: f64,
    /// Its private key.
    pub key: u64,
}

/// What follows from a contact that has ended: told by reference, since it is large and most contacts cause nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Follows<'a> {
    /// What it felt like; `None` where nothing is felt.
    pub experience: Option<&'a Experience>,
    /// What it causes; `None` where nothing can come of it.
    pub follow_ups: Option<&'a FollowUps>,
}

/// The contacts that one causes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FollowUps {
    /// Another attempt, a second contact, a contact handed on.
    pub next: Option<Caused>,
    /// A complaint that comes as a contact.
    pub complaint: Option<Caused>,
}

/// The customer base when a day is over.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DayOfMarket {
    /// Customers when the day is over.
    pub customers: f64,
    /// Lost by word of mouth.
    pub lost: f64,
    /// Won by word of mouth.
    pub won: f64,
    /// Left for reasons beyond the center's control.
    pub gone: f64,
    /// The same as `lost`, weighted by what such customers are worth beside standard ones.
    pub lost_worth: f64,
    /// The same as `won`.
    pub won_worth: f64,
}

/// Says who comes, and what a contact causes.
pub trait Causes {
    /// Whether anybody ever tries again: where nobody does, nothing is asked.
    const TRIES_AGAIN: bool = true;

    /// Whose contact it is that arrives of its own accord, or is dialed; `None`: of nobody who is a customer any more,
    /// and it does not come.
    fn arrives(&mut self, _contact: ContactId, _key: u64, _at_s: f64) -> Option<Customer> {
        Some(Customer::default())
    }

    /// Whether contacts of a type are felt or cause anything; of others the end is not told.
    fn cares_for(&self, _contact: ContactId) -> bool {
        true
    }

    /// A contact has ended. Told once for each that does, in order of time.
    fn ends(&mut self, ended: &Ended) -> Follows<'_>;

    /// Whether somebody whose contact ends so may [try again](Causes::tries_again). Where not, nobody has to be told when it
    /// does.
    fn may_try_again(&self, _contact: ContactId, _key: u64, _attempt: u32, _ending: Ending) -> bool {
        false
    }

    /// The next attempt of somebody who got nothing, where that depends on nothing but the contact itself.
    fn tries_again(&self, _ended: &Ended) -> Option<Caused> {
        None
    }

    /// A day is over: the next opens, or the run ends. `None` where no customer base is followed.
    fn day_ends(&mut self, _day: u32) -> Option<DayOfMarket> {
        None
    }
}

/// Nothing causes anything.
impl Causes for () {
    const TRIES_AGAIN: bool = false;

    fn cares_for(&self, _contact: ContactId) -> bool {
        false
    }

    fn ends(&mut self, _ended: &Ended) -> Follows<'_> {
        Follows::default()
    }
}
