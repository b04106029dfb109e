//! Who is given to whom, as the scenario lists it. The floor compiles it into tables.

/// A criterion for choosing the agent of a contact that several groups could take at once. Applied in order, ties
/// fall through; the last tie goes to the agent idle longest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgentCriterion {
    /// The smallest `choice` of the group for the contact's type.
    Choice,
    /// The agent who has been idle longest.
    LongestIdle,
    /// The group that serves the type in the shortest mean time.
    Fastest,
    /// One of all idle agents, each as likely, drawn from the contact's key.
    Random,
}

/// A criterion for choosing the contact that an agent who becomes free takes. Applied in order, ties fall through;
/// the last tie goes to the contact that came first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactCriterion {
    /// The smallest `priority` of the type for the agent's group.
    Priority,
    /// The largest `importance` of the type.
    Importance,
    /// The longest wait, the type's head start added.
    LongestWait,
    /// The largest score, see [`Score`].
    Score,
    /// One of all contacts that wait and could be taken, each as likely.
    Random,
}

/// The score of a waiting contact: `base + per_second × (wait + head start)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// Points on arrival.
    pub base: f64,
    /// Points for a second of waiting; not negative.
    pub per_second: f64,
}

impl Default for Score {
    fn default() -> Self {
        Score { base: 0.0, per_second: 1.0 }
    }
}

/// The two decisions.
#[derive(Clone, Debug, PartialEq)]
pub struct Routing {
    /// Whom a new contact goes to when several could take it.
    pub agent: Vec<AgentCriterion>,
    /// What an agent who becomes free takes.
    pub contact: Vec<ContactCriterion>,
    /// The score of each contact type, by its id.
    pub score: Vec<Score>,
}
