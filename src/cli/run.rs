//! `onhold run`: simulates a scenario.

use std::path::PathBuf;

use clap::Args;

use super::arguments::{Changes, Format, Machine, Printed, Simulated};
use super::failure::Failure;
use super::output::Output;
use super::progress::Bar;
use super::record::{Of, Recorded};
use super::{Answer, input, interrupt};
use crate::report::{channels, machine, run};
use crate::study::{self, Cost, RunOptions};

/// Simulates a scenario and prints the measures with their errors
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onhold run center.toml
  onhold run center.toml --set group.everybody.agents=13
  onhold run center.toml --replications 1000 --intervals
  onhold run center.toml --format json | jq .measures.service_level
  onhold run center.toml --trace - -q | jq -c 'select(.contact == 7)'
  onhold run center.toml --replications 20 --log calls.csv
With standard output for --trace or --log the results go to standard error.
The measures and their definitions: `onhold run center.toml --format csv` has all of them, by their names.
Where contact types are of several channels, JSON and CSV have them by channel too: `.channels.email.answer_speed_s`.")]
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
    recorded: Recorded,
    #[command(flatten)]
    printed: Printed,
    #[command(flatten)]
    machine: Machine,
}

impl Run {
    pub fn run(self, output: &Output) -> Result<Answer, Failure> {
        let ready = input::scenario(&self.scenario, &self.changes.set, output)?;
        let records = self.recorded.open(&ready.inputs)?;
        let stop = interrupt::listen();
        let Simulated { seed, confidence, .. } = self.simulated;
        let replications = self.simulated.replications(&ready.model);
        let limits = self.machine.limits();
        // A table has figures by interval where they are asked for; for programs there are all.
        let detailed = self.intervals || output.verbose || self.printed.format != Format::Table;
        let sets = channels::sets(&ready.model);
        let options = RunOptions { confidence, threads: self.machine.threads, detailed, limits, sets };
        let cost = Cost::of_run(&ready.model, replications, self.machine.threads.unwrap_or(1), &options);
        cost.check(&limits).map_err(study::Error::TooMuch)?;
        cost.reserve()?;
        records.write(Of { model: &ready.model, seed, replications, limits }, output, stop)?;
        let bar = Bar::new("replications", output);
        let summary = study::run(&ready.model, seed, replications, &options, &bar, stop);
        bar.clear();
        let found = run::Run {
            model: &ready.model,
            description: ready.scenario.description(),
            summary: &summary?,
            seed,
            confidence,
        };
        self.print(&found, output)?;
        Ok(Answer::Yes)
    }

    /// Prints the results: on standard error where standard output is taken.
    fn print(&self, found: &run::Run<'_>, output: &Output) -> Result<(), Failure> {
        let taken = self.recorded.takes_standard_output();
        let terminal = if taken { output.messages } else { output.terminal };
        let bytes = match self.printed.format {
            Format::Table => run::text(found, self.intervals || output.verbose, terminal).into_bytes(),
            Format::Json => machine::json(found).into_bytes(),
            Format::Csv => machine::csv(found).map_err(|error| Failure::incomplete(error.to_string()))?,
        };
        if taken {
            output.note(String::from_utf8_lossy(&bytes).trim_end());
            return Ok(());
        }
        output.bytes(&bytes)
    }
}
