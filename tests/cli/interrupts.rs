//! Ctrl-C and being asked to terminate, in whatever the program is doing: it ends within half a second, exit code 3.

#![cfg(unix)]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::desk::{Desk, STUDY};

/// How long a program may take that was asked to stop. It promises half a second; a machine that is busy with other tests
/// is given more.
const PATIENCE: Duration = Duration::from_secs(4);

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

/// Starts a command, lets it work, sends it a signal, and sees how it ends.
fn interrupted(desk: &Desk, signal: &str, arguments: &[&str]) {
    let mut command = desk.command(arguments);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(1200));
    assert!(child.try_wait().unwrap().is_none(), "{arguments:?} has ended before it was interrupted");
    let asked = Instant::now();
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let done = child.wait_with_output().unwrap();
    let took = asked.elapsed();
    let message = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(3), "{arguments:?}: {message}");
    assert!(took < PATIENCE, "{arguments:?} took {took:?} to stop");
    assert!(message.contains("interrupted"), "{arguments:?}: {message}");
}

#[test]
fn whatever_is_going_on_is_stopped() {
    let desk = Desk::new();
    for (name, text) in
        [("repeats", REPEATS), ("list", LIST), ("crowd", CROWD), ("seconds", SECONDS), ("closed", CLOSED)]
    {
        desk.write(&format!("{name}.toml"), text);
    }
    let more = ["--replications", "1000000", "--max-contacts", "1e300"];
    let endless = ["--replications", "1", "--max-contacts", "1e300"];
    let with = |first: &[&'static str], then: &[&'static str]| [first, then].concat();
    interrupted(&desk, "-INT", &with(&["run", "simple.toml"], &more));
    interrupted(&desk, "-TERM", &with(&["run", "repeats.toml"], &endless));
    interrupted(&desk, "-INT", &with(&["run", "closed.toml", "--max-memory", "64G"], &more));
    interrupted(&desk, "-TERM", &with(&["run", "list.toml"], &more));
    interrupted(&desk, "-INT", &with(&["run", "crowd.toml"], &more));
    interrupted(&desk, "-TERM", &with(&["run", "repeats.toml", "--log", "log.csv"], &endless));
    interrupted(&desk, "-INT", &with(&["run", "repeats.toml", "--trace", "trace.csv"], &endless));
    interrupted(&desk, "-INT", &with(&["explain", "repeats.toml", "--contact", "999999999"], &endless));
    interrupted(&desk, "-TERM", &with(&["explain", "simple.toml", "--with", "group.everybody.agents=13"], &more));
    interrupted(&desk, "-INT", &["theory", "seconds.toml", "--max-memory", "64G"]);
    interrupted(&desk, "-TERM", &with(&["theory", "simple.toml"], &more));
}

#[test]
fn a_study_is_stopped_while_its_grid_is_made_and_while_it_runs() {
    let desk = Desk::new();
    let factor = |path: &str| format!("[[vary]]\npath = \"{path}\"\nrange = {{ from = 1, to = 141, step = 1 }}\n");
    let grid = format!("{STUDY}{}", factor("group.everybody.skills.call.priority"));
    desk.write("grid.toml", grid.replace("[11, 12, 13, 14]", &format!("{:?}", (1..=141).collect::<Vec<u32>>())));
    interrupted(&desk, "-INT", &["sweep", "grid.toml", "--max-contacts", "1e300"]);
    desk.write("long.toml", STUDY.replace("replications = 30", "replications = 1000000"));
    interrupted(&desk, "-TERM", &["sweep", "long.toml", "--max-contacts", "1e300"]);
}
