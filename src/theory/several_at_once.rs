//! Several contacts in hand: a queue before agents who chat with up to c customers at once, each of them slower the
//! more the agent has.
//!
//! Whoever waits finds every place of every agent taken, so that from then on the queue is that of nc servers, each as
//! slow as an agent with c in hand: the queue's length, waits and abandonments, given that somebody waits, are those
//! of an ordinary queue with these servers. What differs is how often all places are taken. With j < nc chats the
//! formula takes them as spread evenly over the agents, which is nearly what giving each to an agent with fewest does;
//! chats that end unevenly make the exact share a little larger. Reference cases F01 and F02 hold how much.

use super::answer::{Answer, Parts, Traffic, Unstable};

/// Stationary measures of `agents` who take up to `stretch.len()` contacts at once; with k in hand each lasts
/// `stretch[k − 1]` times as long. `queue` solves the ordinary queue for a traffic and a number of servers.
///
/// # Errors
/// [`Unstable`] where `queue` is.
pub fn several_at_once(
    traffic: Traffic,
    agents: u32,
    stretch: &[f64],
    queue: impl Fn(Traffic, u32) -> Result<Answer, Unstable>,
) -> Result<Answer, Unstable> {
    let (most, slowest) = (stretch.len() as u32, stretch.last().copied().unwrap_or(1.0));
    let slowed = Traffic { handle_s: traffic.handle_s * slowest, ..traffic };
    let slots = agents.saturating_mul(most);
    let ordinary = queue(slowed, slots)?;
    if most <= 1 || slots == 0 || traffic.load() <= 0.0 {
        return Ok(ordinary);
    }
    let below = Below::places_free(traffic, agents, stretch);
    // The odds of meeting all places taken against a free one, as those of the ordinary queue, whose states below are
    // as many times lighter.
    let log_ratio = ordinary_log_weight(slowed.load(), slots) - below.log_weight;
    let odds = ordinary.all_busy_share / (1.0 - ordinary.all_busy_share) * libm::exp(log_ratio);
    let all_busy = if odds.is_finite() { odds / (1.0 + odds) } else { 1.0 };
    let factor = if ordinary.all_busy_share > 0.0 { all_busy / ordinary.all_busy_share } else { 0.0 };
    let parts = scaled(&ordinary, all_busy, factor);
    let busy = (1.0 - all_busy) * below.busy_agents + all_busy * f64::from(agents);
    Ok(parts.answer_with_busy(traffic, f64::from(agents), busy))
}

/// The ordinary queue's figures where all servers are busy `factor` times as often.
fn scaled(ordinary: &Answer, all_busy: f64, factor: f64) -> Parts {
    let (balked, abandoned) = (ordinary.balking_rate * factor, ordinary.abandonment_rate * factor);
    let later = |share: f64| share - (1.0 - ordinary.all_busy_share);
    let within = ordinary.service_level.zip(ordinary.abandoned_within);
    Parts {
        all_busy,
        delayed: ordinary.delayed_share * factor,
        blocked: ordinary.blocked_share * factor,
        balked,
        abandoned,
        answered: 1.0 - balked - abandoned - ordinary.blocked_share * factor,
        within: within.map(|(answered, gone)| (1.0 - all_busy + factor * later(answered).max(0.0), gone * factor)),
        answered_wait_s: factor * ordinary.answered_share * ordinary.answer_speed_s.unwrap_or(0.0),
        abandoned_wait_s: factor * ordinary.abandonment_rate * ordinary.abandoned_wait_s.unwrap_or(0.0),
    }
}

/// The states with a place free.
struct Below {
    /// Logarithm of their weight together, that of the state with one place free as 0.
    log_weight: f64,
    /// Mean number of agents with something in hand in them.
    busy_agents: f64,
}

impl Below {
    /// By recursion from the empty center up: only sums of positive numbers, in logarithms, so that nothing overflows.
    fn places_free(traffic: Traffic, agents: u32, stretch: &[f64]) -> Below {
        let (mut log_weight, mut busy_agents) = (0.0, 0.0);
        for contacts in 1..agents * stretch.len() as u32 {
            let ending = endings_per_s(contacts, agents, stretch) / traffic.handle_s;
            let below = libm::log(ending / traffic.rate_per_s) + log_weight;
            let before = libm::exp(-log_one_plus_exp(-below));
            log_weight = log_one_plus_exp(below);
            busy_agents = before * busy_agents + (1.0 - before) * f64::from(contacts.min(agents));
        }
        Below { log_weight, busy_agents }
    }
}

/// The same weight for the ordinary queue: the logarithm of 1/B(n − 1).
fn ordinary_log_weight(load: f64, servers: u32) -> f64 {
    (1..servers).fold(0.0, |log, n| log_one_plus_exp(libm::log(f64::from(n) / load) + log))
}

/// ln(1 + e^x).
fn log_one_plus_exp(x: f64) -> f64 {
    if x > 0.0 { x + libm::log1p(libm::exp(-x)) } else { libm::log1p(libm::exp(x)) }
}

/// How fast contacts end that are spread evenly over the agents, in handle times of one that is alone in hand.
fn endings_per_s(contacts: u32, agents: u32, stretch: &[f64]) -> f64 {
    let (each, more) = (contacts / agents, contacts % agents);
    let of = |agents: u32, in_hand: u32| match in_hand {
        0 => 0.0,
        k => f64::from(agents * k) / stretch[k as usize - 1],
    };
    of(agents - more, each) + if more > 0 { of(more, each + 1) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::erlang::erlang_c;
    use crate::theory::general_patience::erlang_a;

    #[test]
    fn one_at_a_time_is_the_ordinary_queue() {
        let traffic = Traffic { rate_per_s: 0.05, handle_s: 200.0 };
        let queue = |traffic, servers| erlang_a(traffic, servers, 120.0, Some(20.0));
        assert_eq!(several_at_once(traffic, 11, &[1.0], queue), queue(traffic, 11));
    }

    /// An agent whom several in hand do not slow is as many agents.
    #[test]
    fn chats_that_do_not_slow_each_other_are_an_ordinary_queue_with_as_many_places() {
        let traffic = Traffic { rate_per_s: 0.05, handle_s: 200.0 };
        let queue = |traffic, servers| erlang_c(traffic, servers, Some(20.0));
        let ours = several_at_once(traffic, 4, &[1.0; 3], queue).unwrap();
        let exact = queue(traffic, 12).unwrap();
        assert!((ours.delayed_share / exact.delayed_share - 1.0).abs() < 1e-12);
        assert!((ours.service_level.unwrap() / exact.service_level.unwrap() - 1.0).abs() < 1e-12);
        assert!((ours.mean_wait_s / exact.mean_wait_s - 1.0).abs() < 1e-12);
    }

    /// Reference case F02 (three chats at once, given to an agent with fewest): exact by its Markov chain.
    #[test]
    fn the_reference_case_is_met_within_a_point() {
        let traffic = Traffic { rate_per_s: 170.0 / 3600.0, handle_s: 280.0 };
        let stretch = [1.0, 340.0 / 280.0, 430.0 / 280.0];
        let answer =
            several_at_once(traffic, 6, &stretch, |t, servers| erlang_a(t, servers, 180.0, Some(60.0))).unwrap();
        let near = |ours: f64, exact: f64| assert!((ours - exact).abs() < 0.01, "{ours} {exact}");
        near(answer.delayed_share, 0.54854129015816);
        near(answer.abandonment_rate, 0.159863474242255);
        near(answer.service_level.unwrap(), 0.691181374927826);
        near(answer.occupancy, 0.996557586232331);
        // All of its error is in how often one waits (1.2 % of it here); how long, once one waits, is exact.
        assert!((answer.delayed_share / 0.54854129015816 - 1.0).abs() < 0.012, "{}", answer.delayed_share);
        let given_wait = answer.mean_wait_s / answer.delayed_share;
        assert!((given_wait / (28.7754253636058 / 0.54854129015816) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn nothing_overflows_in_a_large_center() {
        let traffic = Traffic { rate_per_s: 0.01, handle_s: 300.0 };
        let answer = several_at_once(traffic, 500, &[1.0, 1.2, 1.5], |t, n| erlang_c(t, n, Some(20.0))).unwrap();
        assert!((answer.occupancy - 3.0 / 500.0).abs() < 1e-9, "{answer:?}");
        assert_eq!(answer.delayed_share, 0.0);
    }
}
