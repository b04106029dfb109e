//! Why a study could not be read, run or continued.

use std::io;
use std::path::{Path, PathBuf};

use crate::scenario::Mistakes;

/// Why a study could not be read, run or continued. Whatever the error, a result folder that was begun stays readable:
/// files appear in it whole or not at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The study or its scenario is wrong; each mistake is shown in its text.
    #[error("{0}")]
    Mistakes(Mistakes),
    /// The scenario is wrong as one policy changes it; the places are places in the scenario.
    #[error("policy `{policy}`: {mistakes}")]
    Policy {
        /// Name of the policy.
        policy: String,
        /// What is wrong with the scenario then.
        mistakes: Mistakes,
    },
    /// A file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file cannot be written; what was there before is still there.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Another run is writing into the folder.
    #[error("another run is writing into {}: wait for it, or choose another folder with --out", dir.display())]
    Busy {
        /// The folder.
        dir: PathBuf,
    },
    /// The folder is not empty, and what it holds is not ours to replace.
    #[error("{} is not empty ({what}) and holds no results of a study: choose another folder with --out", dir.display())]
    NotResults {
        /// The folder.
        dir: PathBuf,
        /// The first few names in it, hidden ones too.
        what: String,
    },
    /// The folder holds the results of something else.
    #[error(
        "{} holds the results of another study ({difference}): choose another folder with --out, or replace them with \
         --force",
        dir.display()
    )]
    OtherInputs {
        /// The folder.
        dir: PathBuf,
        /// What differs.
        difference: String,
    },
    /// A file of the result folder is one that the study reads.
    #[error("{} is an input of the study and would be written over: choose another folder with --out", path.display())]
    OverInput {
        /// The file.
        path: PathBuf,
    },
    /// A file of the result folder is not what it must be.
    #[error("{} is damaged: {problem}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// Something else has a name that a sweep needs in its folder.
    #[error("{} is in the way: a sweep keeps {kept} under this name, and this is something else", path.display())]
    InTheWay {
        /// What has the name.
        path: PathBuf,
        /// What a sweep keeps there.
        kept: &'static str,
    },
    /// It would cost more than it may.
    #[error("{0}")]
    TooMuch(super::cost::TooMuch),
    /// It cost more than it may, and was ended.
    #[error("{}", exceeded(.excess, .limits))]
    Exceeded {
        /// What there was too much of.
        excess: super::limits::Excess,
        /// The limits.
        limits: super::limits::Limits,
    },
    /// Memory that the system does not give.
    #[error("the system does not give the {} of memory that this run needs", super::cost::bytes(*.bytes))]
    OutOfMemory {
        /// Bytes needed.
        bytes: f64,
    },
    /// Somebody asked to stop. What was done is kept where there is a result folder.
    #[error("interrupted after {done} of {total} parts")]
    Interrupted {
        /// Shards (replications, for a run) that are done.
        done: u64,
        /// How many there are.
        total: u64,
    },
    /// The threads could not be started.
    #[error("cannot start the threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

fn exceeded(excess: &super::limits::Excess, limits: &super::limits::Limits) -> String {
    use super::cost::{bytes, number};
    use super::limits::{BYTES_OF_A_CONTACT, Excess};
    match excess {
        Excess::Contacts(_) => format!(
            "ended after {} contacts, more than --max-contacts allows: contacts cause more contacts than can be dealt \
             with, or more come than was estimated",
            number(limits.contacts)
        ),
        Excess::Held(held) => format!(
            "ended: {} contacts wait or are still to come in one replication, which takes {} in each of the threads, more \
             than --max-memory allows: the queue grows without end",
            number(*held),
            bytes(held * BYTES_OF_A_CONTACT)
        ),
    }
}

impl Error {
    pub(super) fn read(path: &Path) -> impl FnOnce(io::Error) -> Error {
        let path = path.to_path_buf();
        move |source| Error::Read { path, source }
    }

    pub(super) fn write(path: &Path) -> impl FnOnce(io::Error) -> Error {
        let path = path.to_path_buf();
        move |source| Error::Write { path, source }
    }

    pub(super) fn damaged(path: &Path, problem: impl Into<String>) -> Error {
        Error::Damaged { path: path.to_path_buf(), problem: problem.into() }
    }
}

impl From<Mistakes> for Error {
    fn from(mistakes: Mistakes) -> Error {
        Error::Mistakes(mistakes)
    }
}
