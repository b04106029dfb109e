//! A measure in a place, as a study names it: `service_level`, `contact.stock.service_level`, `group.tier1.occupancy`;
//! and a requirement on one: `service_level >= 0.80`.

use std::fmt;

use crate::measure::{Kind, MEASURES, Measure, Scope, applies, measure};
use crate::model::Model;
use crate::scenario::suggestion;

/// What a figure is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The whole center.
    Whole,
    /// A contact type, by name.
    Contact(String),
    /// A group, by name.
    Group(String),
}

/// A measure in a place.
#[derive(Clone)]
pub struct Figure {
    /// What it is about.
    pub place: Place,
    /// The measure.
    pub measure: &'static Measure,
}

/// A text that names no figure: what is wrong, and what to write instead.
#[derive(Debug)]
pub(super) struct Wrong {
    pub message: String,
    pub help: String,
}

impl Figure {
    /// Reads `[contact.NAME.|group.NAME.]MEASURE`.
    pub(super) fn parse(text: &str) -> Result<Figure, Wrong> {
        let text = text.trim();
        let (place, name) = match (text.split_once('.'), text.rsplit_once('.')) {
            (Some(("contact", _)), Some((before, name))) => (before.strip_prefix("contact."), name),
            (Some(("group", _)), Some((before, name))) => (before.strip_prefix("group."), name),
            _ => (None, text),
        };
        let place = match place {
            Some(of) if text.starts_with("contact.") => Place::Contact(of.to_string()),
            Some(of) => Place::Group(of.to_string()),
            None => Place::Whole,
        };
        match measure(name) {
            Some(measure) => Ok(Figure { place, measure }),
            None => Err(Wrong {
                message: format!("there is no measure `{name}`"),
                help: suggestion(name, MEASURES.iter().map(|m| m.name)),
            }),
        }
    }

    /// The scope of the figure in a model.
    pub(super) fn scope(&self, model: &Model) -> Result<Scope, Wrong> {
        let scope = match &self.place {
            Place::Whole => Scope::Whole,
            Place::Contact(name) => {
                Scope::Contact(position("contact type", name, model.contacts.iter().map(|c| c.name.as_str()))?)
            }
            Place::Group(name) => Scope::Group(position("group", name, model.groups.iter().map(|g| g.name.as_str()))?),
        };
        if applies(model, self.measure, scope) {
            return Ok(scope);
        }
        let place = if self.place == Place::Whole { "this scenario" } else { "this place" };
        let needs = self.measure.needs.in_words().map_or_else(String::new, |needs| format!("; it needs {needs}"));
        Err(Wrong {
            message: format!("`{self}` means nothing in {place}"),
            help: format!("{}: {}{needs}", self.measure.name, self.measure.definition),
        })
    }

    /// Whether the figure is a quantile of waits, which has no value of a single replication.
    pub(super) fn is_quantile(&self) -> bool {
        matches!(self.measure.kind, Kind::Quantile(_))
    }
}

fn position<'a>(what: &str, name: &str, names: impl Iterator<Item = &'a str> + Clone) -> Result<usize, Wrong> {
    let found = names.clone().position(|n| n == name);
    found.ok_or_else(|| Wrong { message: format!("there is no {what} `{name}`"), help: suggestion(name, names) })
}

impl fmt::Display for Figure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Whole => out.write_str(self.measure.name),
            Place::Contact(name) => write!(out, "contact.{name}.{}", self.measure.name),
            Place::Group(name) => write!(out, "group.{name}.{}", self.measure.name),
        }
    }
}

impl fmt::Debug for Figure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{self}")
    }
}

/// How a figure must stand to a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `>=`
    AtLeast,
    /// `>`
    MoreThan,
    /// `<=`
    AtMost,
    /// `<`
    LessThan,
}

/// A condition that a policy must meet.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// What it is about.
    pub figure: Figure,
    /// How it must stand to the bound.
    pub relation: Relation,
    /// The bound.
    pub bound: f64,
}

impl Requirement {
    /// Reads `FIGURE >= NUMBER`, or with `<=`, `>`, `<`.
    pub(super) fn parse(text: &str) -> Result<Requirement, Wrong> {
        let relations =
            [(">=", Relation::AtLeast), ("<=", Relation::AtMost), (">", Relation::MoreThan), ("<", Relation::LessThan)];
        let shape = || Wrong {
            message: format!("{text:?} is no condition"),
            help: "write a measure, one of >= <= > <, and a number: \"service_level >= 0.80\"".to_string(),
        };
        let found = relations.iter().find_map(|(sign, relation)| Some((text.split_once(sign)?, *relation)));
        let ((figure, bound), relation) = found.ok_or_else(shape)?;
        let bound: f64 = bound.trim().parse().ok().filter(|b: &f64| b.is_finite()).ok_or_else(shape)?;
        Ok(Requirement { figure: Figure::parse(figure)?, relation, bound })
    }

    /// How far on the right side of the bound a value is; negative on the wrong side.
    pub(super) fn margin(&self, value: f64) -> f64 {
        match self.relation {
            Relation::AtLeast | Relation::MoreThan => value - self.bound,
            Relation::AtMost | Relation::LessThan => self.bound - value,
        }
    }

    /// Whether a margin of 0 fails.
    pub(super) fn is_strict(&self) -> bool {
        matches!(self.relation, Relation::MoreThan | Relation::LessThan)
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.relation {
            Relation::AtLeast => ">=",
            Relation::MoreThan => ">",
            Relation::AtMost => "<=",
            Relation::LessThan => "<",
        };
        write!(out, "{} {sign} {}", self.figure, self.bound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_in_all_places() {
        for text in ["service_level", "contact.stock.service_level", "group.tier 1.occupancy"] {
            assert_eq!(Figure::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Figure::parse("servicelevel").unwrap_err().help, "did you mean `service_level`?");
    }

    #[test]
    fn requirements_are_read_and_know_their_side() {
        let least = Requirement::parse(" service_level>=0.80").unwrap();
        assert_eq!(least.to_string(), "service_level >= 0.8");
        assert!(least.margin(0.9) > 0.0 && least.margin(0.7) < 0.0 && !least.is_strict());
        let less = Requirement::parse("contact.a.abandonment_rate < 0.05").unwrap();
        assert!(less.margin(0.04) > 0.0 && less.is_strict());
        for wrong in ["service_level", "service_level >= x", "service_level => 1", ">= 1", "service_level >= nan"] {
            assert!(Requirement::parse(wrong).is_err(), "{wrong}");
        }
    }
}
