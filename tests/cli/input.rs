//! What is wrong is refused, with the place, the reason and the cure.

use crate::desk::{Desk, STUDY, scenario};

#[test]
fn wrong_command_lines_say_what_to_type() {
    let desk = Desk::new();
    let cases: [(&[&str], &str); 9] = [
        (&["rum"], "a similar subcommand exists: 'run'"),
        (&["run"], "<SCENARIO>"),
        (&["run", "simple.toml", "--replication", "3"], "a similar argument exists: '--replications'"),
        (&["run", "simple.toml", "--replications", "0"], "a whole number from 1 to 100,000,000"),
        (&["run", "simple.toml", "--seed", "-1"], "'-1'"),
        (&["run", "simple.toml", "--confidence", "95"], "a share between 0 and 1, for instance 0.95"),
        (&["run", "simple.toml", "--set", "agents"], "PATH=VALUE, for instance group.tier1.agents=9"),
        (&["run", "simple.toml", "--threads", "none"], "a whole number from 1 to 1024"),
        (&["new", "sipmle"], "did you mean `simple`?"),
    ];
    for (arguments, expected) in cases {
        let done = desk.run(arguments);
        assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(done.err.contains(expected), "{arguments:?}: {}", done.err);
    }
}

#[test]
fn all_mistakes_are_shown_in_their_places() {
    let desk = Desk::new();
    let wrong = scenario("mean = \"3m\"", "mean = \"3\"").replace("agents = 4", "agents = [1, 2, 3]\ncots = 5");
    insta::assert_snapshot!(desk.refused(&wrong.replace("skills.sales", "skills.sails")), @r#"
    error: the duration 3 has no unit
     --> wrong.toml:6:35
      |
    6 | handle = { exponential = { mean = "3" } }
      |                                   ^^^
      |
      = help: write "3s" for seconds, "3m" for minutes, "3h" for hours

    error: the list has 3 values, expected 4
     --> wrong.toml:9:10
      |
    9 | agents = [1, 2, 3]
      |          ^^^^^^^^^
      |
      = help: one for each 30 min from 08:00 to 10:00

    error: unknown key `cots` in `group.team`
      --> wrong.toml:10:1
       |
    10 | cots = 5
       | ^^^^
       |
       = help: did you mean `cost`?

    error: there is no contact type `sails`
      --> wrong.toml:11:8
       |
    11 | skills.sails = {}
       |        ^^^^^
       |
       = help: there is only `sales`

    4 mistakes in wrong.toml
    "#);
}

#[test]
fn every_bad_input_is_refused_with_its_reason() {
    let desk = Desk::new();
    let idle = "\n[contact.never]\narrivals = { rate = \"0/h\" }\nhandle = { constant = \"1m\" }\n\
                [group.idle]\nagents = 2\nskills.never = {}\n";
    let lonely = "\n[contact.lonely]\narrivals = { rate = \"1/h\" }\nhandle = { constant = \"1m\" }\n";
    let cases = [
        (scenario("\"60/h\"", "\"60/hour\""), "expected"),
        (scenario("agents = 4", "agents = -4"), "expected"),
        (scenario("agents = 4", "agents = inf"), "expected"),
        (scenario("agents = 4", "agents = 4\ncost = nan"), "expected a finite number, found nan"),
        (scenario("agents = 4", "agents = 4\ncost = -1"), "not negative, found -1"),
        (scenario("agents = 4", "agents = 4\ncost = inf"), "expected a finite number, found inf"),
        (
            scenario("skills.sales = {}\n", &format!("skills.sales = {{}}\n{idle}")),
            "nobody can use the agents of `idle`",
        ),
        (scenario("[group.team]", &format!("{lonely}[group.team]")), "lonely"),
        (scenario("[group.team]", "[grop.team]"), "did you mean `group`?"),
        (scenario("agents = 4", "agents = "), "wrong.toml:9:"),
        (String::new(), "the scenario is empty"),
    ];
    for (text, expected) in cases {
        let message = desk.refused(&text);
        assert!(message.contains(expected) && message.contains("wrong.toml"), "{expected}: {message}");
        assert!(message.contains("mistake"), "{message}");
    }
}

#[test]
fn files_that_are_no_scenario() {
    let desk = Desk::new();
    desk.write("latin.toml", b"name = \"caf\xe9\"\n");
    desk.write("wide.toml", b"\xff\xfen\0a\0");
    desk.write("marked.toml", format!("\u{feff}{}", scenario("", "")));
    let cases = [
        ("latin.toml", "latin.toml is not UTF-8 text: byte 0xe9 in line 1"),
        ("wide.toml", "it looks like UTF-16; save the file as UTF-8"),
        ("simpel.toml", "did you mean `simple.toml`?"),
        (".", "cannot read .: it is a folder"),
    ];
    for (file, expected) in cases {
        for command in ["check", "run", "theory", "sweep"] {
            let done = desk.run(&[command, file]);
            assert_eq!(done.code, Some(2), "{command} {file}");
            assert!(done.err.contains(expected), "{command} {file}: {}", done.err);
        }
    }
    assert_eq!(desk.run(&["check", "marked.toml"]).code, Some(0));
}

#[test]
fn warnings_do_not_stop_anything() {
    let desk = Desk::new();
    desk.write(
        "endless.toml",
        scenario("patience = { exponential = { mean = \"2m\" } }\n", "").replace("agents = 4", "agents = 2"),
    );
    for command in ["check", "run", "theory"] {
        let done = desk.run(&[command, "endless.toml"]);
        assert_eq!(done.code, Some(0), "{}", done.err);
        assert!(done.err.contains("warning: ") && done.err.contains("endless.toml:"), "{}", done.err);
        assert!(!done.out.is_empty());
    }
}

#[test]
fn changes_on_the_command_line_are_checked_too() {
    let desk = Desk::new();
    let done = desk.run(&["run", "simple.toml", "--set", "group.evrybody.agents=3", "--set", "wait.hold=musik"]);
    assert_eq!(done.code, Some(2));
    insta::assert_snapshot!(done.err, @r#"
    error: --set group.evrybody.agents: there is no group `evrybody`
      = help: did you mean `everybody`?

    error: --set wait.hold="musik": expected one of "silence", "music", "music-and-apology", "position", "expected-wait", "own-choice", found "musik"
      = help: did you mean "music"?
    "#);
    let more = desk.run(&["run", "simple.toml", "--set", "group.everybody.agents=30"]).out;
    assert!(more.contains("target 80 % in 20 s") && more.contains("yes"), "{more}");
}

#[test]
fn studies_that_cannot_be_run() {
    let desk = Desk::new();
    let none = STUDY.split("[[vary]]").next().unwrap().to_string();
    let cases = [
        (none, "the study has no policies"),
        (STUDY.replace("[11, 12, 13, 14]", "[]"), "values"),
        (STUDY.replace("everybody.agents", "evrybody.agents"), "there is no group `evrybody`"),
        (STUDY.replace("-staffing_cost", "-stafing_cost"), "did you mean"),
        (STUDY.replace("simple.toml", "gone.toml"), "cannot read gone.toml"),
        (STUDY.replace("[11,", "[-11,"), "-11"),
    ];
    for (text, expected) in cases {
        desk.write("wrong.toml", &text);
        for command in ["check", "sweep"] {
            let done = desk.run(&[command, "wrong.toml"]);
            assert_eq!(done.code, Some(2), "{command} {expected}: {}", done.err);
            assert!(done.err.contains(expected), "{command} {expected}: {}", done.err);
        }
    }
    for place in ["simple.toml", "simple.toml/results"] {
        let done = desk.run(&["sweep", "study.toml", "--out", place]);
        assert_eq!(done.code, Some(2), "{}", done.err);
        assert!(done.err.contains("cannot write simple.toml") && done.err.contains("--out"), "{}", done.err);
    }
}

#[test]
fn what_a_fit_is_told_has_to_mean_something() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["run", "simple.toml", "--replications", "3", "--log", "l.csv"]).code, Some(0));
    for (name, text) in [
        ("lists.toml", format!("x = {}{}\n", "[".repeat(50_000), "]".repeat(50_000))),
        ("tables.toml", format!("x = {}1{}\n", "{a=".repeat(50_000), "}".repeat(50_000))),
        ("dotted.toml", format!("{} = 1\n", vec!["a"; 50_000].join("."))),
    ] {
        desk.write(name, text);
        let done = desk.run(&["fit", "l.csv", "--columns", name]);
        assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{name}: {}", done.err);
        assert!(done.err.contains("nested too deeply") && done.err.len() < 500, "{name}: {}", done.err);
    }
    desk.write("agents.csv", "from,agents\n08:00,1e300\n");
    let cases: [(&[&str], &str); 2] = [
        (&["--from", "2024-01-05", "--to", "2024-01-02"], "--from 2024-01-05 is after --to 2024-01-02"),
        (&["--staffing", "agents.csv"], "line 2: `1e300` is not a number of agents, 0 to 1,000,000"),
    ];
    for (options, expected) in cases {
        let done = desk.run(&[&["fit", "l.csv"], options].concat());
        assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{}", done.err);
        assert!(done.err.contains(expected), "{}", done.err);
    }
}
