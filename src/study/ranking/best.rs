//! Which policies could be the best, at a stated confidence, and how much is lost by taking another.
//!
//! Let b be the truly best policy that truly meets the requirements, k the number of policies. With paired differences
//! and one-sided Student bounds w_ij at risk α/(k − 1),
//!
//! ```text
//!   P( X̄_j − X̄_b ≤ μ_j − μ_b + w_jb  for all j ≠ b ) ≥ 1 − α          (Bonferroni)
//! ```
//!
//! so b survives the screening "drop i if some j has X̄_j − X̄_i > w_ji" with that probability (Nelson, Swann, Goldsman &
//! Song, *Operations Research* 49, 2001, with paired differences instead of independent ones), and on the same event the
//! loss μ_b − μ_i of every policy i is at most max over the survivors j of X̄_j − X̄_i + w_ji (the upper bounds of Hsu's
//! multiple comparisons with the best, *Annals of Statistics* 9, 1981). k − 1 comparisons are paid for, not k(k − 1)/2,
//! although the best is not known.
//!
//! Requirements share the risk. Half of it goes to one-sided bounds on the margins of all policies: a policy
//! that certainly fails is dropped, and only one that certainly meets them may drop others. Student's law holds for the
//! linearised ratios asymptotically.

use rayon::prelude::*;

use super::Candidate;
use super::paired::{Mean, errors};
use super::requirement::Meets;

/// Policies with the best estimates, against which all are compared: fewer comparisons drop less, never more.
const RIVALS: usize = 64;

/// What screening says of a policy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Screened {
    pub could_be_best: bool,
    /// At most so much worse than the best; infinite where nothing is known.
    pub loss_at_most: f64,
}

/// Screens the candidates, larger values being better.
pub(super) fn screen(candidates: &[Candidate], strict: &[bool], confidence: f64) -> Vec<Screened> {
    let policies = candidates.len() as f64;
    let risk = (1.0 - confidence) / if strict.is_empty() { 1.0 } else { 2.0 };
    let margin_risk = risk / (policies * strict.len().max(1) as f64);
    let days = candidates.first().map_or(0, |c| c.by.len());
    let margin_errors = errors(margin_risk, days);
    let feasible: Vec<Meets> = candidates.iter().map(|c| meets_all(c, strict, margin_errors)).collect();
    let known = |c: &Candidate| c.mean().is_finite();
    if candidates.len() == 1 {
        let could_be_best = feasible[0] != Meets::No && known(&candidates[0]);
        return vec![Screened { could_be_best, loss_at_most: 0.0 }];
    }
    let pair_errors = errors(risk / (policies - 1.0), days);
    let by_estimate = |within: &dyn Fn(usize) -> bool| {
        let mut all: Vec<usize> = (0..candidates.len()).filter(|&i| known(&candidates[i]) && within(i)).collect();
        all.sort_by(|&a, &b| candidates[b].mean().total_cmp(&candidates[a].mean()).then(a.cmp(&b)));
        all
    };
    let mut judges = by_estimate(&|i| feasible[i] == Meets::Yes);
    judges.truncate(RIVALS);
    let beaten = |i: usize| {
        judges.iter().any(|&j| {
            let lead = Mean::of_difference(&candidates[j].by, &candidates[i].by);
            j != i && lead.value > lead.reach(pair_errors)
        })
    };
    let could_be_best: Vec<bool> =
        (0..candidates.len()).into_par_iter().map(|i| feasible[i] != Meets::No && !beaten(i)).collect();
    let survivors = by_estimate(&|i| could_be_best[i]);
    // The bound must hold against every survivor, so all of them are asked.
    let loss = |i: usize| {
        let bounds = survivors.iter().filter(|&&j| j != i).map(|&j| {
            let lead = Mean::of_difference(&candidates[j].by, &candidates[i].by);
            lead.value + lead.reach(pair_errors)
        });
        bounds.fold(0.0, f64::max)
    };
    (0..candidates.len())
        .into_par_iter()
        .map(|i| Screened {
            could_be_best: could_be_best[i] && known(&candidates[i]),
            loss_at_most: if known(&candidates[i]) { loss(i) } else { f64::INFINITY },
        })
        .collect()
}

/// The least certain answer over all requirements, with intervals of so many standard errors to each side.
pub(super) fn meets_all(candidate: &Candidate, strict: &[bool], errors: f64) -> Meets {
    let one = |(margins, strict): (&Vec<f64>, &bool)| Meets::at(&Mean::of(margins.iter().copied()), errors, *strict);
    candidate.margins.iter().zip(strict).map(one).min().unwrap_or(Meets::Yes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::random::{DaySeed, Purpose, Stream, normal};

    /// Policies of these means that live the same days: the day moves all of them, each has some noise of its own.
    fn experiment(stream: &mut Stream, means: &[f64], days: usize) -> Vec<Candidate> {
        let common: Vec<f64> = (0..days).map(|_| 5.0 * normal(stream)).collect();
        means.iter().map(|m| Candidate::plain(common.iter().map(|c| m + c + normal(stream)).collect())).collect()
    }

    fn stream(seed: u64) -> Stream {
        DaySeed::new(seed, 0).stream(Purpose::Work, "test")
    }

    #[test]
    fn the_best_is_dropped_no_more_often_than_the_confidence_allows() {
        // 2000 experiments of 20 days under the least favourable means, all equal. At 90 % the best, which is each of
        // them, may be dropped in 200; a frequency above 240 has probability 0.002 even at exactly 10 %.
        let mut stream = stream(1);
        let dropped =
            (0..2000).filter(|_| !screen(&experiment(&mut stream, &[0.0; 5], 20), &[], 0.90)[0].could_be_best).count();
        assert!(dropped <= 240, "{dropped}");
        // It is not vacuous: Bonferroni over four correlated comparisons spends more than half of what it may.
        assert!(dropped >= 80, "{dropped}");
    }

    #[test]
    fn a_clear_difference_is_found() {
        // A difference of 1.5 with noise √2 a day over 20 days is 4.7 standard errors: found in most experiments.
        let mut stream = stream(2);
        let found = (0..200)
            .filter(|_| {
                let screened = screen(&experiment(&mut stream, &[1.5, 0.0, 0.0, 0.0], 20), &[], 0.90);
                screened[0].could_be_best && screened[1..].iter().all(|s| !s.could_be_best)
            })
            .count();
        assert!(found >= 170, "{found}");
    }

    #[test]
    fn losses_are_bounded_for_all_policies_at_once() {
        let means = [1.0, 0.8, 0.5, 0.0];
        let mut stream = stream(3);
        let wrong = (0..1000)
            .filter(|_| {
                let screened = screen(&experiment(&mut stream, &means, 15), &[], 0.90);
                screened.iter().zip(means).any(|(s, mean)| s.loss_at_most < 1.0 - mean)
            })
            .count();
        assert!(wrong <= 125, "{wrong}");
    }

    #[test]
    fn who_certainly_fails_is_no_best_and_drops_nobody() {
        let values = |mean: f64| (0..10).map(|i| mean + 0.01 * f64::from(i % 2)).collect::<Vec<f64>>();
        let candidate = |mean, margin| Candidate { by: values(mean), margins: vec![values(margin)] };
        let all = [candidate(9.0, -1.0), candidate(5.0, 1.0), candidate(4.0, 1.0), candidate(6.0, -0.005)];
        let best: Vec<bool> = screen(&all, &[false], 0.95).iter().map(|s| s.could_be_best).collect();
        // The first certainly fails; the last may meet its requirement, and would be better than the second.
        assert_eq!(best, [false, true, false, true]);
    }

    #[test]
    fn one_replication_drops_nobody_and_bounds_nothing() {
        let all = [Candidate::plain(vec![1.0]), Candidate::plain(vec![2.0])];
        let screened = screen(&all, &[], 0.95);
        assert!(screened.iter().all(|s| s.could_be_best && s.loss_at_most == f64::INFINITY));
    }
}
