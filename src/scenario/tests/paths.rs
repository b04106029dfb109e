//! Dotted paths: `--set` and policies.

use super::*;
use crate::model::{Balks, Distribution};
use crate::scenario::tree::Node;

fn scenario(text: &str) -> Scenario {
    Scenario::parse(text, "x.toml").unwrap()
}

fn set(path: &str, value: &str) -> Model {
    let mut scenario = scenario(DAY);
    scenario.set(path, value).unwrap_or_else(|m| panic!("{m}"));
    scenario.compile(&NoFiles).unwrap_or_else(|m| panic!("{m}")).model
}

fn refused(path: &str, value: &str) -> String {
    scenario(DAY).set(path, value).unwrap_err().to_string()
}

#[test]
fn values_are_put_where_the_path_leads() {
    assert_eq!(set("group.tier1.agents", "7").groups[0].staffing, [(0.0, 7)]);
    assert_eq!(set("group.tier1.agents", "[1, 2, 2, 3]").groups[0].staffing, [(0.0, 1), (1800.0, 2), (5400.0, 3)]);
    assert_eq!(set("contact.sales.head_start", "20s").contacts[0].head_start.first(), 20.0);
    assert_eq!(set("name", "12").name, "12");
    assert_eq!(set("contact.sales.arrivals.rate", "120/h").contacts[0].arrivals.expected(), 240.0);
}

#[test]
fn sections_on_the_way_are_made() {
    let model = set("wait.hold", "silence");
    assert!(model.contacts[0].felt.is_on());
    assert!(model.contacts[0].service.is_none());
    assert!(set("contact.sales.service.resolution", "0.5").contacts[0].service.is_some());
    assert!(set("aftermath", "{}").contacts[0].aftermath.is_some());
}

#[test]
fn another_form_of_the_same_thing_is_replaced() {
    let patience = set("contact.sales.patience.constant", "90s").contacts[0].patience.clone();
    assert_eq!(patience, Some(Distribution::Constant(90.0)));
    let expected = set("contact.sales.arrivals.expected", "30").contacts[0].arrivals.expected();
    assert!((expected - 120.0).abs() < 1e-9);
    let mut scenario = scenario(&day("patience", "balks = 0.1\npatience"));
    scenario.set("contact.sales.balks.by_queue", "[0.0, 0.5]").unwrap();
    let balks = scenario.compile(&NoFiles).unwrap().model.contacts[0].balks.clone();
    assert_eq!(balks, Balks::ByQueue(vec![0.0, 0.5]));
}

#[test]
fn values_of_lists_and_steps_have_paths() {
    let mut listed = scenario(&day("agents = 4", "agents = [4, 4, 4, 4]"));
    listed.set("group.tier1.agents.2", "9").unwrap();
    let staffing = listed.compile(&NoFiles).unwrap().model.groups[0].staffing.clone();
    assert_eq!(staffing, [(0.0, 4), (1800.0, 9), (3600.0, 4)]);
    let outside = listed.set("group.tier1.agents.5", "9").unwrap_err();
    insta::assert_snapshot!(outside, @"group.tier1.agents.5: the list `group.tier1.agents` has no value `5` (its values are counted from 1 to 4)");
    let mut stepped = scenario(&day("agents = 4", "agents = { \"08:00\" = 4 }"));
    stepped.set("group.tier1.agents.09:15", "6").unwrap();
    let staffing = stepped.compile(&NoFiles).unwrap().model.groups[0].staffing.clone();
    assert_eq!(staffing, [(0.0, 4), (4500.0, 6)]);
    insta::assert_snapshot!(refused("group.tier1.agents.09:15", "6"), @"group.tier1.agents.09:15: `group.tier1.agents` is not written as steps by the clock");
}

#[test]
fn wrong_paths_are_refused_with_the_nearest_right_one() {
    insta::assert_snapshot!(refused("group.tier1.agnets", "6"), @"group.tier1.agnets: unknown key `agnets` in `group.tier1` (did you mean `agents`?)");
    insta::assert_snapshot!(refused("group.teir1.agents", "6"), @"group.teir1.agents: there is no group `teir1` (did you mean `tier1`?)");
    insta::assert_snapshot!(refused("grupo.tier1.agents", "6"), @"grupo.tier1.agents: unknown key `grupo` at the top level (one of `name`, `description`, `currency`, `preset`, `horizon`, `contact`, `group`, `lines`, `routing`, `wait`, `service`, `aftermath`, `value`, `customer`, `market`)");
    insta::assert_snapshot!(refused("contact.sales.segments.vip", "0.5"), @"contact.sales.segments.vip: unknown key `segments` in `contact.sales` (did you mean `segment`?)");
    insta::assert_snapshot!(refused("contact.sales.head_start.minutes", "6"), @r#"contact.sales.head_start.minutes: there is no `minutes` in `contact.sales.head_start` (`contact.sales.head_start` is a duration with its unit, such as "20s", "3m" or "1h30m", a list with one value per interval, or steps by the clock)"#);
    insta::assert_snapshot!(refused("group..agents", "6"), @"group..agents: not a dotted path such as group.tier1.agents");
    insta::assert_snapshot!(refused("", "6"), @"not a dotted path such as group.tier1.agents");
}

#[test]
fn wrong_values_are_refused_with_path_and_value() {
    insta::assert_snapshot!(refused("group.tier1.agents", "many"), @r#"group.tier1.agents = "many": expected a whole number, 0 or more, found "many""#);
    insta::assert_snapshot!(refused("wait.hold", "musik"), @r#"wait.hold = "musik": expected one of "silence", "music", "music-and-apology", "position", "expected-wait", "own-choice", found "musik" (did you mean "music"?)"#);
    insta::assert_snapshot!(refused("contact.sales.head_start", "20"), @r#"contact.sales.head_start = 20: the duration 20 has no unit (write "20s" for seconds, "20m" for minutes, "20h" for hours)"#);
    insta::assert_snapshot!(refused("group.tier1.agents", "[1, 2"), @"group.tier1.agents = [1, 2: unclosed array, expected `]`");
    insta::assert_snapshot!(refused("group.tier1.agents", ""), @"group.tier1.agents: no value");
    insta::assert_snapshot!(refused("service.anger", "-5"), @"service.anger = -5: expected a number that is not negative, found -5");
}

#[test]
fn mistakes_that_show_later_name_path_and_value() {
    let mut scenario = scenario(DAY);
    scenario.set("group.tier1.skills.slaes", "{ choice = 2 }").unwrap();
    scenario.set("group.tier1.agents", "[1, 2]").unwrap();
    insta::assert_snapshot!(scenario.compile(&NoFiles).unwrap_err(), @r#"
    x.toml: group.tier1.agents = [1, 2]: the list has 2 values, expected 4 (one for each 30 min from 08:00 to 10:00)
    x.toml: group.tier1.skills.slaes = { choice = 2 }: there is no contact type `slaes` (did you mean `sales`?)
    "#);
}

#[test]
fn a_value_from_a_study_is_put_without_its_place() {
    let mut scenario = scenario(DAY);
    let value = Node::parse("x = { choice = 2 }").unwrap();
    let crate::scenario::tree::Item::Table(table) = &value.item else { panic!() };
    scenario.put("group.tier1.skills.sales", &table.entries[0].node).unwrap();
    assert_eq!(scenario.compile(&NoFiles).unwrap().model.groups[0].skills[0].choice, 2);
}

#[test]
fn a_scenario_written_with_its_changes_means_the_same() {
    let mut changed = scenario(DAY);
    for (path, value) in [
        ("wait.hold", "music"),
        ("wait.stretch.idle", "1.4"),
        ("contact.sales.wait.bend", "0.9"),
        ("group.second", "{ agents = 2, skills = { sales = { choice = 2, speed = 0.5 } } }"),
        ("routing.agent", "[\"fastest\"]"),
        ("value.per_contact.sales", "1e-7"),
        ("description", "a \"day\"\\n"),
    ] {
        changed.set(path, value).unwrap();
    }
    let text = changed.to_toml();
    let again = scenario(&text);
    assert_eq!(again.to_toml(), text);
    assert_eq!(again.compile(&NoFiles).unwrap().model, changed.compile(&NoFiles).unwrap().model);
    insta::assert_snapshot!(text, @r#"
    name = "day"
    description = "a \"day\"\\n"

    [horizon]
    opens = "08:00"
    closes = "10:00"

    [contact.sales]
    arrivals = { rate = "60/h" }
    handle = { exponential = { mean = "3m" } }
    patience = { exponential = { mean = "5m" } }
    service_level = { within = "20s", target = 0.8 }
    wait = { bend = 0.9 }

    [group.tier1]
    agents = 4
    skills = { sales = {} }

    [group.second]
    agents = 2
    skills = { sales = { choice = 2, speed = 0.5 } }

    [wait]
    hold = "music"
    stretch = { idle = 1.4 }

    [routing]
    agent = ["fastest"]

    [value.per_contact]
    sales = 1e-7
    "#);
}
