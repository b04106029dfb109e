//! What a measure is, and the shapes that most of them have.

use super::needs::Needs;
use super::totals::Totals;

/// How a measure is made of the sums of a replication.
#[derive(Clone, Copy)]
pub enum Kind {
    /// The mean over replications of a sum.
    Mean(fn(&Totals) -> f64),
    /// The ratio of the means of two sums.
    Ratio(fn(&Totals) -> f64, fn(&Totals) -> f64),
    /// A quantile of the waits of answered contacts of all replications together.
    Quantile(f64),
}

/// Between what a measure can lie, in every scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bounds {
    /// From 0 to 1: a part of what it is a share of.
    Share,
    /// From 0 up: a count, a time, a ratio.
    NotNegative,
    /// From −6 to +6: the difference of two scores between −3 and +3.
    Scores,
    /// Anything: money is gained and lost.
    Any,
}

/// Sums of many terms are right to about so much of themselves.
const ROUNDING: f64 = 1e-9;

impl Bounds {
    /// The bounds of what is measured in a unit.
    const fn of(unit: &str) -> Bounds {
        match unit.as_bytes() {
            b"share" => Bounds::Share,
            b"currency" => Bounds::Any,
            _ => Bounds::NotNegative,
        }
    }

    /// Whether a quotient lies between them, up to the rounding of its sums. What is too large for a number lies nowhere.
    pub fn hold(self, above: f64, below: f64) -> bool {
        if !(above.is_finite() && below.is_finite()) {
            return true;
        }
        let slack = ROUNDING * (above.abs() + below.abs());
        below >= 0.0
            && match self {
                Bounds::Share => above >= -slack && above <= below + slack,
                Bounds::NotNegative => above >= -slack,
                Bounds::Scores => above.abs() <= 6.0 * below + slack,
                Bounds::Any => true,
            }
    }
}

/// A measure: what it is called and how it is made.
#[derive(Clone, Copy)]
pub struct Measure {
    /// Its name.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// Its definition, in a line.
    pub definition: &'static str,
    /// How it is made.
    pub kind: Kind,
    /// Between what it lies.
    pub bounds: Bounds,
    /// What it needs.
    pub needs: Needs,
    /// Whether it is a measure of agents: it has no meaning for a contact type.
    pub of_agents: bool,
    /// Whether it is a measure of contacts: it has no meaning for a group.
    pub of_contacts: bool,
}

pub(super) const fn contacts(
    name: &'static str,
    unit: &'static str,
    needs: Needs,
    kind: Kind,
    definition: &'static str,
) -> Measure {
    Measure { name, unit, definition, kind, bounds: Bounds::of(unit), needs, of_agents: false, of_contacts: true }
}

pub(super) const fn agents(
    name: &'static str,
    unit: &'static str,
    needs: Needs,
    kind: Kind,
    definition: &'static str,
) -> Measure {
    Measure { name, unit, definition, kind, bounds: Bounds::of(unit), needs, of_agents: true, of_contacts: false }
}

pub(super) const fn whole(
    name: &'static str,
    unit: &'static str,
    needs: Needs,
    kind: Kind,
    definition: &'static str,
) -> Measure {
    Measure { name, unit, definition, kind, bounds: Bounds::of(unit), needs, of_agents: true, of_contacts: true }
}

pub(super) const fn count(
    name: &'static str,
    needs: Needs,
    of: fn(&Totals) -> f64,
    definition: &'static str,
) -> Measure {
    contacts(name, "contacts", needs, Kind::Mean(of), definition)
}

impl Measure {
    /// Its quotient in a replication: numerator and denominator, 1 of a mean; `None` of a quantile.
    pub(crate) fn quotient(&self, totals: &Totals) -> Option<(f64, f64)> {
        let (above, below) = match self.kind {
            Kind::Mean(sum) => (sum(totals), 1.0),
            Kind::Ratio(above, below) => (above(totals), below(totals)),
            Kind::Quantile(_) => return None,
        };
        debug_assert!(
            self.bounds.hold(above, below),
            "{} is {above} / {below}, beyond its bounds {:?}: {totals:?}",
            self.name,
            self.bounds
        );
        Some((above, below))
    }
}
