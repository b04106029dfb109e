//! What the engine runs on: the compiled scenario. Dense ids, validated numbers, samplers; immutable and shared by all
//! threads. Times are seconds since opening, money is in the scenario's currency. Nothing here knows how the planner
//! wrote it, and everything here has been checked: the engine does not check again.

mod announce;
mod arrivals;
mod contact;
mod customer;
mod distribution;
mod felt;
#[cfg(test)]
mod laws;
mod operations;
mod over_day;
mod part;
mod people;
pub mod random;
mod routing;
mod sampling;
pub(crate) mod special;
mod waiting;

pub use announce::{Announce, Estimate, erlang_quantile};
pub use arrivals::{Arrivals, Busyness, Piece, Rate};
pub use contact::{Balks, Contact, ServiceLevel};
pub use customer::{
    Aftermath, Alarm, Complaint, CustomerKind, Expectation, Leaves, Market, Memory, Mood, Notice, Service, Tells,
    Understood, Value,
};
pub use distribution::{ByTime, Distribution};
pub use felt::{FeltClock, PatienceClock};
pub use operations::{
    Callback, CallbackServed, Channel, DialPace, Dialer, LEAST_DELAY_S, Offer, Operations, Redial, Repeat,
    SilentAbandonment, Transfer, TransferStyle, WrongParty,
};
pub use over_day::{DAY_S, OverDay};
pub use people::{Break, Falls, Keep, Learning, People, Shift, ShiftEnd, Shrinkage};
pub use routing::{AgentCriterion, ContactCriterion, Routing, Score};
pub use waiting::{ChangingWait, Feeling, Measured, Stretch, unfairness};

/// Most contact types, most groups and most kinds of customer that one scenario can have. Tables of types and groups grow with
/// their product; the widest sets of the floor have room for as many.
pub const MOST: usize = 1024;

/// A contact type, by its position in [`Model::contacts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContactId(pub u16);

/// A group of agents, by its position in [`Model::groups`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(pub u16);

impl ContactId {
    /// The position as an index.
    #[inline]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

impl GroupId {
    /// The position as an index.
    #[inline]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// The compiled scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The scenario's name.
    pub name: String,
    /// What money is counted in; empty if the scenario does not say.
    pub currency: String,
    /// The stretch of time that one replication lives through.
    pub horizon: Horizon,
    /// The contact types, in the order of the file.
    pub contacts: Vec<Contact>,
    /// The groups of agents, in the order of the file.
    pub groups: Vec<Group>,
    /// Who is given to whom.
    pub routing: Routing,
    /// Lines that several contact types share.
    pub lines: Vec<SharedLines>,
    /// Kinds of customer; the first is the standard one.
    pub kinds: Vec<CustomerKind>,
    /// The customer base; `None`: customers are not followed from contact to contact.
    pub market: Option<Market>,
    /// A warning before a crisis.
    pub alarm: Option<Alarm>,
    /// Money; `None` where the scenario has no `[value]`.
    pub value: Option<Value>,
}

/// The stretch of time that one replication lives through.
#[derive(Clone, Debug, PartialEq)]
pub struct Horizon {
    /// Opening hour as seconds after midnight; 0 for a steady stretch. Only for printing.
    pub opens_s: f64,
    /// From opening to closing, s.
    pub length_s: f64,
    /// A day in intervals, or one stationary stretch.
    pub kind: HorizonKind,
    /// What happens at closing to those who wait.
    pub closing: Closing,
    /// What begins before this many seconds is not counted.
    pub warm_up_s: f64,
    /// Consecutive days lived through; day d opens at d × [`DAY_S`].
    pub days: u32,
}

impl Horizon {
    /// Closing of the last day, s since the first opening.
    pub fn end_s(&self) -> f64 {
        f64::from(self.days.saturating_sub(1)) * DAY_S + self.length_s
    }

    /// Whether the center is open around the clock on several days in a row: midnight is no event, and it closes only when
    /// the run ends.
    pub fn never_closes(&self) -> bool {
        self.days > 1 && self.length_s == DAY_S
    }

    /// Seconds since the opening of its day, of a moment since the first opening.
    #[inline]
    pub fn since_opening_s(&self, at_s: f64) -> f64 {
        if self.days == 1 { at_s } else { at_s - DAY_S * libm::floor(at_s / DAY_S) }
    }
}

/// Lines that several contact types share.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedLines {
    /// Its name in the scenario.
    pub name: String,
    /// Contacts of these types waiting or in conversation at once; more are blocked.
    pub capacity: u32,
    /// The types.
    pub contacts: Vec<ContactId>,
}

/// A day in intervals, or one stationary stretch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum HorizonKind {
    /// A day reported in intervals of this many seconds, which divide its length.
    Day {
        /// Length of an interval, s.
        interval_s: f64,
    },
    /// One stretch without an inner structure; a single run gets its intervals from batch means.
    Steady,
}

/// What happens at closing to those who wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// They are still served by those who stay: the head-count of the last moment, people whose shift goes on. Whom nobody
    /// of these serves is cut off.
    ServeOut,
    /// They are cut off, and so is who is handed on later and would have to wait. Contacts in service are finished.
    HangUp,
}

/// A group of interchangeable agents.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its name in the scenario.
    pub name: String,
    /// Head-count on the phones: from the first number on (s since opening, ascending, the first is 0), this many.
    pub staffing: Vec<(f64, u32)>,
    /// Cost of a paid hour.
    pub cost_per_hour: f64,
    /// What its agents can do, in the order of the file.
    pub skills: Vec<Skill>,
    /// Hours, absences and paces of its people.
    pub people: People,
}

impl Group {
    /// Agents who stay past a moment (s since opening), as planned: the head-count then, people whose shift ends later.
    pub fn staying(&self, at_s: f64) -> u32 {
        if self.people.shifts.is_empty() {
            return self.staffing.iter().rev().find(|step| step.0 < at_s).map_or(0, |step| step.1);
        }
        self.people.shifts.iter().filter(|shift| shift.to_s > at_s).map(|shift| shift.people).sum()
    }

    /// Agent-seconds of the head-counts between two moments, s since opening.
    pub fn counted_s(&self, from_s: f64, to_s: f64) -> f64 {
        let steps = &self.staffing;
        // Days of many steps are asked about interval by interval: only the steps that count are looked at.
        let first = steps.partition_point(|step| step.0 <= from_s).saturating_sub(1);
        let steps = &steps[first..];
        let ends = steps.iter().skip(1).map(|step| step.0).chain([f64::INFINITY]);
        let here = steps.iter().zip(ends).take_while(|(step, _)| step.0 < to_s);
        here.fold(0.0, |sum, (step, end)| sum + f64::from(step.1) * (end.min(to_s) - step.0.max(from_s)).max(0.0))
    }

    /// The largest head-count of the day.
    pub fn most_agents(&self) -> u32 {
        self.staffing.iter().map(|s| s.1).max().unwrap_or(0)
    }
}

/// That a group can serve a contact type, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Skill {
    /// The type.
    pub contact: ContactId,
    /// The group is the type's 1st, 2nd, ... choice.
    pub choice: u32,
    /// The type is the group's 1st, 2nd, ... priority.
    pub priority: u32,
    /// How long a service takes here.
    pub pace: Pace,
    /// Takes it only once it has waited this long, s.
    pub after_s: f64,
    /// Takes it only while more than this many agents of the group are idle (itself included).
    pub reserve: u32,
    /// Share resolved at first contact, if it differs from the type's.
    pub resolve: Option<f64>,
    /// z-score of skill.
    pub quality: f64,
    /// After-contact work with this group, s; `None`: the type's.
    pub wrap_up: Option<Distribution>,
    /// How much longer a contact lasts while the agent has 1, 2, ... in hand; as many entries as an agent can have.
    pub stretch: Vec<f64>,
}

impl Skill {
    /// Most contacts that an agent who has one of these may have in hand.
    pub fn concurrent(&self) -> u32 {
        // At most 64 entries, as the scenario is checked.
        self.stretch.len() as u32
    }
}

/// How long a service takes with a group.
#[derive(Clone, Debug, PartialEq)]
pub enum Pace {
    /// The contact's own work divided by this speed. Also what a group's own handle-time distribution becomes where
    /// it is the type's distribution stretched: the same work, faster or slower.
    Speed(f64),
    /// Drawn anew from this distribution, from the contact's key.
    Own(Distribution),
}

impl Model {
    /// Whether arrivals, patience, work and everything else that is drawn before the floor opens are the same as in
    /// `other`, so that both can live the same drawn days.
    pub fn draws_like(&self, other: &Model) -> bool {
        self.horizon.length_s == other.horizon.length_s
            && self.horizon.days == other.horizon.days
            && self.headroom() == other.headroom()
            && self.contacts.len() == other.contacts.len()
            && self.contacts.iter().zip(&other.contacts).all(|(a, b)| {
                a.name == b.name
                    && a.arrivals == b.arrivals
                    && a.patience == b.patience
                    && a.handle == b.handle
                    && a.wrap_up == b.wrap_up
            })
    }

    /// Whether the center is nothing but queues and head-counts within one day, and nobody tries again.
    pub fn is_plain(&self) -> bool {
        let shifts = |group: &Group| !group.people.shifts.is_empty();
        self.horizon.days == 1
            && self.is_lived_without_calendar()
            && !self.has_redials()
            && !self.groups.iter().any(shifts)
    }

    /// Whether customers of any type try again.
    pub fn has_redials(&self) -> bool {
        self.contacts.iter().any(|contact| contact.operations.redial.is_some())
    }

    /// Whether a [`Floor`](crate::floor::Floor) lives the model, without a calendar of every event: queues, head-counts,
    /// shifts and redials, on days that have an end or around the clock. Everything else is lived by [`Center`](crate::floor::Center).
    pub fn is_lived_without_calendar(&self) -> bool {
        let by_time = |law: &Distribution| matches!(law, Distribution::ByTime(_));
        let plain_contact = |c: &Contact| {
            let operations = Operations { channel: Channel::Voice, ..Operations::default() };
            let voice = Operations { channel: Channel::Voice, redial: None, ..c.operations.clone() };
            let live = matches!(c.operations.channel, Channel::Voice | Channel::Chat);
            let still = c.changing.is_none() && c.segment.is_empty();
            let service = c.service.as_ref().is_none_or(|s| s.load == 0.0 && s.mood.is_none());
            let aftermath = c.aftermath.as_ref().is_none_or(|a| a.complaint.becomes.is_none() && a.notice.is_none());
            live && voice == operations && c.head_start.is_constant() && still && service && aftermath
        };
        let plain_skill = |s: &Skill| {
            s.stretch.len() == 1 && s.wrap_up.is_none() && !matches!(&s.pace, Pace::Own(law) if by_time(law))
        };
        // Whoever finishes what is in hand and then goes, or takes a break, does so at a moment that is known.
        let plain_shift = |shift: &Shift| {
            shift.end == ShiftEnd::Finish
                && shift.to_s - shift.from_s < DAY_S
                && shift.breaks.iter().all(|pause| pause.flexible_s == 0.0)
        };
        let plain_people = |people: &People| {
            let shifts = People { shifts: people.shifts.clone(), absence: people.absence, ..People::default() };
            *people == People::default()
                || (!people.shifts.is_empty() && *people == shifts && people.shifts.iter().all(plain_shift))
        };
        // Several who come back at one moment come one by one, which those who count the idle have to see.
        let counts_one_by_one =
            |g: &Group| !g.people.shifts.is_empty() && g.skills.iter().any(|skill| skill.reserve > 0);
        let plain_group =
            |g: &Group| plain_people(&g.people) && !counts_one_by_one(g) && g.skills.iter().all(plain_skill);
        // Whoever waits for ever when a run ends that has no closing is left over, and judged as that.
        let nobody_is_left_over = !self.horizon.never_closes() || self.contacts.iter().all(|c| c.patience.is_some());
        nobody_is_left_over
            && self.market.is_none()
            && self.alarm.is_none()
            && self.lines.is_empty()
            && self.routing.is_plain()
            && self.contacts.iter().all(plain_contact)
            && self.groups.iter().all(plain_group)
    }

    /// Whether kinds of customer differ in importance.
    pub fn kinds_differ_in_importance(&self) -> bool {
        self.kinds.iter().any(|kind| kind.importance != 0.0)
    }

    /// Whether what follows from contacts is drawn contact by contact, because it acts back on the center: complaints come as
    /// work, or customers are followed. Else it is computed, in expected numbers, from how many were how satisfied.
    pub fn draws_aftermath(&self) -> bool {
        let as_work = |c: &Contact| c.aftermath.as_ref().is_some_and(|a| a.complaint.becomes.is_some());
        self.market.is_some() || self.alarm.is_some() || self.contacts.iter().any(as_work)
    }

    /// Factor on the rates of arrival with which a day is drawn: see [`Market::headroom`].
    pub fn headroom(&self) -> f64 {
        self.market.as_ref().map_or(1.0, Market::headroom)
    }

    /// Number of reporting intervals of a day; 1 for a steady stretch.
    pub fn intervals(&self) -> usize {
        match self.horizon.kind {
            HorizonKind::Day { interval_s } => libm::round(self.horizon.length_s / interval_s) as usize,
            HorizonKind::Steady => 1,
        }
    }
}
