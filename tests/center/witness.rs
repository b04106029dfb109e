//! Everything that a center tells, beside the library's own books.

use onhold::demand::{Block, Day};
use onhold::floor::{Answer, Cause, Center, DayOfMarket, Event, Experience, LeftOver, Recorder, Rostered, Visit};
use onhold::journey::Journey;
use onhold::measure::{Ledger, Totals, Window, cell_ends};
use onhold::model::random::DaySeed;
use onhold::model::{ContactId, GroupId, Model};

/// Writes down every event, and keeps the books.
pub struct Witness {
    ledger: Ledger<true>,
    pub events: Vec<Event>,
    /// Time with something in hand, and time there, s.
    pub worked_s: f64,
    pub present_s: f64,
}

impl Recorder for Witness {
    const LISTENS: bool = true;
    fn arrives(&mut self, contact: ContactId, at_s: f64) -> u32 {
        self.ledger.arrives(contact, at_s)
    }
    fn answered_at_once(&mut self, _: &Visit, _: &Answer) {
        panic!("a center connects");
    }
    fn answered(&mut self, _: &Visit, _: &Answer) {
        panic!("a center connects");
    }
    fn abandoned(&mut self, visit: &Visit, at_s: f64, overtaken: bool) {
        self.ledger.abandoned(visit, at_s, overtaken);
    }
    fn cut_off(&mut self, visit: &Visit, at_s: f64, overtaken: bool) {
        self.ledger.cut_off(visit, at_s, overtaken);
    }
    fn overran(&mut self, _: GroupId, _: u32, _: f64, _: f64) {
        panic!("a center tells who is present");
    }
    fn connected(&mut self, visit: &Visit, answer: &Answer) {
        self.ledger.connected(visit, answer);
    }
    fn handled(&mut self, visit: &Visit, group: GroupId, handle_s: f64) {
        assert!(handle_s >= 0.0);
        self.ledger.handled(visit, group, handle_s);
    }
    fn worked(&mut self, group: GroupId, from_s: f64, to_s: f64) {
        assert!(from_s <= to_s);
        self.worked_s += to_s - from_s;
        self.ledger.worked(group, from_s, to_s);
    }
    fn present(&mut self, group: GroupId, agents: u32, from_s: f64, to_s: f64) {
        assert!(from_s <= to_s);
        self.present_s += f64::from(agents) * (to_s - from_s);
        self.ledger.present(group, agents, from_s, to_s);
    }
    fn called_back(&mut self, visit: &Visit, answer: &Answer, late: bool) {
        self.ledger.called_back(visit, answer, late);
    }
    crate::passes_on_the_rest!();
    fn event(&mut self, event: &Event) {
        self.events.push(*event);
    }
}

/// One replication, lived.
pub struct Lived {
    pub events: Vec<Event>,
    pub whole: Totals,
    pub worked_s: f64,
    pub present_s: f64,
}

pub fn live(model: &Model, seed: u64) -> Lived {
    let witness = Witness { ledger: Ledger::of_center(model), events: Vec::new(), worked_s: 0.0, present_s: 0.0 };
    let mut center = Center::new(model, DaySeed::new(seed, 0), witness, Journey::new(model, DaySeed::new(seed, 0)));
    let (mut day, mut block) = (Day::new(model, seed, 0), Block::default());
    while day.fill(&mut block) {
        center.live(&block);
    }
    let mut witness = center.close();
    let section = witness.ledger.take_section();
    let whole = Window::whole_time(model, &section, &cell_ends(model)).whole();
    Lived { events: witness.events, whole, worked_s: witness.worked_s, present_s: witness.present_s }
}
