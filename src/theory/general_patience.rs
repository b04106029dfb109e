//! M/M/n+G, and Erlang A as its exponential case: customers leave when their patience runs out.
//!
//! The virtual wait V of a patient customer has, where all agents are busy, the density
//! `v(x) = λ π(n−1) exp(λ' H(x) − nμx)` with `H(x) = E[min(R, x)]`, R the patience and λ' the rate of those who join a
//! queue (F. Baccelli & G. Hebuterne 1981; S. Zeltyn & A. Mandelbaum, "Call centers with impatient customers",
//! Queueing Systems 51, 2005, whose building blocks J, J1, JH, ... are the integrals below). The exponent is concave:
//! the integrals are taken around its peak, relative to the peak, so that nothing overflows however large the center.

use super::answer::{Answer, Parts, Traffic, Unstable};
use super::erlang::inverse_blocking;
use super::patience::Patience;
use super::quadrature::integrate;

/// How far below its peak the exponent is followed: e^−50 is 2e-22.
const DEPTH: f64 = 50.0;

/// Erlang A, M/M/n+M: exponential patience with this mean, s.
///
/// # Errors
/// [`Unstable`] only if `patience_mean_s` is infinite and the load not below the number of agents.
pub fn erlang_a(
    traffic: Traffic,
    agents: u32,
    patience_mean_s: f64,
    within_s: Option<f64>,
) -> Result<Answer, Unstable> {
    if patience_mean_s == f64::INFINITY {
        return super::erlang::erlang_c(traffic, agents, within_s);
    }
    general_patience(traffic, agents, &Patience::exponential(patience_mean_s), 1.0, within_s)
}

/// M/M/n+G: this patience; of those who meet a queue the share `joins` joins it, the others balk. `within_s`: the
/// service level's threshold.
///
/// # Errors
/// [`Unstable`] if those who wait for ever are more than the agents can serve.
pub fn general_patience(
    traffic: Traffic,
    agents: u32,
    patience: &Patience,
    joins: f64,
    within_s: Option<f64>,
) -> Result<Answer, Unstable> {
    let joining = traffic.rate_per_s * joins;
    let serving = f64::from(agents) / traffic.handle_s;
    if joining * patience.forever() >= serving && joining > 0.0 && patience.forever() > 0.0 {
        return Err(Unstable { load: traffic.load(), agents });
    }
    if agents == 0 {
        return Ok(nobody_serves(traffic, patience, joins, within_s));
    }
    let wait = OfferedWait { patience, joining, serving };
    let blocks = wait.blocks(within_s);
    // P(V > 0) = λJ / (E + λJ), E = 1/B(n−1); J is relative to e^peak.
    let idle_to_busy = inverse_blocking(traffic.load(), agents - 1) * libm::exp(-blocks.exponent)
        / (traffic.rate_per_s * blocks.total.all);
    let all_busy = 1.0 / (1.0 + idle_to_busy);
    // Without the subtraction, which would cancel where all agents are nearly always busy.
    let at_once = if idle_to_busy.is_finite() { idle_to_busy / (1.0 + idle_to_busy) } else { 1.0 };
    let weight = joins * all_busy / blocks.total.all;
    let within = within_s.map(|t| {
        let later = blocks.total.all - blocks.within.all;
        let gone = blocks.within.abandoned + patience.cdf(t) * later.max(0.0);
        (at_once + weight * blocks.within.answered, weight * gone)
    });
    let parts = Parts {
        all_busy,
        delayed: joins * all_busy,
        blocked: 0.0,
        balked: (1.0 - joins) * all_busy,
        abandoned: weight * blocks.total.abandoned,
        answered: at_once + weight * blocks.total.answered,
        within,
        answered_wait_s: weight * blocks.total.answered_wait,
        abandoned_wait_s: weight * blocks.total.abandoned_wait,
    };
    Ok(parts.answer(traffic, agents))
}

/// No agents at all: whoever joins leaves when patience runs out.
fn nobody_serves(traffic: Traffic, patience: &Patience, joins: f64, within_s: Option<f64>) -> Answer {
    let parts = Parts {
        all_busy: 1.0,
        delayed: joins,
        balked: 1.0 - joins,
        abandoned: joins,
        within: within_s.map(|t| (0.0, joins * patience.cdf(t))),
        abandoned_wait_s: if joins > 0.0 { joins * patience.mean() } else { 0.0 },
        ..Parts::default()
    };
    parts.answer(traffic, 0)
}

/// The wait that is offered to a customer who meets a queue.
struct OfferedWait<'a> {
    patience: &'a Patience,
    /// Rate of those who join a queue, per s.
    joining: f64,
    /// nμ, per s.
    serving: f64,
}

/// Integrals over the density `v`, up to the factor e^`exponent`.
struct Blocks {
    exponent: f64,
    total: Block,
    within: Block,
}

/// Integrals of v times 1, P(R > x), P(R ≤ x), x P(R > x) and E[R; R ≤ x].
#[derive(Clone, Copy, Default)]
struct Block {
    all: f64,
    answered: f64,
    abandoned: f64,
    answered_wait: f64,
    abandoned_wait: f64,
}

impl Block {
    fn add(&mut self, [all, answered, abandoned, answered_wait, abandoned_wait]: [f64; 5]) {
        self.all += all;
        self.answered += answered;
        self.abandoned += abandoned;
        self.answered_wait += answered_wait;
        self.abandoned_wait += abandoned_wait;
    }
}

impl OfferedWait<'_> {
    fn exponent(&self, x: f64) -> f64 {
        let until = x * self.patience.survival(x) + self.patience.mean_below(x);
        self.joining * until - self.serving * x
    }

    fn blocks(&self, within_s: Option<f64>) -> Blocks {
        let peak = self.peak();
        let exponent = self.exponent(peak);
        let (left, right) = self.support(peak, exponent);
        let threshold = within_s.unwrap_or(-1.0);
        let mut cuts: Vec<f64> = self.patience.knots().chain([left, peak, right, threshold]).collect();
        cuts.retain(|cut| (left..=right).contains(cut));
        cuts.sort_by(f64::total_cmp);
        cuts.dedup();
        let density = |x: f64| {
            let (gone, gone_wait) = (self.patience.cdf(x), self.patience.mean_below(x));
            let stay = self.patience.survival(x);
            let v = libm::exp(self.joining * (x * stay + gone_wait) - self.serving * x - exponent);
            [v, v * stay, v * gone, v * x * stay, v * gone_wait]
        };
        let mut blocks = Blocks { exponent, total: Block::default(), within: Block::default() };
        for w in cuts.windows(2) {
            let piece = integrate(&density, w[0], w[1]);
            blocks.total.add(piece);
            if w[1] <= threshold {
                blocks.within.add(piece);
            }
        }
        blocks
    }

    /// Where the exponent is largest: where those still patient arrive at the rate at which agents become free.
    fn peak(&self) -> f64 {
        let grows = |x: f64| self.joining * self.patience.survival(x) > self.serving;
        if !grows(0.0) {
            return 0.0;
        }
        let mut high = 1.0 / self.serving;
        while grows(high) {
            high *= 2.0;
        }
        let mut low = 0.0;
        loop {
            let middle = 0.5 * (low + high);
            if middle <= low || middle >= high {
                return high;
            }
            *(if grows(middle) { &mut low } else { &mut high }) = middle;
        }
    }

    /// Where the density matters: around the peak, down to e^−[`DEPTH`] of it.
    fn support(&self, peak: f64, exponent: f64) -> (f64, f64) {
        let matters = |x: f64| self.exponent(x) > exponent - DEPTH;
        let mut step = 1.0 / self.serving;
        while matters(peak + step) {
            step *= 2.0;
        }
        let right = edge(peak, peak + step, matters);
        let left = if peak == 0.0 || matters(0.0) { 0.0 } else { edge(peak, 0.0, matters) };
        (left, right)
    }
}

/// Between a point that matters and one that does not: the border, seen from outside, to a thousandth.
fn edge(mut inside: f64, mut outside: f64, matters: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..10 {
        let middle = 0.5 * (inside + outside);
        *(if matters(middle) { &mut inside } else { &mut outside }) = middle;
    }
    outside
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Distribution, FeltClock};
    use crate::theory::erlang::erlang_c;

    /// Patience of many years is no patience limit at all.
    #[test]
    fn very_patient_customers_make_it_erlang_c() {
        let traffic = Traffic { rate_per_s: 150.0 / 3600.0, handle_s: 200.0 };
        let c = erlang_c(traffic, 10, Some(20.0)).unwrap();
        let a = erlang_a(traffic, 10, 1e13, Some(20.0)).unwrap();
        assert!((a.delayed_share / c.delayed_share - 1.0).abs() < 1e-9);
        assert!((a.mean_wait_s / c.mean_wait_s - 1.0).abs() < 1e-9);
        assert!((a.service_level.unwrap() - c.service_level.unwrap()).abs() < 1e-10);
    }

    #[test]
    fn those_who_never_leave_can_be_too_many() {
        let traffic = Traffic { rate_per_s: 0.1, handle_s: 200.0 };
        let some = Distribution::Exponential { mean: 60.0 };
        let patience = Patience::mixture(vec![(0.4, Some((some, FeltClock::off()))), (0.6, None)]);
        assert!(general_patience(traffic, 12, &patience, 1.0, None).is_err());
        let answer = general_patience(traffic, 13, &patience, 1.0, None).unwrap();
        assert!(answer.occupancy < 1.0 && answer.abandonment_rate < 0.4);
    }

    /// What comes in goes out, by an independent route: served at rate μ by busy agents, and Little's law.
    #[test]
    fn flows_balance_for_every_law() {
        let traffic = Traffic { rate_per_s: 0.09, handle_s: 190.0 };
        let laws = [
            Distribution::lognormal(120.0, 1.5),
            Distribution::gamma(60.0, 0.5),
            Distribution::Values(vec![10.0, 20.0, 35.0, 90.0, 300.0]),
            Distribution::Triangular { low: 5.0, mode: 30.0, high: 200.0 },
        ];
        for law in laws {
            let patience = Patience::new(law.clone(), FeltClock::new(1.2, 0.9, 1.0));
            let a = general_patience(traffic, 16, &patience, 0.9, Some(20.0)).unwrap();
            // The share of time with all agents busy, cut at level n: λ π(n−1) = nμ π(n) + outflow of the queue.
            let whole = a.answered_share + a.abandonment_rate + a.balking_rate;
            assert!((whole - 1.0).abs() < 1e-12, "{law:?} {whole}");
            // Busy agents by B(n−1): E[busy; not all busy] + n P(all busy).
            let idle: f64 = 1.0 - a.all_busy_share;
            let below = mean_busy_below(traffic.load(), 16);
            let busy = idle * below + 16.0 * a.all_busy_share;
            assert!((a.busy_agents / busy - 1.0).abs() < 1e-11, "{law:?} {} {busy}", a.busy_agents);
        }
    }

    /// Mean busy agents given that not all are: a truncated Poisson law.
    fn mean_busy_below(load: f64, agents: u32) -> f64 {
        let terms: Vec<f64> =
            (0..agents).scan(1.0, |t, j| Some(std::mem::replace(t, *t * load / f64::from(j + 1)))).collect();
        terms.iter().enumerate().map(|(j, t)| j as f64 * t).sum::<f64>() / terms.iter().sum::<f64>()
    }

    /// Where all agents are always busy, what they cannot serve leaves, whatever the law of patience.
    #[test]
    fn in_overload_the_excess_leaves() {
        let traffic = Traffic { rate_per_s: 50_000.0 / 3600.0, handle_s: 181.0 };
        let laws = [
            Distribution::lognormal(180.0, 1.5),
            Distribution::gamma(180.0, 1.6),
            Distribution::weibull(180.0, 0.6),
            Distribution::Constant(30.0),
            Distribution::Triangular { low: 5.0, mode: 30.0, high: 200.0 },
        ];
        let excess = 1.0 - 1_000.0 / traffic.load();
        for law in laws {
            let answer = erlang_like(traffic, &law);
            let error = (answer.abandonment_rate / excess - 1.0).abs();
            assert!(error < 1e-12, "{law:?} {error:e}");
        }
    }

    fn erlang_like(traffic: Traffic, law: &Distribution) -> Answer {
        let patience = Patience::new(law.clone(), FeltClock::new(1.3, 0.9, 1.0));
        general_patience(traffic, 1_000, &patience, 1.0, Some(20.0)).unwrap()
    }

    /// Few contacts, many agents, next to no patience: nothing overflows, nothing is chased into denormal numbers.
    #[test]
    fn extremes_have_answers() {
        let quiet = Traffic { rate_per_s: 1e-6, handle_s: 200.0 };
        let answer = erlang_a(quiet, 500, 1e-3, Some(20.0)).unwrap();
        assert_eq!((answer.delayed_share, answer.service_level), (0.0, Some(1.0)));
        let busy = Traffic { rate_per_s: 500.0, handle_s: 200.0 };
        let answer = erlang_a(busy, 90_000, 100.0, Some(0.0)).unwrap();
        assert!((answer.abandonment_rate - 0.1).abs() < 1e-12 && answer.service_level.unwrap() < 1e-12);
    }

    #[test]
    fn without_agents_everybody_leaves() {
        let traffic = Traffic { rate_per_s: 0.1, handle_s: 200.0 };
        let answer = erlang_a(traffic, 0, 60.0, Some(20.0)).unwrap();
        assert_eq!((answer.abandonment_rate, answer.service_level, answer.occupancy), (1.0, Some(0.0), 0.0));
        assert!((answer.mean_wait_s - 60.0).abs() < 1e-12);
    }
}
