//! The center opens and closes: who is there on a day, who stays for those who still wait.

use super::Center;
use super::agents::Due;
use super::calendar::Planned;
use super::head_counts::HeadCount;
use crate::floor::causes::Causes;
use crate::floor::people;
use crate::floor::plan::Set;
use crate::floor::recorder::{Recorder, Rostered};
use crate::model::DAY_S;

impl<R: Recorder, C: Causes, S: Set> Center<R, C, S> {
    /// The center opens: those counted by heads are there, and what waited overnight is taken.
    pub(super) fn opens(&mut self, day: u32, now: f64) {
        if day > self.day {
            self.day_is_over(self.day);
        }
        self.day = day;
        if self.plan.never_closes && day + 1 < self.plan.days {
            self.calendar.plan(now + DAY_S, Planned::Opens(day + 1));
        } else {
            self.calendar.plan(now + self.plan.length_s, Planned::Closes(day));
        }
        // Midnight is no opening where the center has not closed.
        if self.is_open {
            self.plan_shifts(day);
        } else {
            self.begins_to_work(now);
        }
        self.is_open = true;
        self.after_hours = false;
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

    /// A day begins after a night: nothing counts of the day before, and whoever has worked through is still there.
    fn begins_to_work(&mut self, now: f64) {
        for today in &mut self.types {
            (today.answered, today.in_time, today.ended) = (0, 0, 0);
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
                self.keeps_who_worked_overnight(g, now);
            }
        }
    }

    fn keeps_who_worked_overnight(&mut self, g: usize, now: f64) {
        let count = &mut self.counts[g];
        let (first, most) = (count.first, count.most);
        let on_duty: Vec<u32> = (first..first + most).filter(|a| self.agents.all[*a as usize].on_duty).collect();
        // Agents are at most a few million.
        (count.now, count.leaving, count.marked) = (on_duty.len() as u32, 0, 0);
        for agent in on_duty {
            if self.agents.all[agent as usize].due == Due::Home {
                self.agents.all[agent as usize].due = Due::Nothing;
                self.list_anew(agent, now);
            }
        }
    }

    pub(super) fn opens_head_count(&mut self, g: usize, day: u32, now: f64) {
        let steps = self.head_count_of_day(g, day);
        self.pay_for_head_counts(g, &steps, now);
        let mut steps = steps.into_iter();
        let present = steps.next().map_or(0, |step| step.1);
        let count = &mut self.counts[g];
        count.changes = steps.map(|(at_s, agents)| (now + at_s, agents)).collect();
        let reserves = count.reserves;
        self.draw_stretches_of_heads(g, now);
        self.resize(g, present + reserves, now);
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

    /// Paid are the scheduled agents from opening to closing, whether they show up or not.
    fn pay_for_head_counts(&mut self, g: usize, there: &[(f64, u32)], opens_s: f64) {
        let plan = std::sync::Arc::clone(&self.plan);
        let steps = &plan.groups[g].group.staffing;
        let ends = steps.iter().skip(1).map(|step| step.0).chain([plan.length_s]);
        for ((&(from_s, agents), to_s), (_, there)) in steps.iter().zip(ends).zip(there) {
            if agents > 0 && to_s > from_s {
                self.recorder.paid(self.id(g), agents, opens_s + from_s, opens_s + to_s);
                self.recorder.rostered(self.id(g), *there, Rostered::ShownUp, opens_s + from_s, opens_s + to_s);
            }
        }
    }

    /// Head-counts of a day, s since opening: the scheduled ones, less those who are absent today. The first step is at
    /// opening.
    pub(super) fn head_count_of_day(&self, g: usize, day: u32) -> Vec<(f64, u32)> {
        let group = &self.plan.groups[g].group;
        // Agents are at most a few million.
        let there = |scheduled: u32| (0..scheduled).filter(|n| !self.is_absent(g, day, *n)).count() as u32;
        match group.people.absence {
            0.0 => group.staffing.clone(),
            _ => group.staffing.iter().map(|&(at_s, scheduled)| (at_s, there(scheduled))).collect(),
        }
    }

    /// Whether the agent of this number in the group does not show up on this day.
    pub(super) fn is_absent(&self, g: usize, day: u32, agent: u32) -> bool {
        let group = &self.plan.groups[g].group;
        people::is_absent(self.seed, (&group.name, group.people.absence), day, agent)
    }

    /// The center closes.
    pub(super) fn closes(&mut self, day: u32, now: f64) {
        for g in 0..self.counts.len() {
            if self.plan.groups[g].group.people.shifts.is_empty() {
                self.settle_leaving(g, now);
                self.send_home_who_is_away(g, now);
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
        if day + 1 == self.plan.days {
            self.note_what_is_felt(now);
        }
        self.stop_ringing(now);
        self.cut_off_after_hours(now);
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

    /// Agents of a group who still take something after closing: those of a head-count who are there and will not leave
    /// with what they have in hand; people whose shift goes on, or begins later today.
    pub(super) fn staying_after_hours(&self, g: usize, now: f64) -> u32 {
        let shifts = &self.plan.groups[g].group.people.shifts;
        if shifts.is_empty() {
            return self.staying(g);
        }
        let opens_s = f64::from(self.day) * DAY_S;
        let numbered = shifts.iter().flat_map(|shift| (0..shift.people).map(move |_| shift.to_s)).zip(0..);
        // A shift ends once, and who does not show up has none.
        numbered.filter(|(to_s, number)| opens_s + to_s > now && !self.is_absent(g, self.day, *number)).count() as u32
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
