//! Part of a center as a center of its own.

use super::{ContactId, GroupId, Model, Routing, SharedLines, Skill, Value};

impl Model {
    /// The first day alone, of a model that lives several. A warm-up of whole days falls away.
    pub fn first_day(&self) -> Model {
        let mut day = self.clone();
        day.market = None;
        if day.horizon.days > 1 {
            day.horizon.days = 1;
            if day.horizon.warm_up_s >= day.horizon.length_s {
                day.horizon.warm_up_s = 0.0;
            }
        }
        day
    }

    /// These contact types and groups as [`part`](Self::part) of the center; all of them are the center as it is. A
    /// part has no customer base: that belongs to the whole.
    pub fn part_by_itself(&self, contacts: &[ContactId], groups: &[GroupId]) -> Model {
        let mut part = self.part(contacts, groups);
        if contacts.len() < self.contacts.len() {
            part.market = None;
        }
        part
    }

    /// Only these contact types and groups, renumbered in the order given; skills in other types are dropped. Types and
    /// groups that share no work with the rest live the same day there as in the whole.
    pub fn part(&self, contacts: &[ContactId], groups: &[GroupId]) -> Model {
        let number = |of: ContactId| (0..=u16::MAX).zip(contacts).find(|(_, id)| **id == of).map(|(n, _)| ContactId(n));
        let renumbered = |skill: &Skill| Some(Skill { contact: number(skill.contact)?, ..skill.clone() });
        let contact = |id: &ContactId| {
            let mut contact = self.contacts[id.index()].clone();
            contact.operations.renumber(&number);
            if let Some(aftermath) = &mut contact.aftermath {
                aftermath.complaint.becomes = aftermath.complaint.becomes.and_then(number);
            }
            contact
        };
        let shared = |lines: &SharedLines| SharedLines {
            contacts: lines.contacts.iter().filter_map(|id| number(*id)).collect(),
            ..lines.clone()
        };
        let group = |id: &GroupId| {
            let group = &self.groups[id.index()];
            super::Group { skills: group.skills.iter().filter_map(renumbered).collect(), ..group.clone() }
        };
        let value = |value: &Value| Value {
            per_contact: contacts.iter().filter_map(|id| value.per_contact.get(id.index()).copied()).collect(),
            ..value.clone()
        };
        let score = contacts.iter().filter_map(|id| self.routing.score.get(id.index()).copied()).collect();
        let cost_per_wait =
            contacts.iter().filter_map(|id| self.routing.cost_per_wait.get(id.index()).copied()).collect();
        let called_in = |(group, people): &(GroupId, u32)| {
            let number = (0..=u16::MAX).zip(groups).find(|(_, id)| *id == group).map(|(n, _)| GroupId(n));
            number.map(|number| (number, *people))
        };
        Model {
            contacts: contacts.iter().map(contact).collect(),
            lines: self.lines.iter().map(shared).filter(|lines| !lines.contacts.is_empty()).collect(),
            groups: groups.iter().map(group).collect(),
            routing: Routing { score, cost_per_wait, ..self.routing.clone() },
            value: self.value.as_ref().map(value),
            name: self.name.clone(),
            currency: self.currency.clone(),
            horizon: self.horizon.clone(),
            kinds: self.kinds.clone(),
            market: self.market,
            alarm: self.alarm.as_ref().map(|alarm| super::Alarm {
                reserves: alarm.reserves.iter().filter_map(called_in).collect(),
                ..alarm.clone()
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{ContactId, GroupId};
    use crate::scenario::{NoFiles, Scenario};

    #[test]
    fn a_part_keeps_its_own_skills_and_nothing_else() {
        let text = r#"
            [contact.a]
            arrivals = { rate = "1/h" }
            handle = { constant = "1m" }
            [contact.b]
            arrivals = { rate = "2/h" }
            handle = { constant = "2m" }
            [group.x]
            agents = 1
            skills.a = {}
            [group.y]
            agents = 2
            skills.b = { priority = 3 }
        "#;
        let whole = Scenario::parse(text, "x.toml").unwrap().compile(&NoFiles).unwrap().model;
        let part = whole.part(&[ContactId(1)], &[GroupId(1)]);
        assert_eq!((part.contacts.len(), part.contacts[0].name.as_str()), (1, "b"));
        assert_eq!((part.groups.len(), part.groups[0].name.as_str()), (1, "y"));
        assert_eq!((part.groups[0].skills[0].contact, part.groups[0].skills[0].priority), (ContactId(0), 3));
        assert_eq!(whole.part(&[ContactId(0), ContactId(1)], &[GroupId(0), GroupId(1)]), whole);
    }
}
