//! Files that are not ours: no command writes over an input, nor over what is there without being told to.

use crate::desk::{Desk, scenario};

/// A desk with a scenario that reads two files, and a log of it.
fn desk() -> Desk {
    let desk = Desk::new();
    let arrivals = "arrivals = { times = \"times.csv\" }";
    let handle = "handle = { empirical = { file = \"handle.csv\" } }";
    let text = scenario("arrivals = { rate = \"60/h\" }", arrivals);
    desk.write("s.toml", text.replace("handle = { exponential = { mean = \"3m\" } }", handle));
    desk.write("times.csv", (0..60).map(|i| format!("08:{i:02}:10\n")).collect::<String>());
    desk.write("handle.csv", "60s\n120s\n180s\n");
    assert_eq!(desk.run(&["run", "s.toml", "--replications", "30", "--log", "log.csv"]).code, Some(0));
    desk
}

/// Every file of the desk.
fn content(desk: &Desk) -> Vec<(String, Vec<u8>)> {
    let files = std::fs::read_dir(desk.path()).unwrap().map(|entry| entry.unwrap().path());
    let mut all: Vec<_> = files
        .filter(|path| path.is_file())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect();
    all.sort();
    all
}

#[test]
fn no_command_writes_over_its_inputs() {
    let desk = desk();
    desk.write("columns.toml", desk.run(&["fit", "--print-columns"]).out);
    std::fs::create_dir(desk.path().join("folder")).unwrap();
    std::fs::hard_link(desk.path().join("log.csv"), desk.path().join("same.csv")).unwrap();
    let before = content(&desk);
    let cases: [&[&str]; 8] = [
        &["fit", "log.csv", "--out", "log.csv"],
        &["fit", "log.csv", "--out", "folder/../log.csv"],
        &["fit", "log.csv", "--out", "same.csv"],
        &["fit", "log.csv", "--columns", "columns.toml", "--out", "columns.toml"],
        &["run", "s.toml", "--log", "s.toml"],
        &["run", "s.toml", "--log", "./times.csv"],
        &["run", "s.toml", "--trace", "handle.csv"],
        &["run", "folder/../s.toml", "--trace", "handle.csv"],
    ];
    for arguments in cases {
        for force in [&[][..], &["--force"]] {
            let done = desk.run(&[arguments, force].concat());
            assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{arguments:?}: {}", done.err);
            assert!(done.err.contains("would write over") && done.err.contains("reads"), "{arguments:?}: {}", done.err);
        }
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("times.csv", desk.path().join("link.csv")).unwrap();
        let done = desk.run(&["run", "s.toml", "--log", "link.csv", "--force"]);
        assert!(done.code == Some(2) && done.err.contains("would write over times.csv"), "{}", done.err);
        let input = std::fs::File::open(desk.path().join("s.toml")).unwrap();
        let done = desk.command(&["run", "-", "--log", "s.toml", "--force"]).stdin(input).output().unwrap();
        assert_eq!(done.status.code(), Some(2), "standard input is an input too");
        std::fs::remove_file(desk.path().join("link.csv")).unwrap();
    }
    assert_eq!(content(&desk), before);
}

#[test]
fn files_that_are_there_stay_without_force() {
    let desk = desk();
    desk.write("mine.txt", "mine");
    let cases: [&[&str]; 4] = [
        &["new", "--out", "mine.txt"],
        &["fit", "log.csv", "--out", "mine.txt"],
        &["run", "simple.toml", "--replications", "1", "--log", "mine.txt"],
        &["run", "simple.toml", "--replications", "1", "--trace", "mine.txt"],
    ];
    for arguments in cases {
        let before = content(&desk);
        let done = desk.run(arguments);
        assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{arguments:?}: {}", done.err);
        assert!(done.err.contains("mine.txt exists already") && done.err.contains("--force"), "{}", done.err);
        assert_eq!(content(&desk), before);
        let done = desk.run(&[arguments, &["--force"]].concat());
        assert_eq!(done.code, Some(0), "{arguments:?}: {}", done.err);
        assert!(std::fs::read(desk.path().join("mine.txt")).unwrap().len() > 100);
        desk.write("mine.txt", "mine");
    }
    assert!(content(&desk).iter().all(|(name, _)| !name.ends_with(".unfinished")));
}

/// A shell with limits, in which a command runs.
#[cfg(unix)]
fn limited(desk: &Desk, limit: &str, arguments: &str) -> std::process::Output {
    let program = assert_cmd::cargo::cargo_bin!("onhold");
    let script = format!("{limit}\nexec '{}' {arguments}", program.display());
    std::process::Command::new("bash").args(["-c", &script]).current_dir(desk.path()).output().unwrap()
}

/// Where a file cannot be written to its end, what was in its place stays.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_what_was_there() {
    let desk = desk();
    desk.write("mine.csv", "mine");
    let before = content(&desk);
    for arguments in ["run s.toml --replications 30 --log mine.csv --force", "run s.toml --trace new.jsonl"] {
        let done = limited(&desk, "ulimit -f 4", arguments);
        let message = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(3), "{arguments}: {message}");
        assert!(message.contains("cannot write") && message.contains("larger than is allowed"), "{message}");
        assert_eq!(content(&desk), before);
    }
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_written_as_they_are() {
    let desk = desk();
    let plain = std::fs::read_to_string(desk.path().join("log.csv")).unwrap();
    for place in ["-", "/dev/stdout"] {
        let done = desk.run(&["run", "s.toml", "--replications", "30", "--log", place, "-q"]);
        assert_eq!((done.code, &done.out), (Some(0), &plain), "{place}");
    }
    let done = limited(&desk, "mkfifo pipe; cat pipe > read.csv &", "run s.toml --replications 30 -q --log pipe");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let done = limited(&desk, "true", "run s.toml --replications 30 -q --log /dev/fd/7 7> opened.csv");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let done = limited(&desk, "true", "run s.toml --replications 30 -q --log /dev/stdout > stdout.csv");
    assert!(done.status.success());
    for name in ["read.csv", "opened.csv", "stdout.csv"] {
        let read = || std::fs::read_to_string(desk.path().join(name)).unwrap();
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
        while read() != plain && std::time::Instant::now() < deadline {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        assert_eq!(read(), plain, "{name}");
    }
    assert_eq!(desk.run(&["new", "--out", "/dev/null"]).code, Some(0));
}
