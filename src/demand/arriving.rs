//! Arrival times of one contact type.

use std::cmp::Ordering;

use crate::model::random::{DaySeed, Purpose, Stream, exponential, normal, uniform};
use crate::model::special::normal_cdf;
use crate::model::{Arrivals, Busyness, Contact, DAY_S, Piece};

/// Generates the arrival times of one type, ascending, day after day.
pub(super) struct Arriving<'m> {
    contact: &'m Contact,
    seed: DaySeed,
    length_s: f64,
    /// Factor on the rates.
    headroom: f64,
    /// The day that is being drawn, and the number of days.
    day: u32,
    days: u32,
    stream: Stream,
    source: Source<'m>,
}

enum Source<'m> {
    /// A unit Poisson process on the cumulated rate: `owed` of the next exponential gap is still to be covered.
    Poisson {
        pieces: &'m [Piece],
        factor: f64,
        piece: usize,
        at_s: f64,
        owed: f64,
    },
    Exactly {
        counts: &'m [u32],
        interval_s: f64,
        interval: usize,
        placed: Vec<f64>,
        next: usize,
    },
    Times(&'m [f64]),
}

impl<'m> Arriving<'m> {
    pub(super) fn new(contact: &'m Contact, seed: DaySeed, length_s: f64, days: u32, headroom: f64) -> Arriving<'m> {
        let (stream, source) = Source::new(contact, seed, length_s, headroom);
        Arriving { contact, seed, length_s, headroom, day: 0, days, stream, source }
    }

    /// Appends up to `most` arrival times; fewer only when the last day is over.
    pub(super) fn draw(&mut self, to: &mut Vec<f64>, most: usize) {
        let enough = to.len() + most;
        loop {
            let first = to.len();
            self.source.draw(&mut self.stream, to, enough - first);
            if self.day > 0 {
                let opens_s = f64::from(self.day) * DAY_S;
                to[first..].iter_mut().for_each(|time| *time += opens_s);
            }
            if to.len() >= enough || self.day + 1 >= self.days {
                return;
            }
            self.day += 1;
            let seed = self.seed.on_day(self.day);
            (self.stream, self.source) = Source::new(self.contact, seed, self.length_s, self.headroom);
        }
    }
}

impl<'m> Source<'m> {
    /// One day of a type, and the stream that draws it.
    fn new(contact: &'m Contact, seed: DaySeed, length_s: f64, headroom: f64) -> (Stream, Source<'m>) {
        let mut stream = seed.stream(Purpose::Arrival, &contact.name);
        let source = match &contact.arrivals {
            Arrivals::Poisson { rate, busyness } => {
                let factor = busyness.as_ref().map_or(1.0, |b| draw_busyness(b, seed, &contact.name));
                let factor = factor * headroom;
                let owed = exponential(&mut stream);
                Source::Poisson { pieces: &rate.pieces, factor, piece: 0, at_s: 0.0, owed }
            }
            Arrivals::Exactly { interval_s, counts } => {
                Source::Exactly { counts, interval_s: *interval_s, interval: 0, placed: Vec::new(), next: 0 }
            }
            Arrivals::Times(times) => Source::Times(&times[..times.partition_point(|t| *t < length_s)]),
            Arrivals::None => Source::Times(&[]),
        };
        (stream, source)
    }

    /// Appends up to `most` arrival times since opening.
    fn draw(&mut self, day: &mut Stream, to: &mut Vec<f64>, most: usize) {
        match self {
            Source::Poisson { pieces, factor, piece, at_s, owed } => {
                let enough = to.len() + most;
                let mut stream = day.clone();
                to.reserve(most);
                while to.len() < enough
                    && let Some(current) = pieces.get(*piece)
                {
                    if current.first == current.last && current.first > 0.0 {
                        let gap_s = 1.0 / (current.first * *factor);
                        // The common case in a loop of its own: a step of the rate.
                        while to.len() < enough {
                            let time = *at_s + *owed * gap_s;
                            // Not a number lies in no piece.
                            if !matches!(time.partial_cmp(&current.to_s), Some(Ordering::Less)) {
                                break;
                            }
                            debug_assert!(time >= *at_s, "arrivals come in order: {time} after {at_s}");
                            to.push(time);
                            *at_s = time;
                            *owed = exponential(&mut stream);
                        }
                        if to.len() == enough {
                            break;
                        }
                    }
                    match cross(current, *factor, *at_s, *owed) {
                        Crossing::At(time) => {
                            debug_assert!(time >= *at_s, "arrivals come in order: {time} after {at_s}");
                            to.push(time);
                            *at_s = time;
                            *owed = exponential(&mut stream);
                        }
                        Crossing::Beyond(rest) => {
                            *owed = rest;
                            *at_s = current.to_s;
                            *piece += 1;
                        }
                    }
                }
                *day = stream;
            }
            Source::Exactly { counts, interval_s, interval, placed, next } => {
                for _ in 0..most {
                    while *next == placed.len() {
                        let Some(&count) = counts.get(*interval) else { return };
                        let from = *interval as f64 * *interval_s;
                        placed.clear();
                        placed.extend((0..count).map(|_| from + *interval_s * uniform(day)));
                        placed.sort_unstable_by(f64::total_cmp);
                        *interval += 1;
                        *next = 0;
                    }
                    to.push(placed[*next]);
                    *next += 1;
                }
            }
            Source::Times(times) => {
                let (now, later) = times.split_at(most.min(times.len()));
                to.extend_from_slice(now);
                *times = later;
            }
        }
    }
}

enum Crossing {
    /// The next arrival.
    At(f64),
    /// It lies beyond the piece; this much of the gap is left.
    Beyond(f64),
}

/// Where in the piece, from `at_s` on, the cumulated rate has grown by `owed`.
#[inline]
fn cross(piece: &Piece, factor: f64, at_s: f64, owed: f64) -> Crossing {
    if piece.first == piece.last {
        let rate = piece.first * factor;
        let time = at_s + owed / rate;
        // Where nobody comes time goes on all the same: what is not more than 0 (-0.0, not a number) is no rate.
        if rate > 0.0 && time < piece.to_s {
            Crossing::At(time)
        } else {
            Crossing::Beyond((owed - (piece.to_s - at_s) * rate).max(0.0))
        }
    } else {
        let slope = factor * (piece.last - piece.first) / (piece.to_s - piece.from_s);
        let rate = factor * piece.first + slope * (at_s - piece.from_s);
        // rate × s + slope/2 × s² = owed, in the form that does not cancel.
        let inside = rate * rate + 2.0 * slope * owed;
        let step = if inside >= 0.0 { 2.0 * owed / (rate + libm::sqrt(inside)) } else { f64::INFINITY };
        let time = at_s + step;
        if step >= 0.0 && time < piece.to_s {
            Crossing::At(time)
        } else {
            let left = piece.to_s - at_s;
            Crossing::Beyond((owed - left * (rate + 0.5 * slope * left)).max(0.0))
        }
    }
}

/// The day's factor by a Gaussian copula: one normal number common to all types, one of the type's own.
fn draw_busyness(busyness: &Busyness, seed: DaySeed, name: &str) -> f64 {
    // The common number belongs to no type; type names are not empty.
    let common = normal(&mut seed.stream(Purpose::Busyness, ""));
    let own = normal(&mut seed.stream(Purpose::Busyness, name));
    let z = libm::sqrt(busyness.common) * common + libm::sqrt(1.0 - busyness.common) * own;
    busyness.factor.quantile(normal_cdf(z))
}
