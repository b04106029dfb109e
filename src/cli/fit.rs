//! `onhold fit`: a scenario from a call log.

use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::{Machine, Simulated};
use super::failure::Failure;
use super::output::Output;
use super::progress::Bar;
use super::{Answer, input, interrupt};
use crate::fit::{BANK, Columns, DayClass, FitError, Fitted, Options, fit};
use crate::report::{fit as comparison, run};
use crate::scenario::{NoFiles, Scenario, units};
use crate::study::{self, RunOptions};
use crate::theory::stationary;

/// Makes a scenario of a call log
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onhold fit calls.csv --columns columns.toml --out center.toml
  onhold fit calls.csv --columns columns.toml --days mon-fri --opens 08:00 --closes 18:00
  onhold fit calls.tsv --days sun-thu --out bank.toml --compare
  onhold run center.toml --log calls.csv; onhold fit calls.csv      a log of our own needs no --columns
  onhold fit --print-columns > columns.toml      what a log's columns mean, to be edited
With --out the report goes to standard output; without it the scenario does, and the report to standard error.")]
pub(super) struct Fit {
    /// The log, a row for each call
    #[arg(required_unless_present = "print_columns")]
    log: Option<PathBuf>,
    /// Writes the scenario into this file
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// What the log's columns are called and what their values mean [default: those of the bank's log, or of a
    /// log that `onhold run` has written]
    #[arg(long, value_name = "FILE")]
    columns: Option<PathBuf>,
    /// Prints the default of --columns
    #[arg(long, exclusive = true)]
    print_columns: bool,
    /// Comparable days: all, sun-thu, mon,wed,fri
    #[arg(long, value_name = "DAYS", default_value = "all", value_parser = days)]
    days: DayClass,
    /// Length of an interval
    #[arg(long, value_name = "DURATION", default_value = "30m", value_parser = duration)]
    interval: f64,
    /// Opening time [default: found in the log]
    #[arg(long, value_name = "CLOCK", value_parser = clock)]
    opens: Option<f64>,
    /// Closing time [default: found in the log]
    #[arg(long, value_name = "CLOCK", value_parser = clock)]
    closes: Option<f64>,
    /// The scenario's name [default: that of its file, or of the log]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Time of the service level
    #[arg(long, value_name = "DURATION", default_value = "20s", value_parser = duration)]
    within: f64,
    /// Target of the service level
    #[arg(long, value_name = "SHARE", default_value = "0.8", value_parser = share)]
    target: f64,
    /// Cost of an agent's paid hour [default: left out]
    #[arg(long, value_name = "MONEY", value_parser = cost)]
    cost: Option<f64>,
    /// Services up to this long may be a mode of their own
    #[arg(long, value_name = "DURATION", default_value = "5s", value_parser = duration)]
    short_service: f64,
    /// An agent who serves nobody for this long has left the phones
    #[arg(long, value_name = "DURATION", default_value = "15m", value_parser = duration)]
    away_after: f64,
    /// Counts intervals with several times their usual volume like all others
    #[arg(long)]
    keep_spikes: bool,
    /// Simulates the scenario and compares it, and Erlang C and A, with the log
    #[arg(long)]
    compare: bool,
    #[command(flatten, next_help_heading = "With --compare")]
    simulated: Simulated,
    #[command(flatten)]
    machine: Machine,
}

impl Fit {
    pub fn run(self, output: &Output) -> Result<Answer, Failure> {
        let Some(log) = self.log.clone() else {
            return output.result(BANK).map(|()| Answer::Yes);
        };
        let rows = std::fs::read(&log).map_err(|error| input::unreadable(&log, &error))?;
        let options = self.options(&log, &rows)?;
        let fitted = fit(rows.as_slice(), &options).map_err(|error| refused(&log, error))?;
        match &self.out {
            Some(path) => {
                std::fs::write(path, &fitted.scenario_toml).map_err(|error| Failure::unwritable(path, &error))?;
                output.result(&fitted.report.to_string())?;
            }
            None => {
                output.result(&fitted.scenario_toml)?;
                output.note(&fitted.report.to_string());
            }
        }
        if self.compare {
            let text = self.comparison(&fitted, output)?;
            match self.out {
                Some(_) => output.result(&text)?,
                None => output.note(&text),
            }
        }
        if let Some(path) = &self.out {
            output.note(&format!("\nwrote {}; next: onhold check {0}", path.display()));
        }
        Ok(Answer::Yes)
    }

    fn options(&self, log: &Path, rows: &[u8]) -> Result<Options, Failure> {
        let columns = match &self.columns {
            None => Columns::of_log(rows),
            Some(path) => Columns::parse(&input::text(path)?)
                .map_err(|error| Failure::input(format!("{}: {error}", path.display())))?,
        };
        let stem = self.out.as_deref().unwrap_or(log).file_stem().unwrap_or_default();
        Ok(Options {
            name: self.name.clone().unwrap_or_else(|| stem.to_string_lossy().into_owned()),
            description: String::new(),
            made_by: Some(typed()),
            columns,
            days: self.days,
            interval_s: self.interval,
            opens_s: self.opens,
            closes_s: self.closes,
            short_service_s: self.short_service,
            away_after_s: self.away_after,
            keep_spikes: self.keep_spikes,
            within_s: self.within,
            target: self.target,
            cost: self.cost,
        })
    }

    /// The fitted scenario simulated, beside the log and the formulas.
    fn comparison(&self, fitted: &Fitted, output: &Output) -> Result<String, Failure> {
        let compiled = Scenario::parse(&fitted.scenario_toml, "the fitted scenario")?.compile(&NoFiles)?;
        let model = comparison::hourly(&compiled.model);
        let stop = interrupt::listen();
        let bar = Bar::new("replications", output);
        let Simulated { seed, confidence, .. } = self.simulated;
        let replications = self.simulated.replications(&model);
        let limits = self.machine.limits();
        let options = RunOptions { confidence, threads: self.machine.threads, detailed: true, limits };
        let summary = study::run(&model, seed, replications, &options, &bar, stop);
        bar.clear();
        let summary = summary?;
        let of = run::Run { model: &model, description: None, summary: &summary, seed, confidence };
        let pools = stationary(&compiled.model);
        let table = comparison::comparison(&fitted.report, &model, &summary, &pools, output.terminal);
        Ok(format!("\n{}{table}", run::heading(&of, output.terminal)))
    }
}

/// What cannot be read is the log's fault or the mapping's.
fn refused(log: &Path, error: FitError) -> Failure {
    match error {
        FitError::Input(error) => input::unreadable(log, &error),
        FitError::MissingColumn { .. } | FitError::MostlyUnreadable { .. } => {
            Failure::input(format!("{}: {error}", log.display())).help(
                "say with --columns what the log's columns are called; `onhold fit --print-columns` has an example",
            )
        }
        other => Failure::input(format!("{}: {other}", log.display())),
    }
}

/// The command as it was typed.
fn typed() -> String {
    let words = std::env::args().skip(1).map(|word| if word.contains(' ') { format!("'{word}'") } else { word });
    std::iter::once("onhold".to_string()).chain(words).collect::<Vec<_>>().join(" ")
}

fn days(text: &str) -> Result<DayClass, String> {
    DayClass::parse(text).map_err(|error| error.to_string())
}

fn duration(text: &str) -> Result<f64, String> {
    let seconds = units::duration(text).filter(|seconds| *seconds > 0.0);
    seconds.ok_or_else(|| "a duration with its unit, for instance 20s, 15m or 1h30m".to_string())
}

fn clock(text: &str) -> Result<f64, String> {
    units::clock(text).ok_or_else(|| "a clock time from 00:00 to 24:00".to_string())
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "a share from 0 to 1, for instance 0.8".to_string())
}

fn cost(text: &str) -> Result<f64, String> {
    let money = text.parse::<f64>().ok().filter(|money| *money >= 0.0 && money.is_finite());
    money.ok_or_else(|| "an amount, 0 or more".to_string())
}
