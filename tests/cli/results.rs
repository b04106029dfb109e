//! What `run` and `theory` print, for people and for programs.

use crate::desk::Desk;

#[test]
fn what_run_prints_for_people() {
    let desk = Desk::new();
    let feelings = desk.run(&["run", "feelings.toml", "--replications", "20"]);
    let skills = desk.run(&["run", "skills.toml", "--replications", "20", "--seed", "7"]);
    assert_eq!((feelings.code, feelings.err.as_str(), skills.code), (Some(0), "", Some(0)));
    insta::assert_snapshot!("run", format!("{}\n\n{}", skills.out, feelings.out));
    // Verbose is with intervals, quiet is only quieter.
    let long = desk.run(&["-v", "run", "skills.toml", "--replications", "20", "--seed", "7"]).out;
    assert!(long.starts_with(&skills.out) && long.contains("19:30"));
    assert_eq!(desk.run(&["run", "-q", "skills.toml", "--replications", "20", "--seed", "7"]).out, skills.out);
}

#[test]
fn narrow_terminals_lose_columns_and_nothing_wraps() {
    let desk = Desk::new();
    for (columns, least) in [("60", "(no room for: "), ("40", "(no room for: ")] {
        let arguments = ["run", "skills.toml", "--replications", "3", "--intervals"];
        let done = desk.command(&arguments).env("COLUMNS", columns).output().unwrap();
        let out = String::from_utf8(done.stdout).unwrap();
        let longest = out.lines().map(|line| line.chars().count()).max().unwrap();
        // The main table's figures are never cut: it takes what it needs.
        let room = columns.parse::<usize>().unwrap().max(48);
        assert!(longest <= room, "{longest} > {room}\n{out}");
        assert!(out.contains(least) && out.contains("Service level"));
    }
}

#[test]
fn json_is_the_documented_object() {
    let desk = Desk::new();
    let done = desk.run(&["run", "skills.toml", "--replications", "5", "--seed", "3", "--format", "json"]);
    let object: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    let keys: Vec<&String> = object.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["scenario", "seed", "replications", "measures", "contacts", "groups", "intervals"]);
    assert_eq!(
        (&object["scenario"], &object["seed"], &object["replications"]),
        (&"skills".into(), &3.into(), &5.into())
    );
    let figure = object["contacts"]["orders"]["service_level"].as_object().unwrap();
    assert_eq!(figure.keys().collect::<Vec<_>>(), ["mean", "half_width", "sd"]);
    let last = object["intervals"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["from"], &last["to"]), (&"19:30".into(), &"20:00".into()));
    let parts = ["orders", "support"].map(|name| last["contacts"][name]["offered"]["mean"].as_f64().unwrap());
    assert!((parts[0] + parts[1] - last["offered"]["mean"].as_f64().unwrap()).abs() < 1e-9);
    assert!(object["groups"]["sellers"]["occupancy"]["mean"].as_f64().unwrap() > 0.5);
    // One replication has no error; that is null, not a number that JSON does not know.
    let one = desk.run(&["run", "skills.toml", "--replications", "1", "--format", "json"]).out;
    let one: serde_json::Value = serde_json::from_str(&one).unwrap();
    assert!(one["measures"]["offered"]["half_width"].is_null() && one["measures"]["offered"]["mean"].is_number());
}

#[test]
fn csv_has_the_same_figures_in_long_form() {
    let desk = Desk::new();
    let arguments = |format| ["run", "simple.toml", "--replications", "5", "--format", format];
    let object: serde_json::Value = serde_json::from_str(&desk.run(&arguments("json")).out).unwrap();
    let text = desk.run(&arguments("csv")).out;
    let mut table = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(table.headers().unwrap(), vec!["scope", "name", "measure", "mean", "half_width", "sd"]);
    let mut whole = 0;
    for row in table.records().map(Result::unwrap).filter(|row| &row[0] == "whole") {
        let (one, other) = (object["measures"][&row[2]]["mean"].as_f64().unwrap(), row[3].parse::<f64>().unwrap());
        // serde_json reads numbers to the last bit but one.
        assert!((one - other).abs() <= 2.0 * f64::EPSILON * one.abs(), "{row:?}");
        whole += 1;
    }
    assert_eq!(whole, object["measures"].as_object().unwrap().len());
}

#[test]
fn results_do_not_depend_on_threads() {
    let desk = Desk::new();
    let with = |threads| desk.run(&["run", "skills.toml", "--threads", threads, "--format", "csv"]).out;
    assert_eq!(with("1"), with("4"));
}

#[test]
fn theory_stands_beside_the_simulation_and_says_why_it_differs() {
    let desk = Desk::new();
    let done = desk.run(&["theory", "simple.toml", "--set", "group.everybody.agents=9", "--replications", "20"]);
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""));
    insta::assert_snapshot!("theory", done.out);
    let json = desk.run(&["theory", "skills.toml", "--replications", "2", "--format", "json"]).out;
    let object: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(object["queues"][0]["formulas"]["Erlang A"]["service_level"].is_number());
    let csv = desk.run(&["theory", "simple.toml", "--replications", "2", "--format", "csv"]).out;
    assert!(csv.starts_with("queue,from,by,measure,value,half_width\n1,,simulation,service_level,0."));
}
