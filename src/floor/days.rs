//! Days in a row: what the plan of a day holds, opening, closing, and the head-counts between.

use super::beat::{Beat, Halted};
use super::causes::{Causes, Ending};
use super::plan::{Set, members};
use super::recorder::Recorder;
use super::timeline::Change;
use super::{CHANGES, FloorOfWidth, NEVER};
use crate::model::{Closing, DAY_S};

impl<R: Recorder, C: Causes, S: Set> FloorOfWidth<R, C, S> {
    /// The changes of head-counts of a day that has opened, and its closing, or that the next one begins without one.
    pub(super) fn plan_day(&mut self, day: u32) {
        let opens_s = f64::from(day) * DAY_S;
        for (group, plan) in self.plan.groups.iter().enumerate() {
            for &(at_s, agents) in plan.head_counts.iter().skip(1) {
                self.timeline.plan(opens_s + at_s, Change::HeadCount { group, agents });
            }
        }
        let goes_on = self.plan.never_closes && day + 1 < self.plan.days;
        let next = if goes_on { Change::Opens(day + 1) } else { Change::Closes(day) };
        self.timeline.plan(opens_s + self.plan.length_s, next);
    }

    /// What the plan holds for this moment.
    pub(super) fn change(&mut self, now: f64) {
        while let Some(change) = self.timeline.next_by(now) {
            match change {
                Change::Closes(day) => self.closes(day, now),
                Change::Opens(day) => self.opens(day, now),
                Change::HeadCount { group, agents } => self.resize(group, agents, now),
                Change::Comes(person) => self.comes(person, now),
                Change::Break { person, which } => self.break_is_due(person, which, now),
                Change::Goes(person) => self.goes(person, now),
            }
        }
        self.next_s = self.calendar.set(CHANGES, self.timeline.next_s());
    }

    fn resize(&mut self, g: usize, agents: u32, now: f64) {
        self.settle_leaving(g, now);
        self.groups[g].resize(agents, now);
        self.take_waiting(g, now);
    }

    /// A day begins: of those counted by heads, whoever is scheduled is there.
    fn opens(&mut self, day: u32, now: f64) {
        self.closed_s = f64::INFINITY;
        self.plan_day(day);
        let counted: Vec<usize> = (0..self.groups.len()).filter(|g| !self.plan.groups[*g].has_shifts).collect();
        if self.plan.never_closes {
            self.plan_shifts(day);
        } else {
            // As long as somebody waited nobody went home.
            let somebody_waits = self.queues.iter().any(|queue| queue.line.iter().any(|entry| entry.leaves_s > now));
            counted.iter().for_each(|&g| self.groups[g].begin_day(somebody_waits, now));
        }
        for g in counted {
            let agents = self.plan.groups[g].head_counts.first().map_or(0, |step| step.1);
            self.resize(g, agents, now);
        }
    }

    /// The center closes: whoever waits is cut off, or served by those who stay.
    fn closes(&mut self, day: u32, now: f64) {
        self.closed_s = now;
        self.count_who_stays(day, now);
        self.cut_off_who_is_not_served(now);
        if day + 1 < self.plan.days {
            self.timeline.plan(f64::from(day + 1) * DAY_S, Change::Opens(day + 1));
            self.plan_shifts(day + 1);
        }
        for g in 0..self.groups.len() {
            self.settle_leaving(g, now);
        }
    }

    /// Lives on until the last day is over and nobody waits.
    pub(super) fn end_days(&mut self, beat: &mut Beat<'_>) -> Result<(), Halted> {
        // Head-counts still change and agents still leave when nobody comes any more.
        while self.next_s < NEVER && (!self.waiting.is_empty() || self.timeline.next_s() < f64::INFINITY) {
            self.next_event();
            self.count(beat)?;
        }
        for k in 0..self.queues.len() {
            while let Some(entry) = self.queues[k].line.pop_front() {
                debug_assert!(entry.leaves_s < f64::INFINITY, "who waits for ever is served, or cut off at closing");
                self.abandon(k, &entry, entry.leaves_s);
            }
        }
        Ok(())
    }

    /// After closing, whom nobody who stays, or comes later on the day, ever takes is cut off; with `hang-up` whoever waits. A
    /// center that never closes cuts nobody off whom it would serve.
    pub(super) fn cut_off_who_is_not_served(&mut self, now: f64) {
        if self.plan.never_closes && self.plan.closing == Closing::ServeOut {
            return;
        }
        for k in members(self.waiting) {
            if self.plan.closing == Closing::HangUp || !self.is_served_out(k) {
                self.cut_off(k, now);
            }
        }
    }

    /// Whether a group ever takes contacts of type `k` after closing: with more agents than it keeps back.
    fn is_served_out(&self, k: usize) -> bool {
        let services = self.plan.types[k].service.iter().enumerate();
        services.filter_map(|(g, service)| Some((g, service.as_ref()?))).any(|(g, service)| {
            let stay = match self.plan.groups[g].has_shifts {
                true => self.groups[g].stay_on_shift,
                false => self.groups[g].head_count as usize,
            };
            stay > service.reserve
        })
    }

    /// The center is closed: whoever of type `k` still waits at that moment is cut off.
    fn cut_off(&mut self, k: usize, at_s: f64) {
        while let Some(entry) = self.queues[k].line.pop_front() {
            if entry.leaves_s <= at_s {
                self.abandon(k, &entry, entry.leaves_s);
                continue;
            }
            let overtaken = self.queues[k].was_overtaken(entry.visit.arrival_s, at_s);
            if let Some(meter) = &mut self.queues[k].meter {
                meter.leaves_early(&entry);
            }
            self.recorder.cut_off(&entry.visit, at_s, overtaken);
            self.gets_nothing(&entry.visit, Ending::CutOff, entry.attempt, at_s);
        }
        self.queues[k].forget();
        self.waiting &= !S::only(k);
    }

    /// Tells the recorder how long leaving agents have stayed since it was last told.
    pub(super) fn settle_leaving(&mut self, g: usize, now: f64) {
        let group = &mut self.groups[g];
        if group.leaving > 0 && now > group.leaving_since_s {
            self.recorder.overran(self.plan.groups[g].id, group.leaving, group.leaving_since_s, now);
        }
        group.leaving_since_s = now;
    }
}
