//! Whether a policy meets what is required of it, and how sure that is.

use std::fmt;
use std::str::FromStr;

use super::paired::Mean;

/// Whether a requirement is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meets {
    /// The estimate fails, and its interval is clear of the bound.
    No,
    /// The estimate fails, but the bound is within its interval.
    ProbablyNot,
    /// The estimate meets it, but the bound is within its interval.
    Probably,
    /// The estimate meets it, and its interval is clear of the bound.
    Yes,
}

impl Meets {
    /// Whether the estimate meets it.
    pub fn is_met(self) -> bool {
        self >= Meets::Probably
    }

    /// Of a margin, positive on the right side of the bound, and the half-width of its interval.
    pub(super) fn of(margin: f64, half_width: f64, strict: bool) -> Meets {
        let inside = |margin: f64| if strict { margin > 0.0 } else { margin >= 0.0 };
        match (inside(margin), inside(margin - half_width), inside(margin + half_width)) {
            (true, true, _) => Meets::Yes,
            (true, false, _) => Meets::Probably,
            (false, _, true) => Meets::ProbablyNot,
            (false, _, false) => Meets::No,
        }
    }

    /// With an interval of so many standard errors to each side.
    pub(super) fn at(margin: &Mean, errors: f64, strict: bool) -> Meets {
        Meets::of(margin.value, margin.reach(errors), strict)
    }
}

impl fmt::Display for Meets {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Meets::No => "no",
            Meets::ProbablyNot => "probably not",
            Meets::Probably => "probably",
            Meets::Yes => "yes",
        })
    }
}

impl FromStr for Meets {
    type Err = ();

    fn from_str(text: &str) -> Result<Meets, ()> {
        [Meets::No, Meets::ProbablyNot, Meets::Probably, Meets::Yes]
            .into_iter()
            .find(|m| m.to_string() == text)
            .ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_answers() {
        assert_eq!(Meets::of(0.05, 0.01, false), Meets::Yes);
        assert_eq!(Meets::of(0.05, 0.10, false), Meets::Probably);
        assert_eq!(Meets::of(-0.05, 0.10, false), Meets::ProbablyNot);
        assert_eq!(Meets::of(-0.05, 0.01, false), Meets::No);
        assert_eq!(Meets::of(0.05, f64::INFINITY, false), Meets::Probably);
        assert_eq!(Meets::of(f64::NAN, f64::NAN, false), Meets::No);
        assert_eq!((Meets::of(0.0, 0.0, false), Meets::of(0.0, 0.0, true)), (Meets::Yes, Meets::No));
        assert!("probably not".parse() == Ok(Meets::ProbablyNot));
    }
}
