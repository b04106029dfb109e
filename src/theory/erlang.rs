//! Erlang B and Erlang C (A. K. Erlang, 1917), by the recursion that neither overflows nor cancels.

use super::answer::{Answer, Parts, Traffic, Unstable};

/// 1/B(n, a), the reciprocal of Erlang's loss formula, by `1/B(n) = 1 + (n/a) / B(n−1)`: only additions of positive
/// numbers, so it is right to the last digits for thousands of agents. Infinite where B underflows.
pub(crate) fn inverse_blocking(load: f64, agents: u32) -> f64 {
    (1..=agents).fold(1.0, |inverse, n| 1.0 + f64::from(n) / load * inverse)
}

/// Erlang's loss formula B(n, a): the share of contacts that find all `agents` busy where nobody waits. `load` is in
/// Erlang.
///
/// ```
/// # use onhold::theory::erlang::blocking;
/// assert_eq!(blocking(1.0, 1), 0.5);
/// ```
pub fn blocking(load: f64, agents: u32) -> f64 {
    1.0 / inverse_blocking(load, agents)
}

/// Erlang's delay formula C(n, a): the share of contacts that must wait where everybody does. `load` is in Erlang.
///
/// # Errors
/// [`Unstable`] if the load is not below the number of agents.
pub fn delay(load: f64, agents: u32) -> Result<f64, Unstable> {
    let n = f64::from(agents);
    if load >= n {
        return Err(Unstable { load, agents });
    }
    Ok(n / (load + (n - load) * inverse_blocking(load, agents)))
}

/// Erlang B, M/G/n/n: no waiting room. Depends on the handle time through its mean alone.
pub fn erlang_b(traffic: Traffic, agents: u32) -> Answer {
    let blocked =
        if traffic.load() > 0.0 { blocking(traffic.load(), agents) } else { f64::from(u8::from(agents == 0)) };
    let answered = 1.0 - blocked;
    let parts = Parts { all_busy: blocked, blocked, answered, within: Some((answered, 0.0)), ..Parts::default() };
    parts.answer(traffic, agents)
}

/// Erlang C, M/M/n: everybody waits; `P(W > t) = C exp(−(nμ − λ) t)`. `within_s`: the service level's threshold.
///
/// # Errors
/// [`Unstable`] if the load is not below the number of agents.
pub fn erlang_c(traffic: Traffic, agents: u32, within_s: Option<f64>) -> Result<Answer, Unstable> {
    let delayed = delay(traffic.load(), agents)?;
    let answered_wait_s = delayed / clearing_rate(traffic, agents);
    let within = within_s.map(|t| (1.0 - delayed * libm::exp(-clearing_rate(traffic, agents) * t), 0.0));
    let parts = Parts { all_busy: delayed, delayed, answered: 1.0, within, answered_wait_s, ..Parts::default() };
    Ok(parts.answer(traffic, agents))
}

/// Second moment of the wait in M/M/n, s²: `2C / (nμ − λ)²`.
///
/// # Errors
/// [`Unstable`] if the load is not below the number of agents.
pub fn mean_square_wait(traffic: Traffic, agents: u32) -> Result<f64, Unstable> {
    let rate = clearing_rate(traffic, agents);
    Ok(2.0 * delay(traffic.load(), agents)? / (rate * rate))
}

/// nμ − λ: how fast a queue that all agents work on is cleared, per second.
fn clearing_rate(traffic: Traffic, agents: u32) -> f64 {
    (f64::from(agents) - traffic.load()) / traffic.handle_s
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_agent_is_in_every_textbook() {
        let traffic = Traffic { rate_per_s: 0.01, handle_s: 50.0 };
        let answer = erlang_c(traffic, 1, Some(60.0)).unwrap();
        assert!((answer.delayed_share - 0.5).abs() < 1e-15);
        assert!((answer.mean_wait_s - 50.0).abs() < 1e-12);
        assert!((answer.service_level.unwrap() - (1.0 - 0.5 * libm::exp(-0.6))).abs() < 1e-15);
    }

    #[test]
    fn no_overflow_however_small_or_large_the_load() {
        assert_eq!(blocking(1e-3, 5_000), 0.0);
        assert_eq!(delay(1e-3, 5_000), Ok(0.0));
        let b = blocking(1e6, 5_000);
        assert!((b - 0.995).abs() < 1e-4, "{b}");
    }

    #[test]
    fn a_load_that_the_agents_cannot_carry_is_refused() {
        let traffic = Traffic { rate_per_s: 0.05, handle_s: 200.0 };
        assert_eq!(erlang_c(traffic, 10, None), Err(Unstable { load: 10.0, agents: 10 }));
        assert!(erlang_c(traffic, 11, None).is_ok());
    }
}
