//! Invariants of whole centers, over random scenarios: contacts are conserved at every event; nobody serves without the
//! skill, with more in hand than allowed, or without being there; nobody idles while somebody waits; nobody overtakes
//! where only the wait counts; time never runs backwards; the books are those of the events.
#![cfg(feature = "cli")]

#[path = "../common/books.rs"]
mod books;
#[path = "../common/by_hand.rs"]
mod by_hand;
mod cases;
mod closing;
mod connecting;
mod falls;
mod interval;
mod rules;
mod shrinkage;
mod story;
mod witness;

use std::sync::atomic::AtomicBool;

use cases::{Dice, Without, scenario};
use onhold::floor::Happening;
use onhold::model::Model;
use onhold::scenario::{NoFiles, Scenario};
use onhold::study::{RunOptions, run};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use story::Story;
use witness::{Lived, live};

/// Shows the scenario of a failure.
struct Shown<'a>(&'a str);

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("{}", self.0);
        }
    }
}

/// A few throws say what is a mistake: this one, and no other.
const EXPECTED: &str = "nobody can use the agents of";

fn compiled(text: &str) -> Option<Model> {
    match Scenario::parse(text, "center.toml").unwrap().compile(&NoFiles) {
        Ok(compiled) => Some(compiled.model),
        Err(mistakes) => {
            let expected = mistakes.list.iter().all(|mistake| mistake.to_string().contains(EXPECTED));
            assert!(expected, "does not compile: {mistakes}");
            None
        }
    }
}

/// Lives through random scenarios. At most one throw in ten may be a mistake.
fn throw(cases: u32, without: Without, check: impl Fn(&Model, u64)) {
    let mistaken = std::cell::Cell::new(0);
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let throws = (prop::collection::vec(0u32..1000, 30..140), 0u64..1000);
    let lived = TestRunner::new(config).run(&throws, |(throws, seed)| {
        let text = scenario(&mut Dice(&throws), without);
        let _shown = Shown(&text);
        match compiled(&text) {
            Some(model) => check(&model, seed),
            None => mistaken.set(mistaken.get() + 1),
        }
        Ok(())
    });
    lived.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(mistaken.get() <= cases / 10, "{} of {cases} scenarios do not compile", mistaken.get());
}

fn count(lived: &Lived, what: Happening) -> f64 {
    lived.events.iter().filter(|event| event.what == what).count() as f64
}

/// The books beside the events.
fn books_are_right(lived: &Lived) {
    use Happening::*;
    let t = &lived.whole;
    let came = count(lived, Arrives) + count(lived, Redials) + count(lived, Repeats) + count(lived, HandedOn);
    let pairs = [
        ("offered", t.offered, came),
        ("redials", t.redials, count(lived, Redials)),
        ("repeats", t.repeats, count(lived, Repeats)),
        ("transfers", t.transfers, count(lived, HandedOn)),
        ("blocked", t.blocked, count(lived, Blocked)),
        ("balked", t.balked, count(lived, Balks)),
        ("answered", t.answered, count(lived, Answered)),
        ("callbacks", t.callbacks, count(lived, TakesCallback)),
        ("called back", t.called_back, count(lived, CalledBack)),
        ("not reached", t.not_reached, count(lived, NotReached)),
        ("dialed", t.dialed, count(lived, Dials)),
        ("wrong party", t.wrong_party, count(lived, WrongParty)),
        ("handled", t.handled, count(lived, Handled) - count(lived, FindsNobody)),
    ];
    for (name, booked, told) in pairs {
        assert_eq!(booked, told, "{name}");
    }
    // What was answered and handed over is not in the backlog.
    assert!(t.backlog <= count(lived, LeftOver), "backlog");
    let ended = t.answered + t.abandoned + t.cut_off + t.balked + t.blocked + t.called_back + t.not_reached + t.backlog;
    assert_eq!(t.offered, ended, "every contact ends once");
    assert!(lived.worked_s <= lived.present_s + 1e-6, "{} worked of {}", lived.worked_s, lived.present_s);
    assert!((t.busy_s - lived.worked_s).abs() < 1e-3 && (t.phone_s - lived.present_s).abs() < 1e-3);
    assert!(t.paid_s >= 0.0 && t.wait_s >= 0.0 && t.queue_s >= 0.0 && t.callback_wait_s >= 0.0);
}

#[test]
fn contacts_and_agents_keep_the_rules() {
    throw(2000, Without::default(), |model, seed| {
        let lived = live(model, seed);
        Story::new(model, false).check(&lived.events);
        books_are_right(&lived);
        assert_eq!(lived.events, live(model, seed).events);
    });
}

#[test]
fn nobody_overtakes_where_only_the_wait_counts() {
    throw(2000, Without { jumping: true, ..Without::default() }, |model, seed| {
        Story::new(model, true).check(&live(model, seed).events);
    });
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let throws: Vec<u32> = (0..200).map(|i| i * i * 31 % 997).collect();
    let model = (0..60).find_map(|skip| compiled(&scenario(&mut Dice(&throws[skip..]), Without::default()))).unwrap();
    let on = |threads: usize| {
        let options = RunOptions { threads: Some(threads), ..RunOptions::default() };
        run(&model, 5, 40, &options, &(), &AtomicBool::new(false)).unwrap()
    };
    assert!(!model.is_plain());
    assert_eq!(on(1), on(2));
    assert_eq!(on(1), on(7));
}
