//! Which laws are written for handle times and patience, and how well they fit.

use crate::model::Distribution;

use super::family::{self, Durations, Family, FamilyFit};
use super::survival::KaplanMeier;

/// Beyond this distance from Kaplan and Meier's estimate no family is thought good enough, and the estimate itself is
/// written: 0.02 is two callers in a hundred misplaced.
const ADEQUATE: f64 = 0.02;
/// Fewer hang-ups than this do not carry an empirical law.
const EMPIRICAL_FROM: f64 = 100.0;
/// Short services are a mode of their own if they are this much more than the law of the others has there.
const SHORT_SURPLUS: f64 = 0.005;
/// After-call work up to this long may be a mode of its own: that there was none, s.
const NO_WRAP_UP_S: f64 = 1.0;
/// What varies less than this is a constant, as clocks read it.
const CONSTANT_CV: f64 = 1e-3;
/// Fewer services than this do not make a law; the type borrows the law of all types.
pub(super) const FEWEST_SERVICES: usize = 10;

/// What was found about handle times.
#[derive(Clone, Debug, PartialEq)]
pub struct HandleFit {
    /// Services observed.
    pub services: usize,
    /// Their mean, s.
    pub mean_s: f64,
    /// Standard error of the mean, s.
    pub mean_se_s: f64,
    /// Their coefficient of variation.
    pub cv: f64,
    /// Services not longer than the limit for short ones.
    pub short: usize,
    /// Share of the short mode in the law that is written; `None`: one law for all.
    pub short_share: Option<f64>,
    /// All families, fitted to the services above the limit if there is a short mode and to all if not.
    pub families: Vec<FamilyFit>,
    /// The law of best AIC, with the short mode mixed in, s.
    pub law: Distribution,
    /// The family of it.
    pub chosen: FamilyFit,
    /// Largest distance of the law to the empirical distribution function of all services.
    pub distance: f64,
    /// The type had too few services: these are the figures of all types.
    pub borrowed: bool,
}

/// What was found about after-call work.
#[derive(Clone, Debug, PartialEq)]
pub struct WrapUpFit {
    /// Services after which it is recorded.
    pub services: usize,
    /// Its mean, s.
    pub mean_s: f64,
    /// Standard error of the mean, s.
    pub mean_se_s: f64,
    /// Its coefficient of variation.
    pub cv: f64,
    /// What is written: a constant where it is one, else the family of best AIC, with those up to a second mixed in
    /// where there are more of them than it has there.
    pub law: Distribution,
}

/// What was found about patience.
#[derive(Clone, Debug, PartialEq)]
pub struct PatienceFit {
    /// Kaplan and Meier's estimate, from those that waited at all.
    pub survival: KaplanMeier,
    /// All families, by maximum likelihood for censored data.
    pub families: Vec<FamilyFit>,
    /// What is written: `None` if nobody hung up.
    pub law: Option<PatienceLaw>,
}

/// The law of patience that is written.
#[derive(Clone, Debug, PartialEq)]
pub enum PatienceLaw {
    /// The family of best AIC.
    Family(FamilyFit),
    /// Quantiles of Kaplan and Meier's estimate, s; no family was near enough.
    Empirical(Vec<f64>),
}

/// The fit of smallest AIC.
fn best(families: &[FamilyFit]) -> Option<&FamilyFit> {
    families.iter().min_by(|a, b| a.aic.total_cmp(&b.aic))
}

/// Fits handle times (s); `None` if there is no positive one.
pub(super) fn handle(services: &[f64], short_s: f64) -> Option<HandleFit> {
    let n = services.len() as f64;
    let mean_s = services.iter().sum::<f64>() / n;
    let variance = services.iter().map(|x| (x - mean_s) * (x - mean_s)).sum::<f64>() / (n - 1.0).max(1.0);
    let short = services.iter().filter(|&&x| x <= short_s).count();
    let whole = |above: f64| Durations::new(services.iter().map(|&x| (x, true)).collect(), above);
    let fitted = |data: &Durations| {
        let empirical = empirical_distance(data);
        let with_distance = |fit: FamilyFit| FamilyFit { distance: empirical(&fit.law()), ..fit };
        Family::ALL.iter().filter_map(|f| family::fit(*f, data)).map(with_distance).collect::<Vec<_>>()
    };
    let long = fitted(&whole(short_s));
    let short_observed = short as f64 / n;
    let surplus = best(&long).map(|fit| {
        let expected = fit.law().cdf(short_s);
        let noise = 2.0 * libm::sqrt(expected * (1.0 - expected) / n);
        let distinct = short_observed - expected > SHORT_SURPLUS.max(noise);
        if distinct { (short_observed - expected) / (1.0 - expected) } else { 0.0 }
    });
    let short_share = surplus.filter(|&share| share > 0.0);
    let families = if short_share.is_some() { long } else { fitted(&whole(0.0)) };
    let chosen = best(&families)?.clone();
    let law = match short_share {
        Some(share) => Distribution::Mixture {
            shares: vec![share, 1.0 - share],
            of: vec![Distribution::Uniform { from: 0.0, to: short_s }, chosen.law()],
        },
        None => chosen.law(),
    };
    let distance = empirical_distance(&whole(0.0))(&law);
    Some(HandleFit {
        services: services.len(),
        mean_s,
        mean_se_s: libm::sqrt(variance / n),
        cv: libm::sqrt(variance) / mean_s,
        short,
        short_share,
        families,
        law,
        chosen,
        distance,
        borrowed: false,
    })
}

/// Fits after-call work (s); `None` where there is none.
pub(super) fn wrap_up(lengths: &[f64]) -> Option<WrapUpFit> {
    let HandleFit { services, mean_s, mean_se_s, cv, law, .. } = match handle(lengths, NO_WRAP_UP_S) {
        Some(fit) if fit.cv > CONSTANT_CV => fit,
        _ => return constant(lengths),
    };
    Some(WrapUpFit { services, mean_s, mean_se_s, cv, law })
}

fn constant(lengths: &[f64]) -> Option<WrapUpFit> {
    let mean_s = lengths.iter().sum::<f64>() / lengths.len() as f64;
    let law = Distribution::Constant(mean_s);
    (mean_s > 0.0).then_some(WrapUpFit { services: lengths.len(), mean_s, mean_se_s: 0.0, cv: 0.0, law })
}

/// Kolmogorov and Smirnov's distance of a law to uncensored durations, conditional on the limit above which they are.
fn empirical_distance(data: &Durations) -> impl Fn(&Distribution) -> f64 + '_ {
    let total = data.total();
    move |law: &Distribution| {
        let below = if data.above_s > 0.0 { law.cdf(data.above_s) } else { 0.0 };
        let (mut passed, mut largest) = (0.0, 0.0_f64);
        for &(x, ended, _) in &data.counts {
            let fitted = (law.cdf(x) - below) / (1.0 - below);
            let after = passed + ended / total;
            largest = largest.max((fitted - passed).abs()).max((fitted - after).abs());
            passed = after;
        }
        largest
    }
}

/// Fits patience to waits (s) of those that waited: `true` for those that ended by hanging up.
pub(super) fn patience(waits: Vec<(f64, bool)>) -> PatienceFit {
    let data = Durations::new(waits, 0.0);
    let survival = KaplanMeier::new(&data);
    let with_distance = |fit: FamilyFit| FamilyFit { distance: survival.distance(&fit.law()), ..fit };
    let families: Vec<_> = Family::ALL.iter().filter_map(|f| family::fit(*f, &data)).map(with_distance).collect();
    let law = best(&families).map(|fit| {
        if fit.distance > ADEQUATE && data.ended() >= EMPIRICAL_FROM {
            PatienceLaw::Empirical(survival.quantiles())
        } else {
            PatienceLaw::Family(fit.clone())
        }
    });
    PatienceFit { survival, families, law }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::random::{DaySeed, Purpose};

    fn draws(law: &Distribution, n: usize) -> Vec<f64> {
        let mut rng = DaySeed::new(3, 0).stream(Purpose::Work, "test");
        (0..n).map(|_| libm::round(law.sample(&mut rng))).collect()
    }

    #[test]
    fn a_short_mode_is_found_and_only_where_there_is_one() {
        let main = Distribution::lognormal(180.0, 1.1);
        let plain = handle(&draws(&main, 8000), 5.0).unwrap();
        assert_eq!((plain.short_share, plain.chosen.family), (None, Family::Lognormal));
        let mut services = draws(&main, 8000);
        services.extend((0..400).map(|i| f64::from(i % 5)));
        let mixed = handle(&services, 5.0).unwrap();
        assert!((mixed.short_share.unwrap() - 400.0 / 8400.0).abs() < 0.005, "{:?}", mixed.short_share);
        assert!((mixed.law.mean() - mixed.mean_s).abs() < 3.0 * mixed.mean_se_s);
        assert!(mixed.distance < 0.02, "{}", mixed.distance);
        assert!(handle(&[0.0, 0.0], 5.0).is_none());
    }

    #[test]
    fn patience_is_a_family_where_one_fits_and_empirical_where_none_does() {
        let service = draws(&Distribution::Exponential { mean: 300.0 }, 20_000);
        let cut = |patience: Vec<f64>| {
            let both = patience.iter().zip(&service).map(|(&p, &s)| (p.min(s), p <= s));
            super::patience(both.collect())
        };
        let mut rng = DaySeed::new(9, 0).stream(Purpose::Patience, "test");
        let weibull: Vec<f64> = (0..20_000).map(|_| Distribution::weibull(300.0, 0.8).sample(&mut rng)).collect();
        let found = cut(weibull);
        assert!(
            matches!(&found.law, Some(PatienceLaw::Family(fit)) if fit.family == Family::Weibull),
            "{:?}",
            found.law
        );
        // Half leave when the announcement comes at 60 s: no smooth family has such a step.
        let announced: Vec<f64> =
            (0..20_000).map(|i| if i % 2 == 0 { 60.0 + f64::from(i % 5) } else { 900.0 }).collect();
        let found = cut(announced);
        let Some(PatienceLaw::Empirical(quantiles)) = &found.law else { panic!("{:?}", found.law) };
        assert!((quantiles[45] - 64.0).abs() < 2.0, "{}", quantiles[45]);
        assert_eq!(super::patience(vec![(4.0, false); 50]).law, None);
    }
}
