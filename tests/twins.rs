//! A plain floor and a whole center live the same day, contact by contact: two engines of different make hold one
//! another to account.

use std::collections::BTreeMap;

use onhold::demand::{Block, Day};
use onhold::floor::{Answer, Causes, Center, Floor, Recorder, Visit};
use onhold::journey::Journey;
use onhold::measure::{Ledger, Totals, Window, cell_ends};
use onhold::model::random::DaySeed;
use onhold::model::{ContactId, GroupId, Model};
use onhold::scenario::{NoFiles, Scenario};
use proptest::collection::SizeRange;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

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

/// In both, customers try again and feel as the scenario says. (What is compiled for each recorder is most of these tests:
/// where nobody is asked what contacts cause, only contacts are compared.)
fn live_both<R: Recorder>(model: &Model, replication: u64, of_floor: R, of_center: R) -> (R, R) {
    let seed = DaySeed::new(3, replication);
    let floor = Floor::of_days(model, seed, of_floor, Journey::new(model, seed));
    live(model, replication, floor, Center::new(model, seed, of_center, Journey::new(model, seed)))
}

/// What became of each contact in both. Nobody is asked what a contact causes where it causes nothing.
fn diaries_of_both(model: &Model, replication: u64) -> (Diary, Diary) {
    let seed = DaySeed::new(3, replication);
    let [of_floor, of_center] = [Diary::default(), Diary::default()];
    if Journey::new(model, seed).has_no_part() {
        let (floor, center) = (Floor::of_days(model, seed, of_floor, ()), Center::new(model, seed, of_center, ()));
        return live(model, replication, floor, center);
    }
    live_both(model, replication, of_floor, of_center)
}

fn live<R: Recorder, C: Causes>(
    model: &Model,
    replication: u64,
    mut floor: Floor<R, C>,
    mut center: Center<R, C>,
) -> (R, R) {
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
fn books_are_alike<const FEEL: bool>(model: &Model, replication: u64) {
    let (floor, center) = live_both(model, replication, Ledger::<FEEL>::new(model), Ledger::<FEEL>::of_center(model));
    let ends_s = cell_ends(model);
    let (mut floor, mut center) = (floor, center);
    let sections = (floor.take_section(), center.take_section());
    let windows = [&sections.0, &sections.1].map(|section| Window::whole_time(model, section, &ends_s));
    let alike = |what: &str, [one, other]: [Totals; 2]| {
        for ((name, one), other) in Totals::NAMES.iter().zip(one.values()).zip(other.values()) {
            // Thousands of millions of seconds, added in another order, agree to a few of their last digits.
            assert!(
                (one - other).abs() < f64::max(1e-3, 1e-11 * one.abs()),
                "{what}: {name} is {one} on a floor, {other} in a center"
            );
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

/// A random plain scenario of a few types and groups.
fn scenario() -> impl Strategy<Value = String> {
    scenario_of(1..4, 3, 1..4, 0.5)
}

/// A random plain scenario of so many types, `most` at most, and so many groups that have a skill with this probability. No
/// two things happen at one moment in it, and nothing is drawn from a moment: the plain floor keeps the moments at which
/// agents become free to a millionth of a second.
fn scenario_of(
    types: impl Into<SizeRange>,
    most: usize,
    groups: impl Into<SizeRange>,
    able: f64,
) -> impl Strategy<Value = String> {
    let kind = (10u32..90, 30u32..400, prop::option::of(20u32..300), 0u32..3, 0u32..9, 0u32..2, 0u32..60);
    let skill = prop::option::weighted(able, (1u32..3, 1u32..3, 0u32..3, 0u32..2, 5u32..15));
    let group = (prop::collection::vec(0u32..5, 4), prop::collection::vec(skill, most));
    let contact = prop_oneof![
        Just("\"priority\", \"longest-wait\""),
        Just("\"longest-wait\""),
        Just("\"importance\", \"score\""),
        Just("\"longest-wait\", \"priority\""),
    ];
    let agent = prop_oneof![Just("\"choice\", \"longest-idle\""), Just("\"longest-idle\""), Just("\"fastest\"")];
    let closing = prop_oneof![Just("serve-out"), Just("hang-up")];
    let parts = (prop::collection::vec(kind, types), prop::collection::vec(group, groups), contact, agent, closing);
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
        let model = compile(&text);
        prop_assert!(model.is_plain());
        same_day(&model, replication)?;
    }
}

fn compile(text: &str) -> Model {
    Scenario::parse(text, "twin.toml").unwrap().compile(&NoFiles).unwrap().model
}

/// Contact by contact, and in the books.
fn same_day(model: &Model, replication: u64) -> Result<(), TestCaseError> {
    let (floor, center) = diaries_of_both(model, replication);
    prop_assert_eq!(floor.fates.len(), center.fates.len());
    for ((key, one), (other_key, other)) in floor.fates.iter().zip(&center.fates) {
        prop_assert_eq!(key, other_key);
        prop_assert!((one.0, one.1, one.3) == (other.0, other.1, other.3), "{:?} and {:?}", one, other);
        // Days after the first opening, a millionth of a second is less than what is kept of a moment.
        prop_assert!((one.2 - other.2).abs() < f64::max(1e-6, 1e-10 * one.2), "{:?} and {:?}", one, other);
    }
    prop_assert!((floor.worked_s - center.worked_s).abs() < 1e-3, "{} and {}", floor.worked_s, center.worked_s);
    books_are_alike::<false>(model, replication);
    Ok(())
}

/// Attempts that follow on others: on a floor nobody is told of a contact that is given up unless another follows.
mod attempts {
    use super::*;
    use proptest::test_runner::RngSeed;

    pub fn redial() -> impl Strategy<Value = String> {
        let after = prop_oneof![Just("exponential = { mean = \"4m\" }"), Just("exponential = { mean = \"20s\" }")];
        (prop::sample::subsequence(vec!["abandoned", "balked", "blocked"], 1..4), 1u32..9, after, 2u32..6).prop_map(
            |(endings, share, after, limit)| {
                let shares: Vec<String> = endings.iter().map(|of| format!("{of} = 0.{share}")).collect();
                let again = if share > 5 { ", again = 0.3" } else { "" };
                format!(
                    "redial = {{ share = {{ {} }}, after = {{ {after} }}, limit = {limit}{again} }}",
                    shares.join(", ")
                )
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 1500, failure_persistence: None, rng_seed: RngSeed::Fixed(13), ..ProptestConfig::default()
        })]
        #[test]
        fn are_lived_alike_by_both_engines(text in scenario(), redial in redial(), replication in 0u64..1000) {
            let text = text.replace("importance =", &format!("{redial}\nimportance ="));
            let model = compile(&text);
            prop_assert!(model.is_lived_without_calendar() && !model.is_plain());
            same_day(&model, replication)?;
        }
    }
}

/// Several days: who still works when the center opens again, who waits overnight for the next attempt.
mod days {
    use super::*;
    use proptest::test_runner::RngSeed;

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 400, failure_persistence: None, rng_seed: RngSeed::Fixed(29), ..ProptestConfig::default()
        })]
        #[test]
        fn are_lived_alike_by_both_engines(
            text in scenario(),
            redial in prop::option::of(attempts::redial()),
            hours in prop_oneof![Just(2u32), Just(6), Just(23)],
            replication in 0u64..1000,
        ) {
            let horizon = format!("closes = \"{hours:02}:00\"\ninterval = \"{}m\"\ndays = 3", 15 * hours);
            let text = text.replace("closes = \"02:00\"", &horizon);
            let text = text.replace("importance =", &format!("{}\nimportance =", redial.unwrap_or_default()));
            let model = compile(&text);
            prop_assert!(model.is_lived_without_calendar() && !model.is_plain());
            same_day(&model, replication)?;
        }
    }
}

/// Open around the clock: midnight is no event, and the only closing is the end of the run.
mod around_the_clock {
    use super::*;
    use proptest::test_runner::RngSeed;

    /// The scenario with types who all give up at some time.
    fn nobody_waits_for_ever(text: &str) -> String {
        let of_section = |section: &str| match section.starts_with("contact.") && !section.contains("patience =") {
            true => format!("{}\npatience = {{ exponential = {{ mean = \"170s\" }} }}", section.trim_end()),
            false => section.to_owned(),
        };
        text.split("\n[").map(of_section).collect::<Vec<_>>().join("\n[")
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 400, failure_persistence: None, rng_seed: RngSeed::Fixed(41), ..ProptestConfig::default()
        })]
        #[test]
        fn days_are_lived_alike_by_both_engines(
            text in scenario(),
            redial in prop::option::of(attempts::redial()),
            shifts in any::<bool>(),
            days in 2u32..4,
            replication in 0u64..1000,
        ) {
            let text = nobody_waits_for_ever(&text);
            let text = if shifts { shifts::of_people(&text) } else { text };
            // Shifts are of the first two hours of a day.
            let text = text.replace("closes = \"02:00\"", &format!("closes = \"24:00\"\ninterval = \"6h\"\ndays = {days}"));
            let text = text.replace("importance =", &format!("{}\nimportance =", redial.unwrap_or_default()));
            let model = compile(&text);
            prop_assert!(model.horizon.never_closes() && model.is_lived_without_calendar(), "{}", text);
            same_day(&model, replication)?;
        }
    }
}

/// People on shifts: breaks that begin late, shifts that end while somebody still talks or waits, who does not show up.
mod shifts {
    use super::*;
    use proptest::test_runner::RngSeed;

    /// A head-count in quarters of the time as two shifts made of its numbers. No two of their moments agree: who of a group
    /// becomes idle first at one moment is told apart by its number on a floor, by what was planned first in a center.
    fn in_shifts((salt, line): (u32, &str)) -> String {
        let Some(list) = line.strip_prefix("agents = [") else { return line.to_owned() };
        let numbers: Vec<u32> = list.trim_end_matches(']').split(", ").map(|number| number.parse().unwrap()).collect();
        let [a, b, c, d] = numbers[..] else { panic!("{line}") };
        let clock = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let keep = |length: bool| if length { ", keep = \"length\"" } else { "" };
        let pause = |at: u32, minutes: u32, length: bool| {
            let seconds = 1 + (3 * at + 11 * salt) % 49;
            format!("{{ at = \"{}\", for = \"{minutes}m{seconds}s\"{} }}", clock(at), keep(length))
        };
        let shift = |people: u32, from: u32, to: u32, breaks: &[String]| {
            let (from, to, breaks) = (clock(from), clock(to), breaks.join(", "));
            format!("{{ people = {people}, from = \"{from}\", to = \"{to}\", breaks = [{breaks}] }}")
        };
        let (from, until) = (5 * b, 5 * b + 45 + 10 * c);
        let one = shift(1 + a, from, until, &[pause(from + 9, 2 + 5 * d, d % 2 == 0), pause(from + 32, 6, a % 2 == 0)]);
        // Some end at the very moment of closing.
        let until = if b == 3 { 120 } else { 109 + 7 * a };
        let two = shift(1 + c, 39 + 3 * d, until, &[pause(58 + 7 * d, 4 + b, b % 2 == 0)]);
        format!("shift = [{one}, {two}]\nabsence = {}", if a + b > 5 { 0.3 } else { 0.0 })
    }

    /// The groups of a scenario as people, none of whom is kept back.
    pub fn of_people(text: &str) -> String {
        let lines: Vec<String> = (0..).zip(text.lines()).map(in_shifts).collect();
        lines.join("\n").replace("reserve = 1", "reserve = 0")
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 1500, failure_persistence: None, rng_seed: RngSeed::Fixed(31), ..ProptestConfig::default()
        })]
        #[test]
        fn are_lived_alike_by_both_engines(
            text in scenario(),
            redial in prop::option::of(attempts::redial()),
            opens in prop_oneof![Just(0u32), Just(30)],
            days in 1u32..4,
            replication in 0u64..1000,
        ) {
            let text = of_people(&text);
            let text = text.replace("closes = \"02:00\"", &format!(
                // Some come before the center opens, some leave when it has closed.
                "opens = \"00:{opens:02}\"\ncloses = \"02:{opens:02}\"\ndays = {days}"
            ));
            let text = text.replace("importance =", &format!("{}\nimportance =", redial.unwrap_or_default()));
            let model = compile(&text);
            prop_assert!(model.is_lived_without_calendar() && !model.is_plain());
            same_day(&model, replication)?;
        }
    }
}

/// Felt waits, moments, satisfaction and what follows: a floor's books ask the journey, a center is told by it.
mod feelings {
    use super::*;
    use proptest::test_runner::RngSeed;

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 400, failure_persistence: None, rng_seed: RngSeed::Fixed(37), ..ProptestConfig::default()
        })]
        #[test]
        fn are_alike_in_both_engines(
            text in scenario(),
            redial in prop::option::of(attempts::redial()),
            shifts in any::<bool>(),
            days in 1u32..3,
            replication in 0u64..1000,
        ) {
            let text = if shifts { shifts::of_people(&text) } else { text };
            let text = text.replace("closes = \"02:00\"", &format!("closes = \"02:00\"\ndays = {days}"));
            let text = text.replace("importance =", &format!("{}\nimportance =", redial.unwrap_or_default()));
            let text = format!(
                "preset = \"course\"\n{text}\n[wait]\nhold = \"music\"\n[value]\nmargin = 50\npurchases_per_year = 12\nyears = 5\n"
            );
            let model = compile(&text);
            prop_assert!(model.is_lived_without_calendar());
            books_are_alike::<true>(&model, replication);
        }
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

/// Centers of more types or groups than a word has bits: sets are wider there, and twins all the same.
mod many_types_and_groups {
    use super::*;

    /// Plain days, and those with all that a floor knows: redials, people on shifts, days in a row.
    fn live_alike(types: usize, groups: usize, able: f64) {
        let config =
            ProptestConfig { cases: 12, max_shrink_iters: 20, failure_persistence: None, ..ProptestConfig::default() };
        let days = (
            scenario_of(types, types, groups, able),
            prop::option::of(attempts::redial()),
            any::<bool>(),
            1u32..3,
            0u64..1000,
        );
        let lived = TestRunner::new(config).run(&days, |(text, redial, shifts, days, replication)| {
            let text = if shifts { shifts::of_people(&text) } else { text };
            let text = text.replace("closes = \"02:00\"", &format!("closes = \"02:00\"\ndays = {days}"));
            let text = text.replace("importance =", &format!("{}\nimportance =", redial.unwrap_or_default()));
            let model = compile(&text);
            prop_assert_eq!((model.contacts.len(), model.groups.len()), (types, groups));
            prop_assert!(model.is_lived_without_calendar());
            same_day(&model, replication)
        });
        lived.unwrap();
    }

    #[test]
    fn sixty_five_types_and_eighty_nine_groups() {
        live_alike(65, 89, 0.08);
    }

    #[test]
    fn two_hundred_groups() {
        live_alike(30, 200, 0.06);
    }

    #[test]
    fn three_hundred_types() {
        live_alike(300, 330, 0.02);
    }
}

/// Types that share no agents live side by side as each would alone: 65 of them in one center, beside 65 small centers.
#[test]
fn many_types_live_as_each_would_alone() {
    let mut text = "[horizon]\ncloses = \"03:00\"\n".to_string();
    for k in 0..65 {
        text += &format!(
            "[contact.k{k}]\narrivals = {{ rate = \"{}/h\" }}\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\n\
             patience = {{ exponential = {{ mean = \"2m\" }} }}\n[group.g{k}]\nagents = {}\nskills.k{k} = {{}}\n",
            60 + k,
            3 + k % 3
        );
    }
    let whole = compile(&text);
    let in_whole = live_both(&whole, 1, Diary::default(), Diary::default());
    let mut alone = [Diary::default(), Diary::default()];
    for k in 0..65 {
        let part = whole.part(&[ContactId(k)], &[GroupId(k)]);
        let (floor, center) = live_both(&part, 1, Diary::default(), Diary::default());
        for (all, mut of_part) in alone.iter_mut().zip([floor, center]) {
            of_part.fates.values_mut().for_each(|fate| fate.1 = fate.1.map(|_| GroupId(k)));
            all.fates.extend(of_part.fates);
        }
    }
    for (whole, alone) in [in_whole.0, in_whole.1].iter().zip(&alone) {
        assert!(whole.fates.len() > 15_000, "{}", whole.fates.len());
        assert_eq!(whole.fates.len(), alone.fates.len());
        for ((key, one), (other_key, other)) in whole.fates.iter().zip(&alone.fates) {
            // Who is overtaken depends on the others.
            assert!(key == other_key && (one.0, one.1) == (other.0, other.1), "{one:?} and {other:?}");
            assert!((one.2 - other.2).abs() < 1e-6, "{one:?} and {other:?}");
        }
    }
}
