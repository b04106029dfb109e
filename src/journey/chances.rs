//! Decisions by a chance whose log-odds differ from contact to contact.

use std::sync::LazyLock;

/// Log-odds from −REACH to REACH are in the table, so many to a unit.
const REACH: f64 = 8.0;
const TO_A_UNIT: f64 = 32.0;
const STEPS: usize = 512;
/// More than a straight line between two points of the table is off: at most `max |f''| h² / 8` = 0.0963 / 8 / 32².
const SLACK: f64 = 1.2e-5;

static TABLE: LazyLock<[f64; STEPS + 1]> =
    LazyLock::new(|| std::array::from_fn(|i| logistic(i as f64 / TO_A_UNIT - REACH)));

fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-log_odds))
}

/// The logistic function, tabulated, to compare with: a contact has its own log-odds, and an exponential for each would
/// cost more than all the rest of its moments.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chances(&'static [f64; STEPS + 1]);

impl Chances {
    pub fn new() -> Chances {
        Chances(&TABLE)
    }

    /// Whether the chance of these log-odds exceeds a number drawn from 0 to 1: exactly, though only one number in forty
    /// thousand is so near that the function itself is asked.
    #[inline(always)]
    pub fn exceed(self, drawn: f64, log_odds: f64) -> bool {
        let at = (log_odds + REACH) * TO_A_UNIT;
        if !(at >= 0.0 && at < STEPS as f64) {
            return drawn < logistic(log_odds);
        }
        // Smaller than the table, so that the short way to a whole number does.
        let place = at as i32;
        let (low, high) = (self.0[place as usize], self.0[place as usize + 1]);
        let chance = low + (at - f64::from(place)) * (high - low);
        if (drawn - chance).abs() > SLACK { drawn < chance } else { drawn < logistic(log_odds) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_decides_as_the_function_does() {
        for i in -9_500..9_500 {
            let log_odds = f64::from(i) * 1e-3 + 3e-4;
            let chance = logistic(log_odds);
            for off in [-0.1, -1e-4, -1.21e-5, -1.19e-5, -1e-9, 0.0, 1e-9, 1.19e-5, 1.21e-5, 1e-4, 0.1] {
                let drawn = chance + off;
                assert_eq!(Chances::new().exceed(drawn, log_odds), drawn < chance, "{drawn} at {log_odds}");
            }
        }
        assert!(Chances::new().exceed(0.999, f64::INFINITY) && !Chances::new().exceed(0.0, f64::NEG_INFINITY));
    }
}
