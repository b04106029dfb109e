//! The warning before a crisis: too many complaints within an hour, and what is done then.

use std::collections::VecDeque;

use super::calendar::Planned;
use super::{Center, Happening};
use crate::floor::causes::Causes;
use crate::floor::plan::Set;
use crate::floor::recorder::{Recorder, Rostered};
use crate::model::DAY_S;

/// Over how long complaints are counted, s.
const HOUR_S: f64 = 3600.0;

/// How the alarm stands.
#[derive(Clone, Debug, Default)]
pub(super) struct AlarmState {
    /// When the complaints of the last hour were filed.
    filed: VecDeque<f64>,
    pub is_on: bool,
    /// When its reserves come, and when it is over.
    comes_s: f64,
    ends_s: f64,
}

impl<R: Recorder, C: Causes, S: Set> Center<R, C, S> {
    /// A customer files a complaint.
    pub(super) fn complaint_is_filed(&mut self, now: f64) {
        let plan = std::sync::Arc::clone(&self.plan);
        let Some(alarm) = &plan.alarm else { return };
        let filed = &mut self.alarm.filed;
        filed.push_back(now);
        while filed.front().is_some_and(|at_s| *at_s <= now - HOUR_S) {
            filed.pop_front();
        }
        if filed.len() as f64 <= alarm.complaints_per_hour || self.alarm.is_on || !self.is_open {
            return;
        }
        self.alarm.is_on = true;
        self.alarm.comes_s = now + alarm.after_s.min(alarm.lasts_s);
        self.alarm.ends_s = now + alarm.lasts_s;
        self.recorder.alarm(now);
        self.tell(now, Happening::Alarm, None, None);
        self.calendar.plan(self.alarm.comes_s, Planned::Reserves(true));
        self.calendar.plan(self.alarm.ends_s, Planned::Reserves(false));
    }

    /// Those called in by an alarm come, or go and the alarm is over.
    pub(super) fn reserves(&mut self, come: bool, now: f64) {
        let plan = std::sync::Arc::clone(&self.plan);
        let Some(alarm) = &plan.alarm else { return };
        // At closing an alarm ends early, and a later one may be on when what it had planned comes up.
        let planned_s = if come { self.alarm.comes_s } else { self.alarm.ends_s };
        if !self.alarm.is_on || now != planned_s {
            return;
        }
        if !come {
            self.alarm.is_on = false;
        }
        for &(group, people) in &alarm.reserves {
            let g = group.index();
            let scheduled = self.counts[g].now - self.counts[g].reserves;
            self.counts[g].reserves = if come { people } else { 0 };
            if come {
                let last_day = if self.plan.never_closes { self.plan.days - 1 } else { self.day };
                let closes_s = f64::from(last_day) * DAY_S + self.plan.length_s;
                let to_s = self.alarm.ends_s.min(closes_s);
                self.recorder.paid(group, people, now, to_s);
                self.recorder.rostered(group, people, Rostered::ShownUp, now, to_s);
            }
            self.resize(g, scheduled + self.counts[g].reserves, now);
            self.serve_and_dial(g, now);
        }
    }

    /// When the center closes, an alarm is over.
    pub(super) fn alarm_ends_at_closing(&mut self) {
        self.alarm.is_on = false;
        for count in &mut self.counts {
            count.reserves = 0;
        }
    }
}
