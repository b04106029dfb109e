//! M/H2/n+M: handle times of two kinds, short and long ones (wrong numbers and real requests), exponential patience.
//!
//! A Markov chain on (contacts in the system, busy agents with one of the first kind). It moves between neighbouring
//! numbers in the system alone, so its stationary law follows from one small linear system a level, from the top down
//! (linear level reduction: D. Gaver, P. Jacobs & G. Latouche 1984). Cost: (agents)³ a level; meant for up to a hundred.

use super::answer::{Answer, Parts, Traffic, Unstable};

/// The queue is followed up to lengths of this log-probability.
const DEPTH: f64 = 45.0;

/// Exponential handle time with `means_s[k]` with probability `shares[k]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoPhases {
    /// Shares of the two kinds; they sum to 1.
    pub shares: [f64; 2],
    /// Their mean handle times, s.
    pub means_s: [f64; 2],
}

/// Stationary measures of M/H2/n+M, n ≥ 1. `within_s`: the service level's threshold.
///
/// # Errors
/// [`Unstable`] without agents.
pub fn two_phase_service(
    rate_per_s: f64,
    service: TwoPhases,
    agents: u32,
    patience_s: f64,
    within_s: Option<f64>,
) -> Result<Answer, Unstable> {
    let handle_s = service.shares[0] * service.means_s[0] + service.shares[1] * service.means_s[1];
    let traffic = Traffic { rate_per_s, handle_s };
    if agents == 0 {
        return Err(Unstable { load: traffic.load(), agents });
    }
    let chain = Chain::new(rate_per_s, service, agents as usize, 1.0 / patience_s);
    Ok(chain.measures(patience_s, within_s).answer(traffic, agents))
}

struct Chain {
    arrivals: f64,
    shares: [f64; 2],
    rates: [f64; 2],
    agents: usize,
    leaving: f64,
    longest_queue: usize,
}

impl Chain {
    fn new(arrivals: f64, service: TwoPhases, agents: usize, leaving: f64) -> Chain {
        let rates = service.means_s.map(|mean| 1.0 / mean);
        let slowest = agents as f64 * rates[0].min(rates[1]);
        let (mut log, mut heaviest, mut longest_queue) = (0.0, 0.0_f64, 0);
        while log > heaviest - DEPTH {
            longest_queue += 1;
            log += libm::log(arrivals / (slowest + longest_queue as f64 * leaving));
            heaviest = heaviest.max(log);
        }
        Chain { arrivals, shares: service.shares, rates, agents, leaving, longest_queue }
    }

    /// Phases at a level: 0..=that many agents busy with the first kind.
    fn phases(&self, level: usize) -> usize {
        level.min(self.agents) + 1
    }

    /// Completions when `busy` agents are, `first` of them with the first kind: (rate, change of `first`).
    fn completions(&self, busy: usize, first: usize, next_waits: bool) -> [(f64, isize); 4] {
        let ends = [first as f64 * self.rates[0], (busy - first) as f64 * self.rates[1]];
        if next_waits {
            let [p, q] = self.shares;
            [(ends[0] * p, 0), (ends[0] * q, -1), (ends[1] * p, 1), (ends[1] * q, 0)]
        } else {
            [(ends[0], -1), (ends[1], 0), (0.0, 0), (0.0, 0)]
        }
    }

    /// Rates from a state down one level, by phase there.
    fn down(&self, level: usize, first: usize) -> Vec<(f64, usize)> {
        let busy = level.min(self.agents);
        let queue = level - busy;
        let completions = self.completions(busy, first, queue > 0);
        let moves = completions.into_iter().filter(|m| m.0 > 0.0);
        let mut down: Vec<(f64, usize)> = moves.map(|(rate, by)| (rate, first.saturating_add_signed(by))).collect();
        if queue > 0 {
            down.push((queue as f64 * self.leaving, first));
        }
        down
    }

    /// Rates from a state up one level, by phase there.
    fn up(&self, level: usize, first: usize) -> [(f64, usize); 2] {
        if level < self.agents {
            [(self.arrivals * self.shares[0], first + 1), (self.arrivals * self.shares[1], first)]
        } else {
            [(self.arrivals, first), (0.0, first)]
        }
    }

    /// Stationary probabilities, by level and phase.
    fn stationary(&self) -> Vec<Vec<f64>> {
        let top = self.agents + self.longest_queue;
        // π(k) = π(k−1) R(k), R(k) = U(k−1) [D(k) − R(k+1) L(k+1)]⁻¹, D the rates out, U up and L down.
        let mut factors: Vec<Vec<Vec<f64>>> = vec![Vec::new(); top + 1];
        for level in (1..=top).rev() {
            let phases = self.phases(level);
            let mut out = vec![vec![0.0; phases]; phases];
            for (i, row) in out.iter_mut().enumerate() {
                let up = if level < top { self.arrivals } else { 0.0 };
                row[i] = up + self.down(level, i).iter().map(|m| m.0).sum::<f64>();
                if level < top {
                    for (j, factor) in factors[level + 1][i].iter().enumerate() {
                        self.down(level + 1, j).iter().for_each(|&(rate, to)| row[to] -= factor * rate);
                    }
                }
            }
            let mut ups = vec![vec![0.0; phases]; self.phases(level - 1)];
            for (i, row) in ups.iter_mut().enumerate() {
                self.up(level - 1, i).iter().for_each(|&(rate, to)| row[to] += rate);
            }
            factors[level] = solve_from_left(out, ups);
        }
        let mut levels = vec![vec![1.0]];
        for factor in &factors[1..] {
            let below = &levels[levels.len() - 1];
            let next = (0..factor[0].len()).map(|j| below.iter().zip(factor).map(|(p, row)| p * row[j]).sum());
            levels.push(next.collect());
        }
        let whole: f64 = levels.iter().rev().flatten().sum();
        levels.iter_mut().flatten().for_each(|p| *p /= whole);
        levels
    }

    fn measures(&self, patience_s: f64, within_s: Option<f64>) -> Parts {
        let levels = self.stationary();
        let meets = &levels[self.agents..];
        let delayed: f64 = meets.iter().rev().flatten().sum();
        let (served, served_wait) = self.fate(meets);
        let abandoned = delayed - served;
        let within = within_s.map(|t| {
            let (in_time, gone) = self.within(meets, t);
            (1.0 - delayed + in_time, gone)
        });
        Parts {
            all_busy: delayed,
            delayed,
            abandoned,
            answered: 1.0 - abandoned,
            within,
            answered_wait_s: served_wait,
            // P(abandoned) = θ E[W].
            abandoned_wait_s: abandoned * patience_s - served_wait,
            ..Parts::default()
        }
    }

    /// Rates of a waiting customer with `ahead` before them: to be served, or to (state with one less ahead).
    fn moves(&self, ahead: usize, first: usize) -> Vec<(f64, usize)> {
        self.down(self.agents + ahead, first)
    }

    /// P(served) and E[wait; served] over those who meet these states.
    fn fate(&self, meets: &[Vec<f64>]) -> (f64, f64) {
        let phases = self.agents + 1;
        let (mut served, mut wait) = (0.0, 0.0);
        let (mut before, mut wait_before) = (vec![1.0; phases], vec![0.0; phases]);
        for (ahead, meet) in meets.iter().enumerate() {
            let (mut now, mut wait_now) = (vec![0.0; phases], vec![0.0; phases]);
            for first in 0..phases {
                // With nobody ahead a completion is one's own turn, whatever phase it leaves: `before` is 1 there.
                let moves = self.moves(ahead, first);
                let out = self.leaving + moves.iter().map(|m| m.0).sum::<f64>();
                now[first] = moves.iter().map(|&(rate, to)| rate * before[to]).sum::<f64>() / out;
                let later: f64 = moves.iter().map(|&(rate, to)| rate * wait_before[to]).sum();
                wait_now[first] = (now[first] + later) / out;
                served += meet[first] * now[first];
                wait += meet[first] * wait_now[first];
            }
            (before, wait_before) = (now, wait_now);
        }
        (served, wait)
    }

    /// P(served by t) and P(abandoned by t) over those who meet these states, by uniformisation.
    fn within(&self, meets: &[Vec<f64>], t: f64) -> (f64, f64) {
        let fastest = self.agents as f64 * self.rates[0].max(self.rates[1]) + meets.len() as f64 * self.leaving;
        let (steps, mut log_term) = (fastest * t, -fastest * t);
        let (mut at, mut served_now, mut gone_now) = (meets.to_vec(), 0.0, 0.0);
        let (mut served, mut gone, mut covered, mut j) = (0.0, 0.0, 0.0, 0.0);
        loop {
            let term = libm::exp(log_term);
            covered += term;
            served += term * served_now;
            gone += term * gone_now;
            if 1.0 - covered < 1e-15 || (j > steps && term < 1e-18) {
                return (served, gone);
            }
            let mut next = vec![vec![0.0; self.agents + 1]; at.len()];
            for (ahead, states) in at.iter().enumerate() {
                for (first, &share) in states.iter().enumerate() {
                    let share = share / fastest;
                    let moves = self.moves(ahead, first);
                    let out = self.leaving + moves.iter().map(|m| m.0).sum::<f64>();
                    next[ahead][first] += share * (fastest - out);
                    gone_now += share * self.leaving;
                    for (rate, to) in moves {
                        *(if ahead == 0 { &mut served_now } else { &mut next[ahead - 1][to] }) += share * rate;
                    }
                }
            }
            at = next;
            j += 1.0;
            log_term += libm::log(steps / j);
        }
    }
}

/// X with X A = B, by Gaussian elimination with partial pivoting on the transposed system.
fn solve_from_left(a: Vec<Vec<f64>>, b: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let n = a.len();
    // Row i of the tableau: column i of A, then column i of B.
    let column = |i: usize| a.iter().chain(&b).map(|row| row[i]).collect::<Vec<f64>>();
    let mut tableau: Vec<Vec<f64>> = (0..n).map(column).collect();
    for pivot in 0..n {
        let best = (pivot..n).max_by(|&i, &j| libm::fabs(tableau[i][pivot]).total_cmp(&libm::fabs(tableau[j][pivot])));
        tableau.swap(pivot, best.unwrap_or(pivot));
        let row = tableau[pivot].clone();
        for (i, other) in tableau.iter_mut().enumerate() {
            let factor = other[pivot] / row[pivot];
            if i != pivot && factor != 0.0 {
                other.iter_mut().zip(&row).skip(pivot).for_each(|(x, y)| *x -= factor * y);
            }
        }
    }
    (0..b.len()).map(|k| (0..n).map(|i| tableau[i][n + k] / tableau[i][i]).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::general_patience::erlang_a;

    #[test]
    fn two_kinds_that_are_alike_make_it_erlang_a() {
        let service = TwoPhases { shares: [0.3, 0.7], means_s: [200.0, 200.0] };
        let chain = two_phase_service(0.06, service, 12, 90.0, Some(25.0)).unwrap();
        let a = erlang_a(Traffic { rate_per_s: 0.06, handle_s: 200.0 }, 12, 90.0, Some(25.0)).unwrap();
        let measures = |x: &Answer| {
            let within = [x.service_level, x.abandoned_within, x.answer_speed_s, x.abandoned_wait_s];
            [x.delayed_share, x.abandonment_rate, x.mean_wait_s, x.occupancy]
                .into_iter()
                .chain(within.into_iter().flatten())
        };
        for (x, y) in measures(&chain).zip(measures(&a)) {
            assert!((x / y - 1.0).abs() < 1e-11, "{x} {y}");
        }
    }
}
