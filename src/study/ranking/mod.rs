//! Which policy is best, and how sure that is.
//!
//! ```text
//!   values by day, of every policy ─┬─ margins ───▶ meets the requirements?          requirement
//!                                   ├─ differences ▶ to the best, day by day         paired
//!                                   ├─ screening ──▶ could be the best? loses what?  best
//!                                   └─ draws ──────▶ probability of being the best   chance
//! ```
//! Policies that meet the requirements stand before those that do not. Among the former those that are equal to the best
//! (certainly no further from it than `indifferent_below`) share the first rank, the others follow by the measure. The
//! latter follow by how near they come to meeting the requirements.

mod best;
mod chance;
mod paired;
mod requirement;
mod table;

use super::form::Rank;
pub use requirement::Meets;

use best::{Screened, meets_all, screen};
use paired::{Mean, errors};

/// What ranking knows of a policy: one value per day, or whatever unit the policies share.
#[derive(Clone, Debug)]
struct Candidate {
    /// What is ranked by, turned so that larger is better.
    by: Vec<f64>,
    /// For each requirement, how far on its right side.
    margins: Vec<Vec<f64>>,
}

/// A study's policies, the best first.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// The policies, in order of rank.
    pub policies: Vec<Ranked>,
}

/// A figure with the half-width of its interval; infinite (written as nothing) where it is not known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Known {
    /// The estimate.
    pub mean: f64,
    /// Half-width of its confidence interval.
    pub half_width: f64,
}

/// A requirement as one policy meets it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Met {
    /// The figure it is about.
    pub figure: Known,
    /// Whether it meets the bound.
    pub meets: Meets,
}

/// A policy among the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// 1 for the best, and for those equal to it.
    pub rank: usize,
    /// Position among the study's policies, from 0.
    pub policy: usize,
    /// The measure that is ranked by.
    pub by: Known,
    /// This policy's measure minus that of the first one; the intervals of all these differences hold together.
    pub difference: Known,
    /// At most so much worse than the truly best policy, for all policies at once at the study's confidence.
    pub loss_at_most: f64,
    /// Each requirement.
    pub requirements: Vec<Met>,
    /// All requirements together: the least certain one.
    pub meets: Meets,
    /// Probability of meeting the requirements and being the best of those that do; not known from one replication.
    pub probability_best: Option<f64>,
    /// Whether it is in the set that contains the best policy with the study's confidence.
    pub could_be_best: bool,
    /// Whether it is certainly no further from the best than `indifferent_below`.
    pub equals_best: bool,
}

/// Ranks policies by their values day by day: for each policy the figure that is ranked by, then those of the
/// requirements, in the study's order. `seed` is the study's.
pub(super) fn rank(policies: &[Vec<Vec<f64>>], rule: &Rank, seed: u64) -> Ranking {
    let candidates: Vec<Candidate> = policies.iter().map(|figures| Candidate::new(figures, rule)).collect();
    let strict: Vec<bool> = rule.require.iter().map(|r| r.is_strict()).collect();
    let screened = screen(&candidates, &strict, rule.confidence);
    let chances = chance::chances(&candidates, &strict, seed);
    let (risk, days) = ((1.0 - rule.confidence) / 2.0, candidates.first().map_or(0, |c| c.by.len()));
    let two_sided = errors(risk, days);
    let meets: Vec<Meets> = candidates.iter().map(|c| meets_all(c, &strict, two_sided)).collect();
    let equals = |i: usize| {
        let Screened { loss_at_most, .. } = screened[i];
        meets[i].is_met() && rule.indifferent_below > 0.0 && loss_at_most < rule.indifferent_below
    };
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    let key = |i: usize| (!meets[i].is_met(), !equals(i));
    order.sort_by(|&a, &b| {
        let by_value = || candidates[b].order().total_cmp(&candidates[a].order());
        let by_shortfall = || shortfall(&candidates[a], rule).total_cmp(&shortfall(&candidates[b], rule));
        let within = if meets[a].is_met() { by_value() } else { by_shortfall().then(by_value()) };
        key(a).cmp(&key(b)).then(within).then(a.cmp(&b))
    });
    let first = order.first().copied().unwrap_or(0);
    // The other policies are compared with the first one: so many differences hold together.
    let together = errors(risk / (candidates.len() as f64 - 1.0).max(1.0), days);
    let ranked = order.iter().enumerate().map(|(position, &i)| {
        let difference = Mean::of_difference(&policies[i][0], &policies[first][0]);
        Ranked {
            rank: if equals(i) { 1 } else { position + 1 },
            policy: i,
            by: known(&policies[i][0], two_sided),
            difference: Known { mean: difference.value, half_width: difference.reach(together) },
            loss_at_most: screened[i].loss_at_most,
            requirements: (0..strict.len())
                .map(|r| {
                    let margin = Mean::of(candidates[i].margins[r].iter().copied());
                    Met {
                        figure: known(&policies[i][r + 1], two_sided),
                        meets: Meets::at(&margin, two_sided, strict[r]),
                    }
                })
                .collect(),
            meets: meets[i],
            probability_best: chances.as_ref().map(|c| c[i]),
            could_be_best: screened[i].could_be_best,
            equals_best: equals(i),
        }
    });
    Ranking { policies: ranked.collect() }
}

fn known(values: &[f64], errors: f64) -> Known {
    let mean = Mean::of(values.iter().copied());
    Known { mean: mean.value, half_width: mean.reach(errors) }
}

/// The largest shortfall of all requirements, as a share of its bound where that is not 0.
fn shortfall(candidate: &Candidate, rule: &Rank) -> f64 {
    let share = |(margins, requirement): (&Vec<f64>, &super::figure::Requirement)| {
        let margin = Mean::of(margins.iter().copied()).value;
        let unit = if requirement.bound == 0.0 { 1.0 } else { requirement.bound.abs() };
        if margin.is_nan() { f64::INFINITY } else { (-margin / unit).max(0.0) }
    };
    candidate.margins.iter().zip(&rule.require).map(share).fold(0.0, f64::max)
}

impl Candidate {
    fn new(figures: &[Vec<f64>], rule: &Rank) -> Candidate {
        let sign = if rule.smaller_is_better { -1.0 } else { 1.0 };
        let by = figures.first().map_or(Vec::new(), |values| values.iter().map(|v| sign * v).collect());
        let margins = figures.iter().skip(1).zip(&rule.require);
        Candidate { by, margins: margins.map(|(values, r)| values.iter().map(|v| r.margin(*v)).collect()).collect() }
    }

    /// Without requirements.
    #[cfg(test)]
    fn plain(by: Vec<f64>) -> Candidate {
        Candidate { by, margins: Vec::new() }
    }

    fn mean(&self) -> f64 {
        Mean::of(self.by.iter().copied()).value
    }

    /// The mean, for sorting: what is not a number comes last.
    fn order(&self) -> f64 {
        let mean = self.mean();
        if mean.is_nan() { f64::NEG_INFINITY } else { mean }
    }
}

#[cfg(test)]
mod tests;
