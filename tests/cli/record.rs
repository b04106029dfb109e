//! `onhold run --trace` and `--log`.

use crate::desk::{Desk, scenario};

const EVERY_EVENT: &str = "traced every event of the first of 3 replications into";

fn desk() -> Desk {
    let desk = Desk::new();
    let level = "service_level = { within = \"20s\", target = 0.8 }\n[group.team]";
    desk.write("s.toml", scenario("[group.team]", level).replace("60/h", "90/h"));
    desk
}

fn text(desk: &Desk, name: &str) -> String {
    std::fs::read_to_string(desk.path().join(name)).unwrap()
}

#[test]
fn events_and_contacts_are_written_beside_the_results() {
    let desk = desk();
    let plain = desk.run(&["run", "s.toml", "--replications", "3"]);
    let done = desk.run(&["run", "s.toml", "--replications", "3", "--trace", "t.jsonl", "--log", "l.csv"]);
    assert_eq!((done.code, &done.out), (Some(0), &plain.out), "{}", done.err);
    assert!(done.err.contains(&format!("{EVERY_EVENT} t.jsonl\n")), "{}", done.err);
    assert!(done.err.contains("every contact of 3 replications into l.csv; next: onhold fit l.csv\n"), "{}", done.err);

    let events: Vec<serde_json::Value> =
        text(&desk, "t.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(events.windows(2).all(|two| two[0]["at_s"].as_f64() <= two[1]["at_s"].as_f64()));
    let count = |what: &str| events.iter().filter(|event| event["event"] == what).count();
    let log = text(&desk, "l.csv");
    let of_first_day = |outcome: &str| {
        log.lines().filter(|row| row.starts_with("2024-01-01,") && row.contains(&format!(",{outcome},"))).count()
    };
    assert!(of_first_day("served") > 50 && of_first_day("abandoned") > 5, "{log}");
    assert_eq!((count("answered"), count("abandons")), (of_first_day("served"), of_first_day("abandoned")));
    assert!(log.lines().last().unwrap().starts_with("2024-01-03,"), "{log}");

    assert_eq!(desk.run(&["run", "s.toml", "--trace", "t.csv", "--replications", "1", "-q"]).err, "");
    assert_eq!(text(&desk, "t.csv").lines().count(), events.len() + 1);
    assert!(text(&desk, "t.csv").starts_with("at,day,at_s,event,contact,type,group,agent,caused_by,announced_s\n"));
}

#[test]
fn what_goes_to_standard_output_is_not_mixed_with_results() {
    let desk = desk();
    let done = desk.run(&["run", "s.toml", "--replications", "3", "--trace", "-"]);
    assert!(done.out.lines().all(|line| line.starts_with("{\"at\":\"") && line.ends_with('}')), "{}", done.out);
    assert!(done.err.contains(EVERY_EVENT) && done.err.contains("Service level"), "{}", done.err);
    let done = desk.run(&["run", "s.toml", "--replications", "3", "--log", "-", "-q"]);
    assert_eq!(done.err, "");
    assert!(done.out.starts_with("date,contact,") && done.out.lines().all(|row| row.split(',').count() == 18));
}

#[test]
fn a_log_becomes_a_scenario_again() {
    let desk = desk();
    assert_eq!(desk.run(&["run", "s.toml", "--replications", "20", "--log", "l.csv"]).code, Some(0));
    let done = desk.run(&["fit", "l.csv", "--out", "f.toml"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert!(done.out.contains(" 0 dropped, ") && done.out.contains("Open 08:00-10:00\n"), "{}", done.out);
    assert_eq!(desk.run(&["run", "f.toml"]).code, Some(0));
}

#[test]
fn files_are_not_confused() {
    let desk = desk();
    let before = text(&desk, "s.toml");
    for (trace, log) in [("a.csv", "./a.csv"), ("-", "-")] {
        let done = desk.run(&["run", "s.toml", "--trace", trace, "--log", log]);
        assert!(done.code == Some(2) && done.err.contains("name the same file"), "{}", done.err);
    }
    let done = desk.run(&["run", "s.toml", "--log", "./s.toml"]);
    assert!(
        done.code == Some(2) && done.err.contains("--log would write over ./s.toml, which this command reads"),
        "{}",
        done.err
    );
    assert_eq!(text(&desk, "s.toml"), before);
    let done = desk.run(&["run", "s.toml", "--trace", "nowhere/t.jsonl"]);
    assert_eq!((done.code, done.out.as_str()), (Some(2), ""));
    assert!(done.err.contains("cannot write nowhere/t.jsonl: there is no such file or folder"), "{}", done.err);
    assert!(done.err.contains("name a file that can be written with --trace"), "{}", done.err);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_of_records_too() {
    let desk = desk();
    for option in ["--trace", "--log"] {
        let done = desk.run(&["run", "s.toml", option, "/dev/full"]);
        assert_eq!((done.code, done.out.as_str()), (Some(3), ""), "{option}");
        assert!(done.err.contains("cannot write /dev/full: the disk is full"), "{}", done.err);
    }
    // A reader who has seen enough is no error.
    let mut command = desk.command(&["run", "s.toml", "--log", "-", "-q"]);
    let mut child = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
