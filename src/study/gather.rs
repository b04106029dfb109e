//! What the shards know of one policy, put together: estimates of all measures, and for the figures that ranking
//! needs one value per replication, so that policies which lived the same days can be compared day by day.

use crate::measure::{Estimate, Estimator, Kind, Measure, SECTIONS, Scope, Totals, linearised, linearised_quantile};
use crate::model::Model;

use super::figure::Figure;
use super::shard::Part;

/// Takes in a policy's parts, in the order of their blocks.
pub(super) struct Gathering<'m> {
    estimator: Estimator<'m>,
    confidence: f64,
    by_batches: bool,
    types: usize,
    figures: Vec<Wanted>,
    /// A quantile has no value of a replication: if one is wanted, all figures are taken by section.
    by_section: bool,
    blocks: usize,
}

/// A figure that is wanted by replication: pairs whose sums' ratio it is.
struct Wanted {
    /// Place among the scopes.
    scope: usize,
    measure: &'static Measure,
    pairs: Vec<(f64, f64)>,
}

/// What is known of a policy.
pub(super) struct Gathered {
    /// All measures in all scopes.
    pub estimates: Vec<(Scope, &'static str, Estimate)>,
    /// For each wanted figure one value per replication (or section, or batch), whose mean is the figure.
    pub figures: Vec<Vec<f64>>,
}

/// The scopes of a policy, in the order of a unit's sums.
pub(super) fn scopes(model: &Model) -> Vec<Scope> {
    let types = (0..model.contacts.len()).map(Scope::Contact);
    std::iter::once(Scope::Whole).chain(types).chain((0..model.groups.len()).map(Scope::Group)).collect()
}

/// Name of a scope in tables.
pub(super) fn scope_name(model: &Model, scope: Scope) -> String {
    match scope {
        Scope::Whole
        | Scope::Interval(_)
        | Scope::ContactInInterval(..)
        | Scope::Day(_)
        | Scope::Types(_)
        | Scope::TypesInInterval(..) => "whole".to_string(),
        Scope::Contact(k) => format!("contact.{}", model.contacts[k].name),
        Scope::Group(g) => format!("group.{}", model.groups[g].name),
    }
}

impl<'m> Gathering<'m> {
    pub fn new(model: &'m Model, figures: &[&Figure], confidence: f64, by_batches: bool) -> Gathering<'m> {
        let scopes = scopes(model);
        // Figures have been checked against every policy's model.
        let place = |figure: &&Figure| figure.scope(model).ok().and_then(|s| scopes.iter().position(|o| *o == s));
        let wanted =
            |figure: &&Figure| Wanted { scope: place(figure).unwrap_or(0), measure: figure.measure, pairs: Vec::new() };
        let figures_by_section = figures.iter().any(|f| f.is_quantile());
        let figures = figures.iter().map(wanted).collect();
        let mut estimator = Estimator::new(model, scopes);
        if by_batches {
            estimator.is_by_batches();
        }
        let types = model.contacts.len();
        Gathering { estimator, confidence, by_batches, types, figures, by_section: figures_by_section, blocks: 0 }
    }

    /// Takes in the part of the next block; false if it is not of this policy.
    pub fn take(&mut self, part: &Part) -> bool {
        for (i, unit) in part.units.iter().enumerate() {
            self.estimator.push(unit.iter().copied());
            let slot = match (self.by_section, self.by_batches) {
                (true, false) => Some(self.blocks % SECTIONS),
                (true, true) => Some(i % SECTIONS),
                (false, _) => None,
            };
            self.figures.iter_mut().for_each(|wanted| wanted.push(unit, slot));
        }
        let fits = part.sections.iter().enumerate().all(|(i, section)| {
            let number = if self.by_batches { i } else { self.blocks };
            section.len() == self.types
                && self.estimator.waits_of(number).iter_mut().zip(section).all(|(sum, waits)| sum.merge_sparse(waits))
        });
        self.blocks += 1;
        fits
    }

    pub fn finish(self) -> Gathered {
        let by_scope = self.estimator.finish(self.confidence);
        let each = |(scope, estimates): (Scope, Vec<(&'static str, Estimate)>)| {
            estimates.into_iter().map(move |(name, estimate)| (scope, name, estimate))
        };
        let figures = self.figures.iter().map(|wanted| self.values(wanted)).collect();
        Gathered { estimates: by_scope.into_iter().flat_map(each).collect(), figures }
    }

    /// A figure's values by replication; of sections where a quantile is among the figures.
    fn values(&self, wanted: &Wanted) -> Vec<f64> {
        let scope = self.estimator.scopes()[wanted.scope];
        match wanted.measure.kind {
            Kind::Quantile(p) => linearised_quantile(&self.estimator.all_sections(scope), p, self.confidence),
            _ => linearised(&wanted.pairs),
        }
    }
}

impl Wanted {
    /// Takes in a unit's sums, as a value of its own or into a slot that several share.
    fn push(&mut self, unit: &[Totals], slot: Option<usize>) {
        let Some(totals) = unit.get(self.scope) else { return };
        let Some(pair) = self.measure.quotient(totals) else { return };
        match slot {
            None => self.pairs.push(pair),
            Some(slot) => {
                self.pairs.resize(self.pairs.len().max(slot + 1), (0.0, 0.0));
                self.pairs[slot].0 += pair.0;
                self.pairs[slot].1 += pair.1;
            }
        }
    }
}
