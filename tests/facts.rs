//! Facts that the model states ("Facts that tests hold"), as far as they concern what is built: 1 to 9, by number.
#![cfg(feature = "cli")]

mod common;

use common::comparison::Comparison;
use common::witness::{live_blocks, live_day};
use common::{compile, hours, simulate};
use onhold::demand::Block;
use onhold::floor::{Experience, Wait};
use onhold::journey::{Card, Circumstances, consequences};
use onhold::model::{ContactId, CustomerKind, Distribution, Feeling, FeltClock, GroupId, Model, Tells, Value};
use onhold::theory::{Patience, Traffic, general_patience};
use proptest::prelude::*;

/// A day of one queue with these agents, more keys for its contacts, and more sections.
fn queue(agents: u32, contact: &str, sections: &str) -> Model {
    queue_with("", agents, contact, sections)
}

/// The same, with lines at the top of the file.
fn queue_with(top: &str, agents: u32, contact: &str, sections: &str) -> Model {
    compile(&format!(
        "{top}[horizon]\ncloses = \"08:00\"\n[contact.call]\narrivals = {{ rate = \"330/h\" }}\n\
         handle = {{ lognormal = {{ mean = \"240s\", cv = 1.2 }} }}\n{contact}[group.all]\nagents = {agents}\n\
         skills.call = {{}}\n{sections}"
    ))
}

const PATIENT: &str = "patience = { exponential = { mean = \"150s\" } }\n";

// ---- 1. All easy, beta = 1: felt time is clock time. Unable to act on the queue, feelings change no event. ----

#[test]
fn feelings_that_cannot_act_change_no_event() {
    let off = queue(22, PATIENT, "");
    let on = queue(
        22,
        PATIENT,
        "[wait]\nhold = \"silence\"\nlow_value = 1\nbend = 1\ndrives_patience = 0\n[service]\n[aftermath]\n",
    );
    assert!(on.contacts[0].felt.speed() > 2.0);
    for replication in 0..20 {
        let (off, on) = (live_day(&off, 3, replication), live_day(&on, 3, replication));
        assert_eq!(off.drawn, on.drawn);
        assert_eq!(off.fates, on.fates);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn an_easy_wait_is_felt_as_long_as_it_is(wait_s in 0.0..1e5f64, eta in 0.0..4.0f64) {
        let easy = FeltClock::new(1.0, 1.0, eta);
        prop_assert_eq!(easy.felt(wait_s).to_bits(), wait_s.to_bits());
        prop_assert_eq!(easy.leaves_after(wait_s).to_bits(), wait_s.to_bits());
        prop_assert_eq!(FeltClock::off().felt(wait_s).to_bits(), wait_s.to_bits());
    }

    // ---- 3. psi increases in t and in the speed; its inverse is its inverse. ----
    #[test]
    fn felt_time_increases_and_can_be_undone(
        t in 0.01..1e4f64, more in 0.01..1e3f64, speed in 0.3..5.0f64, harder in 1.0..1.2f64, bend in 0.5..1.3f64
    ) {
        let clock = FeltClock::new(speed, bend, 1.0);
        prop_assert!(clock.felt(t + more) > clock.felt(t));
        prop_assert!(FeltClock::new(speed * harder, bend, 1.0).felt(t) >= clock.felt(t));
        let back = clock.leaves_after(clock.felt(t));
        prop_assert!((back - t).abs() <= 1e-12 * t, "{} instead of {}", back, t);
        prop_assert!((clock.patience_used(t) - clock.felt(t)).abs() <= 1e-12 * clock.felt(t));
    }

    // ---- 6. min y <= P <= max y; a longer wait is remembered no better. ----
    #[test]
    fn memory_lies_between_the_moments(wait_s in 0.0..2000.0f64, more in 0.0..500.0f64, abandoned in -3.0..3.0f64) {
        let model = queue(22, PATIENT, &format!("[wait]\nhold = \"music\"\nabandoned = {abandoned}\n[aftermath]\n"));
        let (contact, card) = (&model.contacts[0], Card::new(&model, &model.contacts[0]));
        let expected = contact.aftermath.as_ref().unwrap().expectation.start;
        let score = |wait_s: f64| ((60.0 - contact.felt.felt(wait_s)) / 120.0).clamp(-3.0, 3.0);
        let remembered = |wait_s: f64| card.unserved(wait_s, 1).satisfaction + expected;
        let (low, high) = (score(wait_s).min(abandoned), score(wait_s).max(abandoned));
        let p = remembered(wait_s);
        prop_assert!(low - 1e-12 <= p && p <= high + 1e-12);
        prop_assert!(remembered(wait_s + more) <= p + 1e-12);
        // Served: the longer wait costs nothing but its own score and the help that anger spoils.
        let served = |wait_s: f64| card.served(wait_s, GroupId(0), 77).satisfaction;
        prop_assert!(served(wait_s + more) <= served(wait_s) + 1e-12);
    }
}

/// 1. Where every hardness is 0 and the clock is straight, a compiled scenario's clock is the one on the wall.
#[test]
fn a_scenario_of_easy_waits_has_the_clock_on_the_wall() {
    let easy = "[wait]\nidle = 0\nuncertain = 0\nunexplained = 0\nlow_value = 0\nalone = 0\nbend = 1\n";
    for more in
        ["", "order_visible = 1\n", "announce = { estimate = \"head-of-line\" }\nstretch = { past_promise = 1 }\n"]
    {
        let model = queue(22, PATIENT, &format!("{easy}{more}"));
        let contact = &model.contacts[0];
        assert_eq!(contact.felt.speed(), 1.0);
        for wait_s in [0.1, 1.0, 59.9, 1234.5] {
            assert_eq!((contact.felt.felt(wait_s), contact.felt.leaves_after(wait_s)), (wait_s, wait_s));
            let Some(changing) = &contact.changing else { continue };
            let mut feeling = Feeling::default();
            changing.advance(0, &mut feeling, wait_s);
            assert_eq!(feeling.felt_s, wait_s);
        }
    }
}

/// 3. Felt time falls with no hardness, for the clock of a whole wait and for one that changes.
#[test]
fn a_harder_wait_feels_no_shorter_whatever_makes_it_harder() {
    let felt = |keys: &str| {
        let model = queue(22, PATIENT, &format!("[wait]\n{keys}"));
        let contact = &model.contacts[0];
        match &contact.changing {
            None => contact.felt.felt(100.0),
            Some(changing) => {
                let mut feeling = Feeling::default();
                changing.advance(0, &mut feeling, 100.0);
                feeling.felt_s
            }
        }
    };
    let message = "[[wait.message]]\nat = \"50s\"\nmakes = { unexplained = 0.1 }\n";
    for hardness in ["idle", "uncertain", "unexplained", "low_value", "alone"] {
        for more in ["", message] {
            let at: Vec<f64> =
                (0..=10).map(|i| felt(&format!("{hardness} = {}\n{more}", f64::from(i) / 10.0))).collect();
            assert!(at.windows(2).all(|pair| pair[0] <= pair[1]) && at[0] < at[10], "{hardness}: {at:?}");
        }
    }
}

/// 6. P lies between the moments and does not fall when any of them is better.
#[test]
fn a_better_moment_is_remembered_no_worse_whichever_it_is() {
    let moments = [-3.0, -1.5, -1.0, -0.4, 0.0, 0.3, 0.5, 1.2, 3.0];
    let remembered = |understood: f64, resolved: f64, abandoned: f64, wait_s: f64| {
        let model = queue(
            22,
            PATIENT,
            &format!(
                "[wait]\nacceptable = \"60s\"\nabandoned = {abandoned}\n[service]\nresolution = 1\n\
                 understood = {{ base = {understood}, noise = 0, quality = 0 }}\nresolved = {{ yes = {resolved}, no = -3 }}\n\
                 [aftermath]\n"
            ),
        );
        let (contact, card) = (&model.contacts[0], Card::new(&model, &model.contacts[0]));
        let start = contact.aftermath.as_ref().unwrap().expectation.start;
        let wait = ((60.0 - contact.felt.felt(wait_s)) / 120.0).clamp(-3.0, 3.0);
        let served = card.served(wait_s, GroupId(0), 77).satisfaction + start;
        let unserved = card.unserved(wait_s, 77).satisfaction + start;
        let between = |p: f64, of: &[f64]| {
            let (low, high) = of.iter().fold((3.0f64, -3.0f64), |(low, high), y| (low.min(*y), high.max(*y)));
            assert!(low - 1e-12 <= p && p <= high + 1e-12, "{p} of {of:?}");
        };
        between(served, &[wait, understood, resolved]);
        between(unserved, &[wait, abandoned]);
        [served, unserved]
    };
    for wait_s in [0.0, 40.0, 500.0] {
        for other in moments {
            let rises = |of: &dyn Fn(f64) -> f64| {
                let at = moments.map(of);
                assert!(at.windows(2).all(|pair| pair[0] <= pair[1] + 1e-12), "{at:?}");
                assert!(at[0] < at[8]);
            };
            rises(&|y| remembered(y, other, 0.0, wait_s)[0]);
            rises(&|y| remembered(other, y, 0.0, wait_s)[0]);
            rises(&|y| remembered(0.0, 0.0, y, wait_s)[1]);
        }
    }
}

/// 6. So it is with the moment of a promise: 2 s make it a broken one.
#[test]
fn a_kept_promise_is_remembered_no_worse_than_a_broken_one() {
    let model = queue(22, PATIENT, "[wait]\nhold = \"expected-wait\"\n[service]\n[aftermath]\n");
    let card = Card::new(&model, &model.contacts[0]);
    let how = Circumstances { kind: 0, mood: 0.0, occupied: 0.0, expected: 0.6, notified: false, called_late: None };
    let remembered = |clock_s: f64| {
        let wait = Wait { clock_s, felt_s: 60.0, fair_s: 60.0, announced_s: Some(50.0), ..Wait::default() };
        let mut felt = Experience::default();
        card.served_in(&wait, GroupId(0), 77, &how, &mut felt);
        (felt.scores.promise, felt.satisfaction + felt.expected)
    };
    let (kept, broken) = (remembered(49.0), remembered(51.0));
    assert_eq!((kept.0, broken.0), (Some(0.5), Some(-1.0)));
    assert!(kept.1 > broken.1 && broken.1 >= -1.0, "{kept:?} and {broken:?}");
}

// ---- 2. With a clock of speed M: Erlang A at M^eta / mean; bent: Weibull patience. ----

/// The simulated queue beside M/M/n+G with this patience in clock time.
fn felt_patience(seed: u64, name: &str, wait: &str, patience: Distribution) {
    let steady_h = hours(6e6, 330.0) + 20.0;
    let model = compile(&format!(
        "[horizon]\nsteady = \"{steady_h}h\"\nwarm_up = \"20h\"\n[contact.call]\narrivals = {{ rate = \"330/h\" }}\n\
         handle = {{ exponential = {{ mean = \"240s\" }} }}\n{PATIENT}\
         service_level = {{ within = \"20s\", target = 0.8 }}\n[group.all]\nagents = 22\nskills.call = {{}}\n[wait]\n{wait}"
    ));
    let traffic = Traffic { rate_per_s: 330.0 / 3600.0, handle_s: 240.0 };
    let patience = Patience::new(patience, FeltClock::off());
    let exact = general_patience::general_patience(traffic, 22, &patience, 1.0, Some(20.0)).unwrap();
    let mut comparison = Comparison::new(name, simulate(&model, seed, 1, false));
    comparison.exact("delayed_share", exact.delayed_share, |s| (s.all.whole.delayed, s.all.whole.offered));
    comparison.exact("abandonment_rate", exact.abandonment_rate, |s| (s.all.whole.abandoned, s.all.whole.offered));
    comparison.exact("mean_wait_s", exact.mean_wait_s, |s| (s.all.whole.wait_s, s.all.whole.offered));
    comparison.exact("service_level", exact.service_level.unwrap(), |s| (s.all.whole.in_time, s.all.whole.targeted));
    comparison.check(0.01, |_| false);
}

#[test]
fn felt_patience_is_erlang_a_at_the_clocks_speed() {
    // "position": idle 0.5, uncertain 0.3, unexplained 0.7.
    let speed = 1.36_f64.powf(0.5) * 1.30_f64.powf(0.3) * 1.15_f64.powf(0.7);
    let at = |eta: f64| Distribution::Exponential { mean: 150.0 / speed.powf(eta) };
    felt_patience(21, "eta 1", "hold = \"position\"\nbend = 1\ndrives_patience = 1\n", at(1.0));
    felt_patience(22, "eta 3.1", "hold = \"position\"\nbend = 1\ndrives_patience = 3.1\n", at(3.1));
}

#[test]
fn bent_patience_is_weibull() {
    // M t0 (t/t0)^beta = tau with tau exponential: t is Weibull of shape beta.
    let speed: f64 = 1.36 * 1.30 * 1.15;
    let weibull =
        |beta: f64| Distribution::Weibull { shape: beta, scale: 60.0 * (150.0 / (60.0 * speed)).powf(1.0 / beta) };
    felt_patience(23, "beta 0.8", "hold = \"silence\"\nbend = 0.8\ndrives_patience = 1\n", weibull(0.8));
    felt_patience(24, "beta 1.2", "hold = \"silence\"\nbend = 1.2\ndrives_patience = 1\n", weibull(1.2));
}

// ---- 4. More staff, nobody abandons, first come first served: no customer waits longer. ----

#[test]
fn with_more_agents_no_patient_customer_waits_longer() {
    for agents in [20, 22, 25] {
        let (few, more) = (queue(agents, "", ""), queue(agents + 1, "", ""));
        for replication in 0..20 {
            let (few, more) = (live_day(&few, 9, replication), live_day(&more, 9, replication));
            let wait = |lived: &common::witness::Lived, i: usize| {
                lived.fates[i].1.unwrap().answer().unwrap().at_s - lived.drawn[i].arrival_s
            };
            for i in 0..few.drawn.len() {
                // The calendar keeps moments to 2⁻⁴² of themselves.
                let rounding_s = 1e-9 * few.drawn[i].arrival_s;
                assert!(wait(&more, i) <= wait(&few, i) + rounding_s, "contact {i} waits longer with more agents");
            }
        }
    }
}

/// With abandonment that is false for single customers: here the fifth waits 9.996 s with one agent, 24.996 s with two.
#[test]
fn with_more_agents_one_impatient_neighbour_can_cost_a_customer_time() {
    let block = Block {
        time_s: vec![0.0, 0.001, 0.002, 0.003, 0.004],
        contact: vec![ContactId(0); 5],
        patience_s: vec![f64::INFINITY, f64::INFINITY, 6.0, 6.0, f64::INFINITY],
        work_s: vec![5.0, 5.0, 20.0, 1000.0, 1.0],
        wrap_up_s: vec![0.0; 5],
        key: vec![1, 2, 3, 4, 5],
    };
    for (agents, expected_s) in [(1, 9.996), (2, 24.996)] {
        let lived = live_blocks(&queue(agents, PATIENT, ""), std::slice::from_ref(&block));
        let wait_s = lived.fates[4].1.unwrap().answer().unwrap().at_s - 0.004;
        assert!((wait_s - expected_s).abs() < 1e-9, "{wait_s} with {agents}");
    }
}

// ---- 5. Hard waits shed load: the mean clock wait falls when waits get harder. ----

#[test]
fn harder_waits_are_shorter_by_the_clock() {
    let mut last_s = f64::INFINITY;
    for hold in ["own-choice", "music", "silence"] {
        let model = queue(21, PATIENT, &format!("[wait]\nhold = \"{hold}\"\n"));
        let shards = simulate(&model, 5, 4, false);
        let wait_s: f64 = shards.iter().map(|s| s.all.whole.wait_s).sum();
        assert!(wait_s < last_s, "{hold}");
        last_s = wait_s;
    }
}

// ---- 6 and 9. The classes add up to the contacts; without learning every contact has the same expectation. ----

#[test]
fn classes_add_up_to_contacts() {
    let text = "preset = \"evidence\"\n[horizon]\ncloses = \"08:00\"\n[contact.call]\narrivals = { rate = \"330/h\" }\n\
                handle = { exponential = { mean = \"240s\" } }\npatience = { exponential = { mean = \"150s\" } }\n\
                balks = 0.1\nlines = 24\n[group.all]\nagents = 20\nskills.call = {}\n";
    for sums in simulate(&compile(text), 1, 1, false) {
        let t = sums.all.whole;
        assert!(t.blocked > 0.0 && t.balked > 0.0 && t.abandoned > 0.0);
        assert_eq!(t.judged, t.offered);
        assert_eq!(t.delighted + t.satisfied + t.indifferent + t.dissatisfied, t.offered);
        assert_eq!(t.answered + t.abandoned + t.balked + t.blocked, t.offered);
        // ---- 7. complaints = c x dissatisfied, exactly. ----
        let aftermath = compile(text).contacts[0].aftermath.clone().unwrap();
        assert_eq!(t.complaints, aftermath.complains * t.dissatisfied);
        assert_eq!(t.complaints + t.silent_dissatisfied, t.dissatisfied);
    }
}

// ---- 7. What a dissatisfied customer tells. ----

#[test]
fn the_dissatisfied_complain_and_tell() {
    let model = queue(22, PATIENT, "[aftermath]\nleaves = { scale = 0 }\n");
    let aftermath = model.contacts[0].aftermath.as_ref().unwrap();
    // K is uniform on 16..20: mean 18, variance 2.
    assert_eq!(aftermath.tells, Tells { share: 1.0, from: 16.0, to: 20.0 });
    assert_eq!(aftermath.tells.mean(), 18.0);
    let one = consequences(aftermath, &CustomerKind::standard(), [0.0, 0.0, 0.0, 1.0]);
    assert_eq!(one.complaints, 0.04);
    assert!((one.people_told - 17.28).abs() < 1e-12);
    assert!((one.customers_lost - 3.456).abs() < 1e-12);
    let satisfied = consequences(aftermath, &CustomerKind::standard(), [0.0, 1.0, 0.0, 0.0]);
    assert_eq!((satisfied.people_told_good, satisfied.customers_won), (5.0, 1.0));
}

// ---- 8. The course's worked examples, to the last digit. ----

/// The share of dissatisfied customers at which as many are lost as are won by word of mouth.
fn tipping_share(aftermath: &onhold::model::Aftermath) -> f64 {
    let won = consequences(aftermath, &CustomerKind::standard(), [0.0, 1.0, 0.0, 0.0]).customers_won;
    let lost = consequences(aftermath, &CustomerKind::standard(), [0.0, 0.0, 0.0, 1.0]).customers_lost;
    assert!((aftermath.tipping_share().unwrap() - won / (won + lost)).abs() < 1e-15);
    won / (won + lost)
}

#[test]
fn customers_are_worth_what_the_course_says() {
    let shopper = "[value]\nmargin = 50\npurchases_per_year = 52\nyears = 10\n";
    let traveller = Value {
        per_contact: vec![],
        margin: 800.0,
        purchases_per_year: 12.0,
        years: 50.0,
        retention: 1.0,
        interest: 0.0,
    };
    assert_eq!(traveller.lifetime(), 480_000.0);
    let course = queue(22, PATIENT, "[aftermath]\nleaves = { scale = 0 }\ntolerance = 0\n");
    assert!((tipping_share(course.contacts[0].aftermath.as_ref().unwrap()) - 1.0 / 4.456).abs() < 1e-12);
    // Everybody dissatisfied tells ten: nobody complains instead.
    let sections = format!("{shopper}[aftermath]\nleaves = {{ scale = 0 }}\n");
    let five_ten = queue_with("preset = \"five-ten\"\n", 22, PATIENT, &sections);
    let aftermath = five_ten.contacts[0].aftermath.as_ref().unwrap();
    let worth = five_ten.value.as_ref().unwrap().lifetime();
    assert_eq!(worth, 26_000.0);
    assert_eq!(
        worth * consequences(aftermath, &CustomerKind::standard(), [0.0, 1.0, 0.0, 0.0]).customers_won,
        26_000.0
    );
    assert_eq!(
        worth * consequences(aftermath, &CustomerKind::standard(), [0.0, 0.0, 0.0, 1.0]).customers_lost,
        52_000.0
    );
    assert!((tipping_share(aftermath) - 1.0 / 3.0).abs() < 1e-15);
    // With the customer's own going, which is certain here, it is three customers.
    let sections = format!("{shopper}[aftermath]\nleaves = {{ scale = 1, silent = 1 }}\n");
    let own_too = queue_with("preset = \"five-ten\"\n", 22, PATIENT, &sections);
    let aftermath = own_too.contacts[0].aftermath.as_ref().unwrap();
    assert_eq!(
        worth * consequences(aftermath, &CustomerKind::standard(), [0.0, 0.0, 0.0, 1.0]).customers_lost,
        78_000.0
    );
}
