//! A replication for those who want to hear of every event.

use crate::demand::{Block, Day};
use crate::floor::{Floor, Recorder};
use crate::model::Model;

use narrator::Narrator;

/// Lives through one replication, and tells the recorder every event of it in order of time.
///
/// The day is the one that [`run()`](super::run()) lives through in this replication with this seed.
pub fn listen<R: Recorder>(model: &Model, seed: u64, replication: u64, recorder: R) -> R {
    let mut day = Day::new(model, seed, replication);
    let mut block = Block::default();
    // The seam: `Center::new(model, DaySeed::new(seed, replication), recorder)` tells events itself, of any model;
    // the narrator then goes.
    let mut floor = Floor::new(model, Narrator::new(recorder));
    while day.fill(&mut block) {
        floor.live(&block);
    }
    floor.close().tell()
}

/// Makes events of what a [`Floor`] tells. It knows neither who comes and goes nor which agent is free: it gives a
/// contact to the agent of the group that has been free longest of those it has seen.
mod narrator {
    use crate::floor::{Answer, Event, Happening, Recorder, Visit};
    use crate::model::GroupId;

    pub(super) struct Narrator<R> {
        recorder: R,
        contacts: u32,
        events: Vec<Event>,
        /// When each agent seen so far is free, by group.
        free_s: Vec<Vec<f64>>,
    }

    impl<R: Recorder> Narrator<R> {
        pub fn new(recorder: R) -> Narrator<R> {
            Narrator { recorder, contacts: 0, events: Vec::new(), free_s: Vec::new() }
        }

        pub fn tell(mut self) -> R {
            // Stable: what happens at one moment stays in the order in which it was told.
            self.events.sort_by(|a, b| a.at_s.total_cmp(&b.at_s));
            self.events.iter().filter(|_| R::LISTENS).for_each(|event| self.recorder.event(event));
            self.recorder
        }

        fn note(&mut self, what: Happening, visit: &Visit, at_s: f64, agent: Option<(GroupId, u32)>) {
            let contact = Some((u64::from(visit.stamp), visit.contact));
            self.events.push(Event { at_s, what, contact, agent, caused_by: None });
        }

        fn agent(&mut self, answer: &Answer) -> u32 {
            let g = answer.group.index();
            if self.free_s.len() <= g {
                self.free_s.resize(g + 1, Vec::new());
            }
            let agents = &mut self.free_s[g];
            let until_s = answer.at_s + answer.handle_s + answer.wrap_up_s;
            let idle = (0..agents.len()).filter(|&a| agents[a] <= answer.at_s);
            let agent = match idle.min_by(|&a, &b| agents[a].total_cmp(&agents[b])) {
                Some(agent) => agent,
                None => {
                    agents.push(0.0);
                    agents.len() - 1
                }
            };
            agents[agent] = until_s;
            agent as u32 + 1
        }
    }

    impl<R: Recorder> Recorder for Narrator<R> {
        fn arrives(&mut self, _at_s: f64) -> u32 {
            self.contacts += 1;
            self.contacts
        }

        fn blocked(&mut self, visit: &Visit) {
            self.note(Happening::Arrives, visit, visit.arrival_s, None);
            self.note(Happening::Blocked, visit, visit.arrival_s, None);
        }

        fn balked(&mut self, visit: &Visit) {
            self.note(Happening::Arrives, visit, visit.arrival_s, None);
            self.note(Happening::Balks, visit, visit.arrival_s, None);
        }

        fn answered_at_once(&mut self, visit: &Visit, answer: &Answer) {
            self.answered(visit, answer);
        }

        fn answered(&mut self, visit: &Visit, answer: &Answer) {
            self.note(Happening::Arrives, visit, visit.arrival_s, None);
            if answer.at_s > visit.arrival_s {
                self.note(Happening::Queues, visit, visit.arrival_s, None);
            }
            let agent = Some((answer.group, self.agent(answer)));
            let talk_ends_s = answer.at_s + answer.handle_s;
            self.note(Happening::Assigned, visit, answer.at_s, agent);
            self.note(Happening::Answered, visit, answer.at_s, agent);
            self.note(Happening::TalkEnds, visit, talk_ends_s, agent);
            self.note(Happening::Handled, visit, talk_ends_s + answer.wrap_up_s, agent);
        }

        fn abandoned(&mut self, visit: &Visit, at_s: f64, _overtaken: bool) {
            self.note(Happening::Arrives, visit, visit.arrival_s, None);
            self.note(Happening::Queues, visit, visit.arrival_s, None);
            self.note(Happening::Abandons, visit, at_s, None);
        }

        fn overran(&mut self, _group: GroupId, _agents: u32, _from_s: f64, _to_s: f64) {}
    }
}
