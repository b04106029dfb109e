//! The two decisions: whom a contact goes to, and what a free agent takes.

use std::cmp::Ordering;

use crate::model::ContactCriterion;
use crate::model::random::{Keyed, Purpose, below};

use super::causes::Causes;
use super::plan::{Set, members};
use super::queue::Waiting;
use super::recorder::Recorder;
use super::{FloorOfWidth, Taken};

impl<R: Recorder, C: Causes, S: Set> FloorOfWidth<R, C, S> {
    /// The group that takes a contact of type `k`, of the idle groups `able`: the best level with a group that keeps
    /// its reserve; in it the agent idle longest, or one at random.
    #[inline(always)]
    pub(super) fn choose_group(&self, k: usize, able: S, now: f64, key: u64) -> Option<usize> {
        for level in &self.plan.types[k].levels {
            let candidates = *level & able;
            if candidates.is_empty() {
                continue;
            }
            let mut willing = candidates;
            if self.plan.types[k].reserves {
                for g in members(candidates).filter(|g| !self.keeps_reserve(k, *g, now)) {
                    willing &= !S::only(g);
                }
            }
            if !willing.is_empty() {
                return Some(if self.plan.random_agent {
                    self.random_group(willing, now, key)
                } else {
                    self.longest_idle_group(willing)
                });
            }
        }
        None
    }

    /// Whether the group has an idle agent beyond what it keeps back from type `k`.
    #[inline]
    fn keeps_reserve(&self, k: usize, g: usize, now: f64) -> bool {
        match self.plan.types[k].service_by(g) {
            None => false,
            Some(service) if service.reserve == 0 => true,
            Some(service) => self.groups[g].free.count_until(now, service.reserve + 1) > service.reserve,
        }
    }

    #[inline]
    fn longest_idle_group(&self, willing: S) -> usize {
        let first = willing.first();
        let rest = willing.without_first();
        if rest.is_empty() {
            return first;
        }
        members(rest).fold(first, |best, g| {
            let earlier = self.groups[g].free.earliest_s() < self.groups[best].free.earliest_s();
            if earlier { g } else { best }
        })
    }

    /// The group of one idle agent drawn among all of `willing`.
    fn random_group(&self, willing: S, now: f64, key: u64) -> usize {
        let idle = |g: usize| self.groups[g].free.count_until(now, usize::MAX);
        let all: usize = members(willing).map(idle).sum();
        let mut drawn = below(&mut Keyed::new(key, Purpose::AgentChoice), all.max(1));
        for g in members(willing) {
            match drawn.checked_sub(idle(g)) {
                None => return g,
                Some(left) => drawn = left,
            }
        }
        willing.first()
    }

    /// The agent of a group who takes a contact: idle longest, or one at random.
    #[inline(always)]
    pub(super) fn choose_agent(&self, g: usize, now: f64, key: u64) -> usize {
        let free = &self.groups[g].free;
        if self.plan.random_agent {
            let drawn = below(&mut Keyed::new(!key, Purpose::AgentChoice), free.count_until(now, usize::MAX).max(1));
            return free.nth_until(now, drawn).unwrap_or(free.earliest_leaf());
        }
        free.earliest_leaf()
    }

    /// What an idle agent of group `g` takes: taken out of its queue, or nothing.
    #[inline(always)]
    pub(super) fn choose_contact(&mut self, g: usize, now: f64) -> Option<Taken> {
        if (self.waiting & self.plan.groups[g].types).is_empty() {
            return None;
        }
        for level in 0..self.plan.groups[g].levels.len() {
            let candidates = self.plan.groups[g].levels[level] & self.waiting;
            if candidates.is_empty() {
                continue;
            }
            let chosen = if self.plan.random_contact {
                self.random_contact(g, candidates, now)
            } else {
                self.best_head(g, candidates, now).map(|k| (k, 0))
            };
            if let Some((k, at)) = chosen {
                return self.take(k, at, now);
            }
        }
        None
    }

    /// Drops those who have left from the head of a queue. Returns whether anybody waits.
    #[inline(always)]
    fn clear_head(&mut self, k: usize, now: f64) -> bool {
        while let Some(&first) = self.queues[k].line.front() {
            if first.leaves_s > now {
                return true;
            }
            self.queues[k].line.pop_front();
            self.abandon(k, &first, first.leaves_s);
        }
        self.queues[k].forget();
        self.waiting &= !S::only(k);
        false
    }

    /// Whether group `g` may take a contact of type `k` that came at `arrival_s`. The sum is that of its timer: the
    /// two must not disagree about a last bit.
    #[inline]
    fn within_reach(&self, g: usize, k: usize, arrival_s: f64, now: f64) -> bool {
        let after = self.plan.types[k].service_by(g).map_or(f64::INFINITY, |s| s.after_s);
        arrival_s + after <= now && self.keeps_reserve(k, g, now)
    }

    /// The type whose head of queue comes first by the criteria.
    #[inline(always)]
    fn best_head(&mut self, g: usize, candidates: S, now: f64) -> Option<usize> {
        if candidates.without_first().is_empty() {
            let only = candidates.first();
            let waits = self.clear_head(only, now);
            let arrival_s = self.queues[only].line.front().map_or(now, |head| head.visit.arrival_s);
            return (waits && self.within_reach(g, only, arrival_s, now)).then_some(only);
        }
        self.best_of_heads(g, candidates, now)
    }

    fn best_of_heads(&mut self, g: usize, candidates: S, now: f64) -> Option<usize> {
        let mut best: Option<(usize, Waiting)> = None;
        for k in members(candidates) {
            if !self.clear_head(k, now) {
                continue;
            }
            let Some(&head) = self.queues[k].line.front() else { continue };
            if !self.within_reach(g, k, head.visit.arrival_s, now) {
                continue;
            }
            match best {
                Some((other, first)) if self.compare(g, (k, &head), (other, &first), now).is_ge() => {}
                _ => best = Some((k, head)),
            }
        }
        best.map(|(k, _)| k)
    }

    /// `Less` where contact `a` goes before contact `b`: the criteria in order, then who came first.
    fn compare(&self, g: usize, a: (usize, &Waiting), b: (usize, &Waiting), now: f64) -> Ordering {
        let types = &self.plan.types;
        let group = &self.plan.groups[g];
        let credited = |(k, entry): (usize, &Waiting)| entry.visit.arrival_s - types[k].head_start_s;
        let score = |x: (usize, &Waiting)| {
            let score = &types[x.0].score;
            score.base + score.per_second * (now - credited(x))
        };
        for criterion in &self.plan.compare {
            let order = match criterion {
                ContactCriterion::Priority => group.priority[a.0].cmp(&group.priority[b.0]),
                ContactCriterion::Importance => group.importance[b.0].total_cmp(&group.importance[a.0]),
                ContactCriterion::LongestWait => credited(a).total_cmp(&credited(b)),
                ContactCriterion::Score => score(b).total_cmp(&score(a)),
                // The others are for centers that are not plain.
                _ => Ordering::Equal,
            };
            if order.is_ne() {
                return order;
            }
        }
        a.1.visit.arrival_s.total_cmp(&b.1.visit.arrival_s)
    }

    /// One of all contacts of the candidate types that wait and are within reach: its type and place.
    fn random_contact(&mut self, g: usize, candidates: S, now: f64) -> Option<(usize, usize)> {
        let mut within = Vec::new();
        let mut salt = 0;
        for k in members(candidates) {
            if !self.clear_head(k, now) {
                continue;
            }
            for (at, entry) in self.queues[k].line.iter().enumerate() {
                if entry.leaves_s > now && self.within_reach(g, k, entry.visit.arrival_s, now) {
                    within.push((k, at));
                    salt ^= entry.visit.key;
                }
            }
        }
        if within.is_empty() {
            return None;
        }
        // The decision belongs to this moment and to all who could be chosen.
        let mut source = Keyed::new(salt ^ now.to_bits(), Purpose::ContactChoice);
        Some(within[below(&mut source, within.len())])
    }

    /// Takes the contact at this place out of its queue, for an agent.
    #[inline(always)]
    pub(super) fn take(&mut self, k: usize, at: usize, now: f64) -> Option<Taken> {
        let queue = &mut self.queues[k];
        let entry = if at == 0 { queue.line.pop_front() } else { queue.line.remove(at) }?;
        let overtaken = queue.was_overtaken(entry.visit.arrival_s, now);
        if let Some(meter) = &mut queue.meter {
            meter.leaves_early(&entry);
        }
        queue.forget();
        if queue.line.is_empty() {
            self.waiting &= !S::only(k);
        }
        let Waiting { visit, work_s, wrap_up_s, .. } = entry;
        Some(Taken { visit, work_s, wrap_up_s, waited: true, overtaken })
    }
}
