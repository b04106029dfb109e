//! M/M/n with classes of contacts, one served before the other, services never interrupted, nobody abandons.

use super::answer::{Answer, Parts, Traffic, Unstable};
use super::erlang::delay;

/// Measures of each class, the most important first. All have the same exponential handle time.
///
/// Whoever of class k finds all agents busy has a geometric number of contacts before them, and each departure that
/// they wait for may be put off by arrivals of better classes: the wait is the time in which a simple random walk
/// with steps up at their rate and down at nμ reaches 0 (mean: A. Cobham 1954; law: O. Kella & U. Yechiali 1985).
///
/// # Errors
/// [`Unstable`] if the load is not below the number of agents.
pub fn priority(
    rates_per_s: &[f64],
    handle_s: f64,
    agents: u32,
    within_s: Option<f64>,
) -> Result<Vec<Answer>, Unstable> {
    let all = Traffic { rate_per_s: rates_per_s.iter().sum(), handle_s };
    let delayed = delay(all.load(), agents)?;
    let serving = f64::from(agents) / handle_s;
    let mut better = 0.0;
    let mut answers = Vec::with_capacity(rates_per_s.len());
    for &rate_per_s in rates_per_s {
        let ahead = (better + rate_per_s) / serving;
        let mean_wait = 1.0 / ((1.0 - ahead) * (serving - better));
        let within = within_s.map(|t| (1.0 - delayed * still_waiting(ahead, better, serving, t), 0.0));
        let parts = Parts {
            all_busy: delayed,
            delayed,
            answered: 1.0,
            within,
            answered_wait_s: delayed * mean_wait,
            ..Parts::default()
        };
        let own = Traffic { rate_per_s, handle_s };
        let answer = parts.answer(own, agents);
        // Agents are shared: their occupancy is that of all classes together.
        answers.push(Answer { occupancy: all.load() / f64::from(agents), ..answer });
        better += rate_per_s;
    }
    Ok(answers)
}

/// P(the walk that starts at k ≥ 1 with probability (1 − r) r^(k−1) has not reached 0 by `t`), by uniformisation: its
/// steps are the points of a Poisson process of rate `up + down`.
fn still_waiting(r: f64, up: f64, down: f64, t: f64) -> f64 {
    let mut at = vec![0.0];
    let mut weight = 1.0 - r;
    while weight > 1e-18 {
        at.push(weight);
        weight *= r;
    }
    let rate = up + down;
    let (steps, mut log_term) = (rate * t, -rate * t);
    let (mut not_yet, mut covered, mut j) = (0.0, 0.0, 0.0);
    loop {
        let term = libm::exp(log_term);
        covered += term;
        not_yet += term * at.iter().skip(1).sum::<f64>();
        if 1.0 - covered < 1e-15 || (j > steps && term < 1e-18) {
            return not_yet;
        }
        at = walk(&at, up / rate);
        j += 1.0;
        log_term += libm::log(steps / j);
    }
}

/// One step of the walk; what reaches 0 stays.
fn walk(at: &[f64], up: f64) -> Vec<f64> {
    let mut next = vec![0.0; at.len() + usize::from(up > 0.0)];
    next[0] = at[0];
    for (k, share) in at.iter().enumerate().skip(1) {
        next[k - 1] += (1.0 - up) * share;
        if up > 0.0 {
            next[k + 1] += up * share;
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::erlang::erlang_c;

    #[test]
    fn one_class_is_erlang_c() {
        let traffic = Traffic { rate_per_s: 150.0 / 3600.0, handle_s: 200.0 };
        let alone = priority(&[traffic.rate_per_s], 200.0, 10, Some(20.0)).unwrap();
        let c = erlang_c(traffic, 10, Some(20.0)).unwrap();
        assert!((alone[0].mean_wait_s / c.mean_wait_s - 1.0).abs() < 1e-13);
        assert!((alone[0].service_level.unwrap() - c.service_level.unwrap()).abs() < 1e-13);
    }

    /// Who goes first does not change how many wait (Kleinrock's conservation law).
    #[test]
    fn classes_share_out_the_queue_of_erlang_c() {
        let rates = [0.01, 0.02, 0.011];
        let classes = priority(&rates, 200.0, 10, Some(20.0)).unwrap();
        let all = Traffic { rate_per_s: rates.iter().sum(), handle_s: 200.0 };
        let queue: f64 = classes.iter().map(|class| class.queue_length).sum();
        assert!((queue / erlang_c(all, 10, None).unwrap().queue_length - 1.0).abs() < 1e-12);
    }
}
