//! A value that may vary over the hours of the day.

/// Seconds of a calendar day.
pub const DAY_S: f64 = 86_400.0;

/// A value over the day, in steps: from each moment on (s since opening, ascending, the first is 0) its value.
///
/// ```
/// # use onhold::model::OverDay;
/// let reach = OverDay::steps(vec![(0.0, 0.2), (3600.0, 0.4)]).ok_or("no steps")?;
/// assert_eq!((reach.at(3599.0), reach.at(3600.0), reach.at(-60.0)), (0.2, 0.4, 0.2));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct OverDay<T> {
    steps: Vec<(f64, T)>,
}

impl<T: Copy> OverDay<T> {
    /// The same value all day.
    pub fn always(value: T) -> OverDay<T> {
        OverDay { steps: vec![(0.0, value)] }
    }

    /// These steps; nothing if there are none.
    pub fn steps(steps: Vec<(f64, T)>) -> Option<OverDay<T>> {
        (!steps.is_empty()).then_some(OverDay { steps })
    }

    /// The value so many seconds after opening; before the first step the first.
    pub fn at(&self, since_opening_s: f64) -> T {
        self.steps[self.step_at(since_opening_s)].1
    }

    /// Number of the step that holds so many seconds after opening.
    pub fn step_at(&self, since_opening_s: f64) -> usize {
        self.steps.partition_point(|step| step.0 <= since_opening_s).saturating_sub(1)
    }

    /// The value at opening.
    pub fn first(&self) -> T {
        self.steps[0].1
    }

    /// Moments and values.
    pub fn all(&self) -> &[(f64, T)] {
        &self.steps
    }

    /// Whether it is the same all day.
    pub fn is_constant(&self) -> bool {
        self.steps.len() == 1
    }
}
