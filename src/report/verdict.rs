//! Whether a target is met.

use crate::measure::Estimate;
use crate::model::{Model, ServiceLevel};
use crate::scenario::units::show_duration;

use super::number::fixed;
use super::table::{Cell, Tone};

/// Whether a target is met, as far as the error allows to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The whole interval is on the right side.
    Yes,
    /// The whole interval is on the wrong side.
    No,
    /// The target lies within the interval, or the error is not known.
    Uncertain,
}

impl Verdict {
    /// Of a share that should be at least `target`.
    pub fn at_least(target: f64, estimate: Estimate) -> Verdict {
        let (low, high) = (estimate.mean - estimate.half_width, estimate.mean + estimate.half_width);
        if low >= target {
            Verdict::Yes
        } else if high < target {
            Verdict::No
        } else {
            Verdict::Uncertain
        }
    }

    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Yes => "yes",
            Verdict::No => "no",
            Verdict::Uncertain => "uncertain",
        }
    }

    /// Its colour.
    pub fn tone(self) -> Tone {
        match self {
            Verdict::Yes => Tone::Good,
            Verdict::No => Tone::Bad,
            Verdict::Uncertain => Tone::Doubtful,
        }
    }
}

/// `80 % in 20 s`.
pub fn target(level: ServiceLevel) -> String {
    let share = 100.0 * level.target;
    let decimals = i32::from(libm::fabs(share - libm::round(share)) > 1e-9);
    format!("{} % in {}", fixed(share, decimals), show_duration(level.within_s))
}

/// `80 % in 20 s: yes`; empty where there is no target.
pub fn of_target(level: Option<ServiceLevel>, estimate: Option<Estimate>) -> Cell {
    let (Some(level), Some(estimate)) = (level, estimate) else { return Cell::from("") };
    let verdict = Verdict::at_least(level.target, estimate);
    Cell::toned(format!("{}: {}", target(level), verdict.word()), verdict.tone())
}

/// The target that all contact types with one have in common.
pub fn common_target(model: &Model) -> Option<ServiceLevel> {
    let mut targets = model.contacts.iter().filter_map(|contact| contact.service_level);
    let first = targets.next()?;
    targets.all(|level| level == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_inside_the_interval_is_uncertain() {
        let of = |mean, half_width| Verdict::at_least(0.8, Estimate { mean, half_width, sd: 0.0 });
        assert_eq!(of(0.82, 0.01), Verdict::Yes);
        assert_eq!(of(0.80, 0.0), Verdict::Yes);
        assert_eq!(of(0.805, 0.01), Verdict::Uncertain);
        assert_eq!(of(0.78, 0.01), Verdict::No);
        assert_eq!(of(0.99, f64::INFINITY), Verdict::Uncertain);
    }
}
