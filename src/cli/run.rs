//! `onhold run`: simulates a scenario.

use std::path::PathBuf;

use clap::Args;

use super::arguments::{Changes, Format, Printed, Simulated, Threads};
use super::failure::Failure;
use super::output::Output;
use super::progress::Bar;
use super::{Answer, input, interrupt};
use crate::report::{machine, run};
use crate::study::{self, RunOptions};

/// Simulates a scenario and prints the measures with their errors
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onhold run center.toml
  onhold run center.toml --set group.everybody.agents=13
  onhold run center.toml --replications 1000 --intervals
  onhold run center.toml --format json | jq .measures.service_level
The measures and their definitions: `onhold run center.toml --format csv` has all of them, by their names.")]
pub(super) struct Run {
    /// The scenario; - for standard input
    scenario: PathBuf,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    simulated: Simulated,
    /// Prints tables by interval of the day too
    #[arg(long)]
    intervals: bool,
    #[command(flatten)]
    printed: Printed,
    #[command(flatten)]
    threads: Threads,
}

impl Run {
    pub fn run(self, output: &Output) -> Result<Answer, Failure> {
        let ready = input::scenario(&self.scenario, &self.changes.set, output)?;
        let stop = interrupt::listen();
        let bar = Bar::new("replications", output);
        let Simulated { seed, confidence, .. } = self.simulated;
        let replications = self.simulated.replications(&ready.model);
        let options = RunOptions { confidence, threads: self.threads.threads, detailed: true };
        let summary = study::run(&ready.model, seed, replications, &options, &bar, stop);
        bar.clear();
        let found = run::Run {
            model: &ready.model,
            description: ready.scenario.description(),
            summary: &summary?,
            seed,
            confidence,
        };
        match self.printed.format {
            Format::Table => output.result(&run::text(&found, self.intervals || output.verbose, output.terminal))?,
            Format::Json => output.result(&machine::json(&found))?,
            Format::Csv => {
                output.bytes(&machine::csv(&found).map_err(|error| Failure::incomplete(error.to_string()))?)?
            }
        }
        Ok(Answer::Yes)
    }
}
