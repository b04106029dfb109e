//! How long somebody will still wait: one prediction, for the offer of a callback and for what is announced.
//!
//! # How it is predicted
//! Contacts in front of a customer are **all** those, of any type, whom some agent able to serve the customer would take
//! first as things stand: by the group's order of types, then by the criteria that compare contacts; and, of types that
//! come first in a group's order, those as well who are expected to come meanwhile. The groups of these agents, and those
//! who take some of the same contacts off their hands, finish what they have in hand at the rate at which it is finished
//! on average ([`fluid`](super::fluid)), and the customer is taken when those able to have finished all that is in front
//! and one contact more. With one group and one mean handle time that is (contacts in front + 1) x mean handle time /
//! agents, the queue-length estimate of the literature (Ibrahim & Whitt, M&SOM 11(3), 2009).
//!
//! Those in front hang up at the rate of their mean patience: then it is about the Markovian form of that estimate.
//!
//! What it does not know stands in `docs/moments.md`, "How long will it take?".

use super::Center;
use super::case::{Case, State, Ticket};
use super::fluid::{Fluid, Hand, Line, Rest, Takes, Turn};
use crate::floor::causes::Causes;
use crate::floor::plan::{Set, members, only};
use crate::floor::recorder::Recorder;
use crate::model::Estimate;

/// A type that has no line.
const NO_LINE: usize = usize::MAX;

impl<R: Recorder, C: Causes, S: Set> Center<R, C, S> {
    /// How long a contact that waits, or is about to, will still wait for an agent, s; infinite while nobody is there who
    /// could say. The estimate is of the rest of its wait, `waited_s` of which is over.
    pub(super) fn predicted_s(&self, ticket: Ticket, estimate: &Estimate, waited_s: f64, now: f64) -> f64 {
        let Some(case) = self.cases.get(ticket) else { return f64::INFINITY };
        // Who does not stand in a lane yet is compared as from the one to come.
        let lane = if case.state == State::Waits { case.lane } else { self.lane_for(case, now) };
        let me = (ticket, &Case { lane, ..*case });
        let k = me.1.visit.contact.index();
        if members(self.plan.types[k].groups).all(|g| self.staying(g) == 0) {
            return f64::INFINITY;
        }
        match estimate {
            Estimate::LastToEnter => (self.types[k].last_wait_s - waited_s).max(0.0),
            Estimate::HeadOfLine => {
                let groups = members(self.plan.types[k].groups).filter(|g| self.staying(*g) > 0);
                let firsts = groups.filter_map(|g| self.first_ahead_s(g, me, now));
                // The first one's wait so far is that of the customer's own arrival plus the time since.
                me.1.visit.arrival_s - firsts.fold(me.1.visit.arrival_s, f64::min)
            }
            Estimate::QueueLength => self.rest(me, now).after_s,
            Estimate::Quantile(table, quantile) => {
                let Rest { after_s, in_front } = self.rest(me, now);
                let stages = libm::round(in_front) as usize + 1;
                let of_mean_one = table.get(stages - 1).copied();
                let of_mean_one = of_mean_one.unwrap_or_else(|| crate::model::erlang_quantile(stages, *quantile));
                after_s * of_mean_one / stages as f64
            }
        }
    }

    /// Until a contact is taken, as the fluid says.
    fn rest(&self, me: (Ticket, &Case), now: f64) -> Rest {
        let mut fluid = self.fluid.borrow_mut();
        fluid.clear();
        let k = me.1.visit.contact.index();
        let able = members(self.plan.types[k].groups).filter(|g| self.staying(*g) > 0);
        let able: S = able.map(only).sum();
        let mut lines = std::mem::take(&mut fluid.places);
        lines.clear();
        lines.resize(self.plan.types.len(), NO_LINE);
        // Types in front, and the groups that take them off the hands of those who are able.
        let first: S = members(able).map(|g| self.types_in_front(g, me)).fold(S::NONE, |all, types| all | types);
        let others =
            members(first).map(|j| self.plan.types[j].groups).fold(S::NONE, |all, groups| all | groups) & !able;
        for g in members(others).filter(|g| self.staying(*g) > 0) {
            let types = self.plan.plain.groups[g].types & (self.waiting | first);
            for j in members(types).filter(|j| self.reserve(g, *j) == 0) {
                self.add_turn(&mut fluid, &mut lines, (g, j, f64::INFINITY), now);
            }
            fluid.add_group(None, self.hands(g, 0, now));
        }
        for g in members(able) {
            for j in members(self.types_in_front(g, me)) {
                let before = if self.comes_first(g, j, k) { f64::INFINITY } else { self.ahead(g, j, me, now) as f64 };
                self.add_turn(&mut fluid, &mut lines, (g, j, before), now);
            }
            let takes = self.takes(g, me.1, now);
            fluid.add_group(Some(takes), self.hands(g, takes.skill, now));
        }
        for j in members(first).filter(|j| lines[*j] != NO_LINE) {
            if members(able).any(|g| self.comes_first(g, j, k)) {
                fluid.line_mut(lines[j]).inflow = self.inflow(j, now);
            }
        }
        fluid.places = lines;
        fluid.rest()
    }

    /// Contacts of a type that are expected in a second and will want an agent: of those who come, the share that was
    /// answered today.
    fn inflow(&self, j: usize, now: f64) -> f64 {
        let today = &self.types[j];
        let answered = (today.answered + 1) as f64 / (today.ended + 1) as f64;
        answered * self.plan.types[j].expected.at(self.time_of_day(now))
    }

    /// Types of which a group may take something before this contact: those of its level that wait, and those of better
    /// levels, whether they wait or may come.
    fn types_in_front(&self, g: usize, me: (Ticket, &Case)) -> S {
        let k = me.1.visit.contact.index();
        let plan = &self.plan.plain.groups[g];
        let types = members(plan.types).filter(|j| match self.level(g, *j).cmp(&self.level(g, k)) {
            std::cmp::Ordering::Less => true,
            std::cmp::Ordering::Equal => self.waiting.has(*j),
            std::cmp::Ordering::Greater => false,
        });
        // Agents who are kept back from a type take others first.
        types.filter(|j| self.reserve(g, *j) <= self.reserve(g, k)).map(only).sum()
    }

    fn level(&self, g: usize, k: usize) -> usize {
        let levels = &self.plan.plain.groups[g].levels;
        levels.iter().position(|level| level.has(k)).unwrap_or(levels.len())
    }

    /// Whether a group takes contacts of type `j` before those of type `k`, whenever they come.
    fn comes_first(&self, g: usize, j: usize, k: usize) -> bool {
        self.level(g, j) < self.level(g, k) && self.reserve(g, j) <= self.reserve(g, k)
    }

    fn reserve(&self, g: usize, k: usize) -> usize {
        self.plan.plain.types[k].service_by(g).map_or(0, |service| service.reserve)
    }

    /// The turn of group `g` at those of type `j`, so many of whom come before; their line, if there is none yet.
    fn add_turn(&self, fluid: &mut Fluid, lines: &mut [usize], (g, j, before): (usize, usize, f64), now: f64) {
        if lines[j] == NO_LINE {
            lines[j] = fluid.add_line(self.line(j, now));
        }
        let skill = self.plan.groups[g].skill_of[j].map_or(0, usize::from);
        fluid.add_turn(Turn { line: lines[j], level: self.level(g, j), before, skill });
    }

    /// Those of a type who wait.
    fn line(&self, j: usize, now: f64) -> Line {
        let lanes = self.lanes_of(j).map(|lane| &self.lanes[lane]).filter(|lane| lane.len() > 0);
        let (mut first_s, mut last_s) = (now, f64::NEG_INFINITY);
        for lane in lanes {
            let credited =
                |ticket: Ticket| self.cases.get(ticket).map_or(now, |case| case.visit.arrival_s - lane.head_start_s);
            first_s = lane.all(&self.cases).next().map_or(first_s, |first| first_s.min(credited(first)));
            last_s = lane.last_first(&self.cases).next().map_or(last_s, |last| last_s.max(credited(last)));
        }
        // Who waits in the queue for a callback does not hang up.
        let (here, on_line) = (self.types[j].in_lanes, self.types[j].on_line);
        let impatience = f64::from(on_line) / f64::from(here.max(1)) / self.plan.types[j].stays_s;
        Line::new(here, impatience, (first_s, last_s.max(first_s)))
    }

    /// What a group is to this contact.
    fn takes(&self, g: usize, me: &Case, now: f64) -> Takes {
        let k = me.visit.contact.index();
        let skill = self.plan.groups[g].skill_of[k].map_or(0, usize::from);
        let service = self.plan.plain.types[k].service_by(g);
        let from_s = service.map_or(0.0, |service| me.visit.arrival_s + service.after_s - now);
        let reserve = service.map_or(0.0, |service| service.reserve as f64);
        Takes { skill, from_s, reserve, idle: from_s > 0.0 && self.could_take(g, k) }
    }

    /// What the agents of a group have in hand, as far as they will take more. An agent with nothing in hand is as one who
    /// has something of this skill.
    fn hands(&self, g: usize, idle_as: usize, now: f64) -> impl Iterator<Item = Hand> {
        let (bench, ways) = (&self.agents.benches[g], &self.plan.groups[g].ways);
        let of_all = f64::from(self.staying(g)) / f64::from(bench.there.max(1));
        let jobs: u32 = bench.in_hand.iter().sum();
        let load = (jobs.div_ceil(bench.busy.max(1))).max(1) as usize;
        let idle = bench.there.saturating_sub(bench.busy);
        let time_of_day = self.time_of_day(now);
        ways.iter().zip(&bench.in_hand).enumerate().map(move |(skill, (way, jobs))| {
            let stretch = way.stretch.get(load - 1).or(way.stretch.last()).copied().unwrap_or(1.0);
            let number = jobs + if skill == idle_as { idle } else { 0 };
            Hand::new(f64::from(number) * of_all, way.mean_s.at(time_of_day) * stretch)
        })
    }

    /// How many contacts of type `j` a group would take before this one, as things stand.
    fn ahead(&self, g: usize, j: usize, me: (Ticket, &Case), now: f64) -> usize {
        self.lanes_of(j).map(|lane| self.ahead_in_lane(g, lane, me, now)).sum()
    }

    /// The same of one lane, in which first come is first served: all but those from the end on whom the contact is before.
    fn ahead_in_lane(&self, g: usize, lane: usize, me: (Ticket, &Case), now: f64) -> usize {
        let lane = &self.lanes[lane];
        let is_behind = |ticket: &Ticket| {
            let Some(case) = self.cases.get(*ticket) else { return true };
            // Of those who come at one moment, the one who is numbered first.
            self.compare_contacts(g, (*ticket, case), me, now).then(case.number.cmp(&me.1.number)).is_ge()
        };
        if lane.len() == 0 { 0 } else { lane.len() - lane.last_first(&self.cases).take_while(is_behind).count() }
    }

    /// When the one came whom a group would take first of all before this contact, s.
    fn first_ahead_s(&self, g: usize, me: (Ticket, &Case), now: f64) -> Option<f64> {
        let k = me.1.visit.contact.index();
        let types = members(self.types_in_front(g, me) & self.waiting);
        let lanes = types.flat_map(|j| {
            let first = self.comes_first(g, j, k);
            self.lanes_of(j).filter(move |lane| first || self.ahead_in_lane(g, *lane, me, now) > 0)
        });
        let firsts = lanes.filter_map(|lane| self.lanes[lane].all(&self.cases).next());
        let arrivals = firsts.filter_map(|first| self.cases.get(first)).map(|case| case.visit.arrival_s);
        arrivals.min_by(f64::total_cmp)
    }
}
