//! The two decisions: whom a contact goes to, and what a free agent takes.

use std::cmp::Ordering;

use super::Center;
use super::case::{Case, Ticket};
use super::plan::{CompareAgents, CompareContacts};
use crate::floor::causes::Causes;
use crate::floor::plan::{Set, members};
use crate::floor::recorder::Recorder;
use crate::model::random::{Keyed, Purpose, below};

impl<R: Recorder, C: Causes, S: Set> Center<R, C, S> {
    /// The agent who takes a contact of type `k`, of the groups `able`: of the best level of groups with an agent who can
    /// take it beyond the reserve, the best agent by the criteria that compare agents.
    pub(super) fn choose_agent(&self, k: usize, able: S, key: u64) -> Option<u32> {
        for level in &self.plan.plain.types[k].levels {
            let mut best: Option<u32> = None;
            let mut tied = S::NONE;
            for g in members(*level & able).filter(|g| self.could_take(*g, k)) {
                let Some(agent) = self.best_of_group(g, k) else { continue };
                let order = best.map_or(Ordering::Less, |best| self.compare_agents(k, agent, best));
                if order.is_lt() {
                    best = Some(agent);
                    tied = S::NONE;
                }
                if order.is_le() {
                    tied |= crate::floor::plan::only(g);
                }
            }
            if let Some(best) = best {
                return Some(if self.draws_agents() { self.random_agent(k, tied, best, key) } else { best });
            }
        }
        None
    }

    /// Whether a group has somebody for a contact of type `k` now: the skill, the hours, room, and more idle agents than it
    /// keeps back.
    pub(super) fn could_take(&self, g: usize, k: usize) -> bool {
        let tables = &self.plan.groups[g];
        let Some(skill) = tables.skill_of[k] else { return false };
        let reserve = self.plan.plain.types[k].service_by(g).map_or(0, |s| s.reserve);
        let in_hours = !self.after_hours || tables.types_after_hours.has(k);
        in_hours
            && self.agents.has_room(g, tables.ways[usize::from(skill)].concurrent)
            && (reserve == 0 || self.agents.idle_of(g) as usize > reserve)
    }

    /// Numbers of contacts in hand with which an agent of the group can still take one of type `k`.
    fn loads(&self, g: usize, k: usize) -> std::ops::Range<u32> {
        let tables = &self.plan.groups[g];
        0..tables.skill_of[k].map_or(0, |skill| tables.ways[usize::from(skill)].concurrent)
    }

    /// The best agent of a group for a type, by the criteria that compare agents: inside a group the figures of groups do
    /// not tell apart.
    #[inline]
    fn best_of_group(&self, g: usize, k: usize) -> Option<u32> {
        if self.plan.groups[g].most_in_hand == 1 && self.plan.longest_idle_of_group {
            return self.agents.first_of(g, 0);
        }
        self.best_by_criteria(g, k)
    }

    fn best_by_criteria(&self, g: usize, k: usize) -> Option<u32> {
        let mut loads = self.loads(g, k);
        let longest = |loads: std::ops::Range<u32>| {
            let firsts = loads.filter_map(|load| self.agents.first_of(g, load));
            firsts.min_by(|a, b| self.since(*a).total_cmp(&self.since(*b)))
        };
        for criterion in &self.plan.agents {
            match criterion {
                CompareAgents::Figure(_) => {}
                CompareAgents::LeastLoaded => {
                    let load = loads.find(|load| self.agents.length(g, *load) > 0)?;
                    loads = load..load + 1;
                }
                CompareAgents::MostLoaded => {
                    let load = loads.rev().find(|load| self.agents.length(g, *load) > 0)?;
                    loads = load..load + 1;
                }
                CompareAgents::LeastOccupied => {
                    let all = loads.flat_map(|load| self.agents.list(g, load));
                    let figure = |agent: &u32| self.agents.all[*agent as usize].occupied;
                    return all.min_by(|a, b| {
                        figure(a).total_cmp(&figure(b)).then(self.since(*a).total_cmp(&self.since(*b)))
                    });
                }
                CompareAgents::LongestIdle | CompareAgents::Random => return longest(loads),
            }
        }
        longest(loads)
    }

    fn since(&self, agent: u32) -> f64 {
        self.agents.all[agent as usize].since_s()
    }

    /// `Less` where agent `a` is the better choice for a contact of type `k`. Random choices are ties here.
    fn compare_agents(&self, k: usize, a: u32, b: u32) -> Ordering {
        let (one, other) = (&self.agents.all[a as usize], &self.agents.all[b as usize]);
        for criterion in &self.plan.agents {
            let order = match criterion {
                CompareAgents::Figure(by_type) => {
                    by_type[k][one.group as usize].total_cmp(&by_type[k][other.group as usize])
                }
                CompareAgents::LeastLoaded => one.in_hand.len().cmp(&other.in_hand.len()),
                CompareAgents::MostLoaded => other.in_hand.len().cmp(&one.in_hand.len()),
                CompareAgents::LeastOccupied => one.occupied.total_cmp(&other.occupied),
                CompareAgents::LongestIdle => one.since_s().total_cmp(&other.since_s()),
                CompareAgents::Random => return Ordering::Equal,
            };
            if order.is_ne() {
                return order;
            }
        }
        one.since_s().total_cmp(&other.since_s())
    }

    /// Whether the agent is drawn: unless a criterion that no two agents tie in comes before.
    fn draws_agents(&self) -> bool {
        let decides = |c: &&CompareAgents| {
            matches!(c, CompareAgents::LeastOccupied | CompareAgents::LongestIdle | CompareAgents::Random)
        };
        matches!(self.plan.agents.iter().find(decides), Some(CompareAgents::Random))
    }

    /// One of all agents of the tied groups who are as good as `like`, each as likely.
    fn random_agent(&self, k: usize, tied: S, like: u32, key: u64) -> u32 {
        let by_load =
            self.plan.agents.iter().any(|c| matches!(c, CompareAgents::LeastLoaded | CompareAgents::MostLoaded));
        let in_hand = self.agents.all[like as usize].in_hand.len() as u32;
        let loads = |g: usize| if by_load { in_hand..in_hand + 1 } else { self.loads(g, k) };
        let lists = || members(tied).flat_map(|g| loads(g).map(move |load| (g, load)));
        let all: u32 = lists().map(|(g, load)| self.agents.length(g, load)).sum();
        let drawn = below(&mut Keyed::new(key, Purpose::AgentChoice), all.max(1) as usize);
        lists().flat_map(|(g, load)| self.agents.list(g, load)).nth(drawn).unwrap_or(like)
    }

    /// The agents of a group take what they can.
    pub(super) fn serve_group(&mut self, g: usize, now: f64) {
        while !(self.waiting & self.plan.plain.groups[g].types).is_empty()
            && self.agents.is_open(g)
            && let Some(ticket) = self.choose_contact(g, now)
        {
            let case = self.cases.known(ticket);
            let (k, key) = (case.visit.contact.index(), case.visit.key);
            let Some(agent) = self.agent_of_group(g, k, key) else { return };
            let was = self.take_out(ticket);
            self.assign(ticket, agent, was, now);
        }
    }

    /// The agent of a group who takes a contact that the group has chosen.
    pub(super) fn agent_of_group(&self, g: usize, k: usize, key: u64) -> Option<u32> {
        let best = self.best_of_group(g, k)?;
        // Another draw than the one that chose the group when the contact came.
        let drawn = || self.random_agent(k, crate::floor::plan::only(g), best, !key);
        Some(if self.draws_agents() { drawn() } else { best })
    }

    /// What the agents of group `g` take next: of the best level of types with a contact that they may take, the best
    /// by the criteria that compare contacts.
    fn choose_contact(&mut self, g: usize, now: f64) -> Option<Ticket> {
        for level in 0..self.plan.plain.groups[g].levels.len() {
            let candidates = self.plan.plain.groups[g].levels[level] & self.waiting;
            let able = members(candidates).filter(|k| self.could_take(g, *k));
            let able: S = able.map(crate::floor::plan::only).sum();
            if able.is_empty() {
                continue;
            }
            let chosen = if self.plan.picks_contacts_at_random() {
                self.random_contact(g, able, now)
            } else {
                self.best_head(g, able, now)
            };
            if chosen.is_some() {
                return chosen;
            }
        }
        None
    }

    /// Lanes of a type.
    pub(super) fn lanes_of(&self, k: usize) -> std::ops::Range<usize> {
        let tables = &self.plan.types[k];
        tables.first_lane..tables.first_lane + tables.lanes
    }

    fn best_head(&mut self, g: usize, able: S, now: f64) -> Option<Ticket> {
        let mut best: Option<(Ticket, &Case)> = None;
        for k in members(able) {
            for lane in self.lanes_of(k) {
                let Some(head) = self.lanes[lane].head(&self.cases) else { continue };
                let Some(case) = self.cases.get(head) else { continue };
                if !self.within_reach(g, k, case.visit.arrival_s, now) {
                    continue;
                }
                match &best {
                    Some(first) if self.compare_contacts(g, (head, case), *first, now).is_ge() => {}
                    _ => best = Some((head, case)),
                }
            }
        }
        best.map(|(ticket, _)| ticket)
    }

    /// Whether group `g` may take a contact of type `k` that came at `arrival_s`. The sum is that of its timer: the two must
    /// not disagree about a last bit.
    fn within_reach(&self, g: usize, k: usize, arrival_s: f64, now: f64) -> bool {
        self.plan.plain.types[k].service_by(g).is_some_and(|service| arrival_s + service.after_s <= now)
    }

    /// `Less` where contact `a` goes before contact `b`: the criteria in order, then who came first.
    pub(super) fn compare_contacts(
        &self,
        g: usize,
        one: (Ticket, &Case),
        other: (Ticket, &Case),
        now: f64,
    ) -> Ordering {
        let ((_, a), (_, b)) = (one, other);
        let waited = |case: &Case| now - case.visit.arrival_s + self.lanes[case.lane as usize].head_start_s;
        for criterion in &self.plan.contacts {
            let (i, j) = (a.visit.contact.index(), b.visit.contact.index());
            let order = match criterion {
                CompareContacts::Figure(by_group) => by_group[g][i].total_cmp(&by_group[g][j]),
                CompareContacts::LongestWait => {
                    let credited = |case: &Case| case.visit.arrival_s - self.lanes[case.lane as usize].head_start_s;
                    credited(a).total_cmp(&credited(b))
                }
                CompareContacts::LongestFeltWait => {
                    let felt = |(ticket, case): (Ticket, &Case)| self.felt_after(ticket, case, waited(case));
                    felt(other).total_cmp(&felt(one))
                }
                CompareContacts::Importance(types) => {
                    let kind =
                        |case: &Case| self.plan.kinds[usize::from(case.customer.kind).min(self.plan.kinds.len() - 1)];
                    (types[j] + kind(b)).total_cmp(&(types[i] + kind(a)))
                }
                CompareContacts::Score => {
                    let score = |case: &Case, k: usize| {
                        let score = &self.plan.plain.types[k].score;
                        let bonus = if self.lanes[case.lane as usize].transferred { score.transferred } else { 0.0 };
                        score.base + score.per_second * waited(case) + bonus
                    };
                    score(b, j).total_cmp(&score(a, i))
                }
                CompareContacts::MostBehindTarget => self.behind_target(j).total_cmp(&self.behind_target(i)),
                CompareContacts::Random => Ordering::Equal,
            };
            if order.is_ne() {
                return order;
            }
        }
        a.visit.arrival_s.total_cmp(&b.visit.arrival_s)
    }

    /// How far the type's service level of today is below its target.
    fn behind_target(&self, k: usize) -> f64 {
        let today = &self.types[k];
        let level = if today.ended == 0 { 1.0 } else { today.in_time as f64 / today.ended as f64 };
        self.plan.types[k].target.map_or(0.0, |target| target.0) - level
    }

    /// One of all contacts of these types that wait and are within reach.
    fn random_contact(&mut self, g: usize, able: S, now: f64) -> Option<Ticket> {
        let mut within = Vec::new();
        let mut salt = 0;
        for k in members(able) {
            for lane in self.lanes_of(k) {
                for ticket in self.lanes[lane].all(&self.cases) {
                    let Some(case) = self.cases.get(ticket) else { continue };
                    if self.within_reach(g, k, case.visit.arrival_s, now) {
                        within.push(ticket);
                        salt ^= case.visit.key;
                    }
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
}
