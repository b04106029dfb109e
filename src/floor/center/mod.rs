//! Lives a whole center: agents as people with shifts, breaks and several chats in hand; customers who try again, are
//! handed on or called back; work that waits overnight; numbers that are dialed; days in a row.
//!
//! ```text
//!   Block ──────────┐                  ┌──▶ blocked, balks ──▶ tries again? ─┐
//!   caused contact ─┼─▶ enters ────────┼──▶ an agent ──▶ connect ─ talk ─ wrap-up
//!   reached number ─┘      ▲           ├──▶ lane ──▶ leaves ──▶ tries again? │   │
//!                          │           └──▶ callback ──▶ an agent            │   ├─▶ handed on
//!                          └───────────────── caused, now or another day ◀───┴───┴─▶ comes back
//! ```
//!
//! Unlike a [`Floor`](super::Floor), which knows no event that can be left out, a center keeps a calendar of every event. On
//! a model that both can live they live the same days: `tests/twins.rs` holds them to it.
//!
//! # Rules
//! - **One moment, several events**: patience ends first; then the center opens or closes, people come and go; then work
//!   is done; then contacts come within reach, numbers answer, contacts arrive.
//! - **Closing, `serve-out`**: people counted by heads stay until no customer on the line waits, nor talks with an agent
//!   who may hand the customer on, and take no e-mail meanwhile; people on shifts keep their hours. Whom nobody who stays,
//!   or comes later today, ever takes is cut off as soon as that is so. **`hang-up`**: whoever is on the line and waits is
//!   cut off, and so is who is handed on (or handed over) later and would have to wait. What is not live
//!   (e-mail, callbacks) waits for the next day, except that callbacks in turn are made as long as somebody stays; what
//!   waits when the last day is over is left over.
//! - **Open around the clock on several days** the center never closes: midnight changes head-counts, as a step of the day
//!   does, and who waits when the run ends and is served by nobody who is there is left over.
//! - **A contact that is caused while the center is closed** comes on the next day, evenly spread over its first hour,
//!   or not at all after the last day.
//! - **A head-count that falls** sends idle agents home, those idle longest first; if there are not enough, whoever
//!   finishes something next takes nothing more and leaves with empty hands (`falls = "next-to-finish"`), or those with
//!   the fewest contacts in hand are marked and leave when they have finished (`falls = "marked"`).

mod agents;
mod alarm;
mod arriving;
mod calendar;
mod callbacks;
mod case;
mod choosing;
mod dialing;
mod feeling;
mod fluid;
mod handing_on;
mod head_counts;
mod lanes;
mod leaving;
mod opening;
mod people;
mod plan;
mod predicting;
mod progress;
mod shifts;
mod shrinkage;
mod working;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::Arc;

use super::beat::{Beat, Halted, WORK_OF_AN_ANNOUNCEMENT};
use super::causes::{Causes, Wait};
use super::event::{Event, Happening};
use super::plan::Set;
use super::recorder::{Recorder, Visit};
use crate::demand::Block;
use crate::model::random::DaySeed;
use crate::model::{Feeling, Model};

use agents::Agents;
use alarm::AlarmState;
use calendar::{Calendar, Planned};
use case::{Case, Cases, State, Talk, Ticket};
use dialing::Dialing;
use fluid::Fluid;
use head_counts::HeadCount;
use lanes::Lane;
use plan::CenterPlan;

/// What waits and talks of one type.
#[derive(Clone, Debug, Default)]
struct TypeState {
    /// Entries in its lanes.
    in_lanes: u32,
    /// Customers on the line who wait.
    on_line: u32,
    /// Lines taken: by those who wait and those who talk.
    lines: u32,
    /// Callbacks for quiet moments, first come first.
    quiet: VecDeque<Ticket>,
    /// Today's contacts answered, those of them in time, and all that ended on the line.
    answered: u64,
    in_time: u64,
    ended: u64,
    /// The wait of the last who was answered, s.
    last_wait_s: f64,
}

/// The center of one policy in one replication, with sets of one width: see [`Center`](super::Center).
pub struct Center<R, C, S> {
    plan: Arc<CenterPlan<S>>,
    recorder: R,
    causes: C,
    seed: DaySeed,
    calendar: Calendar,
    cases: Cases,
    /// Announcements repeated since the beat asked: what they cost is counted too.
    announced_since_asked: u64,
    agents: Agents<S>,
    lanes: Vec<Lane>,
    types: Vec<TypeState>,
    counts: Vec<HeadCount>,
    dialing: Vec<Dialing>,
    /// Types with an entry in a lane.
    waiting: S,
    /// Customers on the line who wait, of all live types.
    live_waiting: u32,
    /// Customers who talk with an agent who may hand them on.
    may_be_handed_on: u32,
    /// The latest moment that has been lived.
    now_s: f64,
    day: u32,
    is_open: bool,
    /// Closed, and people stay for those who still wait.
    after_hours: bool,
    /// The latest arrival of all contacts answered so far, s.
    latest_answered_s: f64,
    /// The same, as it stood at the latest closing.
    answered_by_closing_s: f64,
    /// What those felt by the last closing who waited then: it shows only later whether anybody comes for them.
    felt_by_closing: Vec<(Ticket, Feeling)>,
    alarm: AlarmState,
    /// Room for predictions, so that none has to ask for it.
    fluid: RefCell<Fluid>,
}

impl<R: Recorder, C: Causes, S: Set> Center<R, C, S> {
    /// The center of this model on the day (or days) of this seed, before its first opening. `causes` says what a contact
    /// causes.
    pub fn new(model: &Model, seed: DaySeed, recorder: R, causes: C) -> Center<R, C, S> {
        let plan: Arc<CenterPlan<S>> = Arc::new(CenterPlan::new(model));
        let mut lanes = Vec::with_capacity(plan.lanes);
        for tables in &plan.types {
            for &(_, head_start_s) in tables.head_start.all() {
                for transferred in [false, true] {
                    lanes.extend(plan.kinds.iter().map(|_| Lane::new(head_start_s, transferred)));
                }
            }
        }
        let (agents, counts) = head_counts::hired(&plan);
        let mut center = Center {
            recorder,
            causes,
            seed,
            calendar: Calendar::new(agents.all.len()),
            cases: Cases::default(),
            announced_since_asked: 0,
            agents,
            lanes,
            types: vec![TypeState::default(); plan.types.len()],
            counts,
            dialing: vec![Dialing::default(); plan.types.len()],
            waiting: S::NONE,
            live_waiting: 0,
            may_be_handed_on: 0,
            now_s: 0.0,
            day: 0,
            is_open: false,
            after_hours: false,
            latest_answered_s: f64::NEG_INFINITY,
            answered_by_closing_s: f64::NEG_INFINITY,
            felt_by_closing: Vec::new(),
            alarm: AlarmState::default(),
            fluid: RefCell::default(),
            plan,
        };
        center.calendar.plan(0.0, Planned::Opens(0));
        center.plan_shifts(0);
        center
    }

    /// Lives a block of contacts. Blocks come in order.
    pub fn live(&mut self, block: &Block) {
        // Nobody asks to stop.
        let _ = self.live_until(block, &mut Beat::default());
    }

    /// The same, unless it is stopped.
    ///
    /// # Errors
    /// [`Halted`] soon after the beat's watch says so; the center is of no further use then.
    pub fn live_until(&mut self, block: &Block, beat: &mut Beat<'_>) -> Result<(), Halted> {
        for i in 0..block.len() {
            let now = block.time_s[i];
            while self.calendar.next_s() <= now {
                self.next_event();
                self.count(beat)?;
            }
            self.count(beat)?;
            let visit = Visit { contact: block.contact[i], stamp: 0, arrival_s: now, key: block.key[i] };
            let Some(customer) = self.causes.arrives(visit.contact, visit.key, now) else { continue };
            let case = Case {
                number: 0,
                visit,
                customer,
                about: None,
                state: State::Coming,
                cause: None,
                caused_by: 0,
                attempt: 1,
                lane: 0,
                patience_s: block.patience_s[i],
                leaves_s: f64::INFINITY,
                work_s: block.work_s[i],
                wrap_up_s: block.wrap_up_s[i],
                companion: None,
                talked_s: 0.0,
                wait: Wait::default(),
                talk: Talk::default(),
                variant: 0,
                predicted: None,
            };
            let ticket = self.cases.add(case);
            self.enters(ticket, now);
        }
        Ok(())
    }

    /// An event is over: the beat asks whether to go on if it is time.
    #[inline(always)]
    fn count(&mut self, beat: &mut Beat<'_>) -> Result<(), Halted> {
        if beat.is_due() { self.ask(beat) } else { Ok(()) }
    }

    #[cold]
    fn ask(&mut self, beat: &mut Beat<'_>) -> Result<(), Halted> {
        let announced = std::mem::take(&mut self.announced_since_asked);
        beat.ask(self.cases.added_since_asked() + announced * WORK_OF_AN_ANNOUNCEMENT, self.cases.held())
    }

    /// Lives on from the last block until nothing happens any more, and gives the recorder back.
    pub fn close(mut self) -> R {
        // Nobody asks to stop.
        let _ = self.end_days(&mut Beat::default());
        self.recorder
    }

    /// The same, unless it is stopped.
    ///
    /// # Errors
    /// [`Halted`] soon after the beat's watch says so.
    pub fn close_until(mut self, beat: &mut Beat<'_>) -> Result<R, Halted> {
        self.end_days(beat)?;
        self.ask(beat)?;
        Ok(self.recorder)
    }

    fn end_days(&mut self, beat: &mut Beat<'_>) -> Result<(), Halted> {
        loop {
            while self.calendar.next_s().is_finite() {
                self.next_event();
                self.count(beat)?;
            }
            if !self.ends_deadlock() {
                break;
            }
        }
        self.leave_over();
        self.day_is_over(self.day);
        Ok(())
    }

    /// A day is over: the customer base is brought up to date.
    fn day_is_over(&mut self, day: u32) {
        if let Some(market) = self.causes.day_ends(day) {
            self.recorder.day_of_market(day, &market);
        }
    }

    fn next_event(&mut self) {
        let Some((now, planned)) = self.calendar.next() else { return };
        self.now_s = now;
        match planned {
            Planned::Leaves(ticket) => self.patience_ends(ticket, now),
            Planned::Opens(day) => self.opens(day, now),
            Planned::Closes(day) => self.closes(day, now),
            Planned::HeadCount => self.head_counts_change(now),
            Planned::Comes(agent) => self.comes(agent, now),
            Planned::AwayStarts(agent) => self.away_starts(agent, now),
            Planned::AwayEnds(agent) => self.away_ends(agent, now),
            Planned::StretchStarts(agent) => self.stretch_starts(agent, now),
            Planned::StretchEnds(agent) => self.stretch_ends(agent, now),
            Planned::BreakMay(agent, length_ms) => self.break_may(agent, length_ms, now),
            Planned::BreakMust(agent, length_ms) => self.break_must(agent, length_ms, now),
            Planned::Goes(agent) => self.shifts_end(agent, now),
            Planned::Progress(agent) => self.progress(agent, now),
            Planned::Overflow(ticket, after) => self.overflows(ticket, after, now),
            Planned::Pace(contact) => self.dial(contact as usize, now),
            Planned::Rings(ticket) => self.stops_ringing(ticket, now),
            Planned::Returns(ticket) => self.enters(ticket, now),
            Planned::Announces(ticket) => self.announces(ticket, now),
            Planned::Reserves(come) => self.reserves(come, now),
        }
        if self.after_hours && !self.somebody_may_come() {
            self.dismiss(now);
        }
    }

    /// Seconds since the opening of its day, of any moment.
    fn time_of_day(&self, at_s: f64) -> f64 {
        self.plan.plain.time_of_day(at_s)
    }

    /// Tells an event to who listens.
    #[inline]
    fn tell(&mut self, at_s: f64, what: Happening, contact: Option<Ticket>, agent: Option<u32>) {
        if R::LISTENS {
            let case = contact.and_then(|ticket| self.cases.get(ticket));
            let agent = agent.map(|agent| &self.agents.all[agent as usize]);
            let is_arrival = matches!(
                what,
                Happening::Arrives
                    | Happening::Redials
                    | Happening::Repeats
                    | Happening::HandedOn
                    | Happening::Complains
                    | Happening::Dials
            );
            let event = Event {
                at_s,
                what,
                contact: case.map(|case| (case.number, case.visit.contact)),
                agent: agent.map(|agent| (self.plan.plain.groups[agent.group as usize].id, agent.number)),
                caused_by: case.map(|case| case.caused_by).filter(|number| is_arrival && *number > 0),
                announced_s: contact
                    .zip(case)
                    .filter(|_| what == Happening::Announced)
                    .map(|(ticket, case)| self.cases.feeling_of(ticket).told_s - (at_s - case.visit.arrival_s)),
            };
            self.recorder.event(&event);
        }
    }
}
