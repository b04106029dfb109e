//! Whole head-counts out of fractional ones.

/// Rounds several groups' fractional agents to whole ones, interval by interval, so that neither a group's nor the
/// whole center's agent-hours drift by more than rounding.
///
/// `wanted[group][interval]`; `covers[group]` is the set of contact types the group can serve, and `needed[interval]`
/// those that have calls in it. The number of agents in all is the nearest that keeps the day's agent-hours (waits are
/// convex in staffing, so carrying remainders from one half hour to the next would make them longer); the agents of an
/// interval go first to groups that serve a type nobody serves yet, then to the groups furthest behind their running
/// totals.
pub(super) fn round(wanted: &[Vec<f64>], covers: &[Vec<bool>], needed: &[Vec<bool>]) -> Vec<Vec<u32>> {
    let groups = wanted.len();
    let mut whole = vec![vec![0_u32; needed.len()]; groups];
    let mut owed = vec![0.0; groups];
    let in_all: Vec<f64> = (0..needed.len()).map(|i| wanted.iter().map(|group| group[i]).sum()).collect();
    let in_all = largest_remainders(&in_all);
    for (interval, needed) in needed.iter().enumerate() {
        for group in 0..groups {
            owed[group] += wanted[group][interval];
        }
        let someone = needed.iter().any(|&n| n);
        let in_all = in_all[interval].max(u32::from(someone));
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

/// Whole numbers of one group: a lower bound is rounded up, whatever it is off by, and what is known to the nearest;
/// somebody is there where anybody is `needed`.
pub(super) fn outwards(wanted: &[f64], bounds: &[bool], needed: &[Vec<bool>]) -> Vec<u32> {
    // What is whole but for the arithmetic is whole.
    const WHOLE: f64 = 1e-9;
    let of_one = |((&agents, &bound), needed): ((&f64, &bool), &Vec<bool>)| {
        let whole = if bound { libm::ceil(agents - WHOLE) } else { libm::round(agents) };
        (whole.max(0.0) as u32).max(u32::from(needed.iter().any(|&n| n)))
    };
    wanted.iter().zip(bounds).zip(needed).map(of_one).collect()
}

/// Whole numbers nearest to these that keep their rounded sum: all are rounded down, and those with the largest
/// remainders up.
fn largest_remainders(wanted: &[f64]) -> Vec<u32> {
    let mut whole: Vec<u32> = wanted.iter().map(|x| libm::floor(*x) as u32).collect();
    let short = libm::round(wanted.iter().sum()) - whole.iter().map(|&n| f64::from(n)).sum::<f64>();
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    let remainder = |i: usize| wanted[i] - libm::floor(wanted[i]);
    order.sort_by(|&a, &b| remainder(b).total_cmp(&remainder(a)));
    for &i in order.iter().take(short as usize) {
        whole[i] += 1;
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
        let (mut all, mut kept) = (0.0, 0.0);
        for i in 0..n {
            let (exact, rounded) =
                (wanted.iter().map(|g| g[i]).sum::<f64>(), f64::from(whole.iter().map(|g| g[i]).sum::<u32>()));
            assert!(f64::abs(exact - rounded) < 1.0, "{i} {exact} {rounded}");
            assert!(whole[1][i] + whole[2][i] > 0, "{i}");
            all += exact;
            kept += rounded;
        }
        assert!(f64::abs(all - kept) <= 0.5 + 1e-9);
        for (fractional, whole) in wanted.iter().zip(&whole) {
            let (a, b) = (fractional.iter().sum::<f64>(), f64::from(whole.iter().sum::<u32>()));
            assert!((a - b).abs() < 2.0, "{a} {b}");
        }
    }

    #[test]
    fn a_lower_bound_is_rounded_up_and_what_is_known_to_the_nearest() {
        let needed = [vec![true], vec![true], vec![true], vec![true], vec![false]];
        let found = outwards(&[3.5, 3.01, 3.0, 3.4, 0.0], &[true, true, true, false, true], &needed);
        assert_eq!(found, [4, 4, 3, 3, 0]);
        assert_eq!(outwards(&[0.0], &[false], &[vec![true]]), [1]);
    }

    #[test]
    fn one_group_is_rounded_to_the_nearest_that_keep_the_hours() {
        let whole = round(&[vec![1.2, 1.6, 1.4, 2.5, 0.3]], &[vec![true]], &vec![vec![true]; 5]);
        assert_eq!(whole, [[1, 2, 1, 3, 1]]);
        assert_eq!(round(&[vec![0.1, 0.0]], &[vec![true]], &[vec![true], vec![false]]), [[1, 0]]);
    }
}
