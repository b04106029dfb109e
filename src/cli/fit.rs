//! `onhold fit`: a scenario from a call log.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use clap::Args;

use super::arguments::{Machine, Simulated};
use super::failure::Failure;
use super::output::Output;
use super::place::Place;
use super::progress::Bar;
use super::{Answer, input, interrupt};
use crate::files::{Existing, Inputs, Sink};
use crate::fit::{
    self, BANK, Columns, Date, DateFormat, DayClass, FitError, Fitted, Guess, LoggedIn, Options, RowKind, fit, guess,
    totals,
};
use crate::report::{fit as comparison, run};
use crate::scenario::{NoFiles, Scenario, units};
use crate::study::{self, RunOptions};
use crate::theory::stationary::{Listener, stationary_while};

/// Makes a scenario of a call log
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onhold fit calls.csv --columns columns.toml --out center.toml
  onhold fit calls.csv --columns columns.toml --days mon-fri --opens 08:00 --closes 18:00
  onhold fit calls.tsv --days sun-thu --out bank.toml --compare
  onhold fit calls.csv --from 2026-10-01 --to 2026-12-31 --staffing agents.csv
  onhold run center.toml --log calls.csv; onhold fit calls.csv      a log of our own needs no --columns
  onhold fit calls.csv --guess --out columns.toml      proposes what the columns mean; exit code 1: not complete
  onhold fit --print-columns      the mapping of the bank's log, an example with every key
With --out the report goes to standard output; without it the scenario does, and the report to standard error.")]
pub(super) struct Fit {
    /// The log, a row for each call; - for standard input
    #[arg(required_unless_present = "print_columns")]
    log: Option<PathBuf>,
    /// File for the scenario, or with --guess for the column mapping
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replaces the file of --out if it is there
    #[arg(long, requires = "out")]
    force: bool,
    /// What the log's columns are called and what their values mean [default: those of the bank's log, or of a
    /// log that `onhold run` has written]
    #[arg(long, value_name = "FILE")]
    columns: Option<PathBuf>,
    /// Proposes a column mapping and shows three rows as understood
    #[arg(long, conflicts_with_all = ["columns", "compare"])]
    guess: bool,
    /// Prints the default of --columns
    #[arg(long, exclusive = true)]
    print_columns: bool,
    /// Comparable days: all, sun-thu, mon,wed,fri
    #[arg(long, value_name = "DAYS", default_value = "all", value_parser = days)]
    days: DayClass,
    /// Leaves out days before this date (yyyy-mm-dd)
    #[arg(long, value_name = "DATE", value_parser = date)]
    from: Option<Date>,
    /// Leaves out days after this date
    #[arg(long, value_name = "DATE", value_parser = date)]
    to: Option<Date>,
    /// Agents logged in, as the ACD reports them: beats guessing. A table with columns `from` (clock time, or date and
    /// time), `agents`, and where needed `to` (else until the next row), `date` or `day` (mon-fri), `group` (a group of
    /// the fit; else of the whole center). Whoever is on a break is not to be counted; rows that overlap add up
    #[arg(long, value_name = "FILE")]
    staffing: Option<PathBuf>,
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
    /// Services up to this long may be a part of their own
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
        self.reads_standard_input_once(&log)?;
        if let (Some(from), Some(to)) = (self.from, self.to)
            && from > to
        {
            return Err(Failure::input(format!("--from {from} is after --to {to}: no day is between them")));
        }
        let file = self.place(&log)?;
        if self.guess {
            return self.propose(&log, file, output);
        }
        let mut rows = open(&log)?;
        let options = self.options(&log, rows.fill_buf().map_err(|error| input::unreadable(&log, &error))?)?;
        let fitted = fit(rows, &options).map_err(|error| refused(&log, error))?;
        match file {
            Some((place, mut file)) => {
                place.write(&mut file, fitted.scenario_toml.as_bytes())?;
                place.finish(file)?;
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
        for warning in [unknown_outcomes(&fitted), outside_hours(&fitted)].into_iter().flatten() {
            output.complain(&warning);
        }
        Ok(Answer::Yes)
    }

    /// Standard input can be one of the files that are read.
    fn reads_standard_input_once(&self, log: &Path) -> Result<(), Failure> {
        let named =
            [("the log", Some(log)), ("--columns", self.columns.as_deref()), ("--staffing", self.staffing.as_deref())];
        let standard = |path: &Path| [Path::new("-"), Path::new("/dev/stdin")].contains(&path);
        let from_it: Vec<&str> =
            named.into_iter().filter(|(_, path)| path.is_some_and(standard)).map(|(what, _)| what).collect();
        match from_it.as_slice() {
            [first, second, ..] => {
                Err(Failure::input(format!("{first} and {second} cannot both come from standard input"))
                    .help("write one of them to a file and name that"))
            }
            _ => Ok(()),
        }
    }

    /// Proposes a column mapping.
    fn propose(&self, log: &Path, file: Option<(Place, Sink)>, output: &Output) -> Result<Answer, Failure> {
        let proposed = guess(open(log)?).map_err(|error| refused(log, error))?;
        let (columns_toml, understood, question, missing) = match proposed {
            Guess::Mapping { columns_toml, understood, question, missing } => {
                (columns_toml, understood, question, missing)
            }
            Guess::Totals(text) => return Err(Failure::input(format!("{}: {text}", log.display()))),
        };
        match file {
            Some((place, mut file)) => {
                place.write(&mut file, columns_toml.as_bytes())?;
                place.finish(file)?;
            }
            None => output.result(&columns_toml)?,
        }
        if !understood.is_empty() {
            output.note(&format!("\nrows as they are understood with it:\n  {}", understood.join("\n  ")));
        }
        let columns = self.out.as_deref().unwrap_or(Path::new("columns.toml"));
        if let Some(missing) = missing {
            output.note(&format!(
                "\nnot complete, no fit can be made with it: {missing}\nmend that in {0} first, then: onhold fit {1} --columns {0}",
                columns.display(),
                log.display()
            ));
            return Ok(Answer::No);
        }
        let first = question.map_or_else(String::new, |question| format!("to be answered first: {question}\n"));
        output.note(&format!("{first}next: onhold fit {} --columns {}", log.display(), columns.display()));
        Ok(Answer::Yes)
    }

    /// The file of --out, open; it is none that this command reads.
    fn place(&self, log: &Path) -> Result<Option<(Place, Sink)>, Failure> {
        let inputs =
            Inputs::from_iter(std::iter::once(log).chain(self.columns.as_deref()).chain(self.staffing.as_deref()));
        let place = self.out.clone().map(|path| Place { path, option: "--out" });
        place.map(|place| place.open(Existing::forced(self.force), &inputs).map(|file| (place, file))).transpose()
    }

    fn options(&self, log: &Path, rows: &[u8]) -> Result<Options, Failure> {
        let columns = match &self.columns {
            None => Columns::of_log(rows),
            Some(path) => Columns::parse(&input::text(path)?)
                .map_err(|error| Failure::input(format!("{}: {error}", path.display())))?,
        };
        let log = if log == Path::new("-") { Path::new("fitted") } else { log };
        let stem = self.out.as_deref().unwrap_or(log).file_stem().unwrap_or_default();
        Ok(Options {
            name: self.name.clone().unwrap_or_else(|| stem.to_string_lossy().into_owned()),
            description: String::new(),
            made_by: Some(typed()),
            columns,
            days: self.days,
            from: self.from,
            to: self.to,
            logged_in: self.logged_in()?,
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

    fn logged_in(&self) -> Result<Option<LoggedIn>, Failure> {
        let Some(path) = &self.staffing else { return Ok(None) };
        let read = LoggedIn::read(input::text(path)?.as_bytes());
        read.map(Some).map_err(|error| Failure::input(format!("{}: {error}", path.display())))
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
        let options = RunOptions { confidence, threads: self.machine.threads, limits, ..RunOptions::default() };
        let mut replays = comparison::replays(&model);
        let summary =
            study::run_each(&model, seed, replications, &options, &bar, stop, &mut |section| replays.push(section));
        bar.clear();
        let summary = summary?;
        let of = run::Run { model: &model, description: None, summary: &summary, seed, confidence };
        let pools =
            stationary_while(&compiled.model, &Listener { goes_on: &|| !stop.load(Ordering::Relaxed), done: &|_| () });
        let pools = pools.ok_or(study::Error::Interrupted { done: replications, total: replications })?;
        let simulation = comparison::Simulation { model: &model, summary: &summary, replays: &replays, seed };
        let table = comparison::comparison(&fitted.report, &simulation, &pools, output.terminal);
        Ok(format!("\n{}{table}", run::heading(&of, output.terminal)))
    }
}

/// Of more outcomes that nobody has explained than this it is warned, share of the rows.
const UNKNOWN: f64 = 0.01;

/// A warning, if many rows have an outcome that the mapping does not know.
fn unknown_outcomes(fitted: &Fitted) -> Option<String> {
    let rows = &fitted.report.rows;
    let unknown = rows.count(RowKind::UnknownOutcome);
    let share = unknown as f64 / rows.used.max(1) as f64;
    (share > UNKNOWN).then(|| {
        format!(
            "warning: {unknown} rows, {:.1} % of those used, have an outcome that the column mapping does not know: {}\n\
             they count as arrivals and tell nothing else; list them under [values] as served, abandoned, cut_off,\n\
             callback, blocked, left_out or phantom\n",
            100.0 * share,
            rows.unknown_in_words()
        )
    })
}

/// A warning, if many calls came when nobody was served and the center is taken to be closed.
fn outside_hours(fitted: &Fitted) -> Option<String> {
    let (report, rows) = (&fitted.report, &fitted.report.rows);
    let outside = rows.count(RowKind::OutsideHours);
    let share = outside as f64 / (rows.used + outside).max(1) as f64;
    (share > fit::OUTSIDE).then(|| {
        let (opens, closes) = (units::show_clock(report.opens_s), units::show_clock(report.closes_s()));
        format!(
            "warning: {outside} calls, {:.1} %, came outside {opens}-{closes} and are left out: of those who came then\n\
             hardly anybody was served. If the center was open, say so: --opens HH:MM --closes HH:MM\n",
            100.0 * share
        )
    })
}

/// A log to be read as it comes.
fn open(log: &Path) -> Result<Box<dyn BufRead>, Failure> {
    let from: Box<dyn Read> = if log == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(log).map_err(|error| input::unreadable(log, &error))?)
    };
    // A pipe may hand over less than the first line, which says whose log it is.
    let mut from = BufReader::with_capacity(1 << 16, from);
    let mut head = Vec::new();
    from.by_ref().take(1 << 16).read_until(b'\n', &mut head).map_err(|error| input::unreadable(log, &error))?;
    Ok(Box::new(BufReader::with_capacity(1 << 16, Cursor::new(head).chain(from))))
}

/// What cannot be read is the log's fault or the mapping's.
fn refused(log: &Path, error: FitError) -> Failure {
    match error {
        FitError::Input(error) => input::unreadable(log, &error),
        FitError::MissingColumn { .. }
        | FitError::NoNames { .. }
        | FitError::TooFewColumns { .. }
        | FitError::MostlyUnreadable { .. }
        | FitError::TooManyValues { .. } => {
            // Standard input has been read.
            let instead =
                if log == Path::new("-") { None } else { open(log).ok().and_then(|rows| totals(rows).ok()).flatten() };
            match instead {
                Some(text) => Failure::input(format!("{}: {text}", log.display())),
                None => Failure::input(format!("{}: {error}", log.display())).help(format!(
                    "say with --columns what the log's columns are called; `onhold fit {} --guess` proposes it",
                    log.display()
                )),
            }
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

fn date(text: &str) -> Result<Date, String> {
    DateFormat::Iso.parse(text, None).map_err(|_| "a date yyyy-mm-dd".to_string())
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
