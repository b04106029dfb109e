//! Whether the volume of the days goes somewhere: a trend, weekdays that differ, days that resemble the day before.
//!
//! The days' volumes, each relative to what the mean day has in its intervals that count, are regressed on time with a
//! level for each weekday (ordinary least squares; the slope's t-test). Where neighbouring days resemble each other, the
//! slope's standard error is widened by √((1+r)/(1−r)) with their correlation r: otherwise a level that merely drifts
//! would pass for a trend far too often. Weekdays are compared by an F-test, neighbours by Ljung and Box's test at lag
//! 1 (Biometrika 65, 1978) on what trend and weekdays leave.

use statrs::distribution::{ContinuousCDF, FisherSnedecor, StudentsT};

use super::calendar::Date;

/// What chance alone does with less than this probability is said, and a trend taken out. Smaller than for busyness:
/// several types are looked at, and a trend changes what is fitted.
const SIGNIFICANT: f64 = 0.01;
/// Degrees of freedom that the regression must leave.
const FEWEST_LEFT: usize = 5;

/// What the order of the days shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    /// Volume of the first day on the fitted line, calls.
    pub first: f64,
    /// Volume of the last day on it.
    pub last: f64,
    /// Probability of a slope at least so steep if there were none.
    pub p_value: f64,
    /// Probability of weekdays at least so different if they did not differ; `None` if there is one weekday only or
    /// too few days.
    pub weekdays_p: Option<f64>,
    /// Correlation of a day with the next, trend and weekdays taken out.
    pub lag_1: f64,
    /// Probability of one at least so far from 0 if days were independent.
    pub lag_1_p: f64,
    /// What the line says of each day, as a factor of the mean day.
    pub line: Vec<f64>,
}

impl Trend {
    /// From the days, their numbers of calls and what the mean day has in their intervals that count; `None` if there
    /// are too few days to tell.
    pub(super) fn new(dates: &[Date], calls: &[f64], expected: &[f64]) -> Option<Trend> {
        let n = dates.len();
        let days: Vec<usize> = (0..n).filter(|&d| expected[d] > 0.0).collect();
        let mut weekdays: Vec<usize> = days.iter().map(|&d| dates[d].weekday()).collect();
        weekdays.sort_unstable();
        weekdays.dedup();
        // A weekday seen once says nothing about weekdays.
        let by_weekday = weekdays.len() > 1 && days.len() >= 2 * weekdays.len() + FEWEST_LEFT;
        let levels = if by_weekday { weekdays.len() } else { 1 };
        if days.len() < levels + 1 + FEWEST_LEFT {
            return None;
        }
        let level = |d: usize| if by_weekday { dates[d].weekday() } else { 0 };
        let time: Vec<f64> = days.iter().map(|&d| f64::from(dates[d].number() - dates[days[0]].number())).collect();
        let volume: Vec<f64> = days.iter().map(|&d| calls[d] / expected[d]).collect();
        let levels_of: Vec<usize> = days.iter().map(|&d| level(d)).collect();
        let line = Line::through(&time, &volume, &levels_of);
        let left = days.len() - levels - 1;
        let (lag_1, lag_1_p) = neighbours(&line.rest);
        let widened = if lag_1 > 0.0 && lag_1_p < SIGNIFICANT { (1.0 + lag_1) / (1.0 - lag_1) } else { 1.0 };
        let error = libm::sqrt(line.squares / left as f64 / line.spread * widened);
        let plain = Line::through(&time, &volume, &vec![0; days.len()]);
        let mean_time = time.iter().sum::<f64>() / time.len() as f64;
        let at = |date: Date| {
            let elapsed = f64::from(date.number() - dates[days[0]].number());
            (1.0 + line.slope * (elapsed - mean_time)).max(0.0)
        };
        // Calls of a whole mean day: that of the day with most intervals that count.
        let whole = expected.iter().copied().fold(0.0, f64::max);
        Some(Trend {
            first: whole * at(dates[0]),
            last: whole * at(dates[n - 1]),
            p_value: two_sided(line.slope / error, left as f64),
            weekdays_p: by_weekday.then(|| weekdays_differ(&plain, &line, levels, left)),
            lag_1,
            lag_1_p,
            line: dates.iter().map(|date| at(*date)).collect(),
        })
    }

    /// Whether there is a trend beyond chance.
    pub fn significant(&self) -> bool {
        self.p_value < SIGNIFICANT
    }

    /// Whether weekdays differ beyond chance.
    pub fn weekdays_differ(&self) -> bool {
        self.weekdays_p.is_some_and(|p| p < SIGNIFICANT)
    }

    /// Whether days resemble the day before beyond chance.
    pub fn neighbours_alike(&self) -> bool {
        self.lag_1 > 0.0 && self.lag_1_p < SIGNIFICANT
    }
}

/// A line with a level of its own for each weekday.
struct Line {
    slope: f64,
    /// Sum of squares of time about the levels.
    spread: f64,
    /// Residuals, in order of the days.
    rest: Vec<f64>,
    /// Sum of their squares.
    squares: f64,
}

impl Line {
    fn through(time: &[f64], volume: &[f64], levels: &[usize]) -> Line {
        let centred = |of: &[f64]| -> Vec<f64> {
            let mean = |level: usize| {
                let here = || of.iter().zip(levels).filter(move |(_, l)| **l == level).map(|(x, _)| *x);
                here().sum::<f64>() / here().count() as f64
            };
            let means: Vec<f64> = (0..7).map(mean).collect();
            of.iter().zip(levels).map(|(x, level)| x - means[*level]).collect()
        };
        let (time, volume) = (centred(time), centred(volume));
        let spread: f64 = time.iter().map(|t| t * t).sum();
        let slope = if spread > 0.0 { time.iter().zip(&volume).map(|(t, v)| t * v).sum::<f64>() / spread } else { 0.0 };
        let rest: Vec<f64> = time.iter().zip(&volume).map(|(t, v)| v - slope * t).collect();
        let squares = rest.iter().map(|r| r * r).sum();
        Line { slope, spread, rest, squares }
    }
}

/// Correlation of neighbours, and Ljung and Box's probability of it at lag 1.
fn neighbours(rest: &[f64]) -> (f64, f64) {
    let squares: f64 = rest.iter().map(|r| r * r).sum();
    if squares == 0.0 {
        return (0.0, 1.0);
    }
    let n = rest.len() as f64;
    let lag_1 = rest.windows(2).map(|pair| pair[0] * pair[1]).sum::<f64>() / squares;
    let q = n * (n + 2.0) / (n - 1.0) * lag_1 * lag_1;
    // χ² with one degree of freedom.
    (lag_1, libm::erfc(libm::sqrt(0.5 * q)))
}

fn two_sided(t: f64, degrees: f64) -> f64 {
    if t.is_nan() {
        return 1.0;
    }
    StudentsT::new(0.0, 1.0, degrees).map_or(1.0, |law| 2.0 * law.cdf(-t.abs()))
}

/// The F-test of one level against one for each weekday.
fn weekdays_differ(plain: &Line, by_weekday: &Line, levels: usize, left: usize) -> f64 {
    let (more, left) = ((levels - 1) as f64, left as f64);
    let f = (plain.squares - by_weekday.squares).max(0.0) / more / (by_weekday.squares / left);
    // Nothing is explained by the weekdays, or there is nothing to explain.
    if f.is_nan() || f <= 0.0 {
        return 1.0;
    }
    // The law of 1/F has the degrees of freedom swapped; its lower tail keeps all digits.
    FisherSnedecor::new(left, more).map_or(1.0, |law| law.cdf(1.0 / f))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Distribution;
    use crate::model::random::{self, DaySeed, Purpose, Stream};

    /// Weekdays of so many weeks.
    fn weekdays(weeks: u64) -> Vec<Date> {
        (0..7 * weeks).map(|day| Date::FIRST_MONDAY_OF_2024.later(day)).filter(|date| date.weekday() < 5).collect()
    }

    #[test]
    fn weekdays_that_explain_nothing_do_not_differ() {
        let dates = weekdays(4);
        let flat = vec![10.0; dates.len()];
        assert!(Trend::new(&dates, &flat, &flat).is_none_or(|trend| !trend.weekdays_differ()));
        let flat = |squares: f64| Line { slope: 0.0, spread: 1.0, rest: Vec::new(), squares };
        assert_eq!(weekdays_differ(&flat(3.0), &flat(3.0), 5, 15), 1.0);
        assert_eq!(weekdays_differ(&flat(0.0), &flat(0.0), 5, 15), 1.0);
        assert!(weekdays_differ(&flat(3.0), &flat(0.0), 5, 15) < 1e-9);
    }

    /// Days of 200 calls, busy with a coefficient of variation of a tenth, times what is asked of day and date.
    fn days(rng: &mut Stream, dates: &[Date], factor: &dyn Fn(usize, Date) -> f64) -> Vec<f64> {
        let law = Distribution::gamma(1.0, 0.1);
        let one = |(day, date): (usize, &Date)| {
            let mean = 200.0 * factor(day, *date) * law.sample(rng);
            let (mut n, mut time) = (0.0, random::exponential(rng));
            while time < mean {
                n += 1.0;
                time += random::exponential(rng);
            }
            n
        };
        dates.iter().enumerate().map(one).collect()
    }

    /// Of so many logs, those in which something is found.
    fn found(weeks: u64, logs: u64, factor: &dyn Fn(usize, Date) -> f64, what: fn(&Trend) -> bool) -> f64 {
        let dates = weekdays(weeks);
        let hits = (0..logs).filter(|log| {
            let mut rng = DaySeed::new(31, *log).stream(Purpose::Busyness, "test");
            let calls = days(&mut rng, &dates, factor);
            let mean = calls.iter().sum::<f64>() / calls.len() as f64;
            what(&Trend::new(&dates, &calls, &vec![mean; calls.len()]).unwrap())
        });
        hits.count() as f64 / logs as f64
    }

    /// Of 1,000 logs without anything one in a hundred is to be found; the interval is four standard errors wide.
    #[test]
    fn nothing_is_found_where_nothing_is() {
        for what in [Trend::significant, Trend::weekdays_differ] {
            let share = found(6, 1000, &|_, _| 1.0, what);
            assert!((share - 0.01).abs() < 4.0 * f64::sqrt(0.01 * 0.99 / 1000.0), "{share}");
        }
        // One side of two.
        let share = found(6, 1000, &|_, _| 1.0, Trend::neighbours_alike);
        assert!(share < 0.01, "{share}");
    }

    /// Power: a rise of a third over twelve weeks, Mondays a quarter busier and weeks in turn a quarter below and above are each found
    /// in at least nineteen of twenty logs. (Of a day, noise is 12 % of the mean.)
    #[test]
    fn what_is_there_is_found() {
        assert!(found(12, 200, &|day, _| 0.85 + 0.3 * day as f64 / 60.0, Trend::significant) > 0.95);
        assert!(found(12, 200, &|_, date| if date.weekday() == 0 { 1.25 } else { 1.0 }, Trend::weekdays_differ) > 0.95);
        let weeks = |day: usize, _: Date| if (day / 5).is_multiple_of(2) { 0.75 } else { 1.25 };
        assert!(found(12, 200, &weeks, Trend::neighbours_alike) > 0.95);
        // Levels that drift are not called a trend more often than one time in twenty.
        assert!(found(12, 200, &weeks, Trend::significant) < 0.05);
    }

    #[test]
    fn a_year_that_nearly_doubles_is_measured() {
        let dates = weekdays(52);
        let mut rng = DaySeed::new(31, 0).stream(Purpose::Busyness, "test");
        let calls = days(&mut rng, &dates, &|day, _| 0.715 + (1.36 - 0.715) * day as f64 / 259.0);
        let mean = calls.iter().sum::<f64>() / 260.0;
        let found = Trend::new(&dates, &calls, &[mean; 260]).unwrap();
        assert!(
            found.p_value < 1e-12 && (found.first - 143.0).abs() < 8.0 && (found.last - 272.0).abs() < 8.0,
            "{found:?}"
        );
        assert!(!found.weekdays_differ() && !found.neighbours_alike());
    }

    #[test]
    fn too_few_days_say_nothing() {
        let dates = weekdays(1);
        assert_eq!(Trend::new(&dates, &[200.0; 5], &[200.0; 5]), None);
    }
}
