//! What a contact can be besides a call that waits, is served and is gone: other channels, further attempts, contacts
//! handed on, customers called back, numbers dialed. All of it is off by default.

use super::{ChangingWait, ContactId, Distribution, Estimate, OverDay};

/// The least time, s, between a contact and another that it causes later (a further attempt, a second contact, a
/// complaint), and between two announcements of a wait: a millisecond. Whatever is shorter, or nothing at all, counts as
/// this, so that time goes on: it is far longer than the clock can tell apart, and far shorter than a person can dial.
/// What an agent hands on comes at that very moment; it has taken its service.
pub const LEAST_DELAY_S: f64 = 0.001;

/// How a contact reaches the center, and what happens besides waiting and service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Operations {
    /// How it reaches the center.
    pub channel: Channel,
    /// Trying again after getting nothing.
    pub redial: Option<Redial>,
    /// Coming back after an unresolved service.
    pub repeat: Option<Repeat>,
    /// Served contacts handed on.
    pub transfer: Option<Transfer>,
    /// A callback offered instead of a long wait.
    pub callback: Option<Callback>,
    /// Those who give up without saying so.
    pub silent: Option<SilentAbandonment>,
    /// The list of an outbound type.
    pub dialer: Option<Dialer>,
}

/// How a contact reaches the center.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Channel {
    /// A call: the customer is on the line.
    #[default]
    Voice,
    /// A chat: the customer is there, and an agent may have several.
    Chat,
    /// Work that can wait: it stays overnight, and nobody stays after closing for it.
    Email,
    /// Customers whom the center calls.
    Outbound,
}

impl Channel {
    /// As a scenario writes it.
    pub fn name(self) -> &'static str {
        match self {
            Channel::Voice => "voice",
            Channel::Chat => "chat",
            Channel::Email => "email",
            Channel::Outbound => "outbound",
        }
    }

    /// Whether the customer is on the line or at the keyboard and is not left alone overnight.
    pub fn is_live(self) -> bool {
        self != Channel::Email
    }
}

/// Trying again after getting nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Redial {
    /// Share of those who abandoned a first attempt that try again.
    pub abandoned: f64,
    /// Of those who balked.
    pub balked: f64,
    /// Of those who were blocked.
    pub blocked: f64,
    /// Share on the second and later attempts; `None`: the same as on the first.
    pub again: Option<f64>,
    /// Time between the attempts.
    pub after: Distribution,
    /// Attempts in all.
    pub limit: u32,
    /// The type of the next attempt; `None`: the same.
    pub becomes: Option<ContactId>,
}

/// Coming back after an unresolved service.
#[derive(Clone, Debug, PartialEq)]
pub struct Repeat {
    /// Share of the unresolved that come back.
    pub share: f64,
    /// Time from the end of the service.
    pub after: Distribution,
}

/// Served contacts handed on.
#[derive(Clone, Debug, PartialEq)]
pub struct Transfer {
    /// Types and the shares of served contacts that become one; they sum to at most 1.
    pub to: Vec<(ContactId, f64)>,
    /// What the first agent does meanwhile.
    pub style: TransferStyle,
    /// Patience is drawn anew; else the customer has what is left of the first.
    pub fresh_patience: bool,
}

/// What the agent who hands a contact on does meanwhile.
#[derive(Clone, Debug, PartialEq)]
pub enum TransferStyle {
    /// Is free at once.
    Cold,
    /// Stays until the second agent takes the contact or the customer gives up, and through a conference, if there is
    /// one, that comes before the second agent's own service.
    Warm {
        /// Time that both agents spend with the customer.
        conference: Option<Distribution>,
    },
}

/// A callback offered instead of a long wait.
#[derive(Clone, Debug, PartialEq)]
pub struct Callback {
    /// When it is offered.
    pub offer: Offer,
    /// How the wait is predicted, for the offer and the promise.
    pub estimate: Estimate,
    /// Share that accepts.
    pub accepts: f64,
    /// How callbacks are served.
    pub served: CallbackServed,
    /// Share reached when called back.
    pub reach: f64,
    /// Promised time = predicted wait × this.
    pub promise: f64,
    /// Talk time of a callback; `None`: the contact's own.
    pub handle: Option<Distribution>,
    /// How waiting for the call feels; `None`: as long as it is.
    pub clock: Option<ChangingWait>,
}

/// When a callback is offered to a contact that would have to wait.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Offer {
    /// When the predicted wait is at least this many seconds.
    PredictedWait(f64),
    /// When at least this many contacts of the type wait.
    Queue(u32),
}

/// How callbacks are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallbackServed {
    /// In its place in the queue.
    InTurn,
    /// By an agent who finishes, meets no waiting contact, and leaves more than this many agents (itself included)
    /// idle in its group.
    WhenQuiet {
        /// That many.
        idle: u32,
    },
}

/// Customers who give up without saying so (an abandoned chat window): an agent takes the contact all the same, and
/// needs a moment to see that nobody is there.
#[derive(Clone, Debug, PartialEq)]
pub struct SilentAbandonment {
    /// Share of those who give up.
    pub share: f64,
    /// Time an agent spends on one.
    pub takes: Distribution,
}

/// The list of an outbound type, and how it is dialed.
#[derive(Clone, Debug, PartialEq)]
pub struct Dialer {
    /// Numbers to call in a run.
    pub list: u32,
    /// How many are dialed, and when.
    pub pace: DialPace,
    /// Share of numbers that answer, over the day.
    pub reach: OverDay<f64>,
    /// Time until a number answers, or is given up; `None`: no time.
    pub ring: Option<Distribution>,
    /// Those who answer and are not whom we want.
    pub wrong_party: Option<WrongParty>,
}

/// Those who answer and are not whom we want.
#[derive(Clone, Debug, PartialEq)]
pub struct WrongParty {
    /// Share of those who answer.
    pub share: f64,
    /// Time an agent spends on one.
    pub takes: Distribution,
}

/// How many numbers are dialed.
#[derive(Clone, Debug, PartialEq)]
pub enum DialPace {
    /// An idle agent looks at the next customer and dials: the agent is busy while it rings, nobody waits.
    Preview,
    /// The dialer dials so many numbers for each idle agent who can take them, while more than `keep_free` agents of
    /// the center are idle.
    Progressive {
        /// Numbers for each idle agent, over the day; 0 is a pause.
        per_free_agent: OverDay<f64>,
        /// Idle agents of the center that are left alone.
        keep_free: u32,
    },
    /// The dialer finds the number for each idle agent itself, so that this share of those who answer gives up before
    /// an agent is free.
    Predictive {
        /// That share.
        abandon_target: f64,
    },
}

impl Operations {
    /// Renumbers the types that are named; what leads to a type that is gone ends there.
    pub(super) fn renumber(&mut self, number: &impl Fn(ContactId) -> Option<ContactId>) {
        if let Some(redial) = &mut self.redial
            && let Some(becomes) = redial.becomes
        {
            match number(becomes) {
                Some(id) => redial.becomes = Some(id),
                None => self.redial = None,
            }
        }
        if let Some(transfer) = &mut self.transfer {
            transfer.to = transfer.to.iter().filter_map(|(id, share)| Some((number(*id)?, *share))).collect();
        }
    }

    /// The types that a contact of this one may become.
    pub fn leads_to(&self) -> impl Iterator<Item = ContactId> {
        let redial = self.redial.as_ref().and_then(|redial| redial.becomes);
        let transfer = self.transfer.iter().flat_map(|transfer| transfer.to.iter().map(|to| to.0));
        redial.into_iter().chain(transfer)
    }
}
