//! Limits of the system and of what is read: a message and an exit code, never a hang, never a signal.
#![cfg(unix)]

use std::process::Output;

use crate::desk::{Desk, scenario};

/// A command in a shell with limits.
fn limited(desk: &Desk, limits: &str, arguments: &str) -> Output {
    let program = assert_cmd::cargo::cargo_bin!("onhold");
    let script = format!("{limits}\nexec '{}' {arguments}", program.display());
    let mut shell = std::process::Command::new("bash");
    shell.args(["-c", &script]).current_dir(desk.path()).env("NO_COLOR", "1").output().unwrap()
}

fn message(done: &Output) -> String {
    String::from_utf8_lossy(&done.stderr).into_owned()
}

#[test]
fn files_that_a_scenario_names_are_regular_and_of_a_stated_size() {
    let desk = Desk::new();
    let made = std::process::Command::new("mkfifo").arg(desk.path().join("pipe")).status().unwrap();
    assert!(made.success());
    let large = std::fs::File::create(desk.path().join("large.csv")).unwrap();
    large.set_len((256 << 20) + 1).unwrap();
    let cases = [
        ("/dev/zero", "it is a pipe or a device, not a regular file"),
        ("pipe", "it is a pipe or a device, not a regular file"),
        ("large.csv", "it is larger than 256 MiB"),
        (".", "it is a folder"),
        ("none.csv", "there is no such file"),
    ];
    for (name, why) in cases {
        let times = scenario("rate = \"60/h\"", &format!("times = {name:?}"));
        let empirical = format!("handle = {{ empirical = {{ file = {name:?} }} }}");
        let law = scenario("handle = { exponential = { mean = \"3m\" } }", &empirical);
        for text in [times, law] {
            let message = desk.refused(&text);
            assert!(message.contains(why), "{name}: {message}");
        }
        desk.write(
            "s.toml",
            format!("scenario = {name:?}\n[rank]\nby = \"-mean_wait_s\"\n[policy.a]\n\"group.team.agents\" = 3\n"),
        );
        let done = desk.run(&["sweep", "s.toml"]);
        let why = if name == "large.csv" { "it is larger than 64 MiB" } else { why };
        assert!(done.code == Some(2) && done.err.contains(why), "{name}: {}", done.err);
    }
    // What the user names is read to a limit, whatever it is.
    for command in ["check", "run", "theory", "sweep"] {
        let done = desk.run(&[command, "/dev/zero"]);
        assert_eq!(done.code, Some(2), "{command}");
        assert!(done.err.contains("/dev/zero: it is larger than 64 MiB"), "{command}: {}", done.err);
    }
    let done = limited(&desk, "true", "check <(cat simple.toml)");
    assert_eq!(done.status.code(), Some(0), "{}", message(&done));
}

#[test]
fn a_file_that_a_scenario_names_is_not_quoted() {
    let desk = Desk::new();
    let secret = "root:$6$abcdefghijklmnopqrstuvwxyz:19000:0:99999:7:::";
    desk.write("shadow", format!("{secret}\n{secret}\n{}\n", "y".repeat(100_000)));
    let times = scenario("rate = \"60/h\"", "times = \"shadow\"");
    let law = scenario("{ exponential = { mean = \"3m\" } }", "{ empirical = { file = \"shadow\" } }");
    for text in [times, law] {
        let message = desk.refused(&text);
        assert!(message.contains("\"shadow\", line 2: expected"), "{message}");
        assert!(message.contains(&secret[..20]) && !message.contains(&secret[..21]), "{message}");
        assert!(message.len() < 1000, "{message}");
    }
}

#[test]
fn no_file_descriptors_are_a_message() {
    let desk = Desk::new();
    // One is needed to start at all.
    for arguments in ["sweep study.toml", "run simple.toml --trace a.jsonl --log b.csv"] {
        let done = limited(&desk, "ulimit -n 4", arguments);
        let message = message(&done);
        assert_eq!(done.status.code(), Some(3), "{arguments}: {message}");
        assert!(message.contains("too many files are open"), "{arguments}: {message}");
    }
    assert!(!desk.path().join("a.jsonl").exists());
    // What the machine lacks is no fault of recorded results.
    assert_eq!(desk.run(&["sweep", "study.toml", "--out", "r", "-q"]).code, Some(0));
    for number in ["4", "5", "6"] {
        let done = limited(&desk, &format!("ulimit -n {number}"), "verify r");
        let message = message(&done);
        let found = (done.status.code(), String::from_utf8_lossy(&done.stdout).into_owned());
        assert!(found.0 == Some(0) || found == (Some(3), String::new()), "{number}: {found:?} {message}");
        assert!(found.0 == Some(0) || message.contains("too many files are open"), "{number}: {message}");
    }
}

/// Memory is asked for before it is taken: what the system does not give is a message.
#[test]
fn no_memory_is_a_message() {
    let desk = Desk::new();
    desk.write("seconds.toml", include_str!("hostile/run-out-of-memory.toml"));
    for arguments in ["theory seconds.toml", "run seconds.toml --log l.csv", "run seconds.toml --intervals"] {
        let done = limited(&desk, "ulimit -v 200000", &format!("{arguments} --replications 2"));
        let message = message(&done);
        assert_eq!(done.status.code(), Some(3), "{arguments}: {message}");
        assert!(message.contains("the system does not give the"), "{arguments}: {message}");
    }
    assert!(!desk.path().join("l.csv").exists());
}

/// A day whose queue outgrows the memory: enough agents for everybody, but only in the last half hour, so that it is not
/// seen before it begins.
const GROWING: &str = "[horizon]\nopens = \"08:00\"\ncloses = \"18:00\"\n[contact.call]\narrivals = { rate = \"10000000/h\" }\n\
    handle = { constant = \"1s\" }\n[group.g]\nagents = { \"08:00\" = 1, \"17:30\" = 3000 }\nskills.call = {}\n";

/// What the system does not give in the middle of a run is a message too, and no signal; what was begun is left as after
/// a kill.
#[test]
fn memory_that_runs_out_on_the_way_is_a_message() {
    let desk = Desk::new();
    desk.write("growing.toml", GROWING);
    for arguments in ["run growing.toml --replications 1", "run growing.toml --replications 1 --log l.csv"] {
        let unlimited = format!("{arguments} --threads 1 --max-memory 1000G --max-contacts 1e12");
        let done = limited(&desk, "ulimit -v 400000; unset RUST_BACKTRACE", &unlimited);
        let said = message(&done);
        assert_eq!(done.status.code(), Some(3), "{arguments}: {:?} {said}", done.status);
        assert!(said.contains("memory allocation of ") && said.contains(" bytes failed"), "{arguments}: {said}");
        assert!(done.stdout.is_empty() && !desk.path().join("l.csv").exists(), "{arguments}");
    }
    // Within a limit of its own it is ended with the figure that causes it.
    let done = limited(&desk, "ulimit -v 400000", "run growing.toml --replications 1 --threads 1 --max-memory 100M");
    assert_eq!(done.status.code(), Some(3), "{}", message(&done));
    assert!(message(&done).contains("the queue grows without end"), "{}", message(&done));
    let again = desk.run(&["run", "simple.toml", "--replications", "2", "--log", "l.csv"]);
    assert!(again.code == Some(0) && desk.path().join("l.csv").exists(), "{}", again.err);
}

#[test]
fn a_shallow_stack_changes_nothing() {
    let desk = Desk::new();
    let plain = desk.run(&["run", "feelings.toml", "--replications", "2"]);
    let done = limited(&desk, "ulimit -s 96", "run feelings.toml --replications 2");
    assert_eq!((done.status.code(), done.stdout.len() > 100), (plain.code, true), "{}", message(&done));
    for nested in [
        format!("x = {}{}", "[".repeat(100_000), "]".repeat(100_000)),
        format!("x = {}1{}", "{a = ".repeat(100_000), "}".repeat(100_000)),
        format!("[{}]\nb = 1\n", vec!["a"; 20_000].join(".")),
        format!("{} = 1\n", vec!["a"; 20_000].join(".")),
    ] {
        desk.write("deep.toml", nested);
        for command in ["check", "sweep"] {
            let done = limited(&desk, "ulimit -s 96", &format!("{command} deep.toml"));
            assert_eq!(done.status.code(), Some(2), "{}", message(&done));
        }
    }
}

#[test]
fn a_limit_of_file_size_is_a_full_disk() {
    let desk = Desk::new();
    for arguments in ["sweep study.toml", "run simple.toml --log a.csv --replications 50"] {
        let done = limited(&desk, "ulimit -f 2", arguments);
        let message = message(&done);
        assert_eq!(done.status.code(), Some(3), "{arguments}: {message}");
        assert!(message.contains("larger than is allowed here"), "{arguments}: {message}");
    }
    let done = limited(&desk, "ulimit -f 0", "new > out.toml");
    assert_eq!(done.status.code(), Some(3), "{}", message(&done));
    let again = desk.run(&["sweep", "study.toml"]);
    assert_eq!(again.code, Some(0), "what was begun is gone on with: {}", again.err);
}

#[test]
fn closed_streams_do_not_write_into_files() {
    let desk = Desk::new();
    for closed in ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"] {
        let done = limited(
            &desk,
            "rm -f l.csv t.csv",
            &format!("run simple.toml --replications 2 --log l.csv --trace t.csv {closed}"),
        );
        assert_eq!(done.status.code(), Some(0), "{closed}: {}", message(&done));
        let log = std::fs::read_to_string(desk.path().join("l.csv")).unwrap();
        assert!(log.starts_with("date,contact,") && log.lines().all(|row| row.split(',').count() == 18), "{closed}");
    }
}

/// A log of our own of five days with so many rows: calls of two minutes, answered by whoever of sixteen is next.
fn long_log(rows: u64) -> String {
    let mut text =
        "date,contact,type,arrives,wait_ends,wait,service_starts,service_ends,service,wrap_up,outcome,group,\
                    agent,cause,caused_by,channel,concurrent,connect\n"
            .to_string();
    let on_a_day = rows / 5;
    for i in 0..rows {
        let (day, at_ms) = (2 + i / on_a_day, 8 * 3_600_000 + i % on_a_day * (36_000_000 / on_a_day));
        let clock =
            |ms: u64| format!("{:02}:{:02}:{:02}.{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
        // As many as a second has, so that agents are never in two services.
        let service_ms = 100 + i * 7919 % (16 * 36_000_000 / on_a_day - 200);
        let waited_ms = if i % 10 == 3 { i * 104_729 % 20_000 } else { 3000 };
        let (start, end) = (clock(at_ms + waited_ms), clock(at_ms + waited_ms + service_ms));
        let (arrives, wait) = (clock(at_ms), waited_ms as f64 / 1000.0);
        text += &match i % 10 {
            3 => format!("2026-11-{day:02},{i},call,{arrives},{start},{wait:.3},,,,,abandoned,,,,,voice,,\n"),
            _ => format!(
                "2026-11-{day:02},{i},call,{arrives},{start},{wait:.3},{start},{end},{:.3},0.000,served,team,team/{},,,\
                 voice,1,0.000\n",
                service_ms as f64 / 1000.0,
                i % 16
            ),
        };
    }
    text
}

/// Long logs are read in one pass: eight times the rows (49 MB) take no more than about eight times as long, and no more
/// memory than is given to both, which 5 times the file would not fit into.
#[test]
fn a_long_log_takes_its_share_of_time_and_little_more_memory() {
    let desk = Desk::new();
    let timed = |rows: u64| {
        desk.write("long.csv", long_log(rows));
        let since = std::time::Instant::now();
        let done = limited(&desk, "ulimit -v 200000", "fit long.csv --interval 1h");
        assert_eq!(done.status.code(), Some(0), "{rows} rows: {}", message(&done));
        since.elapsed().as_secs_f64()
    };
    // Laws take a second whatever the rows, so that eight times the rows take about twice as long. A try may meet a busy moment
    // of the machine; a time that grows with the square of the rows fails each: by the rows alone it would be eight times.
    let tries = (0..3).map(|_| timed(400_000) / timed(50_000));
    let shares: Vec<f64> =
        tries.scan(true, |goes_on, share| std::mem::replace(goes_on, share >= 5.0).then_some(share)).collect();
    assert!(shares.iter().any(|share| *share < 5.0), "eight times the rows took {shares:?} times as long");
}
