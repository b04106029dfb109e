use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::words::{bytes, number};
use super::*;
use crate::scenario::{Files, NoFiles, Scenario};
use crate::study::policies::contacts;
use crate::study::{Error, Excess, RunOptions, run};

fn model(text: &str) -> Model {
    Scenario::parse(text, "test.toml").unwrap().compile(&NoFiles).unwrap().model
}

fn simple(arrivals: &str, rest: &str) -> Model {
    model(&format!(
        "[horizon]\nopens = \"08:00\"\ncloses = \"18:00\"\n{rest}\n[contact.call]\narrivals = {arrivals}\n\
         handle = {{ constant = \"3m\" }}\n[group.g]\nagents = 9\nskills.call = {{}}\n"
    ))
}

/// A year of 20,000 contacts a day, a hundred times, with ten types in intervals of half an hour.
#[test]
fn a_large_year_is_within_the_limits() {
    let types = |line: &dyn Fn(usize) -> String| (0..10).map(line).collect::<String>();
    let text = format!(
        "horizon = {{ days = 365 }}\n{}[group.g]\nagents = 60\n{}",
        types(&|k| format!(
            "[contact.t{k}]\narrivals = {{ expected = 41.67 }}\npatience = {{ exponential = {{ mean = \"3m\" }} }}\n\
             handle = {{ exponential = {{ mean = \"4m\" }} }}\n"
        )),
        types(&|k| format!("skills.t{k} = {{}}\n"))
    );
    let model = model(&text);
    for threads in [1, 8, 32] {
        let cost = Cost::of_run(&model, 100, at_once(&model, threads, &Limits::default()), &RunOptions::default());
        assert!((7.0e8..7.6e8).contains(&cost.contacts), "{cost:?}");
        assert_eq!(cost.check(&Limits::default()), Ok(()), "{threads} threads: {cost:?}");
    }
}

#[test]
fn every_ready_scenario_is_within_the_limits_and_near_its_arrivals() {
    struct Beside;
    impl Files for Beside {
        fn read(&self, path: &str) -> Result<String, String> {
            std::fs::read_to_string(Path::new("configs").join(path)).map_err(|error| error.to_string())
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let model = Scenario::parse(&text, "config.toml").unwrap().compile(&Beside).unwrap().model;
        let cost = Cost::of_run(&model, 100, 8, &RunOptions::default());
        assert_eq!(cost.check(&Limits::default()), Ok(()), "{path:?}: {cost:?}");
        let dialed: f64 =
            model.contacts.iter().filter_map(|c| c.operations.dialer.as_ref()).map(|d| f64::from(d.list)).sum();
        let own = (contacts(&model) + dialed) * 100.0;
        assert!(cost.contacts >= own && cost.contacts <= 20.0 * own, "{path:?}: {own} {cost:?}");
        seen += 1;
    }
    assert!(seen >= 10, "{seen}");
}

#[test]
fn the_figure_that_causes_it_is_named() {
    let refused = |model: &Model| {
        Cost::of_run(model, 100, 2, &RunOptions::default()).check(&Limits::default()).unwrap_err().to_string()
    };
    let list: Vec<&str> = (0..20).map(|i| if i == 3 { "1e308" } else { "20" }).collect();
    let said = refused(&simple(&format!("{{ expected = [{}] }}", list.join(", ")), ""));
    assert!(said.starts_with("contact.call.arrivals: 1e308 contacts in interval 4"), "{said}");
    let said = refused(&simple("{ rate = \"1/h\", busyness = { exponential = { mean = 1e12 } } }", ""));
    assert!(said.starts_with("contact.call.arrivals.busyness: a factor of 1,000,000,000,000"), "{said}");
    let small = Limits { contacts: 1e4, ..Limits::default() };
    let days = Cost::of_run(&simple("{ rate = \"60/h\" }", "days = 3000"), 1, 1, &RunOptions::default())
        .check(&small)
        .unwrap_err();
    assert!(days.to_string().contains("on each of 3,000 days (horizon.days)"), "{days}");
    let little = Limits { memory_bytes: 1e6, ..Limits::default() };
    let cells = Cost::of_run(&simple("{ rate = \"60/h\" }", "interval = \"1s\""), 1, 1, &RunOptions::default())
        .check(&little)
        .unwrap_err();
    assert!(cells.to_string().contains("horizon.interval"), "{cells}");
}

/// What is done for each interval is counted: books, figures, formulas.
#[test]
fn intervals_of_a_second_cost_what_they_cost() {
    let [day, seconds] = ["30m", "1s"].map(|length| simple("{ rate = \"60/h\" }", &format!("interval = \"{length}\"")));
    let cost =
        |model: &Model, detailed: bool| Cost::of_run(model, 100, 2, &RunOptions { detailed, ..RunOptions::default() });
    assert!(cost(&day, true).figures < cost(&day, true).contacts, "{:?}", cost(&day, true));
    let [bare, full] = [false, true].map(|detailed| cost(&seconds, detailed));
    assert!(full.figures > full.contacts && full.figures > 5.0 * bare.figures, "{bare:?} {full:?}");
    assert!(full.memory_bytes > 2.0 * bare.memory_bytes, "{bare:?} {full:?}");
    let formulas = full.clone().with_formulas(&seconds);
    assert!(formulas.figures > full.figures + 36_000.0 && formulas.memory_bytes > full.memory_bytes, "{formulas:?}");
    assert_eq!(formulas.check(&Limits::default()), Ok(()));
    let small = Limits { contacts: 1e6, ..Limits::default() };
    let said = formulas.check(&small).unwrap_err().to_string();
    assert!(said.contains("horizon.interval") && said.contains("36,000 intervals"), "{said}");
    assert!(said.contains("as much work as") && said.contains("--max-contacts"), "{said}");
    assert_eq!(cost(&day, true).with_formulas(&day).check(&small), Ok(()));
}

/// What grows with types times groups is counted, before it is made.
#[test]
fn tables_of_types_and_groups_cost_what_they_cost() {
    let square = |number: usize| {
        let lines = |line: &dyn Fn(usize) -> String| (0..number).map(line).collect::<String>();
        model(&format!(
            "[horizon]\ncloses = \"01:00\"\n{}{}",
            lines(&|k| format!("[contact.t{k}]\narrivals = {{ rate = \"1/h\" }}\nhandle = {{ constant = \"1m\" }}\n")),
            lines(&|g| format!("[group.g{g}]\nagents = 1\nskills.t{g} = {{}}\n"))
        ))
    };
    let [small, large] = [10, 1000].map(|number| Cost::of_run(&square(number), 100, 2, &RunOptions::default()));
    assert!(small.figures < 1e6 && large.figures > 2e7, "{small:?} {large:?}");
    assert!(large.memory_bytes > small.memory_bytes + 2e8, "{small:?} {large:?}");
    assert_eq!(large.check(&Limits::default()), Ok(()));
    let little = Limits { memory_bytes: 1e8, ..Limits::default() };
    let said = large.check(&little).unwrap_err().to_string();
    assert!(said.contains("1000 contact types and 1000 groups"), "{said}");
}

#[test]
fn redials_are_bounded_by_their_limit_and_feedback_by_time() {
    let redial = |limit: &str| {
        model(&format!(
            "[horizon]\nopens = \"08:00\"\ncloses = \"18:00\"\n[contact.call]\narrivals = {{ rate = \"100/h\" }}\n\
             lines = 2\nhandle = {{ constant = \"3m\" }}\n\
             redial = {{ share = 1, after = {{ constant = \"1m\" }}{limit} }}\n\
             [group.g]\nagents = 1\nskills.call = {{}}\n"
        ))
    };
    // A thousand calls, each tried three times at most.
    assert_eq!(Cost::of_run(&redial(", limit = 3"), 1, 1, &RunOptions::default()).contacts.round(), 3000.0);
    // Without a limit once a minute until the day is over.
    assert_eq!(Cost::of_run(&redial(""), 1, 1, &RunOptions::default()).contacts.round(), 1000.0 + 1000.0 * 600.0);
}

#[test]
fn a_run_that_costs_more_than_was_estimated_is_ended() {
    let model = simple("{ rate = \"100/h\" }", "");
    let stop = AtomicBool::new(false);
    let limited =
        |limits| run(&model, 1, 40, &RunOptions { limits, threads: Some(1), ..RunOptions::default() }, &(), &stop);
    let cost = Cost::of_run(&model, 40, 1, &RunOptions::default());
    let seeds = (1..9).map(|seed| {
        let limits = Limits { contacts: cost.contacts, ..Limits::default() };
        run(&model, seed, 40, &RunOptions { limits, threads: Some(1), ..RunOptions::default() }, &(), &stop)
    });
    let ended = seeds.filter(|done| matches!(done, Err(Error::Exceeded { excess: Excess::Contacts(_), .. }))).count();
    assert!((1..8).contains(&ended), "about half of them have more contacts than are expected: {ended}");
    assert!(matches!(limited(Limits { contacts: 10.0, ..Limits::default() }), Err(Error::TooMuch(_))));
    assert!(limited(Limits::NONE).is_ok());
}

#[test]
fn a_queue_that_grows_without_end_is_ended() {
    // Enough agents for all, but only in the last half hour.
    let model = model(
        "[horizon]\nopens = \"08:00\"\ncloses = \"18:00\"\n[contact.call]\narrivals = { rate = \"10000/h\" }\n\
         handle = { constant = \"3m\" }\n[group.g]\nagents = { \"08:00\" = 1, \"17:30\" = 1000 }\nskills.call = {}\n",
    );
    let limits = Limits { memory_bytes: 1.6e7, ..Limits::default() };
    let options = RunOptions { limits, threads: Some(1), ..RunOptions::default() };
    let ended = run(&model, 1, 1, &options, &(), &AtomicBool::new(false)).unwrap_err();
    assert!(matches!(ended, Error::Exceeded { excess: Excess::Held(_), .. }), "{ended}");
    assert!(ended.to_string().contains("the queue grows without end"), "{ended}");
}

#[test]
fn memory_that_there_is_not_is_said_before_it_is_taken() {
    let cost = Cost { memory_bytes: 1e18, ..Cost::none() };
    assert!(matches!(cost.reserve(), Err(Error::OutOfMemory { .. })));
    assert!(Cost { memory_bytes: 1e6, ..Cost::none() }.reserve().is_ok());
}

#[test]
fn numbers_are_short() {
    assert_eq!(number(1e308), "1e308");
    assert_eq!(number(f64::INFINITY), "1e308 or more");
    assert_eq!(number(1_234_567.0), "1,234,567");
    assert_eq!(number(0.001), "0.001");
    assert_eq!(number(1.8200787e23), "1.82e23");
    assert_eq!(bytes(4.0 * 1024.0 * 1024.0 * 1024.0), "4.0 GiB");
}

/// Calls for five agents, whose customers wait for a long time and are told each second how long.
fn told_again(rate: &str, every: &str, patience: &str) -> Model {
    model(&format!(
        "[horizon]\nopens = \"08:00\"\ncloses = \"18:00\"\n[contact.call]\narrivals = {{ rate = \"{rate}\" }}\n\
         patience = {{ constant = \"{patience}\" }}\nhandle = {{ constant = \"3m\" }}\n\
         wait = {{ announce = {{ estimate = \"queue-length\", every = \"{every}\" }} }}\n\
         [group.g]\nagents = 5\nskills.call = {{}}\n"
    ))
}

#[test]
fn announcements_that_are_repeated_count_as_the_work_that_they_are() {
    let model = told_again("300/h", "1s", "900d");
    let cost = Cost::of_run(&model, 1, 1, &RunOptions::default());
    // 3,000 calls, of which 24 hours of five agents do 2,400; the others wait for half of ten hours.
    let announcements = 600.0 * 18_000.0;
    assert!((cost.contacts - 3000.0 - 60.0 * announcements).abs() < 1.0, "{cost:?}");
    let few = Limits { contacts: 1e6, ..Limits::default() };
    let refused = cost.check(&few).unwrap_err().to_string();
    assert!(
        refused.starts_with("contact.call.wait.announce.every: 10,800,000 announcements, one each 1 s to everybody"),
        "{refused}"
    );
    // A queue that is worked off in the evening is found out on the way.
    let evening = told_again("200/h", "1s", "900d");
    assert_eq!(Cost::of_run(&evening, 1, 1, &RunOptions::default()).check(&few), Ok(()));
    let options = RunOptions { threads: Some(1), limits: few, ..RunOptions::default() };
    let ended = run(&evening, 1, 1, &options, &(), &AtomicBool::new(false)).unwrap_err();
    assert!(matches!(ended, Error::Exceeded { excess: Excess::Contacts(_), .. }), "{ended}");
    // Where nobody waits for long there is nothing to count.
    let quiet = Cost::of_run(&told_again("300/h", "30s", "2m"), 100, 1, &RunOptions::default());
    assert_eq!(quiet.check(&Limits::default()), Ok(()), "{quiet:?}");
}

#[test]
fn who_waits_before_giving_up_takes_memory_too() {
    let little = Limits { memory_bytes: 64e6, ..Limits::default() };
    let patience = |patience: &str| {
        let text = format!(
            "[horizon]\nopens = \"08:00\"\ncloses = \"18:00\"\n[contact.call]\narrivals = {{ rate = \"100000/h\" }}\n\
             patience = {{ exponential = {{ mean = \"{patience}\" }} }}\nhandle = {{ constant = \"3m\" }}\n\
             [group.g]\nagents = 9\nskills.call = {{}}\n"
        );
        Cost::of_run(&model(&text), 1, 1, &RunOptions::default()).check(&little)
    };
    assert_eq!(patience("3m"), Ok(()));
    let refused = patience("5h").unwrap_err().to_string();
    assert!(refused.starts_with("the queue: more work arrives than the agents can do, and many wait"), "{refused}");
}
