//! What the events of a day tell of each contact and each agent, checked at every event.

use std::collections::BTreeMap;

use onhold::floor::{Event, Happening};
use onhold::model::{Channel, DAY_S, GroupId, Model};

/// Where a contact stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stands {
    Dialed,
    Came,
    Waits,
    Ghost,
    CallBack,
    Connects,
    Talks,
    Talked,
    Over,
}

#[derive(Clone, Copy, Debug)]
struct Contact {
    kind: usize,
    came_s: f64,
    /// Took the offer of a callback, and was not reached yet.
    callback: bool,
    stands: Stands,
}

type AgentName = (GroupId, u32);

#[derive(Clone, Debug, Default)]
struct Agent {
    here: bool,
    /// Contacts in hand, by number.
    in_hand: Vec<u64>,
    /// Dials, or has just dialed, until something else is told.
    hidden: bool,
}

/// The state of a center as its events tell it.
pub struct Story<'m> {
    model: &'m Model,
    contacts: BTreeMap<u64, Contact>,
    agents: BTreeMap<AgentName, Agent>,
    /// Nobody of one type overtakes.
    pub in_order: bool,
}

impl<'m> Story<'m> {
    pub fn new(model: &'m Model, in_order: bool) -> Story<'m> {
        Story { model, contacts: BTreeMap::new(), agents: BTreeMap::new(), in_order }
    }

    /// Lives through all events.
    pub fn check(mut self, events: &[Event]) {
        for (i, event) in events.iter().enumerate() {
            if let Some(before) = i.checked_sub(1).map(|i| events[i].at_s) {
                assert!(before <= event.at_s, "time runs backwards from {before} to {event:?}");
            }
            self.takes(event);
            if events.get(i + 1).is_none_or(|next| next.at_s > event.at_s + 1e-6) {
                self.nobody_idles(event.at_s, events.get(i + 1).map_or(f64::INFINITY, |next| next.at_s));
            }
        }
        let over = |c: &Contact| matches!(c.stands, Stands::Over | Stands::Ghost);
        let left: Vec<_> = self.contacts.iter().filter(|(_, c)| !over(c)).collect();
        assert!(left.is_empty(), "contacts that never end: {left:?}");
    }

    fn takes(&mut self, event: &Event) {
        use Happening as H;
        if let Some(agent) = event.agent {
            self.agent_is_told(event, agent);
        }
        let Some((number, kind)) = event.contact else { return };
        let before = self.contacts.get(&number).copied();
        let stands = before.map(|c| c.stands);
        let mut came_s = before.map_or(event.at_s, |c| c.came_s);
        let fits = |allowed: &[Stands]| {
            assert!(stands.is_some_and(|s| allowed.contains(&s)), "{event:?} while {before:?}");
        };
        let next = match event.what {
            H::Dials => Stands::Dialed,
            H::Arrives | H::Redials | H::Repeats | H::HandedOn | H::Complains => {
                assert!(matches!(stands, None | Some(Stands::Dialed)), "{event:?} while {before:?}");
                came_s = event.at_s;
                Stands::Came
            }
            H::Announced => {
                fits(&[Stands::Came, Stands::Waits]);
                stands.unwrap()
            }
            // Of no contact.
            H::Alarm => return,
            H::NoAnswer => {
                fits(&[Stands::Dialed]);
                Stands::Over
            }
            H::Blocked | H::Balks => {
                fits(&[Stands::Came]);
                Stands::Over
            }
            H::Queues => {
                fits(&[Stands::Came]);
                Stands::Waits
            }
            H::TakesCallback => {
                fits(&[Stands::Came]);
                Stands::CallBack
            }
            H::Abandons => {
                fits(&[Stands::Waits, Stands::Connects]);
                Stands::Over
            }
            H::AbandonsSilently => {
                fits(&[Stands::Waits]);
                Stands::Ghost
            }
            H::CutOff => {
                fits(&[Stands::Waits]);
                Stands::Over
            }
            H::Assigned => {
                fits(&[Stands::Came, Stands::Waits, Stands::CallBack]);
                self.takes_its_turn(event, before);
                Stands::Connects
            }
            H::Answered => {
                fits(&[Stands::Came, Stands::Waits, Stands::Connects]);
                self.takes_its_turn(event, before);
                Stands::Talks
            }
            H::CalledBack => {
                fits(&[Stands::CallBack, Stands::Connects]);
                Stands::Talks
            }
            H::NotReached => {
                fits(&[Stands::CallBack, Stands::Connects]);
                Stands::Over
            }
            H::FindsNobody => {
                fits(&[Stands::Ghost]);
                Stands::Talked
            }
            H::WrongParty => {
                fits(&[Stands::Talks]);
                Stands::Talked
            }
            H::TalkEnds => {
                // A colleague who goes on is assigned and says no second hello.
                fits(&[Stands::Talks, Stands::Connects]);
                Stands::Talked
            }
            H::Handled => {
                fits(&[Stands::Talked]);
                Stands::Over
            }
            H::HandedOver => {
                fits(&[Stands::Talks, Stands::Connects]);
                let not_reached_yet = stands == Some(Stands::Connects) && before.is_some_and(|c| c.callback);
                if not_reached_yet { Stands::CallBack } else { Stands::Waits }
            }
            H::LeftOver => {
                fits(&[Stands::Waits, Stands::CallBack]);
                Stands::Over
            }
            H::Comes | H::Goes | H::BreakStarts | H::BreakEnds => unreachable!("not of contacts"),
        };
        let callback = next == Stands::CallBack || (next != Stands::Talks && before.is_some_and(|c| c.callback));
        self.contacts.insert(number, Contact { kind: kind.index(), came_s, callback, stands: next });
    }

    /// Nobody of a type goes before an earlier one who waits, where only the wait counts.
    fn takes_its_turn(&self, event: &Event, taken: Option<Contact>) {
        let counts = |c: &Contact| {
            // Who has dialed a number talks with whoever answers.
            let dialed = self.model.contacts[c.kind].operations.channel == Channel::Outbound;
            self.in_order && !dialed && matches!(c.stands, Stands::Came | Stands::Waits)
        };
        let Some(taken) = taken.filter(counts) else { return };
        let earlier = |c: &&Contact| c.kind == taken.kind && c.stands == Stands::Waits && c.came_s < taken.came_s;
        let first = self.contacts.values().find(earlier);
        assert!(first.is_none(), "{event:?} goes before {first:?}");
    }

    fn agent_is_told(&mut self, event: &Event, name: AgentName) {
        use Happening as H;
        let group = &self.model.groups[name.0.index()];
        let number = event.contact.map(|c| c.0);
        if let Some((_, kind)) = event.contact {
            assert!(group.skills.iter().any(|s| s.contact == kind), "{event:?} without the skill");
        }
        let agent = self.agents.entry(name).or_default();
        match (event.what, number) {
            (H::Comes, _) | (H::BreakEnds, _) => agent.here = true,
            (H::Goes, _) | (H::BreakStarts, _) => {
                assert!(agent.in_hand.is_empty(), "{event:?} with {:?} in hand", agent.in_hand);
                (agent.here, agent.hidden) = (false, false);
            }
            (H::Assigned | H::Answered | H::CalledBack | H::FindsNobody, Some(number)) => {
                agent.hidden = false;
                if !agent.in_hand.contains(&number) {
                    assert!(agent.here, "{event:?} by somebody who is not there");
                    agent.in_hand.push(number);
                }
            }
            (H::Handled | H::HandedOver | H::Abandons | H::NotReached, Some(number)) => {
                agent.in_hand.retain(|n| *n != number);
                // What takes no time may be over before it is told.
                agent.hidden |= event.what == H::NotReached;
            }
            (H::Dials | H::NoAnswer, _) => agent.hidden = true,
            _ => {}
        }
        let concurrent = |number: &u64| {
            let kind = self.contacts.get(number).map(|c| c.kind).or(event.contact.map(|c| c.1.index()));
            group.skills.iter().find(|s| Some(s.contact.index()) == kind).map_or(1, |s| s.concurrent() as usize)
        };
        let most = agent.in_hand.iter().map(concurrent).min().unwrap_or(usize::MAX);
        assert!(agent.in_hand.len() <= most, "{event:?}: {} in hand, at most {most}", agent.in_hand.len());
    }

    /// Between this moment and the next nobody is idle who could take a contact that waits.
    fn nobody_idles(&self, now_s: f64, next_s: f64) {
        let time_of_day = now_s - DAY_S * (now_s / DAY_S).floor();
        // The last day may be served out into what would be the next.
        if time_of_day >= self.model.horizon.length_s || now_s > self.model.horizon.end_s() {
            return;
        }
        for (g, group) in self.model.groups.iter().enumerate() {
            let of_group = || self.agents.iter().filter(|(name, _)| name.0.index() == g).map(|(_, agent)| agent);
            let idle = of_group().filter(|a| a.here && a.in_hand.is_empty() && !a.hidden).count() as u32;
            for contact in self.contacts.values().filter(|c| c.stands == Stands::Waits) {
                let Some(skill) = group.skills.iter().find(|s| s.contact.index() == contact.kind) else { continue };
                let reached = contact.came_s + skill.after_s < now_s + 0.5 * (next_s - now_s).min(1e-6);
                let may = reached && idle > skill.reserve;
                assert!(!may, "at {now_s} {idle} of group {g} are idle while {contact:?} waits");
            }
        }
    }
}
