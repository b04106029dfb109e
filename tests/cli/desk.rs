//! A folder to work in, and the program.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// What the program did.
pub struct Done {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// A folder with a scenario and a study in it, in which commands run.
pub struct Desk(TempDir);

/// A study of the template `simple`.
pub const STUDY: &str = r#"
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
    pub fn new() -> Desk {
        let desk = Desk(tempfile::tempdir().unwrap());
        for template in ["simple", "skills", "feelings"] {
            assert_eq!(desk.run(&["new", template, "--out", &format!("{template}.toml")]).code, Some(0));
        }
        desk.write("study.toml", STUDY);
        desk
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.0.path().join(name), bytes).unwrap();
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("onhold"));
        command.args(arguments).current_dir(self.path()).env("NO_COLOR", "1").env("COLUMNS", "100");
        command
    }

    /// A command that signals do to what they do to one that a person starts, or (`ignoring`) as a script starts one in the
    /// background; whatever the tests themselves have been started with.
    #[cfg(unix)]
    pub fn signalled(&self, arguments: &[&str], ignoring: bool) -> Command {
        let plain = self.command(arguments);
        let mut command = Command::new("env");
        command.arg("--default-signal=INT,TERM,HUP").args(ignoring.then_some("--ignore-signal=INT"));
        command.arg(plain.get_program()).args(arguments).current_dir(self.path());
        plain.get_envs().for_each(|(name, value)| {
            value.map(|value| command.env(name, value));
        });
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Done {
        let done = self.command(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Done { code: done.status.code(), out: text(done.stdout), err: text(done.stderr) }
    }

    /// Checks a scenario that is wrong: exit code 2, nothing on standard output; the message.
    pub fn refused(&self, scenario: &str) -> String {
        self.write("wrong.toml", scenario);
        for command in ["check", "run", "theory"] {
            let done = self.run(&[command, "wrong.toml"]);
            assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{command}: {}", done.err);
        }
        self.run(&["check", "wrong.toml"]).err
    }
}

/// A scenario with something of it replaced.
pub fn scenario(what: &str, by: &str) -> String {
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
