//! The sums of one replication in one scope, from which every measure is made.

use std::ops::AddAssign;

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
    /// Of those, should have been seen to before: judged as customers who got nothing.
    overdue,
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
    /// Of these, scheduled and of those who showed up: what is worked beyond the schedule is not among them.
    shown_up_s,
    /// Of these, in which they are to be away by shrinkage: the share that is written.
    shrinkage_planned_s,
    /// Of these, in which they were away by shrinkage.
    shrinkage_lived_s,
    /// Of these, for which their breaks are planned.
    breaks_planned_s,
    /// Of these, in which they were on a break.
    breaks_lived_s,
    /// Agent-seconds busy between opening and closing.
    busy_open_s,
    /// Agent-seconds on the phones between opening and closing.
    present_open_s,
    /// Agent-seconds scheduled between opening and closing.
    scheduled_s,
    /// Longest wait.
    longest_wait_s,
    /// Longest wait of the answered.
    longest_answered_s,
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
        let longest_wait_s = self.longest_wait_s.max(other.longest_wait_s);
        let longest_answered_s = self.longest_answered_s.max(other.longest_answered_s);
        let mut sums = self.values();
        for (mine, theirs) in sums.iter_mut().zip(other.values()) {
            *mine += theirs;
        }
        *self = Totals { longest_wait_s, longest_answered_s, ..Totals::from_values(sums) };
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
        Totals { longest_wait_s: self.longest_wait_s, longest_answered_s: self.longest_answered_s, ..scaled }
    }
}
