//! Counts and sums while a day is lived.
//!
//! Contacts are booked in the [cell](cell_ends) of their arrival, time spent (waiting, working) in the cells it was
//! spent in.

mod cells;
mod center;
mod hearing;
mod tally;

use std::collections::HashSet;

use crate::floor::{Answer, Experience, Visit};
use crate::journey::Card;
use crate::model::{GroupId, HorizonKind, Model};

use super::histogram::Histogram;
pub use cells::cell_ends;
pub(super) use cells::{BATCHES, Layout};
use tally::Room;
pub use tally::Section;
pub(super) use tally::{Extra, GroupExtra, GroupTally, Tally};

/// Listens to a floor and keeps the books. `FEEL`: whether feelings, moments and satisfaction are kept too.
#[derive(Clone, Debug)]
pub struct Ledger<const FEEL: bool> {
    types: usize,
    group_count: usize,
    ends_s: Vec<f64>,
    now_cell: usize,
    within_s: Vec<f64>,
    cards: Vec<Card>,
    books: Section,
    room: Room,
    /// By type, and by batch where the stretch is steady; kept across replications until taken.
    histograms: Vec<Histogram>,
    by_batch: bool,
    /// Keys of the customers who wait for a callback.
    awaiting_call: HashSet<u64>,
    /// By cell and type, where invariants are checked: who arrived. Everything else is booked when a contact ends.
    arrived: Vec<u64>,
}

impl<const FEEL: bool> Ledger<FEEL> {
    /// Empty books for a [`Simulation`](crate::floor::Simulation) of this model: for a [`Floor`](crate::floor::Floor) if that
    /// [lives it](Model::is_lived_without_calendar), else for a center.
    pub fn new(model: &Model) -> Ledger<FEEL> {
        Ledger::with_books(model, !model.is_lived_without_calendar())
    }

    /// Empty books for a center, whether the model needs one or not.
    pub fn of_center(model: &Model) -> Ledger<FEEL> {
        Ledger::with_books(model, true)
    }

    fn with_books(model: &Model, center: bool) -> Ledger<FEEL> {
        let ends_s = cell_ends(model);
        let cells = ends_s.len();
        let types = model.contacts.len();
        let by_batch = model.horizon.kind == HorizonKind::Steady;
        let blames = FEEL && model.value.is_some() && model.contacts.iter().any(|c| c.aftermath.is_some());
        let room = Room {
            cells,
            types,
            groups: model.groups.len(),
            extras: center || !model.is_plain(),
            people: center || model.groups.iter().any(|group| !group.people.shifts.is_empty()),
            center,
            blames,
            kinds: if FEEL { model.kinds.len() } else { 1 },
            days: model.horizon.days as usize,
        };
        let never = |c: &crate::model::Contact| c.service_level.map_or(f64::INFINITY, |s| s.within_s);
        Ledger {
            types,
            group_count: model.groups.len(),
            now_cell: 0,
            within_s: model.contacts.iter().map(never).collect(),
            cards: model.contacts.iter().map(|c| Card::new(model, c)).collect(),
            books: Section::new(&room),
            room,
            histograms: vec![Histogram::default(); types * if by_batch { cells } else { 1 }],
            by_batch,
            awaiting_call: HashSet::new(),
            arrived: vec![0; if cfg!(debug_assertions) { cells * types } else { 0 }],
            ends_s,
        }
    }

    /// The books of the replication that has just been lived; they are empty again afterwards. Waits stay counted in
    /// the histograms.
    pub fn take_section(&mut self) -> Section {
        self.now_cell = 0;
        self.awaiting_call.clear();
        self.check_that_all_have_ended();
        std::mem::replace(&mut self.books, Section::new(&self.room))
    }

    /// Every contact that arrived has become one thing: else one was lost, or counted twice.
    fn check_that_all_have_ended(&mut self) {
        for (at, arrived) in self.arrived.iter_mut().enumerate() {
            let ended = self.books.tallies[at].ended() + self.books.extras.get(at).map_or(0, Extra::ended);
            debug_assert!(
                *arrived == ended,
                "cell {}, type {}: {arrived} arrived, {ended} ended: {:?} {:?}",
                at / self.types,
                at % self.types,
                self.books.tallies[at],
                self.books.extras.get(at)
            );
            *arrived = 0;
        }
    }

    /// Waits of answered contacts by type, since last asked: of all replications in between.
    pub fn take_histograms(&mut self) -> Vec<Histogram> {
        let empty = vec![Histogram::default(); self.histograms.len()];
        let taken = std::mem::replace(&mut self.histograms, empty);
        if !self.by_batch {
            return taken;
        }
        let mut by_type = vec![Histogram::default(); self.types];
        for batch in taken.chunks(self.types).skip(1) {
            for (sum, histogram) in by_type.iter_mut().zip(batch) {
                sum.merge(histogram);
            }
        }
        by_type
    }

    /// Waits of answered contacts in each batch of a steady stretch, by type.
    pub fn take_batch_histograms(&mut self) -> Vec<Vec<Histogram>> {
        let empty = vec![Histogram::default(); self.histograms.len()];
        let taken = std::mem::replace(&mut self.histograms, empty);
        let last = taken.len() / self.types - 1;
        taken.chunks(self.types).skip(1).take(last.saturating_sub(1)).map(<[Histogram]>::to_vec).collect()
    }

    #[inline]
    fn tally(&mut self, visit: &Visit) -> &mut Tally {
        &mut self.books.tallies[visit.stamp as usize * self.types + visit.contact.index()]
    }

    /// Moves on to the cell of this moment.
    #[inline]
    fn cell_at(&mut self, at_s: f64) -> usize {
        while at_s >= self.ends_s[self.now_cell] {
            self.now_cell += 1;
        }
        self.now_cell
    }

    /// An agent of a group is busy from `from_s`, in `cell`, to `to_s`.
    #[inline(never)]
    fn busy(&mut self, group: GroupId, mut cell: usize, mut from_s: f64, to_s: f64) {
        while to_s > self.ends_s[cell] {
            let end_s = self.ends_s[cell];
            self.books.groups[cell * self.group_count + group.index()].busy_s += end_s - from_s;
            from_s = end_s;
            cell += 1;
        }
        self.books.groups[cell * self.group_count + group.index()].busy_s += to_s - from_s;
    }

    /// A contact waits from its arrival to `to_s`.
    #[inline(never)]
    fn queues(&mut self, visit: &Visit, to_s: f64) {
        let mut cell = visit.stamp as usize;
        let mut from_s = visit.arrival_s;
        while to_s > self.ends_s[cell] {
            let end_s = self.ends_s[cell];
            self.books.tallies[cell * self.types + visit.contact.index()].queue_s += end_s - from_s;
            from_s = end_s;
            cell += 1;
        }
        self.books.tallies[cell * self.types + visit.contact.index()].queue_s += to_s - from_s;
    }

    #[inline]
    fn histogram(&mut self, visit: &Visit) -> Option<&mut Histogram> {
        let row = match (self.by_batch, visit.stamp) {
            (true, batch) => batch as usize,
            (false, 0) => return None,
            (false, _) => 0,
        };
        self.histograms.get_mut(row * self.types + visit.contact.index())
    }

    /// Books a service; gives the contact's tally back.
    #[inline(always)]
    fn serve(&mut self, visit: &Visit, answer: &Answer, wait_s: f64) -> &mut Tally {
        let cell = self.cell_at(answer.at_s);
        let busy_s = answer.handle_s + answer.wrap_up_s;
        let until_s = answer.at_s + busy_s;
        let stamp = visit.stamp as usize;
        let group = &mut self.books.groups[stamp * self.group_count + answer.group.index()];
        group.answered += 1;
        group.handle_s += busy_s;
        if cell == stamp && until_s <= self.ends_s[cell] {
            group.busy_s += busy_s;
        } else {
            self.busy(answer.group, cell, answer.at_s, until_s);
        }
        let k = visit.contact.index();
        let experience = FEEL.then(|| self.cards[k].served(wait_s, answer.group, visit.key));
        let tally = &mut self.books.tallies[stamp * self.types + k];
        tally.answered += 1;
        tally.handle_s += busy_s;
        if let Some(experience) = experience {
            tally.feel(&experience);
            if self.room.blames {
                self.blame(visit, &experience);
            }
        }
        self.tally(visit)
    }

    /// A plain floor leaves it to the books to ask what a contact felt like; a center tells when it has ended.
    fn unserved(&mut self, visit: &Visit, wait_s: f64) {
        if FEEL && !self.room.center {
            let experience = self.cards[visit.contact.index()].unserved(wait_s, visit.key);
            self.tally(visit).feel(&experience);
            self.blame(visit, &experience);
        }
    }

    /// Books what the parts of a contact have cost.
    #[inline]
    fn blame(&mut self, visit: &Visit, experience: &Experience) {
        let at = visit.stamp as usize * self.types + visit.contact.index();
        if let Some(blames) = self.books.blames.get_mut(at) {
            for (sum, blamed) in blames.iter_mut().zip(experience.blamed) {
                *sum += blamed;
            }
        }
    }
}

impl Tally {
    #[inline]
    fn feel(&mut self, experience: &Experience) {
        self.perceived_s += experience.perceived_s;
        self.satisfaction += experience.satisfaction;
        self.resolved += u64::from(experience.resolved);
        if let Some(class) = experience.class {
            self.classes[class as usize] += 1;
        }
    }
}
