//! Everything that is reported about a policy: estimates of all measures in all scopes.

use crate::model::{HorizonKind, Model};

use super::definition::{Kind, Measure};
use super::estimate::Estimate;
use super::estimator::Estimator;
use super::histogram::Histogram;
use super::ledger::{BATCHES, Section, cell_ends};
use super::totals::Totals;
use super::window::Window;

/// What a figure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The whole center.
    Whole,
    /// A contact type.
    Contact(usize),
    /// A group.
    Group(usize),
    /// An interval, of all days together.
    Interval(usize),
    /// A contact type in an interval.
    ContactInInterval(usize, usize),
    /// A day of several.
    Day(usize),
    /// One of the sets of contact types that were asked for, see [`SummaryBuilder::with_sets`].
    Types(usize),
    /// Such a set (the second number) in an interval.
    TypesInInterval(usize, usize),
}

impl Scope {
    /// Its place among the scopes of a summary, which are in this order: the wholes, then interval by interval, then day
    /// by day.
    fn place(self) -> (u8, usize, u8, usize) {
        match self {
            Scope::Whole => (0, 0, 0, 0),
            Scope::Contact(k) => (0, 0, 1, k),
            Scope::Group(g) => (0, 0, 2, g),
            Scope::Types(set) => (0, 0, 3, set),
            Scope::Interval(i) => (1, i, 0, 0),
            Scope::ContactInInterval(i, k) => (1, i, 1, k),
            Scope::TypesInInterval(i, set) => (1, i, 2, set),
            Scope::Day(d) => (2, d, 0, 0),
        }
    }

    /// The scope of the first interval, day or set, in which the same measures mean something.
    pub(super) fn first_of_its_kind(self) -> Scope {
        match self {
            Scope::Interval(_) => Scope::Interval(0),
            Scope::ContactInInterval(_, k) => Scope::ContactInInterval(0, k),
            Scope::TypesInInterval(..) => Scope::TypesInInterval(0, 0),
            Scope::Types(_) => Scope::Types(0),
            Scope::Day(_) => Scope::Day(0),
            Scope::Whole | Scope::Contact(_) | Scope::Group(_) => self,
        }
    }
}

/// Measures reported by interval: those that need no whole day to mean something.
pub(super) const BY_INTERVAL: &[&str] = &[
    "offered",
    "blocked",
    "balked",
    "abandoned",
    "cut_off",
    "answered",
    "callbacks",
    "called_back",
    "redials",
    "repeats",
    "transfers",
    "abandonment_rate",
    "delayed_share",
    "service_level",
    "service_level_net",
    "mean_wait_s",
    "answer_speed_s",
    "queue_length",
    "callback_wait_s",
    "broken_promises",
    "dialed",
    "reached_share",
    "mismatches",
    "nuisance_rate",
    "occupancy",
    "handle_time_s",
    "agent_hours",
    "agents_scheduled",
    "agents_present",
    "planned_shrinkage",
    "lived_shrinkage",
    "planned_breaks",
    "lived_breaks",
    "perceived_wait_s",
    "satisfaction",
    "dissatisfied",
];

/// Takes in replications, in their order; gives the summary.
#[derive(Clone, Debug)]
pub struct SummaryBuilder<'m> {
    model: &'m Model,
    /// Sets of contact types that are reported together.
    sets: Vec<Vec<usize>>,
    ends_s: Vec<f64>,
    estimator: Estimator<'m>,
    replications: u64,
}

/// Estimates of all measures in all scopes.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Number of replications (1 where the interval comes from batch means).
    pub replications: u64,
    /// For each scope, the estimates by measure: the wholes, then interval by interval, then day by day.
    pub scopes: Vec<(Scope, Vec<(&'static str, Estimate)>)>,
}

impl Summary {
    /// The estimate of a measure in a scope.
    pub fn get(&self, scope: Scope, name: &str) -> Option<Estimate> {
        let found = self.scopes.binary_search_by_key(&scope.place(), |(scope, _)| scope.place()).ok()?;
        let (_, estimates) = self.scopes.get(found)?;
        estimates.iter().find(|(n, _)| *n == name).map(|(_, e)| *e)
    }
}

/// Whether a measure means something in a scope of this model.
pub(crate) fn applies(model: &Model, measure: &Measure, scope: Scope) -> bool {
    let in_scope = match scope {
        Scope::Whole => true,
        Scope::Contact(_) => !measure.of_agents,
        Scope::Group(_) => !measure.of_contacts,
        Scope::Interval(_) => BY_INTERVAL.contains(&measure.name),
        Scope::ContactInInterval(..) => !measure.of_agents && BY_INTERVAL.contains(&measure.name),
        // Waits are not kept by set either.
        Scope::Types(_) => !measure.of_agents && !matches!(measure.kind, Kind::Quantile(_)),
        Scope::TypesInInterval(..) => !measure.of_agents && BY_INTERVAL.contains(&measure.name),
        // Waits are not kept by day.
        Scope::Day(_) => !matches!(measure.kind, Kind::Quantile(_)),
    };
    let contact = match scope {
        Scope::Contact(k) | Scope::ContactInInterval(_, k) => Some(k),
        _ => None,
    };
    in_scope && measure.needs.are_met(model, contact)
}

impl<'m> SummaryBuilder<'m> {
    /// An empty summary; `detailed` with intervals, and days if there are several.
    pub fn new(model: &'m Model, detailed: bool) -> SummaryBuilder<'m> {
        SummaryBuilder::with_sets(model, detailed, &[])
    }

    /// The same with sets of contact types, by position, that are reported together as [`Scope::Types`].
    pub fn with_sets(model: &'m Model, detailed: bool, sets: &[Vec<usize>]) -> SummaryBuilder<'m> {
        let mut scopes = vec![Scope::Whole];
        scopes.extend((0..model.contacts.len()).map(Scope::Contact));
        scopes.extend((0..model.groups.len()).map(Scope::Group));
        scopes.extend((0..sets.len()).map(Scope::Types));
        if detailed && matches!(model.horizon.kind, HorizonKind::Day { .. }) {
            for i in 0..model.intervals() {
                scopes.push(Scope::Interval(i));
                scopes.extend((0..model.contacts.len()).map(|k| Scope::ContactInInterval(i, k)));
                scopes.extend((0..sets.len()).map(|set| Scope::TypesInInterval(i, set)));
            }
            let days = model.horizon.days as usize;
            scopes.extend((0..days).filter(|_| days > 1).map(Scope::Day));
        }
        debug_assert!(scopes.is_sorted_by_key(|scope| scope.place()), "scopes are looked up by their place");
        let estimator = Estimator::new(model, scopes);
        SummaryBuilder { model, sets: sets.to_vec(), ends_s: cell_ends(model), estimator, replications: 0 }
    }

    /// Takes in a replication.
    pub fn push(&mut self, section: &Section) {
        self.replications += 1;
        let window = Window::whole_time(self.model, section, &self.ends_s);
        self.estimator.push_each(|scope| Some(totals(&window, &self.sets, scope)));
    }

    /// Takes in the waits of a block of replications, by contact type; blocks are numbered from 0.
    pub fn push_waits(&mut self, block: usize, waits: &[Histogram]) {
        self.estimator.push_waits(block, waits);
    }

    /// Takes in one steady replication batch by batch: its batches stand for replications.
    pub fn push_batches(&mut self, section: &Section, waits: &[Vec<Histogram>]) {
        self.replications = 1;
        self.estimator.is_by_batches();
        let window = Window::whole_time(self.model, section, &self.ends_s);
        for batch in 0..BATCHES {
            let window = window.only(batch);
            self.estimator.push_each(|scope| Some(totals(&window, &self.sets, scope).scaled(BATCHES as f64)));
        }
        for (batch, by_type) in waits.iter().enumerate() {
            self.push_waits(batch, by_type);
        }
    }

    /// The estimates.
    pub fn finish(&self, confidence: f64) -> Summary {
        Summary { replications: self.replications, scopes: self.estimator.finish(confidence) }
    }
}

fn totals(window: &Window<'_>, sets: &[Vec<usize>], scope: Scope) -> Totals {
    let together = |window: &Window<'_>, set: usize| {
        let mut sum = Totals::default();
        sets[set].iter().for_each(|&k| sum += window.of_type(k));
        // The same time has passed for all of them.
        sum.open_s = sets[set].first().map_or(0.0, |&k| window.of_type(k).open_s);
        sum
    };
    match scope {
        Scope::Types(set) => together(window, set),
        Scope::TypesInInterval(i, set) => together(&window.only(i), set),
        Scope::Whole => window.whole(),
        Scope::Contact(k) => window.of_type(k),
        Scope::Group(g) => window.of_group(g),
        Scope::Interval(i) => window.only(i).whole(),
        Scope::ContactInInterval(i, k) => window.only(i).of_type(k),
        Scope::Day(d) => window.day(d).whole(),
    }
}
