//! Groups of agents and their skills.

use super::Build;
use super::contact::{durations, whole};
use super::profile::profile;
use crate::model::{Contact, Distribution, Group, Horizon, HorizonKind, Pace, People, Skill};
use crate::scenario::reader::At;

/// A group before the handle times of the contact types are known.
pub(super) struct Draft {
    name: String,
    staffing: Vec<(f64, u32)>,
    cost_per_hour: f64,
    /// What its agents can serve.
    pub skills: Vec<DraftSkill>,
}

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
    pub(super) fn groups(&mut self, horizon: Option<&Horizon>) -> Option<Vec<Draft>> {
        let places = self.groups.clone();
        let drafts: Vec<Option<Draft>> = places.iter().map(|(name, at)| self.group(name, at, horizon)).collect();
        let drafts: Option<Vec<Draft>> = drafts.into_iter().collect();
        self.unserved();
        drafts
    }

    fn group(&mut self, name: &str, at: &At<'a>, horizon: Option<&Horizon>) -> Option<Draft> {
        let staffing = match (at.get("agents"), horizon) {
            (Some(place), Some(horizon)) => {
                let agents = self.keep_warned(profile(&place, horizon, whole));
                let interval_s = match horizon.kind {
                    HorizonKind::Day { interval_s } => interval_s,
                    HorizonKind::Steady => horizon.length_s,
                };
                agents.map(|profile| changes(profile.steps(interval_s)))
            }
            _ => None,
        };
        let cost_per_hour = self.read(at, "cost", |v| v.number()).unwrap_or(0.0);
        let place = at.get("skills")?;
        if place.table().is_some_and(|t| t.entries.is_empty()) {
            let message = format!("nobody can use the agents of `{name}`: they can serve nothing");
            self.mistakes.push(place.key_mistake(message).help("write skills.TYPE = {} for each contact type"));
        }
        let skills: Vec<Option<DraftSkill>> = place.entries().map(|(name, at)| self.skill(name, &at)).collect();
        let skills = skills.into_iter().collect::<Option<Vec<DraftSkill>>>()?;
        Some(Draft { name: name.to_string(), staffing: staffing?, cost_per_hour, skills })
    }

    fn skill(&mut self, name: &str, at: &At<'a>) -> Option<DraftSkill> {
        let files = self.files;
        let contact = self.contact_id(name, at);
        let own = self.read(at, "handle", |v| durations(v, files));
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
            wrap_up: None,
            stretch: vec![1.0],
        };
        Some(DraftSkill { skill, own, path: at.path.clone() })
    }

    /// A contact type that no group can serve is a mistake. Where a skill has a wrong name that is the reason, and
    /// said already.
    fn unserved(&mut self) {
        let known = |name: &str| self.contacts.iter().any(|c| c.0 == name);
        let skills: Vec<&str> = self
            .groups
            .iter()
            .filter_map(|(_, at)| at.get("skills"))
            .flat_map(|at| at.entries().map(|e| e.0).collect::<Vec<_>>())
            .collect();
        if self.groups.is_empty() || skills.is_empty() || !skills.iter().all(|name| known(name)) {
            return;
        }
        for (name, at) in self.contacts.iter().filter(|(name, _)| !skills.contains(name)) {
            let help = format!("write skills.{name} = {{}} in a group");
            self.mistakes.push(at.key_mistake(format!("no group can serve `{name}`")).help(help));
        }
    }
}

/// Head-counts with those steps left out that change nothing.
fn changes(steps: Vec<(f64, u32)>) -> Vec<(f64, u32)> {
    let mut kept: Vec<(f64, u32)> = Vec::with_capacity(steps.len());
    for step in steps {
        if kept.last().is_none_or(|last| last.1 != step.1) {
            kept.push(step);
        }
    }
    kept
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
            people: People::default(),
            skills: draft.skills.into_iter().map(skill).collect::<Option<Vec<Skill>>>()?,
        })
    };
    drafts.into_iter().map(group).collect()
}
