//! Pipes, full disks, interrupts.

use std::process::Stdio;

use crate::desk::{Desk, STUDY};

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

#[cfg(unix)]
#[test]
fn an_interrupted_sweep_says_how_to_go_on() {
    let desk = Desk::new();
    desk.write("long.toml", STUDY.replace("replications = 30", "replications = 1000000"));
    let mut command = desk.signalled(&["sweep", "long.toml"], false);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let shards = desk.path().join("results/long/shards");
    // It listens from before the folder is made.
    while !shards.is_dir() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let done = child.wait_with_output().unwrap();
    let message = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(3), "{message}");
    assert!(message.contains("go on with: onhold sweep long.toml --out results/long"), "{message}");
}
