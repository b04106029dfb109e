//! Sums over the replications of a shard: the library's own books, and a few sums that it does not keep.

use std::collections::BTreeMap;

use onhold::floor::{Answer, Cause, DayOfMarket, Event, Experience, Happening, LeftOver, Recorder, Rostered, Visit};
use onhold::measure::{Ledger, Totals, Window};
use onhold::model::{ContactId, GroupId, Model};

/// The library's ledger, and beside it what some references name and the ledger does not count. `LISTEN`: also what only
/// single events tell.
pub struct Observed<const FEEL: bool, const LISTEN: bool> {
    ledger: Ledger<FEEL>,
    last_cell: u32,
    types: usize,
    /// Contacts, by group and type.
    served: Vec<f64>,
    /// Handle times, by group and type, s.
    handle_s: Vec<f64>,
    /// Squares of waits, s².
    wait_squares: f64,
    /// Waits until called back, s.
    callback_waits_s: Vec<f64>,
    loads: Loads,
}

/// Time that agents have spent with so many contacts in hand, agent-seconds, from what a center tells event by event.
#[derive(Clone, Debug, Default)]
struct Loads {
    in_hand: BTreeMap<(GroupId, u32), (usize, f64)>,
    /// From when on it counts.
    from_s: f64,
    to_s: f64,
    by_number_s: Vec<f64>,
}

impl Loads {
    fn change(&mut self, agent: (GroupId, u32), at_s: f64, by: isize) {
        let (number, since_s) = self.in_hand.get(&agent).copied().unwrap_or((0, 0.0));
        if self.by_number_s.len() <= number {
            self.by_number_s.resize(number + 1, 0.0);
        }
        self.by_number_s[number] += (at_s.min(self.to_s) - since_s.max(self.from_s)).max(0.0);
        self.in_hand.insert(agent, (number.checked_add_signed(by).unwrap(), at_s));
    }

    fn take(&mut self) -> Vec<f64> {
        for agent in self.in_hand.keys().copied().collect::<Vec<_>>() {
            self.change(agent, f64::INFINITY, 0);
        }
        self.in_hand.clear();
        std::mem::take(&mut self.by_number_s)
    }
}

impl<const FEEL: bool, const LISTEN: bool> Observed<FEEL, LISTEN> {
    /// Nothing seen yet.
    pub fn new(model: &Model) -> Observed<FEEL, LISTEN> {
        let (types, groups) = (model.contacts.len(), model.groups.len());
        Observed {
            ledger: Ledger::new(model),
            last_cell: onhold::measure::cell_ends(model).len() as u32 - 1,
            types,
            served: vec![0.0; types * groups],
            handle_s: vec![0.0; types * groups],
            wait_squares: 0.0,
            callback_waits_s: Vec::new(),
            loads: Loads { from_s: model.horizon.warm_up_s, to_s: model.horizon.end_s(), ..Loads::default() },
        }
    }

    /// Whether the contact's arrival counts.
    fn counts(&self, visit: &Visit) -> bool {
        visit.stamp > 0 && visit.stamp < self.last_cell
    }

    fn serve(&mut self, visit: &Visit, answer: &Answer) {
        if self.counts(visit) {
            let wait_s = answer.at_s - visit.arrival_s;
            let cell = answer.group.index() * self.types + visit.contact.index();
            self.served[cell] += 1.0;
            self.handle_s[cell] += answer.handle_s + answer.wrap_up_s;
            self.wait_squares += wait_s * wait_s;
        }
    }
}

impl<const FEEL: bool, const LISTEN: bool> Recorder for Observed<FEEL, LISTEN> {
    const LISTENS: bool = LISTEN;
    #[inline]
    fn arrives(&mut self, contact: ContactId, at_s: f64) -> u32 {
        self.ledger.arrives(contact, at_s)
    }
    #[inline]
    fn answered_at_once(&mut self, visit: &Visit, answer: &Answer) {
        self.serve(visit, answer);
        self.ledger.answered_at_once(visit, answer);
    }
    #[inline]
    fn answered(&mut self, visit: &Visit, answer: &Answer) {
        self.serve(visit, answer);
        self.ledger.answered(visit, answer);
    }
    fn abandoned(&mut self, visit: &Visit, at_s: f64, overtaken: bool) {
        if self.counts(visit) {
            let wait_s = at_s - visit.arrival_s;
            self.wait_squares += wait_s * wait_s;
        }
        self.ledger.abandoned(visit, at_s, overtaken);
    }
    fn cut_off(&mut self, visit: &Visit, at_s: f64, overtaken: bool) {
        if self.counts(visit) {
            let wait_s = at_s - visit.arrival_s;
            self.wait_squares += wait_s * wait_s;
        }
        self.ledger.cut_off(visit, at_s, overtaken);
    }
    fn overran(&mut self, group: GroupId, agents: u32, from_s: f64, to_s: f64) {
        self.ledger.overran(group, agents, from_s, to_s);
    }
    fn connected(&mut self, visit: &Visit, answer: &Answer) {
        if self.counts(visit) {
            let wait_s = answer.at_s - visit.arrival_s;
            self.served[answer.group.index() * self.types + visit.contact.index()] += 1.0;
            self.wait_squares += wait_s * wait_s;
        }
        self.ledger.connected(visit, answer);
    }
    fn handled(&mut self, visit: &Visit, group: GroupId, handle_s: f64) {
        if self.counts(visit) {
            self.handle_s[group.index() * self.types + visit.contact.index()] += handle_s;
        }
        self.ledger.handled(visit, group, handle_s);
    }
    fn worked(&mut self, group: GroupId, from_s: f64, to_s: f64) {
        self.ledger.worked(group, from_s, to_s);
    }
    fn present(&mut self, group: GroupId, agents: u32, from_s: f64, to_s: f64) {
        self.ledger.present(group, agents, from_s, to_s);
    }
    fn called_back(&mut self, visit: &Visit, answer: &Answer, late: bool) {
        if self.counts(visit) {
            self.callback_waits_s.push(answer.at_s - visit.arrival_s);
        }
        self.ledger.called_back(visit, answer, late);
    }
    crate::passes_on_the_rest!();
    fn event(&mut self, event: &Event) {
        if let Some(agent) = event.agent {
            match event.what {
                Happening::Answered | Happening::CalledBack => self.loads.change(agent, event.at_s, 1),
                Happening::Handled => self.loads.change(agent, event.at_s, -1),
                _ => {}
            }
        }
    }
}

/// The totals of one window: the center, by contact type, by group.
#[derive(Clone, Default)]
pub struct Scopes {
    pub whole: Totals,
    pub types: Vec<Totals>,
    pub groups: Vec<Totals>,
}

impl Scopes {
    fn new(model: &Model) -> Scopes {
        Scopes {
            whole: Totals::default(),
            types: vec![Totals::default(); model.contacts.len()],
            groups: vec![Totals::default(); model.groups.len()],
        }
    }

    fn take(&mut self, window: &Window<'_>) {
        self.whole += window.whole();
        for (k, sum) in self.types.iter_mut().enumerate() {
            *sum += window.of_type(k);
        }
        for (g, sum) in self.groups.iter_mut().enumerate() {
            *sum += window.of_group(g);
        }
    }
}

/// Sums over the replications of a shard.
#[derive(Clone)]
pub struct Sums {
    /// Replications.
    pub days: f64,
    /// The whole counted time.
    pub all: Scopes,
    /// Each interval.
    pub intervals: Vec<Scopes>,
    /// Longest wait of each replication, added up; of all contacts and by type, s.
    pub longest_s: f64,
    pub longest_by_type_s: Vec<f64>,
    /// Contacts, by group and type.
    pub served: Vec<Vec<f64>>,
    /// Handle times, by group and type, s.
    pub handle_s: Vec<Vec<f64>>,
    /// Squares of waits, s².
    pub wait_squares: f64,
    /// Waits until called back, s.
    pub callback_waits_s: Vec<f64>,
    /// Agent-seconds with so many contacts answered and not yet handled.
    pub by_number_s: Vec<f64>,
}

impl Sums {
    /// Nothing yet.
    pub fn new(model: &Model) -> Sums {
        let by_group = vec![vec![0.0; model.contacts.len()]; model.groups.len()];
        Sums {
            days: 0.0,
            all: Scopes::new(model),
            intervals: vec![Scopes::new(model); model.intervals()],
            longest_s: 0.0,
            longest_by_type_s: vec![0.0; model.contacts.len()],
            served: by_group.clone(),
            handle_s: by_group,
            wait_squares: 0.0,
            callback_waits_s: Vec::new(),
            by_number_s: Vec::new(),
        }
    }

    /// Adds another's sums over whole days.
    pub fn add(&mut self, other: Sums) {
        self.days += other.days;
        self.all.whole += other.all.whole;
        for (mine, theirs) in self.all.types.iter_mut().zip(other.all.types) {
            *mine += theirs;
        }
        for (mine, theirs) in self.all.groups.iter_mut().zip(other.all.groups) {
            *mine += theirs;
        }
        for (mine, theirs) in self.served.iter_mut().flatten().zip(other.served.into_iter().flatten()) {
            *mine += theirs;
        }
    }

    /// Adds the replication that the recorder has just seen.
    pub fn take<const FEEL: bool, const LISTEN: bool>(
        &mut self,
        model: &Model,
        ends_s: &[f64],
        observed: &mut Observed<FEEL, LISTEN>,
        detailed: bool,
    ) {
        let section = observed.ledger.take_section();
        let window = Window::whole_time(model, &section, ends_s);
        self.days += 1.0;
        self.all.take(&window);
        self.longest_s += window.whole().longest_wait_s;
        for (k, sum) in self.longest_by_type_s.iter_mut().enumerate() {
            *sum += window.of_type(k).longest_wait_s;
        }
        if detailed {
            for (i, interval) in self.intervals.iter_mut().enumerate() {
                interval.take(&window.only(i));
            }
        }
        add(&mut self.served, &mut observed.served, observed.types);
        add(&mut self.handle_s, &mut observed.handle_s, observed.types);
        self.wait_squares += std::mem::take(&mut observed.wait_squares);
        self.callback_waits_s.append(&mut observed.callback_waits_s);
        let by_number_s = observed.loads.take();
        self.by_number_s.resize(self.by_number_s.len().max(by_number_s.len()), 0.0);
        for (sum, more) in self.by_number_s.iter_mut().zip(by_number_s) {
            *sum += more;
        }
    }
}

/// Moves sums by group and type to where they belong.
fn add(to: &mut [Vec<f64>], from: &mut [f64], types: usize) {
    for (i, value) in from.iter_mut().enumerate() {
        to[i / types][i % types] += std::mem::take(value);
    }
}
