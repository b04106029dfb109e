//! What the floor tells, and to whom: the door through which everything to the right of it learns what happened.

use super::causes::{DayOfMarket, Experience, Wait};
use super::event::{Cause, Event};
use crate::model::{ContactId, GroupId};

/// A contact as the floor carries it through the queue. Everything it needs to know is copied from the drawn day, so
/// that a day's blocks can be let go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Visit {
    /// Type.
    pub contact: ContactId,
    /// The recorder's own stamp of the arrival, see [`Recorder::arrives`].
    pub stamp: u32,
    /// Arrival, s since opening.
    pub arrival_s: f64,
    /// Private key.
    pub key: u64,
}

/// A contact that reached an agent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    /// The group that took it.
    pub group: GroupId,
    /// Position of the skill among the group's skills.
    pub skill: u16,
    /// Start of the service, s since opening.
    pub at_s: f64,
    /// Talk and hold time, s.
    pub handle_s: f64,
    /// After-contact work, s.
    pub wrap_up_s: f64,
    /// Whether a contact that arrived later was answered before it.
    pub overtaken: bool,
}

/// What becomes of the scheduled time of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rostered {
    /// Whoever shows up is on duty, breaks and shrinkage included. What is worked beyond the schedule is not among it.
    ShownUp,
    /// Of this, a break is planned.
    PlannedBreak,
    /// Was on a break.
    Break,
    /// Was away by shrinkage.
    Shrinkage,
}

/// How a contact stands that still waits when the run is over.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LeftOver {
    /// How it has waited so far.
    pub wait: Wait,
    /// It should have been seen to by now: the target of its service level is past, or the call back that was promised.
    pub overdue: bool,
    /// What it felt like has been told, as of a customer who got nothing.
    pub judged: bool,
}

/// Listens to the floor. Calls come in order of the moment at which their outcome is certain, which for a contact that
/// abandons is when the queue next looks at it; arrivals and answers come in order of time.
///
/// A call that a listener has no body for passes unheard. From [`caused`](Recorder::caused) on they are a
/// [`Center`](super::Center)'s alone, and come in order of time throughout. There a contact is
/// [`connected`](Recorder::connected) when its wait is over and [`handled`](Recorder::handled) when the agent is done with
/// it, since only then is it known how long that took; and agents' time is told in stretches.
pub trait Recorder {
    /// Whether [`event`](Recorder::event) is wanted: what is not wanted is not made.
    const LISTENS: bool = false;

    /// A contact arrives. The stamp comes back with everything that happens to it.
    fn arrives(&mut self, _contact: ContactId, _at_s: f64) -> u32 {
        0
    }
    /// Turned away: all lines busy.
    fn blocked(&mut self, _visit: &Visit) {}
    /// Left at once on meeting a queue.
    fn balked(&mut self, _visit: &Visit) {}
    /// Answered on arrival.
    fn answered_at_once(&mut self, _visit: &Visit, _answer: &Answer) {}
    /// Answered after a wait from its arrival to `answer.at_s`.
    fn answered(&mut self, _visit: &Visit, _answer: &Answer) {}
    /// Left the queue unserved at `at_s`, of its own will.
    fn abandoned(&mut self, _visit: &Visit, _at_s: f64, _overtaken: bool) {}
    /// Was cut off at `at_s`, still waiting, because the center is closed and nobody there serves it.
    fn cut_off(&mut self, _visit: &Visit, _at_s: f64, _overtaken: bool) {}
    /// So many agents beyond the head-count stayed from one moment to another, to finish.
    fn overran(&mut self, _group: GroupId, _agents: u32, _from_s: f64, _to_s: f64) {}
    /// The contact that has just arrived was caused by another, in this way.
    fn caused(&mut self, _visit: &Visit, _cause: Cause) {}
    /// Found an agent on arrival, with whom connecting takes time: it waits for "hello", but not for an agent.
    fn found_agent(&mut self, _visit: &Visit) {}
    /// Reached an agent at `answer.at_s`, who says hello then; its handle time is not known yet and 0 in `answer`.
    fn connected(&mut self, _visit: &Visit, _answer: &Answer) {}
    /// The group is done with a contact that it was connected with (or called back): talk, hold and wrap-up together
    /// took this long.
    fn handled(&mut self, _visit: &Visit, _group: GroupId, _handle_s: f64) {}
    /// An agent of the group had something in hand from one moment to another: connecting, talking, wrapping up,
    /// dialing, waiting for a second agent.
    fn worked(&mut self, _group: GroupId, _from_s: f64, _to_s: f64) {}
    /// So many agents of the group were there, idle or busy, from one moment to another.
    fn present(&mut self, _group: GroupId, _agents: u32, _from_s: f64, _to_s: f64) {}
    /// So many agents of the group were paid from one moment to another.
    fn paid(&mut self, _group: GroupId, _agents: u32, _from_s: f64, _to_s: f64) {}
    /// Scheduled time of so many agents of the group from one moment to another. What is planned is told when the shift (or
    /// the day) is planned, what is lived when it is over.
    fn rostered(&mut self, _group: GroupId, _agents: u32, _what: Rostered, _from_s: f64, _to_s: f64) {}
    /// Took the offer of a callback instead of waiting on.
    fn takes_callback(&mut self, _visit: &Visit) {}
    /// Was called back and answered; `late`: after the time that had been promised.
    fn called_back(&mut self, _visit: &Visit, _answer: &Answer, _late: bool) {}
    /// Was called back at `at_s` and did not answer.
    fn not_reached(&mut self, _visit: &Visit, _at_s: f64, _late: bool) {}
    /// An agent takes a contact in its turn, in the queue or to call it back: the wait that had been predicted, and the time
    /// since the prediction, s.
    fn predicted(&mut self, _visit: &Visit, _predicted_s: f64, _lived_s: f64) {}
    /// A number of an outbound type was dialed.
    fn dialed(&mut self, _contact: ContactId, _at_s: f64) {}
    /// The customer whose number was dialed at `dialed_s` answers the phone: the visit begins.
    fn reached(&mut self, _visit: &Visit, _dialed_s: f64) {}
    /// A customer whom the dialer has just reached has to wait.
    fn mismatch(&mut self, _visit: &Visit) {}
    /// A customer whom the dialer had reached gives up.
    fn nuisance(&mut self, _visit: &Visit) {}
    /// Who was reached by a dialer, and connected, is not whom we want.
    fn wrong_party(&mut self, _visit: &Visit) {}
    /// Still waits (or waits to be called back) when the run ends, at `at_s`.
    fn left_over(&mut self, _visit: &Visit, _at_s: f64, _left: &LeftOver) {}
    /// What a contact felt like, told when it has ended.
    fn experienced(&mut self, _visit: &Visit, _experience: &Experience) {}
    /// Waited longer than was announced.
    fn broke_promise(&mut self, _visit: &Visit) {}
    /// The customer base, when a day is over.
    fn day_of_market(&mut self, _day: u32, _market: &DayOfMarket) {}
    /// More complaints than the alarm allows have come within an hour, at `at_s`.
    fn alarm(&mut self, _at_s: f64) {}
    /// One event, in full.
    fn event(&mut self, _event: &Event) {}
}
