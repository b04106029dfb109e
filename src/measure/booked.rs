//! What has been booked of a contact type, as sums, with what follows from it.

use crate::journey::{Consequences, consequences};
use crate::model::Model;

use super::ledger::{Extra, Tally};
use super::totals::Totals;

/// What has been booked of a contact type in some window.
#[derive(Clone, Debug, Default)]
pub(super) struct Booked {
    pub tally: Tally,
    /// What plain models have no word for.
    pub extra: Option<Extra>,
    /// A floor told it, not a center.
    pub of_floor: bool,
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
    let overdue = extra.map_or(0, |more| more.overdue);
    let offered = count(ended + left_over);
    let served = count(tally.answered + called_back);
    let targeted = contact.service_level.is_some();
    let target = |x: f64| if targeted { x } else { 0.0 };
    let wait_s = tally.wait_answered_s + tally.wait_unserved_s + extra.map_or(0.0, |more| more.wait_left_s);
    let felt_clock_s = wait_s + extra.map_or(0.0, |more| more.callback_wait_s + more.callback_left_s);
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
        longest_wait_s: tally.longest_answered_s.max(tally.longest_unserved_s),
        longest_answered_s: tally.longest_answered_s,
        // A wait without feelings is as long as the clock says, and nobody is asked how it felt.
        perceived_s: if contact.felt.is_on() { tally.perceived_s } else { felt_clock_s },
        felt_clock_s,
        hard_s: if contact.felt.speed() > 1.0 { wait_s } else { 0.0 },
        resolvable: if service { served } else { 0.0 },
        resolved: count(tally.resolved),
        judged: if contact.aftermath.is_some() { count(ended + overdue) } else { 0.0 },
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
        // A floor has told when a service will be over as soon as it begins, and how its wait was.
        Some(extra) if booked.of_floor => {
            let Totals { handled, hard_s, .. } = plain;
            Totals { handled, hard_s, ..of_center(plain, extra) }
        }
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
        overdue: count(extra.overdue),
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
