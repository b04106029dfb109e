//! Small days whose course is known to the second.

use super::*;
use crate::model::{ContactId, GroupId};
use crate::scenario::{NoFiles, Scenario};

/// Writes down what happened to each contact, by its number in the day.
#[derive(Default)]
struct Diary(Vec<(u64, String)>);

impl Recorder for Diary {
    fn blocked(&mut self, visit: &Visit) {
        self.0.push((visit.key, "blocked".into()));
    }
    fn balked(&mut self, visit: &Visit) {
        self.0.push((visit.key, "balked".into()));
    }
    fn answered_at_once(&mut self, visit: &Visit, answer: &Answer) {
        self.0.push((visit.key, format!("at once by {}", answer.group.0)));
    }
    fn answered(&mut self, visit: &Visit, answer: &Answer) {
        let overtaken = if answer.overtaken { ", overtaken" } else { "" };
        let wait_s = answer.at_s - visit.arrival_s;
        self.0.push((visit.key, format!("after {wait_s:.0} by {}{overtaken}", answer.group.0)));
    }
    fn abandoned(&mut self, visit: &Visit, at_s: f64, overtaken: bool) {
        let overtaken = if overtaken { ", overtaken" } else { "" };
        self.0.push((visit.key, format!("gone after {:.0}{overtaken}", at_s - visit.arrival_s)));
    }
    fn cut_off(&mut self, visit: &Visit, at_s: f64, overtaken: bool) {
        let overtaken = if overtaken { ", overtaken" } else { "" };
        self.0.push((visit.key, format!("cut off after {:.0}{overtaken}", at_s - visit.arrival_s)));
    }
    fn overran(&mut self, group: GroupId, agents: u32, from_s: f64, to_s: f64) {
        self.0.push((1000 + u64::from(group.0), format!("{agents} overran {:.0}", to_s - from_s)));
    }
}

/// Contacts as (type, arrival, work, patience); what happened to them in their order.
fn live(scenario: &str, contacts: &[(u16, f64, f64, f64)]) -> Vec<String> {
    let types: String = ["a", "b"]
        .iter()
        .filter(|t| scenario.contains(&format!("skills.{t}")))
        .filter(|t| !scenario.contains(&format!("[contact.{t}]")))
        .map(|t| format!("[contact.{t}]\narrivals = {{ rate = \"1/h\" }}\nhandle = {{ constant = \"1s\" }}\n"))
        .collect();
    let text = format!("{scenario}\n{types}");
    let model = Scenario::parse(&text, "test.toml").unwrap().compile(&NoFiles).unwrap().model;
    let mut floor = Floor::new(&model, Diary::default());
    let mut block = Block::default();
    for (i, &(kind, time_s, work_s, patience_s)) in contacts.iter().enumerate() {
        block.contact.push(ContactId(kind));
        block.time_s.push(time_s);
        block.work_s.push(work_s);
        block.patience_s.push(patience_s);
        block.wrap_up_s.push(0.0);
        block.key.push(i as u64);
    }
    floor.live(&block);
    let mut told = floor.close().0;
    told.sort();
    told.into_iter().map(|(_, what)| what).collect()
}

const INF: f64 = f64::INFINITY;
const DAY: &str = "[horizon]\nopens = \"08:00\"\ncloses = \"10:00\"\n";

#[test]
fn one_agent_serves_in_order_and_patience_ends_in_the_queue() {
    let one = format!("{DAY}[group.g]\nagents = 1\nskills.a = {{}}");
    let told = live(&one, &[(0, 0.0, 10.0, INF), (0, 1.0, 10.0, 5.0), (0, 2.0, 10.0, INF), (0, 40.0, 1.0, INF)]);
    assert_eq!(told, ["at once by 0", "gone after 5", "after 8 by 0", "at once by 0"]);
}

#[test]
fn several_agents_who_free_at_one_moment_all_take_somebody() {
    let two = format!("{DAY}[group.g]\nagents = 2\nskills.a = {{}}");
    let told = live(&two, &[(0, 0.0, 10.0, INF), (0, 0.0, 10.0, INF), (0, 1.0, 5.0, INF), (0, 2.0, 5.0, INF)]);
    assert_eq!(told, ["at once by 0", "at once by 0", "after 9 by 0", "after 8 by 0"]);
}

#[test]
fn services_of_no_length_hold_nobody_up() {
    let one = format!("{DAY}[group.g]\nagents = 1\nskills.a = {{}}");
    let told = live(&one, &[(0, 0.0, 10.0, INF), (0, 1.0, 0.0, INF), (0, 2.0, 0.0, INF), (0, 3.0, 1.0, INF)]);
    assert_eq!(told, ["at once by 0", "after 9 by 0", "after 8 by 0", "after 7 by 0"]);
}

#[test]
fn a_shrinking_group_lets_the_busy_finish_and_a_growing_one_takes_who_waits() {
    // Two agents until 08:30, one until 09:00, then two again.
    let staffed =
        format!("{DAY}[group.g]\nagents = {{ \"08:00\" = 2, \"08:30\" = 1, \"09:00\" = 2 }}\nskills.a = {{}}");
    let told = live(
        &staffed,
        &[
            (0, 1700.0, 200.0, INF),  // until 1900, beyond the head-count from 1800 on: this agent leaves
            (0, 1700.0, 2500.0, INF), // until 4200
            (0, 1850.0, 10.0, INF),   // must wait for 3600, when a second agent comes
        ],
    );
    assert_eq!(told, ["at once by 0", "at once by 0", "after 1750 by 0", "1 overran 100"]);
}

#[test]
fn a_group_that_rises_again_keeps_who_was_about_to_leave() {
    let staffed =
        format!("{DAY}[group.g]\nagents = {{ \"08:00\" = 1, \"08:30\" = 0, \"09:00\" = 1 }}\nskills.a = {{}}");
    let told = live(&staffed, &[(0, 1700.0, 2500.0, INF), (0, 3700.0, 10.0, INF)]);
    assert_eq!(told, ["at once by 0", "after 500 by 0", "1 overran 1800"]);
}

#[test]
fn choices_come_in_order_and_then_the_agent_idle_longest() {
    let skills = "[group.g]\nagents = 1\nskills.a = { choice = 2 }\n[group.h]\nagents = 1\nskills.a = {}\n";
    let told = live(&format!("{DAY}{skills}"), &[(0, 0.0, 9.0, INF), (0, 1.0, 9.0, INF), (0, 2.0, 9.0, INF)]);
    assert_eq!(told, ["at once by 1", "at once by 0", "after 7 by 1"]);
    let skills = "[group.g]\nagents = 1\nskills.a = {}\n[group.h]\nagents = 1\nskills.a = {}\n";
    let told = live(&format!("{DAY}{skills}"), &[(0, 0.0, 9.0, INF), (0, 1.0, 2.0, INF), (0, 20.0, 9.0, INF)]);
    assert_eq!(told, ["at once by 0", "at once by 1", "at once by 1"]);
}

#[test]
fn priority_overtakes_and_is_noticed() {
    let skills = "[group.g]\nagents = 1\nskills.a = { priority = 2 }\nskills.b = {}";
    let told = live(
        &format!("{DAY}{skills}"),
        &[(0, 0.0, 10.0, INF), (0, 1.0, 10.0, INF), (0, 2.0, 1.0, 3.0), (1, 6.0, 10.0, INF), (0, 7.0, 1.0, INF)],
    );
    assert_eq!(told, ["at once by 0", "after 19 by 0, overtaken", "gone after 3", "after 4 by 0", "after 23 by 0"]);
}

#[test]
fn a_head_start_is_waiting_time() {
    let contact = "[contact.b]\narrivals = { rate = \"1/h\" }\nhandle = { constant = \"1s\" }\nhead_start = \"3s\"\n";
    let skills = "[routing]\ncontact = [\"longest-wait\"]\n[group.g]\nagents = 1\nskills.a = {}\nskills.b = {}\n";
    // `b` stands first in the file, so it is type 0 here.
    let day = [(1, 0.0, 10.0, INF), (1, 4.0, 1.0, INF), (0, 6.0, 1.0, INF), (0, 8.0, 1.0, INF)];
    let told = live(&format!("{DAY}{contact}{skills}"), &day);
    assert_eq!(told, ["at once by 0", "after 7 by 0, overtaken", "after 4 by 0", "after 4 by 0"]);
}

#[test]
fn overflow_waits_and_reserve_keeps_back() {
    let skills = "[group.g]\nagents = 1\nskills.a = {}\n[group.h]\nagents = 1\nskills.a = { after = \"30s\" }\n";
    let told = live(&format!("{DAY}{skills}"), &[(0, 0.0, 100.0, INF), (0, 10.0, 9.0, INF), (0, 20.0, 9.0, 25.0)]);
    assert_eq!(told, ["at once by 0", "after 30 by 1", "gone after 25"]);
    let skills = "[group.g]\nagents = 2\nskills.a = { reserve = 1 }\nskills.b = {}\n";
    let day = [(0, 0.0, 10.0, INF), (0, 1.0, 5.0, INF), (1, 2.0, 5.0, INF), (0, 30.0, 5.0, INF)];
    let told = live(&format!("{DAY}{skills}"), &day);
    // The second `a` needs two idle agents: it waits until both services are over.
    assert_eq!(told, ["at once by 0", "after 9 by 0, overtaken", "at once by 0", "at once by 0"]);
}

#[test]
fn lines_are_taken_by_those_who_wait_and_talk() {
    let contact = "[contact.a]\narrivals = { rate = \"1/h\" }\nhandle = { constant = \"1s\" }\nlines = 2\n";
    let skills = "[group.g]\nagents = 1\nskills.a = {}\n";
    let day = [
        (0, 0.0, 10.0, INF),
        (0, 1.0, 10.0, 3.0),
        (0, 2.0, 1.0, INF), // both lines are taken
        (0, 5.0, 1.5, INF), // the second has hung up at 4
        (0, 6.0, 1.0, INF),
        (0, 10.5, 1.0, INF), // the first talk is over
    ];
    let told = live(&format!("{DAY}{contact}{skills}"), &day);
    assert_eq!(told, ["at once by 0", "gone after 3", "blocked", "after 5 by 0", "blocked", "after 1 by 0"]);
}

#[test]
fn balking_looks_at_the_true_length() {
    let contact =
        "[contact.a]\narrivals = { rate = \"1/h\" }\nhandle = { constant = \"1s\" }\nbalks = { by_queue = [0, 1] }\n";
    let skills = "[group.g]\nagents = 1\nskills.a = {}\n";
    let day = [(0, 0.0, 50.0, INF), (0, 1.0, 10.0, 3.0), (0, 2.0, 1.0, INF), (0, 5.0, 1.0, INF), (0, 6.0, 1.0, INF)];
    let told = live(&format!("{DAY}{contact}{skills}"), &day);
    assert_eq!(told, ["at once by 0", "gone after 3", "balked", "after 45 by 0", "balked"]);
}

#[test]
fn closing_serves_out_or_hangs_up() {
    let group = "[group.g]\nagents = 1\nskills.a = {}\n";
    let day = [(0, 7100.0, 300.0, INF), (0, 7150.0, 10.0, INF), (0, 7190.0, 10.0, 5.0)];
    assert_eq!(live(&format!("{DAY}{group}"), &day), ["at once by 0", "after 250 by 0", "gone after 5"]);
    let hangs_up = format!("{DAY}closing = \"hang-up\"\n{group}");
    assert_eq!(live(&hangs_up, &day), ["at once by 0", "cut off after 50", "gone after 5"]);
}

#[test]
fn who_cannot_be_served_any_more_is_cut_off_at_closing() {
    let group = "[group.g]\nagents = { \"08:00\" = 1, \"09:00\" = 0 }\nskills.a = {}\n";
    let late = [(0, 7000.0, 10.0, INF), (0, 7100.0, 10.0, 3600.0), (0, 7150.0, 10.0, 20.0)];
    assert_eq!(live(&format!("{DAY}{group}"), &late), ["cut off after 200", "cut off after 100", "gone after 20"]);
    // Nor whom a group would take only with more idle agents than it has.
    let reserve = "[group.g]\nagents = 1\nskills.a = { reserve = 1 }\n";
    assert_eq!(live(&format!("{DAY}{reserve}"), &late), ["cut off after 200", "cut off after 100", "gone after 20"]);
}

/// The five customers of the model document: with abandonment, one more agent can make one customer wait longer.
#[test]
fn more_staff_can_make_one_customer_wait_longer_when_others_leave() {
    let day = [
        (0, 0.0, 5.0, INF),
        (0, 0.001, 5.0, INF),
        (0, 0.002, 20.0, 6.0),
        (0, 0.003, 1000.0, 6.0),
        (0, 0.004, 1.0, INF),
    ];
    let with = |agents: u32| {
        let told = live(&format!("{DAY}[group.g]\nagents = {agents}\nskills.a = {{}}\n"), &day);
        told[4].clone()
    };
    assert_eq!(with(1), "after 10 by 0");
    assert_eq!(with(2), "after 25 by 0");
}
