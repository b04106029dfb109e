//! M/M/n/K+M with balking: a limited number of lines, a queue whose length frightens people off, exponential patience.
//! A birth-and-death process, so everything follows from its product form and from the departures ahead of a customer.

use super::answer::{Answer, Parts, Traffic, Unstable};
use super::erlang::{blocking, inverse_blocking};

/// States lighter than e^−this times the heaviest are left out.
const DEPTH: f64 = 60.0;
/// Longest queue followed: where the heaviest states lie beyond it, the queue has no practical stationary state.
const LONGEST: u32 = 20_000_000;

/// What limits the queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// Contacts in the system at once (with agents or waiting); more are blocked. `None`: any number.
    pub lines: Option<u32>,
    /// Share that balks where all agents are busy, by the number waiting; the last holds for longer queues, none given:
    /// nobody balks.
    pub balks: Vec<f64>,
    /// Mean patience, s; `None`: for ever.
    pub patience_s: Option<f64>,
}

impl Limits {
    fn joins(&self, waiting: usize) -> f64 {
        1.0 - self.balks.get(waiting).or(self.balks.last()).copied().unwrap_or(0.0)
    }

    fn leaving_rate(&self) -> f64 {
        self.patience_s.map_or(0.0, |mean| 1.0 / mean)
    }
}

/// Stationary measures of M/M/n/K+M. `within_s`: the service level's threshold.
///
/// # Errors
/// [`Unstable`] if the queue grows without end.
pub fn limited_queue(
    traffic: Traffic,
    agents: u32,
    limits: &Limits,
    within_s: Option<f64>,
) -> Result<Answer, Unstable> {
    let room = match limits.lines {
        Some(lines) if lines <= agents => return Ok(fewer_lines_than_agents(traffic, agents, lines)),
        Some(lines) => Some((lines - agents) as usize),
        None => None,
    };
    if traffic.rate_per_s == 0.0 {
        let parts = Parts { answered: 1.0, within: Some((1.0, 0.0)), ..Parts::default() };
        return Ok(parts.answer(traffic, agents));
    }
    let queue = queue_shares(traffic, agents, limits, room)?;
    Ok(measures(traffic, agents, limits, room, &queue, within_s).answer(traffic, agents))
}

/// All who get a line get an agent: Erlang B with as many agents as lines.
fn fewer_lines_than_agents(traffic: Traffic, agents: u32, lines: u32) -> Answer {
    let blocked = if traffic.rate_per_s > 0.0 { blocking(traffic.load(), lines) } else { 0.0 };
    let all_busy = if lines == agents { blocked } else { 0.0 };
    let answered = 1.0 - blocked;
    let parts = Parts { all_busy, blocked, answered, within: Some((answered, 0.0)), ..Parts::default() };
    parts.answer(traffic, agents)
}

/// P(all agents busy and q wait), q = 0, 1, ...
fn queue_shares(traffic: Traffic, agents: u32, limits: &Limits, room: Option<usize>) -> Result<Vec<f64>, Unstable> {
    let unstable = Unstable { load: traffic.load(), agents };
    let serving = f64::from(agents) / traffic.handle_s;
    let leaving = limits.leaving_rate();
    if serving + leaving == 0.0 {
        return Err(unstable);
    }
    let last_ratio = traffic.rate_per_s * limits.joins(usize::MAX) / serving;
    if room.is_none() && leaving == 0.0 && last_ratio >= 1.0 {
        return Err(unstable);
    }
    // Logarithms, relative to state n: in overload the weights of the queue would overflow.
    let mut logs = vec![0.0];
    let (mut log, mut heaviest) = (0.0, 0.0_f64);
    for q in 1..=room.unwrap_or(usize::MAX) {
        let ratio = traffic.rate_per_s * limits.joins(q - 1) / (serving + q as f64 * leaving);
        log += libm::log(ratio);
        heaviest = heaviest.max(log);
        if ratio < 1.0 && log < heaviest - DEPTH && q >= limits.balks.len() {
            break;
        }
        if logs.len() >= LONGEST as usize {
            return Err(unstable);
        }
        logs.push(log);
    }
    // Fewer than n in the system, relative to n: (n/a)/B(n−1) = 1/B(n) − 1.
    let below = f64::from(agents) / traffic.load() * inverse_blocking(traffic.load(), agents.saturating_sub(1));
    let weights: Vec<f64> = logs.iter().map(|l| libm::exp(l - heaviest)).collect();
    let whole = below * libm::exp(-heaviest) + weights.iter().rev().sum::<f64>();
    Ok(weights.iter().map(|w| w / whole).collect())
}

/// Sums over the state that a contact meets. With k ahead in the queue, the wait of one who would not leave is a sum of
/// exponentials with rates nμ, nμ + θ, ..., nμ + kθ: `P(V > t) = P(N ≤ k)` with N negative binomial (Poisson for
/// θ = 0). Own patience θ turns nμ into nμ + θ there, with `P(served) = nμ / (nμ + (k+1)θ)` in front.
fn measures(
    traffic: Traffic,
    agents: u32,
    limits: &Limits,
    room: Option<usize>,
    queue: &[f64],
    within_s: Option<f64>,
) -> Parts {
    let serving = f64::from(agents) / traffic.handle_s;
    let leaving = limits.leaving_rate();
    let all_busy: f64 = queue.iter().rev().sum();
    let at_once = 1.0 - all_busy;
    let mut parts = Parts { all_busy, answered: at_once, ..Parts::default() };
    let (mut answered_within, mut abandoned_within) = (at_once, 0.0);
    let mut patient = within_s.map(|t| Departures::new(serving, leaving, t));
    let mut tagged = within_s.map(|t| Departures::new(serving + leaving, leaving, t));
    let mut served_wait = 0.0;
    for (q, &share) in queue.iter().enumerate() {
        let served = serving / (serving + (q + 1) as f64 * leaving);
        served_wait = (served + (serving + q as f64 * leaving) * served_wait) / (serving + (q + 1) as f64 * leaving);
        let still_there = patient.as_mut().map_or(0.0, Departures::at_most_next);
        let not_in_time = tagged.as_mut().map_or(0.0, Departures::at_most_next);
        if room == Some(q) {
            parts.blocked += share;
            continue;
        }
        let joins = share * limits.joins(q);
        parts.balked += share - joins;
        parts.delayed += joins;
        parts.answered += joins * served;
        parts.abandoned += joins * (1.0 - served);
        parts.answered_wait_s += joins * served_wait;
        // Patience θ leaves P(abandoned) = θ E[W].
        let mean_wait = limits.patience_s.map_or(served_wait, |mean| mean * (1.0 - served));
        parts.abandoned_wait_s += joins * (mean_wait - served_wait).max(0.0);
        if let Some(t) = within_s {
            let in_time = served * (1.0 - not_in_time);
            answered_within += joins * in_time;
            abandoned_within += joins * (1.0 - in_time - libm::exp(-leaving * t) * still_there).max(0.0);
        }
    }
    parts.within = within_s.map(|_| (answered_within, abandoned_within));
    parts
}

/// P(N ≤ k) for k = 0, 1, ...: N departures by time t at rates first, first + θ, first + 2θ, ...
struct Departures {
    first: f64,
    leaving: f64,
    /// (1 − e^(−θt))/θ, t itself for θ = 0.
    spread: f64,
    log_term: f64,
    sum: f64,
    k: f64,
}

impl Departures {
    fn new(first: f64, leaving: f64, t: f64) -> Departures {
        let spread = if leaving > 0.0 { -libm::expm1(-leaving * t) / leaving } else { t };
        Departures { first, leaving, spread, log_term: -first * t, sum: 0.0, k: 0.0 }
    }

    fn at_most_next(&mut self) -> f64 {
        self.sum += libm::exp(self.log_term);
        self.log_term += libm::log((self.first + self.k * self.leaving) / (self.k + 1.0) * self.spread);
        self.k += 1.0;
        self.sum.min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::Patience;
    use crate::theory::erlang::erlang_c;
    use crate::theory::general_patience::{erlang_a, general_patience};

    fn close(a: &Answer, b: &Answer) {
        let pairs = [
            (a.delayed_share, b.delayed_share),
            (a.abandonment_rate, b.abandonment_rate),
            (a.balking_rate, b.balking_rate),
            (a.mean_wait_s, b.mean_wait_s),
            (a.answer_speed_s.unwrap(), b.answer_speed_s.unwrap()),
            (a.service_level.unwrap(), b.service_level.unwrap()),
            (a.abandoned_within.unwrap(), b.abandoned_within.unwrap()),
            (a.queue_length, b.queue_length),
            (a.occupancy, b.occupancy),
        ];
        for (i, (x, y)) in pairs.into_iter().enumerate() {
            assert!((x - y).abs() <= 1e-11 * y.abs().max(1e-3), "measure {i}: {x} {y}");
        }
    }

    /// Two routes that share no code: a sum over states and an integral over waits.
    #[test]
    fn without_a_limit_it_is_erlang_a_large_and_small() {
        for (per_hour, agents, patience) in [(180.0, 10, 120.0), (900.0, 40, 60.0), (50_000.0, 2_500, 180.0)] {
            let traffic = Traffic { rate_per_s: per_hour / 3600.0, handle_s: 190.0 };
            let limits = Limits { lines: None, balks: vec![0.15], patience_s: Some(patience) };
            let sum = limited_queue(traffic, agents, &limits, Some(15.0)).unwrap();
            let integral =
                general_patience(traffic, agents, &Patience::exponential(patience), 0.85, Some(15.0)).unwrap();
            close(&sum, &integral);
        }
    }

    #[test]
    fn without_limit_and_patience_it_is_erlang_c() {
        let traffic = Traffic { rate_per_s: 2052.0 / 3600.0, handle_s: 200.0 };
        let limits = Limits { lines: None, balks: vec![], patience_s: None };
        close(&limited_queue(traffic, 120, &limits, Some(20.0)).unwrap(), &erlang_c(traffic, 120, Some(20.0)).unwrap());
        assert!(limited_queue(traffic, 114, &limits, None).is_err());
    }

    #[test]
    fn lines_as_many_as_agents_are_erlang_b() {
        let traffic = Traffic { rate_per_s: 120.0 / 3600.0, handle_s: 240.0 };
        for lines in [10, 7] {
            let limits = Limits { lines: Some(lines), balks: vec![], patience_s: Some(60.0) };
            let answer = limited_queue(traffic, 10, &limits, None).unwrap();
            assert_eq!(answer.blocked_share, blocking(8.0, lines));
        }
    }

    #[test]
    fn a_queue_that_everybody_avoids_is_no_queue() {
        let traffic = Traffic { rate_per_s: 120.0 / 3600.0, handle_s: 240.0 };
        let limits = Limits { lines: None, balks: vec![1.0], patience_s: None };
        let answer = limited_queue(traffic, 10, &limits, None).unwrap();
        assert!((answer.balking_rate / blocking(8.0, 10) - 1.0).abs() < 1e-12);
        assert_eq!(answer.mean_wait_s, 0.0);
    }

    #[test]
    fn an_overload_that_erlang_a_carries() {
        let traffic = Traffic { rate_per_s: 3.0, handle_s: 200.0 };
        let limits = Limits { lines: Some(4_000), balks: vec![], patience_s: Some(300.0) };
        let answer = limited_queue(traffic, 100, &limits, Some(20.0)).unwrap();
        close(&answer, &erlang_a(traffic, 100, 300.0, Some(20.0)).unwrap());
    }
}
