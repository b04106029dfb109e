//! `onhold sweep`: all policies of a study, ranked.

use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::{Changes, Format, Machine, Printed, replications, seed};
use super::failure::Failure;
use super::output::Output;
use super::progress::Bar;
use super::{Answer, input, interrupt};
use crate::report::number::{about, count};
use crate::report::ranking::{self, Found};
use crate::report::tornado;
use crate::scenario::reader::Document;
use crate::scenario::units::{counted, show_duration};
use crate::study::{self, Effort, Error, Outcome, Overrides, Sensitivity, Study, SweepOptions, unjudged};

/// Runs all policies of a study, ranks them, writes a result folder; resumes one that was interrupted
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onhold sweep staffing.toml                     into results/staffing
  onhold sweep staffing.toml --out /data/staffing --threads 8
  onhold sweep staffing.toml --replications 20   a quick look (another folder: --out)
  onhold sweep staffing.toml --format csv        the whole ranking
Exit code 1 if no policy meets the requirements. Ctrl-C stops; the same command goes on from there.")]
pub(super) struct Sweep {
    /// The study
    study: PathBuf,
    /// The result folder [default: results/NAME-OF-THE-STUDY]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replaces the results of another study in the folder
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    changes: Changes,
    /// Seed of the random days, instead of the study's
    #[arg(long, value_name = "N", value_parser = seed)]
    seed: Option<u64>,
    /// Random days to live through, instead of what the study says
    #[arg(long, value_name = "N", value_parser = replications)]
    replications: Option<u64>,
    #[command(flatten)]
    printed: Printed,
    #[command(flatten)]
    machine: Machine,
}

impl Sweep {
    pub fn run(self, output: &Output) -> Result<Answer, Failure> {
        let text = input::text(&self.study)?;
        let document = Document::parse(&text, &self.study.display().to_string())?;
        let overrides = Overrides { seed: self.seed, replications: self.replications, set: self.changes.set.clone() };
        let study = Study::open_within(&self.study, &overrides, &self.machine.limits(), interrupt::listen())?;
        output.warn(&input::study_warnings(&self.study, &document, &study));
        let dir = self.folder();
        let options = SweepOptions { threads: self.machine.threads, force: self.force, limits: self.machine.limits() };
        announce(&study, output);
        let stop = interrupt::listen();
        let bar = Bar::new("shards", output);
        let outcome = study::sweep(&study, &dir, &options, &bar, stop);
        bar.clear();
        let outcome = outcome.map_err(|error| resumable(error, &self.command(&dir)))?;
        self.print(&study, &outcome, &dir, output)?;
        tell(&outcome, &dir, output);
        let met = outcome.ranking.policies.first().is_some_and(|first| first.meets.is_met());
        Ok(if met { Answer::Yes } else { Answer::No })
    }

    fn folder(&self) -> PathBuf {
        let of_study = || Path::new("results").join(self.study.file_stem().unwrap_or_default());
        self.out.clone().unwrap_or_else(of_study)
    }

    /// The command that goes on with this folder: what does not change results is left out.
    fn command(&self, dir: &Path) -> String {
        let mut words = vec!["onhold".to_string(), "sweep".to_string(), self.study.display().to_string()];
        let mut option = |name: &str, value: String| words.extend([name.to_string(), value]);
        self.seed.iter().for_each(|seed| option("--seed", seed.to_string()));
        self.replications.iter().for_each(|number| option("--replications", number.to_string()));
        self.changes.set.iter().for_each(|(path, value)| option("--set", format!("{path}={value}")));
        option("--out", dir.display().to_string());
        words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
    }

    fn print(&self, study: &Study, outcome: &Outcome, dir: &Path, output: &Output) -> Result<(), Failure> {
        let unjudged = unjudged(dir).unwrap_or_default();
        let found = Found { ranking: &outcome.ranking, replications: outcome.replications, unjudged: &unjudged };
        match self.printed.format {
            Format::Table => {
                let mut text = ranking::text(study, &found, output.verbose, output.terminal);
                if let (Some(replications), Some(sensitivity)) = (study.sensitivity, Sensitivity::read(dir)) {
                    text.push('\n');
                    text.push_str(&tornado::text(&sensitivity, replications, output.terminal));
                }
                output.result(&text)
            }
            Format::Json => output.result(&ranking::json(study, &found)),
            Format::Csv => {
                let path = dir.join("ranking.csv");
                output.bytes(&std::fs::read(&path).map_err(|error| input::unreadable(&path, &error))?)
            }
        }
    }
}

fn announce(study: &Study, output: &Output) {
    let policies = counted(count(study.policies.len() as u64), "policy", "policies");
    let contacts = study.contacts_in_a_replication();
    output.note(&match study.effort {
        Effort::Replications(number) => {
            let contacts = counted(about(contacts * number as f64), "contact", "contacts");
            let replications = counted(count(number), "replication", "replications");
            format!("{policies}, {replications} of each, about {contacts}")
        }
        _ => format!("{policies}, about {} a replication", counted(about(contacts), "contact", "contacts")),
    });
}

/// Where the results are and what they took.
fn tell(outcome: &Outcome, dir: &Path, output: &Output) {
    let timing = &outcome.timing;
    let took = format!(
        "{} in {}, {} a second",
        counted(about(timing.contacts), "contact", "contacts"),
        show_duration(timing.wall_s),
        about(timing.contacts_per_s)
    );
    let note = if outcome.was_complete { "nothing was left to run".to_string() } else { took };
    output.note(&format!("\nresults in {} ({note})", dir.display()));
    if !outcome.precise {
        output.note("the study ended before its figure was as precise as it asks for");
    }
}

/// An interrupted sweep says how to go on.
fn resumable(error: Error, command: &str) -> Failure {
    let can_go_on = matches!(error, Error::Interrupted { .. });
    let failure = Failure::from(error);
    if can_go_on { failure.help(format!("what is done is kept; go on with: {command}")) } else { failure }
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,+%@".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_string()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
