//! People come and go: head-counts, shifts, breaks, absences; the center opens and closes.

use super::agents::{Agent, Due, Phase};
use super::calendar::Planned;
use super::case::{State, Ticket};
use super::{Center, Happening};
use crate::floor::causes::Causes;
use crate::floor::recorder::Recorder;
use crate::model::random::{Keyed, Purpose, mix, uniform};
use crate::model::{Closing, DAY_S, GroupId, Shift, ShiftEnd};

/// How many of a group are scheduled, and who of them is not there.
#[derive(Clone, Debug, Default)]
pub(super) struct HeadCount {
    /// Number of the group's first agent among all.
    first: u32,
    most: u32,
    now: u32,
    /// Agents beyond the head-count who leave when they finish, and since when.
    leaving: u32,
    leaving_since_s: f64,
    /// Changes of today still to come: moment, agents.
    changes: Vec<(f64, u32)>,
}

impl<R: Recorder, C: Causes> Center<R, C> {
    /// Everybody who will ever work here.
    pub(super) fn hire(&mut self) {
        let plan = std::sync::Arc::clone(&self.plan);
        for (g, tables) in plan.groups.iter().enumerate() {
            let shifts = &tables.group.people.shifts;
            let by_shifts: u32 = shifts.iter().map(|shift| shift.people).sum();
            let most = if shifts.is_empty() { tables.group.most_agents() } else { by_shifts };
            // Agents are at most a few million.
            let first = self.agents.all.len() as u32;
            // Groups are at most 64.
            self.agents.all.extend((1..=most).map(|number| Agent::new(g as u32, number)));
            self.counts.push(HeadCount { first, most, ..HeadCount::default() });
        }
    }

    /// The center opens: those counted by heads are there, and what waited overnight is taken.
    pub(super) fn opens(&mut self, day: u32, now: f64) {
        self.day = day;
        self.is_open = true;
        self.after_hours = false;
        self.calendar.plan(now + self.plan.length_s, Planned::Closes(day));
        for today in &mut self.types {
            (today.in_time, today.ended) = (0, 0);
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

    fn opens_head_count(&mut self, g: usize, day: u32, now: f64) {
        let mut steps = self.head_count_of_day(g, day).into_iter();
        let present = steps.next().map_or(0, |step| step.1);
        let count = &mut self.counts[g];
        count.changes = steps.map(|(at_s, agents)| (now + at_s, agents)).collect();
        let (first, most) = (count.first, count.most);
        // Who worked through the night is still there.
        count.now = (first..first + most).filter(|a| self.agents.all[*a as usize].on_duty).count() as u32;
        count.leaving = 0;
        self.pay_for_head_counts(g, now);
        for agent in (first..first + most).filter(|a| self.agents.all[*a as usize].on_duty).collect::<Vec<_>>() {
            self.agents.all[agent as usize].present_from_s = now;
        }
        self.resize(g, present, now);
        self.serve_and_dial(g, now);
    }

    /// Paid are the scheduled agents from opening to closing.
    fn pay_for_head_counts(&mut self, g: usize, opens_s: f64) {
        let plan = std::sync::Arc::clone(&self.plan);
        let steps = &plan.groups[g].group.staffing;
        let ends = steps.iter().skip(1).map(|step| step.0).chain([plan.length_s]);
        for (&(from_s, agents), to_s) in steps.iter().zip(ends) {
            if agents > 0 && to_s > from_s {
                self.recorder.paid(self.id(g), agents, opens_s + from_s, opens_s + to_s);
            }
        }
    }

    fn id(&self, g: usize) -> GroupId {
        self.plan.plain.groups[g].id
    }

    /// Head-counts of a day, s since opening: the scheduled ones, less those who are absent today or not available in an
    /// interval. The first step is at opening.
    fn head_count_of_day(&self, g: usize, day: u32) -> Vec<(f64, u32)> {
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
    fn is_absent(&self, g: usize, day: u32, agent: u32) -> bool {
        let group = &self.plan.groups[g].group;
        group.people.absence > 0.0 && self.draws_below(Purpose::Absence, g, day, u64::from(agent), group.people.absence)
    }

    /// Whether that agent is not available in this interval.
    fn is_shrunk(&self, g: usize, day: u32, agent: u32, interval: i64) -> bool {
        let group = &self.plan.groups[g].group;
        // Intervals before opening are negative; an agent's numbers are 2^20 apart.
        let which = (u64::from(agent) << 20).wrapping_add(interval as u64);
        group.people.shrinkage > 0.0 && self.draws_below(Purpose::Shrinkage, g, day, which, group.people.shrinkage)
    }

    fn draws_below(&self, purpose: Purpose, g: usize, day: u32, which: u64, share: f64) -> bool {
        let of_group = self.seed.on_day(day).of(purpose, &self.plan.groups[g].group.name);
        uniform(&mut Keyed::new(mix(of_group.wrapping_add(mix(which))), purpose)) < share
    }

    /// Head-counts change; those of one moment group by group.
    pub(super) fn head_counts_change(&mut self, now: f64) {
        for g in 0..self.counts.len() {
            while self.counts[g].changes.first().is_some_and(|change| change.0 <= now) {
                let (_, agents) = self.counts[g].changes.remove(0);
                self.resize(g, agents, now);
                self.serve_and_dial(g, now);
            }
        }
    }

    fn serve_and_dial(&mut self, g: usize, now: f64) {
        self.serve_group(g, now);
        self.preview(g, now);
        self.dial_all(now);
    }

    /// A new head-count: idle agents go or come at once, busy ones finish first and then leave; who was about to leave
    /// stays if the number rises again.
    fn resize(&mut self, g: usize, agents: u32, now: f64) {
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
    fn one_will_leave(&mut self, g: usize, _now: f64) {
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
    fn settle_leaving(&mut self, g: usize, now: f64) {
        let count = &mut self.counts[g];
        let (leaving, since_s) = (count.leaving, count.leaving_since_s);
        count.leaving_since_s = now;
        // After closing they are paid for what they work, like everybody.
        if leaving > 0 && now > since_s && !self.counts_only_work(g) {
            self.recorder.paid(self.id(g), leaving, since_s, now);
        }
    }

    /// The shifts of a day, with breaks, absences and unavailable intervals, put into the calendar.
    pub(super) fn plan_shifts(&mut self, day: u32) {
        let plan = std::sync::Arc::clone(&self.plan);
        let opens_s = f64::from(day) * DAY_S;
        for (g, tables) in plan.groups.iter().enumerate() {
            let mut number = 0;
            for shift in &tables.group.people.shifts {
                self.recorder.paid(
                    self.id(g),
                    shift.people,
                    (opens_s + shift.from_s).max(0.0),
                    (opens_s + shift.to_s).max(0.0),
                );
                for _ in 0..shift.people {
                    if !self.is_absent(g, day, number) {
                        self.plan_shift(g, number, shift, day);
                    }
                    number += 1;
                }
            }
        }
    }

    fn plan_shift(&mut self, g: usize, number: u32, shift: &Shift, day: u32) {
        let agent = self.counts[g].first + number;
        let opens_s = f64::from(day) * DAY_S;
        self.calendar.plan(opens_s + shift.from_s, Planned::Comes(agent));
        self.calendar.plan(opens_s + shift.to_s, Planned::Goes(agent));
        for pause in &shift.breaks {
            let at_s = opens_s + pause.at_s;
            if pause.flexible_s > 0.0 {
                // Lengths are at most a day.
                let length_ms = (pause.length_s * 1000.0) as u32;
                self.calendar.plan(at_s, Planned::BreakMay(agent, length_ms));
                self.calendar.plan(at_s + pause.flexible_s, Planned::BreakMust(agent, length_ms));
            } else {
                self.plan_absence(agent, at_s, at_s + pause.length_s);
            }
        }
        let interval_s = self.plan.interval_s;
        let (first, last) = (libm::floor(shift.from_s / interval_s) as i64, libm::ceil(shift.to_s / interval_s) as i64);
        for interval in (first..last).filter(|i| self.is_shrunk(g, day, number, *i)).collect::<Vec<_>>() {
            let from_s = (interval as f64 * interval_s).max(shift.from_s);
            let to_s = ((interval + 1) as f64 * interval_s).min(shift.to_s);
            self.plan_absence(agent, opens_s + from_s, opens_s + to_s);
        }
    }

    fn plan_absence(&mut self, agent: u32, from_s: f64, to_s: f64) {
        self.calendar.plan(from_s, Planned::AwayStarts(agent));
        self.calendar.plan(to_s, Planned::AwayEnds(agent));
    }

    /// An agent comes to work.
    pub(super) fn comes(&mut self, agent: u32, now: f64) {
        let me = &mut self.agents.all[agent as usize];
        me.on_duty = true;
        me.due = Due::Nothing;
        (me.away, me.may_break_ms) = (0, 0);
        (me.worked_s, me.duty_from_s, me.occupied) = (0.0, now, 0.0);
        self.is_present(agent, now);
        self.tell(now, Happening::Comes, None, Some(agent));
        self.list_anew(agent, now);
        self.serve_if_on_shift(agent, now);
    }

    /// People on shifts come one by one; those counted by heads are all there before any of them begins.
    fn serve_if_on_shift(&mut self, agent: u32, now: f64) {
        let g = self.agents.all[agent as usize].group as usize;
        if !self.plan.groups[g].group.people.shifts.is_empty() {
            self.serve_and_dial(g, now);
        }
    }

    fn is_present(&mut self, agent: u32, now: f64) {
        let me = &mut self.agents.all[agent as usize];
        if me.present_from_s == f64::INFINITY {
            me.present_from_s = now;
            self.agents.benches[me.group as usize].there += 1;
        }
    }

    fn is_not_present(&mut self, agent: u32, now: f64) {
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
    fn counts_only_work(&self, g: usize) -> bool {
        self.after_hours && self.plan.groups[g].group.people.shifts.is_empty()
    }

    /// An agent goes home now.
    pub(super) fn goes(&mut self, agent: u32, now: f64) {
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
            self.cut_off_hopeless(now);
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
        let me = &self.agents.all[agent as usize];
        let g = me.group as usize;
        if !me.in_hand.is_empty() {
            return false;
        }
        let dismissed = self.counts_only_work(g) && !self.somebody_may_come();
        let too_many = self.counts[g].leaving > 0 && (self.plan.groups[g].is_counter || me.due == Due::Home);
        if me.due == Due::Home || too_many || dismissed {
            if too_many {
                self.settle_leaving(g, now);
                self.counts[g].leaving -= 1;
            }
            self.goes(agent, now);
            return true;
        }
        if let Due::Break(length_ms) = me.due {
            self.break_starts(agent, length_ms, now);
            return true;
        }
        if me.away > 0 {
            self.is_not_present(agent, now);
            self.tell(now, Happening::BreakStarts, None, Some(agent));
            return true;
        }
        !me.on_duty
    }

    /// An agent is to be away from now on.
    pub(super) fn away_starts(&mut self, agent: u32, now: f64) {
        let me = &mut self.agents.all[agent as usize];
        if !me.on_duty {
            return;
        }
        me.away += 1;
        let leaves = me.away == 1 && me.in_hand.is_empty();
        self.agents.unlist(agent);
        if leaves {
            self.is_not_present(agent, now);
            self.tell(now, Happening::BreakStarts, None, Some(agent));
        }
    }

    /// And is available again.
    pub(super) fn away_ends(&mut self, agent: u32, now: f64) {
        let me = &mut self.agents.all[agent as usize];
        if !me.on_duty || me.away == 0 {
            return;
        }
        me.away -= 1;
        if me.away > 0 {
            return;
        }
        if me.present_from_s == f64::INFINITY {
            self.tell(now, Happening::BreakEnds, None, Some(agent));
        }
        self.is_present(agent, now);
        self.list_anew(agent, now);
        self.serve_if_on_shift(agent, now);
        let me = &self.agents.all[agent as usize];
        if me.may_break_ms > 0 && me.in_hand.is_empty() {
            self.break_starts(agent, me.may_break_ms, now);
        }
    }

    /// From now on an agent may take a break: at once if there is nothing to do.
    pub(super) fn break_may(&mut self, agent: u32, length_ms: u32, now: f64) {
        let me = &mut self.agents.all[agent as usize];
        if !me.on_duty {
            return;
        }
        if me.in_hand.is_empty() && me.away == 0 {
            self.break_starts(agent, length_ms, now);
        } else {
            me.may_break_ms = length_ms;
        }
    }

    /// An agent who has not taken a break takes it now, or as soon as what is in hand is done.
    pub(super) fn break_must(&mut self, agent: u32, length_ms: u32, now: f64) {
        let me = &mut self.agents.all[agent as usize];
        if !me.on_duty || me.may_break_ms == 0 {
            return;
        }
        me.may_break_ms = 0;
        if me.in_hand.is_empty() {
            self.break_starts(agent, length_ms, now);
        } else {
            if me.due == Due::Nothing {
                me.due = Due::Break(length_ms);
            }
            self.agents.unlist(agent);
        }
    }

    /// A break of full length begins.
    pub(super) fn break_starts(&mut self, agent: u32, length_ms: u32, now: f64) {
        let me = &mut self.agents.all[agent as usize];
        me.may_break_ms = 0;
        me.due = Due::Nothing;
        self.calendar.plan(now + f64::from(length_ms) / 1000.0, Planned::AwayEnds(agent));
        self.away_starts(agent, now);
    }

    /// A shift is over.
    pub(super) fn shift_ends(&mut self, agent: u32, now: f64) {
        let me = &self.agents.all[agent as usize];
        if !me.on_duty {
            return;
        }
        if me.in_hand.is_empty() {
            return self.goes(agent, now);
        }
        let me = &mut self.agents.all[agent as usize];
        me.due = Due::Home;
        me.over_from_s = now;
        self.agents.unlist(agent);
        if self.shift_end_of(agent) == ShiftEnd::HandOver {
            self.hands_over(agent, now);
        }
    }

    fn shift_end_of(&self, agent: u32) -> ShiftEnd {
        let me = &self.agents.all[agent as usize];
        let mut number = me.number;
        for shift in &self.plan.groups[me.group as usize].group.people.shifts {
            if number <= shift.people {
                return shift.end;
            }
            number -= shift.people;
        }
        ShiftEnd::Finish
    }

    /// Colleagues take over the conversations that an agent has in hand: they go back to the head of their lanes.
    fn hands_over(&mut self, agent: u32, now: f64) {
        self.account(agent, now);
        let jobs = self.agents.all[agent as usize].in_hand.clone();
        for job in jobs {
            let back = match job.phase {
                Phase::Connect => true,
                Phase::Talk | Phase::Conference => true,
                // Nobody can take these over.
                Phase::Rings | Phase::Nobody | Phase::Holds | Phase::WrapUp => false,
            };
            if back {
                self.goes_back(agent, job.ticket, now);
            }
        }
    }

    fn goes_back(&mut self, agent: u32, ticket: Ticket, now: f64) {
        let Some(&job) = self.job(agent, ticket).as_deref() else { return };
        let Some(case) = self.cases.get_mut(ticket) else { return };
        let k = case.visit.contact.index();
        case.state = match (case.state, job.phase) {
            (State::Connects { .. }, _) => State::Waits,
            (State::CalledBack { promised_s }, Phase::Connect) => State::CallBack { promised_s },
            _ => State::HandedOver { left_s: job.left_s },
        };
        if matches!(case.state, State::HandedOver { .. }) {
            case.talked_s += now - job.since_s;
        }
        let (lane, state) = (case.lane as usize, case.state);
        let lane = if self.lanes_of(k).contains(&lane) { lane } else { self.plan.types[k].first_lane };
        if let Some(case) = self.cases.get_mut(ticket) {
            case.lane = lane as u32;
        }
        self.lanes[lane].return_to_front(ticket);
        self.types[k].in_lanes += 1;
        self.types[k].on_line += u32::from(state == State::Waits);
        let counts = !matches!(state, State::CallBack { .. }) && self.plan.types[k].is_live();
        self.live_waiting += u32::from(counts);
        self.waiting |= crate::floor::plan::only(k);
        self.tell(now, Happening::HandedOver, Some(ticket), Some(agent));
        self.drop_job(agent, ticket, now);
        self.serve_type(k, now);
    }

    /// Whoever is idle and able takes the first of a type.
    fn serve_type(&mut self, k: usize, now: f64) {
        for g in crate::floor::plan::members(self.plan.types[k].groups) {
            self.serve_group(g, now);
        }
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
    fn is_present_until(&mut self, agent: u32, closes_s: f64) {
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
