//! The sums of one replication in one scope, from which every measure is made.

use std::ops::{AddAssign, Range};

use crate::journey::{Consequences, consequences};
use crate::model::{HorizonKind, Model};

use super::ledger::{GroupTally, Section, Tally};

macro_rules! totals {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// Sums of one replication in one scope. Counts are contacts, `_s` seconds, money is in the scenario's currency.
        #[derive(Clone, Copy, Debug, Default, PartialEq)]
        pub struct Totals {
            $($(#[$doc])* pub $name: f64,)*
        }

        impl Totals {
            /// Names of the sums, in the order of [`values`](Self::values).
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),*];

            /// The sums, in a fixed order.
            pub fn values(&self) -> [f64; Self::NAMES.len()] {
                [$(self.$name),*]
            }

            /// From the sums in their fixed order.
            pub fn from_values(values: [f64; Self::NAMES.len()]) -> Totals {
                let [$($name),*] = values;
                Totals { $($name),* }
            }
        }
    };
}

totals! {
    /// Attempts that arrived.
    offered,
    /// Turned away, all lines busy.
    blocked,
    /// Left at once on meeting a queue.
    balked,
    /// Left the queue unserved.
    abandoned,
    /// Reached an agent.
    answered,
    /// Had to wait at all.
    delayed,
    /// Saw a later contact served first.
    overtaken,
    /// Offered to types with a service-level target.
    targeted,
    /// Of those, answered within it.
    in_time,
    /// Of those, abandoned within it.
    gone_in_time,
    /// Waits of all.
    wait_s,
    /// Waits of the answered.
    wait_answered_s,
    /// Contact-seconds in the queue between opening and closing.
    queue_s,
    /// Seconds between opening and closing.
    open_s,
    /// Handle times of the answered, with wrap-up.
    handle_s,
    /// Agent-seconds busy.
    busy_s,
    /// Agent-seconds on the phones: scheduled, and beyond where somebody had to finish.
    phone_s,
    /// Agent-seconds busy between opening and closing.
    busy_open_s,
    /// Agent-seconds scheduled.
    scheduled_s,
    /// Longest wait.
    longest_wait_s,
    /// Felt waits of all.
    perceived_s,
    /// Clock seconds of waits on a clock faster than 1.
    hard_s,
    /// Answered where resolution is modelled.
    resolvable,
    /// Of those, resolved at first contact.
    resolved,
    /// Contacts with a class of satisfaction.
    judged,
    /// Sum of S.
    satisfaction,
    /// Class of S.
    delighted,
    /// Class of S.
    satisfied,
    /// Class of S.
    indifferent,
    /// Class of S.
    dissatisfied,
    /// Filed.
    complaints,
    /// Dissatisfied, and said nothing.
    silent_dissatisfied,
    /// Heard a bad story.
    people_told,
    /// Heard a good one.
    people_told_good,
    /// Won back.
    recovered,
    /// Customers.
    customers_lost,
    /// Customers.
    customers_won,
    /// Paid hours × cost.
    staffing_cost,
    /// Compensation.
    goodwill_cost,
    /// Revenue of answered contacts.
    revenue,
    /// Customers lost × lifetime value.
    lifetime_value_lost,
    /// Customers won × lifetime value.
    lifetime_value_won,
    /// revenue + won − lost − goodwill − staffing.
    net_value,
}

impl AddAssign for Totals {
    fn add_assign(&mut self, other: Totals) {
        let longest = self.longest_wait_s.max(other.longest_wait_s);
        let mut sums = self.values();
        for (mine, theirs) in sums.iter_mut().zip(other.values()) {
            *mine += theirs;
        }
        *self = Totals { longest_wait_s: longest, ..Totals::from_values(sums) };
    }
}

/// Some cells of a replication's books: the whole counted time, one interval, one batch.
#[derive(Clone, Debug)]
pub struct Window<'a> {
    model: &'a Model,
    section: &'a Section,
    ends_s: &'a [f64],
    cells: Range<usize>,
    /// Work past closing belongs to it too.
    late: bool,
}

impl<'a> Window<'a> {
    /// The whole counted time. `ends_s` are the model's [`cell_ends`](super::cell_ends). Work past closing belongs to a day, not to a
    /// steady stretch.
    pub fn whole_time(model: &'a Model, section: &'a Section, ends_s: &'a [f64]) -> Window<'a> {
        let late = matches!(model.horizon.kind, HorizonKind::Day { .. });
        Window { model, section, ends_s, cells: 1..ends_s.len() - 1, late }
    }

    /// One interval or batch, from 0.
    pub fn only(&self, interval: usize) -> Window<'a> {
        Window { cells: interval + 1..interval + 2, late: false, ..self.clone() }
    }

    fn start_s(&self) -> f64 {
        self.ends_s[self.cells.start - 1]
    }

    fn end_s(&self) -> f64 {
        self.ends_s[self.cells.end - 1]
    }

    /// The whole center.
    pub fn whole(&self) -> Totals {
        let mut whole = Totals::default();
        for k in 0..self.model.contacts.len() {
            whole += self.of_type(k);
        }
        for g in 0..self.model.groups.len() {
            let group = self.of_group(g);
            whole.busy_s += group.busy_s;
            whole.busy_open_s += group.busy_open_s;
            whole.phone_s += group.phone_s;
            whole.scheduled_s += group.scheduled_s;
            whole.staffing_cost += group.staffing_cost;
        }
        whole.open_s = self.end_s() - self.start_s();
        whole.net_value -= whole.staffing_cost;
        whole
    }

    /// One contact type.
    pub fn of_type(&self, k: usize) -> Totals {
        let types = self.model.contacts.len();
        let mut sum = Tally::default();
        for cell in self.cells.clone() {
            sum.add(&self.section.tallies[cell * types + k]);
        }
        Totals { open_s: self.end_s() - self.start_s(), ..of_tally(self.model, k, &sum) }
    }

    /// One group.
    pub fn of_group(&self, g: usize) -> Totals {
        let groups = self.model.groups.len();
        let mut sum = GroupTally::default();
        for cell in self.cells.clone() {
            sum.add(&self.section.groups[cell * groups + g]);
        }
        let busy_open_s = sum.busy_s;
        let scheduled_s = scheduled(self.model, g, self.start_s(), self.end_s());
        let mut phone_s = scheduled_s + sum.overrun_s;
        if self.late {
            let late = self.section.groups[self.cells.end * groups + g];
            sum.busy_s += late.busy_s;
            // After closing only who works is there, whether counted or beyond the count.
            phone_s += late.busy_s;
        }
        let staffing_cost = phone_s / 3600.0 * self.model.groups[g].cost_per_hour;
        Totals {
            answered: sum.answered as f64,
            handle_s: sum.handle_s,
            busy_s: sum.busy_s,
            phone_s,
            busy_open_s,
            scheduled_s,
            staffing_cost,
            net_value: -staffing_cost,
            open_s: self.end_s() - self.start_s(),
            ..Totals::default()
        }
    }
}

/// Agent-seconds that the head-counts of a group promise between two moments.
fn scheduled(model: &Model, g: usize, from_s: f64, to_s: f64) -> f64 {
    let steps = &model.groups[g].staffing;
    let ends = steps.iter().skip(1).map(|s| s.0).chain([f64::INFINITY]);
    let overlap = |(step, end): (&(f64, u32), f64)| (end.min(to_s) - step.0.max(from_s)).max(0.0) * f64::from(step.1);
    steps.iter().zip(ends).map(overlap).sum()
}

impl Totals {
    /// Counts of one of `parts` equal parts, as if it were the whole.
    pub(super) fn scaled(self, parts: f64) -> Totals {
        Totals::from_values(self.values().map(|value| value * parts))
    }
}

/// A contact type's counts as sums, with what follows from them.
fn of_tally(model: &Model, k: usize, tally: &Tally) -> Totals {
    let contact = &model.contacts[k];
    let count = |n: u64| n as f64;
    let offered = count(tally.answered + tally.abandoned + tally.balked + tally.blocked);
    let targeted = contact.service_level.is_some();
    let target = |x: f64| if targeted { x } else { 0.0 };
    let wait_s = tally.wait_answered_s + tally.wait_abandoned_s;
    let service = contact.service.is_some();
    let [delighted, satisfied, indifferent, dissatisfied] = tally.classes.map(count);
    let follow = contact
        .aftermath
        .as_ref()
        .map_or(Consequences::default(), |a| consequences(a, [delighted, satisfied, indifferent, dissatisfied]));
    let lifetime = model.value.as_ref().map_or(0.0, crate::model::Value::lifetime);
    let revenue = model.value.as_ref().and_then(|v| v.per_contact.get(k)).map_or(0.0, |r| r * count(tally.answered));
    let lifetime_value_lost = lifetime * follow.customers_lost;
    let lifetime_value_won = lifetime * follow.customers_won;
    Totals {
        offered,
        blocked: count(tally.blocked),
        balked: count(tally.balked),
        abandoned: count(tally.abandoned),
        answered: count(tally.answered),
        delayed: count(tally.answered_later + tally.abandoned),
        overtaken: count(tally.overtaken),
        targeted: target(offered),
        in_time: target(count(tally.in_time)),
        gone_in_time: target(count(tally.gone_in_time)),
        wait_s,
        wait_answered_s: tally.wait_answered_s,
        queue_s: tally.queue_s,
        handle_s: tally.handle_s,
        longest_wait_s: tally.longest_wait_s,
        perceived_s: tally.perceived_s,
        hard_s: if contact.felt.speed() > 1.0 { wait_s } else { 0.0 },
        resolvable: if service { count(tally.answered) } else { 0.0 },
        resolved: count(tally.resolved),
        judged: if contact.aftermath.is_some() { offered } else { 0.0 },
        satisfaction: tally.satisfaction,
        delighted,
        satisfied,
        indifferent,
        dissatisfied,
        complaints: follow.complaints,
        silent_dissatisfied: follow.silent_dissatisfied,
        people_told: follow.people_told,
        people_told_good: follow.people_told_good,
        recovered: follow.recovered,
        customers_lost: follow.customers_lost,
        customers_won: follow.customers_won,
        goodwill_cost: follow.goodwill_cost,
        revenue,
        lifetime_value_lost,
        lifetime_value_won,
        net_value: revenue + lifetime_value_won - lifetime_value_lost - follow.goodwill_cost,
        ..Totals::default()
    }
}

impl Tally {
    fn add(&mut self, other: &Tally) {
        self.blocked += other.blocked;
        self.balked += other.balked;
        self.abandoned += other.abandoned;
        self.answered += other.answered;
        self.answered_later += other.answered_later;
        self.in_time += other.in_time;
        self.gone_in_time += other.gone_in_time;
        self.overtaken += other.overtaken;
        self.wait_answered_s += other.wait_answered_s;
        self.wait_abandoned_s += other.wait_abandoned_s;
        self.handle_s += other.handle_s;
        self.queue_s += other.queue_s;
        self.perceived_s += other.perceived_s;
        self.satisfaction += other.satisfaction;
        self.resolved += other.resolved;
        for (mine, theirs) in self.classes.iter_mut().zip(other.classes) {
            *mine += theirs;
        }
        self.longest_wait_s = self.longest_wait_s.max(other.longest_wait_s);
    }
}

impl GroupTally {
    fn add(&mut self, other: &GroupTally) {
        self.answered += other.answered;
        self.handle_s += other.handle_s;
        self.busy_s += other.busy_s;
        self.overrun_s += other.overrun_s;
    }
}
