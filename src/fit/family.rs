//! Maximum likelihood for durations, whole or censored, in four families that a scenario can write.
//!
//! A law that is written has to keep what the center's work and its losses hang on. Of whole durations that is their
//! mean: a log-normal of maximum likelihood has another one, up to a tenth off where the data are not log-normal, and
//! offered work is off by as much. Likelihood is therefore maximised under the constraint that the law's mean is the
//! sample's ([`fit_durations`]). Censored durations have no sample mean. What applies in its place is the number that
//! ended: under the law as many are expected to end within the observed times, Σ H(tᵢ) with the cumulative hazard H, as
//! did ([`fit_censored`]). Of the exponential and the Weibull law plain maximum likelihood has that by itself.

use std::fmt;

use crate::model::Distribution;

use super::durations::Durations;
use super::likelihood::{expected_to_end, log_likelihood};
use super::simplex;

/// Of more different durations than this, those that nearly agree are taken together for the likelihood: a log to the
/// second has fewer, one to the millisecond as many as it has calls.
const MANY: usize = 1000;

/// A family of laws, by the parameters that the scenario writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Mean.
    Exponential,
    /// Mean and coefficient of variation.
    Gamma,
    /// Mean and coefficient of variation.
    Lognormal,
    /// Mean and shape.
    Weibull,
}

impl Family {
    /// All of them.
    pub const ALL: [Family; 4] = [Family::Exponential, Family::Gamma, Family::Lognormal, Family::Weibull];

    /// Its name in a scenario.
    pub fn name(self) -> &'static str {
        match self {
            Family::Exponential => "exponential",
            Family::Gamma => "gamma",
            Family::Lognormal => "lognormal",
            Family::Weibull => "weibull",
        }
    }

    /// Number of parameters.
    pub fn parameters(self) -> usize {
        if self == Family::Exponential { 1 } else { 2 }
    }

    /// The law with this mean (s) and second parameter (cv or shape; not looked at by the exponential).
    pub fn law(self, mean: f64, second: f64) -> Distribution {
        match self {
            Family::Exponential => Distribution::Exponential { mean },
            Family::Gamma => Distribution::gamma(mean, second),
            Family::Lognormal => Distribution::lognormal(mean, second),
            Family::Weibull => Distribution::weibull(mean, second),
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A family fitted by maximum likelihood, under the constraint that applies.
#[derive(Clone, Debug, PartialEq)]
pub struct FamilyFit {
    /// The family.
    pub family: Family,
    /// Mean, s; where a short mode is mixed in, of the others.
    pub mean_s: f64,
    /// Coefficient of variation, or shape of a Weibull law; 1 for an exponential.
    pub second: f64,
    /// Share of the short mode; 0: there is none.
    pub short_share: f64,
    /// Standard error of the mean, s: that of the sample's, or of censored durations from the curvature of the
    /// likelihood; NaN where it has none.
    pub mean_se_s: f64,
    /// Standard error of the second parameter; 0 for an exponential, NaN where there is none.
    pub second_se: f64,
    /// Log-likelihood.
    pub log_likelihood: f64,
    /// Akaike's criterion, 2k − 2 log L; smaller is better.
    pub aic: f64,
    /// Largest distance between the fitted and the empirical distribution function (Kolmogorov–Smirnov; where there
    /// is censoring, to Kaplan and Meier's).
    pub distance: f64,
}

impl FamilyFit {
    /// The fitted law, s, without the short mode.
    pub fn law(&self) -> Distribution {
        self.family.law(self.mean_s, self.second)
    }

    /// At which edge of what is searched the second parameter was left, if it was: no member of the family fits well then.
    pub fn edge(&self) -> Option<Edge> {
        let at = libm::log(self.second);
        if self.family == Family::Exponential || at.abs() < WIDEST - EDGE {
            return None;
        }
        // The larger a Weibull law's shape, the less it varies.
        Some(if (at > 0.0) == (self.family == Family::Weibull) { Edge::Narrow } else { Edge::Wide })
    }
}

/// An edge of what is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// The durations hardly vary.
    Narrow,
    /// They vary more than any law that is tried.
    Wide,
}

/// Whole durations of which some may be a short mode of their own.
#[derive(Clone, Copy, Debug)]
pub struct Sample<'a> {
    /// The positive ones.
    pub data: &'a Durations,
    /// Mean of all, s.
    pub mean_s: f64,
    /// Its standard error, s.
    pub mean_se_s: f64,
    /// Up to this long they are short, s.
    pub short_s: f64,
    /// How many are, those of no length among them.
    pub short: f64,
}

impl Sample<'_> {
    /// Mean of the others that keeps the mean of all, if this share of them is uniform between 0 and the limit.
    fn mean_beside(&self, share: f64) -> f64 {
        (self.mean_s - 0.5 * share * self.short_s) / (1.0 - share)
    }
}

/// Second parameters are looked for between the exponentials of minus and plus this.
const WIDEST: f64 = 4.0;
/// A search that ended no further than this from the edge ended there: the curvature is not to be had.
const EDGE: f64 = 2e-3;
/// Log-odds of a share of short ones likewise.
const SUREST: f64 = 12.0;

/// Fits a family to whole durations so that its mean is the sample's, with a short mode or without; `None` where the
/// family cannot keep it. `distance` is left at 0 for the caller, who knows the empirical law.
pub fn fit_durations(family: Family, sample: &Sample<'_>, short_mode: bool) -> Option<FamilyFit> {
    let condensed = (sample.data.counts.len() > MANY).then(|| sample.data.condensed());
    let data = condensed.as_ref().unwrap_or(sample.data);
    let from = if short_mode { data.counts.partition_point(|c| c.0 <= sample.short_s) } else { 0 };
    let counts = &data.counts[from..];
    let n: f64 = counts.iter().map(|c| c.1).sum();
    if n == 0.0 {
        return None;
    }
    // By log-odds and logarithm: valid whatever the search tries.
    let share = |at: &[f64]| if short_mode { 1.0 / (1.0 + libm::exp(-at[0])) } else { 0.0 };
    let second_at = usize::from(short_mode);
    let second = |at: &[f64]| at.get(second_at).map_or(1.0, |&s| libm::exp(s));
    let law = |at: &[f64]| family.law(sample.mean_beside(share(at)), second(at));
    let cost = |at: &[f64]| {
        let beyond = (short_mode && at[0].abs() > SUREST) || at.get(second_at).is_some_and(|s| s.abs() > WIDEST);
        let beside = sample.mean_beside(share(at));
        if beyond || beside.is_nan() || beside <= 0.0 {
            return f64::INFINITY;
        }
        let (law, share) = (law(at), share(at));
        let mut value = -log_likelihood(&law, counts);
        if short_mode {
            let short = share + (1.0 - share) * law.cdf(sample.short_s);
            value -= n * libm::log1p(-share) + sample.short * libm::log(short);
        }
        if value.is_nan() { f64::INFINITY } else { value }
    };
    let observed = (sample.short / (sample.short + n)).clamp(1e-4, 0.9);
    let mut start = if short_mode { vec![libm::log(observed / (1.0 - observed))] } else { Vec::new() };
    start.resize(start.len() + family.parameters() - 1, 0.0);
    let best = simplex::minimise(&cost, &start);
    if !best.value.is_finite() {
        return None;
    }
    // A share of next to nothing has no curvature: the second parameter's is then taken along itself.
    let along = |s: &[f64]| cost(&best.at.iter().copied().take(second_at).chain([s[0]]).collect::<Vec<_>>());
    let second_se = match best.at.get(second_at) {
        None => 0.0,
        Some(&s) => {
            let both = simplex::inverse_curvature(&cost, &best.at)[second_at][second_at];
            let variance = if both > 0.0 { both } else { simplex::inverse_curvature(&along, &[s])[0][0] };
            second(&best.at) * libm::sqrt(variance)
        }
    };
    let parameters = family.parameters() + usize::from(short_mode);
    Some(without_curvature(FamilyFit {
        family,
        mean_s: sample.mean_beside(share(&best.at)),
        second: second(&best.at),
        short_share: share(&best.at),
        mean_se_s: sample.mean_se_s / (1.0 - share(&best.at)),
        second_se,
        log_likelihood: -best.value,
        aic: 2.0 * parameters as f64 + 2.0 * best.value,
        distance: 0.0,
    }))
}

/// Beyond the edge no cost is finite: a second parameter that was left there has no standard error.
fn without_curvature(fit: FamilyFit) -> FamilyFit {
    if fit.edge().is_some() { FamilyFit { second_se: f64::NAN, ..fit } } else { fit }
}

/// Fits a family to durations of which some were cut off, so that as many are expected to end as did; `None` if
/// nothing ended. `distance` is left at 0 for the caller.
pub fn fit_censored(family: Family, data: &Durations) -> Option<FamilyFit> {
    let ended = data.ended();
    if ended == 0.0 {
        return None;
    }
    let condensed = (data.counts.len() > MANY).then(|| data.condensed());
    let data = condensed.as_ref().unwrap_or(data);
    let time: f64 = data.counts.iter().map(|&(x, ended, cut)| (ended + cut) * x).sum();
    let start = libm::log(time / ended);
    let second = |at: &[f64]| at.first().map_or(1.0, |&s| libm::exp(s));
    let cost = |mean: f64, second: f64| {
        let value = -log_likelihood(&family.law(libm::exp(mean), second), &data.counts);
        if value.is_nan() { f64::INFINITY } else { value }
    };
    // The last one found is near the next.
    let near = std::cell::Cell::new(start);
    let along = |at: &[f64]| {
        if at.first().is_some_and(|s| s.abs() > WIDEST) {
            return f64::INFINITY;
        }
        let Some(mean) = log_mean_keeping(family, second(at), data, near.get()) else { return f64::INFINITY };
        near.set(mean);
        cost(mean, second(at))
    };
    let best = simplex::minimise(&along, &vec![0.0; family.parameters() - 1]);
    let (second, at) = (second(&best.at), log_mean_keeping(family, second(&best.at), data, near.get())?);
    if !best.value.is_finite() {
        return None;
    }
    let both = |at: &[f64]| cost(at[0], at.get(1).map_or(1.0, |&s| libm::exp(s)));
    let covariance = simplex::inverse_curvature(&both, &[at, libm::log(second)][..family.parameters()]);
    let mean_s = libm::exp(at);
    Some(without_curvature(FamilyFit {
        family,
        mean_s,
        second,
        short_share: 0.0,
        mean_se_s: mean_s * libm::sqrt(covariance[0][0]),
        second_se: if family.parameters() == 1 { 0.0 } else { second * libm::sqrt(covariance[1][1]) },
        log_likelihood: -best.value,
        aic: 2.0 * family.parameters() as f64 + 2.0 * best.value,
        distance: 0.0,
    }))
}

/// The logarithm of the mean at which as many are expected to end as did: the expectation falls in the mean. By regula
/// falsi on its logarithm, with the step of Illinois.
fn log_mean_keeping(family: Family, second: f64, data: &Durations, start: f64) -> Option<f64> {
    const FIRST: f64 = 0.1;
    const FURTHEST: f64 = 25.0;
    const STEPS: usize = 100;
    const NEAR: f64 = 1e-11;
    let ended = data.ended();
    let off = |mean: f64| libm::log(expected_to_end(&family.law(libm::exp(mean), second), data) / ended);
    let (mut low, mut high) = (start - FIRST, start + FIRST);
    let (mut at_low, mut at_high) = (off(low), off(high));
    let mut step = FIRST;
    while at_low < 0.0 && step < FURTHEST {
        (high, at_high) = (low, at_low);
        step *= 3.0;
        low -= step;
        at_low = off(low);
    }
    while at_high > 0.0 && step < FURTHEST {
        (low, at_low) = (high, at_high);
        step *= 3.0;
        high += step;
        at_high = off(high);
    }
    if !(at_low.is_finite() && at_high.is_finite() && at_low >= 0.0 && at_high <= 0.0) {
        return None;
    }
    for _ in 0..STEPS {
        let middle = if at_low == at_high { low } else { low + (high - low) * at_low / (at_low - at_high) };
        let here = off(middle);
        if here.abs() < NEAR || high - low < NEAR {
            return Some(middle);
        }
        if here > 0.0 {
            (low, at_low, at_high) = (middle, here, 0.5 * at_high);
        } else {
            (high, at_high, at_low) = (middle, here, 0.5 * at_low);
        }
    }
    Some(0.5 * (low + high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::random::{DaySeed, Purpose};

    /// `n` draws of a law, cut off at draws of another.
    fn draws(law: &Distribution, cut: Option<&Distribution>, n: usize) -> Vec<(f64, bool)> {
        let mut rng = DaySeed::new(7, 0).stream(Purpose::Patience, "test");
        let mut one = || {
            let x = law.sample(&mut rng);
            let c = cut.map_or(f64::INFINITY, |c| c.sample(&mut rng));
            (x.min(c), x <= c)
        };
        (0..n).map(|_| one()).collect()
    }

    /// A family fitted to whole durations, all of one mode.
    fn whole(family: Family, durations: &[f64]) -> FamilyFit {
        let n = durations.len() as f64;
        let mean_s = durations.iter().sum::<f64>() / n;
        let squares: f64 = durations.iter().map(|x| (x - mean_s) * (x - mean_s)).sum();
        let data = Durations::new(durations.iter().map(|&x| (x, true)).collect());
        let mean_se_s = f64::sqrt(squares) / n;
        let sample = Sample { data: &data, mean_s, mean_se_s, short_s: 5.0, short: 0.0 };
        fit_durations(family, &sample, false).unwrap()
    }

    #[test]
    fn the_exponential_is_time_over_events() {
        let data =
            draws(&Distribution::Exponential { mean: 300.0 }, Some(&Distribution::Exponential { mean: 90.0 }), 5000);
        let (time, events) =
            data.iter().fold((0.0, 0.0), |(t, e), (x, ended)| (t + x, e + f64::from(u8::from(*ended))));
        let found = fit_censored(Family::Exponential, &Durations::new(data)).unwrap();
        assert!((found.mean_s / (time / events) - 1.0).abs() < 1e-6);
        assert!((found.mean_se_s / (found.mean_s / f64::sqrt(events)) - 1.0).abs() < 1e-2, "{found:?}");
        assert!((found.mean_s - 300.0).abs() < 3.0 * found.mean_se_s, "{found:?}");
    }

    #[test]
    fn the_truth_is_found_within_three_standard_errors_and_wins() {
        let cut = Distribution::Exponential { mean: 400.0 };
        for (family, second) in [(Family::Gamma, 0.6), (Family::Lognormal, 1.2), (Family::Weibull, 0.7)] {
            let law = family.law(200.0, second);
            let censored = Durations::new(draws(&law, Some(&cut), 20_000));
            let all: Vec<f64> = draws(&law, None, 20_000).iter().map(|d| d.0).collect();
            let fits = [Family::ALL.map(|f| fit_censored(f, &censored).unwrap()), Family::ALL.map(|f| whole(f, &all))];
            for fits in fits {
                let best = fits.iter().min_by(|a, b| a.aic.total_cmp(&b.aic)).unwrap();
                assert_eq!(best.family, family);
                assert!((best.mean_s - 200.0).abs() < 3.0 * best.mean_se_s, "{best:?}");
                assert!((best.second - second).abs() < 3.0 * best.second_se, "{best:?}");
                assert!(best.mean_se_s < 5.0 && best.second_se < 0.05, "{best:?}");
            }
        }
    }

    #[test]
    fn every_family_keeps_the_mean_and_the_number_that_ended_of_data_that_are_none_of_them() {
        // Two kinds of callers: no family has such a law, and a log-normal of plain maximum likelihood is far off.
        let law = Distribution::Mixture {
            shares: vec![0.4, 0.6],
            of: vec![Distribution::Uniform { from: 0.0, to: 40.0 }, Distribution::lognormal(300.0, 0.5)],
        };
        let all: Vec<f64> = draws(&law, None, 5000).iter().map(|d| d.0).collect();
        let mean = all.iter().sum::<f64>() / 5000.0;
        let data = Durations::new(draws(&law, Some(&Distribution::Exponential { mean: 200.0 }), 5000));
        for family in Family::ALL {
            assert!((whole(family, &all).law().mean() / mean - 1.0).abs() < 1e-9, "{family}");
            let found = fit_censored(family, &data).unwrap();
            assert!((expected_to_end(&found.law(), &data) / data.ended() - 1.0).abs() < 1e-6, "{found:?}");
        }
        let logs: Vec<f64> = all.iter().map(|x| x.ln()).collect();
        let mu = logs.iter().sum::<f64>() / 5000.0;
        let variance = logs.iter().map(|x| (x - mu) * (x - mu)).sum::<f64>() / 5000.0;
        assert!(f64::exp(mu + 0.5 * variance) > 1.3 * mean, "what maximum likelihood alone would write");
    }

    #[test]
    fn condensed_durations_fit_the_same() {
        let cut = Distribution::Exponential { mean: 400.0 };
        let exact = Durations::new(draws(&Distribution::weibull(200.0, 0.7), Some(&cut), MANY));
        let condensed = exact.condensed();
        assert!(condensed.counts.len() * 4 < MANY * 3 && exact.counts.len() == MANY);
        assert!((condensed.total(), condensed.ended()) == (exact.total(), exact.ended()));
        for family in Family::ALL {
            let (a, b) = (fit_censored(family, &exact).unwrap(), fit_censored(family, &condensed).unwrap());
            assert!((a.mean_s - b.mean_s).abs() < 0.02 * a.mean_se_s, "{a:?} {b:?}");
            assert!((a.second - b.second).abs() <= 0.02 * a.second_se, "{a:?} {b:?}");
        }
    }

    #[test]
    fn nothing_ended_is_no_fit() {
        assert_eq!(fit_censored(Family::Gamma, &Durations::new(vec![(3.0, false)])), None);
    }
}
