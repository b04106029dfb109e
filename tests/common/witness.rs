//! Everything that happens to every contact of one replication, beside the library's own books.

use std::collections::BTreeMap;

use onhold::demand::{Block, Day};
use onhold::floor::{Answer, Floor, Recorder, Visit};
use onhold::measure::{Ledger, Section};
use onhold::model::{ContactId, GroupId, Model};

/// What became of a contact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fate {
    Blocked,
    Balked,
    AtOnce(Answer),
    Later(Answer),
    Abandoned { at_s: f64, overtaken: bool },
    CutOff { at_s: f64, overtaken: bool },
}

impl Fate {
    /// The answer, if there was one.
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            Fate::AtOnce(answer) | Fate::Later(answer) => Some(answer),
            _ => None,
        }
    }
}

/// A recorder that writes everything down.
pub struct Witness {
    ledger: Ledger<false>,
    pub fates: Vec<(Visit, Fate)>,
    /// Moments of arrivals and answers, in the order of the calls.
    pub moments_s: Vec<f64>,
    pub overrun: Vec<(GroupId, u32, f64, f64)>,
}

impl Recorder for Witness {
    fn arrives(&mut self, contact: ContactId, at_s: f64) -> u32 {
        self.moments_s.push(at_s);
        self.ledger.arrives(contact, at_s)
    }
    fn blocked(&mut self, visit: &Visit) {
        self.fates.push((*visit, Fate::Blocked));
        self.ledger.blocked(visit);
    }
    fn balked(&mut self, visit: &Visit) {
        self.fates.push((*visit, Fate::Balked));
        self.ledger.balked(visit);
    }
    fn answered_at_once(&mut self, visit: &Visit, answer: &Answer) {
        self.moments_s.push(answer.at_s);
        self.fates.push((*visit, Fate::AtOnce(*answer)));
        self.ledger.answered_at_once(visit, answer);
    }
    fn answered(&mut self, visit: &Visit, answer: &Answer) {
        self.moments_s.push(answer.at_s);
        self.fates.push((*visit, Fate::Later(*answer)));
        self.ledger.answered(visit, answer);
    }
    fn abandoned(&mut self, visit: &Visit, at_s: f64, overtaken: bool) {
        self.fates.push((*visit, Fate::Abandoned { at_s, overtaken }));
        self.ledger.abandoned(visit, at_s, overtaken);
    }
    fn cut_off(&mut self, visit: &Visit, at_s: f64, overtaken: bool) {
        self.fates.push((*visit, Fate::CutOff { at_s, overtaken }));
        self.ledger.cut_off(visit, at_s, overtaken);
    }
    fn overran(&mut self, group: GroupId, agents: u32, from_s: f64, to_s: f64) {
        self.overrun.push((group, agents, from_s, to_s));
        self.ledger.overran(group, agents, from_s, to_s);
    }
}

/// A contact as it was drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    pub kind: usize,
    pub arrival_s: f64,
    pub patience_s: f64,
    pub work_s: f64,
    pub wrap_up_s: f64,
    pub key: u64,
}

/// One replication, lived.
pub struct Lived {
    /// Contacts in order of arrival.
    pub drawn: Vec<Drawn>,
    /// What became of each: the number of fates, and the last.
    pub fates: Vec<(usize, Option<Fate>)>,
    pub moments_s: Vec<f64>,
    pub overrun: Vec<(GroupId, u32, f64, f64)>,
    pub section: Section,
}

/// Lives blocks, drawn or made by hand.
pub fn live_blocks(model: &Model, blocks: &[Block]) -> Lived {
    let witness = Witness { ledger: Ledger::new(model), fates: vec![], moments_s: vec![], overrun: vec![] };
    let mut floor = Floor::new(model, witness);
    let mut drawn = Vec::new();
    for block in blocks {
        floor.live(block);
        drawn.extend((0..block.len()).map(|i| Drawn {
            kind: block.contact[i].index(),
            arrival_s: block.time_s[i],
            patience_s: block.patience_s[i],
            work_s: block.work_s[i],
            wrap_up_s: block.wrap_up_s[i],
            key: block.key[i],
        }));
    }
    let mut witness = floor.close();
    let index: BTreeMap<(usize, u64), usize> =
        drawn.iter().enumerate().map(|(i, d): (usize, &Drawn)| ((d.kind, d.key), i)).collect();
    assert_eq!(index.len(), drawn.len(), "keys are unique");
    let mut fates = vec![(0, None); drawn.len()];
    for (visit, fate) in &witness.fates {
        let i = index[&(visit.contact.index(), visit.key)];
        assert_eq!(visit.arrival_s, drawn[i].arrival_s);
        fates[i] = (fates[i].0 + 1, Some(*fate));
    }
    let section = witness.ledger.take_section();
    Lived { drawn, fates, moments_s: witness.moments_s, overrun: witness.overrun, section }
}

/// Lives one replication.
pub fn live_day(model: &Model, seed: u64, replication: u64) -> Lived {
    let mut day = Day::new(model, seed, replication);
    let (mut blocks, mut block) = (Vec::new(), Block::default());
    while day.fill(&mut block) {
        blocks.push(block.clone());
    }
    live_blocks(model, &blocks)
}
