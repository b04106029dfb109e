use super::*;
use crate::study::figure::{Figure, Requirement};

fn rule(require: &[&str], indifferent_below: f64) -> Rank {
    Rank {
        by: Figure::parse("mean_wait_s").unwrap(),
        smaller_is_better: true,
        require: require.iter().map(|r| Requirement::parse(r).unwrap()).collect(),
        confidence: 0.95,
        indifferent_below,
    }
}

/// Twenty days around a mean, with a ripple whose phase is the policy's own.
fn days(mean: f64, phase: usize) -> Vec<f64> {
    let ripple = [0.1, -0.1, 0.05, -0.05, 0.0];
    (0..20).map(|day| mean + 3.0 * f64::from(day % 4) + ripple[(day as usize + phase) % 5]).collect()
}

#[test]
fn the_least_wait_that_meets_the_requirement_is_first() {
    let policies = [
        vec![days(10.0, 0), vec![0.95; 20]],
        vec![days(2.0, 1), vec![0.50; 20]],
        vec![days(5.0, 2), vec![0.85; 20]],
        vec![days(1.0, 3), vec![0.70; 20]],
    ];
    let ranking = rank(&policies, &rule(&["service_level >= 0.80"], 0.0), 1);
    let order: Vec<usize> = ranking.policies.iter().map(|r| r.policy).collect();
    // Those that fail come last, the nearest to the bound first.
    assert_eq!(order, [2, 0, 3, 1]);
    let best = &ranking.policies[0];
    assert_eq!((best.rank, best.meets, best.difference.mean), (1, Meets::Yes, 0.0));
    assert!(best.could_be_best && best.probability_best == Some(1.0));
    let second = &ranking.policies[1];
    assert!((second.difference.mean - 5.0).abs() < 1e-9 && second.difference.half_width < 0.2);
    assert!((5.0..5.3).contains(&second.loss_at_most));
    assert_eq!(ranking.policies[3].meets, Meets::No);
}

#[test]
fn differences_that_do_not_matter_share_the_first_rank() {
    let policies = [vec![days(5.0, 0)], vec![days(5.2, 1)], vec![days(9.0, 2)]];
    let equal = |indifferent| {
        let ranking = rank(&policies, &rule(&[], indifferent), 1);
        ranking.policies.iter().map(|r| (r.rank, r.equals_best)).collect::<Vec<_>>()
    };
    assert_eq!(equal(1.0), [(1, true), (1, true), (3, false)]);
    assert_eq!(equal(0.0), [(1, false), (2, false), (3, false)]);
}

#[test]
fn figures_that_are_not_numbers_rank_last_and_meet_nothing() {
    let policies = [vec![vec![f64::NAN; 5], vec![f64::NAN; 5]], vec![vec![1.0; 5], vec![0.9; 5]]];
    let ranking = rank(&policies, &rule(&["service_level >= 0.8"], 0.0), 1);
    assert_eq!(ranking.policies[0].policy, 1);
    let last = &ranking.policies[1];
    assert!(!last.could_be_best && last.meets == Meets::No && last.probability_best == Some(0.0));
}
