//! A process that is killed at any moment leaves whole files, and work that goes on where it stopped.
#![cfg(unix)]

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use crate::desk::{Desk, STUDY};

/// Starts a command and kills it after a while; whether it was killed.
fn killed(desk: &Desk, arguments: &[&str], after: Duration) -> bool {
    let mut child = desk.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(after);
    // What has ended already cannot be killed.
    let _ = child.kill();
    child.wait().unwrap().code().is_none()
}

#[test]
fn a_sweep_that_is_killed_again_and_again_ends_with_the_same_bytes() {
    let desk = Desk::new();
    desk.write("study.toml", STUDY.replace("replications = 30", "replications = 64"));
    assert!(matches!(desk.run(&["sweep", "study.toml", "--out", "straight", "-q"]).code, Some(0 | 1)));
    let mut kills = 0;
    for after in [5, 20, 60, 120, 250, 400, 600] {
        kills += u32::from(killed(&desk, &["sweep", "study.toml", "--out", "killed"], Duration::from_millis(after)));
        // Whatever is there has a name of its own only when it is whole.
        if let Ok(manifest) = fs::read_to_string(desk.path().join("killed/manifest.json")) {
            serde_json::from_str::<serde_json::Value>(&manifest).unwrap();
        }
    }
    assert!(kills > 0, "all of them had ended already");
    let done = desk.run(&["sweep", "study.toml", "--out", "killed", "-q"]);
    assert!(matches!(done.code, Some(0 | 1)), "{}", done.err);
    let content = |name: &str| {
        let mut files: Vec<_> = fs::read_dir(desk.path().join(name)).unwrap().map(|e| e.unwrap().path()).collect();
        files.retain(|path| !path.ends_with("timing.json"));
        files.sort();
        let bytes = |path: &std::path::PathBuf| (path.file_name().unwrap().to_owned(), fs::read(path).unwrap());
        files.iter().map(bytes).collect::<Vec<_>>()
    };
    assert_eq!(content("straight"), content("killed"));
}

#[test]
fn a_log_that_is_not_finished_is_not_there() {
    let desk = Desk::new();
    desk.write("old.csv", "old");
    for name in ["new.csv", "old.csv"] {
        let arguments = ["run", "simple.toml", "--replications", "20000", "--log", name, "--force"];
        assert!(killed(&desk, &arguments, Duration::from_millis(500)));
    }
    assert!(!desk.path().join("new.csv").exists());
    assert_eq!(fs::read_to_string(desk.path().join("old.csv")).unwrap(), "old");
}
