//! Everything that is reported about a policy: estimates of all measures in all scopes.

use crate::model::{HorizonKind, Model};

use super::definition::{Kind, Measure};
use super::estimate::{Estimate, Moments};
use super::histogram::Histogram;
use super::ledger::{BATCHES, Section, cell_ends};
use super::measures::MEASURES;
use super::totals::Totals;
use super::window::Window;

/// What a figure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    "perceived_wait_s",
    "satisfaction",
    "dissatisfied",
];

/// Sections of waits from which the error of a quantile is told.
const SECTIONS: usize = 32;

/// Takes in replications, in their order; gives the summary.
#[derive(Clone, Debug)]
pub struct SummaryBuilder<'m> {
    model: &'m Model,
    /// Sets of contact types that are reported together.
    sets: Vec<Vec<usize>>,
    ends_s: Vec<f64>,
    scopes: Vec<(Scope, Vec<(usize, Moments)>)>,
    /// By section, by contact type.
    waits: Vec<Vec<Histogram>>,
    replications: u64,
    /// The longest wait of a single steady stretch, which has no batch means.
    longest_s: Option<f64>,
    /// By scope: the longest wait of all replications.
    longest_by_scope_s: Vec<f64>,
}

/// Estimates of all measures in all scopes.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Number of replications (1 where the interval comes from batch means).
    pub replications: u64,
    /// For each scope, the estimates by measure.
    pub scopes: Vec<(Scope, Vec<(&'static str, Estimate)>)>,
}

impl Summary {
    /// The estimate of a measure in a scope.
    pub fn get(&self, scope: Scope, name: &str) -> Option<Estimate> {
        let (_, estimates) = self.scopes.iter().find(|(s, _)| *s == scope)?;
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
        let moments = |scope: Scope| {
            let of_totals = |m: &Measure| !matches!(m.kind, Kind::Quantile(_)) && applies(model, m, scope);
            let measures = MEASURES.iter().enumerate().filter(|(_, m)| of_totals(m));
            (scope, measures.map(|(i, _)| (i, Moments::default())).collect())
        };
        SummaryBuilder {
            model,
            sets: sets.to_vec(),
            ends_s: cell_ends(model),
            scopes: scopes.into_iter().map(moments).collect(),
            waits: vec![vec![Histogram::default(); model.contacts.len()]; SECTIONS],
            replications: 0,
            longest_s: None,
            longest_by_scope_s: Vec::new(),
        }
    }

    /// Takes in a replication.
    pub fn push(&mut self, section: &Section) {
        self.replications += 1;
        let window = Window::whole_time(self.model, section, &self.ends_s);
        self.longest_by_scope_s.resize(self.scopes.len(), 0.0);
        for ((scope, measures), longest_s) in self.scopes.iter_mut().zip(&mut self.longest_by_scope_s) {
            let totals = totals(&window, &self.sets, *scope);
            *longest_s = longest_s.max(totals.longest_wait_s);
            take(measures, &totals);
        }
    }

    /// Takes in the waits of a block of replications, by contact type; blocks are numbered from 0.
    pub fn push_waits(&mut self, block: usize, waits: &[Histogram]) {
        for (sum, histogram) in self.waits[block % SECTIONS].iter_mut().zip(waits) {
            sum.merge(histogram);
        }
    }

    /// Takes in one steady replication batch by batch: its batches stand for replications.
    pub fn push_batches(&mut self, section: &Section, waits: &[Vec<Histogram>]) {
        self.replications = 1;
        let window = Window::whole_time(self.model, section, &self.ends_s);
        self.longest_s = Some(window.whole().longest_wait_s);
        for batch in 0..BATCHES {
            let window = window.only(batch);
            for (scope, measures) in &mut self.scopes {
                take(measures, &totals(&window, &self.sets, *scope).scaled(BATCHES as f64));
            }
        }
        for (batch, by_type) in waits.iter().enumerate() {
            self.push_waits(batch, by_type);
        }
    }

    /// The estimates.
    pub fn finish(&self, confidence: f64) -> Summary {
        let mut scopes = Vec::new();
        for (s, (scope, measures)) in self.scopes.iter().enumerate() {
            let mut estimates = Vec::new();
            // A bucket of waits is wide: no quantile is longer than the longest wait.
            let longest_s = self.longest_by_scope_s.get(s).copied().unwrap_or(f64::INFINITY);
            for (i, measure) in MEASURES.iter().enumerate() {
                let moments = measures.iter().find(|(m, _)| *m == i).map(|(_, moments)| moments);
                let estimate = match (measure.kind, moments) {
                    (Kind::Mean(_), Some(_)) if measure.name == "longest_wait_s" && self.longest_s.is_some() => {
                        self.longest_s.filter(|_| *scope == Scope::Whole).map(Estimate::without_error)
                    }
                    (Kind::Mean(_), Some(moments)) => moments.mean(confidence),
                    (Kind::Ratio(..), Some(moments)) => moments.ratio(confidence),
                    (Kind::Quantile(p), _) if applies(self.model, measure, *scope) => {
                        self.quantile(*scope, p, confidence).map(|quantile| quantile.at_most(longest_s))
                    }
                    _ => None,
                };
                estimates.extend(estimate.map(|e| (measure.name, e)));
            }
            scopes.push((*scope, estimates));
        }
        Summary { replications: self.replications, scopes }
    }

    /// The waits of a scope in each section that has any.
    fn sections(&self, scope: Scope) -> Vec<Histogram> {
        self.waits.iter().map(|by_type| waits_in(scope, by_type)).filter(|h| h.total() > 0).collect()
    }

    fn quantile(&self, scope: Scope, p: f64, confidence: f64) -> Option<Estimate> {
        pooled_quantile(&self.sections(scope), p, confidence)
    }
}

/// The waits of a scope: of its contact type, or of all types together.
pub(crate) fn waits_in(scope: Scope, by_type: &[Histogram]) -> Histogram {
    match scope {
        Scope::Contact(k) => by_type[k].clone(),
        _ => by_type.iter().fold(Histogram::default(), |mut sum, waits| {
            sum.merge(waits);
            sum
        }),
    }
}

/// The quantile of all waits together. Its interval is that of the share of waits at or below it (a ratio of counts
/// over sections, by the delta method), carried back through the quantile function.
pub(crate) fn pooled_quantile(sections: &[Histogram], p: f64, confidence: f64) -> Option<Estimate> {
    let mut all = Histogram::default();
    for section in sections {
        all.merge(section);
    }
    let mean = all.quantile(p)?;
    let mut share = Moments::default();
    for section in sections {
        share.push(section.until(mean), section.total() as f64);
    }
    let share = share.ratio(confidence)?;
    let at = |p: f64| all.quantile(p).unwrap_or(mean);
    let half_width = if share.half_width.is_finite() {
        0.5 * (at(p + share.half_width) - at(p - share.half_width))
    } else {
        f64::INFINITY
    };
    let slope = if share.half_width > 0.0 { half_width / share.half_width } else { 0.0 };
    Some(Estimate { mean, half_width, sd: share.sd * slope })
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

fn take(measures: &mut [(usize, Moments)], totals: &Totals) {
    for (i, moments) in measures {
        match MEASURES[*i].kind {
            Kind::Mean(sum) => moments.push(sum(totals), 1.0),
            Kind::Ratio(above, below) => moments.push(above(totals), below(totals)),
            Kind::Quantile(_) => {}
        }
    }
}
