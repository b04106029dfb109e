//! Rows of hand-made events.

use super::super::tests::{FullDisk, event, model};
use super::*;
use crate::floor::Happening::{self, *};
use crate::model::GroupId;

/// An event of a contact, with an agent of the first group where there is a number.
fn happens(at_s: f64, what: Happening, contact: u64, agent: u32) -> Event {
    let agent = (agent > 0).then_some((GroupId(0), agent));
    Event { agent, ..event(at_s, what, Some((contact, 0))) }
}

/// The rows of replications with these events each.
fn logged(replications: &[&[Event]]) -> Vec<String> {
    let mut model = model(1);
    model.groups[0].name = "team".to_string();
    let mut bytes = Vec::new();
    let mut log = Log::new(&model, &mut bytes);
    for events in replications {
        events.iter().for_each(|event| log.event(event));
        log.next_replication();
    }
    log.finish().unwrap();
    let mut lines = String::from_utf8(bytes).unwrap().lines().map(str::to_string).collect::<Vec<_>>();
    assert_eq!(lines.remove(0), ONHOLD_HEADER);
    // The model has calls and agents with one contact at a time.
    let bare = |line: String| {
        let (line, _connect) = line.rsplit_once(',').unwrap();
        let served = line.strip_suffix(",voice,1").filter(|rest| rest.contains(",team,"));
        served.or(line.strip_suffix(",voice,")).unwrap_or_else(|| panic!("{line}")).to_string()
    };
    lines.into_iter().map(bare).collect()
}

#[test]
fn rows_are_in_order_of_arrival_and_dates_follow_on() {
    let day = [
        event(-60.0, Comes, None),
        happens(21.48, Arrives, 1, 0),
        happens(21.48, Assigned, 1, 1),
        happens(21.48, Answered, 1, 1),
        happens(40.0, Arrives, 2, 0),
        happens(40.0, Queues, 2, 0),
        happens(115.3, Abandons, 2, 0),
        happens(120.0, Arrives, 3, 0),
        happens(120.0, Balks, 3, 0),
        happens(182.112, TalkEnds, 1, 1),
        happens(202.112, Handled, 1, 1),
    ];
    let first = "1,sales,08:00:21.480,08:00:21.480,0.000,08:00:21.480,08:03:02.112,160.632,20.000,served,team,team/1,,";
    let second = "2,sales,08:00:40.000,08:01:55.300,75.300,,,,,abandoned,,,,";
    let third = "3,sales,08:02:00.000,08:02:00.000,0.000,,,,,balked,,,,";
    let rows = |date: &str| [first, second, third].map(|row| format!("{date},{row}"));
    assert_eq!(logged(&[&day, &day]), [rows("2024-01-01"), rows("2024-01-02")].concat());
}

#[test]
fn further_attempts_say_what_caused_them() {
    let lines = logged(&[&[
        happens(0.0, Arrives, 1, 0),
        happens(0.0, Blocked, 1, 0),
        Event { caused_by: Some(1), ..happens(600.0, Redials, 2, 0) },
        Event { caused_by: Some(1), ..happens(700.0, HandedOn, 3, 0) },
        Event { caused_by: Some(2), ..happens(800.0, Repeats, 4, 0) },
        happens(900.0, CutOff, 2, 0),
        happens(900.0, CutOff, 3, 0),
        happens(900.0, CutOff, 4, 0),
    ]]);
    assert_eq!(lines[0], "2024-01-01,1,sales,08:00:00.000,08:00:00.000,0.000,,,,,blocked,,,,");
    assert_eq!(lines[1], "2024-01-01,2,sales,08:10:00.000,08:15:00.000,300.000,,,,,cut-off,,,redial,1");
    assert!(lines[2].ends_with(",cut-off,,,transfer,1") && lines[3].ends_with(",cut-off,,,repeat,2"), "{lines:?}");
}

#[test]
fn callbacks_end_the_wait_when_they_are_taken() {
    let lines = logged(&[&[
        happens(0.0, Arrives, 1, 0),
        happens(10.0, TakesCallback, 1, 0),
        happens(20.0, Arrives, 2, 0),
        happens(20.0, TakesCallback, 2, 0),
        happens(30.0, Arrives, 3, 0),
        happens(30.0, TakesCallback, 3, 0),
        happens(600.0, Assigned, 1, 2),
        happens(605.0, CalledBack, 1, 2),
        happens(665.0, TalkEnds, 1, 2),
        happens(665.0, Handled, 1, 2),
        happens(700.0, Assigned, 2, 2),
        happens(710.0, NotReached, 2, 2),
        happens(43_200.0, LeftOver, 3, 0),
    ]]);
    assert_eq!(
        lines,
        [
            "2024-01-01,1,sales,08:00:00.000,08:00:10.000,10.000,08:10:05.000,08:11:05.000,60.000,0.000,callback,team,team/2,,",
            "2024-01-01,2,sales,08:00:20.000,08:00:20.000,0.000,,,,,not-reached,team,team/2,,",
            "2024-01-01,3,sales,08:00:30.000,08:00:30.000,0.000,,,,,left-over,,,,",
        ]
    );
}

#[test]
fn a_service_that_is_handed_over_is_one_service() {
    let lines = logged(&[&[
        happens(0.0, Arrives, 1, 0),
        happens(0.0, Assigned, 1, 1),
        happens(5.0, Answered, 1, 1),
        happens(65.0, HandedOver, 1, 1),
        happens(100.0, Assigned, 1, 2),
        happens(130.0, TalkEnds, 1, 2),
        happens(140.0, Handled, 1, 2),
    ]]);
    let row = "1,sales,08:00:00.000,08:00:05.000,5.000,08:00:05.000,08:02:10.000,90.000,10.000,served,team,team/2,,";
    assert_eq!(lines, [format!("2024-01-01,{row}")]);
}

#[test]
fn who_was_handed_over_to_nobody_was_served_as_far_as_it_went() {
    let lines = logged(&[&[
        happens(0.0, Arrives, 1, 0),
        happens(0.0, Answered, 1, 1),
        happens(60.0, HandedOver, 1, 1),
        happens(600.0, CutOff, 1, 0),
        happens(10.0, Arrives, 2, 0),
        happens(10.0, Answered, 2, 2),
        happens(60.0, HandedOver, 2, 2),
        happens(900.0, LeftOver, 2, 0),
    ]]);
    let first = "1,sales,08:00:00.000,08:00:00.000,0.000,08:00:00.000,08:01:00.000,60.000,0.000,served,team,team/1,,";
    let second = "2,sales,08:00:10.000,08:00:10.000,0.000,08:00:10.000,08:01:00.000,50.000,0.000,served,team,team/2,,";
    assert_eq!(lines, [format!("2024-01-01,{first}"), format!("2024-01-01,{second}")]);
}

#[test]
fn clocks_run_past_midnight_and_waits_of_nearly_nothing_are_waits() {
    let late = 16.0 * 3600.0;
    let lines = logged(&[&[
        happens(late - 1.0, Arrives, 1, 0),
        happens(late + 0.5, Abandons, 1, 0),
        happens(late, Arrives, 2, 0),
        happens(late + 1e-5, Abandons, 2, 0),
        happens(late, Arrives, 3, 0),
        happens(late, Dials, 4, 0),
    ]]);
    assert_eq!(lines[0], "2024-01-01,1,sales,23:59:59.000,24:00:00.500,1.500,,,,,abandoned,,,,");
    assert_eq!(lines[1], "2024-01-01,2,sales,24:00:00.000,24:00:00.000,0.001,,,,,abandoned,,,,");
    // Of the last two nobody has told the end.
    assert!(lines[2].ends_with(",,,,,,,left-over,,,,") && lines.len() == 4, "{lines:?}");
}

#[test]
fn what_arrived_in_the_warm_up_is_not_logged() {
    let mut model = model(1);
    (model.horizon.kind, model.horizon.warm_up_s) = (crate::model::HorizonKind::Steady, 100.0);
    let mut bytes = Vec::new();
    let mut log = Log::new(&model, &mut bytes);
    for _ in 0..2 {
        for event in [
            happens(99.0, Arrives, 1, 0),
            happens(100.0, Arrives, 2, 0),
            happens(150.0, Balks, 2, 0),
            happens(200.0, Abandons, 1, 0),
            Event { caused_by: Some(1), ..happens(300.0, Redials, 3, 0) },
            happens(310.0, Blocked, 3, 0),
        ] {
            log.event(&event);
        }
        log.next_replication();
    }
    log.finish().unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let numbers: Vec<&str> = text.lines().skip(1).filter_map(|line| line.split(',').nth(1)).collect();
    assert_eq!(numbers, ["2", "3", "2", "3"], "{text}");
}

#[test]
fn the_first_error_of_writing_is_kept() {
    let mut log = Log::new(&model(1), FullDisk);
    for number in 1..1000 {
        log.event(&happens(1.0, Arrives, number, 0));
        log.event(&happens(1.0, Blocked, number, 0));
    }
    assert!(log.has_failed());
    assert_eq!(log.finish().unwrap_err().kind(), io::ErrorKind::StorageFull);
}
