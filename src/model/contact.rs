//! A contact type.

use super::{
    Aftermath, Arrivals, ChangingWait, Channel, DAY_S, Distribution, Feeling, FeltClock, Operations, OverDay,
    PatienceClock, Service,
};

/// A contact type.
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    /// Its name in the scenario.
    pub name: String,
    /// When contacts of this type arrive.
    pub arrivals: Arrivals,
    /// Seconds that a customer is willing to wait, on the clock of `patience_clock`; `None`: for ever.
    pub patience: Option<Distribution>,
    /// Which clock patience is on.
    pub patience_clock: PatienceClock,
    /// Who leaves at once on meeting a queue.
    pub balks: Balks,
    /// Talk and hold time with a standard agent, s. (Where every group that serves the type has a time of its own
    /// and the type has none, this is the first such group's.)
    pub handle: Distribution,
    /// After-contact work, s; `None`: none.
    pub wrap_up: Option<Distribution>,
    /// The target for the wait; `None`: the service-level measures are not reported for the type.
    pub service_level: Option<ServiceLevel>,
    /// Waiting time credited on arrival, s, by the time of the day.
    pub head_start: OverDay<f64>,
    /// Higher is served first where routing looks at it.
    pub importance: f64,
    /// Contacts of this type waiting or in conversation at once; more are blocked.
    pub lines: Option<u32>,
    /// How a wait of this type feels.
    pub felt: FeltClock,
    /// The clock on which patience is used up: `felt`, or relative to the waits in which it was measured. Where the wait
    /// changes while it lasts, `changing` knows it instead.
    pub leaving: FeltClock,
    /// How it feels where that changes while it lasts; `None`: the clock's speed is constant.
    pub changing: Option<ChangingWait>,
    /// Whose contacts these are: kinds of customer, each with the share of it and of those before; empty: all standard.
    pub segment: Vec<(u16, f64)>,
    /// Scores of the moments of a service; `None`: the wait is the only moment.
    pub service: Option<Service>,
    /// What follows from satisfaction; `None`: satisfaction and its consequences are not reported.
    pub aftermath: Option<Aftermath>,
    /// Channel, further attempts, transfers, callbacks, dialing.
    pub operations: Operations,
}

impl Contact {
    /// How long after it came somebody should have seen to it, s: its service-level target; of an e-mail without one,
    /// a day; infinite where nothing says so.
    pub fn due_within_s(&self) -> f64 {
        match (self.service_level, self.operations.channel) {
            (Some(target), _) => target.within_s,
            (None, Channel::Email) => DAY_S,
            (None, _) => f64::INFINITY,
        }
    }

    /// When a customer of a kind with this much patience leaves who is told nothing about how long it will take, s.
    pub fn leaves_after(&self, kind: u16, patience_s: f64) -> f64 {
        match &self.changing {
            Some(changing) => changing.leaves_after(kind, &Feeling::default(), patience_s),
            None => self.leaving.leaves_after(patience_s),
        }
    }

    /// Whether what customers feel acts on when they leave: after another time than their patience, or at once for what they
    /// are told.
    pub fn feelings_move_the_queue(&self) -> bool {
        let told = self.operations.channel.is_live();
        let announce = self.changing.as_ref().and_then(|changing| changing.announce.as_ref()).filter(|_| told);
        let at_once = announce.is_some_and(|announce| announce.leaves_at_once > 0.0);
        let moved = match &self.changing {
            Some(changing) => changing.moves_patience(announce.is_some()),
            None => !self.leaving.is_wall(),
        };
        self.patience.is_some() && (moved || at_once)
    }
}

/// Who leaves at once on meeting a queue.
#[derive(Clone, Debug, PartialEq)]
pub enum Balks {
    /// Nobody.
    Never,
    /// This share, whatever the length of the queue.
    Share(f64),
    /// The share at index "number of this type waiting" (the last holds for longer queues).
    ByQueue(Vec<f64>),
}

/// The target for the wait.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServiceLevel {
    /// An answer counts if it came within this many seconds (equality counts).
    pub within_s: f64,
    /// The share that should be.
    pub target: f64,
}
