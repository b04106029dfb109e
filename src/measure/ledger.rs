//! Counts and sums while a day is lived.
//!
//! Contacts are booked in the cell of their arrival, time spent (waiting, working) in the cells it was spent in. A
//! day's cells are its intervals; a steady stretch has equal batches instead. Before the first lies the warm-up, after
//! the last the time past closing.

use crate::floor::{Answer, Recorder, Visit};
use crate::journey::{Card, Class, Experience};
use crate::model::{GroupId, HorizonKind, Model};

use super::histogram::Histogram;

/// Batches of a steady stretch.
pub(super) const BATCHES: usize = 32;

/// Counts and sums of one contact type in one cell.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Tally {
    pub blocked: u64,
    pub balked: u64,
    pub abandoned: u64,
    pub answered: u64,
    pub answered_later: u64,
    pub in_time: u64,
    pub gone_in_time: u64,
    pub overtaken: u64,
    pub wait_answered_s: f64,
    pub wait_abandoned_s: f64,
    pub handle_s: f64,
    pub queue_s: f64,
    pub perceived_s: f64,
    pub satisfaction: f64,
    pub resolved: u64,
    pub classes: [u64; 4],
    pub longest_wait_s: f64,
}

/// Sums of one group in one cell.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct GroupTally {
    pub answered: u64,
    pub handle_s: f64,
    pub busy_s: f64,
    /// Agent-seconds beyond the head-count.
    pub overrun_s: f64,
}

/// The cells of one replication, or the batches of one steady stretch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    pub(super) tallies: Vec<Tally>,
    pub(super) groups: Vec<GroupTally>,
}

/// Listens to a floor and keeps the books. `FEEL`: whether feelings, moments and satisfaction are kept too.
#[derive(Clone, Debug)]
pub struct Ledger<const FEEL: bool> {
    types: usize,
    group_count: usize,
    /// Ends of the cells: warm-up, then the cells, then never.
    ends_s: Vec<f64>,
    now_cell: usize,
    within_s: Vec<f64>,
    cards: Vec<Card>,
    books: Section,
    /// By type, and by batch where the stretch is steady; kept across replications until taken.
    histograms: Vec<Histogram>,
    by_batch: bool,
}

impl<const FEEL: bool> Ledger<FEEL> {
    /// Empty books for this model.
    pub fn new(model: &Model) -> Ledger<FEEL> {
        let ends_s = cell_ends(model);
        let cells = ends_s.len();
        let types = model.contacts.len();
        let by_batch = model.horizon.kind == HorizonKind::Steady;
        let never = |c: &crate::model::Contact| c.service_level.map_or(f64::INFINITY, |s| s.within_s);
        Ledger {
            types,
            group_count: model.groups.len(),
            now_cell: 0,
            within_s: model.contacts.iter().map(never).collect(),
            cards: model.contacts.iter().map(|c| Card::new(model, c)).collect(),
            books: Section {
                tallies: vec![Tally::default(); cells * types],
                groups: vec![GroupTally::default(); cells * model.groups.len()],
            },
            histograms: vec![Histogram::default(); types * if by_batch { cells } else { 1 }],
            by_batch,
            ends_s,
        }
    }

    /// The books of the replication that has just been lived; they are empty again afterwards. Waits stay counted in
    /// the histograms.
    pub fn take_section(&mut self) -> Section {
        self.now_cell = 0;
        let empty = Section {
            tallies: vec![Tally::default(); self.books.tallies.len()],
            groups: vec![GroupTally::default(); self.books.groups.len()],
        };
        std::mem::replace(&mut self.books, empty)
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
        }
        tally
    }

    fn unserved(&mut self, visit: &Visit, wait_s: f64) {
        if FEEL {
            let experience = self.cards[visit.contact.index()].unserved(wait_s);
            self.tally(visit).feel(&experience);
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
            let index = match class {
                Class::Delighted => 0,
                Class::Satisfied => 1,
                Class::Indifferent => 2,
                Class::Dissatisfied => 3,
            };
            self.classes[index] += 1;
        }
    }
}

impl<const FEEL: bool> Recorder for Ledger<FEEL> {
    #[inline]
    fn arrives(&mut self, at_s: f64) -> u32 {
        // A day has at most 24 h × 60 intervals of a minute and the stretch 32 batches: no truncation.
        self.cell_at(at_s) as u32
    }

    fn blocked(&mut self, visit: &Visit) {
        self.tally(visit).blocked += 1;
        self.unserved(visit, 0.0);
    }

    fn balked(&mut self, visit: &Visit) {
        self.tally(visit).balked += 1;
        self.unserved(visit, 0.0);
    }

    #[inline(always)]
    fn answered_at_once(&mut self, visit: &Visit, answer: &Answer) {
        self.serve(visit, answer, 0.0).in_time += 1;
        if let Some(histogram) = self.histogram(visit) {
            histogram.count_none();
        }
    }

    #[inline(always)]
    fn answered(&mut self, visit: &Visit, answer: &Answer) {
        let wait_s = answer.at_s - visit.arrival_s;
        let within_s = self.within_s[visit.contact.index()];
        let inside = answer.at_s <= self.ends_s[visit.stamp as usize];
        let tally = self.serve(visit, answer, wait_s);
        tally.answered_later += 1;
        tally.in_time += u64::from(wait_s <= within_s);
        tally.overtaken += u64::from(answer.overtaken);
        tally.wait_answered_s += wait_s;
        tally.longest_wait_s = if wait_s > tally.longest_wait_s { wait_s } else { tally.longest_wait_s };
        if inside {
            tally.queue_s += wait_s;
        } else {
            self.queues(visit, answer.at_s);
        }
        if let Some(histogram) = self.histogram(visit) {
            histogram.count(wait_s);
        }
    }

    #[inline]
    fn abandoned(&mut self, visit: &Visit, at_s: f64, overtaken: bool) {
        let wait_s = at_s - visit.arrival_s;
        self.queues(visit, at_s);
        let within_s = self.within_s[visit.contact.index()];
        let tally = self.tally(visit);
        tally.abandoned += 1;
        tally.gone_in_time += u64::from(wait_s <= within_s);
        tally.overtaken += u64::from(overtaken);
        tally.wait_abandoned_s += wait_s;
        tally.longest_wait_s = tally.longest_wait_s.max(wait_s);
        self.unserved(visit, wait_s);
    }

    fn overran(&mut self, group: GroupId, agents: u32, mut from_s: f64, to_s: f64) {
        let mut cell = self.ends_s.partition_point(|end| *end <= from_s);
        while from_s < to_s {
            let until_s = to_s.min(self.ends_s[cell]);
            let stayed_s = f64::from(agents) * (until_s - from_s);
            self.books.groups[cell * self.group_count + group.index()].overrun_s += stayed_s;
            from_s = until_s;
            cell += 1;
        }
    }
}

/// Ends of the cells, s: the warm-up's, then each interval's or batch's, then infinity.
pub fn cell_ends(model: &Model) -> Vec<f64> {
    let horizon = &model.horizon;
    let mut ends = vec![horizon.warm_up_s];
    match horizon.kind {
        HorizonKind::Day { interval_s } => {
            let cells = 1..=model.intervals();
            ends.extend(cells.map(|i| (i as f64 * interval_s).max(horizon.warm_up_s)));
        }
        HorizonKind::Steady => {
            let counted = horizon.length_s - horizon.warm_up_s;
            ends.extend((1..BATCHES).map(|i| horizon.warm_up_s + counted * i as f64 / BATCHES as f64));
            ends.push(horizon.length_s);
        }
    }
    ends.push(f64::INFINITY);
    ends
}
