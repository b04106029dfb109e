//! Where contacts and time are booked.
//!
//! ```text
//!   warm-up │ interval, interval, ... │ after closing │ interval, interval, ... │ after closing ─▶ ∞
//!           └── first day ────────────┴───────────────┴── second day ───────────┴──────────────
//! ```
//! The time after closing ends at the next opening; that of the last day never does. A steady stretch is one day of
//! equal batches. A warm-up may cover whole cells and days: they are empty then.

use crate::model::{DAY_S, HorizonKind, Model};

/// Batches of a steady stretch.
pub(in crate::measure) const BATCHES: usize = 32;

/// Ends of the cells, s: the warm-up's; then for each day those of its intervals (or batches), then the next opening,
/// which after the last day is infinity.
pub fn cell_ends(model: &Model) -> Vec<f64> {
    let horizon = &model.horizon;
    let mut ends = vec![horizon.warm_up_s];
    match horizon.kind {
        HorizonKind::Day { interval_s } => {
            for day in 0..horizon.days {
                let opening_s = f64::from(day) * DAY_S;
                let intervals = (1..=model.intervals()).map(|i| opening_s + i as f64 * interval_s);
                let next_opening_s = if day + 1 == horizon.days { f64::INFINITY } else { opening_s + DAY_S };
                ends.extend(intervals.chain([next_opening_s]).map(|end| end.max(horizon.warm_up_s)));
            }
        }
        HorizonKind::Steady => {
            let counted = horizon.length_s - horizon.warm_up_s;
            ends.extend((1..BATCHES).map(|i| horizon.warm_up_s + counted * i as f64 / BATCHES as f64));
            ends.extend([horizon.length_s, f64::INFINITY]);
        }
    }
    ends
}

/// Numbers the cells of a day.
#[derive(Clone, Copy, Debug)]
pub(in crate::measure) struct Layout {
    /// Days of the run.
    pub days: usize,
    /// Intervals of a day, or batches.
    pub parts: usize,
}

impl Layout {
    /// The layout of so many cells over so many days.
    pub fn new(cells: usize, days: u32) -> Layout {
        let days = days as usize;
        Layout { days, parts: (cells - 1) / days - 1 }
    }

    /// The cell of an interval (or batch) of a day.
    pub fn cell(&self, day: usize, part: usize) -> usize {
        1 + day * (self.parts + 1) + part
    }

    /// The cell of the time after closing of a day.
    pub fn late(&self, day: usize) -> usize {
        self.cell(day, self.parts)
    }
}
