//! Options that several commands share: the same name means the same everywhere.

use clap::{Args, ValueEnum};

use crate::model::{HorizonKind, Model};

/// Form of the results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    // For people, for programs, for spreadsheets. (Doc comments would be printed with the help of every command.)
    #[default]
    Table,
    Json,
    Csv,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Printed {
    /// Form of the results
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
}

/// Changes of the scenario.
#[derive(Clone, Debug, Args)]
pub(super) struct Changes {
    /// Changes a value of the scenario, as in `--set group.tier1.agents=9`; may be repeated
    #[arg(long = "set", value_name = "PATH=VALUE", value_parser = path_and_value)]
    pub set: Vec<(String, String)>,
}

/// How a scenario is simulated.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Simulated {
    /// Seed of the random days; the same seed gives the same days, and the same result to the last digit
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = seed)]
    pub seed: u64,
    /// Random days to live through [default: 100; of a steady stretch 1, taken apart into batches]
    #[arg(long, value_name = "N", value_parser = replications)]
    pub replications: Option<u64>,
    /// Confidence of all intervals
    #[arg(long, value_name = "SHARE", default_value = "0.95", value_parser = confidence)]
    pub confidence: f64,
}

/// How many processors are used.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Threads {
    /// Threads; results do not depend on it [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<usize>,
}

/// Days lived through where nobody says how many.
const DAYS: u64 = 100;

impl Simulated {
    /// Replications: as asked for, else what suits the scenario.
    pub fn replications(&self, model: &Model) -> u64 {
        self.replications.unwrap_or(match model.horizon.kind {
            HorizonKind::Day { .. } => DAYS,
            HorizonKind::Steady => 1,
        })
    }
}

/// A change as it is written.
pub(super) fn path_and_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((path, value)) if !path.trim().is_empty() => Ok((path.trim().to_string(), value.to_string())),
        _ => Err("write it as PATH=VALUE, for instance group.tier1.agents=9".to_string()),
    }
}

/// A seed of random days.
pub(super) fn seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "a whole number, 0 or more".to_string())
}

/// A number of replications.
pub(super) fn replications(text: &str) -> Result<u64, String> {
    let number = text.parse::<u64>().ok().filter(|number| (1..=100_000_000).contains(number));
    number.ok_or_else(|| "a whole number from 1 to 100,000,000".to_string())
}

/// A share strictly between 0 and 1.
fn confidence(text: &str) -> Result<f64, String> {
    let share = text.parse::<f64>().ok().filter(|share| *share > 0.0 && *share < 1.0);
    share.ok_or_else(|| "a share between 0 and 1, for instance 0.95".to_string())
}

fn threads(text: &str) -> Result<usize, String> {
    let number = text.parse::<usize>().ok().filter(|number| (1..=1024).contains(number));
    number.ok_or_else(|| "a whole number from 1 to 1024".to_string())
}
