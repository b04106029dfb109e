//! `onhold verify`: whether recorded results reproduce.

use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::Machine;
use super::failure::Failure;
use super::output::Output;
use super::progress::Bar;
use super::{Answer, interrupt};
use crate::files::is_fault_of_the_path;
use crate::report::verification;
use crate::study::{self, Verdict};

/// Runs recorded results again and says whether they reproduce, bit for bit
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onhold verify results/staffing
  onhold verify results/*
Exit code 1 if a result is not reproduced, or if nothing is: recorded timings are compared with their hashes, but no
run makes them again. Nothing that a folder says of itself is believed: all of it is made again from its study.")]
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
        let mut reproduced = 0;
        for folder in &self.folders {
            let bar = Bar::new("shards", output);
            let verdict = study::verify_within(&limits, folder, self.machine.threads, &bar, stop);
            bar.clear();
            let verdict = verdict.or_else(|error| not_reproducible(folder, error))?;
            match verdict {
                Verdict::Changed(_) | Verdict::NotReproducible(_) => answer = Answer::No,
                Verdict::Reproduced { .. } => reproduced += 1,
                Verdict::Timings { .. } => {}
            }
            output.result(&verification::line(&folder.display().to_string(), &verdict, output.terminal))?;
        }
        if reproduced == 0 && answer == Answer::Yes {
            output.complain("nothing was reproduced: only timings are recorded here\n");
            answer = Answer::No;
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
        study::Error::Read { ref path, ref source } | study::Error::Write { ref path, ref source }
            if !path.starts_with(folder) || !is_fault_of_the_path(source) =>
        {
            Err(error.into())
        }
        other => Ok(Verdict::NotReproducible(other.to_string().lines().next().unwrap_or_default().to_string())),
    }
}
