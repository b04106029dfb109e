//! One contact's story, moment by moment.

use std::fmt::Write;

use super::dates::Days;
use super::number::about;
use crate::floor::{Class, Event, Experience, Happening, Recorder, Visit};
use crate::model::{ContactId, HorizonKind, Model};
use crate::scenario::units::counted;

/// Listens for one contact, by its number in the run.
pub struct Story<'m> {
    model: &'m Model,
    number: u64,
    contact: Option<ContactId>,
    days: Days,
    lines: Vec<String>,
    /// The contact of the last event: what is experienced then is its.
    last: u64,
    caused: Vec<u64>,
}

impl<'m> Story<'m> {
    /// Of the contact of this number.
    pub fn new(model: &'m Model, number: u64) -> Story<'m> {
        Story {
            model,
            number,
            contact: None,
            days: Days::new(&model.horizon),
            lines: Vec::new(),
            last: 0,
            caused: Vec::new(),
        }
    }

    /// The text; `None` if there is no such contact.
    pub fn text(&self) -> Option<String> {
        let contact = self.contact?;
        let mut out = format!("Contact {}, {}\n", self.number, self.model.contacts[contact.index()].name);
        for line in &self.lines {
            let _ = writeln!(out, "  {line}");
        }
        for number in &self.caused {
            let _ = writeln!(out, "  caused contact {number}");
        }
        Some(out)
    }

    fn moment(&self, at_s: f64) -> String {
        if self.model.horizon.kind == HorizonKind::Steady {
            return format!("{at_s:9.1} s");
        }
        let day = self.days.day(at_s);
        let clock = self.days.clock(at_s, day);
        if self.model.horizon.days > 1 { format!("day {} {clock}", day + 1) } else { clock }
    }

    fn tells(&mut self, experience: &Experience) {
        let scores = &experience.scores;
        let mut line = |text: String| self.lines.push(format!("    {text}"));
        line(format!("the wait felt like {:.1} s: {:+.2}", experience.perceived_s, scores.wait));
        match (scores.gave_up, scores.resolved) {
            (Some(score), _) => line(format!("went away with nothing: {score:+.2}")),
            (None, Some(resolved)) => {
                line(format!("being understood: {:+.2}", scores.understood));
                let how = if experience.resolved { "was helped" } else { "was not helped" };
                line(format!("{how}: {resolved:+.2}"));
            }
            (None, None) => {}
        }
        if let Some(score) = scores.promise {
            let how = if score < 0.0 { "a promise was broken" } else { "the promise was kept" };
            line(format!("{how}: {score:+.2}"));
        }
        let Some(class) = experience.class else { return };
        let remembered = experience.satisfaction + experience.expected;
        let word = match class {
            Class::Delighted => "delighted",
            Class::Satisfied => "satisfied",
            Class::Indifferent => "indifferent",
            Class::Dissatisfied => "dissatisfied",
        };
        line(format!(
            "remembers {remembered:+.3}, expected {:+.3}: {:+.3}, {word}",
            experience.expected, experience.satisfaction
        ));
        if experience.notice_costs.is_some() {
            line("was told why before asking".to_string());
        }
        if let Some(drawn) = &experience.follows {
            if drawn.complains {
                line("complains".to_string());
            }
            if drawn.told > 0.0 {
                line(format!("tells {}, badly", counted(about(drawn.told), "person", "people")));
            }
            if drawn.told_good > 0.0 {
                line(format!("tells {}, well", counted(about(drawn.told_good), "person", "people")));
            }
            if drawn.recovered {
                line("the complaint is resolved".to_string());
            }
            if drawn.leaves {
                line("leaves for good".to_string());
            }
        }
    }
}

impl Recorder for Story<'_> {
    const LISTENS: bool = true;

    fn experienced(&mut self, visit: &Visit, experience: &Experience) {
        if self.last == self.number && self.contact == Some(visit.contact) {
            self.tells(experience);
        }
    }

    fn event(&mut self, event: &Event) {
        let Some((number, contact)) = event.contact else { return };
        self.last = number;
        if event.caused_by == Some(self.number) {
            self.caused.push(number);
        }
        if number != self.number {
            return;
        }
        self.contact = Some(contact);
        let mut line = format!("{}  {}", self.moment(event.at_s), event.what.name().replace('-', " "));
        if let Some((group, agent)) = event.agent {
            let _ = write!(line, " by {}/{agent}", self.model.groups[group.index()].name);
        }
        if let Some(rest_s) = event.announced_s {
            let _ = write!(line, ": {rest_s:.1} s to wait");
        }
        if let Some(cause) = event.caused_by {
            let _ = write!(line, ", because of contact {cause}");
        }
        if event.what != Happening::Dials || self.lines.is_empty() {
            self.lines.push(line);
        }
    }
}
