//! Ctrl-C and being asked to terminate, in whatever the program is doing: it ends within half a second, exit code 3.

#![cfg(unix)]

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::desk::{Desk, STUDY};

/// How long a program may take that was asked to stop.
const PROMISED: Duration = Duration::from_millis(500);
/// How long it may take on a machine that is busy with other tests, where by the clock only the best of a few tries keeps the
/// promise: a program that does not keep it by itself never does. By the time of the processor each try keeps it.
const PATIENCE: Duration = Duration::from_secs(4);
const TRIES: usize = 3;

const REPEATS: &str = include_str!("hostile/repeat-loop.toml");

/// A list of millions of numbers that nobody answers, dialed in no time.
const LIST: &str = r#"
[horizon]
opens = "08:00"
closes = "18:00"
[contact.list]
channel = "outbound"
handle = { constant = "1m" }
dialer = { list = 10000000, reach = 0, pace = { progressive = { per_free_agent = 1 } } }
[group.g]
agents = 3
skills.list = {}
"#;

/// Millions of contacts that are drawn at once.
const CROWD: &str = r#"
[horizon]
opens = "08:00"
closes = "18:00"
interval = "10h"
[contact.a]
arrivals = { exactly = 10000000 }
patience = { constant = "1s" }
handle = { constant = "1s" }
[group.g]
agents = 3
skills.a = {}
"#;

/// A day of seconds, each of which is a queue of its own to the formulas.
const SECONDS: &str = r#"
[horizon]
interval = "1s"
[contact.a]
arrivals = { rate = { "00:00" = "900/h", "12:00" = "1100/h" } }
patience = { lognormal = { mean = "2m", cv = 1.3 } }
handle = { lognormal = { mean = "3m", cv = 1.2 } }
service_level = { within = "20s", target = 0.8 }
[group.g]
agents = 60
skills.a = {}
"#;

/// Work that goes on for ever after closing: nobody comes any more, and the last contacts come back for ever.
const CLOSED: &str = r#"
[horizon]
opens = "08:00"
closes = "08:30"
[contact.a]
arrivals = { exactly = [1000000] }
handle = { constant = "1s" }
[group.g]
agents = 1
skills.a = {}
"#;

/// What a command reads on standard input and who reads what it writes.
#[derive(Clone, Copy, Debug)]
enum Streams {
    /// Nothing is read, and all that is written is taken.
    Open,
    /// Somebody has the pipe open and never says a word.
    Silent,
    /// Rows without end.
    Endless,
    /// Nobody reads what is written: the pipe is soon full.
    Full,
}

const ROW: &str = "2026-11-02,1,call,08:00:11,08:00:15,4,08:00:15,08:02:12,117,20,served,team,team/1,,,voice,1,0\n";
const HEADER: &str = "date,contact,type,arrives,wait_ends,wait,service_starts,service_ends,service,wrap_up,outcome,group,agent,\
                      cause,caused_by,channel,concurrent,connect\n";

/// Being asked to terminate, of a command that was started with Ctrl-C ignored, as a script does with `&`.
const IN_THE_BACKGROUND: &str = "in the background";

/// Seconds of processor time that a process has taken, of all of its threads: known until it has been waited for, also when
/// it has ended. `None` where the system does not say it in `/proc`.
fn processor_s(id: u32) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // After the name in brackets: state, and eleven numbers on the ticks in user and system mode, a hundredth of a second each.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    Some((fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?) / 100.0)
}

/// Whether a process has ended that nobody has waited for yet, where the system says so in `/proc`.
fn has_ended(id: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    stat.rsplit_once(')').is_none_or(|(_, rest)| rest.trim_start().starts_with(['Z', 'X']))
}

/// Starts a command, lets it work, sends it a signal, and sees how it ends, how long that takes, and that it does not work on
/// for longer than promised: that is so on a busy machine too, at every try.
fn try_once(desk: &Desk, signal: &str, streams: Streams, arguments: &[&str]) -> Duration {
    let mut command = desk.signalled(arguments, signal == IN_THE_BACKGROUND);
    let signal = if signal == IN_THE_BACKGROUND { "-TERM" } else { signal };
    let piped = |when: bool| if when { Stdio::piped() } else { Stdio::null() };
    command.stdin(piped(matches!(streams, Streams::Silent | Streams::Endless)));
    command.stdout(piped(matches!(streams, Streams::Full))).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Held open until the program has ended.
    let input = child.stdin.take();
    let (writer, silent) = match streams {
        Streams::Endless => (input, None),
        _ => (None, input),
    };
    let writer = writer.map(|mut pipe| {
        std::thread::spawn(move || {
            let mut said = pipe.write_all(HEADER.as_bytes());
            while said.is_ok() {
                said = pipe.write_all(ROW.repeat(1000).as_bytes());
            }
        })
    });
    std::thread::sleep(Duration::from_millis(1200));
    assert!(child.try_wait().unwrap().is_none(), "{arguments:?} has ended before it was interrupted");
    let (asked, worked_s) = (Instant::now(), processor_s(child.id()));
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    while !has_ended(child.id()) && asked.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(2));
    }
    let more_s = processor_s(child.id()).zip(worked_s).map_or(0.0, |(after_s, before_s)| after_s - before_s);
    let status = child.wait().unwrap();
    let took = asked.elapsed();
    let threads = std::thread::available_parallelism().map_or(1.0, |threads| threads.get() as f64);
    assert!(more_s <= PROMISED.as_secs_f64() * threads, "{arguments:?} works {more_s} s more");
    drop(silent);
    writer.into_iter().for_each(|writer| writer.join().unwrap());
    let mut message = String::new();
    child.stderr.take().unwrap().read_to_string(&mut message).unwrap();
    assert_eq!(status.code(), Some(3), "{arguments:?}: {message}");
    assert!(message.contains("interrupted"), "{arguments:?}: {message}");
    let left = std::fs::read_dir(desk.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let left: Vec<String> = left.filter(|name| name.ends_with(".unfinished")).collect();
    assert!(left.is_empty(), "{arguments:?} leaves {left:?}");
    took
}

/// The best of a few tries is within what is promised, and each within what a busy machine may take.
fn stops(desk: &Desk, signal: &str, streams: Streams, arguments: &[&str]) {
    let mut took = Vec::new();
    while took.len() < TRIES {
        let this = try_once(desk, signal, streams, arguments);
        assert!(this < PATIENCE, "{arguments:?} took {this:?} to stop");
        if this < PROMISED {
            return;
        }
        took.push(this);
    }
    panic!("{arguments:?} never stopped within {PROMISED:?}: {took:?}");
}

fn interrupted(desk: &Desk, signal: &str, arguments: &[&str]) {
    stops(desk, signal, Streams::Open, arguments);
}

const MANY: [&str; 4] = ["--replications", "1000000", "--max-contacts", "1e300"];
const ENDLESS: [&str; 4] = ["--replications", "1", "--max-contacts", "1e300"];

fn with<'a>(first: &[&'a str], then: &[&'a str]) -> Vec<&'a str> {
    [first, then].concat()
}

#[test]
fn a_run_is_stopped_whatever_it_is_doing() {
    let desk = Desk::new();
    for (name, text) in [("repeats", REPEATS), ("list", LIST), ("crowd", CROWD), ("closed", CLOSED)] {
        desk.write(&format!("{name}.toml"), text);
    }
    interrupted(&desk, "-INT", &with(&["run", "simple.toml"], &MANY));
    interrupted(&desk, "-TERM", &with(&["run", "repeats.toml"], &ENDLESS));
    interrupted(&desk, "-INT", &with(&["run", "closed.toml", "--max-memory", "64G"], &MANY));
    interrupted(&desk, "-TERM", &with(&["run", "list.toml"], &MANY));
    interrupted(&desk, "-INT", &with(&["run", "crowd.toml"], &MANY));
    interrupted(&desk, "-TERM", &with(&["run", "repeats.toml", "--log", "log.csv"], &ENDLESS));
    interrupted(&desk, "-INT", &with(&["run", "repeats.toml", "--trace", "trace.csv"], &ENDLESS));
    for left in ["log.csv", "trace.csv"] {
        assert!(!desk.path().join(left).exists(), "{left} is half of what it should be");
    }
}

#[test]
fn a_command_in_the_background_is_stopped_by_asking_it_to_terminate() {
    let desk = Desk::new();
    desk.write("repeats.toml", REPEATS);
    interrupted(&desk, IN_THE_BACKGROUND, &with(&["run", "repeats.toml", "--log", "log.csv"], &ENDLESS));
    assert!(!desk.path().join("log.csv").exists());
}

#[test]
fn theory_and_explain_are_stopped_in_the_formulas_and_in_the_simulation() {
    let desk = Desk::new();
    desk.write("seconds.toml", SECONDS);
    desk.write("repeats.toml", REPEATS);
    interrupted(&desk, "-INT", &["theory", "seconds.toml", "--max-memory", "64G"]);
    interrupted(&desk, "-TERM", &with(&["theory", "simple.toml"], &MANY));
    interrupted(&desk, "-INT", &with(&["explain", "repeats.toml", "--contact", "999999999"], &ENDLESS));
    interrupted(&desk, "-TERM", &with(&["explain", "simple.toml", "--with", "group.everybody.agents=13"], &MANY));
}

#[test]
fn whoever_waits_for_a_word_or_a_reader_is_stopped() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["run", "simple.toml", "--replications", "2", "--log", "l.csv"]).code, Some(0));
    for command in ["check", "run", "theory", "sweep"] {
        stops(&desk, "-INT", Streams::Silent, &[command, "-"]);
    }
    stops(&desk, "-TERM", Streams::Silent, &["fit", "-"]);
    stops(&desk, "-TERM", Streams::Silent, &["fit", "l.csv", "--staffing", "/dev/stdin"]);
    stops(&desk, "-INT", Streams::Silent, &["fit", "l.csv", "--columns", "/dev/stdin"]);
    stops(&desk, "-TERM", Streams::Full, &with(&["run", "simple.toml", "-q", "--log", "-"], &MANY));
    stops(&desk, "-INT", Streams::Full, &with(&["run", "simple.toml", "-q", "--trace", "-"], &MANY));
}

#[test]
fn reading_a_log_and_comparing_it_are_stopped() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["run", "simple.toml", "--replications", "5", "--log", "l.csv"]).code, Some(0));
    stops(&desk, "-INT", Streams::Endless, &["fit", "-", "--out", "f.toml"]);
    // A proposal needs the first rows only, and waits for them.
    stops(&desk, "-TERM", Streams::Silent, &["fit", "-", "--guess"]);
    assert!(!desk.path().join("f.toml").exists());
    interrupted(&desk, "-INT", &with(&["fit", "l.csv", "--compare", "--out", "g.toml", "--force"], &MANY));
}

#[test]
fn a_study_is_stopped_while_its_grid_is_made_while_it_runs_and_while_it_is_verified() {
    let desk = Desk::new();
    let factor = |path: &str| format!("[[vary]]\npath = \"{path}\"\nrange = {{ from = 1, to = 141, step = 1 }}\n");
    let grid = format!("{STUDY}{}", factor("group.everybody.skills.call.priority"));
    desk.write("grid.toml", grid.replace("[11, 12, 13, 14]", &format!("{:?}", (1..=141).collect::<Vec<u32>>())));
    interrupted(&desk, "-INT", &["sweep", "grid.toml", "--max-contacts", "1e300"]);
    interrupted(&desk, "-TERM", &["check", "grid.toml"]);
    desk.write("long.toml", STUDY.replace("replications = 30", "replications = 1000000"));
    interrupted(&desk, "-TERM", &["sweep", "long.toml", "--max-contacts", "1e300"]);
    // Results that say that they are complete, so that all of them have to be made again.
    let dir = desk.path().join("results/long");
    let mut manifest = std::fs::read_to_string(dir.join("manifest.json")).unwrap();
    let tables = ["replications.csv", "measures.csv", "ranking.csv"];
    let output =
        |name: &str| format!("    {{\n      \"file\": \"{name}\",\n      \"sha256\": \"{}\"\n    }}", "0".repeat(64));
    let outputs = format!("\"outputs\": [\n{}\n  ]", tables.map(output).join(",\n"));
    for (what, by) in [
        ("\"incomplete\"", "\"complete\""),
        ("\"replications\": 0", "\"replications\": 1000000"),
        ("\"outputs\": []", outputs.as_str()),
    ] {
        assert!(manifest.contains(what), "{what}: {manifest}");
        manifest = manifest.replacen(what, by, 1);
    }
    std::fs::write(dir.join("manifest.json"), manifest).unwrap();
    tables.iter().for_each(|name| std::fs::write(dir.join(name), "").unwrap());
    interrupted(&desk, "-INT", &["verify", "results/long", "--max-contacts", "1e300"]);
}

#[test]
fn a_huge_scenario_is_given_up_while_it_is_read() {
    let desk = Desk::new();
    let list = "1,".repeat(4_000_000);
    let huge = format!(
        "[horizon]\nopens = \"08:00\"\ncloses = \"10:00\"\n[contact.a]\narrivals = {{ expected = [{list}] }}\n\
         handle = {{ constant = \"1m\" }}\n[group.g]\nagents = 4\nskills.a = {{}}\n"
    );
    desk.write("huge.toml", huge);
    interrupted(&desk, "-INT", &["check", "huge.toml"]);
}
