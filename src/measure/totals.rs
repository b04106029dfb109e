//! The sums of one replication in one scope, from which every measure is made.

use std::ops::AddAssign;

use crate::journey::{Consequences, consequences};
use crate::model::Model;

use super::ledger::{Extra, Tally};

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
    /// Left the queue unserved, of their own will.
    abandoned,
    /// Still waited when the center closed, or was closed, and were sent away.
    cut_off,
    /// Reached an agent.
    answered,
    /// Had to wait for an agent.
    delayed,
    /// Saw a later contact served first.
    overtaken,
    /// Came because a customer who got nothing tried again.
    redials,
    /// Came because a contact was not resolved.
    repeats,
    /// Came because an agent handed the customer on.
    transfers,
    /// Took the offer of a callback.
    callbacks,
    /// Of those, called back and served; they are not among the answered.
    called_back,
    /// Of those, called back and not reached.
    not_reached,
    /// Of those, called later than promised.
    broken_promises,
    /// Time from arrival to the call of those called back or not reached.
    callback_wait_s,
    /// Still waiting when the run ended, in the queue or for a callback.
    backlog,
    /// Of those, could still be answered within the service-level target.
    not_yet_due,
    /// Taken in their turn, of whom a wait had been predicted.
    predicted,
    /// The waits that had been predicted of them.
    predicted_s,
    /// The times from then until they were taken.
    lived_s,
    /// The absolute differences of the two.
    mispredicted_s,
    /// Numbers dialed.
    dialed,
    /// Of those, answered the phone.
    answered_phone,
    /// Contacts that the dialer has begun, booked where they begin and not where their number was dialed.
    reached,
    /// Had to wait, though the center had called them.
    mismatches,
    /// Abandoned, though the center had called them.
    nuisances,
    /// Reached by a dialer and not whom we want.
    wrong_party,
    /// Offered to types with a service-level target, without those that are not due when the run ends.
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
    /// Services that are over: those of the answered, and of who was called back.
    handled,
    /// Their handle times, with wrap-up.
    handle_s,
    /// Agent-seconds busy.
    busy_s,
    /// Agent-seconds on the phones: scheduled, and beyond where somebody had to finish.
    phone_s,
    /// Agent-seconds paid.
    paid_s,
    /// Of these, of those who showed up.
    shown_up_s,
    /// Of these, in which they were to be away by shrinkage.
    shrinkage_planned_s,
    /// Of these, in which they were away by shrinkage.
    shrinkage_lived_s,
    /// Agent-seconds busy between opening and closing.
    busy_open_s,
    /// Agent-seconds on the phones between opening and closing.
    present_open_s,
    /// Agent-seconds scheduled between opening and closing.
    scheduled_s,
    /// Longest wait.
    longest_wait_s,
    /// Felt waits of all, on the line and for a callback.
    perceived_s,
    /// The same waits by the clock.
    felt_clock_s,
    /// Clock seconds of waits on a clock faster than 1.
    hard_s,
    /// Served where resolution is modelled.
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
    /// Told before they asked.
    notified,
    /// Alarms over the number of complaints.
    alarms,
    /// Customers when the last day was over.
    customers,
    /// Customers who left for reasons beyond the center's control.
    customers_gone,
    /// Customers lost by what is told in a customer base.
    customers_lost_by_mouth,
    /// Customers.
    customers_lost,
    /// Customers.
    customers_won,
    /// Paid hours × cost.
    staffing_cost,
    /// Compensation.
    goodwill_cost,
    /// Revenue of contacts served.
    revenue,
    /// Value lost through waiting as the clock counts it.
    lost_to_clock,
    /// Value lost through what makes waiting hard.
    lost_to_hardness,
    /// Value lost through being overtaken.
    lost_to_unfairness,
    /// Value lost through giving up or being turned away.
    lost_unserved,
    /// Value lost through what was not resolved.
    lost_unresolved,
    /// Value lost through broken promises.
    lost_to_broken_promises,
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

/// A part of net value: a measure's name, what it is called, and its contribution.
pub type NetValuePart = (&'static str, &'static str, fn(&Totals) -> f64);

/// The parts that net value is made of, in the order in which they are told. They add up to net value, exactly but for rounding.
pub const NET_VALUE_PARTS: [NetValuePart; 10] = [
    ("revenue", "Revenue of contacts", |t| t.revenue),
    ("value_at_best", "Customers, every contact at its best", Totals::value_at_best),
    ("lost_unresolved", "  not being helped", |t| -t.lost_unresolved),
    ("lost_to_clock", "  waiting", |t| -t.lost_to_clock),
    ("lost_to_hardness", "  waiting being hard", |t| -t.lost_to_hardness),
    ("lost_to_unfairness", "  being overtaken", |t| -t.lost_to_unfairness),
    ("lost_to_broken_promises", "  broken promises", |t| -t.lost_to_broken_promises),
    ("lost_unserved", "  giving up, being turned away", |t| -t.lost_unserved),
    ("goodwill_cost", "Goodwill", |t| -t.goodwill_cost),
    ("staffing_cost", "Staffing", |t| -t.staffing_cost),
];

impl Totals {
    /// Lifetime value won less lost, had every contact been served at once, resolved, with its promises kept. Where what
    /// follows is drawn, chance, the complaint desk and a saturated market are in it too.
    pub fn value_at_best(&self) -> f64 {
        let blamed = self.lost_to_clock
            + self.lost_to_hardness
            + self.lost_to_unfairness
            + self.lost_unserved
            + self.lost_unresolved
            + self.lost_to_broken_promises;
        self.lifetime_value_won - self.lifetime_value_lost + blamed
    }
}

impl Totals {
    /// Sums of one of `parts` equal parts, as if it were the whole: no wait is longer for that.
    pub(crate) fn scaled(self, parts: f64) -> Totals {
        let scaled = Totals::from_values(self.values().map(|value| value * parts));
        Totals { longest_wait_s: self.longest_wait_s, ..scaled }
    }
}

/// What has been booked of a contact type in some window.
#[derive(Clone, Debug, Default)]
pub(super) struct Booked {
    pub tally: Tally,
    /// What only a center tells.
    pub extra: Option<Extra>,
    /// Customers lost through each part of contacts.
    pub blamed: [f64; 6],
    /// Classes by kind of customer; empty where all are of one kind.
    pub kinds: Vec<[u64; 4]>,
}

/// What follows, in numbers and in what the customers are worth, in standard ones.
struct Following {
    of: Consequences,
    lost_worth: f64,
}

/// What follows: as it was drawn, or in expected numbers.
fn following(model: &Model, k: usize, booked: &Booked) -> Following {
    let aftermath = model.contacts[k].aftermath.as_ref();
    if let Some(extra) = booked.extra.as_ref().filter(|_| model.draws_aftermath()) {
        // In a market word of mouth is the whole center's, day by day.
        let converts = aftermath.filter(|_| model.market.is_none()).map_or(0.0, |aftermath| aftermath.converts);
        let (leavers, by_mouth) = (extra.leavers as f64, converts * extra.told);
        let of = Consequences {
            complaints: extra.complaints as f64,
            silent_dissatisfied: extra.silent as f64,
            people_told: extra.told,
            people_told_good: extra.told_good,
            recovered: extra.recovered as f64,
            leavers,
            customers_lost: leavers + by_mouth,
            customers_won: converts * extra.told_good,
            goodwill_cost: extra.compensation,
        };
        return Following { of, lost_worth: extra.leavers_worth + by_mouth };
    }
    let Some(aftermath) = aftermath else { return Following { of: Consequences::default(), lost_worth: 0.0 } };
    let one_kind = [booked.tally.classes];
    let kinds = if booked.kinds.is_empty() { &one_kind[..] } else { &booked.kinds };
    let mut sum = Following { of: Consequences::default(), lost_worth: 0.0 };
    for (kind, classes) in model.kinds.iter().zip(kinds) {
        let of = consequences(aftermath, kind, classes.map(|n| n as f64));
        sum.lost_worth += of.customers_lost + (kind.value - 1.0) * of.leavers;
        sum.of += of;
    }
    sum
}

/// A contact type's counts as sums, with what follows from them.
pub(super) fn of_tally(model: &Model, k: usize, booked: &Booked, open_s: f64) -> Totals {
    let (tally, extra) = (&booked.tally, booked.extra.as_ref());
    let contact = &model.contacts[k];
    let count = |n: u64| n as f64;
    let answered = count(tally.answered);
    let [called_back, not_reached, left_over, left_in_queue, wrong_party, found_agent, not_yet_due] =
        extra.map_or([0; 7], |more| {
            let [left_over, in_queue, due_later] = [more.left_over, more.left_in_queue, more.not_yet_due];
            [more.called_back, more.not_reached, left_over, in_queue, more.wrong_party, more.found_agent, due_later]
        });
    let ended = tally.ended() + called_back + not_reached;
    let offered = count(ended + left_over);
    let served = count(tally.answered + called_back);
    let targeted = contact.service_level.is_some();
    let target = |x: f64| if targeted { x } else { 0.0 };
    let wait_s = tally.wait_answered_s + tally.wait_unserved_s + extra.map_or(0.0, |more| more.wait_left_s);
    let service = contact.service.is_some();
    let [delighted, satisfied, indifferent, dissatisfied] = tally.classes.map(count);
    let Following { of: follow, lost_worth } = following(model, k, booked);
    let notice_costs = extra.map_or(0.0, |more| more.notice_costs);
    let goodwill_cost = follow.goodwill_cost + notice_costs;
    let lifetime = model.value.as_ref().map_or(0.0, crate::model::Value::lifetime);
    let revenue =
        model.value.as_ref().and_then(|v| v.per_contact.get(k)).map_or(0.0, |r| r * (served - count(wrong_party)));
    let lifetime_value_lost = lifetime * lost_worth;
    let [unresolved, clock, hardness, unfairness, promises, unserved] = booked.blamed.map(|lost| lifetime * lost);
    let lifetime_value_won = lifetime * follow.customers_won;
    let plain = Totals {
        offered,
        blocked: count(tally.blocked),
        balked: count(tally.balked),
        abandoned: count(tally.abandoned),
        cut_off: count(tally.cut_off),
        answered,
        delayed: count(tally.answered_later + tally.abandoned + tally.cut_off + left_in_queue - found_agent),
        overtaken: count(tally.overtaken),
        targeted: target(count(ended + left_over - not_yet_due)),
        not_yet_due: target(count(not_yet_due)),
        in_time: target(count(tally.in_time)),
        gone_in_time: target(count(tally.gone_in_time)),
        wait_s,
        wait_answered_s: tally.wait_answered_s,
        queue_s: tally.queue_s,
        open_s,
        handled: answered,
        handle_s: tally.handle_s,
        longest_wait_s: tally.longest_wait_s,
        perceived_s: tally.perceived_s,
        felt_clock_s: wait_s + extra.map_or(0.0, |more| more.callback_wait_s + more.callback_left_s),
        hard_s: if contact.felt.speed() > 1.0 { wait_s } else { 0.0 },
        resolvable: if service { served } else { 0.0 },
        resolved: count(tally.resolved),
        judged: if contact.aftermath.is_some() { count(ended) } else { 0.0 },
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
        goodwill_cost,
        revenue,
        lost_to_clock: clock,
        lost_to_hardness: hardness,
        lost_to_unfairness: unfairness,
        lost_unserved: unserved,
        lost_unresolved: unresolved,
        lost_to_broken_promises: promises,
        lifetime_value_lost,
        lifetime_value_won,
        net_value: revenue + lifetime_value_won - lifetime_value_lost - goodwill_cost,
        ..Totals::default()
    };
    match extra {
        None => plain,
        Some(extra) => {
            let hard_s = if contact.felt.is_on() { extra.hard_s } else { 0.0 };
            Totals { hard_s, ..of_center(plain, extra) }
        }
    }
}

/// The sums of a contact type with what a center has told besides.
fn of_center(plain: Totals, extra: &Extra) -> Totals {
    let count = |n: u64| n as f64;
    Totals {
        redials: count(extra.redials),
        repeats: count(extra.repeats),
        transfers: count(extra.transfers),
        callbacks: count(extra.callbacks),
        called_back: count(extra.called_back),
        not_reached: count(extra.not_reached),
        broken_promises: count(extra.broken_promises),
        callback_wait_s: extra.callback_wait_s,
        predicted: count(extra.predicted),
        predicted_s: extra.predicted_s,
        lived_s: extra.lived_s,
        mispredicted_s: extra.mispredicted_s,
        backlog: count(extra.left_over),
        dialed: count(extra.dialed),
        answered_phone: count(extra.answered_phone),
        reached: count(extra.reached),
        mismatches: count(extra.mismatches),
        nuisances: count(extra.nuisances),
        wrong_party: count(extra.wrong_party),
        handled: count(extra.handled),
        notified: count(extra.notified),
        ..plain
    }
}
