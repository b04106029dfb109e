//! Which cells of a replication's books a figure is about.

use std::ops::Range;

use crate::model::{DAY_S, HorizonKind, Model, Shift};

use super::booked::{Booked, of_tally};
use super::ledger::{Extra, GroupExtra, GroupTally, Layout, Section};
use super::totals::Totals;

/// Some cells of a replication's books: the whole counted time, a day, an interval of all days, a batch.
#[derive(Clone, Debug)]
pub struct Window<'a> {
    model: &'a Model,
    section: &'a Section,
    ends_s: &'a [f64],
    layout: Layout,
    days: Range<usize>,
    /// Intervals, or batches.
    parts: Range<usize>,
    /// The time after closing belongs to it too.
    late: bool,
    /// Seconds between opening and closing.
    open_s: f64,
}

impl<'a> Window<'a> {
    /// The whole counted time. `ends_s` are the model's [`cell_ends`](super::cell_ends). What comes and is done past
    /// closing belongs to a day, not to a steady stretch.
    pub fn whole_time(model: &'a Model, section: &'a Section, ends_s: &'a [f64]) -> Window<'a> {
        let late = matches!(model.horizon.kind, HorizonKind::Day { .. });
        let layout = Layout::new(ends_s.len(), model.horizon.days);
        let (days, parts) = (0..layout.days, 0..layout.parts);
        Window { model, section, ends_s, layout, days, parts, late, open_s: 0.0 }.measured()
    }

    /// One interval of each of its days, or one batch, from 0.
    pub fn only(&self, interval: usize) -> Window<'a> {
        Window { parts: interval..interval + 1, late: false, ..self.clone() }.measured()
    }

    /// Of each of its days what comes and is done while the center is closed: what no interval holds.
    pub fn after_hours(&self) -> Window<'a> {
        Window { parts: 0..0, ..self.clone() }.measured()
    }

    /// One day, from 0: from its opening to the next.
    pub fn day(&self, day: usize) -> Window<'a> {
        Window { days: day..day + 1, ..self.clone() }.measured()
    }

    fn measured(mut self) -> Window<'a> {
        self.open_s = self.open().map(|(_, from_s, to_s)| to_s - from_s).sum();
        self
    }

    /// Visits the cells between opening and closing.
    fn each_open(&self, mut visit: impl FnMut(usize)) {
        for day in self.days.clone() {
            self.parts.clone().for_each(|part| visit(self.layout.cell(day, part)));
        }
    }

    /// Visits the cells of the time in which the center is closed. Before the first opening lies the warm-up's cell:
    /// where there is no warm-up it holds what was there before opening.
    fn each_closed(&self, mut visit: impl FnMut(usize)) {
        if !self.late {
            return;
        }
        if self.days.start == 0 && self.ends_s[0] == 0.0 {
            visit(0);
        }
        self.days.clone().for_each(|day| visit(self.layout.late(day)));
    }

    /// Begin and end of each of its stretches between opening and closing, with the number of the day.
    fn open(&self) -> impl Iterator<Item = (usize, f64, f64)> {
        let end = |day: usize, part: usize| self.ends_s[self.layout.cell(day, part) - 1];
        self.days.clone().map(move |day| (day, end(day, self.parts.start), end(day, self.parts.end)))
    }

    /// The whole center.
    pub fn whole(&self) -> Totals {
        let mut whole = Totals::default();
        for k in 0..self.model.contacts.len() {
            whole += self.of_type(k);
        }
        for g in 0..self.model.groups.len() {
            let group = self.of_group(g);
            whole.busy_s += group.busy_s;
            whole.busy_open_s += group.busy_open_s;
            whole.phone_s += group.phone_s;
            whole.paid_s += group.paid_s;
            whole.shown_up_s += group.shown_up_s;
            whole.shrinkage_planned_s += group.shrinkage_planned_s;
            whole.shrinkage_lived_s += group.shrinkage_lived_s;
            whole.breaks_planned_s += group.breaks_planned_s;
            whole.breaks_lived_s += group.breaks_lived_s;
            whole.present_open_s += group.present_open_s;
            whole.scheduled_s += group.scheduled_s;
            whole.staffing_cost += group.staffing_cost;
        }
        whole.open_s = self.open_s;
        whole.net_value -= whole.staffing_cost;
        self.add_days(&mut whole);
        whole
    }

    /// The customer base over the days of this window, and alarms: of days that belong to it as a whole.
    fn add_days(&self, whole: &mut Totals) {
        if !self.late {
            return;
        }
        let lifetime = self.model.value.as_ref().map_or(0.0, crate::model::Value::lifetime);
        for day in self.days.clone() {
            // Of a day that begins in the warm-up only how many customers it leaves is told.
            let counts = day as f64 * DAY_S >= self.model.horizon.warm_up_s;
            if counts {
                whole.alarms += self.section.alarms.get(day).copied().unwrap_or(0) as f64;
            }
            let Some(today) = self.section.market.get(day).filter(|_| self.model.market.is_some()) else { continue };
            whole.customers = today.customers;
            if !counts {
                continue;
            }
            whole.customers_gone += today.gone;
            whole.customers_lost += today.lost;
            whole.customers_lost_by_mouth += today.lost;
            whole.customers_won += today.won;
            let (lost, won) = (lifetime * today.lost_worth, lifetime * today.won_worth);
            whole.lifetime_value_lost += lost;
            whole.lifetime_value_won += won;
            whole.net_value += won - lost;
        }
    }

    /// One contact type.
    pub fn of_type(&self, k: usize) -> Totals {
        let types = self.model.contacts.len();
        let mut booked = Booked::default();
        self.each_open(|cell| booked.tally.add(&self.section.tallies[cell * types + k]));
        let queue_s = booked.tally.queue_s;
        self.each_closed(|cell| booked.tally.add(&self.section.tallies[cell * types + k]));
        // A queue has a length only while the center is open.
        booked.tally.queue_s = queue_s;
        if !self.section.extras.is_empty() {
            let mut extra = Extra::default();
            self.each_open(|cell| extra.add(&self.section.extras[cell * types + k]));
            self.each_closed(|cell| extra.add(&self.section.extras[cell * types + k]));
            booked.extra = Some(extra);
            booked.of_floor = !self.section.is_of_center();
        }
        if !self.section.blames.is_empty() {
            let mut add = |cell: usize| {
                let blames = &self.section.blames[cell * types + k];
                booked.blamed.iter_mut().zip(blames).for_each(|(sum, lost)| *sum += lost);
            };
            self.each_open(&mut add);
            self.each_closed(&mut add);
        }
        if !self.section.kinds.is_empty() {
            let kinds = self.model.kinds.len();
            booked.kinds = vec![[0; 4]; kinds];
            let mut add = |cell: usize| {
                let first = (cell * types + k) * kinds;
                for (sum, classes) in booked.kinds.iter_mut().zip(&self.section.kinds[first..first + kinds]) {
                    sum.iter_mut().zip(classes).for_each(|(sum, count)| *sum += count);
                }
            };
            self.each_open(&mut add);
            self.each_closed(&mut add);
        }
        of_tally(self.model, k, &booked, self.open_s)
    }

    /// One group.
    pub fn of_group(&self, g: usize) -> Totals {
        let groups = self.model.groups.len();
        let (mut open, mut closed) = (GroupTally::default(), GroupTally::default());
        self.each_open(|cell| open.add(&self.section.groups[cell * groups + g]));
        self.each_closed(|cell| closed.add(&self.section.groups[cell * groups + g]));
        let scheduled_s = self.open().map(|(day, from_s, to_s)| scheduled(self.model, g, day, from_s, to_s)).sum();
        let answered = (open.answered + closed.answered) as f64;
        // After closing only who works is there, whether counted or beyond the count.
        let present_open_s = scheduled_s + open.overrun_s;
        let phone_s = present_open_s + closed.busy_s;
        let plain = Totals {
            handled: answered,
            phone_s,
            paid_s: phone_s,
            shown_up_s: scheduled_s,
            present_open_s,
            ..Totals::default()
        };
        let told = match self.section.is_of_center() {
            true => self.told(g),
            // Of people a floor tells their time as a center does, and of heads nothing.
            false if !self.model.groups[g].people.shifts.is_empty() => Totals { handled: answered, ..self.told(g) },
            false => plain,
        };
        let staffing_cost = told.paid_s / 3600.0 * self.model.groups[g].cost_per_hour;
        Totals {
            answered,
            handle_s: open.handle_s + closed.handle_s,
            busy_s: open.busy_s + closed.busy_s,
            busy_open_s: open.busy_s,
            scheduled_s,
            staffing_cost,
            net_value: -staffing_cost,
            open_s: self.open_s,
            ..told
        }
    }

    /// What a center has told of the time of a group's agents.
    fn told(&self, g: usize) -> Totals {
        let extras = |cell: usize| &self.section.group_extras[cell * self.model.groups.len() + g];
        let mut sum = GroupExtra::default();
        self.each_open(|cell| sum.add(extras(cell)));
        let present_open_s = sum.present_s;
        self.each_closed(|cell| sum.add(extras(cell)));
        let (handled, called_back) = (sum.handled as f64, sum.called_back as f64);
        Totals {
            handled,
            called_back,
            phone_s: sum.present_s,
            paid_s: sum.paid_s,
            shown_up_s: sum.shown_up_s,
            // What is planned is what the scenario says; which stretches it falls on is drawn.
            shrinkage_planned_s: self.model.groups[g].people.shrinkage_share() * sum.shown_up_s,
            shrinkage_lived_s: sum.shrinkage_lived_s,
            breaks_planned_s: sum.breaks_planned_s,
            breaks_lived_s: sum.breaks_lived_s,
            present_open_s,
            ..Totals::default()
        }
    }
}

/// Agent-seconds that the plan of a group promises between two moments of a day: its head-counts, or its shifts without
/// their breaks.
fn scheduled(model: &Model, g: usize, day: usize, from_s: f64, to_s: f64) -> f64 {
    let group = &model.groups[g];
    let opening_s = day as f64 * DAY_S;
    let (from_s, to_s) = (from_s - opening_s, to_s - opening_s);
    if !group.people.shifts.is_empty() {
        // Who begins before midnight may still be there after it.
        let days = [-1.0, 0.0, 1.0].iter().filter(|shifted| {
            let other = day as f64 + **shifted;
            other >= 0.0 && other < f64::from(model.horizon.days)
        });
        let of_day = |shifted: &f64| {
            let by_s = shifted * DAY_S;
            group.people.shifts.iter().map(|shift| on_shift(shift, from_s - by_s, to_s - by_s)).sum::<f64>()
        };
        return days.map(of_day).sum();
    }
    group.counted_s(from_s, to_s)
}

/// Agent-seconds of a shift between two moments, its breaks as early as they may be.
fn on_shift(shift: &Shift, from_s: f64, to_s: f64) -> f64 {
    let overlap = |begin_s: f64, end_s: f64| (end_s.min(to_s) - begin_s.max(from_s)).max(0.0);
    let breaks: f64 = shift.breaks.iter().map(|b| overlap(b.at_s, b.at_s + b.length_s)).sum();
    f64::from(shift.people) * (overlap(shift.from_s, shift.to_s) - breaks)
}
