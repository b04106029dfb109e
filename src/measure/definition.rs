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

/// A measure: what it is called and how it is made.
pub struct Measure {
    /// Its name.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// Its definition, in a line.
    pub definition: &'static str,
    /// How it is made.
    pub kind: Kind,
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
    Measure { name, unit, definition, kind, needs, of_agents: false, of_contacts: true }
}

pub(super) const fn agents(
    name: &'static str,
    unit: &'static str,
    needs: Needs,
    kind: Kind,
    definition: &'static str,
) -> Measure {
    Measure { name, unit, definition, kind, needs, of_agents: true, of_contacts: false }
}

pub(super) const fn whole(
    name: &'static str,
    unit: &'static str,
    needs: Needs,
    kind: Kind,
    definition: &'static str,
) -> Measure {
    Measure { name, unit, definition, kind, needs, of_agents: true, of_contacts: true }
}

pub(super) const fn count(
    name: &'static str,
    needs: Needs,
    of: fn(&Totals) -> f64,
    definition: &'static str,
) -> Measure {
    contacts(name, "contacts", needs, Kind::Mean(of), definition)
}
