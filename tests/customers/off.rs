//! Off, or on but unable to act: nothing changes.

use onhold::journey::Journey;
use onhold::measure::Totals;
use onhold::model::Model;
use onhold::model::random::DaySeed;
use onhold::scenario::{NoFiles, Scenario};
use onhold::study::listen;

use super::{Heard, busy, compile, lived, lived_with, whole};

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
