//! Lives a day: queues, agents, routing. Draws nothing of its own; what it decides at random it draws from the key
//! of the contact that made it decide.
//!
//! ```text
//!   Block ──arrive──▶ idle agent? ──yes──▶ service ─────────────┐
//!                         │ no                                   ▼
//!                         ▼                              group's tournament
//!                      queue ◀──take── all busy, one frees ◀── (earliest free)
//! ```
//!
//! # How it keeps time
//!
//! A group holds for each agent the moment at which that agent is (or was) free, in a [`Tournament`]. An agent whose
//! moment lies in the past is idle, and the earliest moment of all is at once the next agent to become free and, among
//! idle ones, the agent idle longest. So while somebody in a group is idle, its agents' becoming free is no event at
//! all: no contact that the group could take is waiting. Only a group whose agents are all busy stands in the
//! calendar, a tournament over groups, with the moment of its next free agent.
//!
//! Abandonment is no event either: a contact carries the moment at which its patience ends, and who looks at the
//! queue later finds that it has left. Where the true length of a queue matters (`lines`, balking by queue), a
//! meter of that queue counts those moments.

mod beat;
mod causes;
mod center;
mod event;
mod group;
mod plan;
mod queue;
mod recorder;
mod routing;
mod tournament;

pub use beat::{Beat, Halted, Watch};
pub use causes::{
    Blame, Caused, Causes, Class, Customer, DayOfMarket, Drawn, Ended, Ending, Experience, FollowUps, Follows, Scores,
    Served, Wait,
};
pub use center::Center;
pub use event::{Cause, Event, Happening};
pub use recorder::{Answer, LeftOver, Recorder, Rostered, Visit};
pub use tournament::{NEVER, Tournament};

use std::collections::VecDeque;

use crate::demand::Block;
use crate::model::random::{Keyed, Purpose, uniform};
use crate::model::{Balks, Closing, Model};

use group::Group;
use plan::{HandleTime, Plan, Set, members, only};
use queue::{Queue, Waiting};

/// Calendar leaf of the next change of head-counts; groups follow, then overflow timers.
const CHANGES: usize = 0;

/// The floor of one policy in one replication.
pub struct Floor<R> {
    plan: Plan,
    calendar: Tournament,
    /// The calendar's earliest moment.
    next_s: f64,
    next_change: usize,
    groups: Vec<Group>,
    /// Groups with an idle agent.
    idle: Set,
    queues: Vec<Queue>,
    /// Types whose queue holds an entry.
    waiting: Set,
    timers: Vec<Timer>,
    recorder: R,
    /// Contacts that have come since the beat last asked.
    come: u64,
}

/// Contacts of one type that come within reach of further groups when they have waited long enough.
struct Timer {
    contact: usize,
    after_s: f64,
    /// Moment and arrival of each contact to come, in order.
    due: VecDeque<(f64, f64)>,
}

/// A contact at the moment an agent takes it.
struct Taken {
    visit: Visit,
    work_s: f64,
    wrap_up_s: f64,
    waited: bool,
    overtaken: bool,
}

impl<R: Recorder> Floor<R> {
    /// The floor at opening: everybody scheduled is there and idle.
    pub fn new(model: &Model, recorder: R) -> Floor<R> {
        let plan = Plan::new(model);
        let groups: Vec<Group> = model.groups.iter().map(Group::new).collect();
        let timers: Vec<Timer> = plan
            .types
            .iter()
            .enumerate()
            .flat_map(|(contact, t)| t.overflow.iter().map(move |o| (contact, o.0)))
            .map(|(contact, after_s)| Timer { contact, after_s, due: VecDeque::new() })
            .collect();
        let mut calendar = Tournament::new(1 + groups.len() + timers.len());
        calendar.set(CHANGES, plan.changes.first().map_or(f64::INFINITY, |c| c.0));
        let mut floor = Floor {
            queues: plan.types.iter().map(|t| Queue::new(t.metered)).collect(),
            next_s: calendar.earliest_s(),
            calendar,
            next_change: 0,
            idle: 0,
            waiting: 0,
            timers,
            recorder,
            come: 0,
            groups,
            plan,
        };
        for g in 0..floor.groups.len() {
            floor.note(g, floor.groups[g].free.earliest_s(), 0.0);
        }
        floor
    }

    /// Lives a block of the day. Blocks come in order.
    pub fn live(&mut self, block: &Block) {
        // Nobody asks to stop.
        let _ = self.live_until(block, &mut Beat::default());
    }

    /// The same, unless it is stopped.
    ///
    /// # Errors
    /// [`Halted`] soon after the beat's watch says so; the floor is of no further use then.
    pub fn live_until(&mut self, block: &Block, beat: &mut Beat<'_>) -> Result<(), Halted> {
        let who = block.time_s.iter().zip(&block.contact).zip(&block.key);
        let what = block.work_s.iter().zip(&block.wrap_up_s).zip(&block.patience_s);
        for (((&now, &contact), &key), ((&work_s, &wrap_up_s), &patience_s)) in who.zip(what) {
            while self.next_s <= now {
                self.next_event();
                self.count(beat)?;
            }
            self.come += 1;
            self.count(beat)?;
            let visit = Visit { contact, stamp: self.recorder.arrives(contact, now), arrival_s: now, key };
            self.arrive(visit, work_s, wrap_up_s, patience_s);
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
        let held = self.queues.iter().map(|queue| queue.line.len()).sum();
        beat.ask(std::mem::take(&mut self.come), held)
    }

    /// Lives on from the last block to the end of the day, until nobody waits, and gives the recorder back.
    pub fn close(mut self) -> R {
        // Nobody asks to stop.
        let _ = self.end_day(&mut Beat::default());
        self.recorder
    }

    /// The same, unless it is stopped.
    ///
    /// # Errors
    /// [`Halted`] soon after the beat's watch says so.
    pub fn close_until(mut self, beat: &mut Beat<'_>) -> Result<R, Halted> {
        self.end_day(beat)?;
        self.ask(beat)?;
        Ok(self.recorder)
    }

    fn end_day(&mut self, beat: &mut Beat<'_>) -> Result<(), Halted> {
        let closing_s = self.plan.length_s;
        // Head-counts still change and agents still leave when nobody comes any more.
        while self.next_s < closing_s {
            self.next_event();
            self.count(beat)?;
        }
        for k in 0..self.queues.len() {
            if self.plan.closing == Closing::HangUp || !self.is_served_out(k) {
                self.cut_off(k, closing_s);
                self.count(beat)?;
            }
        }
        while self.waiting != 0 && self.next_s < NEVER {
            self.next_event();
            self.count(beat)?;
        }
        for k in 0..self.queues.len() {
            while let Some(entry) = self.queues[k].line.pop_front() {
                debug_assert!(entry.leaves_s < f64::INFINITY, "who waits for ever is served, or cut off at closing");
                self.abandon(k, &entry, entry.leaves_s);
            }
        }
        for g in 0..self.groups.len() {
            self.settle_leaving(g, closing_s);
        }
        Ok(())
    }

    #[inline(always)]
    fn next_event(&mut self) {
        let now = self.next_s;
        let leaf = self.calendar.earliest_leaf();
        if leaf == CHANGES {
            self.change_head_count(now);
        } else if leaf <= self.groups.len() {
            self.agent_frees(leaf - 1, now);
        } else {
            self.timer_rings(leaf - 1 - self.groups.len(), now);
        }
    }

    #[inline(always)]
    fn arrive(&mut self, visit: Visit, work_s: f64, wrap_up_s: f64, patience_s: f64) {
        let k = visit.contact.index();
        let now = visit.arrival_s;
        let plan = &self.plan.types[k];
        if let (Some(lines), Some(meter)) = (plan.lines, &mut self.queues[k].meter)
            && meter.lines_in_use(now) >= lines as usize
        {
            self.recorder.blocked(&visit);
            return;
        }
        let able = plan.at_once & self.idle;
        if able != 0
            && let Some(g) = self.choose_group(k, able, now, visit.key)
        {
            let taken = Taken { visit, work_s, wrap_up_s, waited: false, overtaken: false };
            self.serve(g, now, &taken);
            return;
        }
        if self.balks(k, now, visit.key) {
            self.recorder.balked(&visit);
            return;
        }
        let leaves_s = now + self.plan.types[k].leaving.leaves_after(patience_s);
        self.join(k, Waiting { visit, leaves_s, work_s, wrap_up_s });
    }

    fn balks(&mut self, k: usize, now: f64, key: u64) -> bool {
        let share = match &self.plan.types[k].balks {
            Balks::Never => return false,
            Balks::Share(share) => *share,
            Balks::ByQueue(shares) => {
                let length = self.queues[k].meter.as_mut().map_or(0, |m| m.waiting(now));
                shares.get(length).or(shares.last()).copied().unwrap_or(0.0)
            }
        };
        uniform(&mut Keyed::new(key, Purpose::Balk)) < share
    }

    fn join(&mut self, k: usize, entry: Waiting) {
        let now = entry.visit.arrival_s;
        if self.queues[k].line.len() == self.queues[k].line.capacity() {
            self.sweep(k, now);
        }
        let queue = &mut self.queues[k];
        if let Some(meter) = &mut queue.meter {
            meter.joins(&entry);
        }
        queue.line.push_back(entry);
        self.waiting |= only(k);
        for (i, timer) in self.timers.iter_mut().enumerate().filter(|(_, t)| t.contact == k) {
            timer.due.push_back((now + timer.after_s, now));
            if timer.due.len() == 1 {
                self.next_s = self.calendar.set(1 + self.groups.len() + i, now + timer.after_s);
            }
        }
    }

    /// Takes out everybody who has left, before the queue's memory grows.
    #[cold]
    fn sweep(&mut self, k: usize, now: f64) {
        let mut line = std::mem::take(&mut self.queues[k].line);
        line.retain(|entry| {
            let stays = entry.leaves_s > now;
            if !stays {
                self.abandon(k, entry, entry.leaves_s);
            }
            stays
        });
        // Room for as many again, so that sweeping stays rare.
        line.reserve(line.len().max(32));
        self.queues[k].line = line;
    }

    fn abandon(&mut self, k: usize, entry: &Waiting, at_s: f64) {
        let overtaken = self.queues[k].was_overtaken(entry.visit.arrival_s, at_s);
        self.recorder.abandoned(&entry.visit, at_s, overtaken);
    }

    /// Whether a group that stays after closing ever takes contacts of type `k`: with more agents than it keeps back.
    fn is_served_out(&self, k: usize) -> bool {
        let services = self.plan.types[k].service.iter().zip(&self.groups);
        services
            .filter_map(|(service, group)| Some((service.as_ref()?, group)))
            .any(|(service, group)| group.head_count as usize > service.reserve)
    }

    /// The center is closed: whoever of type `k` still waits at that moment is cut off.
    fn cut_off(&mut self, k: usize, at_s: f64) {
        while let Some(entry) = self.queues[k].line.pop_front() {
            if entry.leaves_s <= at_s {
                self.abandon(k, &entry, entry.leaves_s);
            } else {
                let overtaken = self.queues[k].was_overtaken(entry.visit.arrival_s, at_s);
                self.recorder.cut_off(&entry.visit, at_s, overtaken);
            }
        }
        self.waiting &= !only(k);
    }

    /// A busy group's next agent becomes free.
    #[inline(always)]
    fn agent_frees(&mut self, g: usize, now: f64) {
        if self.groups[g].leaving > 0 {
            self.settle_leaving(g, now);
            let group = &mut self.groups[g];
            // Several may finish at one moment.
            while group.leaving > 0 && group.free.earliest_s() <= now {
                group.leaving -= 1;
                group.send_home();
            }
        }
        self.take_waiting(g, now);
    }

    /// The group's idle agents take what they can; then the calendar is told.
    #[inline(always)]
    fn take_waiting(&mut self, g: usize, now: f64) {
        let mut earliest_s = self.groups[g].free.earliest_s();
        while earliest_s <= now
            && let Some(taken) = self.choose_contact(g, now)
        {
            earliest_s = self.start(g, now, &taken);
        }
        self.note(g, earliest_s, now);
    }

    /// Tells the calendar and the set of idle groups how a group stands whose earliest free agent is free at `earliest`.
    #[inline(always)]
    fn note(&mut self, g: usize, earliest: f64, now: f64) {
        let idle = earliest <= now;
        self.idle = if idle { self.idle | only(g) } else { self.idle & !only(g) };
        let next = match idle {
            false => earliest,
            // A skill that keeps agents in reserve must see each one that becomes free.
            true if self.plan.groups[g].counts_idle => self.groups[g].free.earliest_after(now),
            true => f64::INFINITY,
        };
        self.next_s = self.calendar.set(1 + g, next);
    }

    /// A group with an idle agent serves a contact.
    #[inline(always)]
    fn serve(&mut self, g: usize, now: f64, taken: &Taken) {
        let earliest_s = self.start(g, now, taken);
        // While somebody is still idle the calendar has nothing to learn, except where idle agents are counted.
        if earliest_s > now || self.plan.groups[g].counts_idle {
            self.note(g, earliest_s, now);
        }
    }

    /// The group's agent idle longest takes a contact. Returns when the group's next agent is or was free.
    #[inline(always)]
    fn start(&mut self, g: usize, now: f64, taken: &Taken) -> f64 {
        let k = taken.visit.contact.index();
        // Only groups with the skill are ever chosen.
        let Some(service) = self.plan.types[k].service_by(g) else { return f64::INFINITY };
        let handle_s = match &service.handle {
            HandleTime::Stretch(stretch) => taken.work_s * stretch,
            HandleTime::Own(law) => law.sample(&mut Keyed::new(taken.visit.key, Purpose::OwnHandle)),
        };
        let answer = Answer {
            group: self.plan.groups[g].id,
            skill: service.skill,
            at_s: now,
            handle_s,
            wrap_up_s: taken.wrap_up_s,
            overtaken: taken.overtaken,
        };
        if taken.waited {
            self.recorder.answered(&taken.visit, &answer);
        } else {
            self.recorder.answered_at_once(&taken.visit, &answer);
        }
        if let Some(meter) = &mut self.queues[k].meter {
            meter.talks(now + handle_s);
        }
        // Inside one queue only a random choice can overtake.
        let passed = if self.plan.random_contact { self.waiting } else { self.waiting & !only(k) };
        if passed != 0 {
            self.pass(passed, taken.visit.arrival_s, now);
        }
        let agent = self.choose_agent(g, now, taken.visit.key);
        self.groups[g].free.set(agent, now + handle_s + taken.wrap_up_s)
    }

    /// Tells those queues whose contacts may have come earlier than one that is answered now.
    #[inline(never)]
    fn pass(&mut self, queues: Set, arrival_s: f64, now: f64) {
        for k in members(queues) {
            self.queues[k].overtaken_by(arrival_s, now);
        }
    }

    /// Head-counts change; those of one moment group by group.
    fn change_head_count(&mut self, now: f64) {
        while let Some(&(at_s, g, agents)) = self.plan.changes.get(self.next_change)
            && at_s <= now
        {
            self.next_change += 1;
            self.settle_leaving(g, now);
            self.groups[g].resize(agents, now);
            self.take_waiting(g, now);
        }
        self.next_s =
            self.calendar.set(CHANGES, self.plan.changes.get(self.next_change).map_or(f64::INFINITY, |c| c.0));
    }

    /// Tells the recorder how long leaving agents have stayed since it was last told.
    fn settle_leaving(&mut self, g: usize, now: f64) {
        let group = &mut self.groups[g];
        if group.leaving > 0 && now > group.leaving_since_s {
            self.recorder.overran(self.plan.groups[g].id, group.leaving, group.leaving_since_s, now);
        }
        group.leaving_since_s = now;
    }

    /// A contact has waited long enough for further groups.
    fn timer_rings(&mut self, timer: usize, now: f64) {
        let Timer { contact, after_s, due } = &mut self.timers[timer];
        let (k, after_s) = (*contact, *after_s);
        let Some((_, arrival_s)) = due.pop_front() else { return };
        let next = due.front().map_or(f64::INFINITY, |d| d.0);
        self.next_s = self.calendar.set(1 + self.groups.len() + timer, next);
        let line = &self.queues[k].line;
        let first = line.partition_point(|entry| entry.visit.arrival_s < arrival_s);
        // Several may have come at one moment (a recorded trace), and some of them left.
        let mut same = line.range(first..).take_while(|entry| entry.visit.arrival_s == arrival_s);
        let Some(at) = same.position(|entry| entry.leaves_s > now).map(|i| first + i) else { return };
        let key = line[at].visit.key;
        let reached: Set = self.plan.types[k].overflow.iter().filter(|o| o.0 <= after_s).map(|o| o.1).sum();
        let able = (reached | self.plan.types[k].at_once) & self.idle;
        if able != 0
            && let Some(g) = self.choose_group(k, able, now, key)
            && let Some(taken) = self.take(k, at, now)
        {
            self.serve(g, now, &taken);
        }
    }
}

#[cfg(test)]
mod tests;
