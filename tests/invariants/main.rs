//! What must hold in every scenario, checked against everything that happened, contact by contact, in random small ones:
//! recorded traces whose contacts come at one moment, services of no length, staffing that falls to nothing and rises,
//! overflow, reserves, lines, balking, hang-up.
#![cfg(feature = "cli")]

mod books;
mod cases;
mod checks;
#[path = "../common/mod.rs"]
mod common;
mod counts;
mod means;
mod value;
mod world;

use books::books_are_right;
use cases::{Case, case};
use checks::*;
use common::witness::{Fate, live_day};
use onhold::measure::{Window, cell_ends};
use onhold::scenario::Scenario;
use proptest::prelude::*;
use world::contacts;

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn everything_that_happens_is_allowed(case in case(), seed in 0u64..1000) {
        let scenario = Scenario::parse(&case.text, "case.toml").unwrap_or_else(|m| panic!("{m}"));
        let model = scenario.compile(&case).unwrap_or_else(|m| panic!("{m}\n{}", case.text)).model;
        let lived = live_day(&model, seed, 0);
        nobody_is_lost_and_patience_holds(&model, &lived);
        let all = contacts(&lived);
        services_are_right(&model, &all);
        nobody_idles_while_somebody_waits(&model, &all);
        groups_are_chosen_well(&model, &all);
        order_is_kept(&model, &all);
        overtaking_is_seen(&all);
        lines_are_counted(&model, &all);
        books_are_right(&model, &lived, &all);
        let again = live_day(&model, seed, 0);
        prop_assert_eq!(&lived.drawn, &again.drawn);
        prop_assert_eq!(&lived.fates, &again.fates);
        prop_assert_eq!(&lived.section, &again.section);
    }
}

/// An agent who is free at the very moment of an arrival is free for it: with contacts every minute, each a minute's
/// work, nobody waits; with agents who come at the moment of an arrival neither.
#[test]
fn what_ends_at_a_moment_has_ended_for_who_comes_then() {
    let minutes: String = (0..120).map(|i| format!("{}s\n", i * 60)).collect();
    let case = Case {
        text: "[horizon]\ncloses = \"02:00\"\n[contact.call]\narrivals = { times = \"0\" }\n\
               handle = { constant = \"1m\" }\n[group.one]\nagents = { \"00:00\" = 1, \"00:30\" = 3, \"01:00\" = 1 }\n\
               skills.call = {}\n"
            .to_string(),
        traces: vec![minutes],
    };
    let model = Scenario::parse(&case.text, "case.toml").unwrap().compile(&case).unwrap().model;
    let lived = live_day(&model, 1, 0);
    assert_eq!(lived.drawn.len(), 120);
    assert!(lived.fates.iter().all(|(_, fate)| matches!(fate, Some(Fate::AtOnce(_)))));

    // Three at opening for three agents, and three more when three are there again.
    let case = Case {
        text: case.text.replace("1, \"00:30\" = 3, \"01:00\" = 1", "3, \"00:30\" = 0, \"01:00\" = 3"),
        traces: vec!["0s\n0s\n0s\n3600s\n3600s\n3600s\n".to_string()],
    };
    let model = Scenario::parse(&case.text, "case.toml").unwrap().compile(&case).unwrap().model;
    let lived = live_day(&model, 1, 0);
    assert!(lived.fates.iter().all(|(_, fate)| matches!(fate, Some(Fate::AtOnce(_)))), "{:?}", lived.fates);
}

/// Two agents beyond the head-count finish at one moment: both go home, and nobody is left to take the third contact.
#[test]
fn those_who_finish_together_beyond_the_head_count_all_leave() {
    let case = Case {
        text: "[horizon]\ncloses = \"02:00\"\n[contact.call]\narrivals = { times = \"0\" }\n\
               handle = { constant = \"3m\" }\npatience = { constant = \"20m\" }\n[group.two]\n\
               agents = { \"00:00\" = 2, \"00:30\" = 0 }\nskills.call = {}\n"
            .to_string(),
        traces: vec!["1680s\n1680s\n1680s\n2400s\n".to_string()],
    };
    let model = Scenario::parse(&case.text, "case.toml").unwrap().compile(&case).unwrap().model;
    let lived = live_day(&model, 1, 0);
    assert_eq!(lived.overrun, [(onhold::model::GroupId(0), 2, 1800.0, 1860.0)]);
    let fates: Vec<Fate> = lived.fates.iter().filter_map(|f| f.1).collect();
    assert!(matches!(fates[0], Fate::AtOnce(_)) && matches!(fates[1], Fate::AtOnce(_)));
    assert_eq!(fates[2], Fate::Abandoned { at_s: 2880.0, overtaken: false });
    assert_eq!(fates[3], Fate::Abandoned { at_s: 3600.0, overtaken: false });
    let ends_s = cell_ends(&model);
    let phone_s = Window::whole_time(&model, &lived.section, &ends_s).of_group(0).phone_s;
    assert_eq!(phone_s, 2.0 * 1800.0 + 2.0 * 60.0);
}
