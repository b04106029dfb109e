//! People counted by heads: how many of a group are scheduled, and who comes and goes when that changes.

use super::Center;
use super::agents::{Agent, Agents, Due};
use super::plan::CenterPlan;
use crate::floor::causes::Causes;
use crate::floor::plan::Set;
use crate::floor::recorder::Recorder;
use crate::model::{Falls, GroupId};

/// How many of a group are scheduled, and who of them is not there.
#[derive(Clone, Debug, Default)]
pub(super) struct HeadCount {
    /// Number of the group's first agent among all.
    pub first: u32,
    pub most: u32,
    pub now: u32,
    /// Of these, called in by an alarm.
    pub reserves: u32,
    /// Agents beyond the head-count who leave when they finish, and since when.
    pub leaving: u32,
    /// Of these, the agents who take nothing more; who the others will be shows when somebody finishes.
    pub marked: u32,
    pub leaving_since_s: f64,
    /// Changes of today still to come: moment, agents.
    pub changes: Vec<(f64, u32)>,
}

/// Everybody who will ever work here, none of whom is there yet.
pub(super) fn hired<S: Set>(plan: &CenterPlan<S>) -> (Agents<S>, Vec<HeadCount>) {
    let mut agents = Agents::new(plan.groups.iter().map(|g| (g.most_in_hand, g.ways.len())));
    let mut counts = Vec::with_capacity(plan.groups.len());
    for (g, tables) in plan.groups.iter().enumerate() {
        let shifts = &tables.group.people.shifts;
        let by_shifts: u32 = shifts.iter().map(|shift| shift.people).sum();
        let most = if shifts.is_empty() { tables.group.most_agents() + plan.reserves_of(g) } else { by_shifts };
        // At most MOST groups of a few million agents.
        let first = agents.all.len() as u32;
        // Groups are at most MOST.
        agents.all.extend((1..=most).map(|number| Agent::new(g as u32, number)));
        counts.push(HeadCount { first, most, ..HeadCount::default() });
    }
    (agents, counts)
}

impl<R: Recorder, C: Causes, S: Set> Center<R, C, S> {
    pub(super) fn id(&self, g: usize) -> GroupId {
        self.plan.plain.groups[g].id
    }

    /// Head-counts change; those of one moment group by group.
    pub(super) fn head_counts_change(&mut self, now: f64) {
        for g in 0..self.counts.len() {
            while self.counts[g].changes.first().is_some_and(|change| change.0 <= now) {
                let (_, agents) = self.counts[g].changes.remove(0);
                self.resize(g, agents + self.counts[g].reserves, now);
                self.serve_and_dial(g, now);
            }
        }
    }

    pub(super) fn serve_and_dial(&mut self, g: usize, now: f64) {
        self.serve_group(g, now);
        self.preview(g, now);
        self.dial_all(now);
    }

    /// A new head-count: idle agents go or come at once, busy ones finish first and then leave; who was about to leave
    /// stays if the number rises again.
    pub(super) fn resize(&mut self, g: usize, agents: u32, now: f64) {
        self.settle_leaving(g, now);
        let HeadCount { first, most, now: before, leaving, marked, .. } = self.counts[g];
        if agents >= before {
            let stay = leaving.min(agents - before);
            self.counts[g].leaving -= stay;
            // Nobody has been told of those who are not marked yet.
            let recalled = stay.saturating_sub(leaving - marked);
            self.counts[g].marked -= recalled;
            let home = (first..first + most).filter(|a| self.agents.all[*a as usize].due == Due::Home);
            for agent in home.take(recalled as usize).collect::<Vec<_>>() {
                self.agents.all[agent as usize].due = Due::Nothing;
                self.list_anew(agent, now);
            }
            // Who went last comes back first.
            let absent = (first..first + most).filter(|a| !self.agents.all[*a as usize].on_duty);
            for agent in absent.take((agents - before - stay) as usize).collect::<Vec<_>>() {
                self.comes(agent, now);
            }
        } else {
            let away = self.away_of_last(g, before - agents);
            for &agent in &away {
                self.goes(agent, now);
            }
            // At most as many as there are agents.
            for _ in away.len() as u32..before - agents {
                match self.agents.first_of(g, 0) {
                    Some(idle) => self.goes(idle, now),
                    None => self.one_will_leave(g),
                }
            }
        }
        self.counts[g].now = agents;
    }

    /// All are busy: one more leaves, by the rule of the group.
    fn one_will_leave(&mut self, g: usize) {
        self.counts[g].leaving += 1;
        if self.plan.groups[g].group.people.falls == Falls::NextToFinish {
            return;
        }
        let HeadCount { first, most, .. } = self.counts[g];
        let stays = |a: &u32| {
            let agent = &self.agents.all[*a as usize];
            agent.on_duty && agent.due == Due::Nothing && !agent.in_hand.is_empty()
        };
        let fewest = (first..first + most).filter(stays).min_by_key(|a| self.agents.all[*a as usize].in_hand.len());
        if let Some(agent) = fewest {
            self.mark(g, agent);
        }
    }

    /// An agent beyond the head-count takes nothing more, and leaves with empty hands.
    fn mark(&mut self, g: usize, agent: u32) {
        self.counts[g].marked += 1;
        self.agents.all[agent as usize].due = Due::Home;
        self.agents.unlist(agent);
    }

    /// An agent has finished something: if somebody is to leave and it is not known who, it is this agent.
    pub(super) fn mark_next_to_finish(&mut self, agent: u32) {
        let me = &self.agents.all[agent as usize];
        let g = me.group as usize;
        if self.counts[g].leaving > self.counts[g].marked && me.on_duty && me.due == Due::Nothing {
            self.mark(g, agent);
        }
    }

    /// A marked agent goes.
    pub(super) fn one_has_left(&mut self, g: usize, now: f64) {
        self.settle_leaving(g, now);
        self.counts[g].leaving -= 1;
        self.counts[g].marked -= 1;
    }

    /// Leaving agents are paid for as long as they stay.
    pub(super) fn settle_leaving(&mut self, g: usize, now: f64) {
        let count = &mut self.counts[g];
        let (leaving, since_s) = (count.leaving, count.leaving_since_s);
        count.leaving_since_s = now;
        // After closing they are paid for what they work, like everybody.
        if leaving > 0 && now > since_s && !self.counts_only_work(g) {
            self.recorder.paid(self.id(g), leaving, since_s, now);
        }
    }
}
