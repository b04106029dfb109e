//! Why a command did not run to its end, what is said about it, and the exit code.

use std::io;
use std::path::Path;

use crate::files::{Refused, is_fault_of_the_path, reason};
use crate::report::diagnostic::{Severity, message, mistakes, shortened, total};
use crate::report::terminal::Terminal;
use crate::scenario::{Mistake, Mistakes};
use crate::study;

/// The answer is "no".
pub(super) const ANSWER_NO: u8 = 1;
/// The input is wrong.
pub(super) const WRONG_INPUT: u8 = 2;
/// The run could not be completed.
pub(super) const NOT_COMPLETED: u8 = 3;

/// Why a command did not run to its end.
#[derive(Debug)]
pub(super) enum Failure {
    /// Mistakes in what the planner wrote, each shown in its place.
    Mistakes(Mistakes),
    /// Changes on the command line that cannot be made.
    Settings(Vec<Mistake>),
    /// Something else about the input is wrong: what, and how to cure it.
    Input {
        /// What is wrong.
        problem: String,
        /// What to do.
        help: Option<String>,
    },
    /// Mistakes that have been shown already.
    Shown(String),
    /// It could not be completed.
    Incomplete {
        /// Why.
        problem: String,
        /// What to do.
        help: Option<String>,
    },
    /// Nobody reads the results any more, as in `onhold run x.toml | head -1`.
    NobodyReads,
}

impl Failure {
    /// A wrong input.
    pub fn input(problem: impl Into<String>) -> Failure {
        Failure::Input { problem: problem.into(), help: None }
    }

    /// The same with advice.
    pub fn help(self, advice: impl Into<String>) -> Failure {
        match self {
            Failure::Input { problem, .. } => Failure::Input { problem, help: Some(advice.into()) },
            Failure::Incomplete { problem, .. } => Failure::Incomplete { problem, help: Some(advice.into()) },
            other => other,
        }
    }

    /// A run that could not be completed.
    pub fn incomplete(problem: impl Into<String>) -> Failure {
        Failure::Incomplete { problem: problem.into(), help: None }
    }

    /// A file or folder that cannot be written: where it is at fault itself the input is wrong, where the disk is, the
    /// run is incomplete.
    pub fn unwritable(path: &Path, error: &io::Error) -> Failure {
        let why = match error.kind() {
            io::ErrorKind::AlreadyExists => "a file of this name is there".to_string(),
            _ => reason(error),
        };
        let problem = format!("cannot write {}: {why}", path.display());
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Failure::incomplete(problem).help("make room and run the same command again")
            }
            _ if is_fault_of_the_path(error) => {
                Failure::input(problem).help("name a place that can be written with --out")
            }
            _ => Failure::incomplete(problem),
        }
    }

    /// A place that an option names, where the file of results is not written.
    pub fn refused(option: &str, path: &Path, why: &Refused) -> Failure {
        let named = path.display();
        match why {
            Refused::Input { input } if same_name(path, input) => {
                Failure::input(format!("{option} would write over {named}, which this command reads"))
                    .help("name another file")
            }
            Refused::Input { input } => Failure::input(format!(
                "{option} would write over {}, which this command reads: {named} is the same file",
                input.display()
            ))
            .help("name another file"),
            Refused::Exists => Failure::input(format!("{named} exists already"))
                .help(format!("name another file with {option}, or replace this one with --force")),
            Refused::Io(error) => match Failure::unwritable(path, error) {
                at_fault @ Failure::Input { .. } => {
                    at_fault.help(format!("name a file that can be written with {option}"))
                }
                other => other,
            },
        }
    }

    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Failure::Mistakes(_) | Failure::Settings(_) | Failure::Input { .. } | Failure::Shown(_) => WRONG_INPUT,
            Failure::Incomplete { .. } => NOT_COMPLETED,
            Failure::NobodyReads => 0,
        }
    }

    /// What is said about it.
    pub fn text(&self, terminal: Terminal) -> String {
        let plain = |problem: &str, help: &Option<String>| message(Severity::Error, problem, help.as_deref(), terminal);
        match self {
            Failure::Mistakes(found) => {
                let number = total(found.list.len(), Severity::Error, &found.file);
                format!("{}{number}\n", mistakes(found, Severity::Error, terminal))
            }
            Failure::Settings(list) => list.iter().map(|mistake| setting(mistake, terminal)).collect(),
            Failure::Input { problem, help } | Failure::Incomplete { problem, help } => plain(problem, help),
            Failure::Shown(last) => format!("{last}\n"),
            Failure::NobodyReads => String::new(),
        }
    }
}

/// Whether two paths differ in nothing that a reader would notice.
fn same_name(a: &Path, b: &Path) -> bool {
    std::path::absolute(a).ok() == std::path::absolute(b).ok()
}

fn setting(mistake: &Mistake, terminal: Terminal) -> String {
    let value = mistake.value.as_ref().map_or_else(String::new, |value| format!("={}", shortened(value)));
    let text = format!("--set {}{value}: {}", shortened(&mistake.path), mistake.message);
    message(Severity::Error, &text, mistake.help.as_deref(), terminal)
}

impl From<Mistakes> for Failure {
    fn from(found: Mistakes) -> Failure {
        Failure::Mistakes(found)
    }
}

impl From<study::Error> for Failure {
    fn from(error: study::Error) -> Failure {
        use study::Error;
        let text = error.to_string();
        match error {
            Error::Mistakes(found) => Failure::Mistakes(found),
            Error::Policy { policy, mistakes } => {
                let list = mistakes
                    .list
                    .into_iter()
                    .map(|m| Mistake { message: format!("{} (in policy `{policy}`)", m.message), ..m });
                Failure::Mistakes(Mistakes { list: list.collect(), ..mistakes })
            }
            Error::Read { path, source } => super::input::unreadable(&path, &source),
            Error::Write { path, source } => Failure::unwritable(&path, &source),
            Error::NotResults { .. } | Error::OtherInputs { .. } | Error::OverInput { .. } | Error::Damaged { .. } => {
                Failure::input(text)
            }
            Error::InTheWay { path, .. } => {
                let help =
                    format!("it is left as it is: move {} away, or choose another folder with --out", path.display());
                Failure::input(text).help(help)
            }
            Error::TooMuch(_) => Failure::input(text)
                .help("mend the figure, run fewer replications or policies, or raise the limit if that is meant"),
            Error::Exceeded { .. } => {
                Failure::incomplete(text).help("mend the scenario, or raise the limit if that is meant")
            }
            Error::OutOfMemory { .. } => {
                Failure::incomplete(text).help("run fewer replications at once with --threads")
            }
            Error::Interrupted { .. } | Error::Threads(_) | Error::Busy { .. } => Failure::incomplete(text),
        }
    }
}
