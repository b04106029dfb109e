//! Each command does what its help says.

use crate::desk::{Desk, STUDY};

#[test]
fn help_of_every_command() {
    let desk = Desk::new();
    let mut all = desk.run(&["--help"]).out;
    for command in ["new", "check", "run", "sweep", "theory", "fit", "verify", "schema", "completions"] {
        let done = desk.run(&[command, "--help"]);
        assert_eq!((done.code, done.err.as_str()), (Some(0), ""));
        assert!(done.out.contains("Examples:"), "{command}");
        all += &format!("\n======== {command}\n{}", done.out);
    }
    insta::assert_snapshot!("help", all);
}

#[test]
fn check_says_what_files_mean() {
    let desk = Desk::new();
    let done = desk.run(&["check", "simple.toml", "study.toml"]);
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""));
    insta::assert_snapshot!(done.out, @r"
    simple.toml:
    simple: one kind of call, one group of agents
    Open 08:00 to 18:00, in intervals of 30 min; whoever waits at closing is still served
    Contacts
      call: 1800.0 a day, 180.0 an hour on average, at random
        handle time 180 s on average (lognormal, cv 1.10), then wrap-up always 20 s
        load 10.00 erlangs on average
        patience: 240 s on average (exponential, cv 1.00)
        target: 80 % answered within 20 s
    Agents
      everybody: 12 agents, 120.0 agent-hours at 25 an hour = 3000
        serves call
    Routing
      a contact goes to the group of first choice, then the agent idle longest; a free agent takes the
          group's first priority, then the longest wait
    Customers feel nothing and nothing follows: textbook queueing

    study.toml:
    4 policies of the scenario `simple`, which differ in
      group.everybody.agents: 11, 12, 13, 14
    30 replications of each: about 216,000 contacts to simulate, seed 1
    Ranked by staffing_cost, smaller is better, at 95 % confidence
      required: service_level >= 0.7
    ");
    desk.write("wrong.toml", "x = 1");
    let done = desk.run(&["check", "wrong.toml", "simple.toml", "gone.toml"]);
    assert_eq!(done.code, Some(2));
    assert!(done.out.contains("simple.toml:") && done.err.ends_with("2 of 3 files cannot be used\n"), "{}", done.err);
}

#[test]
fn a_sweep_ranks_resumes_and_verifies() {
    let desk = Desk::new();
    let first = desk.run(&["sweep", "study.toml"]);
    assert_eq!(first.code, Some(0), "{}", first.err);
    insta::assert_snapshot!("sweep", first.out);
    assert!(first.err.contains("results in results/study"), "{}", first.err);
    let again = desk.run(&["sweep", "study.toml"]);
    assert_eq!((again.code, again.out), (Some(0), first.out));
    assert!(again.err.contains("nothing was left to run"), "{}", again.err);
    let other = desk.run(&["sweep", "study.toml", "--seed", "2"]);
    assert!(other.code == Some(2) && other.err.contains("--force"), "{}", other.err);
    let csv = desk.run(&["sweep", "study.toml", "--format", "csv", "-q"]);
    assert_eq!(csv.out.lines().count(), 5);
    assert_eq!(csv.err, "");
    let json: serde_json::Value =
        serde_json::from_str(&desk.run(&["sweep", "study.toml", "--format", "json"]).out).unwrap();
    assert_eq!(json["policies"].as_array().unwrap().len(), 4);

    let verified = desk.run(&["verify", "results/study"]);
    assert_eq!(
        (verified.code, verified.out.as_str()),
        (Some(0), "results/study:  reproduced  4 files, byte for byte\n")
    );
    let table = desk.path().join("results/study/replications.csv");
    let text = std::fs::read_to_string(&table).unwrap().replacen("agents=11,1,1", "agents=11,1,2", 1);
    std::fs::write(&table, text).unwrap();
    let changed = desk.run(&["verify", "results/study", "results"]);
    assert_eq!(changed.code, Some(1), "{}", changed.err);
    assert!(changed.out.contains("CHANGED") && changed.out.contains("replications.csv line 2"), "{}", changed.out);
    assert!(changed.out.contains("NOT REPRODUCIBLE") && changed.out.contains("no manifest.json"), "{}", changed.out);
    assert_eq!(desk.run(&["verify", "nowhere"]).code, Some(2));
}

#[test]
fn when_no_policy_is_good_enough_the_answer_is_no() {
    let desk = Desk::new();
    desk.write("hard.toml", STUDY.replace("0.70", "0.999"));
    let done = desk.run(&["sweep", "hard.toml"]);
    assert_eq!(done.code, Some(1), "{}", done.err);
    assert!(done.out.contains("No policy meets the requirements. `agents=14` comes nearest"), "{}", done.out);
}

#[test]
fn new_writes_only_new_files() {
    let desk = Desk::new();
    let printed = desk.run(&["new"]).out;
    assert_eq!(printed, std::fs::read_to_string(desk.path().join("simple.toml")).unwrap());
    let again = desk.run(&["new", "--out", "simple.toml"]);
    assert!(again.code == Some(2) && again.err.contains("simple.toml exists already"), "{}", again.err);
    assert_eq!(desk.run(&["new", "--list"]).out.lines().count(), 4);
}

#[test]
fn a_log_becomes_a_scenario() {
    let desk = Desk::new();
    let header =
        "priority\tdate\tvru_exit\tq_start\tq_exit\tq_time\toutcome\tser_start\tser_exit\tser_time\tserver\ttype\n";
    let call = |i: u32| {
        let (from, minute) = (9 + i / 30, 2 * (i % 30));
        let at = |second: u32| format!("{from:02}:{minute:02}:{second:02}");
        match i % 5 {
            0 => format!("0\t990201\t{}\t{0}\t{}\t20\tHANG\t0:00:00\t0:00:00\t0\tNO_SERVER\tPS\n", at(5), at(25)),
            _ => format!(
                "0\t990201\t{}\t0:00:00\t0:00:00\t0\tAGENT\t{0}\t{}\t{}\tANN\tPS\n",
                at(5),
                at(35 + i % 20),
                30 + i % 20
            ),
        }
    };
    desk.write("log.tsv", header.to_string() + &(0..60).map(call).collect::<String>());
    let printed = desk.run(&["fit", "log.tsv"]);
    assert_eq!(printed.code, Some(0), "{}", printed.err);
    assert!(printed.out.starts_with("# Made by: onhold fit log.tsv\n") && !printed.err.is_empty());
    let done = desk.run(&["fit", "log.tsv", "--out", "fitted.toml", "--compare", "--replications", "20"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert!(done.out.contains("distance from the log") && done.out.contains("Erlang C"), "{}", done.out);
    assert_eq!(desk.run(&["check", "fitted.toml"]).code, Some(0));
    let wrong = desk.run(&["fit", "simple.toml"]);
    assert!(wrong.code == Some(2) && wrong.err.contains("--columns"), "{}", wrong.err);
    assert!(done.out.contains("would be chance alone (95 of 100 below"), "{}", done.out);
    desk.write("agents.csv", "from,agents\n00:00,2\n");
    let staffed =
        desk.run(&["fit", "log.tsv", "--staffing", "agents.csv", "--from", "1999-02-01", "--to", "1999-02-01"]);
    assert!(staffed.out.contains("# As the ACD has them logged in"), "{}{}", staffed.out, staffed.err);
    desk.write("agents.csv", "from,people\n00:00,2\n");
    let wrong = desk.run(&["fit", "log.tsv", "--staffing", "agents.csv"]);
    assert!(wrong.code == Some(2) && wrong.err.contains("agents.csv: it has no column `agents`"), "{}", wrong.err);
    assert!(desk.run(&["fit", "log.tsv", "--from", "1999-02-02"]).err.contains("all days, from 1999-02-02"));
    assert!(desk.run(&["fit", "log.tsv", "--from", "2/2/1999"]).err.contains("a date yyyy-mm-dd"));
    assert!(desk.run(&["fit", "log.tsv", "--interval", "7s"]).err.contains("does not divide"));
    assert!(desk.run(&["fit", "log.tsv", "--days", "someday"]).err.contains("sun-thu"));
    assert!(desk.run(&["fit", "--print-columns"]).out.contains("[columns]"));
}

#[test]
fn schemas_and_completions_are_printed_whole() {
    let desk = Desk::new();
    for of in ["scenario", "study"] {
        let schema: serde_json::Value = serde_json::from_str(&desk.run(&["schema", of]).out).unwrap();
        assert_eq!(schema["title"], format!("onhold {of}"));
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(desk.run(&["completions", shell]).out.contains("sweep"), "{shell}");
    }
}
