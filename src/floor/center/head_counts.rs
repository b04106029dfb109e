//! People counted by heads: how many of a group are scheduled, and who comes and goes when that changes.

use super::Center;
use super::agents::{Agent, Due};
use crate::floor::causes::Causes;
use crate::floor::recorder::Recorder;
use crate::model::GroupId;

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
    pub leaving_since_s: f64,
    /// Changes of today still to come: moment, agents.
    pub changes: Vec<(f64, u32)>,
}

impl<R: Recorder, C: Causes> Center<R, C> {
    /// Everybody who will ever work here.
    pub(super) fn hire(&mut self) {
        let plan = std::sync::Arc::clone(&self.plan);
        for (g, tables) in plan.groups.iter().enumerate() {
            let shifts = &tables.group.people.shifts;
            let by_shifts: u32 = shifts.iter().map(|shift| shift.people).sum();
            let most = if shifts.is_empty() { tables.group.most_agents() + plan.reserves_of(g) } else { by_shifts };
            // Agents are at most a few million.
            let first = self.agents.all.len() as u32;
            // Groups are at most 64.
            self.agents.all.extend((1..=most).map(|number| Agent::new(g as u32, number)));
            self.counts.push(HeadCount { first, most, ..HeadCount::default() });
        }
    }

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
        let HeadCount { first, most, now: before, leaving, .. } = self.counts[g];
        if agents >= before {
            let stay = leaving.min(agents - before);
            self.counts[g].leaving -= stay;
            let marked = (first..first + most).filter(|a| self.agents.all[*a as usize].due == Due::Home);
            for agent in marked.take(stay as usize).collect::<Vec<_>>() {
                self.agents.all[agent as usize].due = Due::Nothing;
                self.list_anew(agent, now);
            }
            // Who went last comes back first.
            let absent = (first..first + most).filter(|a| !self.agents.all[*a as usize].on_duty);
            for agent in absent.take((agents - before - stay) as usize).collect::<Vec<_>>() {
                self.comes(agent, now);
            }
        } else {
            for _ in 0..before - agents {
                match self.agents.first_of(g, 0) {
                    Some(idle) => self.goes(idle, now),
                    None => self.one_will_leave(g, now),
                }
            }
        }
        self.counts[g].now = agents;
    }

    /// All are busy: whoever finishes next leaves; where agents can have several contacts in hand, one with fewest.
    pub(super) fn one_will_leave(&mut self, g: usize, _now: f64) {
        self.counts[g].leaving += 1;
        if self.plan.groups[g].is_counter {
            return;
        }
        let HeadCount { first, most, .. } = self.counts[g];
        let stays = |a: &u32| {
            let agent = &self.agents.all[*a as usize];
            agent.on_duty && agent.due == Due::Nothing
        };
        let fewest = (first..first + most).filter(stays).min_by_key(|a| self.agents.all[*a as usize].in_hand.len());
        if let Some(agent) = fewest {
            self.agents.all[agent as usize].due = Due::Home;
            self.agents.unlist(agent);
        }
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
