//! Groups of agents and their skills.

use std::collections::BTreeSet;

use super::contact::{channel, whole};
use super::people::head_count;
use super::{Build, MOST_MISTAKES};
use crate::model::{Channel, Contact, Distribution, Group, Pace, People, Skill};
use crate::scenario::reader::At;
use crate::scenario::units::counted;

/// A group before the handle times of the contact types are known.
pub(super) struct Draft {
    name: String,
    staffing: Vec<(f64, u32)>,
    cost_per_hour: f64,
    /// What its agents can serve.
    pub skills: Vec<DraftSkill>,
    people: People,
}

/// Most contacts that an agent may have in hand.
const MOST_AT_ONCE: usize = 64;

/// A skill whose pace may still have to be compared with the type's handle time.
pub(super) struct DraftSkill {
    /// The skill; its pace is the speed, if there is one.
    pub skill: Skill,
    /// The group's own handle time.
    pub own: Option<Distribution>,
    /// Where it stands.
    pub path: String,
}

impl<'a> Build<'a> {
    /// All groups; nothing if one of them is mistaken.
    pub(super) fn groups(&mut self) -> Option<Vec<Draft>> {
        let places = self.groups.clone();
        let drafts: Vec<Option<Draft>> = places.iter().map(|(name, at)| self.group(name, at)).collect();
        let drafts: Option<Vec<Draft>> = drafts.into_iter().collect();
        self.unserved();
        drafts
    }

    fn group(&mut self, name: &str, at: &At<'a>) -> Option<Draft> {
        let people = self.people(at);
        let staffing = match (self.horizon.as_ref(), people.shifts.is_empty()) {
            (None, _) => None,
            (Some(_), true) => self.profile(at, "agents", whole).map(|agents| agents.all().to_vec()),
            (Some(horizon), false) => Some(head_count(&people.shifts, horizon)),
        };
        let cost_per_hour = self.read(at, "cost", |v| v.number()).unwrap_or(0.0);
        let place = at.get("skills")?;
        if place.table().is_some_and(|t| t.entries.is_empty()) {
            let message = format!("nobody can use the agents of `{name}`: they can serve nothing");
            self.mistakes.push(place.key_mistake(message).help("write skills.TYPE = {} for each contact type"));
        }
        let skills: Vec<Option<DraftSkill>> = place.entries().map(|(name, at)| self.skill(name, &at)).collect();
        let skills = skills.into_iter().collect::<Option<Vec<DraftSkill>>>()?;
        Some(Draft { name: name.to_string(), staffing: staffing?, cost_per_hour, skills, people })
    }

    fn skill(&mut self, name: &str, at: &At<'a>) -> Option<DraftSkill> {
        // There are as many skills as types times groups: of so many mistakes more need not be found.
        if self.mistakes.len() > MOST_MISTAKES {
            return None;
        }
        let contact = self.contact_id(name, at);
        let own = self.durations(at, "handle");
        let speed = self.read(at, "speed", |v| v.number()).unwrap_or(1.0);
        let skill = Skill {
            contact: contact?,
            choice: self.read(at, "choice", whole).unwrap_or(1),
            priority: self.read(at, "priority", whole).unwrap_or(1),
            pace: Pace::Speed(speed),
            after_s: self.read(at, "after", |v| v.duration()).unwrap_or(0.0),
            reserve: self.read(at, "reserve", whole).unwrap_or(0),
            resolve: self.read(at, "resolve", |v| v.number()),
            quality: self.read(at, "quality", |v| v.number()).unwrap_or(0.0),
            wrap_up: self.durations(at, "wrap_up"),
            stretch: self.stretch(name, at),
        };
        Some(DraftSkill { skill, own, path: at.path.clone() })
    }

    /// How much longer a contact lasts while the agent has 1, 2, ... in hand.
    fn stretch(&mut self, name: &str, at: &At<'a>) -> Vec<f64> {
        let concurrent = self.read(at, "concurrent", |v| v.whole()).unwrap_or(1);
        let channel = self.numbers.get(name).and_then(|i| channel(&self.contacts[*i].1));
        if let Some(place) = at.get("concurrent").filter(|_| concurrent > 1)
            && matches!(channel, Some(Channel::Voice | Channel::Outbound))
        {
            let message = format!("nobody can talk with several customers at once, and `{name}` is spoken");
            self.mistakes.push(place.mistake(message).help("several at once are for channel = \"chat\" or \"email\""));
        }
        // What the key table does not allow has been reported.
        let in_hand = usize::try_from(concurrent).unwrap_or(1).clamp(1, MOST_AT_ONCE);
        let Some(place) = at.get("stretch") else { return vec![1.0; in_hand] };
        let stretch: Vec<f64> = place.items().filter_map(|v| v.number().ok()).collect();
        if stretch.len() != in_hand {
            let message = format!("the list has {}, expected {in_hand}", counted(stretch.len(), "value", "values"));
            self.report(place.mistake(message).help("one for each number of contacts in hand, up to `concurrent`"));
        } else if let Some(first) = stretch.first().filter(|first| **first != 1.0) {
            let message = format!("expected 1.0 first, found {first}");
            self.report(place.mistake(message).help("a contact that is alone in hand lasts as long as it lasts"));
        }
        stretch
    }

    /// A contact type that no group can serve is a mistake. Where a skill has a wrong name that is the reason, and
    /// said already.
    fn unserved(&mut self) {
        let skills: BTreeSet<&str> = self
            .groups
            .iter()
            .filter_map(|(_, at)| at.get("skills"))
            .flat_map(|at| at.entries().map(|e| e.0).collect::<Vec<_>>())
            .collect();
        if self.groups.is_empty() || skills.is_empty() || !skills.iter().all(|name| self.numbers.contains_key(name)) {
            return;
        }
        for (name, at) in self.contacts.iter().filter(|(name, _)| !skills.contains(name)) {
            let help = format!("write skills.{name} = {{}} in a group");
            self.mistakes.push(at.key_mistake(format!("no group can serve `{name}`")).help(help));
        }
    }
}

/// The groups, now that the handle times of the contact types are known: an own handle time that is the type's,
/// stretched, is a speed, so that the same contact's work is used.
pub(super) fn finish(drafts: Vec<Draft>, contacts: &[Contact]) -> Option<Vec<Group>> {
    let skill = |draft: DraftSkill| -> Option<Skill> {
        let pace = match draft.own {
            None => draft.skill.pace,
            Some(own) => match own.stretches(&contacts.get(draft.skill.contact.index())?.handle) {
                Some(factor) => Pace::Speed(1.0 / factor),
                None => Pace::Own(own),
            },
        };
        Some(Skill { pace, ..draft.skill })
    };
    let group = |draft: Draft| -> Option<Group> {
        Some(Group {
            name: draft.name,
            staffing: draft.staffing,
            cost_per_hour: draft.cost_per_hour,
            people: draft.people,
            skills: draft.skills.into_iter().map(skill).collect::<Option<Vec<Skill>>>()?,
        })
    };
    drafts.into_iter().map(group).collect()
}
