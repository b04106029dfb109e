//! A plain floor and a whole center live the same day, contact by contact: two engines of different make hold one
//! another to account.

use std::collections::BTreeMap;

use onhold::demand::{Block, Day};
use onhold::floor::{Answer, Center, Floor, Recorder, Visit};
use onhold::measure::{Ledger, Totals, Window, cell_ends};
use onhold::model::random::DaySeed;
use onhold::model::{GroupId, Model};
use onhold::scenario::{NoFiles, Scenario};
use proptest::prelude::*;

/// What became of each contact, by its key: a word, the group, the moment.
#[derive(Default)]
struct Diary {
    fates: BTreeMap<u64, (&'static str, Option<GroupId>, f64, bool)>,
    worked_s: f64,
}

impl Recorder for Diary {
    fn blocked(&mut self, visit: &Visit) {
        self.fates.insert(visit.key, ("blocked", None, visit.arrival_s, false));
    }
    fn balked(&mut self, visit: &Visit) {
        self.fates.insert(visit.key, ("balked", None, visit.arrival_s, false));
    }
    fn answered_at_once(&mut self, visit: &Visit, answer: &Answer) {
        self.worked_s += answer.handle_s + answer.wrap_up_s;
        self.fates.insert(visit.key, ("answered", Some(answer.group), answer.at_s, answer.overtaken));
    }
    fn answered(&mut self, visit: &Visit, answer: &Answer) {
        self.answered_at_once(visit, answer);
    }
    fn connected(&mut self, visit: &Visit, answer: &Answer) {
        self.fates.insert(visit.key, ("answered", Some(answer.group), answer.at_s, answer.overtaken));
    }
    fn worked(&mut self, _: GroupId, from_s: f64, to_s: f64) {
        self.worked_s += to_s - from_s;
    }
    fn abandoned(&mut self, visit: &Visit, at_s: f64, overtaken: bool) {
        self.fates.insert(visit.key, ("abandoned", None, at_s, overtaken));
    }
    fn cut_off(&mut self, visit: &Visit, at_s: f64, overtaken: bool) {
        self.fates.insert(visit.key, ("cut off", None, at_s, overtaken));
    }
}

fn live_both<R: Recorder>(model: &Model, replication: u64, of_floor: R, of_center: R) -> (R, R) {
    let mut floor = Floor::new(model, of_floor);
    let mut center = Center::new(model, DaySeed::new(3, replication), of_center, ());
    let mut day = Day::new(model, 3, replication);
    let mut block = Block::default();
    while day.fill(&mut block) {
        floor.live(&block);
        center.live(&block);
    }
    (floor.close(), center.close())
}

/// The books of both: what became of contacts by type, and agents' time (work, presence, pay) by group, as a whole and by
/// interval.
fn books_are_alike(model: &Model, replication: u64) {
    let (floor, center) = live_both(model, replication, Ledger::<false>::new(model), Ledger::<false>::of_center(model));
    let ends_s = cell_ends(model);
    let (mut floor, mut center) = (floor, center);
    let sections = (floor.take_section(), center.take_section());
    let windows = [&sections.0, &sections.1].map(|section| Window::whole_time(model, section, &ends_s));
    let alike = |what: &str, [one, other]: [Totals; 2]| {
        for ((name, one), other) in Totals::NAMES.iter().zip(one.values()).zip(other.values()) {
            assert!((one - other).abs() < 1e-3, "{what}: {name} is {one} on a floor, {other} in a center");
        }
    };
    for g in 0..model.groups.len() {
        alike(&format!("group {g}"), windows.each_ref().map(|window| window.of_group(g)));
        for i in 0..model.intervals() {
            alike(&format!("group {g}, interval {i}"), windows.each_ref().map(|window| window.only(i).of_group(g)));
        }
    }
    for k in 0..model.contacts.len() {
        alike(&format!("type {k}"), windows.each_ref().map(|window| window.of_type(k)));
    }
}

/// A random plain scenario. No two things happen at one moment in it, and nothing is drawn from a moment: the plain floor
/// keeps the moments at which agents become free to a millionth of a second.
fn scenario() -> impl Strategy<Value = String> {
    let kind = (10u32..90, 30u32..400, prop::option::of(20u32..300), 0u32..3, 0u32..9, 0u32..2, 0u32..60);
    let skill = prop::option::of((1u32..3, 1u32..3, 0u32..3, 0u32..2, 5u32..15));
    let group = (prop::collection::vec(0u32..5, 4), prop::collection::vec(skill, 3));
    let contact = prop_oneof![
        Just("\"priority\", \"longest-wait\""),
        Just("\"longest-wait\""),
        Just("\"importance\", \"score\""),
        Just("\"longest-wait\", \"priority\""),
    ];
    let agent = prop_oneof![Just("\"choice\", \"longest-idle\""), Just("\"longest-idle\""), Just("\"fastest\"")];
    let closing = prop_oneof![Just("serve-out"), Just("hang-up")];
    let parts = (prop::collection::vec(kind, 1..4), prop::collection::vec(group, 1..4), contact, agent, closing);
    parts.prop_map(|(kinds, groups, contact, agent, closing)| {
        let mut text = format!(
            "[horizon]\ncloses = \"02:00\"\nclosing = \"{closing}\"\n[routing]\ncontact = [{contact}]\nagent = [{agent}]\n"
        );
        for (k, (rate, handle, patience, balks, lines, wrap_up, head_start)) in kinds.iter().enumerate() {
            text += &format!(
                "[contact.k{k}]\narrivals = {{ rate = \"{rate}/h\" }}\nhandle = {{ exponential = {{ mean = \"{handle}s\" }} }}\n\
                 importance = {k}\nhead_start = \"{head_start}s\"\n"
            );
            if let Some(mean) = patience {
                text += &format!("patience = {{ exponential = {{ mean = \"{mean}s\" }} }}\n");
            }
            text += ["", "balks = 0.3\n", "balks = { by_queue = [0.0, 0.2, 0.9] }\n"][*balks as usize];
            if *lines > 5 {
                text += &format!("lines = {lines}\n");
            }
            text += ["", "wrap_up = { exponential = { mean = \"30s\" } }\n"][*wrap_up as usize];
        }
        for (g, (agents, skills)) in groups.iter().enumerate() {
            text += &format!("[group.g{g}]\nagents = {agents:?}\n");
            for k in 0..kinds.len() {
                let orphan = g == 0 && groups.iter().all(|(_, skills)| skills[k].is_none());
                let useless = k == 0 && skills[..kinds.len()].iter().all(Option::is_none);
                match skills[k] {
                    Some((choice, priority, after, reserve, speed)) => {
                        let after = after * 20;
                        let speed = f64::from(speed) / 10.0;
                        text += &format!(
                            "skills.k{k} = {{ choice = {choice}, priority = {priority}, after = \"{after}s\", \
                             reserve = {reserve}, speed = {speed} }}\n"
                        );
                    }
                    None if orphan || useless => text += &format!("skills.k{k} = {{}}\n"),
                    None => {}
                }
            }
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_two_engines_live_the_same_day(text in scenario(), replication in 0u64..1000) {
        let model = Scenario::parse(&text, "twin.toml").unwrap().compile(&NoFiles).unwrap().model;
        let (floor, center) = live_both(&model, replication, Diary::default(), Diary::default());
        prop_assert_eq!(floor.fates.len(), center.fates.len());
        for ((key, one), (other_key, other)) in floor.fates.iter().zip(&center.fates) {
            prop_assert_eq!(key, other_key);
            prop_assert!((one.0, one.1, one.3) == (other.0, other.1, other.3), "{:?} and {:?}", one, other);
            prop_assert!((one.2 - other.2).abs() < 1e-6, "{:?} and {:?}", one, other);
        }
        prop_assert!((floor.worked_s - center.worked_s).abs() < 1e-3, "{} and {}", floor.worked_s, center.worked_s);
        books_are_alike(&model, replication);
    }
}

/// Patience on the wall's clock is turned into a moment of leaving in one place for both engines.
mod patience_on_the_wall {
    use super::*;
    use proptest::test_runner::RngSeed;

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 300, failure_persistence: None, rng_seed: RngSeed::Fixed(2026), ..ProptestConfig::default()
        })]
        #[test]
        fn is_felt_alike_by_both_engines(text in scenario(), replication in 0u64..1000, eta in 0u32..3) {
            let wall = text.replace("importance =", "patience_clock = \"wall\"\nimportance =");
            let base = format!("{wall}[wait]\nhold = \"silence\"\nbend = 0.9\ndrives_patience = {eta}\n");
            let mut scenario = Scenario::parse(&base, "twin.toml").unwrap();
            scenario.set("wait.hold", "own-choice").unwrap();
            let model = scenario.compile(&NoFiles).unwrap().model;
            let (floor, center) = live_both(&model, replication, Diary::default(), Diary::default());
            prop_assert_eq!(floor.fates.len(), center.fates.len());
            for ((key, one), (other_key, other)) in floor.fates.iter().zip(&center.fates) {
                prop_assert!(key == other_key && one.0 == other.0 && (one.2 - other.2).abs() < 1e-6, "{:?} and {:?}", one, other);
            }
        }
    }
}
