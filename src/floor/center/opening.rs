//! The center opens and closes: who is there on a day, who stays for those who still wait.

use super::Center;
use super::calendar::Planned;
use super::head_counts::HeadCount;
use crate::floor::causes::Causes;
use crate::floor::recorder::Recorder;
use crate::model::random::{Keyed, Purpose, mix, uniform};
use crate::model::{Closing, DAY_S};

impl<R: Recorder, C: Causes> Center<R, C> {
    /// The center opens: those counted by heads are there, and what waited overnight is taken.
    pub(super) fn opens(&mut self, day: u32, now: f64) {
        if day > self.day {
            self.day_is_over(self.day);
        }
        self.day = day;
        self.is_open = true;
        self.after_hours = false;
        self.calendar.plan(now + self.plan.length_s, Planned::Closes(day));
        for today in &mut self.types {
            (today.in_time, today.ended) = (0, 0);
        }
        // Of all groups, before any of them begins to work.
        for agent in 0..self.agents.all.len() {
            let me = &self.agents.all[agent];
            if me.on_duty && self.plan.groups[me.group as usize].group.people.shifts.is_empty() {
                self.worked_overnight(agent as u32, now);
                self.agents.all[agent].present_from_s = now;
            }
        }
        for g in 0..self.counts.len() {
            if self.plan.groups[g].group.people.shifts.is_empty() {
                self.opens_head_count(g, day, now);
            }
        }
        let moments = self.counts.iter().flat_map(|count| count.changes.iter().map(|change| change.0));
        let mut moments: Vec<f64> = moments.collect();
        moments.sort_by(f64::total_cmp);
        moments.dedup();
        moments.into_iter().for_each(|at_s| self.calendar.plan(at_s, Planned::HeadCount));
        self.opens_lists(now);
    }

    pub(super) fn opens_head_count(&mut self, g: usize, day: u32, now: f64) {
        let mut steps = self.head_count_of_day(g, day).into_iter();
        let present = steps.next().map_or(0, |step| step.1);
        let count = &mut self.counts[g];
        count.changes = steps.map(|(at_s, agents)| (now + at_s, agents)).collect();
        let (first, most) = (count.first, count.most);
        // Who worked through the night is still there.
        count.now = (first..first + most).filter(|a| self.agents.all[*a as usize].on_duty).count() as u32;
        count.leaving = 0;
        self.pay_for_head_counts(g, now);
        self.resize(g, present, now);
        self.serve_and_dial(g, now);
    }

    /// Who still has something in hand when the center opens again was there, and is paid, since closing.
    fn worked_overnight(&mut self, agent: u32, opens_s: f64) {
        let me = &self.agents.all[agent as usize];
        let closed_s = opens_s - DAY_S + self.plan.length_s;
        let (g, from_s) = (me.group as usize, me.busy_from_s.max(closed_s));
        if !me.in_hand.is_empty() && opens_s > from_s {
            self.recorder.present(self.id(g), 1, from_s, opens_s);
            self.recorder.paid(self.id(g), 1, from_s, opens_s);
        }
    }

    /// Paid are the scheduled agents from opening to closing.
    pub(super) fn pay_for_head_counts(&mut self, g: usize, opens_s: f64) {
        let plan = std::sync::Arc::clone(&self.plan);
        let steps = &plan.groups[g].group.staffing;
        let ends = steps.iter().skip(1).map(|step| step.0).chain([plan.length_s]);
        for (&(from_s, agents), to_s) in steps.iter().zip(ends) {
            if agents > 0 && to_s > from_s {
                self.recorder.paid(self.id(g), agents, opens_s + from_s, opens_s + to_s);
            }
        }
    }

    /// Head-counts of a day, s since opening: the scheduled ones, less those who are absent today or not available in an
    /// interval. The first step is at opening.
    pub(super) fn head_count_of_day(&self, g: usize, day: u32) -> Vec<(f64, u32)> {
        let group = &self.plan.groups[g].group;
        let people = &group.people;
        if people.absence == 0.0 && people.shrinkage == 0.0 {
            return group.staffing.clone();
        }
        let intervals = libm::ceil(self.plan.length_s / self.plan.interval_s) as u64;
        let mut moments: Vec<f64> = group.staffing.iter().map(|step| step.0).collect();
        if people.shrinkage > 0.0 {
            moments.extend((0..intervals).map(|i| i as f64 * self.plan.interval_s));
        }
        moments.sort_by(f64::total_cmp);
        moments.dedup();
        let there = |at_s: f64| {
            let step = group.staffing.partition_point(|step| step.0 <= at_s).saturating_sub(1);
            let scheduled = group.staffing.get(step).map_or(0, |step| step.1);
            let interval = (at_s / self.plan.interval_s) as i64;
            let is_there = |n: &u32| !self.is_absent(g, day, *n) && !self.is_shrunk(g, day, *n, interval);
            (0..scheduled).filter(is_there).count() as u32
        };
        moments.into_iter().map(|at_s| (at_s, there(at_s))).collect()
    }

    /// Whether the agent of this number in the group does not show up on this day.
    pub(super) fn is_absent(&self, g: usize, day: u32, agent: u32) -> bool {
        let group = &self.plan.groups[g].group;
        group.people.absence > 0.0 && self.draws_below(Purpose::Absence, g, day, u64::from(agent), group.people.absence)
    }

    /// Whether that agent is not available in this interval.
    pub(super) fn is_shrunk(&self, g: usize, day: u32, agent: u32, interval: i64) -> bool {
        let group = &self.plan.groups[g].group;
        // Intervals before opening are negative; an agent's numbers are 2^20 apart.
        let which = (u64::from(agent) << 20).wrapping_add(interval as u64);
        group.people.shrinkage > 0.0 && self.draws_below(Purpose::Shrinkage, g, day, which, group.people.shrinkage)
    }

    pub(super) fn draws_below(&self, purpose: Purpose, g: usize, day: u32, which: u64, share: f64) -> bool {
        let of_group = self.seed.on_day(day).of(purpose, &self.plan.groups[g].group.name);
        uniform(&mut Keyed::new(mix(of_group.wrapping_add(mix(which))), purpose)) < share
    }

    /// The center closes.
    pub(super) fn closes(&mut self, day: u32, now: f64) {
        for g in 0..self.counts.len() {
            if self.plan.groups[g].group.people.shifts.is_empty() {
                self.settle_leaving(g, now);
                let HeadCount { first, most, .. } = self.counts[g];
                for agent in first..first + most {
                    self.is_present_until(agent, now);
                }
            }
        }
        self.is_open = false;
        self.after_hours = true;
        self.alarm_ends_at_closing();
        self.answered_by_closing_s = self.latest_answered_s;
        self.stop_ringing(now);
        if self.plan.plain.closing == Closing::HangUp {
            self.cut_off_all(now);
        } else {
            self.cut_off_hopeless(now);
        }
        if day + 1 < self.plan.days {
            self.calendar.plan(f64::from(day + 1) * DAY_S, Planned::Opens(day + 1));
            self.plan_shifts(day + 1);
        }
    }

    /// Tells the presence of an agent counted by heads up to closing; after it only work counts.
    pub(super) fn is_present_until(&mut self, agent: u32, closes_s: f64) {
        let me = &mut self.agents.all[agent as usize];
        let from_s = me.present_from_s;
        if from_s < closes_s {
            me.present_from_s = closes_s;
            let g = me.group as usize;
            self.recorder.present(self.id(g), 1, from_s, closes_s);
        }
    }

    /// Whether a customer waits, or talks with an agent who may hand the customer on.
    pub(super) fn somebody_may_come(&self) -> bool {
        self.live_waiting > 0 || self.may_be_handed_on > 0
    }

    /// Agents of a group who are there and will not leave with what they have in hand.
    pub(super) fn staying(&self, g: usize) -> u32 {
        self.agents.benches[g].there.saturating_sub(self.counts[g].leaving)
    }

    /// After closing, when no customer waits any more: those counted by heads who are idle go home.
    pub(super) fn dismiss(&mut self, now: f64) {
        for g in 0..self.counts.len() {
            if self.plan.groups[g].group.people.shifts.is_empty() {
                while let Some(idle) = self.agents.first_of(g, 0) {
                    self.goes(idle, now);
                }
            }
        }
    }
}
