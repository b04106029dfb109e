//! The probability of being the best.
//!
//! The posterior of the policies' means under the usual non-informative prior: Student around the estimates, with the
//! correlation that the common days have given them. One draw needs no covariance matrix: with x_p,i the value of policy
//! p on day i, standard normal z_i and chi-squared c with n − 1 degrees of freedom, both common to all policies,
//!
//! ```text
//!   μ*_p = x̄_p + √((n − 1)/c) Σ_i z_i (x_p,i − x̄_p) / √(n (n − 1))
//! ```
//!
//! gives every difference of two policies exactly Student's law with its own paired standard error (so of two policies the
//! probability of being better is one minus the one-sided p-value of the paired t-test). Requirements are drawn with the same
//! z and c and judged anew in every draw: the result is the probability of meeting them and being the best of those who
//! do. The draws come from the study's seed.

use rand_distr::{ChiSquared, Distribution};
use rayon::prelude::*;

use crate::model::random::{DaySeed, Purpose, normal};

use super::Candidate;

/// Draws: the probability is known to ± 0.008 (one standard error, at 1/2).
const DRAWS: u64 = 4000;
/// Days are put together into at most so many equal groups; Student's law with 99 degrees of freedom is near the normal.
const GROUPS: usize = 100;

/// Probability of meeting the requirements and being the best, for each candidate; nothing from a single replication.
/// They add up to the probability that any policy meets the requirements.
pub(super) fn chances(candidates: &[Candidate], strict: &[bool], seed: u64) -> Option<Vec<f64>> {
    let days = candidates.first()?.by.len();
    if days < 2 {
        return None;
    }
    let rows: Vec<Vec<Row>> = candidates
        .iter()
        .map(|c| std::iter::once(&c.by).chain(&c.margins).map(|values| Row::new(values)).collect())
        .collect();
    let groups = days.min(GROUPS);
    let degrees = groups as f64 - 1.0;
    let spread = ChiSquared::new(degrees).ok()?;
    // Replications count from 0; this day is never lived.
    let source = DaySeed::new(seed, u64::MAX).of(Purpose::Ranking, "");
    let winners: Vec<Vec<u32>> = (0..DRAWS)
        .into_par_iter()
        .map(|draw| {
            let mut stream = DaySeed::new(source, draw).stream(Purpose::Ranking, "draw");
            let scale = libm::sqrt(degrees / spread.sample(&mut stream));
            let weights: Vec<f64> = (0..groups).map(|_| scale * normal(&mut stream)).collect();
            winners(&rows, strict, &weights)
        })
        .collect();
    let mut chances = vec![0.0; candidates.len()];
    for equal in &winners {
        equal.iter().for_each(|&i| chances[i as usize] += 1.0 / equal.len() as f64);
    }
    Some(chances.iter().map(|chance| chance / DRAWS as f64).collect())
}

/// A figure of a policy: its mean, and the groups' deviations from it in units of its error.
struct Row {
    mean: f64,
    parts: Vec<f64>,
}

impl Row {
    fn new(values: &[f64]) -> Row {
        let n = values.len();
        let mean = values.iter().sum::<f64>() / n as f64;
        let groups = n.min(GROUPS);
        let ends = |g: usize| g * n / groups;
        let deviation = |g: usize| values[ends(g)..ends(g + 1)].iter().map(|v| v - mean).sum::<f64>() / n as f64;
        // Deviations of sums of groups: Σ d² estimates the variance of the mean, up to groups/(groups − 1).
        let scale = libm::sqrt(groups as f64 / (groups as f64 - 1.0));
        Row { mean, parts: (0..groups).map(|g| scale * deviation(g)).collect() }
    }

    fn draw(&self, weights: &[f64]) -> f64 {
        self.mean + self.parts.iter().zip(weights).map(|(part, weight)| part * weight).sum::<f64>()
    }
}

/// The best of those who meet the requirements in this draw; several if they are equal.
fn winners(rows: &[Vec<Row>], strict: &[bool], weights: &[f64]) -> Vec<u32> {
    let mut best = f64::NEG_INFINITY;
    let mut equal = Vec::new();
    for (i, figures) in rows.iter().enumerate() {
        let Some((by, margins)) = figures.split_first() else { continue };
        let met = |(margin, strict): (&Row, &bool)| {
            let margin = margin.draw(weights);
            if *strict { margin > 0.0 } else { margin >= 0.0 }
        };
        let value = by.draw(weights);
        if value < best || value.is_nan() || !margins.iter().zip(strict).all(met) {
            continue;
        }
        if value > best {
            best = value;
            equal.clear();
        }
        // A study has far fewer than 2^32 policies.
        equal.push(i as u32);
    }
    equal
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::random::Stream;

    fn noise(stream: &mut Stream, mean: f64, days: usize) -> Vec<f64> {
        (0..days).map(|_| mean + normal(stream)).collect()
    }

    fn stream() -> Stream {
        DaySeed::new(9, 0).stream(Purpose::Work, "test")
    }

    #[test]
    fn equal_policies_share_and_clear_ones_win() {
        let mut stream = stream();
        let same = noise(&mut stream, 0.0, 30);
        let twins = [Candidate::plain(same.clone()), Candidate::plain(same.clone())];
        assert_eq!(chances(&twins, &[], 1).unwrap(), [0.5, 0.5]);
        let better = same.iter().map(|v| v + 0.1 + 0.01 * normal(&mut stream)).collect();
        let clear = [Candidate::plain(same), Candidate::plain(better)];
        let found = chances(&clear, &[], 1).unwrap();
        assert!(found[1] > 0.999, "the days are common: {found:?}");
    }

    #[test]
    fn of_two_it_is_the_paired_t_test() {
        let mut stream = stream();
        let a = noise(&mut stream, 0.0, 12);
        // Differences of mean 0.1 and standard error 0.104.
        let b: Vec<f64> = a.iter().enumerate().map(|(i, v)| v + ((7 * i % 12) as f64 - 4.5) / 10.0).collect();
        let lead = super::super::paired::Mean::of_difference(&b, &a);
        let t = statrs::distribution::StudentsT::new(0.0, 1.0, 11.0).unwrap();
        let exact = statrs::distribution::ContinuousCDF::cdf(&t, lead.value / lead.error);
        let found = chances(&[Candidate::plain(a), Candidate::plain(b)], &[], 5).unwrap()[1];
        // Five standard errors of 4000 draws.
        assert!((found - exact).abs() < 5.0 * libm::sqrt(exact * (1.0 - exact) / 4000.0), "{found} {exact}");
        assert!((0.8..0.85).contains(&exact), "{exact}");
    }

    #[test]
    fn groups_keep_the_spread() {
        let values = noise(&mut stream(), 3.0, 5000);
        let row = Row::new(&values);
        let error = super::super::paired::Mean::of(values.iter().copied()).error;
        let spread = libm::sqrt(row.parts.iter().map(|p| p * p).sum::<f64>());
        // 99 degrees of freedom: the spread is known to 7 %.
        assert_eq!(row.parts.len(), GROUPS);
        assert!((spread / error - 1.0).abs() < 0.25, "{spread} {error}");
    }

    #[test]
    fn who_must_meet_a_requirement_wins_only_as_often_as_it_does() {
        let mut stream = stream();
        let margin = noise(&mut stream, 0.0, 40);
        let mean = margin.iter().sum::<f64>() / 40.0;
        let centred: Vec<f64> = margin.iter().map(|m| m - mean).collect();
        let doubtful = Candidate { by: vec![9.0; 40], margins: vec![centred] };
        let sure = Candidate { by: vec![5.0; 40], margins: vec![vec![1.0; 40]] };
        let never = Candidate { by: vec![99.0; 40], margins: vec![vec![-1.0; 40]] };
        let found = chances(&[doubtful, sure, never], &[false], 2).unwrap();
        assert!((found[0] - 0.5).abs() < 0.05 && (found[1] - 0.5).abs() < 0.05, "{found:?}");
        assert_eq!(found[2], 0.0);
        assert_eq!(chances(&[Candidate::plain(vec![1.0])], &[], 2), None);
    }
}
