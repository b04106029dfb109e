//! The program as its users meet it: texts, exit codes, bad input, pipes.

use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// What the program did.
struct Done {
    code: Option<i32>,
    out: String,
    err: String,
}

/// A folder with a scenario and a study in it, in which commands run.
struct Desk(TempDir);

const STUDY: &str = r#"
scenario = "simple.toml"
replications = 30
[rank]
by = "-staffing_cost"
require = ["service_level >= 0.70"]
[[vary]]
path = "group.everybody.agents"
values = [11, 12, 13, 14]
"#;

impl Desk {
    fn new() -> Desk {
        let desk = Desk(tempfile::tempdir().unwrap());
        for template in ["simple", "skills", "feelings"] {
            assert_eq!(desk.run(&["new", template, "--out", &format!("{template}.toml")]).code, Some(0));
        }
        desk.write("study.toml", STUDY);
        desk
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.0.path().join(name), bytes).unwrap();
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("onhold"));
        command.args(arguments).current_dir(self.path()).env("NO_COLOR", "1").env("COLUMNS", "100");
        command
    }

    fn run(&self, arguments: &[&str]) -> Done {
        let done = self.command(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Done { code: done.status.code(), out: text(done.stdout), err: text(done.stderr) }
    }

    /// Checks a scenario that is wrong: exit code 2, nothing on standard output; the message.
    fn refused(&self, scenario: &str) -> String {
        self.write("wrong.toml", scenario);
        for command in ["check", "run", "theory"] {
            let done = self.run(&[command, "wrong.toml"]);
            assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{command}: {}", done.err);
        }
        self.run(&["check", "wrong.toml"]).err
    }
}

/// A scenario with something of it replaced.
fn scenario(what: &str, by: &str) -> String {
    const SCENARIO: &str = r#"[horizon]
opens = "08:00"
closes = "10:00"
[contact.sales]
arrivals = { rate = "60/h" }
handle = { exponential = { mean = "3m" } }
patience = { exponential = { mean = "2m" } }
[group.team]
agents = 4
skills.sales = {}
"#;
    assert!(SCENARIO.contains(what));
    SCENARIO.replace(what, by)
}

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

#[test]
fn a_closed_pipe_is_no_error() {
    let desk = Desk::new();
    for arguments in
        [vec!["run", "skills.toml", "--intervals"], vec!["schema"], vec!["--help"], vec!["check", "simple.toml"]]
    {
        let mut child = desk.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let done = child.wait_with_output().unwrap();
        assert_eq!((done.status.code(), done.stderr.as_slice()), (Some(0), &b""[..]), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    let desk = Desk::new();
    for arguments in
        [vec!["run", "simple.toml"], vec!["new"], vec!["--help"], vec!["run", "simple.toml", "--format", "csv"]]
    {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let done = desk.command(&arguments).stdout(full).output().unwrap();
        assert_eq!(done.status.code(), Some(3), "{arguments:?}");
        assert_eq!(
            String::from_utf8(done.stderr).unwrap().trim_end(),
            "error: cannot write to standard output: the disk is full"
        );
    }
    // Where messages cannot be written results still are.
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let done = desk.command(&["run", "simple.toml"]).stderr(full).output().unwrap();
    assert!(done.status.success() && !done.stdout.is_empty());
}

#[test]
fn scenarios_come_from_standard_input_too() {
    let desk = Desk::new();
    let text = std::fs::File::open(desk.path().join("simple.toml")).unwrap();
    let done = desk.command(&["run", "-", "--replications", "20"]).stdin(text).output().unwrap();
    let file = desk.run(&["run", "simple.toml", "--replications", "20"]);
    assert_eq!(String::from_utf8(done.stdout).unwrap(), file.out);
}
