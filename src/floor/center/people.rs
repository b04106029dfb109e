//! People come and go, are there, and are busy.

use super::agents::Due;
use super::{Center, Happening};
use crate::floor::causes::Causes;
use crate::floor::plan::Set;
use crate::floor::recorder::Recorder;
use crate::model::DAY_S;

impl<R: Recorder, C: Causes, S: Set> Center<R, C, S> {
    /// An agent comes to work.
    pub(super) fn comes(&mut self, agent: u32, now: f64) {
        let me = &mut self.agents.all[agent as usize];
        if me.on_duty && me.due != Due::Home {
            return self.works_on(agent, now);
        }
        me.on_duty = true;
        me.due = Due::Nothing;
        (me.away, me.may_break_ms) = (0, 0);
        (me.worked_s, me.duty_from_s, me.occupied) = (0.0, now, 0.0);
        self.is_present(agent, now);
        self.tell(now, Happening::Comes, None, Some(agent));
        if !self.comes_to_be_away(agent, now) {
            self.list_anew(agent, now);
            self.serve_if_on_shift(agent, now);
        }
    }

    /// People on shifts come one by one; those counted by heads are all there before any of them begins.
    pub(super) fn serve_if_on_shift(&mut self, agent: u32, now: f64) {
        let g = self.agents.all[agent as usize].group as usize;
        if !self.plan.groups[g].group.people.shifts.is_empty() {
            self.serve_and_dial(g, now);
        }
    }

    pub(super) fn is_present(&mut self, agent: u32, now: f64) {
        let me = &mut self.agents.all[agent as usize];
        if me.present_from_s == f64::INFINITY {
            me.present_from_s = now;
            self.agents.benches[me.group as usize].there += 1;
        }
    }

    pub(super) fn is_not_present(&mut self, agent: u32, now: f64) {
        let me = &mut self.agents.all[agent as usize];
        let from_s = std::mem::replace(&mut me.present_from_s, f64::INFINITY);
        if from_s < f64::INFINITY {
            let g = me.group as usize;
            self.agents.benches[g].there -= 1;
            if now > from_s && !self.counts_only_work(g) {
                self.recorder.present(self.id(g), 1, from_s, now);
            }
        }
    }

    /// After closing, of those counted by heads only who works is there.
    pub(super) fn counts_only_work(&self, g: usize) -> bool {
        self.after_hours && self.plan.groups[g].group.people.shifts.is_empty()
    }

    /// An agent goes home now.
    pub(super) fn goes(&mut self, agent: u32, now: f64) {
        self.ends_shrinkage(agent, now);
        self.book_break(agent, now);
        let me = &mut self.agents.all[agent as usize];
        me.on_duty = false;
        me.due = Due::Nothing;
        let over_from_s = std::mem::replace(&mut me.over_from_s, f64::INFINITY);
        let g = me.group as usize;
        if now > over_from_s {
            self.recorder.paid(self.id(g), 1, over_from_s, now);
        }
        self.agents.unlist(agent);
        self.is_not_present(agent, now);
        self.tell(now, Happening::Goes, None, Some(agent));
        if self.after_hours {
            self.cut_off_after_hours(now);
        }
    }

    /// An agent was busy from one moment to another; after closing that is all that those counted by heads are paid for.
    pub(super) fn worked(&mut self, agent: u32, from_s: f64, now: f64) {
        let me = &self.agents.all[agent as usize];
        let g = me.group as usize;
        if now > from_s {
            self.recorder.worked(self.id(g), from_s, now);
            if self.counts_only_work(g) {
                let closed_s = f64::from(self.day) * DAY_S + self.plan.length_s;
                let from_s = from_s.max(closed_s);
                if now > from_s {
                    self.recorder.present(self.id(g), 1, from_s, now);
                    self.recorder.paid(self.id(g), 1, from_s, now);
                }
            }
        }
    }

    /// Whether an agent who has finished something leaves now, for home or for a break.
    pub(super) fn leaves_if_due(&mut self, agent: u32, now: f64) -> bool {
        self.mark_next_to_finish(agent);
        let me = &self.agents.all[agent as usize];
        let g = me.group as usize;
        if !me.in_hand.is_empty() {
            return false;
        }
        let dismissed = self.counts_only_work(g) && !self.somebody_may_come();
        if me.due == Due::Home || dismissed {
            if me.due == Due::Home && self.counts[g].marked > 0 {
                self.one_has_left(g, now);
            }
            self.goes(agent, now);
            return true;
        }
        if let Due::Break(length_ms) = me.due {
            self.break_starts(agent, length_ms, now);
            return true;
        }
        if me.away > 0 {
            self.is_on_break(agent, now);
            self.is_not_present(agent, now);
            self.tell(now, Happening::BreakStarts, None, Some(agent));
            return true;
        }
        if me.shrunk.is_due() {
            match self.counts_only_work(g) {
                true => self.goes(agent, now),
                false => self.goes_away_if_free(agent, now),
            }
            return true;
        }
        !me.on_duty
    }
}
