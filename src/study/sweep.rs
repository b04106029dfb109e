//! A sweep: all policies of a study through the same days, shard by shard, into a result folder.
//!
//! ```text
//!   study ─▶ shards still missing ─▶ rayon ─▶ DIR/shards/ ─▶ merged ─▶ replications.csv, measures.csv, ranking.csv
//!                 ▲                               │
//!                 └── another round: time left? ──┘
//!                     precise enough?
//! ```
//! A folder that was left behind by an interruption holds whole shards only; the same command runs those that are
//! missing and ends with the same bytes. (Of a study with a time budget the number of rounds is decided by time. It is
//! recorded, and verification runs exactly that many.)

use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use rayon::ThreadPool;
use rayon::prelude::*;

use super::claim::Claim;
use super::cost::Cost;
use super::error::Error;
use super::figure::Figure;
use super::folder::Folder;
use super::form::Effort;
use super::gather::{Gathered, Gathering};
use super::limits::{Guard, Limits, Stopped, Watch};
use super::live::Progress;
use super::manifest::{Manifest, Output, State, Timing};
use super::policies::Study;
use super::ranking::{Ranking, rank};
use super::run::pool;
use super::schedule;
use super::sensitivity::Sensitivity;
use super::shard;
use super::tables::{MEASURES_FILE, Replications, write_measures};
use super::work::Plan;

/// Replications before precision is judged: the spread of fewer says too little about itself.
const LEAST_TO_JUDGE: u64 = 32;

/// Rows of a table that are made before they are written: bounds the memory.
const ROWS_AT_ONCE: u64 = 100_000;

/// How a sweep is run.
#[derive(Clone, Copy, Debug, Default)]
pub struct SweepOptions {
    /// Threads; `None`: as many as there are cores. The results do not depend on it.
    pub threads: Option<usize>,
    /// Replaces the results of another study in the folder.
    pub force: bool,
    /// What the sweep may cost; of a study without a known end, its first round.
    pub limits: Limits,
}

/// What a sweep ended with.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The policies, the best first.
    pub ranking: Ranking,
    /// Replications of each policy.
    pub replications: u64,
    /// Nothing was run: the folder held these results already.
    pub was_complete: bool,
    /// False if the study ended before its figure was as precise as it asked for.
    pub precise: bool,
    /// Time spent on the folder.
    pub timing: Timing,
}

/// Runs a study into a folder, or goes on where an interrupted run of it stopped.
///
/// # Errors
/// [`Error::TooMuch`] where it would cost more than it may, before the folder is touched;
/// [`Error::NotResults`] and [`Error::OtherInputs`] if the folder holds something else; [`Error::Write`] and
/// [`Error::Interrupted`] leave a folder that the same command goes on with.
pub fn sweep(
    study: &Study,
    dir: &Path,
    options: &SweepOptions,
    progress: &dyn Progress,
    stop: &AtomicBool,
) -> Result<Outcome, Error> {
    sweep_rounds(study, dir, options, None, progress, stop)
}

/// Refuses a study that would cost more than it may; of one without a known end, its first round is estimated.
fn afford(study: &Study, replications: Option<u64>, options: &SweepOptions, threads: usize) -> Result<(), Error> {
    let plan = Plan::new(study);
    let first = plan.schedule.rounds().next().and_then(|round| round.last().map(|block| block.end));
    let replications = replications.or(first).unwrap_or(0);
    let cost = Cost::of_policies(&study.policies, replications, plan.in_a_shard, threads);
    cost.check(&options.limits).map_err(Error::TooMuch)?;
    cost.reserve()
}

/// The same, with the number of replications given where time had decided it.
pub(super) fn sweep_rounds(
    study: &Study,
    dir: &Path,
    options: &SweepOptions,
    replications: Option<u64>,
    progress: &dyn Progress,
    stop: &AtomicBool,
) -> Result<Outcome, Error> {
    let pool = pool(options.threads)?;
    afford(study, replications, options, pool.current_num_threads())?;
    let guard = Guard::new(options.limits, pool.current_num_threads());
    let watch = Watch { progress, stop, guard: &guard };
    let (manifest, copies) = (Manifest::of(study), study.inputs().1);
    let claim = Claim { manifest, copies: &copies, sources: &study.sources, force: options.force };
    let (folder, manifest) = claim.open(dir)?;
    if manifest.state == State::Complete && manifest.is_intact(&folder, study.tables()) {
        folder.remove_shards()?;
        let (ranking, replications, timing) = (Ranking::read(study, dir)?, manifest.replications, Timing::read(dir));
        let precise = !matches!(study.effort, Effort::Precision { .. }) || replications < schedule::MOST;
        return Ok(Outcome { ranking, replications, was_complete: true, precise, timing });
    }
    let manifest = manifest.begun();
    manifest.write(&folder)?;
    folder.clear_unfinished(&copies.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>())?;
    for (name, text) in &copies {
        folder.write_bytes(name, text.as_bytes())?;
    }
    folder.make_shards()?;
    let mut sweep = Sweep::new(study, folder, &manifest, &pool, replications, watch);
    let run = sweep.run(manifest);
    let timing = sweep.timing();
    let timed = timing.write(&sweep.folder);
    let (ranking, precise) = run?;
    timed?;
    sweep.folder.remove_shards()?;
    Ok(Outcome { ranking, replications: sweep.replications(), was_complete: false, precise, timing })
}

/// A sweep under way.
struct Sweep<'a> {
    study: &'a Study,
    folder: Folder,
    identity: [u8; 32],
    pool: &'a ThreadPool,
    plan: Plan<'a>,
    watch: Watch<'a>,
    /// Number of replications where it is given.
    replications: Option<u64>,
    /// Blocks that are done.
    blocks: Vec<Range<u64>>,
    /// Time spent before, and contacts lived through.
    before: Timing,
    lived: AtomicU64,
    begun: Instant,
}

/// A shard to be run.
struct Task {
    number: u64,
    group: usize,
    replications: Range<u64>,
}

impl<'a> Sweep<'a> {
    fn new(
        study: &'a Study,
        folder: Folder,
        manifest: &Manifest,
        pool: &'a ThreadPool,
        replications: Option<u64>,
        watch: Watch<'a>,
    ) -> Sweep<'a> {
        Sweep {
            before: Timing::read(&folder.dir),
            identity: manifest.identity(),
            plan: Plan::new(study),
            blocks: Vec::new(),
            lived: AtomicU64::new(0),
            begun: Instant::now(),
            study,
            folder,
            pool,
            replications,
            watch,
        }
    }

    fn replications(&self) -> u64 {
        self.blocks.last().map_or(0, |block| block.end)
    }

    /// Round after round until it is enough; then the tables and the finished manifest.
    fn run(&mut self, manifest: Manifest) -> Result<(Ranking, bool), Error> {
        let mut precise = self.is_precise()?;
        for round in self.plan.schedule.rounds() {
            let missing = self.missing(&round);
            if !self.goes_on(&round, missing.is_empty(), precise) {
                break;
            }
            self.live(&round, &missing)?;
            self.blocks.extend(round);
            precise = self.is_precise()?;
        }
        let ranking = self.finish(manifest)?;
        Ok((ranking, precise))
    }

    /// Whether another round is wanted.
    fn goes_on(&self, round: &[Range<u64>], is_done: bool, precise: bool) -> bool {
        let done = self.replications();
        if let Some(wanted) = self.replications {
            return done < wanted;
        }
        match self.study.effort {
            Effort::Replications(_) => true,
            Effort::Budget(seconds) => {
                // What a round will take is told by those before; the first is run in any case.
                let next = round.last().map_or(0, |b| b.end) - done;
                let elapsed = self.timing().wall_s;
                let forecast = elapsed * (1.0 + next as f64 / done.max(1) as f64);
                done == 0 || is_done || forecast <= seconds
            }
            Effort::Precision { .. } => !precise,
        }
    }

    /// Whether the study's figure is as precise as it asks for; true if it asks for nothing.
    fn is_precise(&self) -> Result<bool, Error> {
        let (Effort::Precision { figure, half_width }, None) = (&self.study.effort, self.replications) else {
            return Ok(true);
        };
        if self.replications() < LEAST_TO_JUDGE {
            return Ok(false);
        }
        let precise = |policy: usize| -> Result<bool, Error> {
            let gathered = self.gather(policy, &[figure], &mut |_, _| Ok(()))?;
            let scope = figure.scope(&self.study.policies[policy].model).ok();
            let found = gathered.estimates.iter().find(|e| Some(e.0) == scope && e.1 == figure.measure.name);
            // What never has a value (a ratio to nothing) will not have one after more days either.
            Ok(found.is_none_or(|(_, _, estimate)| estimate.half_width <= *half_width))
        };
        self.pool.install(|| {
            let all: Result<Vec<bool>, Error> = (0..self.study.policies.len()).into_par_iter().map(precise).collect();
            all.map(|all| all.iter().all(|p| *p))
        })
    }

    /// The shards of a round that are not there, or not whole.
    fn missing(&self, round: &[Range<u64>]) -> Vec<Task> {
        let groups = self.plan.groups();
        let all = (0..round.len() * groups).into_par_iter().filter_map(|i| {
            let (block, group) = (self.blocks.len() + i / groups, i % groups);
            let number = self.plan.number(block, group);
            let whole = shard::is_whole(&self.folder.shard(number), &self.identity, number);
            (!whole).then(|| Task { number, group, replications: round[i / groups].clone() })
        });
        self.pool.install(|| all.collect())
    }

    fn live(&self, round: &[Range<u64>], missing: &[Task]) -> Result<(), Error> {
        let total = ((self.blocks.len() + round.len()) * self.plan.groups()) as u64;
        let done = AtomicU64::new(total - missing.len() as u64);
        let a_replication = self.study.contacts_in_a_replication();
        let already = self.lived.load(Ordering::Relaxed) as f64;
        let groups = self.plan.groups() as f64;
        let to_live: u64 = missing.iter().map(|t| t.replications.end - t.replications.start).sum();
        self.watch.progress.begins(
            already + a_replication * to_live as f64 / groups,
            total,
            total - missing.len() as u64,
        );
        let outcome = self.pool.install(|| missing.par_iter().try_for_each(|task| self.live_shard(task, &done, total)));
        match outcome {
            Ok(()) => Ok(()),
            Err(Failed::Stopped(stopped)) => Err(stopped.after(done.into_inner(), total)),
            Err(Failed::Error(error)) => Err(error),
        }
    }

    fn live_shard(&self, task: &Task, done: &AtomicU64, total: u64) -> Result<(), Failed> {
        self.watch.goes_on()?;
        let parts = self.plan.live(task.group, task.replications.clone(), self.watch)?;
        self.folder.write_shard(task.number, &shard::encode(&self.identity, task.number, &parts))?;
        let contacts: f64 =
            parts.iter().flat_map(|p| &p.units).filter_map(|u| u.first()).map(|whole| whole.offered).sum();
        let units = if self.plan.by_batches { parts.first().map_or(1, |p| p.units.len()) } else { 1 };
        self.lived.fetch_add((contacts / units as f64) as u64, Ordering::Relaxed);
        self.watch.progress.finished(done.fetch_add(1, Ordering::Relaxed) + 1, total);
        Ok(())
    }

    /// Puts together what the shards know of a policy; `each` sees every replication.
    fn gather(
        &self,
        policy: usize,
        figures: &[&Figure],
        each: &mut dyn FnMut(u64, &shard::Part) -> Result<(), Error>,
    ) -> Result<Gathered, Error> {
        let model = &self.study.policies[policy].model;
        let mut gathering = Gathering::new(model, figures, self.study.rank.confidence, self.plan.by_batches);
        let (group, position) = self.plan.place(policy);
        for (block, replications) in self.blocks.iter().enumerate() {
            let part = shard::read_part(&self.folder.shard(self.plan.number(block, group)), position)?;
            if !gathering.take(&part) {
                return Err(Error::damaged(&self.folder.shard(self.plan.number(block, group)), "not of this policy"));
            }
            each(replications.start, &part)?;
        }
        Ok(gathering.finish())
    }

    /// Writes the tables, then says that the folder is complete.
    fn finish(&self, manifest: Manifest) -> Result<Ranking, Error> {
        let mut gathered: Vec<Gathered> = Vec::new();
        let path = self.folder.path("replications.csv");
        let replications = self.folder.write("replications.csv", |out| {
            let table = Replications::new(self.study, &path);
            let mut append = |bytes: &[u8]| out.write_all(bytes).map_err(Error::write(&path));
            append(&table.header()?)?;
            let at_once = (ROWS_AT_ONCE / self.replications().max(1)).clamp(1, 64) as usize;
            let policies: Vec<usize> = (0..self.study.policies.len()).collect();
            for some in policies.chunks(at_once) {
                self.goes_on_or_stops()?;
                let pieces: Result<Vec<_>, Error> =
                    self.pool.install(|| some.par_iter().map(|policy| self.tabulate(*policy, &table)).collect());
                for (rows, of_policy) in pieces? {
                    append(&rows)?;
                    gathered.push(of_policy);
                }
            }
            Ok(())
        })?;
        let path = self.folder.path(MEASURES_FILE);
        let measures = self.folder.write(MEASURES_FILE, |out| write_measures(self.study, &gathered, &path, out))?;
        let values: Vec<Vec<Vec<f64>>> = gathered.into_iter().map(|g| g.figures).collect();
        let ranking = self.pool.install(|| rank(&values, &self.study.rank, self.study.seed));
        let path = self.folder.path("ranking.csv");
        let ranked = self.folder.write("ranking.csv", |out| ranking.write(self.study, &path, out))?;
        let files = [("replications.csv", replications), (MEASURES_FILE, measures), ("ranking.csv", ranked)];
        let mut outputs = files.map(|(file, sha256)| Output { file: file.to_string(), sha256 }).to_vec();
        if let (Some(replications), [best, next, ..]) = (self.study.sensitivity, ranking.policies.as_slice()) {
            let policies = [best.policy, next.policy];
            let sensitivity = Sensitivity::of(self.study, policies, replications, self.pool, self.watch)?;
            let path = self.folder.path("sensitivity.csv");
            let sha256 = self.folder.write("sensitivity.csv", |out| sensitivity.write(&path, out))?;
            outputs.push(Output { file: "sensitivity.csv".to_string(), sha256 });
        }
        Manifest { state: State::Complete, replications: self.replications(), outputs, ..manifest }
            .write(&self.folder)?;
        Ok(ranking)
    }

    /// A policy's rows in `replications.csv`, and all else that is known of it.
    fn tabulate(&self, policy: usize, table: &Replications<'_>) -> Result<(Vec<u8>, Gathered), Error> {
        let mut piece = table.piece();
        let gathered = self.gather(policy, &self.study.figures(), &mut |first, part| {
            let units = part.units.iter().zip(first..);
            let mut whole = units.filter_map(|(unit, i)| Some((unit.first()?, i)));
            whole.try_for_each(|(whole, i)| table.row(&mut piece, policy, i, whole))
        })?;
        Ok((table.bytes(piece)?, gathered))
    }

    fn goes_on_or_stops(&self) -> Result<(), Error> {
        let all = (self.blocks.len() * self.plan.groups()) as u64;
        self.watch.goes_on().map_err(|stopped| stopped.after(all, all))
    }

    /// Time and contacts so far, those of earlier runs included.
    fn timing(&self) -> Timing {
        let wall_s = self.before.wall_s + self.begun.elapsed().as_secs_f64();
        let contacts = self.before.contacts + self.lived.load(Ordering::Relaxed) as f64;
        Timing {
            wall_s,
            contacts,
            contacts_per_s: contacts / wall_s,
            threads: self.pool.current_num_threads(),
            machine: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        }
    }
}

/// Why a shard was not done.
enum Failed {
    Stopped(Stopped),
    Error(Error),
}

impl From<Stopped> for Failed {
    fn from(stopped: Stopped) -> Failed {
        Failed::Stopped(stopped)
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Failed {
        Failed::Error(error)
    }
}
