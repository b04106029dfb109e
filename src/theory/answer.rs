//! What goes into a formula and what comes out of it, under the names that the simulation uses.

use core::fmt;

/// Poisson arrivals and the mean time that one of them keeps an agent busy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Traffic {
    /// Arrivals per second.
    pub rate_per_s: f64,
    /// Mean handle time, wrap-up included, s.
    pub handle_s: f64,
}

impl Traffic {
    /// The offered load in Erlang: the mean number of busy agents if there were always a free one.
    pub fn load(self) -> f64 {
        self.rate_per_s * self.handle_s
    }
}

/// The queue models, in Kendall's notation the `+` is for patience.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum QueueModel {
    /// M/G/n/n: whoever finds all agents busy is lost.
    ErlangB,
    /// M/M/n: everybody waits for ever.
    ErlangC,
    /// M/M/n+M: exponential patience.
    ErlangA,
    /// M/M/n+G: the actual law of patience on the actual clock, and a constant share that balks.
    GeneralPatience,
    /// M/M/n/K+M: a limited number of lines, balking by the length of the queue, exponential patience.
    LimitedQueue,
}

impl QueueModel {
    /// Its name as planners say it.
    pub fn name(self) -> &'static str {
        match self {
            QueueModel::ErlangB => "Erlang B",
            QueueModel::ErlangC => "Erlang C",
            QueueModel::ErlangA => "Erlang A",
            QueueModel::GeneralPatience => "M/M/n+G",
            QueueModel::LimitedQueue => "M/M/n/K+M",
        }
    }
}

impl fmt::Display for QueueModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// There is no stationary state: more work arrives than the agents can do, and not enough of it goes away.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("no stationary state: {agents} agents cannot carry an offered load of {load:.3} Erlang")]
pub struct Unstable {
    /// Offered load, Erlang.
    pub load: f64,
    /// Agents on the phones.
    pub agents: u32,
}

/// Stationary measures of a queue. Shares are of offered contacts and between 0 and 1; names and definitions are the
/// simulation's. A measure is `None` where the formula does not give it (no threshold was stated) or where there is
/// nothing to take the mean of (the wait of the abandoned where nobody abandons).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    /// Share that finds all agents busy.
    pub all_busy_share: f64,
    /// Share that had to wait at all.
    pub delayed_share: f64,
    /// Share turned away, all lines busy.
    pub blocked_share: f64,
    /// Share that left at once on meeting a queue.
    pub balking_rate: f64,
    /// Share that left the queue unserved.
    pub abandonment_rate: f64,
    /// Share that reached an agent.
    pub answered_share: f64,
    /// Share answered within the threshold.
    pub service_level: Option<f64>,
    /// Share abandoned within the threshold.
    pub abandoned_within: Option<f64>,
    /// Answered within the threshold / (offered − abandoned within it).
    pub service_level_net: Option<f64>,
    /// Share answered or abandoned within the threshold.
    pub service_level_or_gone: Option<f64>,
    /// Mean wait of offered contacts, s; of blocked and balked ones 0.
    pub mean_wait_s: f64,
    /// Mean wait of answered contacts, s.
    pub answer_speed_s: Option<f64>,
    /// Mean wait of abandoned contacts, s.
    pub abandoned_wait_s: Option<f64>,
    /// Time average of the number waiting.
    pub queue_length: f64,
    /// Time average of the number of busy agents.
    pub busy_agents: f64,
    /// Busy share of the agents' time; 0 without agents.
    pub occupancy: f64,
}

/// What a formula works out of itself, per offered contact; the rest of an [`Answer`] follows.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Parts {
    pub all_busy: f64,
    pub delayed: f64,
    pub blocked: f64,
    pub balked: f64,
    pub abandoned: f64,
    pub answered: f64,
    /// Answered within the threshold, abandoned within it.
    pub within: Option<(f64, f64)>,
    /// Mean of wait × (1 if answered, else 0).
    pub answered_wait_s: f64,
    /// Mean of wait × (1 if abandoned, else 0).
    pub abandoned_wait_s: f64,
}

impl Parts {
    /// Whatever follows without another formula: Little's law gives the queue and the busy agents.
    pub fn answer(self, traffic: Traffic, agents: u32) -> Answer {
        let busy = traffic.load() * self.answered;
        self.answer_with_busy(traffic, f64::from(agents), busy)
    }

    /// The same where the number of busy agents is known and not the load.
    pub fn answer_with_busy(self, traffic: Traffic, agents: f64, busy_agents: f64) -> Answer {
        let mean_wait_s = self.answered_wait_s + self.abandoned_wait_s;
        Answer::new(self, mean_wait_s * traffic.rate_per_s, busy_agents, agents)
    }
}

impl Answer {
    fn new(parts: Parts, queue_length: f64, busy_agents: f64, agents: f64) -> Answer {
        let mean_of = |sum: f64, share: f64| (share > 0.0).then(|| sum / share);
        Answer {
            all_busy_share: parts.all_busy,
            delayed_share: parts.delayed,
            blocked_share: parts.blocked,
            balking_rate: parts.balked,
            abandonment_rate: parts.abandoned,
            answered_share: parts.answered,
            service_level: parts.within.map(|w| w.0),
            abandoned_within: parts.within.map(|w| w.1),
            // Everybody abandons within the threshold: nobody is left to be answered in time, or not.
            service_level_net: parts.within.and_then(|w| mean_of(w.0, 1.0 - w.1)),
            service_level_or_gone: parts.within.map(|w| w.0 + w.1),
            mean_wait_s: parts.answered_wait_s + parts.abandoned_wait_s,
            answer_speed_s: mean_of(parts.answered_wait_s, parts.answered),
            abandoned_wait_s: mean_of(parts.abandoned_wait_s, parts.abandoned),
            queue_length,
            busy_agents,
            occupancy: if agents > 0.0 { busy_agents / agents } else { 0.0 },
        }
    }

    /// Several stretches of time as one: contacts weigh as many as are offered, queue and agents as long as they last.
    pub(crate) fn of_stretches(stretches: &[Stretch]) -> Answer {
        let offered: f64 = stretches.iter().map(|s| s.offered).sum();
        let seconds: f64 = stretches.iter().map(|s| s.seconds).sum();
        let share = |of: fn(&Answer) -> f64| {
            let sum: f64 = stretches.iter().filter_map(|s| Some(s.offered * of(s.answer.as_ref()?))).sum();
            if offered > 0.0 { sum / offered } else { 0.0 }
        };
        let time_mean = |of: fn(&Answer) -> f64| {
            let sum: f64 = stretches.iter().filter_map(|s| Some(s.seconds * of(s.answer.as_ref()?))).sum();
            if seconds > 0.0 { sum / seconds } else { 0.0 }
        };
        let with_threshold = stretches.iter().filter_map(|s| s.answer).all(|a| a.service_level.is_some());
        let within = (share(|a| a.service_level.unwrap_or(0.0)), share(|a| a.abandoned_within.unwrap_or(0.0)));
        let parts = Parts {
            all_busy: share(|a| a.all_busy_share),
            delayed: share(|a| a.delayed_share),
            blocked: share(|a| a.blocked_share),
            balked: share(|a| a.balking_rate),
            abandoned: share(|a| a.abandonment_rate),
            answered: share(|a| a.answered_share),
            within: with_threshold.then_some(within),
            answered_wait_s: share(|a| a.answered_share * a.answer_speed_s.unwrap_or(0.0)),
            abandoned_wait_s: share(|a| a.abandonment_rate * a.abandoned_wait_s.unwrap_or(0.0)),
        };
        let agent_seconds: f64 = stretches.iter().map(|s| s.agents * s.seconds).sum();
        let agents = if seconds > 0.0 { agent_seconds / seconds } else { 0.0 };
        Answer::new(parts, time_mean(|a| a.queue_length), time_mean(|a| a.busy_agents), agents)
    }
}

/// A stretch of time in [`Answer::of_stretches`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stretch {
    pub offered: f64,
    pub seconds: f64,
    pub agents: f64,
    /// `None` where nothing is offered.
    pub answer: Option<Answer>,
}
