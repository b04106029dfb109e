//! One policy, with everything that is reported about it.

use std::ops::Range;
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::measure::{Histogram, Section, Summary, SummaryBuilder, size};
use crate::model::{HorizonKind, Model};

use super::cost::{Cost, at_once};
use super::error::Error;
use super::limits::{Guard, Limits, Stopped, Watch};
use super::live::{PolicySet, Progress};
use super::policies::contacts;
use super::schedule::blocks;

/// Replications lived through at most before their books are closed: bounds the memory.
const MOST_IN_A_TASK: u64 = 16;
/// Cells of contact types and groups that are kept open in a task; long runs of many types have many.
const CELLS_IN_A_TASK: usize = 1 << 17;
/// Tasks for each thread before the results are taken in: bounds the memory too.
const TASKS_A_THREAD: usize = 4;

/// How one policy is run.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// Of all intervals.
    pub confidence: f64,
    /// Threads; `None`: as many as there are cores. The result does not depend on it.
    pub threads: Option<usize>,
    /// Whether figures by interval of the day are wanted.
    pub detailed: bool,
    /// What the run may cost.
    pub limits: Limits,
    /// Sets of contact types, by position, that are reported together beside the types themselves.
    pub sets: Vec<Vec<usize>>,
}

impl Default for RunOptions {
    fn default() -> Self {
        RunOptions { confidence: 0.95, threads: None, detailed: true, limits: Limits::default(), sets: Vec::new() }
    }
}

/// Lives through so many replications of a model and summarises them. A single replication of a steady stretch is
/// taken apart into batches, whose means give the intervals.
///
/// # Errors
/// [`Error::TooMuch`] before it starts and [`Error::Exceeded`] while it goes on, where it costs more than it may;
/// [`Error::OutOfMemory`]; [`Error::Interrupted`] soon after `stop` is set; [`Error::Threads`].
pub fn run(
    model: &Model,
    seed: u64,
    replications: u64,
    options: &RunOptions,
    progress: &dyn Progress,
    stop: &AtomicBool,
) -> Result<Summary, Error> {
    run_each(model, seed, replications, options, progress, stop, &mut |_| {})
}

/// The same, and shows the books of each replication, in their order.
///
/// # Errors
/// As [`run`].
pub(crate) fn run_each(
    model: &Model,
    seed: u64,
    replications: u64,
    options: &RunOptions,
    progress: &dyn Progress,
    stop: &AtomicBool,
    see: &mut dyn FnMut(&Section),
) -> Result<Summary, Error> {
    let pool = pool(options.threads)?;
    let threads = pool.current_num_threads();
    let at_once = at_once(model, threads, &options.limits);
    let cost = Cost::of_run(model, replications, at_once, options);
    cost.check(&options.limits).map_err(Error::TooMuch)?;
    cost.reserve()?;
    let guard = Guard::new(options.limits, threads);
    let watch = Watch { progress, stop, guard: &guard };
    let mut summary = SummaryBuilder::with_sets(model, options.detailed, &options.sets);
    progress.begins(contacts(model) * replications as f64, replications, 0);
    if replications == 1 && model.horizon.kind == HorizonKind::Steady {
        let mut policy_set = PolicySet::new(vec![model]);
        policy_set.live(seed, 0, watch).map_err(|stopped| stopped.after(0, 1))?;
        summary.push_batches(&policy_set.take_section(0), &policy_set.take_batch_waits(0));
        progress.finished(1, 1);
        return Ok(summary.finish(options.confidence));
    }
    let mut tasks = tasks(replications, in_a_task(model));
    let mut done = 0;
    loop {
        let wave: Vec<Task> = tasks.by_ref().take(at_once * tasks_of_a_thread(model)).collect();
        if wave.is_empty() {
            break;
        }
        let lived: Result<Vec<Lived>, Stopped> =
            pool.install(|| wave.par_iter().map(|task| task.live(model, seed, watch)).collect());
        let lived = lived.map_err(|stopped| stopped.after(done, replications))?;
        for (task, lived) in wave.iter().zip(lived) {
            watch.goes_on().map_err(|stopped| stopped.after(done, replications))?;
            for section in &lived.sections {
                summary.push(section);
                see(section);
            }
            summary.push_waits(task.block, &lived.waits);
            done += lived.sections.len() as u64;
        }
        progress.finished(done, replications);
    }
    Ok(summary.finish(options.confidence))
}

/// Threads of our own, so that nothing else has a say in their number.
pub(super) fn pool(threads: Option<usize>) -> Result<ThreadPool, Error> {
    Ok(ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build()?)
}

struct Task {
    block: usize,
    replications: Range<u64>,
}

struct Lived {
    sections: Vec<Section>,
    waits: Vec<Histogram>,
}

/// Replications of a task, whose books fit into memory.
fn in_a_task(model: &Model) -> u64 {
    let books = size::cells(model) * (model.contacts.len() + model.groups.len()) as f64;
    ((CELLS_IN_A_TASK as f64 / books.max(1.0)) as u64).clamp(1, MOST_IN_A_TASK)
}

/// Tasks for each thread before the results are taken in: one where a single replication's books fill a task.
fn tasks_of_a_thread(model: &Model) -> usize {
    if in_a_task(model) == 1 { 1 } else { TASKS_A_THREAD }
}

/// Books that are open for each thread: those of finished tasks, those being written, and the empty ones that follow.
pub(super) fn books_in_a_thread(model: &Model) -> f64 {
    tasks_of_a_thread(model) as f64 * in_a_task(model) as f64 + 2.0
}

/// The blocks of replications in pieces of at most so many.
fn tasks(replications: u64, most: u64) -> impl Iterator<Item = Task> {
    blocks(replications).into_iter().enumerate().flat_map(move |(block, range)| {
        let end = range.end;
        range.step_by(most as usize).map(move |from| Task { block, replications: from..(from + most).min(end) })
    })
}

impl Task {
    fn live(&self, model: &Model, seed: u64, watch: Watch<'_>) -> Result<Lived, Stopped> {
        let mut policy_set = PolicySet::new(vec![model]);
        let mut sections = Vec::new();
        for replication in self.replications.clone() {
            policy_set.live(seed, replication, watch)?;
            sections.push(policy_set.take_section(0));
        }
        Ok(Lived { sections, waits: policy_set.take_waits(0) })
    }
}
