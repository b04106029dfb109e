//! The customer's side over days: facts of the model that need kinds of customer, announcements, complaints as work, a
//! customer base; and a day of five contacts, calculated by hand.
#![cfg(feature = "cli")]

use onhold::demand::{Block, Day};
use onhold::floor::{Answer, Blame, Causes, Center, Event, Experience, Happening, Recorder, Visit, Wait};
use onhold::journey::{Card, Circumstances, Journey};
use onhold::measure::{Ledger, Scope, Totals, Window, cell_ends};
use onhold::model::random::DaySeed;
use onhold::model::{ContactId, GroupId, Model};
use onhold::scenario::{NoFiles, Scenario};
use onhold::study::{RunOptions, explain, listen, run};
use std::sync::atomic::AtomicBool;

fn compile(text: &str) -> Model {
    let scenario = Scenario::parse(text, "customers.toml").unwrap_or_else(|mistakes| panic!("{mistakes}"));
    scenario.compile(&NoFiles).unwrap_or_else(|mistakes| panic!("{mistakes}")).model
}

/// Sums of one replication in a whole center.
fn lived(model: &Model, seed: u64, replication: u64) -> Vec<Totals> {
    lived_with(model, seed, replication, Journey::new(model, DaySeed::new(seed, replication)))
}

fn lived_with<C: Causes>(model: &Model, seed: u64, replication: u64, causes: C) -> Vec<Totals> {
    let ledger = Ledger::<true>::of_center(model);
    let mut center = Center::new(model, DaySeed::new(seed, replication), ledger, causes);
    let (mut day, mut block) = (Day::new(model, seed, replication), Block::default());
    while day.fill(&mut block) {
        center.live(&block);
    }
    let section = center.close().take_section();
    let ends_s = cell_ends(model);
    let window = Window::whole_time(model, &section, &ends_s);
    (0..model.horizon.days as usize).map(|day| window.day(day).whole()).chain([window.whole()]).collect()
}

fn whole(model: &Model, replication: u64) -> Totals {
    *lived(model, 1, replication).last().unwrap()
}

/// Experiences and events of contacts made by hand: (arrival, work, patience).
#[derive(Default)]
struct Heard {
    events: Vec<Event>,
    experiences: Vec<(u64, Experience)>,
    broken: Vec<u64>,
}

impl Recorder for Heard {
    const LISTENS: bool = true;
    fn arrives(&mut self, _: f64) -> u32 {
        0
    }
    fn blocked(&mut self, _: &Visit) {}
    fn balked(&mut self, _: &Visit) {}
    fn answered_at_once(&mut self, _: &Visit, _: &Answer) {}
    fn answered(&mut self, _: &Visit, _: &Answer) {}
    fn abandoned(&mut self, _: &Visit, _: f64, _: bool) {}
    fn overran(&mut self, _: GroupId, _: u32, _: f64, _: f64) {}
    fn event(&mut self, event: &Event) {
        self.events.push(*event);
    }
    fn experienced(&mut self, visit: &Visit, experience: &Experience) {
        self.experiences.push((visit.key, *experience));
    }
    fn broke_promise(&mut self, visit: &Visit) {
        self.broken.push(visit.key);
    }
}

/// Contacts have the keys 1, 2, ...
fn by_hand<R: Recorder>(model: &Model, contacts: &[(u8, f64, f64, f64)], recorder: R) -> R {
    let seed = DaySeed::new(1, 0);
    let mut center = Center::new(model, seed, recorder, Journey::new(model, seed));
    let mut block = Block::default();
    for (key, &(kind, time_s, work_s, patience_s)) in (1..).zip(contacts) {
        block.contact.push(ContactId(kind));
        block.time_s.push(time_s);
        block.work_s.push(work_s);
        block.patience_s.push(patience_s);
        block.wrap_up_s.push(0.0);
        block.key.push(key);
    }
    center.live(&block);
    center.close()
}

const INF: f64 = f64::INFINITY;

/// The day of `docs/moments.md`: one agent, a clock that runs twice as fast, nothing left to chance.
const FIVE: &str = r#"
[horizon]
opens = "08:00"
closes = "09:00"
interval = "1h"
[contact.call]
arrivals = { rate = "1/h" }
handle = { constant = "2m" }
[group.team]
agents = 1
skills.call = {}
[wait]
idle = 1
stretch = { idle = 2 }
[service]
resolution = 1
understood = { noise = 0 }
[aftermath]
complaint = { costs = 20 }
[value]
margin = 50
purchases_per_year = 52
years = 10
"#;

const FIVE_CONTACTS: [(u8, f64, f64, f64); 5] = [
    (0, 0.0, 120.0, INF),
    (0, 30.0, 120.0, INF),
    (0, 60.0, 120.0, INF),
    (0, 90.0, 120.0, 200.0),
    (0, 400.0, 120.0, INF),
];

#[test]
fn a_day_of_five_contacts_is_what_a_hand_calculation_says() {
    let model = compile(FIVE);
    let heard = by_hand(&model, &FIVE_CONTACTS, Heard::default());
    let mut found = heard.experiences.clone();
    found.sort_by_key(|(key, _)| *key);
    // Felt wait, score of the wait, remembered, satisfaction.
    let expected = [
        (0.0, 0.5, 0.935, 0.335),
        (180.0, -1.0, 0.41, -0.19),
        (360.0, -2.5, -0.115, -0.715),
        (200.0, -7.0 / 6.0, -17.0 / 12.0, -121.0 / 60.0),
        (0.0, 0.5, 0.935, 0.335),
    ];
    for ((key, one), (felt_s, wait, remembered, satisfaction)) in found.iter().zip(expected) {
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "contact {key}: {a} is not {b}");
        close(one.perceived_s, felt_s);
        close(one.scores.wait, wait);
        close(one.satisfaction + one.expected, remembered);
        close(one.satisfaction, satisfaction);
    }
    let ledger = by_hand(&model, &FIVE_CONTACTS, Ledger::<true>::of_center(&model));
    let section = { ledger }.take_section();
    let t = Window::whole_time(&model, &section, &cell_ends(&model)).whole();
    assert_eq!((t.delighted, t.satisfied, t.indifferent, t.dissatisfied), (0.0, 2.0, 2.0, 1.0));
    assert_eq!((t.wait_s, t.perceived_s), (370.0, 740.0));
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-9 * b.abs().max(1.0), "{a} is not {b}");
    close(t.complaints, 0.04);
    close(t.people_told, 17.28);
    close(t.people_told_good, 10.0);
    close(t.customers_lost, 3.523_064);
    close(t.customers_won, 2.0);
    close(t.goodwill_cost, 0.8);
    close(t.net_value, 26_000.0 * (2.0 - 3.523_064) - 0.8);
    // Had all been at their best, five satisfied customers would have won one each, but for those who leave anyhow.
    close(t.value_at_best(), 26_000.0 * (5.0 - 5.0 * 0.0005));
    // The third and the second wait are too long even by the clock; the fourth gives up.
    let parts: f64 = [t.lost_to_clock, t.lost_to_hardness, t.lost_unserved].iter().sum();
    close(t.value_at_best() - parts, t.lifetime_value_won - t.lifetime_value_lost);
    assert!(t.lost_to_clock > 0.0 && t.lost_to_hardness > 0.0 && t.lost_unserved > 0.0);
    assert_eq!((t.lost_to_unfairness, t.lost_unresolved, t.lost_to_broken_promises), (0.0, 0.0, 0.0));
}

/// A busy day; `more` are sections, `contact` keys of the type.
fn busy(days: u32, contact: &str, more: &str) -> Model {
    compile(&format!(
        "[horizon]\nopens = \"08:00\"\ncloses = \"12:00\"\ndays = {days}\n[contact.call]\narrivals = {{ rate = \"330/h\" }}\n\
         handle = {{ lognormal = {{ mean = \"240s\", cv = 1.2 }} }}\npatience = {{ exponential = {{ mean = \"200s\" }} }}\n\
         {contact}\n[group.all]\nagents = 22\nskills.call = {{}}\n{more}"
    ))
}

// ---- Off: nobody is asked. ----

#[test]
fn where_customers_have_no_part_the_same_day_is_lived_without_asking() {
    let part = |model: &Model| !Journey::new(model, DaySeed::new(1, 0)).has_no_part();
    let off = busy(2, "", "");
    assert!(!part(&off));
    assert_eq!(format!("{:?}", lived(&off, 1, 0)), format!("{:?}", lived_with(&off, 1, 0, ())));
    let redial = "redial = { share = 0.4, after = { constant = \"15m\" } }";
    let kinds = ("segment = { angry = 0.3, standard = 0.7 }", "[customer.angry]\nclock = 2\n");
    for (contact, more) in [(redial, ""), kinds, ("", "[wait]\nhold = \"music\"\n"), ("", "[aftermath]\n")] {
        assert!(part(&busy(2, contact, more)), "{contact}{more}");
    }
}

// ---- Fact 1: on, but unable to act on the queue, feelings change no event. ----

#[test]
fn customers_whose_feelings_cannot_act_change_no_event_in_a_whole_center() {
    let off = busy(2, "", "");
    let on = busy(
        2,
        "segment = { angry = 0.3, standard = 0.7 }",
        "[customer.angry]\nclock = 2\nhostility = 3\npersuadable = 0.5\n[wait]\nhold = \"music\"\norder_visible = 1\n\
         drives_patience = 0\n[[wait.message]]\nat = \"20s\"\nmakes = { unexplained = 0.2 }\n[service]\nload = 0.5\n\
         mood = { contagion = 1 }\n[aftermath]\nsecond_hand = 0.2\n[aftermath.notice]\nshare = 0.5\n\
         [market]\ncustomers = 1000\nsize = 5000\nfeeds_arrivals = false\n",
    );
    for replication in 0..5 {
        let [off, on] = [&off, &on].map(|model| listen(model, 3, replication, Heard::default()));
        assert_eq!(off.events, on.events);
        assert!(on.experiences.iter().any(|(_, e)| e.perceived_s > 0.0));
    }
}

/// Each stage, switched on with figures that do nothing, alone: the same answer, bit for bit.
#[test]
fn a_stage_that_is_off_leaves_no_trace() {
    let base = "[horizon]\nopens = \"08:00\"\ncloses = \"10:00\"\ndays = 2\n[contact.call]\narrivals = { rate = \"330/h\" }\n\
                handle = { lognormal = { mean = \"240s\", cv = 1.2 } }\npatience = { exponential = { mean = \"200s\" } }\n\
                redial = { share = 0.4, after = { exponential = { mean = \"15m\" } } }\n[group.all]\nagents = 22\n\
                skills.call = {}\n[wait]\nhold = \"music\"\n[service]\n[aftermath]\n[value]\nmargin = 5\n\
                purchases_per_year = 12\nyears = 3\n";
    let off = [
        ("wait.order_visible", "0"),
        ("wait.stretch.unfair", "2.5"),
        ("wait.stretch.past_promise", "2"),
        ("service.load", "0"),
        ("service.mood", "{ contagion = 0 }"),
        ("aftermath.notice", "{ share = 0 }"),
        ("aftermath.second_hand", "0"),
        ("aftermath.expectation.learns", "0.3"),
        ("aftermath.complaint.fast_within", "1h"),
        ("customer.vip", "{ value = 5, clock = 2 }"),
        ("contact.call.segment", "{ standard = 1 }"),
    ];
    let plain: Vec<Totals> = (0..3).map(|replication| whole(&compile(base), replication)).collect();
    for (path, value) in off {
        let mut scenario = Scenario::parse(base, "off.toml").unwrap();
        scenario.set(path, value).unwrap_or_else(|mistake| panic!("{mistake}"));
        let model = scenario.compile(&NoFiles).unwrap_or_else(|mistakes| panic!("{mistakes}")).model;
        for (replication, plain) in (0..).zip(&plain) {
            let bits = |t: &Totals| t.values().map(f64::to_bits);
            assert_eq!(bits(&whole(&model, replication)), bits(plain), "{path}");
        }
    }
}

// ---- Fact 6: expectations catch up. ----

#[test]
fn a_shift_of_every_moment_leaves_the_late_mix_of_classes_where_expectations_learn() {
    let days = |by: f64, learns: f64| {
        let text = format!(
            "[wait]\nacceptable = \"{}s\"\nscale = \"600s\"\nabandoned = {}\n[service]\nanger = 0\nunderstood = {{ base = {}, noise = 0.4 }}\n\
             resolved = {{ yes = {}, no = {} }}\n[aftermath]\nexpectation = {{ learns = {learns} }}\n\
             leaves = {{ scale = 0 }}\nconverts = 0\n[market]\ncustomers = 60\nsize = 1000\nfeeds_arrivals = false\n",
            60.0 + 600.0 * by,
            -1.5 + by,
            0.5 + by,
            1.2 + by,
            -0.5 + by
        );
        let days = lived(&busy(12, "", &text), 1, 0);
        let late = days[11];
        [late.delighted, late.satisfied, late.indifferent, late.dissatisfied]
    };
    let sum = |mix: [f64; 4]| mix.iter().sum::<f64>();
    let (plain, shifted) = (days(0.0, 0.15), days(0.4, 0.15));
    assert!(sum(plain) > 1000.0);
    // Some 260 contacts of each customer: what is left of the shift is 0.85^250. Single precision of E leaves a few
    // contacts on the other side of a threshold.
    let moved: f64 = plain.iter().zip(shifted).map(|(a, b)| (a - b).abs()).sum();
    assert!(moved <= 0.005 * sum(plain), "{plain:?} and {shifted:?}");
    let (plain, shifted) = (days(0.0, 0.0), days(0.4, 0.0));
    let moved: f64 = plain.iter().zip(shifted).map(|(a, b)| (a - b).abs()).sum();
    assert!(moved > 0.2 * sum(plain), "without learning it shows: {plain:?} and {shifted:?}");
}

// ---- Fact 7: expected and drawn consequences agree. ----

#[test]
fn what_is_drawn_agrees_with_what_is_expected() {
    let aftermath = "[wait]\nhold = \"music\"\n[service]\n[aftermath]\ncomplains = 0.2\n[aftermath.complaint]\ncosts = 20\n\
                     [value]\nmargin = 50\npurchases_per_year = 52\nyears = 10\n";
    let expected = busy(1, "", aftermath);
    // An alarm that never rings is enough for complaints to be drawn one by one.
    let drawn = busy(1, "", &format!("{aftermath}[aftermath.alarm]\ncomplaints_per_hour = 1e9\n"));
    assert!(!expected.draws_aftermath() && drawn.draws_aftermath());
    let figures = |t: &Totals| {
        [
            t.complaints,
            t.silent_dissatisfied,
            t.people_told,
            t.people_told_good,
            t.recovered,
            t.customers_lost,
            t.customers_won,
            t.goodwill_cost,
            t.net_value,
        ]
    };
    let replications = 400;
    let (mut sums, mut squares) = ([0.0; 9], [0.0; 9]);
    for replication in 0..replications {
        let (a, b) = (whole(&expected, replication), whole(&drawn, replication));
        let classes = |t: &Totals| [t.delighted, t.satisfied, t.indifferent, t.dissatisfied];
        assert_eq!(classes(&a), classes(&b), "the same day");
        for (i, (x, y)) in figures(&a).into_iter().zip(figures(&b)).enumerate() {
            sums[i] += y - x;
            squares[i] += (y - x) * (y - x);
        }
    }
    let n = replications as f64;
    for i in 0..9 {
        let (mean, error) = (sums[i] / n, (squares[i] / n / n).sqrt());
        assert!(mean.abs() <= 4.0 * error + 1e-9, "figure {i}: {mean} with error {error}");
    }
}

// ---- Announcements. ----

const TOLD: &str = r#"
[horizon]
opens = "08:00"
closes = "09:00"
[contact.call]
arrivals = { rate = "1/h" }
handle = { constant = "100s" }
[group.team]
agents = 1
skills.call = {}
[wait]
acceptable = "60s"
stretch = { past_promise = 2 }
[wait.announce]
estimate = "queue-length"
promise = 0.5
leaves_at_once = 1
[aftermath]
"#;

/// One agent is busy until 100. The second is told 50 s (one ahead of nobody, half of 100) and waits 90: 50 + 2 × 40 felt
/// seconds. The third, with patience for 60, is told 100 s, leaves at once. The fourth has patience for 120, is told 100,
/// and leaves when 100 + 2 × 10 felt seconds are over.
#[test]
fn what_is_announced_is_a_promise_and_moves_what_is_acceptable() {
    let model = compile(TOLD);
    let day = [(0, 0.0, 100.0, INF), (0, 10.0, 100.0, INF), (0, 20.0, 100.0, 60.0), (0, 25.0, 100.0, 120.0)];
    let heard = by_hand(&model, &day, Heard::default());
    let of = |key: u64| heard.experiences.iter().find(|(k, _)| *k == key).map(|(_, e)| *e).unwrap();
    assert_eq!(of(1).broke_promise, None);
    assert_eq!((of(2).perceived_s, of(2).broke_promise, of(2).hard_s), (130.0, Some(true), 40.0));
    // e_w moves half way from 60 to 50; the promise is scored -1.
    assert!((of(2).scores.wait - (55.0 - 130.0) / 120.0).abs() < 1e-12);
    assert_eq!(of(2).scores.promise, Some(-1.0));
    let happened = |number: u64| -> Vec<(f64, &str)> {
        let mine = heard.events.iter().filter(|e| e.contact.is_some_and(|c| c.0 == number));
        mine.map(|e| (e.at_s, e.what.name())).collect()
    };
    assert_eq!(happened(3), [(20.0, "arrives"), (20.0, "announced"), (20.0, "balks")]);
    assert_eq!(happened(4).last(), Some(&(135.0, "abandons")));
    assert_eq!((of(4).perceived_s, of(4).scores.promise), (120.0, None));
    assert_eq!(heard.broken, [2, 4]);
}

/// E-mail that nobody answers waits to the end of the run, and so does a customer whose agent never comes: both are over.
#[test]
fn announcements_that_are_repeated_come_to_an_end() {
    let text = TOLD
        .replace("leaves_at_once = 1", "every = \"30s\"")
        .replace("closes = \"09:00\"", "closes = \"09:00\"\ndays = 2")
        + "[contact.mail]\nchannel = \"email\"\narrivals = { rate = \"1/h\" }\nhandle = { constant = \"100s\" }\n\
           [group.writers]\nagents = [0, 0]\nskills.mail = {}\n";
    let model = compile(&text);
    let heard =
        by_hand(&model, &[(0, 0.0, 5000.0, INF), (0, 10.0, 100.0, INF), (1, 20.0, 100.0, INF)], Heard::default());
    let told = |number: u64| {
        let mine = heard.events.iter().filter(|e| e.contact.is_some_and(|c| c.0 == number));
        mine.filter(|e| e.what == Happening::Announced).count()
    };
    // From 10 s on every 30 s to the first time after closing at 3600.
    assert_eq!((told(2), told(3)), (121, 0));
}

#[test]
fn a_quantile_that_is_announced_is_kept_as_often_as_it_says() {
    // M/M/20 without abandonment; nothing is felt that could act.
    let text = "[horizon]\nsteady = \"2000h\"\nwarm_up = \"5h\"\n[contact.call]\narrivals = { rate = \"285/h\" }\n\
                handle = { exponential = { mean = \"240s\" } }\n[group.all]\nagents = 20\nskills.call = {}\n[wait]\n\
                [wait.announce]\nestimate = \"quantile\"\nquantile = 0.8\n";
    let t = whole(&compile(text), 0);
    let broken = t.broken_promises / t.delayed;
    // Half a million waits, in busy spells: some 2,000 of them are independent; four standard errors are 0.035.
    assert!((broken - 0.2).abs() < 0.02, "{broken}");
}

// ---- Unfairness is produced by being overtaken. ----

#[test]
fn whoever_is_overtaken_and_sees_it_feels_the_wait_longer() {
    let text = |visible: f64| {
        format!(
            "[horizon]\ncloses = \"01:00\"\n[contact.plain]\narrivals = {{ rate = \"1/h\" }}\nhandle = {{ constant = \"100s\" }}\n\
             [contact.first]\narrivals = {{ rate = \"1/h\" }}\nhandle = {{ constant = \"100s\" }}\n[group.team]\nagents = 1\n\
             skills.plain = {{ priority = 2 }}\nskills.first = {{ priority = 1 }}\n[wait]\norder_visible = {visible}\n"
        )
    };
    let day = [(0, 0.0, 100.0, INF), (0, 10.0, 100.0, INF), (1, 20.0, 100.0, INF), (1, 30.0, 100.0, INF)];
    let felt = |visible: f64| {
        let heard = by_hand(&compile(&text(visible)), &day, Heard::default());
        heard.experiences.iter().find(|(key, _)| *key == 2).unwrap().1.perceived_s
    };
    assert_eq!(felt(0.0), 290.0);
    // Overtaken at 100 and at 200; 290 s in all, of which 100 behind one and 100 behind two.
    let clock = |n: f64| ((0.5 * (1.0 - (-0.7 * n).exp())) * 1.5f64.ln()).exp();
    assert!((felt(0.5) - (90.0 + 100.0 * clock(1.0) + 100.0 * clock(2.0))).abs() < 1e-9);
    let first_come = "[routing]\ncontact = [\"longest-wait\"]\n";
    let heard = by_hand(&compile(&format!("{}{first_come}", text(1.0))), &day, Heard::default());
    assert!(
        heard.experiences.iter().all(|(_, e)| e.perceived_s == e.hard_s || e.hard_s == 0.0),
        "first come, first served"
    );
}

// ---- Complaints are work. ----

#[test]
fn complaints_come_as_contacts_and_those_not_helped_come_again() {
    let model = busy(
        3,
        "",
        "[contact.complaint]\nhandle = { constant = \"5m\" }\n[group.desk]\nagents = 20\nskills.complaint = {}\n[wait]\n\
         hold = \"silence\"\n[service]\n[aftermath]\ncomplains = 0.5\nleaves = { scale = 0 }\n\
         complaint = { becomes = \"complaint\", after = { constant = \"1m\" }, resolves = 0.75, costs = 3 }\n",
    );
    let (mut filed, mut came, mut recovered, mut costs) = (0.0, 0.0, 0.0, 0.0);
    for replication in 0..20 {
        let seed = DaySeed::new(1, replication);
        let mut center = Center::new(&model, seed, Ledger::<true>::new(&model), Journey::new(&model, seed));
        let (mut day, mut block) = (Day::new(&model, 1, replication), Block::default());
        while day.fill(&mut block) {
            center.live(&block);
        }
        let section = center.close().take_section();
        let ends_s = cell_ends(&model);
        let window = Window::whole_time(&model, &section, &ends_s);
        filed += window.of_type(0).complaints;
        came += window.of_type(1).offered;
        recovered += window.of_type(1).recovered;
        costs += window.whole().goodwill_cost;
    }
    assert!(filed > 3000.0, "{filed}");
    // Each comes 1/0.75 times until it is resolved; those of the last minutes of the last day do not come.
    let again = came / filed;
    assert!((again - 4.0 / 3.0).abs() < 0.05, "{again}");
    assert!((recovered / filed - 1.0).abs() < 0.03, "{}", recovered / filed);
    assert_eq!(costs, 3.0 * filed);
}

/// Where only the type that is complained about feels anything, complaints are handled all the same.
#[test]
fn complaints_are_resolved_where_their_own_type_feels_nothing() {
    let model = busy(
        1,
        "wait = { hold = \"silence\" }\nservice = {}\n[contact.call.aftermath]\ncomplains = 0.5\nleaves = { scale = 0 }\n\
         complaint = { becomes = \"complaint\", after = { constant = \"1m\" }, resolves = 1 }\n",
        "[contact.complaint]\nhandle = { constant = \"1m\" }\n[group.desk]\nagents = 20\nskills.complaint = {}\n",
    );
    let t = whole(&model, 0);
    // All but those filed in the last minute, which do not come any more.
    assert!(t.complaints > 50.0 && t.recovered >= t.complaints - 5.0, "{} of {}", t.recovered, t.complaints);
}

/// A customer handed on with the patience that is left, after a wait of 50 s by a clock that a message has slowed down to
/// 1: 30 × 2 + 20 felt seconds of 200 are gone; at speed 2 for 30 s and 1 after, 120 are left for 30 + 60 s.
#[test]
fn what_a_changing_wait_has_used_of_patience_is_gone_for_the_next() {
    let model = compile(
        "[horizon]\ncloses = \"01:00\"\n[contact.call]\narrivals = { rate = \"1/h\" }\nhandle = { constant = \"1m\" }\n\
         transfer = { to = { expert = 1 }, fresh_patience = false }\n[contact.expert]\nhandle = { constant = \"1m\" }\n\
         [group.team]\nagents = 1\nskills.call = {}\n[group.experts]\nagents = 0\nskills.expert = {}\n[wait]\nidle = 1\n\
         stretch = { idle = 2 }\n[[wait.message]]\nat = \"30s\"\nmakes = { idle = 0 }\n",
    );
    let day = [(0, 0.0, 60.0, INF), (0, 10.0, 20.0, 200.0)];
    let heard = by_hand(&model, &day, Heard::default());
    let left: Vec<f64> = heard.events.iter().filter(|e| e.what == Happening::Abandons).map(|e| e.at_s).collect();
    assert_eq!(left, [80.0 + 90.0]);
}

/// Complaints that find the only line taken, and callers who try a busy line again at once, come to an end.
#[test]
fn whoever_tries_again_takes_some_time() {
    let model = busy(
        1,
        "lines = 23\nredial = { share = 1, after = { constant = \"0s\" } }",
        "[contact.complaint]\nhandle = { constant = \"5m\" }\nlines = 1\n[group.desk]\nagents = 1\nskills.complaint = {}\n\
         [aftermath]\ncomplains = 0.9\nleaves = { scale = 0 }\n\
         complaint = { becomes = \"complaint\", after = { constant = \"0s\" } }\n",
    );
    let t = whole(&model, 0);
    assert!(t.blocked > 100.0 && t.complaints > 10.0);
}

#[test]
fn an_alarm_calls_in_reserves_for_as_long_as_it_lasts() {
    let text = "[wait]\nhold = \"silence\"\n[service]\n[aftermath]\ncomplains = 0.5\n[aftermath.alarm]\ncomplaints_per_hour = 10\n\
                reserves = { all = 4 }\nafter = \"10m\"\nlasts = \"1h\"\n";
    let heard = listen(&busy(1, "", text), 1, 0, Heard::default());
    let rings: Vec<f64> = heard.events.iter().filter(|e| e.what == Happening::Alarm).map(|e| e.at_s).collect();
    assert!(rings.windows(2).all(|pair| pair[1] - pair[0] >= 3600.0) && !rings.is_empty());
    let comes = heard.events.iter().filter(|e| e.what == Happening::Comes && e.at_s > 0.0);
    let comes: Vec<f64> = comes.map(|e| e.at_s).collect();
    assert_eq!(comes[..4], [rings[0] + 600.0; 4]);
    let (quiet, alarmed) = (busy(1, "", &text.replace("= 10\n", "= 1e9\n")), busy(1, "", text));
    let more = whole(&alarmed, 0).paid_s - whole(&quiet, 0).paid_s;
    // Four people for fifty minutes, for each alarm, and the last perhaps cut short by closing.
    assert!(more > 0.0 && more <= 4.0 * 3000.0 * rings.len() as f64 + 3600.0, "{more}");
}

// ---- Fact 9: the market. ----

#[test]
fn a_customer_base_stays_within_its_market_and_every_loss_has_a_cause() {
    let model = busy(
        20,
        "",
        "[wait]\nhold = \"music\"\n[service]\n[aftermath]\n[market]\ncustomers = 20000\nsize = 60000\n[value]\nmargin = 5\n\
         purchases_per_year = 12\nyears = 3\n",
    );
    let days = lived(&model, 1, 0);
    let (run, days) = days.split_last().unwrap();
    let mut before = 20_000.0;
    for day in days {
        assert!((0.0..=60_000.0).contains(&day.customers));
        // Lost: who left, and those lost by word of mouth; gone: for reasons of their own.
        assert_eq!(day.customers, before - day.customers_lost - day.customers_gone + day.customers_won);
        before = day.customers;
    }
    assert!(run.customers_lost > 0.0 && run.customers_gone > 0.0);
    // 32 of 100 causes beyond control, for an indifferent contact each: 0.47 x 0.1 x 0.02 a contact.
    let expected = 32.0 / 68.0 * 0.1 * 0.02 * run.judged;
    assert!((run.customers_gone - expected).abs() <= 1.0, "{} and {expected}", run.customers_gone);
}

/// A list of numbers in which most are of nobody who is a customer: they cannot be lost.
#[test]
fn only_customers_can_be_lost() {
    let model = busy(
        3,
        "",
        "skills.out = {}\n[contact.out]\nchannel = \"outbound\"\nhandle = { constant = \"1m\" }\npatience = { constant = \"2s\" }\n\
         dialer = { list = 3000, reach = 0.8, pace = { progressive = { per_free_agent = 2 } } }\n[wait]\nhold = \"silence\"\n\
         [aftermath]\nconverts = 0.01\nleaves = { scale = 1 }\n[market]\ncustomers = 2000\nsize = 40000\n",
    );
    let run = whole(&model, 0);
    assert!(run.dialed == 3000.0 && run.customers_lost > 100.0);
    assert_eq!(run.customers, 2000.0 - run.customers_lost - run.customers_gone + run.customers_won);
}

#[test]
fn a_warm_up_of_days_is_not_counted_in_the_market_either() {
    let text = "[wait]\nhold = \"music\"\n[aftermath]\n[market]\ncustomers = 20000\nsize = 60000\n";
    let mut model = busy(6, "", text);
    let days = lived(&model, 1, 0);
    model.horizon.warm_up_s = 2.0 * 86_400.0;
    let run = whole(&model, 0);
    assert_eq!(run.customers, days[1].customers - run.customers_lost - run.customers_gone + run.customers_won);
    assert_eq!(run.customers, days[5].customers);
}

#[test]
fn arrivals_follow_the_customer_base() {
    let market = |feeds: bool, customers: u32| {
        let text = format!(
            "[aftermath]\nleaves = {{ scale = 0 }}\nconverts = 0\n[market]\ncustomers = {customers}\nsize = 100000\n\
             feeds_arrivals = {feeds}\n"
        );
        busy(3, "", &text)
    };
    let offered = |model: &Model| (0..10).map(|i| whole(model, i).offered).sum::<f64>();
    let plain = offered(&busy(3, "", ""));
    for model in [market(true, 30_000), market(false, 30_000)] {
        // 40,000 contacts: four standard errors are 2 %.
        assert!((offered(&model) / plain - 1.0).abs() < 0.02);
    }
}

// ---- Value is explained to the last unit. ----

#[test]
fn the_parts_of_net_value_add_up_and_so_do_those_of_a_difference() {
    let text = "cost = 38\n[wait]\nhold = \"music\"\norder_visible = 0.5\n[service]\n[aftermath]\n[value]\nmargin = 50\n\
                purchases_per_year = 52\nyears = 10\nper_contact = 2\n";
    let (a, b) = (
        busy(1, "", text),
        busy(1, "", &text.replace("cost = 38", "cost = 38\nlearning = { half_life = \"20d\", from = 0.7 }")),
    );
    let parts = explain([&a, &b], 1, 8, 0.95, Some(1), &(), &AtomicBool::new(false)).unwrap();
    let (total, parts) = parts.split_last().unwrap();
    assert_eq!(total.name, "net_value");
    let close = |sum: f64, whole: f64| assert!((sum - whole).abs() < 1e-6 * whole.abs(), "{sum} and {whole}");
    close(parts.iter().map(|p| p.difference.mean).sum(), total.difference.mean);
    for policy in 0..2 {
        close(parts.iter().map(|p| p.policies[policy].mean).sum(), total.policies[policy].mean);
    }
    let summary = run(&a, 1, 8, &RunOptions::default(), &(), &AtomicBool::new(false)).unwrap();
    close(summary.get(Scope::Whole, "net_value").unwrap().mean, total.policies[0].mean);
}

#[test]
fn parts_that_cancel_out_are_both_told() {
    let model = compile(FIVE);
    let card = Card::new(&model, &model.contacts[0]);
    let expected = card.expects();
    let how = Circumstances { kind: 0, mood: 0.0, occupied: 0.0, expected, notified: false, called_late: None };
    // Overtaken where nobody minds: hard to bear by itself, and easy again for being unfair.
    let wait = Wait { clock_s: 30.0, felt_s: 0.0, fair_s: 4000.0, ..Wait::default() };
    let mut felt = Experience::default();
    card.served_in(&wait, GroupId(0), 1, &how, &mut felt);
    let part = |part: Blame| felt.blamed[part as usize];
    assert!(part(Blame::Hardness) > 0.0, "{felt:?}");
    assert_eq!(part(Blame::Unfairness), -part(Blame::Hardness) - part(Blame::Clock));
}

#[test]
fn customers_who_come_at_one_moment_are_told_of_those_before_them_whenever_they_are_told() {
    for at in ["0s", "1s"] {
        let announce = format!("[wait]\nannounce = {{ estimate = \"queue-length\", at = \"{at}\" }}\n");
        let model = compile(&FIVE.replace("[wait]\n", &announce).replace("\"2m\"", "\"5m\""));
        let four = [100.0; 4].map(|at_s| (0, at_s, 300.0, INF));
        let heard = by_hand(&model, &four, Heard::default());
        assert_eq!(heard.experiences.len(), 4);
        assert!(heard.broken.is_empty(), "{at}: {:?}", heard.broken);
    }
}

#[test]
fn customers_who_are_handed_on_stay_of_their_kind() {
    let abandoned = |clock: u32| {
        let model = compile(&format!(
            "[horizon]\nopens = \"08:00\"\ncloses = \"12:00\"\n[customer.hasty]\nclock = {clock}\n[contact.a]\n\
             arrivals = {{ rate = \"100/h\" }}\nhandle = {{ constant = \"1m\" }}\nsegment = {{ hasty = 1 }}\n\
             transfer = {{ to = {{ b = 1 }} }}\n[contact.b]\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\n\
             patience = {{ exponential = {{ mean = \"8m\" }} }}\nwait = {{ hold = \"silence\" }}\n[group.g]\nagents = 3\n\
             skills.a = {{}}\n[group.h]\nagents = 4\nskills.b = {{}}\n"
        ));
        (0..5).map(|replication| whole(&model, replication).abandoned).sum::<f64>()
    };
    let (calm, hasty) = (abandoned(1), abandoned(4));
    assert!(hasty > 1.1 * calm, "{hasty} {calm}");
}
