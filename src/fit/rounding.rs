//! Whole head-counts out of fractional ones.

/// Rounds several groups' fractional agents to whole ones, interval by interval, so that neither a group's nor the
/// whole center's agent-hours drift by more than rounding.
///
/// `wanted[group][interval]`; `covers[group]` is the set of contact types the group can serve, and `needed[interval]`
/// those that have calls in it. The number of agents in all follows the running total; the agents of an interval go
/// first to groups that serve a type nobody serves yet, then to the groups furthest behind their running totals.
pub(super) fn round(wanted: &[Vec<f64>], covers: &[Vec<bool>], needed: &[Vec<bool>]) -> Vec<Vec<u32>> {
    let groups = wanted.len();
    let mut whole = vec![vec![0_u32; needed.len()]; groups];
    let mut owed = vec![0.0; groups];
    for (interval, needed) in needed.iter().enumerate() {
        for group in 0..groups {
            owed[group] += wanted[group][interval];
        }
        let someone = needed.iter().any(|&n| n);
        let in_all = libm::round(owed.iter().sum::<f64>()).max(f64::from(u8::from(someone))) as u32;
        let mut served = vec![false; needed.len()];
        for _ in 0..in_all {
            let new = |group: usize| (0..needed.len()).filter(|&k| needed[k] && !served[k] && covers[group][k]).count();
            // `max_by` takes the last of equals; from the back that is the first group.
            let next = (0..groups).rev().max_by(|&a, &b| {
                let first = new(a).min(1).cmp(&new(b).min(1));
                first.then(owed[a].total_cmp(&owed[b]))
            });
            let Some(group) = next else { break };
            whole[group][interval] += 1;
            owed[group] -= 1.0;
            (0..needed.len()).for_each(|k| served[k] |= covers[group][k]);
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_kept_and_every_type_has_somebody() {
        let n = 34;
        let wave = |i: usize| 2.0 + 1.5 * f64::sin(i as f64 / 5.0);
        let wanted = vec![(0..n).map(wave).collect::<Vec<_>>(), vec![1.3; n], vec![0.7; n]];
        let covers = vec![vec![true, false], vec![true, true], vec![true, true]];
        let whole = round(&wanted, &covers, &vec![vec![true, true]; n]);
        let mut drift = 0.0;
        for i in 0..n {
            drift += wanted.iter().map(|g| g[i]).sum::<f64>() - f64::from(whole.iter().map(|g| g[i]).sum::<u32>());
            assert!(f64::abs(drift) <= 0.5 + 1e-9, "{i} {drift}");
            assert!(whole[1][i] + whole[2][i] > 0, "{i}");
        }
        for (fractional, whole) in wanted.iter().zip(&whole) {
            let (a, b) = (fractional.iter().sum::<f64>(), f64::from(whole.iter().sum::<u32>()));
            assert!((a - b).abs() < 2.0, "{a} {b}");
        }
    }

    #[test]
    fn one_group_is_rounded_by_its_running_total() {
        let whole = round(&[vec![1.4, 1.4, 1.4, 1.4, 1.4]], &[vec![true]], &vec![vec![true]; 5]);
        assert_eq!(whole, [[1, 2, 1, 2, 1]]);
        assert_eq!(round(&[vec![0.1, 0.0]], &[vec![true]], &[vec![true], vec![false]]), [[1, 0]]);
    }
}
