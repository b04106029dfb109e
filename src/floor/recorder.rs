//! What the floor tells, and to whom: the door through which everything to the right of it learns what happened.

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
    pub skill: u8,
    /// Start of the service, s since opening.
    pub at_s: f64,
    /// Talk and hold time, s.
    pub handle_s: f64,
    /// After-contact work, s.
    pub wrap_up_s: f64,
    /// Whether a contact that arrived later was answered before it.
    pub overtaken: bool,
}

/// Listens to the floor. Calls come in order of the moment at which their outcome is certain, which for a contact that
/// abandons is when the queue next looks at it; arrivals and answers come in order of time.
pub trait Recorder {
    /// A contact arrives. The stamp comes back with everything that happens to it.
    fn arrives(&mut self, at_s: f64) -> u32;
    /// Turned away: all lines busy.
    fn blocked(&mut self, visit: &Visit);
    /// Left at once on meeting a queue.
    fn balked(&mut self, visit: &Visit);
    /// Answered on arrival.
    fn answered_at_once(&mut self, visit: &Visit, answer: &Answer);
    /// Answered after a wait from its arrival to `answer.at_s`.
    fn answered(&mut self, visit: &Visit, answer: &Answer);
    /// Left the queue unserved at `at_s`: of its own will, or cut off at closing.
    fn abandoned(&mut self, visit: &Visit, at_s: f64, overtaken: bool);
    /// So many agents beyond the head-count stayed from one moment to another, to finish.
    fn overran(&mut self, group: GroupId, agents: u32, from_s: f64, to_s: f64);
}
