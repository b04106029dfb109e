//! What a study has to do, cut into shards.
//!
//! Policies that draw alike stand together, so that a shard draws each day once for all of its policies that can live
//! it. A shard is a group of policies through one block of replications; its number is `block × groups + group`.

use std::ops::Range;

use crate::measure::{Histogram, Totals, Window, cell_ends};
use crate::model::Model;

use super::limits::{Stopped, Watch};
use super::live::PolicySet;
use super::policies::Study;
use super::schedule::Schedule;
use super::shard::{Part, Waits};

/// Policies in a shard at most: drawing a day costs a fifth of living it, so sixteen make it negligible.
const MOST_POLICIES: usize = 16;
/// Shards that a round should have at least, so that many cores have something to do.
const FEW_SHARDS: usize = 64;
/// Classes that a policy is compared with, latest first: a class that is missed costs time, nothing else.
const CLASSES_SEEN: usize = 64;

/// The policies in groups, one group for each shard of a block.
pub(super) struct Plan<'s> {
    study: &'s Study,
    /// Policies by class of what they draw, then by number; with their class.
    order: Vec<(usize, usize)>,
    /// Where each policy stands in that order.
    positions: Vec<usize>,
    /// Policies of a shard.
    pub in_a_shard: usize,
    pub schedule: Schedule,
    /// A single steady replication is taken apart into batches.
    pub by_batches: bool,
}

impl<'s> Plan<'s> {
    pub fn new(study: &'s Study) -> Plan<'s> {
        let mut leaders: Vec<&Model> = Vec::new();
        let mut order: Vec<(usize, usize)> = Vec::new();
        for (i, policy) in study.policies.iter().enumerate() {
            let seen = leaders.iter().enumerate().rev().take(CLASSES_SEEN);
            let class = seen.into_iter().find(|(_, m)| m.draws_like(&policy.model)).map(|(class, _)| class);
            let class = class.unwrap_or_else(|| {
                leaders.push(&policy.model);
                leaders.len() - 1
            });
            order.push((class, i));
        }
        order.sort_unstable();
        let schedule = Schedule::of(&study.effort);
        let blocks = schedule.rounds().next().map_or(1, |round| round.len());
        let in_a_shard = (order.len() * blocks / FEW_SHARDS).clamp(1, MOST_POLICIES);
        let mut positions = vec![0; order.len()];
        order.iter().enumerate().for_each(|(at, &(_, policy))| positions[policy] = at);
        Plan { study, order, positions, in_a_shard, schedule, by_batches: study.by_batches() }
    }

    /// Number of groups: shards of a block.
    pub fn groups(&self) -> usize {
        self.order.len().div_ceil(self.in_a_shard)
    }

    /// Number of the shard of a block and a group.
    pub fn number(&self, block: usize, group: usize) -> u64 {
        (block * self.groups() + group) as u64
    }

    /// The group of a policy, and its position in it.
    pub fn place(&self, policy: usize) -> (usize, usize) {
        let at = self.positions[policy];
        (at / self.in_a_shard, at % self.in_a_shard)
    }

    /// Lives a shard: the parts of the group's policies, in their order.
    pub fn live(&self, group: usize, replications: Range<u64>, watch: Watch<'_>) -> Result<Vec<Part>, Stopped> {
        let first = group * self.in_a_shard;
        let members = &self.order[first..(first + self.in_a_shard).min(self.order.len())];
        let mut parts = Vec::with_capacity(members.len());
        for class in members.chunk_by(|a, b| a.0 == b.0) {
            let models = class.iter().map(|&(_, policy)| &self.study.policies[policy].model).collect();
            parts.extend(live_class(models, self.study.seed, replications.clone(), self.by_batches, watch)?);
        }
        Ok(parts)
    }
}

/// Policies that draw alike through some replications.
fn live_class(
    models: Vec<&Model>,
    seed: u64,
    replications: Range<u64>,
    by_batches: bool,
    watch: Watch<'_>,
) -> Result<Vec<Part>, Stopped> {
    let ends: Vec<Vec<f64>> = models.iter().map(|m| cell_ends(m)).collect();
    let mut parts = vec![Part::default(); models.len()];
    let mut policy_set = PolicySet::new(models.clone());
    for replication in replications {
        policy_set.live(seed, replication, watch)?;
        for (i, part) in parts.iter_mut().enumerate() {
            let section = policy_set.take_section(i);
            let window = Window::whole_time(models[i], &section, &ends[i]);
            if by_batches {
                // Before the cells lies the warm-up, after them the time past the end.
                let batches = ends[i].len() - 2;
                part.units = (0..batches).map(|b| batch(models[i], &window.only(b), batches)).collect();
                part.sections = policy_set.take_batch_waits(i).iter().map(|batch| sparse(batch)).collect();
            } else {
                part.units.push(scopes(models[i], &window));
            }
        }
    }
    if !by_batches {
        for (i, part) in parts.iter_mut().enumerate() {
            part.sections = vec![sparse(&policy_set.take_waits(i))];
        }
    }
    Ok(parts)
}

fn sparse(by_type: &[Histogram]) -> Vec<Waits> {
    by_type.iter().map(Histogram::sparse).collect()
}

/// The sums in every scope: the whole, contact types, groups.
fn scopes(model: &Model, window: &Window<'_>) -> Vec<Totals> {
    let types = (0..model.contacts.len()).map(|k| window.of_type(k));
    let groups = (0..model.groups.len()).map(|g| window.of_group(g));
    std::iter::once(window.whole()).chain(types).chain(groups).collect()
}

/// A batch as if it were the whole stretch.
fn batch(model: &Model, window: &Window<'_>, batches: usize) -> Vec<Totals> {
    scopes(model, window).into_iter().map(|totals| totals.scaled(batches as f64)).collect()
}
