//! `onhold verify`: whether recorded results reproduce.

use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::Machine;
use super::failure::Failure;
use super::output::Output;
use super::progress::Bar;
use super::{Answer, interrupt};
use crate::report::verification;
use crate::study::{self, Verdict};

/// Runs recorded results again and says whether they reproduce, bit for bit
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onhold verify results/staffing
  onhold verify results/*
Exit code 1 if a result is not reproduced. Recorded timings are skipped: nothing reproduces them.")]
pub(super) struct Verify {
    /// Result folders
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    #[command(flatten)]
    machine: Machine,
}

impl Verify {
    pub fn run(self, output: &Output) -> Result<Answer, Failure> {
        let missing = |folder: &&PathBuf| !folder.is_dir();
        if let Some(folder) = self.folders.iter().find(missing) {
            return Err(Failure::input(format!("there is no folder {}", folder.display())));
        }
        let stop = interrupt::listen();
        let limits = self.machine.limits();
        let mut answer = Answer::Yes;
        for folder in &self.folders {
            let bar = Bar::new("shards", output);
            let verdict = study::verify_within(&limits, folder, self.machine.threads, &bar, stop);
            bar.clear();
            let verdict = verdict.or_else(|error| not_reproducible(folder, error))?;
            if matches!(verdict, Verdict::Changed(_) | Verdict::NotReproducible(_)) {
                answer = Answer::No;
            }
            output.result(&verification::line(&folder.display().to_string(), &verdict, output.terminal))?;
        }
        Ok(answer)
    }
}

/// What is wrong with one folder does not keep the others from being verified.
fn not_reproducible(folder: &Path, error: study::Error) -> Result<Verdict, Failure> {
    match error {
        study::Error::Interrupted { .. }
        | study::Error::TooMuch(_)
        | study::Error::Exceeded { .. }
        | study::Error::OutOfMemory { .. }
        | study::Error::Threads(_) => Err(error.into()),
        study::Error::Write { ref path, .. } if !path.starts_with(folder) => Err(error.into()),
        other => Ok(Verdict::NotReproducible(other.to_string().lines().next().unwrap_or_default().to_string())),
    }
}
