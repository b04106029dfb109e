//! The people of a group, where they are more than a head-count.

/// The people of a group, where they are more than a head-count. All of it is off by default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct People {
    /// From assignment to "hello", s: the agent is taken, the customer still waits.
    pub connect_s: f64,
    /// Share of scheduled time not available, drawn for each agent and interval.
    pub shrinkage: f64,
    /// Share that does not show up, drawn for each agent and day.
    pub absence: f64,
    /// How newcomers become faster.
    pub learning: Option<Learning>,
    /// Shifts of people with hours of their own; none: the group is a head-count.
    pub shifts: Vec<Shift>,
}

/// Newcomers, from the first day of the run on: speed = 1 − (1 − from) 2^(−t / half-life).
///
/// ```
/// # use onhold::model::Learning;
/// let learning = Learning { half_life_s: 20.0 * 86_400.0, from: 0.6 };
/// assert_eq!((learning.speed(0.0), learning.speed(20.0 * 86_400.0)), (0.6, 0.8));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Learning {
    /// Time in which half of what is missing is learned, s.
    pub half_life_s: f64,
    /// Speed on the first day, relative to what it will be.
    pub from: f64,
}

impl Learning {
    /// Speed so long after the first opening.
    pub fn speed(&self, since_start_s: f64) -> f64 {
        1.0 - (1.0 - self.from) * libm::exp2(-since_start_s / self.half_life_s)
    }
}

impl People {
    /// The share of scheduled time for which a person is there, on average: neither absent for the day nor away.
    pub fn available_share(&self) -> f64 {
        (1.0 - self.shrinkage) * (1.0 - self.absence)
    }
}

/// People with the same hours.
#[derive(Clone, Debug, PartialEq)]
pub struct Shift {
    /// How many.
    pub people: u32,
    /// Begin, s since opening (negative: before it).
    pub from_s: f64,
    /// End, s since opening.
    pub to_s: f64,
    /// Breaks, in order of time, inside the shift and apart from one another.
    pub breaks: Vec<Break>,
    /// What happens at the end to a contact in hand.
    pub end: ShiftEnd,
}

/// A break.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Break {
    /// Begin, s since opening.
    pub at_s: f64,
    /// Length, s.
    pub length_s: f64,
    /// It may begin up to this much later, s: at the first moment without work. 0: it begins at `at_s`, after the
    /// contact in hand, and ends at its scheduled end.
    pub flexible_s: f64,
}

/// What happens at the end of a shift to a contact in hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ShiftEnd {
    /// It is finished.
    #[default]
    Finish,
    /// A colleague takes over what is left of it.
    HandOver,
}
