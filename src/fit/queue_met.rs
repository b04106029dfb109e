//! Whether callers leave by the queue they meet: those who hear their place hang up soon after, where it is a long one.
//!
//! Patience that nobody is told anything about does not depend on the queue. Where the hazard of hanging up grows with
//! the number who waited on arrival (a log-rank test for trend), callers know it. They are then taken to be told how long
//! it will take, by the length of the queue, and those with less patience than that to leave with a probability b, the
//! scenario's `leaves_at_once`. Patience itself, with survival S, comes from where that does not act: from all until they
//! are told, later from those who met nobody and from those who wait longer than they were told (Kaplan and Meier's
//! estimate with late entry). After a minute those who left at once are missing among those who met n, beyond those whose
//! patience was at an end anyway: their cumulative hazard is larger than that of those who met nobody by
//! −ln(1 − b pₙ) + ln(1 − b p₀), with pₙ = 1 − S(what is announced)/S(a minute), or 0 where less than a minute is
//! announced; b is found by weighted least squares on these differences.
//!
//! Hanging up at once (balking) is tested likewise, by Cochran and Armitage's trend over the number of their own type
//! who waited, which is what `balks = { by_queue = [...] }` knows.

use super::call::{Call, End};
use super::contacts::Contacts;
use super::going_on::GoingOn;
use super::sample::Sample;
use super::survival::KaplanMeier;
use super::thinned::Thinned;

/// A dependence is written if chance alone would show one as strong with less than this probability.
const SIGNIFICANT: f64 = 0.001;
/// Longer queues count as this long: the few who meet them would decide the test.
const LONGEST: usize = 12;
/// Strata of the queue met, by their first number.
const STRATA: [usize; 5] = [0, 1, 2, 4, 7];
/// What is told is acted on within this time, s.
const SOON_S: f64 = 60.0;
/// When it is told, s into the wait.
const TOLD_AT_S: f64 = 10.0;
/// Fewer early hang-ups of those who met nobody do not make the beginning of a patience.
const FEWEST: f64 = 30.0;
/// Stretches of the log that are left out in turn, to see what an estimate is worth.
const BLOCKS: usize = 20;
/// Callers of a type who are looked at; where more waited, one in two of them, or in four, and so on.
const MOST: usize = 1 << 16;
/// Fewer callers at a queue's length share the balking of those at longer ones.
const ENOUGH: f64 = 200.0;

/// Callers of a type who met a queue about as long.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stratum {
    /// Shortest queue met, of all types.
    pub from: usize,
    /// Longest; `None`: any longer.
    pub to: Option<usize>,
    /// Callers who waited.
    pub waits: usize,
    /// Of these, hung up.
    pub hang_ups: usize,
    /// Cumulative hazard (Nelson and Aalen) of hanging up within a minute.
    pub hazard: f64,
    /// Its standard error.
    pub hazard_se: f64,
}

/// What callers told of their place do.
#[derive(Clone, Debug, PartialEq)]
pub struct LeavesAtOnce {
    /// When they are told, s.
    pub at_s: f64,
    /// Share of those not patient enough for what is announced that leave.
    pub share: f64,
    /// Its standard error.
    pub share_se: f64,
    /// Patience of those who are told little.
    pub survival: KaplanMeier,
}

/// How a contact type's leaving goes with the queue met.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueMet {
    /// Of those who waited one in so many was looked at; of those who balked all.
    pub one_in: usize,
    /// Those who waited, by the queue met.
    pub strata: Vec<Stratum>,
    /// Change of the hazard with each further caller met (the log-rank test's one-step estimate of its logarithm).
    pub slope: f64,
    /// Probability of a trend of the hazard at least so strong if it did not depend on the queue met.
    pub hazard_p: f64,
    /// What is written of it; `None`: nothing, it does not grow beyond chance, or too few hang up to tell how.
    pub leaves: Option<LeavesAtOnce>,
    /// Whether balking grows with the queue met, beyond chance or not.
    pub balks_rise: bool,
    /// Probability of a trend of balking at least so strong if it did not depend on the queue met.
    pub balks_p: f64,
    /// Share that balks by the number of its own type who wait, where that is written; the last for longer queues.
    pub balks_by_queue: Option<Vec<f64>>,
}

/// A caller who waited.
#[derive(Clone, Copy, Debug)]
struct Waited {
    met: usize,
    /// How long it would have been told to take, s.
    told_s: f64,
    wait_s: f64,
    hung_up: bool,
}

/// All that is needed of the log, by contact type.
#[derive(Clone, Debug)]
pub(super) struct Met {
    waited: Vec<Thinned<Waited>>,
    /// By number of their own type met: callers who balked, and all who balked or waited.
    balked: Vec<Vec<(f64, f64)>>,
}

impl Met {
    /// `service_s` and `agents` (by interval) say how long a place takes.
    pub fn new(sample: &Sample, contacts: &Contacts, service_s: f64, agents: &[f64]) -> Met {
        let n = contacts.list.len();
        let mut met = Met { waited: vec![Thinned::keeping(MOST); n], balked: vec![vec![(0.0, 0.0); LONGEST + 1]; n] };
        for day in sample.by_day() {
            // Those who wait, by their type; the last is of those of whom it is not known.
            let mut waiting = GoingOn::new(n + 1);
            for seen in day {
                let call: &Call = &seen.call;
                waiting.advance(call.arrival_s);
                let certain = contacts.certain(call);
                if let Some(interval) = seen.interval.filter(|_| seen.used) {
                    let told_s = (waiting.all() + 1) as f64 * service_s / agents[interval].max(1.0);
                    met.take(call, certain, contacts, &waiting, told_s);
                }
                if let Some(queued_s) = call.queued_s() {
                    waiting.add(call.arrival_s, call.arrival_s + queued_s, certain.unwrap_or(n));
                }
            }
        }
        met
    }

    fn take(&mut self, call: &Call, certain: Option<usize>, contacts: &Contacts, waiting: &GoingOn, told_s: f64) {
        let balked = call.hung_up_at_once();
        if let (Some(contact), Some(wait_s)) = (certain, call.waited_s()) {
            let hung_up = call.end == End::Abandoned;
            self.waited[contact].push(Waited { met: waiting.all().min(LONGEST), told_s, wait_s, hung_up });
        }
        if balked || call.queued_s().is_some() {
            for (contact, share) in contacts.of(call) {
                let own = waiting.of_kind(contact).min(LONGEST);
                let cell = &mut self.balked[contact][own];
                *cell = (cell.0 + if balked { share } else { 0.0 }, cell.1 + share);
            }
        }
    }

    /// What they show of a contact type.
    pub fn of(&self, contact: usize) -> QueueMet {
        let waited = self.waited[contact].kept();
        let (slope, hazard_p) = log_rank_trend(waited);
        let strata = strata(waited);
        let grows = slope > 0.0 && hazard_p < SIGNIFICANT;
        let leaves = if grows { leaves_at_once(waited, &strata) } else { None };
        let cells = &self.balked[contact];
        let (rises, balks_p) = armitage(cells);
        let balks_by_queue = (rises && balks_p < SIGNIFICANT).then(|| by_queue(cells));
        let one_in = self.waited[contact].every();
        QueueMet { one_in, strata, slope, hazard_p, leaves, balks_rise: rises, balks_p, balks_by_queue }
    }
}

/// Probability of a normal variable further from 0 than this.
fn two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() * core::f64::consts::FRAC_1_SQRT_2)
}

/// The log-rank test for trend: the slope of the log-hazard over the queue met, and its probability.
fn log_rank_trend(waited: &[Waited]) -> (f64, f64) {
    let mut by_wait: Vec<&Waited> = waited.iter().collect();
    by_wait.sort_by(|a, b| b.wait_s.total_cmp(&a.wait_s));
    let (mut n, mut sum, mut squares, mut score, mut information) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for tied in by_wait.chunk_by(|a, b| a.wait_s == b.wait_s) {
        for caller in tied {
            let met = caller.met as f64;
            (n, sum, squares) = (n + 1.0, sum + met, squares + met * met);
        }
        for caller in tied.iter().filter(|caller| caller.hung_up) {
            score += caller.met as f64 - sum / n;
            information += squares / n - (sum / n) * (sum / n);
        }
    }
    if information <= 0.0 { (0.0, 1.0) } else { (score / information, two_sided(score / libm::sqrt(information))) }
}

/// The cumulative hazard up to a time, and its variance.
fn nelson_aalen(callers: &[&Waited], until_s: f64) -> (f64, f64) {
    let mut by_wait = callers.to_vec();
    by_wait.sort_by(|a, b| a.wait_s.total_cmp(&b.wait_s));
    let (mut hazard, mut variance) = (0.0, 0.0);
    for (gone, caller) in by_wait.iter().enumerate().take_while(|(_, c)| c.wait_s <= until_s) {
        if caller.hung_up {
            let at_risk = (by_wait.len() - gone) as f64;
            hazard += 1.0 / at_risk;
            variance += 1.0 / (at_risk * at_risk);
        }
    }
    (hazard, variance)
}

fn stratum_of(met: usize) -> usize {
    STRATA.iter().rposition(|&from| met >= from).unwrap_or(0)
}

fn strata(waited: &[Waited]) -> Vec<Stratum> {
    let of_one = |(i, &from): (usize, &usize)| {
        let callers: Vec<&Waited> = waited.iter().filter(|w| stratum_of(w.met) == i).collect();
        let (hazard, variance) = nelson_aalen(&callers, SOON_S);
        Stratum {
            from,
            to: STRATA.get(i + 1).map(|next| next - 1),
            waits: callers.len(),
            hang_ups: callers.iter().filter(|w| w.hung_up).count(),
            hazard,
            hazard_se: libm::sqrt(variance),
        }
    };
    STRATA.iter().enumerate().map(of_one).collect()
}

/// The share of those not patient enough that leave, with the patience that goes with it; `None` if too few who met
/// nobody hang up soon, or the share may as well be 0.
fn leaves_at_once(waited: &[Waited], strata: &[Stratum]) -> Option<LeavesAtOnce> {
    let early = waited.iter().filter(|w| w.met == 0 && w.hung_up && w.wait_s <= SOON_S).count();
    if (early as f64) < FEWEST {
        return None;
    }
    let Leaves { share, of_hazards_se, survival } = share_that_leaves(waited, strata)?;
    // A share near 1 stays there whatever is left out; what the hazards leave open it cannot be known better.
    let share_se = jackknife(waited)?.max(of_hazards_se);
    (share > 2.0 * share_se).then_some(LeavesAtOnce { at_s: TOLD_AT_S, share, share_se, survival })
}

/// The standard error of that share, by leaving out one stretch of the log after the other: what is not known of the
/// hazards is in it, and of the patience, and that callers of a day are alike.
fn jackknife(waited: &[Waited]) -> Option<f64> {
    let without = |block: usize| {
        let [from, to] = [block, block + 1].map(|b| b * waited.len() / BLOCKS);
        let others = [&waited[..from], &waited[to..]].concat();
        share_that_leaves(&others, &strata(&others)).map(|leaves| leaves.share)
    };
    let shares: Vec<f64> = (0..BLOCKS).map(without).collect::<Option<_>>()?;
    let mean = shares.iter().sum::<f64>() / BLOCKS as f64;
    let squares: f64 = shares.iter().map(|share| (share - mean) * (share - mean)).sum();
    Some(libm::sqrt(squares * (BLOCKS as f64 - 1.0) / BLOCKS as f64))
}

/// A share that leaves, whatever it is worth.
struct Leaves {
    share: f64,
    /// Its standard error from the hazards alone.
    of_hazards_se: f64,
    survival: KaplanMeier,
}

fn share_that_leaves(waited: &[Waited], strata: &[Stratum]) -> Option<Leaves> {
    const GRID: usize = 1000;
    if strata[0].hazard_se <= 0.0 {
        return None;
    }
    let survival = KaplanMeier::of_stretches(&stretches(waited), waited.len());
    // Of those still there after a minute, those not patient enough.
    let impatient: Vec<f64> = (0..strata.len()).map(|i| not_enough(waited, i, &survival)).collect();
    let left = |share: f64, i: usize| -libm::log1p(-share.min(0.999) * impatient[i]);
    let others = || strata.iter().enumerate().skip(1).filter(|(_, s)| s.hazard_se > 0.0);
    let weight = |s: &Stratum| 1.0 / (s.hazard_se * s.hazard_se);
    let cost = |share: f64| -> f64 {
        let off = |(i, s): (usize, &Stratum)| s.hazard - strata[0].hazard - left(share, i) + left(share, 0);
        others().map(|(i, s)| weight(s) * off((i, s)) * off((i, s))).sum()
    };
    let grid = (0..=GRID).map(|i| i as f64 / GRID as f64);
    let share = grid.min_by(|a, b| cost(*a).total_cmp(&cost(*b)))?;
    let steep = |i: usize| impatient[i] / (1.0 - share.min(0.999) * impatient[i]);
    let slope = |i: usize| steep(i) - steep(0);
    let information: f64 = others().map(|(i, s)| weight(s) * slope(i) * slope(i)).sum();
    // All differences have the error of those who met nobody in common.
    let common: f64 = others().map(|(i, s)| weight(s) * slope(i)).sum::<f64>() * strata[0].hazard_se;
    let of_hazards_se = libm::sqrt(information + common * common) / information;
    Some(Leaves { share, of_hazards_se, survival })
}

/// When callers' patience can be seen, and whether it ended by hanging up: until they are told, and again from when what
/// they were told is over. Those who met nobody are told little; what they leave for soon, they would soon leave anyway.
fn stretches(waited: &[Waited]) -> Vec<(f64, f64, bool)> {
    let mut stretches = Vec::with_capacity(2 * waited.len());
    for caller in waited {
        let again_s = if caller.met == 0 { TOLD_AT_S } else { TOLD_AT_S + caller.told_s };
        let told = caller.wait_s > TOLD_AT_S;
        stretches.push((0.0, caller.wait_s.min(TOLD_AT_S), caller.hung_up && !told));
        if caller.wait_s > again_s {
            stretches.push((again_s, caller.wait_s, caller.hung_up));
        }
    }
    stretches
}

/// Mean share of a stratum's callers, of those still there after a minute, with less patience than they are told.
fn not_enough(waited: &[Waited], stratum: usize, survival: &KaplanMeier) -> f64 {
    let here = || waited.iter().filter(|w| stratum_of(w.met) == stratum);
    let there = survival.extended(SOON_S).max(f64::MIN_POSITIVE);
    let sum: f64 = here().map(|w| (1.0 - survival.extended(TOLD_AT_S + w.told_s) / there).max(0.0)).sum();
    sum / here().count().max(1) as f64
}

/// Cochran and Armitage's test for trend of a share: whether it rises, and the probability.
fn armitage(cells: &[(f64, f64)]) -> (bool, f64) {
    let total: f64 = cells.iter().map(|c| c.1).sum();
    let share = cells.iter().map(|c| c.0).sum::<f64>() / total.max(1.0);
    let mean = cells.iter().enumerate().map(|(met, c)| met as f64 * c.1).sum::<f64>() / total.max(1.0);
    let off = |met: usize| met as f64 - mean;
    let score: f64 = cells.iter().enumerate().map(|(met, c)| off(met) * (c.0 - share * c.1)).sum();
    let squares: f64 = cells.iter().enumerate().map(|(met, c)| off(met) * off(met) * c.1).sum();
    let variance = share * (1.0 - share) * squares;
    if variance <= 0.0 { (false, 1.0) } else { (score > 0.0, two_sided(score / libm::sqrt(variance))) }
}

/// Shares by the number met, as far as there are callers enough.
fn by_queue(cells: &[(f64, f64)]) -> Vec<f64> {
    let from = |met: usize| cells[met..].iter().map(|c| c.1).sum::<f64>();
    let last = (0..cells.len()).rev().find(|&met| from(met) >= ENOUGH).unwrap_or(0);
    let share =
        |cells: &[(f64, f64)]| cells.iter().map(|c| c.0).sum::<f64>() / cells.iter().map(|c| c.1).sum::<f64>().max(1.0);
    (0..last).map(|met| share(&cells[met..=met])).chain([share(&cells[last..])]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::random::{DaySeed, Purpose, below, exponential, uniform};

    /// Callers of mean patience 200 s who meet 0 to 9 others, each worth 30 s, and are served after about as long; told of
    /// it after ten seconds, this share of those not patient enough leaves within some seconds.
    fn callers(share: f64, n: usize, log: u64) -> Vec<Waited> {
        let mut rng = DaySeed::new(5, log).stream(Purpose::Patience, "test");
        let one = |_| {
            let met = below(&mut rng, 10);
            let told_s = 30.0 * (met + 1) as f64;
            let served_s = told_s * exponential(&mut rng);
            let patience_s = 200.0 * exponential(&mut rng);
            let told = patience_s > TOLD_AT_S && patience_s < TOLD_AT_S + told_s && uniform(&mut rng) < share;
            let leaves_s = if told { TOLD_AT_S + 10.0 * uniform(&mut rng) } else { patience_s };
            let leaves_s = leaves_s.min(patience_s);
            Waited { met, told_s, wait_s: leaves_s.min(served_s), hung_up: leaves_s < served_s }
        };
        (0..n).map(one).collect()
    }

    /// Of 400 logs in which nobody is told anything, the trend is found at 1 in 100 as often as chance has it: four standard
    /// errors are 0.02.
    #[test]
    fn patience_that_knows_nothing_of_the_queue_is_left_alone() {
        let found = (0..400).filter(|log| log_rank_trend(&callers(0.0, 500, *log)).1 < 0.01).count();
        assert!((found as f64 / 400.0 - 0.01).abs() < 0.02, "{found}");
    }

    /// Power: with 20,000 callers a share of 0.3 is found in each of twenty logs, without bias: their mean has a standard
    /// error of 0.012 and is held to four of them. The squares of the twenty deviations, each over its standard error, have
    /// mean 1 (a twentieth more for the scatter of the standard errors), up to chance of 0.34: at most 2.2, and 0.2 at least.
    #[test]
    fn the_share_that_leaves_when_told_is_found_and_so_is_the_patience() {
        let truth = 0.3;
        let (mut sum, mut squares) = (0.0, 0.0);
        for log in 0..20 {
            let waited = callers(truth, 20_000, log);
            assert!(log_rank_trend(&waited).1 < SIGNIFICANT);
            let found = leaves_at_once(&waited, &strata(&waited)).unwrap();
            let z = (found.share - truth) / found.share_se;
            (sum, squares) = (sum + found.share, squares + z * z);
            assert!(found.share_se < 0.06, "{}", found.share_se);
            for t in [5.0, 60.0, 150.0, 250.0] {
                assert!((found.survival.at(t) - f64::exp(-t / 200.0)).abs() < 0.1, "{t}: {}", found.survival.at(t));
            }
        }
        assert!(
            (sum / 20.0 - truth).abs() < 0.048 && (0.2..2.2).contains(&(squares / 20.0)),
            "{} {}",
            sum / 20.0,
            squares / 20.0
        );
    }

    #[test]
    fn balking_that_rises_with_the_queue_is_told_by_its_length() {
        // 2 % more with each who waits, of ever fewer callers.
        let rising: Vec<(f64, f64)> =
            (0..8).map(|met| (2.0 + met as f64, 100.0)).map(|(b, n)| (4.0 * b, 4.0 * n)).collect();
        let (rises, p) = armitage(&rising);
        assert!(rises && p < SIGNIFICANT, "{p}");
        assert_eq!(by_queue(&rising)[..3], [0.02, 0.03, 0.04]);
        let level = vec![(20.0, 400.0); 8];
        assert!(armitage(&level).1 > 0.99);
        assert_eq!(by_queue(&[(1.0, 500.0), (5.0, 100.0), (10.0, 50.0)]), [16.0 / 650.0]);
    }
}
