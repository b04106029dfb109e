//! The people of a group, where they are more than a head-count.

/// The people of a group, where they are more than a head-count. All of it is off by default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct People {
    /// From assignment to "hello", s: the agent is taken, the customer still waits.
    pub connect_s: f64,
    /// Time away although paid, beside breaks; `None`: none.
    pub shrinkage: Option<Shrinkage>,
    /// Share that does not show up, drawn for each agent and day.
    pub absence: f64,
    /// How newcomers become faster.
    pub learning: Option<Learning>,
    /// Who of a head-count leaves when it falls while all are busy.
    pub falls: Falls,
    /// Shifts of people with hours of their own; none: the group is a head-count.
    pub shifts: Vec<Shift>,
}

/// Who leaves when a head-count falls and nobody is idle. (Idle agents go at once, those idle longest first.)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Falls {
    /// Whoever finishes something next takes nothing more, and leaves with empty hands.
    #[default]
    NextToFinish,
    /// Those with the fewest contacts in hand at that moment, whenever they finish.
    Marked,
}

impl People {
    /// Share of the paid time of those who show up in which they are to be away.
    pub fn shrinkage_share(&self) -> f64 {
        self.shrinkage.map_or(0.0, |shrinkage| shrinkage.share)
    }

    /// The share of scheduled time for which a person is there, on average: neither absent for the day nor away.
    pub fn available_share(&self) -> f64 {
        (1.0 - self.shrinkage_share()) * (1.0 - self.absence)
    }
}

/// Time that people are away although paid: meetings, coaching, forms. Drawn person by person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shrinkage {
    /// Share of the paid time of those who show up.
    pub share: f64,
    /// Whether somebody is away is drawn anew after so many seconds, from the begin of the shift (of a head-count: from
    /// opening) on.
    pub stretch_s: f64,
    /// What becomes of an absence that begins late, because a contact is finished first.
    pub keep: Keep,
}

/// What an absence or a break keeps that begins late, because a contact is finished first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Its length: it ends later by as much.
    Length,
    /// Its end: it is shorter by as much.
    End,
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
    /// It may begin up to this much later, s: at the first moment without work, and has its full length. 0: it begins at
    /// `at_s`, after the contact in hand.
    pub flexible_s: f64,
    /// What a break that is not flexible keeps where it begins late.
    pub keep: Keep,
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
