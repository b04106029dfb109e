//! One agent and any law of handle times: M/G/1 and, with exponential patience, M/G/1+M.
//!
//! The mean of M/G/1 is Pollaczek's and Khinchine's. The law of the wait needs a Volterra equation: the wait V offered
//! to a patient customer has the density (level crossings; F. Baccelli & G. Hebuterne 1981)
//! `v(x) = λ [ P0 S(x) + ∫ from 0 to x of S(x − y) e^(−θy) v(y) dy ]`, S the survival function of the handle time.

use super::answer::{Answer, Parts, Traffic, Unstable};
use super::patience::collect_knots;
use super::quadrature::gauss_legendre;
use crate::model::Distribution;

/// Nodes in a panel.
const POINTS: usize = 16;
/// Panels in a mean handle time.
const PANELS_A_MEAN: f64 = 20.0;
/// Waits are followed for so many mean patiences: e^−40 is 4e-18.
const PATIENCES: f64 = 40.0;

/// M/G/1 with exponential patience of this mean, s; `None`: for ever, and then the mean wait is
/// `λ E[S²] / (2 (1 − ρ))`. `within_s`: the service level's threshold.
///
/// The shares within the threshold and everything with patience come from the Volterra equation, solved to about 1e-12
/// for smooth laws and laws with one jump; a law with several jumps (`Values`, `Quantiles`) costs some digits.
///
/// # Errors
/// [`Unstable`] if nobody leaves and the load is not below 1.
pub fn single_agent(
    rate_per_s: f64,
    handle: &Distribution,
    patience_s: Option<f64>,
    within_s: Option<f64>,
) -> Result<Answer, Unstable> {
    let traffic = Traffic { rate_per_s, handle_s: handle.mean() };
    let parts = match patience_s {
        Some(patience_s) => impatient(traffic, handle, patience_s, within_s),
        None if traffic.load() >= 1.0 => return Err(Unstable { load: traffic.load(), agents: 1 }),
        None => patient(traffic, handle, within_s),
    };
    Ok(parts.answer(traffic, 1))
}

fn patient(traffic: Traffic, handle: &Distribution, within_s: Option<f64>) -> Parts {
    let load = traffic.load();
    let (mean, cv) = (handle.mean(), handle.cv());
    let within = within_s.map(|t| {
        let wait = OfferedWait::solve(traffic.rate_per_s, handle, 0.0, t);
        ((1.0 - load) * (1.0 + wait.integral(t, |_| 1.0)), 0.0)
    });
    Parts {
        all_busy: load,
        delayed: load,
        answered: 1.0,
        within,
        answered_wait_s: load * mean * (1.0 + cv * cv) / (2.0 * (1.0 - load)),
        ..Parts::default()
    }
}

fn impatient(traffic: Traffic, handle: &Distribution, patience_s: f64, within_s: Option<f64>) -> Parts {
    let leaving = 1.0 / patience_s;
    let stays = |x: f64| libm::exp(-leaving * x);
    let end = PATIENCES * patience_s;
    let wait = OfferedWait::solve(traffic.rate_per_s, handle, leaving, end.max(within_s.unwrap_or(0.0)));
    // Relative to P0. The agent is idle with probability P0 = 1 − λ E[S] P(answered): no need to follow v, whose tail
    // may be heavy, further than patience goes.
    let answered = 1.0 + wait.integral(end, stays);
    let whole = 1.0 + traffic.load() * answered;
    let abandoned = (whole - answered) / whole;
    let answered_wait_s = wait.integral(end, |x| x * stays(x)) / whole;
    let within = within_s.map(|t| {
        let (offered, in_time) = (wait.integral(t, |_| 1.0), wait.integral(t, stays));
        let later = whole - 1.0 - offered;
        ((1.0 + in_time) / whole, (offered - in_time + later * -libm::expm1(-leaving * t)) / whole)
    });
    Parts {
        all_busy: (whole - 1.0) / whole,
        delayed: (whole - 1.0) / whole,
        abandoned,
        answered: answered / whole,
        within,
        answered_wait_s,
        // P(abandoned) = θ E[W].
        abandoned_wait_s: abandoned * patience_s - answered_wait_s,
        ..Parts::default()
    }
}

/// The density v for P0 = 1, as a polynomial on each of equal panels.
struct OfferedWait {
    width: f64,
    nodes: [f64; POINTS],
    weights: [f64; POINTS],
    density: Vec<[f64; POINTS]>,
}

impl OfferedWait {
    /// Solves the equation on [0, `end`] by collocation, with patience of rate `leaving`.
    fn solve(rate: f64, handle: &Distribution, leaving: f64, end: f64) -> OfferedWait {
        let mut jumps = Vec::new();
        collect_knots(handle, 0.0, &mut jumps);
        let rough = handle.mean() / PANELS_A_MEAN;
        // The density inherits the first jump, at all its multiples: they must be borders of panels.
        let width = match jumps.iter().copied().find(|jump| *jump > 0.0) {
            Some(jump) => jump / libm::ceil(jump / rough),
            None => rough,
        };
        let (nodes, weights) = gauss_legendre::<POINTS>();
        let panels = libm::ceil(end / width) as usize;
        let kernel = Kernel { handle, jumps: &jumps, width, nodes: &nodes, weights: &weights };
        let kernels: Vec<[[f64; POINTS]; POINTS]> = (0..panels).map(|lag| kernel.between(lag)).collect();
        let mut density: Vec<[f64; POINTS]> = Vec::with_capacity(panels);
        let mut staying: Vec<[f64; POINTS]> = Vec::with_capacity(panels);
        for panel in 0..panels {
            let x = |i: usize| (panel as f64 + nodes[i]) * width;
            let stay: [f64; POINTS] = core::array::from_fn(|i| libm::exp(-leaving * x(i)));
            let known: [f64; POINTS] = core::array::from_fn(|i| {
                let earlier = staying.iter().enumerate().map(|(j, u)| dot(&kernels[panel - j][i], u));
                rate * (1.0 - handle.cdf(x(i)) + earlier.sum::<f64>())
            });
            let v = fixed_point(&known, &kernels[0], &stay, rate);
            staying.push(core::array::from_fn(|i| stay[i] * v[i]));
            density.push(v);
        }
        OfferedWait { width, nodes, weights, density }
    }

    /// ∫ of v(x) `times`(x) from 0 to `end`.
    fn integral(&self, end: f64, times: impl Fn(f64) -> f64) -> f64 {
        let mut sum = 0.0;
        for (panel, v) in self.density.iter().enumerate() {
            let from = panel as f64 * self.width;
            let part = ((end - from) / self.width).clamp(0.0, 1.0);
            for (node, weight) in self.nodes.iter().zip(&self.weights) {
                let at = part * node;
                sum += part * weight * self.width * interpolate(&self.nodes, v, at) * times(from + at * self.width);
            }
        }
        sum
    }
}

fn dot(a: &[f64; POINTS], b: &[f64; POINTS]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// v = known + rate K (stay v), by iteration: a panel is short, so that each round gains more than a digit.
fn fixed_point(
    known: &[f64; POINTS],
    kernel: &[[f64; POINTS]; POINTS],
    stay: &[f64; POINTS],
    rate: f64,
) -> [f64; POINTS] {
    let mut v = *known;
    for _ in 0..100 {
        let u: [f64; POINTS] = core::array::from_fn(|i| stay[i] * v[i]);
        let next: [f64; POINTS] = core::array::from_fn(|i| known[i] + rate * dot(&kernel[i], &u));
        let moved = (0..POINTS).any(|i| libm::fabs(next[i] - v[i]) > 1e-16 * libm::fabs(next[i]));
        v = next;
        if !moved {
            break;
        }
    }
    v
}

/// The `k`-th Lagrange polynomial of these nodes.
fn lagrange(nodes: &[f64; POINTS], k: usize, x: f64) -> f64 {
    (0..POINTS).filter(|j| *j != k).map(|j| (x - nodes[j]) / (nodes[k] - nodes[j])).product()
}

fn interpolate(nodes: &[f64; POINTS], values: &[f64; POINTS], x: f64) -> f64 {
    match nodes.iter().position(|node| *node == x) {
        Some(k) => values[k],
        None => (0..POINTS).map(|k| values[k] * lagrange(nodes, k, x)).sum(),
    }
}

/// The convolution with S, from one panel to the nodes of another.
struct Kernel<'a> {
    handle: &'a Distribution,
    jumps: &'a [f64],
    width: f64,
    nodes: &'a [f64; POINTS],
    weights: &'a [f64; POINTS],
}

impl Kernel<'_> {
    /// Row i: weights of the values in a panel for ∫ S(x_i − y) u(y) dy, x_i the i-th node of the panel `lag` further on.
    /// The panel is cut where S jumps, and in the first case (`lag` 0) where x_i − y becomes negative.
    fn between(&self, lag: usize) -> [[f64; POINTS]; POINTS] {
        core::array::from_fn(|i| {
            let x = self.nodes[i] + lag as f64;
            let mut cuts: Vec<f64> = self.jumps.iter().chain(&[0.0]).map(|jump| x - jump / self.width).collect();
            cuts.retain(|cut| *cut > 1e-12 && *cut < 1.0 - 1e-12);
            if cuts.is_empty() {
                return core::array::from_fn(|k| self.weights[k] * self.width * self.survival(x - self.nodes[k]));
            }
            cuts.extend([0.0, 1.0]);
            cuts.sort_by(f64::total_cmp);
            let mut row = [0.0; POINTS];
            for w in cuts.windows(2) {
                for (node, weight) in self.nodes.iter().zip(self.weights) {
                    let y = w[0] + node * (w[1] - w[0]);
                    let value = weight * (w[1] - w[0]) * self.width * self.survival(x - y);
                    if value != 0.0 {
                        row.iter_mut().enumerate().for_each(|(k, at)| *at += value * lagrange(self.nodes, k, y));
                    }
                }
            }
            row
        })
    }

    /// S, of a time in panels; 0 before 0.
    fn survival(&self, panels: f64) -> f64 {
        if panels < 0.0 { 0.0 } else { 1.0 - self.handle.cdf(panels * self.width) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::erlang::erlang_c;
    use crate::theory::general_patience::erlang_a;

    #[test]
    fn exponential_handle_times_make_it_erlang_c_and_a() {
        let traffic = Traffic { rate_per_s: 0.004, handle_s: 200.0 };
        let handle = Distribution::Exponential { mean: 200.0 };
        let c = erlang_c(traffic, 1, Some(130.0)).unwrap();
        let single = single_agent(0.004, &handle, None, Some(130.0)).unwrap();
        assert!((single.mean_wait_s / c.mean_wait_s - 1.0).abs() < 1e-14);
        assert!((single.service_level.unwrap() - c.service_level.unwrap()).abs() < 1e-13);

        let a = erlang_a(traffic, 1, 90.0, Some(33.0)).unwrap();
        let single = single_agent(0.004, &handle, Some(90.0), Some(33.0)).unwrap();
        let measures = |x: &Answer| {
            let within = [x.service_level, x.abandoned_within, x.answer_speed_s, x.abandoned_wait_s];
            [x.delayed_share, x.abandonment_rate, x.mean_wait_s, x.occupancy]
                .into_iter()
                .chain(within.into_iter().flatten())
        };
        for (x, y) in measures(&single).zip(measures(&a)) {
            assert!((x / y - 1.0).abs() < 1e-11, "{x} {y}");
        }
    }

    /// M/D/1: P(W ≤ t) = (1 − ρ) Σ over k of (λ(kd − t))^k / k! e^(λ(t − kd)), k ≤ t/d (Erlang 1909).
    #[test]
    fn constant_handle_times_are_erlangs_first_formula() {
        let (rate, d, t): (f64, f64, f64) = (0.004, 200.0, 730.0);
        let sum: f64 = (0..=3)
            .map(|k| {
                let gap = rate * (f64::from(k) * d - t);
                libm::pow(gap, f64::from(k)) / libm::tgamma(f64::from(k) + 1.0) * libm::exp(-gap)
            })
            .sum();
        let single = single_agent(rate, &Distribution::Constant(d), None, Some(t)).unwrap();
        assert!((single.service_level.unwrap() - 0.2 * sum).abs() < 1e-12);
    }
}
