//! Which contacts of a center are one queue for a formula: those who wait on the line, those who chat, and those who
//! can wait are not. Where they share agents, each class has its own formula with the agents that the others leave it.

use super::pool::{Members, Note, expected};
use crate::model::{Balks, Channel, ContactCriterion, ContactId, Model, Skill};

/// What a queue is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Calls: an agent has one at a time, and the customer waits on the line.
    Calls,
    /// Chats: an agent may have several at once.
    Chats,
    /// E-mail and what is dialed: work that can wait. No formula here says when it is done.
    Deferred,
}

impl Class {
    /// Its name in output for programs.
    pub fn name(self) -> &'static str {
        match self {
            Class::Calls => "calls",
            Class::Chats => "chats",
            Class::Deferred => "deferred",
        }
    }

    /// The class of a contact type.
    pub fn of(channel: Channel) -> Class {
        match channel {
            Channel::Voice => Class::Calls,
            Channel::Chat => Class::Chats,
            Channel::Email | Channel::Outbound => Class::Deferred,
        }
    }
}

/// A class of a center's contacts, and those groups that serve one of them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Classed {
    pub class: Class,
    pub members: Members,
}

/// A center class by class, in the order of calls, chats, and what can wait.
pub(crate) fn classes(model: &Model, center: &Members) -> Vec<Classed> {
    let class_of = |id: &ContactId| Class::of(model.contacts[id.index()].operations.channel);
    [Class::Calls, Class::Chats, Class::Deferred]
        .into_iter()
        .filter_map(|class| {
            let contacts: Vec<ContactId> = center.contacts.iter().copied().filter(|id| class_of(id) == class).collect();
            let serves = |skill: &Skill| contacts.contains(&skill.contact);
            let groups = center.groups.iter().copied();
            let groups = groups.filter(|g| model.groups[g.index()].skills.iter().any(serves)).collect();
            (!contacts.is_empty()).then_some(Classed { class, members: Members { contacts, groups } })
        })
        .collect()
}

impl Classed {
    /// How many times as long a contact lasts while the agent has 1, 2, ... in hand; several only of chats.
    pub fn stretch(&self, model: &Model) -> Vec<f64> {
        match self.class {
            Class::Chats => self.skills(model).next().map_or(vec![1.0], |skill| skill.stretch.clone()),
            Class::Calls | Class::Deferred => vec![1.0],
        }
    }

    fn skills<'m>(&'m self, model: &'m Model) -> impl Iterator<Item = &'m Skill> {
        let groups = self.members.groups.iter().map(|id| &model.groups[id.index()]);
        groups.flat_map(|group| &group.skills).filter(|skill| self.members.contacts.contains(&skill.contact))
    }

    /// Agents' time that this class takes of the groups of another, in agents, between two moments since opening.
    /// `agents`: of this class's groups, on average over that time.
    pub fn load_on(&self, other: &Classed, model: &Model, agents: &[f64], from_s: f64, to_s: f64) -> f64 {
        let shared = |id: ContactId| {
            let serves = |g: &usize| {
                let group = &model.groups[self.members.groups[*g].index()];
                group.skills.iter().any(|skill| skill.contact == id)
            };
            let all: f64 = (0..agents.len()).filter(serves).map(|g| agents[g]).sum();
            let in_other = |g: &usize| other.members.groups.contains(&self.members.groups[*g]);
            let theirs: f64 = (0..agents.len()).filter(serves).filter(in_other).map(|g| agents[g]).sum();
            if all > 0.0 { theirs / all } else { 0.0 }
        };
        let stretch = self.stretch(model);
        let in_hand = stretch.last().copied().unwrap_or(1.0) / stretch.len() as f64;
        let load = |id: &ContactId| {
            let rate = expected(&model.contacts[id.index()].arrivals, from_s, to_s) / (to_s - from_s);
            rate * self.members.handle_s(model, *id, agents) * in_hand * shared(*id)
        };
        self.members.contacts.iter().map(load).sum()
    }

    /// Whether, of two classes that share agents, this one is only served when nobody of the other waits: by the
    /// groups' own order of types, or because it has to leave agents in reserve.
    pub fn is_behind(&self, other: &Classed, model: &Model) -> bool {
        let by_priority = model.routing.contact.first().is_none_or(|first| *first == ContactCriterion::Priority);
        let behind = |mine: &Skill, theirs: &Skill| {
            mine.reserve > theirs.reserve || (by_priority && mine.priority > theirs.priority)
        };
        self.members.groups.iter().map(|id| &model.groups[id.index()]).all(|group| {
            let of = |classed: &Classed| {
                group
                    .skills
                    .iter()
                    .filter(|skill| classed.members.contacts.contains(&skill.contact))
                    .collect::<Vec<_>>()
            };
            of(self).iter().all(|mine| of(other).iter().all(|theirs| behind(mine, theirs)))
        })
    }

    /// Whether two classes have a group in common.
    pub fn shares_with(&self, other: &Classed) -> bool {
        self.members.groups.iter().any(|g| other.members.groups.contains(g))
    }

    /// `mail and chat`.
    pub fn names(&self, model: &Model) -> String {
        let names: Vec<&str> =
            self.members.contacts.iter().map(|id| model.contacts[id.index()].name.as_str()).collect();
        names.join(" and ")
    }

    /// What the formulas leave out of this class beside what they leave out of any.
    pub fn notes(&self, model: &Model, all: &[Classed]) -> Vec<Note> {
        let others = all.iter().filter(|other| other.class != self.class && other.shares_with(self));
        let mut notes: Vec<Note> = others
            .map(|other| match other.is_behind(self, model) {
                true => Note::Behind(other.names(model)),
                false => Note::SharedWith(other.names(model)),
            })
            .collect();
        let stretch = self.stretch(model);
        if stretch.len() > 1 {
            notes.push(Note::SpreadEvenly);
            let types = || self.members.contacts.iter().map(|id| &model.contacts[id.index()]);
            notes.extend(types().any(|t| t.lines.is_some()).then_some(Note::LinesIgnored));
            notes.extend(types().any(|t| matches!(t.balks, Balks::ByQueue(_))).then_some(Note::BalkingIgnored));
        }
        let differs = |skill: &&Skill| self.class == Class::Chats && skill.stretch != stretch;
        if self.skills(model).any(|skill| differs(&skill)) {
            let first = self.skills(model).next().map_or(0, |skill| skill.contact.index());
            notes.push(Note::InHandOf(model.contacts[first].name.clone()));
        }
        notes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::pool::pools;
    use crate::theory::small_models::{contact, group, model, skill};

    fn shared(mail: Skill) -> Model {
        let mut chat = contact("chat", &[60.0]);
        chat.operations.channel = Channel::Chat;
        let mut post = contact("mail", &[30.0]);
        post.operations.channel = Channel::Email;
        let mut several = skill(1);
        several.stretch = vec![1.0, 1.5];
        let types = vec![contact("call", &[90.0]), chat, post];
        model(1, types, vec![group("x", &[20], vec![skill(0), several, mail])])
    }

    #[test]
    fn calls_chats_and_what_can_wait_are_three_queues_of_the_same_agents() {
        let mut mail = skill(2);
        mail.priority = 2;
        let model = shared(mail);
        let found = classes(&model, &pools(&model)[0]);
        let names: Vec<(Class, String)> = found.iter().map(|c| (c.class, c.names(&model))).collect();
        let expected = [(Class::Calls, "call"), (Class::Chats, "chat"), (Class::Deferred, "mail")];
        assert_eq!(names, expected.map(|(class, name)| (class, name.to_string())));
        // 60 chats an hour of 200 s, two at once half again as long: 60/18 of 3/4 agents.
        let load = found[1].load_on(&found[0], &model, &[20.0], 0.0, 1800.0);
        assert!((load - 60.0 / 18.0 * 0.75).abs() < 1e-12, "{load}");
        assert!(found[2].is_behind(&found[0], &model) && !found[1].is_behind(&found[0], &model));
        let left_out = found[0].notes(&model, &found);
        assert_eq!(left_out, [Note::SharedWith("chat".to_string()), Note::Behind("mail".to_string())]);
    }

    #[test]
    fn mail_of_the_same_priority_is_not_behind_unless_it_leaves_agents_in_reserve() {
        let model = shared(skill(2));
        let found = classes(&model, &pools(&model)[0]);
        assert!(!found[2].is_behind(&found[0], &model));
        let mut reserved = skill(2);
        reserved.reserve = 2;
        let model = shared(reserved);
        let found = classes(&model, &pools(&model)[0]);
        assert!(found[2].is_behind(&found[0], &model));
    }
}
