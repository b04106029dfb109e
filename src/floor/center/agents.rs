//! The agents, each a person: what they have in hand, and who of a group can take something.

use smallvec::SmallVec;

use super::case::Ticket;
use super::shrinkage::Shrunk;
use crate::floor::plan::{Set, only};

/// Nobody, in the links between agents.
const NONE: u32 = u32::MAX;

/// What an agent does with a contact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Phase {
    /// Is being connected with the customer.
    Connect,
    /// Dials a number and listens to it ring.
    Rings,
    /// Has the first moments of a conversation together with a colleague.
    Conference,
    /// Talks.
    Talk,
    /// Finds out that nobody is there, or the wrong person.
    Nobody,
    /// Waits with a customer for a second agent.
    Holds,
    /// After-contact work.
    WrapUp,
}

/// Something that an agent has in hand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Job {
    pub ticket: Ticket,
    pub phase: Phase,
    /// What is left of the phase, s at full speed.
    pub left_s: f64,
    /// After-contact work to come, s.
    pub wrap_up_s: f64,
    /// Position of the skill among the group's.
    pub skill: u16,
    /// When the customer heard "hello".
    pub since_s: f64,
}

/// Why an agent takes nothing more, once what is in hand is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// Nothing: the agent goes on.
    Nothing,
    /// A break of this many milliseconds.
    Break(u32),
    /// Home.
    Home,
}

/// An agent.
#[derive(Clone, Debug)]
pub(super) struct Agent {
    pub group: u32,
    /// Number in the group.
    pub number: u32,
    /// On a shift, or counted.
    pub on_duty: bool,
    /// Reasons not to be there although on duty.
    pub away: u32,
    /// Time away that is drawn, beside breaks.
    pub shrunk: Shrunk,
    pub due: Due,
    /// A break to be taken at the first moment without work, ms; 0: none.
    pub may_break_ms: u32,
    pub in_hand: SmallVec<[Job; 1]>,
    /// Up to when the progress of what is in hand is accounted for.
    pub progress_s: f64,
    /// The job that is done next.
    pub next_job: usize,
    /// Since when something is in hand.
    pub busy_from_s: f64,
    /// Since when the agent is there; infinite: is not.
    pub present_from_s: f64,
    /// Since when beyond the time that is paid anyway; infinite: is not.
    pub over_from_s: f64,
    /// Since when on a break; infinite: is not.
    pub break_from_s: f64,
    /// Today's conversation and wrap-up, and since when on duty today.
    pub worked_s: f64,
    pub duty_from_s: f64,
    /// Share of time on duty spent with contacts, as it stood when the hands were last empty.
    pub occupied: f64,
    /// Since when in its list.
    since_s: f64,
    listed: Option<u32>,
    next: u32,
    previous: u32,
}

impl Agent {
    pub fn new(group: u32, number: u32) -> Agent {
        Agent {
            group,
            number,
            on_duty: false,
            away: 0,
            shrunk: Shrunk::default(),
            due: Due::Nothing,
            may_break_ms: 0,
            in_hand: SmallVec::new(),
            progress_s: 0.0,
            next_job: 0,
            busy_from_s: 0.0,
            present_from_s: f64::INFINITY,
            over_from_s: f64::INFINITY,
            break_from_s: f64::INFINITY,
            worked_s: 0.0,
            duty_from_s: 0.0,
            occupied: 0.0,
            since_s: 0.0,
            listed: None,
            next: NONE,
            previous: NONE,
        }
    }

    /// Whether on duty and not away.
    pub fn is_there(&self) -> bool {
        self.on_duty && self.away == 0 && !self.shrunk.is_due()
    }

    /// Since when the agent has had as many contacts in hand as now.
    pub fn since_s(&self) -> f64 {
        self.since_s
    }
}

/// Agents of a group with equally many contacts in hand who could take one more, in the order in which they came to
/// have that many.
#[derive(Clone, Copy, Debug)]
struct List {
    first: u32,
    last: u32,
    length: u32,
}

const EMPTY: List = List { first: NONE, last: NONE, length: 0 };

/// Those of a group who can take something.
#[derive(Clone, Debug)]
pub(super) struct Bench {
    /// By number of contacts in hand.
    lists: Vec<List>,
    /// Agents who could take something.
    ready: u32,
    /// Agents who are there, idle or busy.
    pub there: u32,
    /// Agents who have something in hand.
    pub busy: u32,
    /// What they have in hand, by skill.
    pub in_hand: Vec<u32>,
}

/// All agents of all groups.
#[derive(Debug)]
pub(super) struct Agents<S> {
    pub all: Vec<Agent>,
    pub benches: Vec<Bench>,
    /// Idle agents of the whole center.
    pub idle: u32,
    /// Groups with somebody who could take something.
    pub open: S,
}

impl<S: Set> Agents<S> {
    /// Nobody yet; for groups whose agents can have so many contacts in hand, of so many skills.
    pub fn new(groups: impl Iterator<Item = (u32, usize)>) -> Agents<S> {
        let bench = |(most, skills): (u32, usize)| Bench {
            lists: vec![EMPTY; most.max(1) as usize],
            ready: 0,
            there: 0,
            busy: 0,
            in_hand: vec![0; skills],
        };
        Agents { all: Vec::new(), benches: groups.map(bench).collect(), idle: 0, open: S::NONE }
    }

    /// Puts something more into an agent's hands.
    #[inline]
    pub fn take_in_hand(&mut self, agent: u32, job: Job) {
        let me = &mut self.all[agent as usize];
        let bench = &mut self.benches[me.group as usize];
        bench.busy += u32::from(me.in_hand.is_empty());
        bench.in_hand[usize::from(job.skill)] += 1;
        me.in_hand.push(job);
    }

    /// Takes a contact out of an agent's hands.
    #[inline]
    pub fn drop_from_hand(&mut self, agent: u32, ticket: Ticket) {
        let me = &mut self.all[agent as usize];
        let bench = &mut self.benches[me.group as usize];
        let Some(at) = me.in_hand.iter().position(|job| job.ticket == ticket) else {
            debug_assert!(false, "nobody has in hand what is dropped");
            return;
        };
        let job = me.in_hand.remove(at);
        bench.in_hand[usize::from(job.skill)] -= 1;
        bench.busy -= u32::from(me.in_hand.is_empty());
    }

    /// Whether anybody of the group could take something.
    #[inline]
    pub fn is_open(&self, group: usize) -> bool {
        self.benches[group].ready > 0
    }

    /// Idle agents of a group.
    #[inline]
    pub fn idle_of(&self, group: usize) -> u32 {
        self.benches[group].lists[0].length
    }

    /// Whether somebody of the group has fewer than `most` contacts in hand and could take one.
    #[inline]
    pub fn has_room(&self, group: usize, most: u32) -> bool {
        let bench = &self.benches[group];
        bench.lists[0].length > 0 || (most > 1 && bench.lists.iter().take(most as usize).any(|list| list.length > 0))
    }

    /// Who has been in the list of those with `load` contacts in hand longest.
    #[inline]
    pub fn first_of(&self, group: usize, load: u32) -> Option<u32> {
        let list = self.benches[group].lists.get(load as usize)?;
        (list.length > 0).then_some(list.first)
    }

    /// The list of those with `load` contacts in hand, longest first.
    pub fn list(&self, group: usize, load: u32) -> impl Iterator<Item = u32> {
        let mut at = self.benches[group].lists.get(load as usize).map_or(NONE, |list| list.first);
        std::iter::from_fn(move || {
            let agent = at;
            let here = self.all.get(agent as usize)?;
            at = here.next;
            Some(agent)
        })
    }

    /// How many have `load` contacts in hand and could take one more.
    pub fn length(&self, group: usize, load: u32) -> u32 {
        self.benches[group].lists.get(load as usize).map_or(0, |list| list.length)
    }

    /// Takes an agent out of its list, if in one.
    #[inline]
    pub fn unlist(&mut self, agent: u32) {
        let me = &mut self.all[agent as usize];
        let Some(load) = me.listed.take() else { return };
        let (group, next, previous) = (me.group as usize, me.next, me.previous);
        let bench = &mut self.benches[group];
        let list = &mut bench.lists[load as usize];
        list.length -= 1;
        bench.ready -= 1;
        if bench.ready == 0 {
            self.open &= !S::only(group);
        }
        if load == 0 {
            self.idle -= 1;
        }
        if previous == NONE {
            list.first = next
        } else {
            self.all[previous as usize].next = next
        }
        if next == NONE { list.last = previous } else { self.all[next as usize].previous = previous }
    }

    /// Puts an agent at the end of the list of those with as many contacts in hand, if the agent can take one more:
    /// is there, goes nowhere, and has fewer in hand than each contact there allows (`limit`).
    pub fn list_anew(&mut self, agent: u32, limit: u32, now: f64) {
        self.unlist(agent);
        let me = &mut self.all[agent as usize];
        // At most 64 contacts in hand.
        let load = me.in_hand.len() as u32;
        me.since_s = now;
        if load >= limit || !me.is_there() || me.due != Due::Nothing {
            return;
        }
        let group = me.group as usize;
        let bench = &mut self.benches[group];
        let Some(list) = bench.lists.get_mut(load as usize) else { return };
        me.listed = Some(load);
        me.next = NONE;
        me.previous = list.last;
        let before = list.last;
        list.last = agent;
        list.length += 1;
        bench.ready += 1;
        self.open |= only(group);
        if before == NONE {
            list.first = agent
        } else {
            self.all[before as usize].next = agent
        }
        if load == 0 {
            self.idle += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use smallvec::smallvec;

    fn job(skill: u16) -> Job {
        let ticket = Ticket { place: 0, number: 1 };
        Job { ticket, phase: Phase::Talk, left_s: 1.0, wrap_up_s: 0.0, skill, since_s: 0.0 }
    }

    proptest! {
        /// Lists linked from agent to agent beside plain vectors.
        #[test]
        fn lists_are_in_the_order_in_which_agents_came(
            changes in prop::collection::vec((0u32..6, 0usize..4, any::<bool>()), 1..80)
        ) {
            let mut agents = Agents::<u64>::new([(3, 1)].into_iter());
            agents.all.extend((1..=6).map(|number| Agent::new(0, number)));
            let mut plain: Vec<Vec<u32>> = vec![Vec::new(); 3];
            for (i, (agent, in_hand, there)) in changes.into_iter().enumerate() {
                let me = &mut agents.all[agent as usize];
                me.on_duty = there;
                me.in_hand = smallvec![job(0); in_hand];
                agents.list_anew(agent, 3, i as f64);
                plain.iter_mut().for_each(|list| list.retain(|a| *a != agent));
                if there && in_hand < 3 {
                    plain[in_hand].push(agent);
                }
                for (load, list) in (0..).zip(&plain) {
                    prop_assert_eq!(&agents.list(0, load).collect::<Vec<u32>>(), list);
                    prop_assert_eq!(agents.length(0, load) as usize, list.len());
                    prop_assert_eq!(agents.first_of(0, load), list.first().copied());
                }
                prop_assert_eq!(agents.idle as usize, plain[0].len());
                prop_assert_eq!(agents.open == 1, plain.iter().any(|list| !list.is_empty()));
                prop_assert_eq!(agents.has_room(0, 2), !plain[0].is_empty() || !plain[1].is_empty());
            }
        }
    }
}
