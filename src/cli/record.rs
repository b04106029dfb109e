//! `onhold run --trace` and `--log`: what happens, written into files.

use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use clap::Args;

use super::failure::Failure;
use super::output::Output;
use super::place::Place;
use super::progress::Bar;
use crate::files::{Existing, Inputs, Sink, is_standard_output, same_file};
use crate::model::Model;
use crate::report::log::Log;
use crate::report::number::count;
use crate::report::trace::{Trace, TraceForm};
use crate::scenario::units::counted;
use crate::study::{Limits, Progress, listen_until};

/// Files of what happens.
#[derive(Clone, Debug, Args)]
pub(super) struct Recorded {
    /// Writes every event of the first replication, a JSON object on each line, or CSV if the name ends in .csv; - for
    /// standard output
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
    /// Writes a call log, a row of CSV for each contact of all replications that arrives after the warm-up; `onhold fit`
    /// reads it; - for standard output
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Replaces the files of --trace and --log if they are there
    #[arg(long)]
    force: bool,
}

/// What is recorded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Of<'a> {
    pub model: &'a Model,
    pub seed: u64,
    pub replications: u64,
    /// What each of them may cost.
    pub limits: Limits,
}

/// The files, open.
pub(super) struct Records {
    trace: Option<(Place, Sink)>,
    log: Option<(Place, Sink)>,
}

impl Recorded {
    /// Opens the files, before any work is done in vain.
    pub fn open(&self, inputs: &Inputs) -> Result<Records, Failure> {
        if let (Some(trace), Some(log)) = (&self.trace, &self.log)
            && (same_file(trace, log) || (is_standard_output(trace) && is_standard_output(log)))
        {
            let problem = format!("--trace and --log name the same file, {}", trace.display());
            return Err(Failure::input(problem).help("give each a file of its own"));
        }
        let open = |path: &Option<PathBuf>, option| {
            let place = path.clone().map(|path| Place { path, option });
            let existing = Existing::forced(self.force);
            place.map(|place| place.open(existing, inputs).map(|to| (place, to))).transpose()
        };
        Ok(Records { trace: open(&self.trace, "--trace")?, log: open(&self.log, "--log")? })
    }

    /// Whether standard output is taken: results then go to standard error.
    pub fn takes_standard_output(&self) -> bool {
        [&self.trace, &self.log].into_iter().flatten().any(|path| is_standard_output(path))
    }
}

impl Records {
    /// Lives through the replications that are recorded, and writes what happens.
    pub fn write(self, of: Of<'_>, output: &Output, stop: &AtomicBool) -> Result<(), Failure> {
        if let Some((place, mut to)) = self.trace {
            let csv = place.path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
            let form = if csv { TraceForm::Csv } else { TraceForm::JsonLines };
            let trace = Trace::new(of.model, form, &mut to);
            let trace = listen_until(of.model, of.seed, 0, trace, &of.limits, stop)?;
            trace.finish().map_err(|error| place.unwritable(error))?;
            place.finish(to)?;
            let which = match of.replications {
                1 => "every event".to_string(),
                more => format!("every event of the first of {} replications", count(more)),
            };
            output.note(&format!("traced {which} into {}", place.name()));
        }
        if let Some((place, mut to)) = self.log {
            let log = logged(of, Log::new(of.model, &mut to), output, stop)?;
            log.finish().map_err(|error| place.unwritable(error))?;
            place.finish(to)?;
            let next = if place.is_file() { format!("; next: onhold fit {}", place.name()) } else { String::new() };
            let but = if of.model.horizon.warm_up_s > 0.0 { " but those of the warm-up" } else { "" };
            output.note(&format!(
                "logged every contact{but} of {} into {}{next}",
                counted(count(of.replications), "replication", "replications"),
                place.name()
            ));
        }
        Ok(())
    }
}

/// A log of all replications, or of those until it cannot be written.
fn logged<W: Write>(of: Of<'_>, mut log: Log<W>, output: &Output, stop: &AtomicBool) -> Result<Log<W>, Failure> {
    let bar = Bar::new("replications", output);
    let expected: f64 = of.model.contacts.iter().map(|contact| contact.arrivals.expected()).sum();
    bar.begins(expected * of.replications as f64, of.replications, 0);
    for replication in 0..of.replications {
        log = listen_until(of.model, of.seed, replication, log, &of.limits, stop).inspect_err(|_| bar.clear())?;
        log.next_replication();
        if log.has_failed() {
            break;
        }
        bar.lived(expected as u64);
        bar.finished(replication + 1, of.replications);
    }
    bar.clear();
    Ok(log)
}
