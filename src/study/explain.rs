//! Why one policy is worth more than another: the difference of net value on the same days, part by part.

use std::sync::atomic::AtomicBool;

use rayon::ThreadPool;
use rayon::prelude::*;

use super::cost::Cost;
use super::error::Error;
use super::limits::{Guard, Limits, Stopped, Watch};
use super::live::{PolicySet, Progress};
use super::policies::contacts;
use super::run::{RunOptions, pool};
use crate::measure::{Estimate, Moments, NET_VALUE_PARTS, Totals, Window, cell_ends};
use crate::model::Model;

/// Replications of a task.
const IN_A_TASK: u64 = 4;

/// A part of net value under two policies, and the difference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// The measure.
    pub name: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// Contribution under the first and the second policy.
    pub policies: [Estimate; 2],
    /// Second less first, day by day.
    pub difference: Estimate,
}

/// What tells two policies apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// Parts of net value; the last is net value itself.
    pub parts: Vec<Part>,
    /// Contacts of a replication that nobody has judged when it ends, since they are not due yet: what becomes of them is in
    /// no part.
    pub unjudged: Option<Part>,
}

/// Lives through so many replications under two policies and takes the difference of their net values apart. The parts of
/// a replication add up to its net value, so those of the estimates do. The last part is net value itself. Policies whose
/// days are drawn alike live the same days.
///
/// # Errors
/// As [`run()`](super::run()).
pub fn explain(
    models: [&Model; 2],
    seed: u64,
    replications: u64,
    options: &RunOptions,
    progress: &dyn Progress,
    stop: &AtomicBool,
) -> Result<Explained, Error> {
    let pool = pool(options.threads)?;
    let threads = pool.current_num_threads();
    let told = RunOptions { detailed: false, ..options.clone() };
    for model in models {
        let cost = Cost::of_run(model, replications, threads, &told);
        cost.check(&options.limits).map_err(Error::TooMuch)?;
        cost.reserve()?;
    }
    let guard = Guard::new(Limits { contacts: 2.0 * options.limits.contacts, ..options.limits }, threads);
    let watch = Watch { progress, stop, guard: &guard };
    explain_in(&pool, models, seed, replications, options.confidence, watch)
}

/// The same, in threads that are there already.
pub(super) fn explain_in(
    pool: &ThreadPool,
    models: [&Model; 2],
    seed: u64,
    replications: u64,
    confidence: f64,
    watch: Watch<'_>,
) -> Result<Explained, Error> {
    let expected: f64 = models.iter().map(|model| contacts(model)).sum();
    watch.progress.begins(expected * replications as f64, replications, 0);
    let tasks: Vec<u64> = (0..replications).step_by(IN_A_TASK as usize).collect();
    let live = |from: &u64| live(models, seed, *from..(from + IN_A_TASK).min(replications), watch);
    let lived: Result<Vec<Vec<[Totals; 2]>>, Stopped> = pool.install(|| tasks.par_iter().map(live).collect());
    let lived = lived.map_err(|stopped| stopped.after(0, replications))?;
    let days: Vec<[Totals; 2]> = lived.into_iter().flatten().collect();
    let all = NET_VALUE_PARTS.iter().copied().chain([("net_value", "Net value", net_value as fn(&Totals) -> f64)]);
    let parts = all.filter_map(|(name, label, of)| part(name, label, of, &days, confidence)).collect();
    let unjudged = part("unjudged", "Judged by nobody", |totals| totals.backlog - totals.overdue, &days, confidence);
    Ok(Explained { parts, unjudged })
}

fn net_value(totals: &Totals) -> f64 {
    totals.net_value
}

fn part(
    name: &'static str,
    label: &'static str,
    of: fn(&Totals) -> f64,
    days: &[[Totals; 2]],
    confidence: f64,
) -> Option<Part> {
    let mut moments = [Moments::default(); 3];
    for [first, second] in days {
        let (a, b) = (of(first), of(second));
        moments[0].push(a, 1.0);
        moments[1].push(b, 1.0);
        moments[2].push(b - a, 1.0);
    }
    let [first, second, difference] = moments.map(|m| m.mean(confidence));
    Some(Part { name, label, policies: [first?, second?], difference: difference? })
}

fn live(
    models: [&Model; 2],
    seed: u64,
    replications: std::ops::Range<u64>,
    watch: Watch<'_>,
) -> Result<Vec<[Totals; 2]>, Stopped> {
    let alike = models[0].draws_like(models[1]);
    let mut policy_sets = if alike {
        vec![PolicySet::new(models.to_vec())]
    } else {
        models.iter().map(|model| PolicySet::new(vec![*model])).collect()
    };
    let ends_s = models.map(cell_ends);
    let mut days = Vec::new();
    for replication in replications {
        for policy_set in &mut policy_sets {
            policy_set.live(seed, replication, watch)?;
        }
        let mut totals = |policy: usize| {
            let (policy_set, place) = if alike { (0, policy) } else { (policy, 0) };
            let section = policy_sets[policy_set].take_section(place);
            Window::whole_time(models[policy], &section, &ends_s[policy]).whole()
        };
        days.push([totals(0), totals(1)]);
    }
    Ok(days)
}
