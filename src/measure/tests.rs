//! Books kept by hand, over days and of a whole center.

use super::*;
use crate::floor::{Answer, Cause, Experience, LeftOver, Recorder, Rostered, Visit, Wait};
use crate::journey::Card;
use crate::model::{
    Break, Callback, CallbackServed, Channel, ContactId, DAY_S, DialPace, Dialer, Distribution, GroupId, Keep, Model,
    Offer, OverDay, Redial, Shift, ShiftEnd,
};
use crate::scenario::{NoFiles, Scenario};

const HOUR_S: f64 = 3600.0;

/// A center that is open for two hours of each day, with a type that is judged and one that is not.
fn center(days: u32) -> Model {
    let text = r#"
        [horizon]
        opens = "08:00"
        closes = "10:00"
        interval = "1h"
        [contact.a]
        arrivals = { rate = "60/h" }
        handle = { constant = "1m" }
        service_level = { within = "20s", target = 0.8 }
        [contact.b]
        arrivals = { rate = "60/h" }
        handle = { constant = "1m" }
        [group.g]
        agents = { "08:00" = 2, "09:00" = 3 }
        cost = 36.0
        skills.a = {}
        skills.b = {}
        [wait]
        [aftermath]
    "#;
    let mut model = Scenario::parse(text, "x.toml").unwrap().compile(&NoFiles).unwrap_or_else(|m| panic!("{m}")).model;
    model.horizon.days = days;
    model
}

/// Books, and contacts that come one after the other.
struct Hand {
    model: Model,
    ledger: Ledger<true>,
    key: u64,
}

impl Hand {
    fn of(model: Model) -> Hand {
        Hand { ledger: Ledger::of_center(&model), model, key: 0 }
    }

    fn arrives(&mut self, contact: u16, arrival_s: f64) -> Visit {
        self.key += 1;
        Visit {
            contact: ContactId(contact),
            stamp: self.ledger.arrives(ContactId(contact), arrival_s),
            arrival_s,
            key: self.key,
        }
    }

    /// Comes, waits, is served.
    fn serves(&mut self, contact: u16, arrival_s: f64, wait_s: f64, handle_s: f64) {
        let visit = self.arrives(contact, arrival_s);
        self.ledger.connected(&visit, &at(arrival_s + wait_s));
        let card = Card::new(&self.model, &self.model.contacts[usize::from(contact)]);
        self.ledger.experienced(&visit, &card.served(wait_s, GroupId(0), visit.key));
        self.ledger.handled(&visit, GroupId(0), handle_s);
        self.ledger.worked(GroupId(0), arrival_s + wait_s, arrival_s + wait_s + handle_s);
    }

    /// Is judged, without a wait.
    fn feels(&mut self, visit: &Visit) {
        let card = Card::new(&self.model, &self.model.contacts[visit.contact.index()]);
        self.ledger.experienced(visit, &card.served(0.0, GroupId(0), visit.key));
    }

    /// The sums of some window.
    fn totals(&mut self, of: impl Fn(&Window<'_>) -> Totals) -> Totals {
        let ends_s = cell_ends(&self.model);
        let section = self.ledger.clone().take_section();
        of(&Window::whole_time(&self.model, &section, &ends_s))
    }
}

fn at(at_s: f64) -> Answer {
    Answer { group: GroupId(0), skill: 0, at_s, handle_s: 0.0, wrap_up_s: 0.0, overtaken: false }
}

#[test]
fn cells_are_intervals_and_nights() {
    let mut model = center(1);
    assert_eq!(cell_ends(&model), [0.0, HOUR_S, 2.0 * HOUR_S, f64::INFINITY]);
    model.horizon.days = 2;
    let second = [DAY_S + HOUR_S, DAY_S + 2.0 * HOUR_S, f64::INFINITY];
    assert_eq!(cell_ends(&model), [[0.0, HOUR_S, 2.0 * HOUR_S, DAY_S].as_slice(), &second].concat());
    model.horizon.warm_up_s = DAY_S + 600.0;
    assert_eq!(cell_ends(&model), [[DAY_S + 600.0; 4].as_slice(), &second].concat());
}

#[test]
fn contacts_of_two_days_fall_into_their_windows() {
    let mut hand = Hand::of(center(2));
    hand.serves(0, 10.0, 0.0, 60.0);
    hand.serves(0, HOUR_S + 10.0, 30.0, 60.0);
    // Handed on after closing of the first day: of that day, but of no interval.
    hand.serves(0, 2.0 * HOUR_S + 5.0, 5.0, 60.0);
    hand.serves(0, DAY_S + 10.0, 20.0, 60.0);
    let answered = |t: Totals| (t.answered, t.wait_s, t.in_time, t.delayed, t.handled, t.handle_s);
    assert_eq!(answered(hand.totals(|w| w.whole())), (4.0, 55.0, 3.0, 3.0, 4.0, 240.0));
    assert_eq!(answered(hand.totals(|w| w.only(0).of_type(0))), (2.0, 20.0, 2.0, 1.0, 2.0, 120.0));
    assert_eq!(answered(hand.totals(|w| w.only(1).whole())), (1.0, 30.0, 0.0, 1.0, 1.0, 60.0));
    assert_eq!(answered(hand.totals(|w| w.day(0).whole())), (3.0, 35.0, 2.0, 2.0, 3.0, 180.0));
    assert_eq!(answered(hand.totals(|w| w.day(1).of_type(0))), (1.0, 20.0, 1.0, 1.0, 1.0, 60.0));
    assert_eq!(hand.totals(|w| w.whole()).queue_s, 50.0, "nobody queues while it is closed");
    let hours = |t: Totals| t.open_s / HOUR_S;
    assert_eq!([hours(hand.totals(|w| w.whole())), hours(hand.totals(|w| w.only(1).of_group(0)))], [4.0, 2.0]);
    assert_eq!(hours(hand.totals(|w| w.day(1).whole())), 2.0);
    assert_eq!(hand.totals(|w| w.whole()).scheduled_s, 10.0 * HOUR_S);
    assert_eq!(hand.totals(|w| w.only(1).whole()).scheduled_s, 6.0 * HOUR_S);
}

#[test]
fn a_warm_up_of_more_than_a_day_is_not_counted() {
    let mut model = center(2);
    model.horizon.warm_up_s = DAY_S + 600.0;
    let mut hand = Hand::of(model);
    hand.serves(0, 10.0, 0.0, 60.0);
    hand.serves(0, DAY_S + 10.0, 0.0, 60.0);
    hand.serves(0, DAY_S + 600.0, 0.0, 60.0);
    let whole = hand.totals(|w| w.whole());
    assert_eq!((whole.answered, whole.busy_s), (1.0, 60.0));
    assert_eq!(whole.open_s, 2.0 * HOUR_S - 600.0);
    assert_eq!(whole.scheduled_s, 2.0 * 3000.0 + 3.0 * HOUR_S);
    assert_eq!(hand.totals(|w| w.day(0).whole()), Totals::default());
}

#[test]
fn time_is_booked_where_it_was_spent_and_paid_is_not_present() {
    let mut hand = Hand::of(center(2));
    let group = GroupId(0);
    // Two come a quarter of an hour early, one of them is on a paid break for half an hour; both stay a night.
    hand.ledger.paid(group, 2, -900.0, DAY_S + 600.0);
    hand.ledger.present(group, 2, -900.0, HOUR_S);
    hand.ledger.present(group, 1, HOUR_S, HOUR_S + 1800.0);
    hand.ledger.present(group, 2, HOUR_S + 1800.0, DAY_S + 600.0);
    hand.ledger.worked(group, 2.0 * HOUR_S - 60.0, DAY_S + 60.0);
    let whole = hand.totals(|w| w.of_group(0));
    let stay_s = DAY_S + 600.0 + 900.0;
    assert_eq!((whole.paid_s, whole.phone_s), (2.0 * stay_s, 2.0 * stay_s - 1800.0));
    assert_eq!(whole.staffing_cost, 2.0 * stay_s / HOUR_S * 36.0);
    assert_eq!(whole.present_open_s, 2.0 * (2.0 * HOUR_S + 600.0) - 1800.0);
    assert_eq!((whole.busy_s, whole.busy_open_s), (DAY_S - 2.0 * HOUR_S + 120.0, 120.0));
    let first = hand.totals(|w| w.day(0).whole());
    assert_eq!((first.paid_s, first.busy_s), (2.0 * (DAY_S + 900.0), DAY_S - 2.0 * HOUR_S + 60.0));
    let interval = hand.totals(|w| w.only(1).whole());
    assert_eq!((interval.paid_s, interval.phone_s, interval.busy_s), (2.0 * HOUR_S, 1.5 * HOUR_S, 60.0));
}

#[test]
fn who_takes_a_callback_is_offered_once_and_ends_once() {
    let mut hand = Hand::of(center(2));
    let [reached, missed, waits] = [0.0, 1.0, 2.0].map(|s| {
        let visit = hand.arrives(0, s);
        hand.ledger.takes_callback(&visit);
        visit
    });
    let queues = hand.arrives(0, DAY_S + 1.0);
    hand.ledger.called_back(&reached, &at(600.0), false);
    hand.feels(&reached);
    hand.feels(&missed);
    hand.ledger.handled(&reached, GroupId(0), 60.0);
    hand.ledger.not_reached(&missed, 901.0, true);
    hand.ledger.left_over(&waits, DAY_S + 101.0, &LeftOver::default());
    let wait = Wait { clock_s: 100.0, felt_s: 150.0, ..Wait::default() };
    hand.ledger.left_over(&queues, DAY_S + 101.0, &LeftOver { wait, ..LeftOver::default() });
    let t = hand.totals(|w| w.whole());
    assert_eq!((t.offered, t.answered, t.targeted, t.in_time, t.judged), (4.0, 0.0, 4.0, 0.0, 2.0));
    assert_eq!((t.callbacks, t.called_back, t.not_reached, t.broken_promises), (3.0, 1.0, 1.0, 1.0));
    assert_eq!((t.callback_wait_s, t.backlog, t.handled, t.handle_s), (1500.0, 2.0, 1.0, 60.0));
    // Only who stands in the queue waits there.
    assert_eq!((t.delayed, t.wait_s, t.queue_s, t.longest_wait_s), (1.0, 100.0, 100.0, 100.0));
    assert_eq!((t.perceived_s == 150.0, t.delighted + t.satisfied + t.indifferent + t.dissatisfied), (true, 2.0));
    assert_eq!(hand.totals(|w| w.day(1).whole()).offered, 1.0);
}

#[test]
fn what_is_caused_and_dialed_is_counted_by_type() {
    let mut model = center(1);
    model.contacts[1].operations.channel = Channel::Outbound;
    let mut hand = Hand::of(model);
    for (contact, cause) in [(0, Cause::Redial), (0, Cause::Redial), (0, Cause::Repeat), (1, Cause::Transfer)] {
        let visit = hand.arrives(contact, 1.0);
        hand.ledger.caused(&visit, cause);
        hand.ledger.balked(&visit);
    }
    for _ in 0..4 {
        hand.ledger.dialed(ContactId(1), 5.0);
    }
    let waits = hand.arrives(1, 5.0);
    let gives_up = hand.arrives(1, 5.0);
    for visit in [&waits, &gives_up, &waits] {
        hand.ledger.reached(visit, 5.0);
    }
    // Who has been dialed, and has to wait.
    for visit in [&waits, &gives_up] {
        hand.ledger.mismatch(visit);
    }
    hand.serves(1, 5.0, 0.0, 60.0);
    hand.ledger.abandoned(&gives_up, 7.0, false);
    hand.ledger.nuisance(&gives_up);
    // Who tries again has not been dialed.
    let again = hand.arrives(1, 5.0);
    hand.ledger.abandoned(&again, 9.0, false);
    hand.ledger.connected(&waits, &at(9.0));
    hand.ledger.wrong_party(&waits);
    let inbound = hand.totals(|w| w.of_type(0));
    assert_eq!((inbound.redials, inbound.repeats, inbound.transfers, inbound.dialed), (2.0, 1.0, 0.0, 0.0));
    let outbound = hand.totals(|w| w.only(0).of_type(1));
    assert_eq!((outbound.transfers, outbound.dialed, outbound.answered_phone), (1.0, 4.0, 3.0));
    assert_eq!((outbound.mismatches, outbound.nuisances, outbound.wrong_party), (2.0, 1.0, 1.0));
    let Kind::Ratio(above, below) = measure("nuisance_rate").unwrap().kind else { panic!("a ratio") };
    let whole = hand.totals(|w| w.whole());
    assert_eq!((above(&whole), below(&whole)), (1.0, 3.0));
}

/// A plain day gives the same sums whether a floor or a center tells of it.
#[test]
fn floor_and_center_are_booked_alike() {
    let model = center(1);
    let mut hand = Hand::of(model.clone());
    hand.serves(0, 10.0, 0.0, 60.0);
    hand.serves(1, HOUR_S - 10.0, 15.0, 60.0);
    for (agents, from_s) in [(2, 0.0), (3, HOUR_S)] {
        hand.ledger.present(GroupId(0), agents, from_s, from_s + HOUR_S);
        hand.ledger.paid(GroupId(0), agents, from_s, from_s + HOUR_S);
        hand.ledger.rostered(GroupId(0), agents, Rostered::ShownUp, from_s, from_s + HOUR_S);
    }
    let told = hand.totals(|w| w.whole());
    let mut floor: Ledger<true> = Ledger::new(&model);
    let first = Visit { contact: ContactId(0), stamp: floor.arrives(ContactId(0), 10.0), arrival_s: 10.0, key: 1 };
    floor.answered_at_once(&first, &Answer { handle_s: 60.0, ..at(10.0) });
    let arrival_s = HOUR_S - 10.0;
    let second = Visit { contact: ContactId(1), stamp: floor.arrives(ContactId(1), arrival_s), arrival_s, key: 2 };
    floor.answered(&second, &Answer { handle_s: 60.0, ..at(HOUR_S + 5.0) });
    let section = floor.take_section();
    assert!(!section.is_of_center(), "a plain floor's books are no larger than they must be");
    assert_eq!(Window::whole_time(&model, &section, &cell_ends(&model)).whole(), told);
}

#[test]
fn shifts_are_scheduled_without_their_breaks() {
    let mut model = center(2);
    let pause = Break { at_s: HOUR_S, length_s: 1800.0, flexible_s: 900.0, keep: Keep::End };
    model.groups[0].people.shifts = vec![
        Shift { people: 4, from_s: -900.0, to_s: 1.5 * HOUR_S, breaks: vec![pause], end: ShiftEnd::Finish },
        // By night: it reaches into the next morning.
        Shift { people: 1, from_s: 12.0 * HOUR_S, to_s: DAY_S + 600.0, breaks: Vec::new(), end: ShiftEnd::Finish },
    ];
    let mut hand = Hand::of(model);
    assert_eq!(hand.totals(|w| w.day(0).of_group(0)).scheduled_s, 4.0 * HOUR_S);
    assert_eq!(hand.totals(|w| w.day(1).of_group(0)).scheduled_s, 4.0 * HOUR_S + 600.0);
    assert_eq!(hand.totals(|w| w.only(0).whole()).scheduled_s, 8.0 * HOUR_S + 600.0);
    assert_eq!(hand.totals(|w| w.only(1).whole()).scheduled_s, 0.0);
}

/// Names of the measures that mean something there beside those of a plain day.
fn new_measures(model: &Model, scope: Scope) -> Vec<&'static str> {
    let plain = center(1);
    let all = MEASURES.iter().filter(|m| summary::applies(model, m, scope) && !summary::applies(&plain, m, scope));
    all.map(|m| m.name).collect()
}

#[test]
fn measures_are_reported_where_there_is_what_they_measure() {
    let mut model = center(2);
    let always = ["backlog", "overdue", "agents_scheduled", "agents_present"];
    assert_eq!(new_measures(&model, Scope::Whole), always);
    assert_eq!(new_measures(&model, Scope::Group(0)), ["agents_scheduled", "agents_present"]);
    let after = Distribution::Constant(60.0);
    let becomes = Some(ContactId(1));
    let (abandoned, balked, blocked) = (1.0, 0.0, 0.0);
    model.contacts[0].operations.redial =
        Some(Redial { abandoned, balked, blocked, again: None, after, limit: 2, becomes });
    assert_eq!(new_measures(&model, Scope::Contact(0)), ["backlog", "overdue"]);
    assert_eq!(new_measures(&model, Scope::Contact(1)), ["backlog", "overdue", "redials"]);
    let (offer, served) = (Offer::Queue(3), CallbackServed::InTurn);
    model.contacts[0].operations.callback = Some(Callback {
        offer,
        estimate: crate::model::Estimate::QueueLength,
        accepts: 1.0,
        served,
        reach: 1.0,
        promise: 1.0,
        handle: None,
        clock: None,
    });
    let pace = DialPace::Predictive { abandon_target: 0.03 };
    model.contacts[1].operations.dialer =
        Some(Dialer { list: 10, pace, reach: OverDay::always(0.5), ring: None, wrong_party: None });
    let predictions = ["predicted_wait_s", "lived_wait_s", "prediction_ratio", "prediction_error_s"];
    assert!(predictions.iter().all(|name| new_measures(&model, Scope::Contact(0)).contains(name)));
    assert!(predictions.iter().all(|name| !new_measures(&model, Scope::Contact(1)).contains(name)));
    assert_eq!(
        new_measures(&model, Scope::ContactInInterval(0, 0)),
        ["callbacks", "called_back", "callback_wait_s", "broken_promises"]
    );
    assert_eq!(
        new_measures(&model, Scope::Contact(1)),
        ["backlog", "overdue", "redials", "dialed", "reached_share", "mismatches", "nuisance_rate"]
    );
}

#[test]
fn no_quantile_is_longer_than_the_longest_wait() {
    let mut hand = Hand::of(center(1));
    for wait_s in [5.0, 5.0, 125.0, 5.0] {
        hand.serves(0, 10.0, wait_s, 60.0);
    }
    hand.ledger.present(GroupId(0), 4, 0.0, HOUR_S);
    let mut builder = SummaryBuilder::new(&hand.model, false);
    builder.push(&hand.ledger.take_section());
    builder.push_waits(0, &hand.ledger.take_histograms());
    let summary = builder.finish(0.95);
    for scope in [Scope::Whole, Scope::Contact(0)] {
        assert_eq!(summary.get(scope, "wait_p99_s").map(|e| e.mean), Some(125.0));
    }
}

#[test]
fn a_summary_of_several_days_has_each_day() {
    let mut hand = Hand::of(center(2));
    hand.serves(0, 10.0, 0.0, 60.0);
    hand.serves(0, DAY_S + 10.0, 0.0, 60.0);
    hand.serves(0, DAY_S + HOUR_S, 40.0, 60.0);
    for day_s in [0.0, DAY_S] {
        hand.ledger.present(GroupId(0), 1, day_s, day_s + 2.0 * HOUR_S);
    }
    let mut builder = SummaryBuilder::new(&hand.model, true);
    builder.push(&hand.ledger.take_section());
    let summary = builder.finish(0.95);
    let mean = |scope, name| summary.get(scope, name).map(|e| e.mean);
    assert_eq!(mean(Scope::Day(0), "offered"), Some(1.0));
    assert_eq!(mean(Scope::Day(1), "mean_wait_s"), Some(20.0));
    assert_eq!(mean(Scope::Day(1), "wait_p80_s"), None);
    assert_eq!(mean(Scope::Whole, "agents_scheduled"), Some(2.5));
    assert_eq!(mean(Scope::Interval(0), "agents_present"), Some(1.0));
    let days = |model: &Model, detailed| {
        let scopes = SummaryBuilder::new(model, detailed).finish(0.95).scopes;
        scopes.iter().filter(|(scope, _)| matches!(scope, Scope::Day(_))).count()
    };
    assert_eq!([days(&center(2), true), days(&center(2), false), days(&center(1), true)], [2, 0, 0]);
}

/// A percentile is of the answered: it lies no further than the longest wait of one of them, whatever its bucket spans and
/// however long others waited who gave up.
#[test]
fn no_percentile_is_longer_than_the_longest_wait_of_the_answered() {
    let mut hand = Hand::of(center(1));
    for (arrival_s, wait_s) in [(0.0, 100.1), (1.0, 0.0)] {
        let visit = hand.arrives(0, arrival_s);
        hand.ledger.connected(&visit, &at(arrival_s + wait_s));
        hand.ledger.handled(&visit, GroupId(0), 60.0);
    }
    let gives_up = hand.arrives(0, 200.0);
    hand.ledger.abandoned(&gives_up, 800.0, false);
    let waits = hand.ledger.take_histograms();
    let model = hand.model.clone();
    let mut summary = SummaryBuilder::new(&model, false);
    summary.push(&hand.ledger.take_section());
    summary.push_waits(0, &waits);
    let summary = summary.finish(0.95);
    for scope in [Scope::Whole, Scope::Contact(0)] {
        let get = |name: &str| summary.get(scope, name).unwrap().mean;
        assert_eq!(get("longest_wait_s"), 600.0);
        assert_eq!(get("wait_p99_s"), 100.1);
        assert!(get("wait_p80_s") <= 100.1 && get("wait_p50_s") == 0.0);
    }
}

/// A wait without feelings is felt as the clock says, where others are felt: the whole lies between its types.
#[test]
fn what_nobody_feels_is_as_long_as_the_clock_says() {
    let mut model = center(1);
    model.contacts[1].felt = crate::model::FeltClock::off();
    model.contacts[1].aftermath = None;
    let mut hand = Hand::of(model);
    let felt_visit = hand.arrives(0, 10.0);
    hand.ledger.connected(&felt_visit, &at(50.0));
    hand.ledger.experienced(&felt_visit, &Experience { perceived_s: 70.0, ..Experience::default() });
    let visit = hand.arrives(1, 10.0);
    hand.ledger.connected(&visit, &at(50.0));
    let unfelt = hand.totals(|w| w.of_type(1));
    assert_eq!((unfelt.perceived_s, unfelt.felt_clock_s), (40.0, 40.0));
    let (felt, whole) = (hand.totals(|w| w.of_type(0)), hand.totals(|w| w.whole()));
    assert_eq!((felt.perceived_s, whole.perceived_s), (70.0, 110.0));
    assert!(Needs::Felt.are_met(&hand.model, Some(1)), "where any type is felt, all are told");
}
