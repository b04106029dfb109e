//! Options that several commands share: the same name means the same everywhere.

use clap::{Args, ValueEnum};

use crate::model::{HorizonKind, Model};
use crate::study::Limits;

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

/// What a run may take of the machine.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Machine {
    /// Machine; results do not depend on it [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<usize>,
    /// Contacts to live through at most, over all replications and policies; an announcement that is repeated counts as 60,
    /// which take as long. Beyond it a run is refused, or ended
    #[arg(long, value_name = "N", default_value = "1e10", value_parser = contacts)]
    pub max_contacts: f64,
    /// Memory to take at most, as in 500M or 16G; beyond it a run is refused, or ended [default: 4G, or what the machine
    /// has left if that is less]
    #[arg(long, value_name = "SIZE", value_parser = memory)]
    pub max_memory: Option<f64>,
}

impl Machine {
    /// What a run may cost.
    pub fn limits(&self) -> Limits {
        let least = || available_memory().map_or(f64::INFINITY, |bytes| bytes);
        let memory_bytes = self.max_memory.unwrap_or_else(|| Limits::default().memory_bytes.min(least()));
        Limits { contacts: self.max_contacts, memory_bytes }
    }
}

/// Memory that the machine has left, bytes; nothing where it does not say.
fn available_memory() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok().map(|kib| kib * 1024.0)
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

/// A number of contacts.
fn contacts(text: &str) -> Result<f64, String> {
    let number = text.replace(',', "").parse::<f64>().ok().filter(|number| *number >= 1.0);
    number.ok_or_else(|| "a number of contacts, for instance 1e10 or 50000000".to_string())
}

/// Bytes of memory: a number, with K, M, G or T.
fn memory(text: &str) -> Result<f64, String> {
    let upper = text.to_ascii_uppercase();
    let upper = upper.trim_end_matches("IB").trim_end_matches('B');
    let (number, unit) = match upper.chars().last() {
        Some('K') => (&upper[..upper.len() - 1], 1024.0),
        Some('M') => (&upper[..upper.len() - 1], 1_048_576.0),
        Some('G') => (&upper[..upper.len() - 1], 1_073_741_824.0),
        Some('T') => (&upper[..upper.len() - 1], 1_099_511_627_776.0),
        _ => (upper, 1.0),
    };
    let bytes = number.parse::<f64>().ok().map(|number| number * unit).filter(|bytes| *bytes >= 1.0);
    bytes.ok_or_else(|| "a size, for instance 500M or 16G".to_string())
}

fn threads(text: &str) -> Result<usize, String> {
    let number = text.parse::<usize>().ok().filter(|number| (1..=1024).contains(number));
    number.ok_or_else(|| "a whole number from 1 to 1024".to_string())
}
