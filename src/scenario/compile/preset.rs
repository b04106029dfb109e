//! Presets: sets of figures for the customer's side, named after where they come from.

use crate::model::{Aftermath, Complaint, Distribution, Expectation, Leaves, Memory, Tells};

/// A set of figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// Nothing is on: textbook queueing.
    Textbook,
    /// The course's figures: 4 % complain, the others tell 16 to 20.
    Course,
    /// A satisfied customer tells 5, a dissatisfied one 10.
    FiveTen,
    /// Surveyed figures: 6 % complain, 31 % tell 4 on average, 27 % of those told stay away.
    Evidence,
    /// A third complains.
    OneInThree,
}

impl Preset {
    /// The preset of a name.
    pub fn of(name: &str) -> Option<Preset> {
        match name {
            "textbook" => Some(Preset::Textbook),
            "course" => Some(Preset::Course),
            "five-ten" => Some(Preset::FiveTen),
            "evidence" => Some(Preset::Evidence),
            "one-in-three" => Some(Preset::OneInThree),
            _ => None,
        }
    }

    /// Whether it switches `[wait]`, `[service]` and `[aftermath]` on.
    pub fn is_on(self) -> bool {
        self != Preset::Textbook
    }

    /// What follows from satisfaction where the scenario does not say otherwise.
    pub fn aftermath(self) -> Aftermath {
        let plain = plain();
        match self {
            Preset::Textbook => plain,
            Preset::Course => Aftermath { tolerance: 0.0, ..plain },
            // Every dissatisfied customer tells ten: the worked example has nobody who complains instead.
            Preset::FiveTen => Aftermath { complains: 0.0, tells: Tells { share: 1.0, from: 10.0, to: 10.0 }, ..plain },
            Preset::Evidence => {
                Aftermath { complains: 0.06, tells: Tells { share: 0.31, from: 4.0, to: 4.0 }, converts: 0.27, ..plain }
            }
            Preset::OneInThree => Aftermath { complains: 1.0 / 3.0, ..plain },
        }
    }
}

/// The model's defaults.
fn plain() -> Aftermath {
    Aftermath {
        complains: 0.04,
        tells: Tells { share: 1.0, from: 16.0, to: 20.0 },
        tells_good: 5.0,
        converts: 0.20,
        tolerance: 0.75,
        delight: 0.40,
        memory: Memory { best: 0.10, worst: 0.25, last: 0.35, mean: 0.30 },
        expectation: Expectation { start: 0.60, learns: 0.15 },
        leaves: Leaves {
            delighted: 0.002,
            satisfied: 0.005,
            indifferent: 0.02,
            silent: 0.63,
            unresolved: 0.54,
            resolved: 0.30,
            resolved_fast: 0.05,
            scale: 0.1,
        },
        complaint: Complaint {
            becomes: None,
            after: Distribution::Exponential { mean: 1800.0 },
            resolves: 0.6,
            fast_within_s: None,
            costs: 0.0,
        },
        once_a_day: true,
        second_hand: 0.0,
        notice: None,
    }
}
