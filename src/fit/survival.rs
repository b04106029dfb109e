//! Kaplan and Meier's estimate of how long people are willing to wait, from waits that were mostly cut short by service.

use crate::model::Distribution;

use super::durations::Durations;

/// The estimate stops where fewer than this many are still waiting: beyond, one person moves it by a lot.
const AT_RISK: f64 = 30.0;
/// The tail is extrapolated with the hazard seen after this share of the waits has ended.
const TAIL_FROM: f64 = 0.9;

/// Kaplan and Meier's product-limit estimate (JASA 53, 1958).
#[derive(Clone, Debug, PartialEq)]
pub struct KaplanMeier {
    /// Waits.
    pub waits: usize,
    /// Of these, ended by hanging up; the others are censored by service.
    pub abandoned: usize,
    /// Times (s) at which somebody hung up, with the share willing to wait longer and its standard error (Greenwood),
    /// up to where fewer than 30 (or a tenth of them, if that is less) still wait.
    pub steps: Vec<(f64, f64, f64)>,
    /// Longest time (s) that so many still waited: the estimate says nothing about later ones.
    pub reaches_s: f64,
    /// Hazard per second in the last tenth of the waits, with which the law goes on beyond the last step.
    pub tail_hazard: f64,
}

/// Half the width of a band of equal precision that holds the middle of a survival function, from where 10 % have hung up to
/// where 90 % have, with 95 %, in standard errors of its points: about 3 (Nair, Technometrics 26(3), 1984).
const BAND: f64 = 3.0;

impl KaplanMeier {
    /// From waits (s) that ended by hanging up or were cut off.
    pub fn new(data: &Durations) -> KaplanMeier {
        let total = data.total();
        let least = AT_RISK.min(libm::ceil(total / 10.0));
        let (mut at_risk, mut survival, mut greenwood) = (total, 1.0, 0.0);
        let (mut steps, mut reaches_s) = (Vec::new(), 0.0);
        for &(time, ended, cut) in &data.counts {
            if at_risk >= least {
                reaches_s = time;
            }
            if at_risk >= least && ended > 0.0 {
                survival *= 1.0 - ended / at_risk;
                greenwood += ended / (at_risk * (at_risk - ended)).max(f64::MIN_POSITIVE);
                // Nobody left: the error of an estimate of 0 is 0, whatever the sum says.
                let error = if survival > 0.0 { survival * libm::sqrt(greenwood) } else { 0.0 };
                steps.push((time, survival, error));
            }
            at_risk -= ended + cut;
        }
        KaplanMeier {
            waits: total as usize,
            abandoned: data.ended() as usize,
            steps,
            reaches_s,
            tail_hazard: tail_hazard(data, total),
        }
    }

    /// Share willing to wait longer than `time` (s); `None` beyond the data.
    pub fn survival(&self, time: f64) -> Option<f64> {
        (time <= self.reaches_s).then(|| self.at(time))
    }

    /// From stretches of waiting (from and to, s) that ended by hanging up or were cut off, of `waits` that were observed
    /// in parts: the product-limit estimate with late entry.
    pub(super) fn of_stretches(stretches: &[(f64, f64, bool)], waits: usize) -> KaplanMeier {
        let mut entries: Vec<f64> = stretches.iter().map(|s| s.0).collect();
        let mut exits: Vec<(f64, bool)> = stretches.iter().map(|s| (s.1, s.2)).collect();
        entries.sort_by(f64::total_cmp);
        exits.sort_by(|a, b| a.0.total_cmp(&b.0));
        let least = AT_RISK.min(libm::ceil(waits as f64 / 10.0));
        let (mut survival, mut greenwood, mut steps, mut reaches_s) = (1.0, 0.0, Vec::new(), 0.0);
        let mut gone = 0;
        for tied in exits.chunk_by(|a, b| a.0 == b.0) {
            let time = tied[0].0;
            let at_risk = (entries.partition_point(|e| *e < time) - gone) as f64;
            gone += tied.len();
            let ended = tied.iter().filter(|exit| exit.1).count() as f64;
            if at_risk < least {
                continue;
            }
            reaches_s = time;
            if ended > 0.0 {
                survival *= 1.0 - ended / at_risk;
                greenwood += ended / (at_risk * (at_risk - ended)).max(f64::MIN_POSITIVE);
                steps.push((time, survival, if survival > 0.0 { survival * libm::sqrt(greenwood) } else { 0.0 }));
            }
        }
        let abandoned = exits.iter().filter(|exit| exit.1).count();
        let late_from = exits.get((TAIL_FROM * exits.len() as f64) as usize).map_or(0.0, |exit| exit.0);
        let hazard = |from: f64| {
            let late = stretches.iter().filter(|s| s.1 > from);
            let (events, time) = late
                .fold((0.0, 0.0), |(events, time), s| (events + f64::from(u8::from(s.2)), time + s.1 - s.0.max(from)));
            if time > 0.0 { events / time } else { 0.0 }
        };
        let tail_hazard = Some(hazard(late_from)).filter(|late| *late > 0.0).unwrap_or_else(|| hazard(0.0));
        KaplanMeier { waits, abandoned, steps, reaches_s, tail_hazard }
    }

    /// Share willing to wait longer than `time` (s), beyond the estimate by the hazard of its tail.
    pub(super) fn extended(&self, time: f64) -> f64 {
        let last = self.steps.last().map_or(0.0, |s| s.0);
        self.at(time) * libm::exp(-self.tail_hazard * (time - last).max(0.0))
    }

    /// Share willing to wait longer than `time` (s), as of the last step before it.
    pub(super) fn at(&self, time: f64) -> f64 {
        match self.steps.partition_point(|s| s.0 <= time) {
            0 => 1.0,
            n => self.steps[n - 1].1,
        }
    }

    /// Largest distance between this estimate and a law's survival function, over the range of the estimate.
    pub fn distance(&self, law: &Distribution) -> f64 {
        let mut before = 1.0;
        let mut largest: f64 = 0.0;
        for &(time, survival, _) in &self.steps {
            let fitted = 1.0 - law.cdf(time);
            largest = largest.max((fitted - before).abs()).max((fitted - survival).abs());
            before = survival;
        }
        largest
    }

    /// Whether a law's survival function is nowhere further from this estimate than so much, or than the estimate's own noise
    /// where that is more: [`BAND`] standard errors.
    pub(super) fn is_near(&self, law: &Distribution, within: f64) -> bool {
        let mut before = (1.0, 0.0);
        self.steps.iter().all(|&(time, survival, error)| {
            let fitted = 1.0 - law.cdf(time);
            let of = |(level, error): (f64, f64)| (fitted - level).abs() <= f64::max(within, BAND * error);
            let near = of(before) && of((survival, error));
            before = (survival, error);
            near
        })
    }

    /// Quantiles at 0, 1, ..., 100 %: the estimate, linear between its steps, and an exponential tail beyond them. The
    /// last is such that the last hundredth has the tail's mean.
    pub fn quantiles(&self) -> Vec<f64> {
        let (last_time, last_survival) = self.steps.last().map_or((0.0, 1.0), |s| (s.0, s.1));
        let quantile = |p: f64| {
            let left = 1.0 - p;
            if left <= last_survival {
                return last_time + (libm::log(last_survival) - libm::log(left)) / self.tail_hazard;
            }
            let above = self.steps.partition_point(|s| s.1 > left);
            let (from, at) = if above == 0 { (0.0, 1.0) } else { (self.steps[above - 1].0, self.steps[above - 1].1) };
            let (to, below, _) = self.steps[above];
            from + (to - from) * (at - left) / (at - below)
        };
        let mut quantiles: Vec<f64> = (0..100).map(|i| quantile(f64::from(i) / 100.0)).collect();
        quantiles.push(quantiles[99] + 2.0 / self.tail_hazard);
        quantiles
    }
}

/// Events per second of waiting after nine tenths of the waits have ended; over all waits if nobody hung up then.
fn tail_hazard(data: &Durations, total: f64) -> f64 {
    let mut passed = 0.0;
    let mut from = 0.0;
    for &(time, ended, cut) in &data.counts {
        if passed >= TAIL_FROM * total {
            break;
        }
        passed += ended + cut;
        from = time;
    }
    let hazard = |from: f64| {
        let late = data.counts.iter().filter(|c| c.0 > from);
        let (events, time) =
            late.fold((0.0, 0.0), |(e, t), &(x, ended, cut)| (e + ended, t + (ended + cut) * (x - from)));
        if time > 0.0 { events / time } else { 0.0 }
    };
    let late = hazard(from);
    if late > 0.0 { late } else { hazard(0.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::random::{DaySeed, Purpose};

    #[test]
    fn the_textbook_example() {
        // Gehan's remission times of leukaemia under 6-MP (Kalbfleisch & Prentice, table 1.1).
        let ended = [6, 6, 6, 7, 10, 13, 16, 22, 23];
        let cut = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
        let data: Vec<(f64, bool)> =
            ended.iter().map(|&t| (f64::from(t), true)).chain(cut.iter().map(|&t| (f64::from(t), false))).collect();
        let found = KaplanMeier::new(&Durations::new(data));
        assert_eq!((found.waits, found.abandoned), (21, 9));
        let expected = [
            (6.0, 0.857, 0.076),
            (7.0, 0.807, 0.087),
            (10.0, 0.753, 0.096),
            (13.0, 0.690, 0.107),
            (16.0, 0.627, 0.114),
            (22.0, 0.538, 0.128),
            (23.0, 0.448, 0.135),
        ];
        assert_eq!(found.steps.len(), expected.len());
        for (step, right) in found.steps.iter().zip(expected) {
            assert_eq!(step.0, right.0);
            assert!((step.1 - right.1).abs() < 5e-4 && (step.2 - right.2).abs() < 5.1e-4, "{step:?} {right:?}");
        }
    }

    #[test]
    fn recovers_an_exponential_and_its_tail() {
        let (patience, service) = (Distribution::Exponential { mean: 240.0 }, Distribution::Exponential { mean: 80.0 });
        let mut rng = DaySeed::new(1, 0).stream(Purpose::Patience, "test");
        let data: Vec<(f64, bool)> = (0..40_000)
            .map(|_| (patience.sample(&mut rng), service.sample(&mut rng)))
            .map(|(p, s)| (p.min(s), p < s))
            .collect();
        let found = KaplanMeier::new(&Durations::new(data));
        assert!(found.distance(&patience) < 0.03, "{}", found.distance(&patience));
        assert!(found.distance(&Distribution::Exponential { mean: 400.0 }) > 0.1);
        assert!((found.tail_hazard * 240.0 - 1.0).abs() < 0.1, "{}", found.tail_hazard);
        let quantiles = found.quantiles();
        assert_eq!((quantiles.len(), quantiles[0]), (101, 0.0));
        assert!(quantiles.windows(2).all(|w| w[0] < w[1]));
        let law = Distribution::Quantiles(quantiles);
        assert!((law.mean() / 240.0 - 1.0).abs() < 0.05, "{}", law.mean());
        assert!((law.cdf(60.0) - patience.cdf(60.0)).abs() < 0.02);
    }
}
