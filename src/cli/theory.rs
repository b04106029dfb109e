//! `onhold theory`: Erlang and friends beside the simulation.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use clap::Args;

use super::arguments::{Changes, Format, Machine, Printed, Simulated};
use super::failure::Failure;
use super::output::Output;
use super::progress::Bar;
use super::{Answer, input, interrupt};
use crate::model::Model;
use crate::report::theory::Compared;
use crate::report::{run, theory, theory_machine};
use crate::study::{self, RunOptions};
use crate::theory::stationary::{self, stationary};

/// Erlang B, C, A and M/M/n+G beside the simulation, and why they differ
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onhold theory center.toml
  onhold theory center.toml --set group.everybody.agents=13
  onhold theory center.toml --replications 1000 --format csv
\"Needed\" is the smallest number of agents that meets the service level by the most detailed formula,
\"square root\" what the rule load + beta x root of the load says.")]
pub(super) struct Theory {
    /// The scenario; - for standard input
    scenario: PathBuf,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    simulated: Simulated,
    #[command(flatten)]
    printed: Printed,
    #[command(flatten)]
    machine: Machine,
}

impl Theory {
    pub fn run(self, output: &Output) -> Result<Answer, Failure> {
        let ready = input::scenario(&self.scenario, &self.changes.set, output)?;
        let stop = interrupt::listen();
        let bar = Bar::new("replications", output);
        let compared = compare(&ready.model, self.simulated, self.machine, &bar, stop);
        bar.clear();
        let compared = compared?;
        let Simulated { seed, confidence, .. } = self.simulated;
        match self.printed.format {
            Format::Table => {
                let Some(first) = compared.first() else { return Ok(Answer::Yes) };
                let description = ready.scenario.description();
                let of = run::Run { model: &ready.model, description, summary: &first.summary, seed, confidence };
                let heading = run::heading(&of, output.terminal);
                output.result(&format!("{heading}{}", theory::text(&ready.model, &compared, output.terminal)))?;
            }
            Format::Json => output.result(&theory_machine::json(&ready.model, &compared, seed))?,
            Format::Csv => {
                let table = theory_machine::csv(&compared).map_err(|error| Failure::incomplete(error.to_string()))?;
                output.bytes(&table)?;
            }
        }
        Ok(Answer::Yes)
    }
}

/// Every queue of a scenario by formula and by simulation.
pub(super) fn compare(
    model: &Model,
    simulated: Simulated,
    machine: Machine,
    bar: &Bar,
    stop: &AtomicBool,
) -> Result<Vec<Compared>, Failure> {
    let confidence = simulated.confidence;
    let options = RunOptions { confidence, threads: machine.threads, detailed: true, limits: machine.limits() };
    let one = |pool: stationary::Pool| {
        let part = model.first_day().part(&pool.contacts, &pool.groups);
        let summary = study::run(&part, simulated.seed, simulated.replications(model), &options, bar, stop)?;
        Ok(Compared { pool, model: part, summary })
    };
    stationary(model).into_iter().map(one).collect()
}
