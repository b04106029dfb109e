//! A small minimiser: Nelder and Mead's simplex (Computer Journal 7, 1965), deterministic, for two parameters at most.

/// A minimum.
#[derive(Clone, Debug)]
pub struct Minimum {
    /// Where.
    pub at: Vec<f64>,
    /// The value there.
    pub value: f64,
}

const STEPS: usize = 2000;
const RESTARTS: usize = 3;
const FIRST_EDGE: f64 = 0.5;

/// Minimises `cost` from `start`; restarted from its own result, since a simplex may collapse early.
pub fn minimise(cost: &dyn Fn(&[f64]) -> f64, start: &[f64]) -> Minimum {
    let mut best = Minimum { at: start.to_vec(), value: cost(start) };
    if start.is_empty() {
        return best;
    }
    for _ in 0..RESTARTS {
        best = descend(cost, best);
    }
    best
}

fn descend(cost: &dyn Fn(&[f64]) -> f64, start: Minimum) -> Minimum {
    let n = start.at.len();
    let mut corners = vec![start.clone()];
    for axis in 0..n {
        let mut at = start.at.clone();
        at[axis] += FIRST_EDGE;
        corners.push(Minimum { value: cost(&at), at });
    }
    for _ in 0..STEPS {
        corners.sort_by(|a, b| a.value.total_cmp(&b.value));
        let spread = corners[n].value - corners[0].value;
        let width = (0..n).map(|i| (corners[n].at[i] - corners[0].at[i]).abs()).fold(0.0, f64::max);
        if spread <= 1e-13 * corners[0].value.abs() && width <= 1e-7 {
            break;
        }
        let centre: Vec<f64> = (0..n).map(|i| corners[..n].iter().map(|c| c.at[i]).sum::<f64>() / n as f64).collect();
        let try_at = |factor: f64| {
            let at: Vec<f64> = (0..n).map(|i| centre[i] + factor * (corners[n].at[i] - centre[i])).collect();
            Minimum { value: cost(&at), at }
        };
        let reflected = try_at(-1.0);
        let replacement = if reflected.value < corners[0].value {
            let expanded = try_at(-2.0);
            Some(if expanded.value < reflected.value { expanded } else { reflected })
        } else if reflected.value < corners[n - 1].value {
            Some(reflected)
        } else {
            let contracted = try_at(if reflected.value < corners[n].value { -0.5 } else { 0.5 });
            (contracted.value < corners[n].value.min(reflected.value)).then_some(contracted)
        };
        match replacement {
            Some(corner) => corners[n] = corner,
            None => shrink(cost, &mut corners),
        }
    }
    corners.sort_by(|a, b| a.value.total_cmp(&b.value));
    corners.swap_remove(0)
}

fn shrink(cost: &dyn Fn(&[f64]) -> f64, corners: &mut [Minimum]) {
    let Some((best, others)) = corners.split_first_mut() else { return };
    for corner in others {
        for (x, b) in corner.at.iter_mut().zip(&best.at) {
            *x = 0.5 * (*x + b);
        }
        corner.value = cost(&corner.at);
    }
}

/// Inverse of the matrix of second derivatives at a minimum, by central differences: the covariance of maximum-
/// likelihood estimates where `cost` is minus the log-likelihood. One or two parameters; NaN where it is singular.
pub fn inverse_curvature(cost: &dyn Fn(&[f64]) -> f64, at: &[f64]) -> [[f64; 2]; 2] {
    const STEP: f64 = 1e-3;
    let moved = |by: [f64; 2]| {
        let place: Vec<f64> = at.iter().enumerate().map(|(i, x)| x + by[i] * STEP).collect();
        cost(&place)
    };
    let here = moved([0.0, 0.0]);
    let second = |a: [f64; 2], b: [f64; 2]| (moved(a) + moved(b) - 2.0 * here) / (STEP * STEP);
    let xx = second([1.0, 0.0], [-1.0, 0.0]);
    if at.len() == 1 {
        return [[1.0 / xx, 0.0], [0.0, 0.0]];
    }
    let yy = second([0.0, 1.0], [0.0, -1.0]);
    let along = second([1.0, 1.0], [-1.0, -1.0]);
    let xy = 0.5 * (along - xx - yy);
    let determinant = xx * yy - xy * xy;
    let inverse = |value: f64| if determinant > 0.0 { value / determinant } else { f64::NAN };
    [[inverse(yy), inverse(-xy)], [inverse(-xy), inverse(xx)]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_bottom_of_a_bent_valley() {
        let rosenbrock = |p: &[f64]| 100.0 * (p[1] - p[0] * p[0]).powi(2) + (1.0 - p[0]).powi(2);
        let found = minimise(&rosenbrock, &[-1.2, 1.0]);
        assert!((found.at[0] - 1.0).abs() < 1e-5 && (found.at[1] - 1.0).abs() < 1e-5, "{found:?}");
        let parabola = |p: &[f64]| (p[0] - 3.0).powi(2);
        assert!((minimise(&parabola, &[0.0]).at[0] - 3.0).abs() < 1e-6);
    }

    #[test]
    fn curvature_of_a_parabola() {
        let bowl = |p: &[f64]| 2.0 * p[0] * p[0] + 0.5 * p[1] * p[1] + p[0] * p[1];
        let inverse = inverse_curvature(&bowl, &[0.0, 0.0]);
        let expected = [[1.0 / 3.0, -1.0 / 3.0], [-1.0 / 3.0, 4.0 / 3.0]];
        for (row, right) in inverse.iter().zip(&expected) {
            for (a, b) in row.iter().zip(right) {
                assert!((a - b).abs() < 1e-8, "{inverse:?}");
            }
        }
    }
}
