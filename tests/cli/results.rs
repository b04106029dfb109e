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

/// A day whose customers are followed, with complaints as work.
const CUSTOMERS: &str = r#"
currency = "EUR"
[horizon]
opens = "08:00"
closes = "12:00"
days = 5
[contact.call]
arrivals = { rate = "330/h" }
handle = { lognormal = { mean = "240s", cv = 1.2 } }
patience = { exponential = { mean = "200s" } }
service_level = { within = "20s", target = 0.8 }
[contact.complaint]
handle = { constant = "5m" }
service_level = { within = "5m", target = 0.8 }
[group.all]
agents = 22
cost = 30
skills.call = {}
[group.desk]
agents = 2
cost = 40
skills.complaint = {}
[wait]
hold = "music"
[wait.announce]
estimate = "queue-length"
[service]
[aftermath]
converts = 0.02
[aftermath.complaint]
becomes = "complaint"
fast_within = "1h"
costs = 20
[market]
customers = 20000
size = 80000
[value]
margin = 5
purchases_per_year = 12
years = 3
"#;

#[test]
fn what_run_and_explain_say_of_customers() {
    let desk = Desk::new();
    desk.write("customers.toml", CUSTOMERS);
    let checked = desk.run(&["check", "customers.toml"]);
    let ran = desk.run(&["run", "customers.toml", "--replications", "4", "-q"]);
    let explained =
        desk.run(&["explain", "customers.toml", "--with", "group.all.agents=24", "--replications", "4", "-q"]);
    assert_eq!([checked.code, ran.code, explained.code], [Some(0); 3], "{}{}", checked.err, explained.err);
    assert!(checked.err.is_empty(), "{}", checked.err);
    insta::assert_snapshot!("customers", [checked.out, ran.out, explained.out].join("\n\n"));
    let same = desk.run(&["explain", "customers.toml", "customers.toml", "--replications", "2", "-q"]);
    assert!(same.out.contains("is worth the same as customers, in every part."), "{}", same.out);
    let object = desk.run(&[
        "explain",
        "customers.toml",
        "--with",
        "wait.hold=silence",
        "--replications",
        "2",
        "-q",
        "--format",
        "json",
    ]);
    let object: serde_json::Value = serde_json::from_str(&object.out).unwrap();
    let parts = object["parts"].as_array().unwrap();
    let (total, parts) = parts.split_last().unwrap();
    let difference = |part: &serde_json::Value| part["difference"]["mean"].as_f64().unwrap();
    let sum: f64 = parts.iter().map(difference).sum();
    assert!((sum - difference(total)).abs() < 1e-6 * sum.abs() && sum != 0.0);
}

#[test]
fn a_contact_has_a_story() {
    let desk = Desk::new();
    desk.write("customers.toml", CUSTOMERS);
    let trace = desk.run(&["run", "customers.toml", "--replications", "1", "--trace", "-", "-q"]).out;
    let event = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap();
    let first = |what: &str| {
        let mut events = trace.lines().map(event);
        events.find(|e| e["event"] == what).unwrap()["contact"].as_u64().unwrap().to_string()
    };
    let story = |what: &str| desk.run(&["explain", "customers.toml", "--contact", &first(what), "-q"]).out;
    insta::assert_snapshot!("stories", ["abandons", "complains", "announced"].map(story).join("\n"));
    let done = desk.run(&["explain", "customers.toml", "--contact", "999999"]);
    assert_eq!((done.code, done.out.as_str()), (Some(2), ""));
    assert!(done.err.contains("there is no contact 999999"));
    assert_eq!(desk.run(&["explain", "customers.toml"]).code, Some(2));
}

#[test]
fn a_sweep_says_what_contested_figures_make_of_the_lead() {
    let desk = Desk::new();
    desk.write("customers.toml", CUSTOMERS);
    desk.write(
        "lead.toml",
        "scenario = \"customers.toml\"\nreplications = 6\nsensitivity = 3\n[set]\n\"horizon.days\" = 2\n[rank]\nby = \"net_value\"\n\
         [[vary]]\npath = \"group.all.agents\"\nvalues = [22, 24]\n",
    );
    let done = desk.run(&["sweep", "lead.toml", "-q"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    insta::assert_snapshot!("lead", done.out);
    assert_eq!(desk.run(&["verify", "results/lead"]).code, Some(0));
    desk.write("worthless.toml", STUDY_OF_NOTHING);
    let wrong = desk.run(&["check", "worthless.toml"]);
    assert!(
        wrong.code == Some(2) && wrong.err.contains("it needs two policies and a [value] section"),
        "{}",
        wrong.err
    );
}

const STUDY_OF_NOTHING: &str = "scenario = \"simple.toml\"\nsensitivity = 3\n[rank]\nby = \"-mean_wait_s\"\n[[vary]]\n\
                                path = \"group.everybody.agents\"\nvalues = [11, 12]\n";

/// A week that never closes, on one queue: what `theory` simulates is what `run` simulates, all of its days.
#[test]
fn theory_simulates_the_days_that_run_simulates() {
    let desk = Desk::new();
    let text = r#"
        horizon = { days = 3, interval = "6h" }
        [contact.call]
        arrivals = { rate = "19/h" }
        handle = { exponential = { mean = "15m" } }
        service_level = { within = "20s", target = 0.80 }
        [group.desk]
        agents = 5
        skills.call = {}
    "#;
    desk.write("week.toml", text);
    let json = |args: &[&str]| -> serde_json::Value { serde_json::from_str(&desk.run(args).out).unwrap() };
    let run = json(&["run", "week.toml", "--replications", "10", "--format", "json"]);
    let theory = json(&["theory", "week.toml", "--replications", "10", "--format", "json"]);
    for measure in ["service_level", "answer_speed_s", "occupancy", "queue_length"] {
        let simulated = &theory["queues"][0]["simulation"][measure];
        assert_eq!(simulated["mean"], run["measures"][measure]["mean"], "{measure}");
        assert!(simulated["mean"].as_f64().unwrap() > 0.0);
    }
}
