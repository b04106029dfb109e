//! People on shifts: their days, breaks, and what happens at the end to contacts in hand.

use super::agents::{Due, Phase};
use super::calendar::Planned;
use super::case::{State, Ticket};
use super::{Center, Happening};
use crate::floor::causes::Causes;
use crate::floor::plan::Set;
use crate::floor::recorder::{Recorder, Rostered};
use crate::model::{DAY_S, Keep, Shift, ShiftEnd};

impl<R: Recorder, C: Causes, S: Set> Center<R, C, S> {
    /// The shifts of a day, with breaks and absences, put into the calendar.
    pub(super) fn plan_shifts(&mut self, day: u32) {
        let plan = std::sync::Arc::clone(&self.plan);
        let opens_s = f64::from(day) * DAY_S;
        for (g, tables) in plan.groups.iter().enumerate() {
            let mut number = 0;
            for shift in &tables.group.people.shifts {
                let moment = |at_s: f64| (opens_s + at_s).max(0.0);
                let (id, from_s, to_s) = (self.id(g), moment(shift.from_s), moment(shift.to_s));
                self.recorder.paid(id, shift.people, from_s, to_s);
                for _ in 0..shift.people {
                    if !self.is_absent(g, day, number) {
                        self.recorder.rostered(id, 1, Rostered::ShownUp, from_s, to_s);
                        for pause in &shift.breaks {
                            let (from_s, to_s) = (moment(pause.at_s), moment(pause.at_s + pause.length_s));
                            self.recorder.rostered(id, 1, Rostered::PlannedBreak, from_s, to_s);
                        }
                        self.plan_shift(g, number, shift, day);
                    }
                    number += 1;
                }
            }
        }
    }

    pub(super) fn plan_shift(&mut self, g: usize, number: u32, shift: &Shift, day: u32) {
        let agent = self.counts[g].first + number;
        let opens_s = f64::from(day) * DAY_S;
        // A shift of 24 hours goes over into the next day's, if the same person shows up.
        let goes_over = shift.to_s - shift.from_s == DAY_S;
        let works_on = goes_over && day + 1 < self.plan.days && !self.is_absent(g, day + 1, number);
        self.calendar.plan(opens_s + shift.from_s, Planned::Comes(agent));
        if !works_on {
            self.calendar.plan(opens_s + shift.to_s, Planned::Goes(agent));
        }
        for pause in &shift.breaks {
            let at_s = opens_s + pause.at_s;
            // One that keeps its length is a flexible one that may not wait.
            if pause.flexible_s > 0.0 || pause.keep == Keep::Length {
                // Lengths are at most a day.
                let length_ms = (pause.length_s * 1000.0) as u32;
                self.calendar.plan(at_s, Planned::BreakMay(agent, length_ms));
                self.calendar.plan(at_s + pause.flexible_s, Planned::BreakMust(agent, length_ms));
            } else {
                self.plan_absence(agent, at_s, at_s + pause.length_s);
            }
        }
    }

    pub(super) fn plan_absence(&mut self, agent: u32, from_s: f64, to_s: f64) {
        self.calendar.plan(from_s, Planned::AwayStarts(agent));
        self.calendar.plan(to_s, Planned::AwayEnds(agent));
    }

    /// An agent is to be away from now on.
    pub(super) fn away_starts(&mut self, agent: u32, now: f64) {
        let me = &mut self.agents.all[agent as usize];
        if !me.on_duty {
            return;
        }
        me.away += 1;
        self.interrupt_shrinkage(agent, now);
        let me = &self.agents.all[agent as usize];
        // Who was to be away already, but had to finish something, leaves only now.
        let leaves = me.in_hand.is_empty() && me.present_from_s < f64::INFINITY;
        if me.in_hand.is_empty() {
            self.is_on_break(agent, now);
        }
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
        if me.away == 0 {
            self.book_break(agent, now);
        }
        self.is_back(agent, now);
    }

    /// A break is lived from now on, unless one is already.
    pub(super) fn is_on_break(&mut self, agent: u32, now: f64) {
        let me = &mut self.agents.all[agent as usize];
        me.break_from_s = me.break_from_s.min(now);
    }

    /// Books the break that is over, if one was lived.
    pub(super) fn book_break(&mut self, agent: u32, now: f64) {
        let me = &mut self.agents.all[agent as usize];
        let from_s = std::mem::replace(&mut me.break_from_s, f64::INFINITY);
        let g = me.group as usize;
        if from_s < now {
            self.recorder.rostered(self.id(g), 1, Rostered::Break, from_s, now);
        }
    }

    /// A reason to be away is over: if it was the last, the agent is there again.
    pub(super) fn is_back(&mut self, agent: u32, now: f64) {
        let me = &self.agents.all[agent as usize];
        let g = me.group as usize;
        if me.away > 0 || !me.on_duty {
            return;
        }
        if me.shrunk.is_due() {
            return self.goes_away_if_free(agent, now);
        }
        if me.present_from_s == f64::INFINITY {
            self.tell(now, Happening::BreakEnds, None, Some(agent));
        }
        self.is_present(agent, now);
        self.list_anew(agent, now);
        self.serve_and_dial(g, now);
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

    /// The shifts of all who go at this moment are over: nobody takes anything more, before any of them hands over.
    pub(super) fn shifts_end(&mut self, first: u32, now: f64) {
        let mut going = vec![first];
        while let Some(agent) = self.calendar.goes_too(now) {
            going.push(agent);
        }
        for &agent in &going {
            self.agents.unlist(agent);
        }
        for &agent in &going {
            self.shift_ends(agent, now);
        }
        if self.after_hours {
            self.cut_off_after_hours(now);
        }
    }

    fn shift_ends(&mut self, agent: u32, now: f64) {
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

    pub(super) fn shift_end_of(&self, agent: u32) -> ShiftEnd {
        self.shift_of(agent).map_or(ShiftEnd::Finish, |shift| shift.end)
    }

    /// The shift of an agent; `None` for one who is counted by heads.
    pub(super) fn shift_of(&self, agent: u32) -> Option<&Shift> {
        let me = &self.agents.all[agent as usize];
        let mut number = me.number;
        for shift in &self.plan.groups[me.group as usize].group.people.shifts {
            if number <= shift.people {
                return Some(shift);
            }
            number -= shift.people;
        }
        None
    }

    /// Colleagues take over the conversations that an agent has in hand: they go back to their places in the lanes.
    pub(super) fn hands_over(&mut self, agent: u32, now: f64) {
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

    pub(super) fn goes_back(&mut self, agent: u32, ticket: Ticket, now: f64) {
        let Some(&job) = self.job(agent, ticket).as_deref() else {
            debug_assert!(false, "a contact goes back that nobody has in hand");
            return;
        };
        let case = self.cases.known_mut(ticket);
        let k = case.visit.contact.index();
        case.state = match (case.state, job.phase) {
            (State::Connects { .. }, _) => State::Waits,
            (State::CalledBack { promised_s }, Phase::Connect) => State::CallBack { promised_s },
            _ => State::HandedOver { left_s: job.left_s },
        };
        if matches!(case.state, State::HandedOver { .. }) {
            case.talked_s += now - job.since_s;
        }
        let (lane, state, arrival_s) = (case.lane as usize, case.state, case.visit.arrival_s);
        let lane = if self.lanes_of(k).contains(&lane) { lane } else { self.plan.types[k].first_lane };
        self.cases.known_mut(ticket).lane = lane as u32;
        self.lanes[lane].comes_back(ticket, arrival_s, &self.cases);
        self.types[k].in_lanes += 1;
        self.types[k].on_line += u32::from(state == State::Waits);
        let counts = !matches!(state, State::CallBack { .. }) && self.plan.types[k].is_live();
        self.live_waiting += u32::from(counts);
        self.waiting |= crate::floor::plan::only(k);
        for (after, (wait_s, _)) in self.plan.plain.types[k].overflow.iter().enumerate() {
            if arrival_s + wait_s > now {
                self.calendar.plan(arrival_s + wait_s, Planned::Overflow(ticket, after as u32));
            }
        }
        self.tell(now, Happening::HandedOver, Some(ticket), Some(agent));
        self.drop_job(agent, ticket, now);
        self.serve_type(k, now);
        if self.after_hours {
            self.cut_off_after_hours(now);
        }
    }

    /// Whoever is idle and able takes the first of a type.
    pub(super) fn serve_type(&mut self, k: usize, now: f64) {
        for g in crate::floor::plan::members(self.plan.types[k].groups) {
            self.serve_group(g, now);
        }
    }
}
