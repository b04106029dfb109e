//! Lives days: queues, agents, routing. Draws nothing of its own; what it decides at random it draws from the key
//! of the contact that made it decide.
//!
//! ```text
//!   Block ───┐
//!            ├─arrive──▶ idle agent? ──yes──▶ service ─────────────┐      timeline: opening, closing,
//!   attempts ┘               │ no                                   ▼     head-counts, shifts, breaks
//!       ▲                    ▼                              group's tournament     │
//!       │                 queue ◀──take── all busy, one frees ◀── (earliest free) ◀┘
//!       └── would try again ─┘ gives up
//! ```
//!
//! [`Simulation`] is the door: it lives a model on a [`Floor`] where that is enough, else in a [`Center`], which keeps a
//! calendar of every event. On a model that both can live they live the same days: `tests/twins.rs` holds them to it.
//!
//! Where things are: who takes what, `routing`; who waits, `waiting`; days, opening and closing, `days`; shifts and breaks,
//! `people`; in which order of time, `timeline`; further groups after a wait, `overflow`; further attempts, `attempts` and
//! `returns`; a group's agents, `group`; a type's queue, `queue`; for how many types and groups, `sets` and `width`.
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
//! meter of that queue counts those moments; and of customers who would try again the moment is an event: what a
//! customer does is drawn from the contact's key, so it is known when the contact begins to wait.
//!
//! A break or the end of a shift is settled at its moment: when the person will have finished what is in hand is known.
//!
//! Of agents who become free at one moment the one with the smaller number in the group comes first; in a center, who was
//! listed first: who comes to work before who comes back from a break.

mod attempts;
mod beat;
mod causes;
mod center;
mod days;
mod event;
mod group;
mod overflow;
mod people;
mod plan;
mod queue;
mod recorder;
mod returns;
mod routing;
mod sets;
mod simulation;
mod timeline;
mod tournament;
mod waiting;
mod width;

pub use beat::{Beat, Halted, WORK_OF_AN_ANNOUNCEMENT, Watch};
pub use causes::{
    Blame, Caused, Causes, Class, Customer, DayOfMarket, Drawn, Ended, Ending, Experience, FollowUps, Follows, Scores,
    Served, Wait,
};
pub use event::{Cause, Event, Happening};
pub use recorder::{Answer, LeftOver, Recorder, Rostered, Visit};
pub use simulation::Simulation;
#[cfg(feature = "cli")]
pub(crate) use simulation::{NarrowSimulation, WideSimulation};
pub use tournament::{NEVER, Tournament};
pub use width::{Center, Floor};
#[cfg(feature = "cli")]
pub(crate) use width::{NarrowFloor, WideCenter, fits_one_word};

use crate::demand::Block;
use crate::model::Model;
use crate::model::random::{DaySeed, Keyed, Purpose};

use group::Group;
use overflow::Timer;
use people::Person;
use plan::{HandleTime, Plan, Set, members, only};
use queue::{Queue, Waiting};
use returns::Returns;
use timeline::Timeline;

/// Calendar leaf of what the plan of the day holds next; groups follow, then overflow timers, then who tries again.
const CHANGES: usize = 0;

/// The floor of one policy in one replication, with sets of one width: see [`Floor`]. `C` says who tries again.
pub(crate) struct FloorOfWidth<R, C, S> {
    plan: Plan<S>,
    calendar: Tournament,
    /// The calendar's earliest moment.
    next_s: f64,
    timeline: Timeline,
    people: Vec<Person>,
    seed: DaySeed,
    /// When the center has closed, and people stay for those who still wait; infinite: it is open.
    closed_s: f64,
    groups: Vec<Group>,
    /// Groups with an idle agent.
    idle: S,
    queues: Vec<Queue>,
    /// Types whose queue holds an entry.
    waiting: S,
    timers: Vec<Timer>,
    /// Where a type's timers begin; one more, where the last one's end.
    first_timer: Vec<usize>,
    recorder: R,
    causes: C,
    returns: Returns,
    /// Contacts that have come since the beat last asked.
    come: u64,
}

/// A contact at the moment an agent takes it.
struct Taken {
    visit: Visit,
    work_s: f64,
    wrap_up_s: f64,
    waited: bool,
    overtaken: bool,
}

impl<R: Recorder, C: Causes, S: Set> FloorOfWidth<R, C, S> {
    /// The floor on the day (or days) of this seed, at the first opening: everybody scheduled is there and idle. `causes`
    /// says who tries again.
    pub fn new(model: &Model, seed: DaySeed, recorder: R, causes: C) -> FloorOfWidth<R, C, S> {
        let plan: Plan<S> = Plan::new(model);
        let groups: Vec<Group> = model.groups.iter().map(Group::new).collect();
        let (timers, first_timer) = overflow::timers(&plan);
        let calendar = Tournament::new(1 + groups.len() + timers.len() + if C::TRIES_AGAIN { 2 } else { 0 });
        let mut floor = FloorOfWidth {
            queues: plan.types.iter().map(|t| Queue::new(t.metered)).collect(),
            next_s: calendar.earliest_s(),
            calendar,
            timeline: Timeline::default(),
            people: people::people(model),
            seed,
            closed_s: f64::INFINITY,
            idle: S::NONE,
            waiting: S::NONE,
            timers,
            first_timer,
            recorder,
            causes,
            returns: Returns::default(),
            come: 0,
            groups,
            plan,
        };
        for g in 0..floor.groups.len() {
            floor.note(g, floor.groups[g].free.earliest_s(), 0.0);
        }
        floor.plan_day(0);
        floor.plan_shifts(0);
        floor.next_s = floor.calendar.set(CHANGES, floor.timeline.next_s());
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
            self.arrive(visit, (work_s, wrap_up_s), patience_s, 1);
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
        let waiting: usize = self.queues.iter().map(|queue| queue.line.len()).sum();
        beat.ask(std::mem::take(&mut self.come), waiting + self.returns.held())
    }

    /// Lives on from the last block to the end of the last day, until nobody waits, and gives the recorder back.
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

    #[inline(always)]
    fn next_event(&mut self) {
        let now = self.next_s;
        let leaf = self.calendar.earliest_leaf();
        if leaf == CHANGES {
            self.change(now);
        } else if leaf <= self.groups.len() {
            self.agent_frees(leaf - 1, now);
        } else if C::TRIES_AGAIN && leaf >= self.patience_leaf() {
            if leaf == self.patience_leaf() { self.patience_ends() } else { self.comes_again(now) }
        } else {
            self.timer_rings(leaf - 1 - self.groups.len(), now);
        }
    }

    /// A contact arrives, with its work and after-contact work, s; the customer's how many-th attempt.
    #[inline(always)]
    fn arrive(&mut self, visit: Visit, (work_s, wrap_up_s): (f64, f64), patience_s: f64, attempt: u32) {
        let k = visit.contact.index();
        let now = visit.arrival_s;
        let plan = &self.plan.types[k];
        if let (Some(lines), Some(meter)) = (plan.lines, &mut self.queues[k].meter)
            && meter.lines_in_use(now) >= lines as usize
        {
            self.recorder.blocked(&visit);
            return self.gets_nothing(&visit, Ending::Blocked, attempt, now);
        }
        let able = plan.at_once & self.idle;
        if !able.is_empty()
            && let Some(g) = self.choose_group(k, able, now, visit.key)
        {
            let taken = Taken { visit, work_s, wrap_up_s, waited: false, overtaken: false };
            self.serve(g, now, &taken);
            return;
        }
        if self.balks(k, now, visit.key) {
            self.recorder.balked(&visit);
            return self.gets_nothing(&visit, Ending::Balked, attempt, now);
        }
        let leaves_s = now + self.plan.types[k].leaving.leaves_after(patience_s);
        let tries_again = C::TRIES_AGAIN && self.watches(&visit, leaves_s, attempt);
        self.join(k, Waiting { visit, leaves_s, work_s, wrap_up_s, attempt, tries_again });
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
        self.idle = if idle { self.idle | only(g) } else { self.idle & !S::only(g) };
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
        let passed = if self.plan.random_contact { self.waiting } else { self.waiting & !S::only(k) };
        if !passed.is_empty() {
            self.pass(passed, taken.visit.arrival_s, now);
        }
        let agent = self.choose_agent(g, now, taken.visit.key);
        self.groups[g].free.set(agent, now + handle_s + taken.wrap_up_s)
    }

    /// Tells those queues whose contacts may have come earlier than one that is answered now.
    #[inline(never)]
    fn pass(&mut self, queues: S, arrival_s: f64, now: f64) {
        for k in members(queues) {
            self.queues[k].overtaken_by(arrival_s, now);
        }
    }
}

#[cfg(test)]
mod tests;
