//! How many agents: the smallest number that meets a target, and the square-root rule.

use core::f64::consts::{FRAC_1_SQRT_2, PI};

use super::answer::{Answer, Traffic, Unstable};

/// What the customers of a queue are promised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// At least this share of offered contacts answered within the threshold.
    ServiceLevel {
        /// The share.
        share: f64,
    },
    /// The same, those abandoned within the threshold left out.
    ServiceLevelNet {
        /// The share.
        share: f64,
    },
    /// A mean wait of offered contacts of at most this.
    MeanWait {
        /// The wait, s.
        seconds: f64,
    },
    /// At most this share abandons.
    AbandonmentRate {
        /// The share.
        share: f64,
    },
}

impl Target {
    /// Whether an answer meets it; a service level asked of an answer without a threshold is not met.
    pub fn is_met(self, answer: &Answer) -> bool {
        match self {
            Target::ServiceLevel { share } => answer.service_level.is_some_and(|level| level >= share),
            Target::ServiceLevelNet { share } => answer.service_level_net.is_some_and(|level| level >= share),
            Target::MeanWait { seconds } => answer.mean_wait_s <= seconds,
            Target::AbandonmentRate { share } => answer.abandonment_rate <= share,
        }
    }
}

/// The smallest number of agents whose `solve`d queue meets the target; an unstable one does not. `None` if no number
/// does (blocked contacts are never answered, a share of 1 is never reached): beyond the load, 20 of its square roots
/// and 100 agents nobody waits any more, so the search ends there. Halving: a target that is met stays met with more.
pub fn least_agents(traffic: Traffic, target: Target, solve: impl Fn(u32) -> Result<Answer, Unstable>) -> Option<u32> {
    least_agents_near(traffic, target, None, solve)
}

/// The same, looking first `near` a number that may be right: where it is, that takes two solutions.
pub(super) fn least_agents_near(
    traffic: Traffic,
    target: Target,
    near: Option<u32>,
    solve: impl Fn(u32) -> Result<Answer, Unstable>,
) -> Option<u32> {
    let met = |agents: u32| solve(agents).is_ok_and(|answer| target.is_met(&answer));
    let load = traffic.load();
    let most = libm::ceil(load + 20.0 * libm::sqrt(load) + 100.0) as u32;
    let mut enough = near.unwrap_or(libm::ceil(load) as u32).clamp(1, most);
    let (mut few, mut step) = (enough, 1);
    while !met(enough) {
        if enough == most {
            return None;
        }
        few = enough;
        enough = (enough + step).min(most);
        step *= 2;
    }
    if few == enough {
        // The first guess is enough: down from it, in steps that grow.
        few -= 1;
        while met(few) {
            enough = few;
            if few == 0 {
                return Some(0);
            }
            few = few.saturating_sub(step);
            step *= 2;
        }
    }
    while enough - few > 1 {
        let middle = few + (enough - few) / 2;
        *(if met(middle) { &mut enough } else { &mut few }) = middle;
    }
    Some(enough)
}

/// The square-root rule: load + β √load, rounded up.
pub fn square_root(load: f64, beta: f64) -> u32 {
    libm::ceil((load + beta * libm::sqrt(load)).max(0.0)) as u32
}

/// The β of a staffing: (agents − load) / √load.
pub fn beta(load: f64, agents: u32) -> f64 {
    (f64::from(agents) - load) / libm::sqrt(load)
}

/// Limit of the delayed share in a large center staffed by the square-root rule. Without patience β > 0 and
/// `[1 + β Φ(β)/φ(β)]⁻¹` (S. Halfin & W. Whitt, Operations Research 29, 1981); with mean patience 1/θ and handle time 1/μ
/// `[1 + √(θ/μ) h(β √(μ/θ)) / h(−β)]⁻¹`, h the hazard of the normal law (O. Garnett, A. Mandelbaum & M. Reiman, MSOM 4,
/// 2002). `patience_in_handles`: mean patience / mean handle time.
pub fn delayed_share_limit(beta: f64, patience_in_handles: Option<f64>) -> f64 {
    match patience_in_handles {
        None if beta <= 0.0 => 1.0,
        None => 1.0 / (1.0 + beta / hazard(-beta)),
        Some(ratio) => {
            let root = libm::sqrt(ratio);
            1.0 / (1.0 + hazard(beta * root) / (root * hazard(-beta)))
        }
    }
}

/// Limit of the service level in a large center staffed by the square-root rule: the delayed share's limit, and a wait
/// that is exponential without patience, and with it the positive part of a normal law (Garnett, Mandelbaum & Reiman),
/// thinned by those who leave. For a center of finite size with patience it is an approximation.
pub fn service_level_limit(traffic: Traffic, beta: f64, patience_s: Option<f64>, within_s: f64) -> f64 {
    let delayed = delayed_share_limit(beta, patience_s.map(|patience| patience / traffic.handle_s));
    let in_time = match patience_s {
        None => -libm::expm1(-beta.max(0.0) * libm::sqrt(traffic.load()) * within_s / traffic.handle_s),
        Some(patience) => {
            // In units of the normal law's deviation: where it is cut, the shift that leaving causes, the threshold.
            let deviation = libm::sqrt(patience / traffic.rate_per_s);
            let (cut, shift, t) =
                (beta * libm::sqrt(patience / traffic.handle_s), deviation / patience, within_s / deviation);
            let whole = log_hazard(cut) - log_hazard(cut + shift);
            let late = log_hazard(cut) - log_hazard(cut + shift + t) - t * (cut + shift + 0.5 * t);
            libm::exp(whole) - libm::exp(late)
        }
    };
    1.0 - delayed * (1.0 - in_time)
}

/// The β of the square-root rule whose limit of the service level is `share`. A rule of thumb: [`least_agents`] is
/// exact. `None` if nothing is offered or no β up to 20 is enough.
pub fn square_root_beta(traffic: Traffic, patience_s: Option<f64>, within_s: f64, share: f64) -> Option<f64> {
    let load = traffic.load();
    if load <= 0.0 {
        return None;
    }
    let enough = |beta: f64| service_level_limit(traffic, beta, patience_s, within_s) >= share;
    let (mut low, mut high) = (-libm::sqrt(load), 20.0);
    if !enough(high) {
        return None;
    }
    if enough(low) {
        return Some(low);
    }
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        *(if enough(middle) { &mut high } else { &mut low }) = middle;
    }
    Some(high)
}

/// φ(z) / P(Z > z), Z standard normal.
fn hazard(z: f64) -> f64 {
    libm::exp(log_hazard(z))
}

/// The logarithm of the normal hazard; the hazard's asymptote where φ and the tail underflow.
fn log_hazard(z: f64) -> f64 {
    if z > 30.0 {
        return libm::log(z + 1.0 / z);
    }
    -0.5 * (z * z + libm::log(2.0 * PI)) - libm::log(0.5 * libm::erfc(z * FRAC_1_SQRT_2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::erlang::{delay, erlang_c};
    use crate::theory::general_patience::erlang_a;

    #[test]
    fn the_limits_are_the_limits() {
        let load = 40_000.0;
        let traffic = Traffic { rate_per_s: load / 200.0, handle_s: 200.0 };
        for b in [0.3, 1.0, 1.8] {
            let agents = square_root(load, b);
            let exact = delay(load, agents).unwrap();
            assert!((delayed_share_limit(beta(load, agents), None) / exact - 1.0).abs() < 0.01);
        }
        for b in [-1.0, 0.0, 1.0] {
            let agents = square_root(load, b);
            let exact = erlang_a(traffic, agents, 100.0, Some(1.0)).unwrap();
            let b = beta(load, agents);
            assert!((delayed_share_limit(b, Some(0.5)) / exact.delayed_share - 1.0).abs() < 0.01, "{b}");
            let level = service_level_limit(traffic, b, Some(100.0), 1.0);
            assert!((level - exact.service_level.unwrap()).abs() < 0.005, "{b} {level}");
        }
    }

    #[test]
    fn the_square_root_rule_is_near_the_exact_answer() {
        let traffic = Traffic { rate_per_s: 5_000.0 / 3600.0, handle_s: 180.0 };
        let target = Target::ServiceLevel { share: 0.8 };
        for patience in [None, Some(120.0)] {
            let mean = patience.unwrap_or(f64::INFINITY);
            let exact = least_agents(traffic, target, |n| erlang_a(traffic, n, mean, Some(20.0))).unwrap();
            let beta = square_root_beta(traffic, patience, 20.0, 0.8).unwrap();
            let rule = square_root(traffic.load(), beta);
            assert!(rule.abs_diff(exact) <= 5, "{patience:?}: {rule} {exact}");
        }
    }

    #[test]
    fn the_least_is_the_least() {
        for per_hour in [1.0, 20.0, 330.0, 4_000.0] {
            let traffic = Traffic { rate_per_s: per_hour / 3600.0, handle_s: 200.0 };
            for share in [0.1, 0.8, 0.999] {
                let target = Target::ServiceLevel { share };
                let solve = |n| erlang_c(traffic, n, Some(20.0));
                let least = least_agents(traffic, target, solve).unwrap();
                assert!(target.is_met(&solve(least).unwrap()));
                assert!(!solve(least - 1).is_ok_and(|answer| target.is_met(&answer)), "{per_hour} {share}");
            }
        }
    }

    #[test]
    fn what_cannot_be_reached_is_said() {
        let traffic = Traffic { rate_per_s: 0.1, handle_s: 200.0 };
        let target = Target::ServiceLevel { share: 1.01 };
        assert_eq!(least_agents(traffic, target, |n| erlang_c(traffic, n, Some(20.0))), None);
        let unasked = Target::ServiceLevel { share: 0.5 };
        assert_eq!(least_agents(traffic, unasked, |n| erlang_c(traffic, n, None)), None);
    }
}
