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
    /// The agent with the fewest contacts in hand. Agents with none are equal.
    LeastLoaded,
    /// The agent with the most contacts in hand who can still take this one: keeps others free.
    MostLoaded,
    /// The agent with the smallest share of today's time on duty spent in conversation and wrap-up, as it stood when
    /// the agent last had nothing in hand.
    LeastOccupied,
    /// The group that resolves the largest share of the type at first contact: its `resolve`, else the type's
    /// `resolution`, else all alike, each on the log-odds scale with `skill` × `quality` added.
    BestResolver,
    /// The group whose agents can serve the fewest types.
    FewestSkills,
    /// One of all agents who can take it, each as likely, drawn from the contact's key.
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
    /// The longest felt wait, by the type's own clock.
    LongestFeltWait,
    /// The largest score, see [`Score`].
    Score,
    /// The type whose service level today is furthest below its target: target − answered in time / (answered +
    /// abandoned), of contacts that have ended since opening; before the first has, the service level counts as 1. A
    /// type without a target has a target of 0.
    MostBehindTarget,
    /// The largest cost of waiting × speed of service: `cost_per_wait` / mean handle time of the type with this group.
    CMu,
    /// The shortest mean handle time of the type with this group.
    ShortestExpected,
    /// One of all contacts that wait and could be taken, each as likely.
    Random,
}

/// The score of a waiting contact: `base + per_second × (wait + head start) (+ transferred, if it was handed on)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// Points on arrival.
    pub base: f64,
    /// Points for a second of waiting; not negative.
    pub per_second: f64,
    /// Points of a contact that was handed on.
    pub transferred: f64,
}

impl Default for Score {
    fn default() -> Self {
        Score { base: 0.0, per_second: 1.0, transferred: 0.0 }
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
    /// For "c-mu": cost of a unit of waiting of each contact type, by its id.
    pub cost_per_wait: Vec<f64>,
}

impl Routing {
    /// Whether all criteria are among those that need no look at single agents or at the day so far.
    pub fn is_plain(&self) -> bool {
        use {AgentCriterion as A, ContactCriterion as C};
        let agent = |c: &A| matches!(c, A::Choice | A::LongestIdle | A::Fastest | A::Random);
        let contact = |c: &C| matches!(c, C::Priority | C::Importance | C::LongestWait | C::Score | C::Random);
        self.agent.iter().all(agent) && self.contact.iter().all(contact)
    }
}
