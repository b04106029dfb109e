//! When contacts of a type arrive.

use super::Distribution;

/// When contacts of a type arrive.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrivals {
    /// A Poisson process with this rate, times the day's busyness.
    Poisson {
        /// The rate over the day.
        rate: Rate,
        /// One random factor for the whole day.
        busyness: Option<Busyness>,
    },
    /// Exactly so many in each interval, uniformly placed.
    Exactly {
        /// Length of an interval, s.
        interval_s: f64,
        /// Number in each interval.
        counts: Vec<u32>,
    },
    /// A recorded trace, replayed: seconds since opening, ascending.
    Times(Vec<f64>),
    /// None of its own: what other contacts cause, or what is dialed.
    None,
}

impl Arrivals {
    /// Expected number in a day.
    pub fn expected(&self) -> f64 {
        match self {
            Arrivals::Poisson { rate, busyness } => rate.total() * busyness.as_ref().map_or(1.0, |b| b.factor.mean()),
            Arrivals::Exactly { counts, .. } => counts.iter().map(|&n| f64::from(n)).sum(),
            Arrivals::Times(times) => times.len() as f64,
            Arrivals::None => 0.0,
        }
    }
}

impl Arrivals {
    /// The rate that is expected over a day of so many seconds; of a recorded trace, that of each half hour.
    pub fn expected_rate(&self, length_s: f64) -> Rate {
        match self {
            Arrivals::Poisson { rate, busyness } => {
                let factor = busyness.as_ref().map_or(1.0, |b| b.factor.mean());
                let times = |p: &Piece| Piece { first: p.first * factor, last: p.last * factor, ..*p };
                Rate { pieces: rate.pieces.iter().map(times).collect() }
            }
            Arrivals::Exactly { interval_s, counts } => {
                let steps = counts.iter().enumerate().map(|(i, n)| (i as f64 * interval_s, f64::from(*n) / interval_s));
                Rate::steps(&steps.collect::<Vec<_>>(), length_s)
            }
            Arrivals::Times(times) => {
                const HALF_HOUR_S: f64 = 1800.0;
                // A day has 48 half hours, a steady stretch some more.
                let starts = (0..libm::ceil(length_s / HALF_HOUR_S) as usize).map(|i| i as f64 * HALF_HOUR_S);
                let until = |s: f64| times.partition_point(|time| *time < s);
                let rate = |from_s: f64| (until(from_s + HALF_HOUR_S) - until(from_s)) as f64 / HALF_HOUR_S;
                Rate::steps(&starts.map(|from_s| (from_s, rate(from_s))).collect::<Vec<_>>(), length_s)
            }
            Arrivals::None => Rate { pieces: Vec::new() },
        }
    }
}

/// One random factor a day on a type's rates: the process is doubly stochastic.
#[derive(Clone, Debug, PartialEq)]
pub struct Busyness {
    /// Law of the factor.
    pub factor: Distribution,
    /// Correlation with the other types' factors (Gaussian copula, one common normal number a day): types i and j
    /// have a copula correlation of `sqrt(common_i common_j)`. 1: the types' days are equally busy.
    pub common: f64,
}

/// A rate that is linear in pieces.
#[derive(Clone, Debug, PartialEq)]
pub struct Rate {
    /// Pieces in order of time, without gaps, from opening to closing.
    pub pieces: Vec<Piece>,
}

/// One piece of a [`Rate`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// Start, s since opening.
    pub from_s: f64,
    /// End, s since opening.
    pub to_s: f64,
    /// Rate per second at the start.
    pub first: f64,
    /// Rate per second at the end; equal to `first` in a step.
    pub last: f64,
}

impl Piece {
    /// Expected number in the piece.
    pub fn total(&self) -> f64 {
        0.5 * (self.first + self.last) * (self.to_s - self.from_s)
    }
}

impl Rate {
    /// Steps: from each time (s since opening) on, this rate per second, until `end_s`.
    pub fn steps(steps: &[(f64, f64)], end_s: f64) -> Rate {
        let ends = steps.iter().skip(1).map(|s| s.0).chain([end_s]);
        let pieces =
            steps.iter().zip(ends).map(|(&(from_s, rate), to_s)| Piece { from_s, to_s, first: rate, last: rate });
        Rate { pieces: pieces.collect() }
    }

    /// Interpolated between the midpoints of equal intervals with these rates per second; constant before the first
    /// midpoint and after the last.
    pub fn linear(rates: &[f64], interval_s: f64) -> Rate {
        let mid = |i: usize| (i as f64 + 0.5) * interval_s;
        let (first, last) = (rates.first().copied().unwrap_or(0.0), rates.last().copied().unwrap_or(0.0));
        let end = rates.len() as f64 * interval_s;
        let mut pieces = vec![Piece { from_s: 0.0, to_s: mid(0), first, last: first }];
        pieces.extend(rates.windows(2).enumerate().map(|(i, pair)| Piece {
            from_s: mid(i),
            to_s: mid(i + 1),
            first: pair[0],
            last: pair[1],
        }));
        pieces.push(Piece { from_s: mid(rates.len().saturating_sub(1)), to_s: end, first: last, last });
        Rate { pieces }
    }

    /// The rate a second at a moment, s since opening; 0 outside.
    pub fn at(&self, since_opening_s: f64) -> f64 {
        let next = self.pieces.partition_point(|piece| piece.to_s <= since_opening_s);
        self.pieces.get(next).filter(|piece| piece.from_s <= since_opening_s).map_or(0.0, |piece| {
            let along = (since_opening_s - piece.from_s) / (piece.to_s - piece.from_s);
            piece.first + (piece.last - piece.first) * along
        })
    }

    /// Expected number in the whole stretch.
    pub fn total(&self) -> f64 {
        self.pieces.iter().map(Piece::total).sum()
    }
}
