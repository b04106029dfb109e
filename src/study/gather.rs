//! What the shards know of one policy, put together: estimates of all measures, and for the figures that ranking
//! needs one value per replication, so that policies which lived the same days can be compared day by day.

use crate::measure::{
    Estimate, Histogram, Kind, MEASURES, Moments, Scope, Totals, applies, linearised, pooled_quantile, waits_in,
};
use crate::model::Model;

use super::figure::Figure;
use super::shard::Part;

/// Sections of waits from which the error of a quantile is told.
const SECTIONS: usize = 32;

/// Takes in a policy's parts, in the order of their blocks.
pub(super) struct Gathering<'m> {
    model: &'m Model,
    confidence: f64,
    by_batches: bool,
    scopes: Vec<Scope>,
    /// By scope, for each measure that is no quantile: its place in the list of measures.
    moments: Vec<Vec<(usize, Moments)>>,
    waits: Vec<Vec<Histogram>>,
    longest_s: f64,
    /// By scope.
    longest_by_scope_s: Vec<f64>,
    figures: Vec<Wanted>,
    /// A quantile has no value of a replication: if one is wanted, all figures are taken by section.
    by_section: bool,
    blocks: usize,
}

/// A figure that is wanted by replication: pairs whose sums' ratio it is.
struct Wanted {
    scope: usize,
    kind: Kind,
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
        let measures = |scope: &Scope| {
            let listed = MEASURES.iter().enumerate();
            let here = listed.filter(|(_, m)| !matches!(m.kind, Kind::Quantile(_)) && applies(model, m, *scope));
            here.map(|(i, _)| (i, Moments::default())).collect()
        };
        // Figures have been checked against every policy's model.
        let place = |figure: &&Figure| figure.scope(model).ok().and_then(|s| scopes.iter().position(|o| *o == s));
        let wanted = |figure: &&Figure| Wanted {
            scope: place(figure).unwrap_or(0),
            kind: figure.measure.kind,
            pairs: Vec::new(),
        };
        Gathering {
            model,
            confidence,
            by_batches,
            moments: scopes.iter().map(measures).collect(),
            figures: figures.iter().map(wanted).collect(),
            by_section: figures.iter().any(|f| f.is_quantile()),
            waits: Vec::new(),
            longest_s: 0.0,
            blocks: 0,
            longest_by_scope_s: vec![0.0; scopes.len()],
            scopes,
        }
    }

    /// Takes in the part of the next block; false if it is not of this policy.
    pub fn take(&mut self, part: &Part) -> bool {
        for (i, unit) in part.units.iter().enumerate() {
            for ((moments, totals), longest_s) in self.moments.iter_mut().zip(unit).zip(&mut self.longest_by_scope_s) {
                *longest_s = longest_s.max(totals.longest_wait_s);
                push(moments, totals);
            }
            self.longest_s = unit.first().map_or(0.0, |whole| whole.longest_wait_s).max(self.longest_s);
            let slot = match (self.by_section, self.by_batches) {
                (true, false) => Some(self.blocks % SECTIONS),
                (true, true) => Some(i % SECTIONS),
                (false, _) => None,
            };
            self.figures.iter_mut().for_each(|wanted| wanted.push(unit, slot));
        }
        let fits = part.sections.iter().enumerate().all(|(i, section)| {
            let slot = if self.by_batches { i } else { self.blocks } % SECTIONS;
            let types = self.model.contacts.len();
            while self.waits.len() <= slot {
                self.waits.push(vec![Histogram::default(); types]);
            }
            section.len() == types
                && self.waits[slot].iter_mut().zip(section).all(|(sum, waits)| sum.merge_sparse(waits))
        });
        self.blocks += 1;
        fits
    }

    pub fn finish(self) -> Gathered {
        let mut estimates = Vec::new();
        for ((scope, moments), longest_s) in self.scopes.iter().zip(&self.moments).zip(&self.longest_by_scope_s) {
            let waits: Vec<Histogram> = match scope {
                Scope::Group(_) => Vec::new(),
                scope => self.sections(*scope).into_iter().filter(|section| section.total() > 0).collect(),
            };
            for (i, measure) in MEASURES.iter().enumerate() {
                let found = moments.iter().find(|(m, _)| *m == i).map(|(_, moments)| moments);
                let estimate = match (measure.kind, found) {
                    (Kind::Mean(_), Some(_)) if self.by_batches && measure.name == "longest_wait_s" => {
                        (*scope == Scope::Whole).then(|| Estimate::without_error(self.longest_s))
                    }
                    (Kind::Mean(_), Some(moments)) => moments.mean(self.confidence),
                    (Kind::Ratio(..), Some(moments)) => moments.ratio(self.confidence),
                    (Kind::Quantile(p), _) if applies(self.model, measure, *scope) => {
                        pooled_quantile(&waits, p, self.confidence).map(|quantile| quantile.at_most(*longest_s))
                    }
                    _ => None,
                };
                estimates.extend(estimate.map(|e| (*scope, measure.name, e)));
            }
        }
        let figures = self.figures.iter().map(|wanted| self.values(wanted)).collect();
        Gathered { estimates, figures }
    }

    /// The waits of a scope in each section.
    fn sections(&self, scope: Scope) -> Vec<Histogram> {
        self.waits.iter().map(|by_type| waits_in(scope, by_type)).collect()
    }

    /// A figure's values by replication; of sections where a quantile is among the figures.
    fn values(&self, wanted: &Wanted) -> Vec<f64> {
        match wanted.kind {
            Kind::Quantile(p) => linearised_quantile(&self.sections(self.scopes[wanted.scope]), p, self.confidence),
            _ => linearised(&wanted.pairs),
        }
    }
}

impl Wanted {
    /// Takes in a unit's sums, as a value of its own or into a slot that several share.
    fn push(&mut self, unit: &[Totals], slot: Option<usize>) {
        let Some(totals) = unit.get(self.scope) else { return };
        let pair = match self.kind {
            Kind::Mean(sum) => (sum(totals), 1.0),
            Kind::Ratio(above, below) => (above(totals), below(totals)),
            Kind::Quantile(_) => return,
        };
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

/// A quantile as a mean of one value per section: to first order (Bahadur 1966) it moves against the share of waits at
/// or below it, divided by their density there. The density is that of the quantile's own interval.
fn linearised_quantile(sections: &[Histogram], p: f64, confidence: f64) -> Vec<f64> {
    let mut all = Histogram::default();
    sections.iter().for_each(|section| all.merge(section));
    let Some(quantile) = all.quantile(p) else { return vec![f64::NAN; sections.len()] };
    let pairs: Vec<(f64, f64)> = sections.iter().map(|s| (s.until(quantile), s.total() as f64)).collect();
    let mut share = Moments::default();
    pairs.iter().for_each(|pair| share.push(pair.0, pair.1));
    let half_width = share.ratio(confidence).map_or(0.0, |e| e.half_width);
    let at = |p: f64| all.quantile(p).unwrap_or(quantile);
    let slope = if half_width > 0.0 && half_width.is_finite() {
        (at(p + half_width) - at(p - half_width)) / (2.0 * half_width)
    } else {
        0.0
    };
    let shares = linearised(&pairs);
    let mean = shares.iter().sum::<f64>() / shares.len() as f64;
    shares.iter().map(|share| quantile - slope * (share - mean)).collect()
}

fn push(moments: &mut [(usize, Moments)], totals: &Totals) {
    for (i, moments) in moments {
        match MEASURES[*i].kind {
            Kind::Mean(sum) => moments.push(sum(totals), 1.0),
            Kind::Ratio(above, below) => moments.push(above(totals), below(totals)),
            Kind::Quantile(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::random::{DaySeed, Purpose, exponential};

    /// Waits are exponential with mean 60 s and a factor by section.
    fn sections() -> Vec<Histogram> {
        let mut stream = DaySeed::new(1, 0).stream(Purpose::Work, "test");
        let section = |i: u32| {
            let mut histogram = Histogram::default();
            (0..2000).for_each(|_| histogram.count(60.0 * (1.0 + 0.01 * f64::from(i)) * exponential(&mut stream)));
            histogram
        };
        (0..32).map(section).collect()
    }

    #[test]
    fn a_linearised_quantile_has_the_quantile_as_mean_and_its_error_as_spread() {
        let sections = sections();
        let quantile = pooled_quantile(&sections, 0.8, 0.95).unwrap();
        let mut values = Moments::default();
        linearised_quantile(&sections, 0.8, 0.95).iter().for_each(|v| values.push(*v, 1.0));
        let mean = values.mean(0.95).unwrap();
        assert!((mean.mean - quantile.mean).abs() < 1e-9);
        assert!((mean.half_width / quantile.half_width - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_quantile_of_nothing_is_not_a_number() {
        assert!(linearised_quantile(&vec![Histogram::default(); 3], 0.8, 0.95).iter().all(|v| v.is_nan()));
    }
}
