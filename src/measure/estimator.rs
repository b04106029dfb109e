//! The estimator of all measures in some scopes, for `run` and `sweep` alike: ratios of means over replications, and
//! quantiles of all waits together.

use std::collections::HashMap;

use crate::model::Model;

use super::definition::{Kind, Measure};
#[cfg(feature = "cli")]
use super::estimate::linearised;
use super::estimate::{Estimate, Moments};
use super::histogram::Histogram;
use super::measures::MEASURES;
use super::summary::{Scope, applies};
use super::totals::Totals;

/// Replications are put together into so many sections, from which the error of quantiles is told.
pub(crate) const SECTIONS: usize = 32;

/// Takes in samples (replications, or batches of a steady stretch), in their order; gives estimates.
#[derive(Clone, Debug)]
pub(crate) struct Estimator<'m> {
    model: &'m Model,
    scopes: Vec<Scope>,
    /// By scope, for each measure that is no quantile: its place in the list of measures.
    moments: Vec<Vec<(usize, Moments)>>,
    /// By scope: the longest wait of all samples, and of the answered.
    longest_s: Vec<[f64; 2]>,
    /// By section, by contact type.
    waits: Vec<Vec<Histogram>>,
    /// Samples are batches of one stretch, whose longest wait has no error.
    by_batches: bool,
}

impl<'m> Estimator<'m> {
    /// Of these scopes of a model.
    pub fn new(model: &'m Model, scopes: Vec<Scope>) -> Estimator<'m> {
        let of_totals = |m: &Measure, scope: Scope| !matches!(m.kind, Kind::Quantile(_)) && applies(model, m, scope);
        // All intervals and days have the same measures: they are looked for once.
        let mut found: HashMap<Scope, Vec<(usize, Moments)>> = HashMap::new();
        let mut moments = |scope: &Scope| {
            let first = scope.first_of_its_kind();
            let look = || {
                let measures = MEASURES.iter().enumerate().filter(|(_, m)| of_totals(m, first));
                measures.map(|(i, _)| (i, Moments::default())).collect()
            };
            found.entry(first).or_insert_with(look).clone()
        };
        Estimator {
            model,
            moments: scopes.iter().map(&mut moments).collect(),
            longest_s: vec![[0.0; 2]; scopes.len()],
            scopes,
            waits: vec![vec![Histogram::default(); model.contacts.len()]; SECTIONS],
            by_batches: false,
        }
    }

    /// The scopes.
    pub fn scopes(&self) -> &[Scope] {
        &self.scopes
    }

    /// Takes in a sample: its sums in each scope.
    pub fn push(&mut self, sample: impl Iterator<Item = Totals>) {
        let mut sample = sample;
        self.push_each(|_| sample.next());
    }

    /// Takes in a sample: its sums in each scope, for as long as there are any.
    pub fn push_each(&mut self, mut sums: impl FnMut(Scope) -> Option<Totals>) {
        for ((moments, longest_s), scope) in self.moments.iter_mut().zip(&mut self.longest_s).zip(&self.scopes) {
            let Some(totals) = sums(*scope) else { break };
            let longest = [totals.longest_wait_s, totals.longest_answered_s];
            longest_s.iter_mut().zip(longest).for_each(|(so_far, longest)| *so_far = so_far.max(longest));
            for (i, moments) in moments {
                if let Some((above, below)) = MEASURES[*i].quotient(&totals) {
                    moments.push(above, below);
                }
            }
        }
    }

    /// The samples are batches of one stretch.
    pub fn is_by_batches(&mut self) {
        self.by_batches = true;
    }

    /// Takes in the waits of a sample, or of a block of them, by contact type; they are numbered from 0.
    pub fn push_waits(&mut self, number: usize, waits: &[Histogram]) {
        for (sum, histogram) in self.waits[number % SECTIONS].iter_mut().zip(waits) {
            sum.merge(histogram);
        }
    }

    /// The waits of a section, by contact type, to which those of a sample are added.
    #[cfg(feature = "cli")]
    pub fn waits_of(&mut self, number: usize) -> &mut [Histogram] {
        &mut self.waits[number % SECTIONS]
    }

    /// The estimates, by scope and measure.
    pub fn finish(&self, confidence: f64) -> Vec<(Scope, Vec<(&'static str, Estimate)>)> {
        let of_scope = |(s, scope): (usize, &Scope)| {
            // Both lists are in the order of the measures.
            let mut moments = self.moments[s].iter().peekable();
            let estimates = MEASURES.iter().enumerate().filter_map(|(i, measure)| {
                let moments = moments.next_if(|(m, _)| *m == i).map(|(_, moments)| moments);
                Some((measure.name, self.estimate(s, measure, moments, confidence)?))
            });
            (*scope, estimates.collect())
        };
        self.scopes.iter().enumerate().map(of_scope).collect()
    }

    fn estimate(&self, s: usize, measure: &Measure, moments: Option<&Moments>, confidence: f64) -> Option<Estimate> {
        let scope = self.scopes[s];
        match (measure.kind, moments) {
            (Kind::Mean(_), Some(_)) if measure.name == "longest_wait_s" && self.by_batches => {
                (scope == Scope::Whole).then(|| Estimate::without_error(self.longest_s[s][0]))
            }
            (Kind::Mean(_), Some(moments)) => moments.mean(confidence),
            (Kind::Ratio(..), Some(moments)) => moments.ratio(confidence),
            // A bucket of waits is wide: no quantile is longer than the longest wait of the answered.
            (Kind::Quantile(p), _) if applies(self.model, measure, scope) => {
                pooled_quantile(&self.sections(scope), p, confidence).map(|q| q.at_most(self.longest_s[s][1]))
            }
            _ => None,
        }
    }

    /// The waits of a scope in each section that has any.
    fn sections(&self, scope: Scope) -> Vec<Histogram> {
        self.all_sections(scope).into_iter().filter(|waits| waits.total() > 0).collect()
    }

    /// The waits of a scope in each section.
    pub fn all_sections(&self, scope: Scope) -> Vec<Histogram> {
        self.waits.iter().map(|by_type| waits_in(scope, by_type)).collect()
    }
}

/// The waits of a scope: of its contact type, or of all types together.
fn waits_in(scope: Scope, by_type: &[Histogram]) -> Histogram {
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
fn pooled_quantile(sections: &[Histogram], p: f64, confidence: f64) -> Option<Estimate> {
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

/// A quantile as a mean of one value per section: to first order (Bahadur 1966) it moves against the share of waits at
/// or below it, divided by their density there. The density is that of the quantile's own interval.
#[cfg(feature = "cli")]
pub(crate) fn linearised_quantile(sections: &[Histogram], p: f64, confidence: f64) -> Vec<f64> {
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

#[cfg(all(test, feature = "cli"))]
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
