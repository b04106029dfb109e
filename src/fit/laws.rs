//! Which laws are written for handle times and patience, and how well they fit.

use crate::model::Distribution;

use super::durations::Durations;
use super::family::{self, Edge, Family, FamilyFit, Sample};
use super::likelihood;
use super::survival::KaplanMeier;
use super::tally::Tally;

/// Beyond this distance from Kaplan and Meier's estimate, and beyond its noise, no family is thought good enough, and the
/// estimate itself is written: 0.02 is two callers in a hundred misplaced.
const ADEQUATE: f64 = 0.02;
/// Fewer hang-ups than this do not carry an empirical law.
pub(super) const EMPIRICAL_FROM: f64 = 100.0;
/// A law further than this from what was seen is said to be: one caller in ten misplaced.
const FAR: f64 = 0.1;
/// Short services are a mode of their own if they are this much more than the law of the others has there.
const SHORT_SURPLUS: f64 = 0.005;
/// After-call work up to this long may be a mode of its own: that there was none, s.
const NO_WRAP_UP_S: f64 = 1.0;
/// What varies less than this is a constant, as clocks read it.
const CONSTANT_CV: f64 = 1e-3;
/// Fewer services than this do not make a law; the type borrows the law of all types.
pub(super) const FEWEST_SERVICES: usize = 10;
/// Fewer hang-ups than this do not make a patience: with ten its mean is known to a third of itself at best.
pub const FEWEST_HANG_UPS: usize = 10;

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
    /// Up to this long services are short, s.
    pub short_s: f64,
    /// Services that are.
    pub short: usize,
    /// Share of the short mode in the law that is written; `None`: one law for all.
    pub short_share: Option<f64>,
    /// All families that can keep the mean of the services; with the short mode beside them if there is one.
    pub families: Vec<FamilyFit>,
    /// The law of best AIC, with the short mode mixed in, s. Its mean is that of the services.
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

/// Whose waits a patience was fitted to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The type's own.
    Own,
    /// Those of all types, since fewer than [`FEWEST_HANG_UPS`] of its own hung up.
    Pooled,
    /// Nobody's: in all types together fewer than that hung up. No patience is written.
    TooFew,
}

/// What was found about patience.
#[derive(Clone, Debug, PartialEq)]
pub struct PatienceFit {
    /// Contacts of the type that waited at all.
    pub waits: usize,
    /// Of these, those that hung up.
    pub hang_ups: usize,
    /// Whose waits the estimates come from.
    pub standing: Standing,
    /// Kaplan and Meier's estimate, from those that waited at all.
    pub survival: KaplanMeier,
    /// All families, by maximum likelihood for censored data.
    pub families: Vec<FamilyFit>,
    /// Hang-ups that the law that is written expects within the waits as they were; there were
    /// [`KaplanMeier::abandoned`].
    pub expected: f64,
    /// What is written: `None` if too few hung up.
    pub law: Option<PatienceLaw>,
}

/// The law of patience that is written.
#[derive(Clone, Debug, PartialEq)]
pub enum PatienceLaw {
    /// The family of best AIC.
    Family(FamilyFit),
    /// Quantiles of Kaplan and Meier's estimate, s; no family was near enough.
    Empirical(Vec<f64>),
    /// The wait after which all hung up who did, s: they differ less than any law of a family that is tried, as those
    /// whom a limit of the system disconnects.
    OneWait(f64),
}

/// That a law is far from what was seen of these, where it is.
pub(super) fn far_in_words(distance: f64, what: &str) -> Option<String> {
    (distance > FAR).then(|| {
        format!("far from what was seen: {distance:.2}, up to {:.0} {what} in 100 misplaced", 100.0 * distance)
    })
}

/// That a law of handle times is none to rely on, where it is.
pub(super) fn handle_in_words(fit: &HandleFit) -> Option<String> {
    match fit.chosen.edge() {
        Some(Edge::Narrow) => Some("the services hardly vary, less than any law that is tried".to_owned()),
        Some(Edge::Wide) => Some("the services vary more than any law that is tried".to_owned()),
        None => far_in_words(fit.distance, "services"),
    }
}

/// The fit of smallest AIC.
fn best(families: &[FamilyFit]) -> Option<&FamilyFit> {
    families.iter().min_by(|a, b| a.aic.total_cmp(&b.aic))
}

/// Fits handle times (s); `None` if there is no positive one.
pub(super) fn handle(services: &Tally, short_s: f64) -> Option<HandleFit> {
    let (n, mean_s) = (services.number() as f64, services.mean_s());
    let data = services.durations();
    let of_no_length = n - data.total();
    let squares = data.counts.iter().map(|&(x, times, _)| times * (x - mean_s) * (x - mean_s)).sum::<f64>();
    let variance = (of_no_length * mean_s * mean_s + squares) / (n - 1.0).max(1.0);
    let short_ones = data.counts.iter().take_while(|c| c.0 <= short_s).map(|c| c.1).sum::<f64>();
    let short = (of_no_length + short_ones) as usize;
    let mean_se_s = libm::sqrt(variance / n);
    let sample = Sample { data: &data, mean_s, mean_se_s, short_s, short: short as f64 };
    let mixed = |fit: &FamilyFit| match fit.short_share {
        0.0 => fit.law(),
        share => Distribution::Mixture {
            shares: vec![share, 1.0 - share],
            of: vec![Distribution::Uniform { from: 0.0, to: short_s }, fit.law()],
        },
    };
    let empirical = empirical_distance(&data, n);
    let fitted = |short_mode: bool| {
        let with_distance = |fit: FamilyFit| FamilyFit { distance: empirical(&mixed(&fit)), ..fit };
        let fits = Family::ALL.iter().filter_map(|f| family::fit_durations(*f, &sample, short_mode));
        fits.map(with_distance).collect::<Vec<_>>()
    };
    let with_mode = if short > 0 { fitted(true) } else { Vec::new() };
    let distinct = |fit: &&FamilyFit| {
        let expected = fit.law().cdf(short_s);
        let noise = 2.0 * libm::sqrt(expected * (1.0 - expected) / n);
        fit.short_share * (1.0 - expected) > SHORT_SURPLUS.max(noise)
    };
    let short_share = best(&with_mode).filter(distinct).map(|fit| fit.short_share);
    let families = if short_share.is_some() { with_mode } else { fitted(false) };
    let chosen = best(&families)?.clone();
    let (law, distance) = (mixed(&chosen), chosen.distance);
    debug_assert!((law.mean() / mean_s - 1.0).abs() < 1e-6, "{} {mean_s}", law.mean());
    Some(HandleFit {
        services: services.number(),
        mean_s,
        mean_se_s,
        cv: libm::sqrt(variance) / mean_s,
        short_s,
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
pub(super) fn wrap_up(lengths: &Tally) -> Option<WrapUpFit> {
    let HandleFit { services, mean_s, mean_se_s, cv, law, .. } = match handle(lengths, NO_WRAP_UP_S) {
        Some(fit) if fit.cv > CONSTANT_CV => fit,
        _ => return constant(lengths),
    };
    Some(WrapUpFit { services, mean_s, mean_se_s, cv, law })
}

fn constant(lengths: &Tally) -> Option<WrapUpFit> {
    let mean_s = lengths.mean_s();
    let law = Distribution::Constant(mean_s);
    (mean_s > 0.0).then_some(WrapUpFit { services: lengths.number(), mean_s, mean_se_s: 0.0, cv: 0.0, law })
}

/// Kolmogorov and Smirnov's distance of a law to `n` uncensored durations; those not in `data` are of no length.
fn empirical_distance(data: &Durations, n: f64) -> impl Fn(&Distribution) -> f64 + '_ {
    let none = 1.0 - data.total() / n;
    move |law: &Distribution| {
        let (mut passed, mut largest) = (none, none);
        for &(x, ended, _) in &data.counts {
            let fitted = law.cdf(x);
            let after = passed + ended / n;
            largest = largest.max((fitted - passed).abs()).max((fitted - after).abs());
            passed = after;
        }
        largest
    }
}

/// Fits patience to the waits (s) of those of a type that waited, `true` for those that ended by hanging up. Where too
/// few did, to those of all types; where even these are too few, to nothing: no law is better than one of chance.
pub(super) fn patience(own: Durations, of_all: impl FnOnce() -> Durations) -> PatienceFit {
    let (waits, hang_ups) = (own.total() as usize, own.ended() as usize);
    let pooled = (hang_ups < FEWEST_HANG_UPS).then(of_all);
    let standing = match &pooled {
        None => Standing::Own,
        Some(all) if (all.ended() as usize) < FEWEST_HANG_UPS => Standing::TooFew,
        Some(_) => Standing::Pooled,
    };
    let data = pooled.filter(|_| standing == Standing::Pooled).unwrap_or(own);
    let survival = KaplanMeier::new(&data);
    if standing == Standing::TooFew {
        return PatienceFit { waits, hang_ups, standing, survival, families: Vec::new(), expected: 0.0, law: None };
    }
    let with_distance = |fit: FamilyFit| FamilyFit { distance: survival.distance(&fit.law()), ..fit };
    let fits = Family::ALL.iter().filter_map(|f| family::fit_censored(*f, &data));
    let families: Vec<_> = fits.map(with_distance).collect();
    let law = best(&families).map(|fit| written(fit, &survival, &data));
    let expected = match &law {
        Some(PatienceLaw::Family(fit)) => likelihood::expected_to_end(&fit.law(), &data),
        // The product-limit estimate expects, at each time, as many as there were; and who waited so long hung up.
        _ => data.ended(),
    };
    PatienceFit { waits, hang_ups, standing, survival, families, expected, law }
}

/// What is written where this family is the best.
fn written(best: &FamilyFit, survival: &KaplanMeier, data: &Durations) -> PatienceLaw {
    match best.edge() {
        Some(Edge::Narrow) => PatienceLaw::OneWait(mean_of_ended_s(data)),
        Some(Edge::Wide) => PatienceLaw::Empirical(survival.quantiles()),
        None if data.ended() >= EMPIRICAL_FROM && !survival.is_near(&best.law(), ADEQUATE) => {
            PatienceLaw::Empirical(survival.quantiles())
        }
        None => PatienceLaw::Family(best.clone()),
    }
}

fn mean_of_ended_s(data: &Durations) -> f64 {
    data.counts.iter().map(|&(x, ended, _)| x * ended).sum::<f64>() / data.ended()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::random::{DaySeed, Purpose};

    fn draws(law: &Distribution, n: usize) -> Vec<f64> {
        let mut rng = DaySeed::new(3, 0).stream(Purpose::Work, "test");
        (0..n).map(|_| libm::round(law.sample(&mut rng))).collect()
    }

    fn tally(services: &[f64]) -> Tally {
        let mut tally = Tally::default();
        services.iter().for_each(|&length_s| tally.push(length_s, true));
        tally
    }

    #[test]
    fn a_short_mode_is_found_and_only_where_there_is_one() {
        let main = Distribution::lognormal(180.0, 1.1);
        let plain = handle(&tally(&draws(&main, 8000)), 5.0).unwrap();
        assert_eq!((plain.short_share, plain.chosen.family), (None, Family::Lognormal));
        let mut services = draws(&main, 8000);
        services.extend((0..400).map(|i| f64::from(i % 5)));
        let mixed = handle(&tally(&services), 5.0).unwrap();
        assert!((mixed.short_share.unwrap() - 400.0 / 8400.0).abs() < 0.005, "{:?}", mixed.short_share);
        assert!(
            (mixed.law.mean() / mixed.mean_s - 1.0).abs() < 1e-9
                && (plain.law.mean() / plain.mean_s - 1.0).abs() < 1e-9
        );
        assert!(mixed.distance < 0.02, "{}", mixed.distance);
        assert!(handle(&tally(&[0.0, 0.0]), 5.0).is_none());
    }

    #[test]
    fn patience_is_a_family_where_one_fits_and_empirical_where_none_does() {
        let service = draws(&Distribution::Exponential { mean: 300.0 }, 20_000);
        let cut = |patience: Vec<f64>| {
            let both = patience.iter().zip(&service).map(|(&p, &s)| (p.min(s), p <= s));
            super::patience(Durations::new(both.collect()), Durations::default)
        };
        let mut rng = DaySeed::new(9, 0).stream(Purpose::Patience, "test");
        let weibull: Vec<f64> = (0..20_000).map(|_| Distribution::weibull(300.0, 0.8).sample(&mut rng)).collect();
        let found = cut(weibull);
        assert!((found.expected / found.hang_ups as f64 - 1.0).abs() < 1e-6, "{}", found.expected);
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
    }

    /// Few of those who wait for long: where the estimate itself is uncertain by several hundredths, a law that is the truth
    /// is not refused for being as far from it; one that is not the truth still is.
    #[test]
    fn the_true_family_is_near_enough_within_the_noise_of_the_estimate() {
        let logs = 20;
        let families = |patience: &dyn Fn(&mut crate::model::random::Stream) -> f64| {
            let of_log = |log: u64| {
                let mut rng = DaySeed::new(17, log).stream(Purpose::Patience, "noise");
                let waited = |_| {
                    let (patient_s, served_s) =
                        (patience(&mut rng), Distribution::Exponential { mean: 90.0 }.sample(&mut rng));
                    (libm::ceil(patient_s.min(served_s)), patient_s < served_s)
                };
                let data = Durations::new((0..4000).map(waited).collect());
                matches!(super::patience(data, Durations::default).law, Some(PatienceLaw::Family(_)))
            };
            (0..logs).filter(|&log| of_log(log)).count()
        };
        let exponential = families(&|rng| Distribution::Exponential { mean: 600.0 }.sample(rng));
        assert!(exponential >= 19, "{exponential} of {logs} are written as a family");
        // Half of all leave between 60 and 65 s, when they are told how long it will take.
        let told = families(&|rng| {
            let patient_s = Distribution::Exponential { mean: 600.0 }.sample(rng);
            if patient_s > 60.0 && patient_s < 700.0 { 60.0 + patient_s % 5.0 } else { patient_s }
        });
        assert_eq!(told, 0, "of {logs} are written as a family");
    }

    #[test]
    fn hang_ups_at_one_moment_are_written_as_that_wait_and_no_family_has_an_error_at_the_edge() {
        for hang_ups in [10, 34, 400] {
            let waits = (0..1000).map(|i| if i < hang_ups { (20.0, true) } else { (1.0 + f64::from(i % 8), false) });
            let found = super::patience(Durations::new(waits.collect()), Durations::default);
            assert_eq!(found.law, Some(PatienceLaw::OneWait(20.0)));
            assert_eq!(found.expected, f64::from(hang_ups));
            for fit in found.families.iter().filter(|fit| fit.family != Family::Exponential) {
                assert!(fit.edge() == Some(Edge::Narrow) && fit.second_se.is_nan(), "{fit:?}");
            }
        }
        // A search that ended within has an error, and its law is written.
        let waits = (0..80).map(|i| (10.0 + f64::from(i * i % 90), i % 4 == 0));
        let found = super::patience(Durations::new(waits.collect()), Durations::default);
        let Some(PatienceLaw::Family(within)) = &found.law else { panic!("{found:?}") };
        assert!(within.edge().is_none() && within.second_se >= 0.0, "{within:?}");
        // At the other edge the estimate is written, however few hung up.
        let data = Durations::new((0..80).map(|i| (10.0 + f64::from(i), i % 4 == 0)).collect());
        for (family, second) in [(Family::Gamma, 54.598), (Family::Lognormal, 54.598), (Family::Weibull, 0.018_316)] {
            let wide = FamilyFit { family, second, ..within.clone() };
            assert_eq!(wide.edge(), Some(Edge::Wide));
            assert!(matches!(written(&wide, &found.survival, &data), PatienceLaw::Empirical(_)));
        }
    }

    #[test]
    fn patience_from_a_handful_of_hang_ups_is_that_of_all_or_none() {
        let handful = |hang_ups: usize| {
            let waits = (0..60).map(|i| (10.0 + i as f64, i % 7 == 0 && i / 7 < hang_ups));
            waits.collect::<Vec<(f64, bool)>>()
        };
        let found = super::patience(Durations::new(handful(1)), || Durations::new(handful(1)));
        assert_eq!((found.waits, found.hang_ups, found.standing, &found.law), (60, 1, Standing::TooFew, &None));
        let mut all = handful(9);
        all.extend(handful(8));
        let all = Durations::new(all);
        let found = super::patience(Durations::new(handful(8)), || all.clone());
        assert_eq!((found.waits, found.hang_ups, found.standing), (60, 8, Standing::Pooled));
        assert_eq!((found.survival.waits, found.survival.abandoned), (120, 17));
        let alone = super::patience(all.clone(), || panic!("enough of its own"));
        assert_eq!((alone.standing, alone.law), (Standing::Own, found.law));
    }
}
