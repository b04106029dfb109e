//! `onhold theory`: Erlang and friends beside the simulation.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;

use super::arguments::{Changes, Format, Machine, Printed, Simulated};
use super::failure::Failure;
use super::output::Output;
use super::progress::{Bar, Formulas};
use super::{Answer, input, interrupt};
use crate::model::{ContactId, Model};
use crate::report::theory::Compared;
use crate::report::{run, theory, theory_machine};
use crate::study::{self, Cost, RunOptions};
use crate::theory::stationary::{self, Listener, stationary_while};

/// Erlang B, C, A and M/M/n+G beside the simulation, and why they differ
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onhold theory center.toml
  onhold theory center.toml --set group.everybody.agents=13
  onhold theory center.toml --replications 1000 --format csv
\"Needed\" is the smallest number of agents on the phones that meets the service level by the most detailed formula,
\"to schedule\" how many have to be scheduled for that where part of them are away (shrinkage, absence);
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
        let compared = compare(&ready.model, self.simulated, self.machine, output, stop)?;
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

/// Every queue of a scenario by formula and by simulation. Classes of contacts that share agents are simulated
/// together, once.
pub(super) fn compare(
    model: &Model,
    simulated: Simulated,
    machine: Machine,
    output: &Output,
    stop: &AtomicBool,
) -> Result<Vec<Compared>, Failure> {
    let mut compared: Vec<Compared> = Vec::new();
    let cost = Cost::of_run(model, simulated.replications(model), machine.threads.unwrap_or(1), &RunOptions::default());
    let cost = cost.with_formulas(model);
    cost.check(&machine.limits()).map_err(study::Error::TooMuch)?;
    cost.reserve()?;
    let formulas = Formulas::new(output);
    let listener = Listener { goes_on: &|| !stop.load(Ordering::Relaxed), done: &|of| formulas.done(of) };
    let pools = stationary_while(model, &listener);
    formulas.clear();
    let pools = pools.ok_or(study::Error::Interrupted { done: 0, total: 1 })?;
    for center in pools.chunk_by(|a, b| a.center_contacts == b.center_contacts) {
        let of_center = &center[0];
        let part = model.part_by_itself(&of_center.center_contacts, &of_center.center_groups);
        let number = |id: &ContactId| of_center.center_contacts.iter().position(|other| other == id);
        let sets = center.iter().map(|pool| pool.contacts.iter().filter_map(number).collect()).collect();
        let (confidence, limits) = (simulated.confidence, machine.limits());
        let options = RunOptions { confidence, threads: machine.threads, limits, sets, ..RunOptions::default() };
        let bar = Bar::new("replications", output);
        let summary = study::run(&part, simulated.seed, simulated.replications(model), &options, &bar, stop);
        bar.clear();
        let summary = Arc::new(summary?);
        let one = |(set, pool): (usize, &stationary::Pool)| Compared {
            pool: pool.clone(),
            model: part.clone(),
            summary: summary.clone(),
            set,
        };
        compared.extend(center.iter().enumerate().map(one));
    }
    Ok(compared)
}
