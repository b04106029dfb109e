//! What is allowed, but probably not meant.

use super::Build;
use crate::model::{Contact, ContactId, Group, Model, Pace};
use crate::scenario::reader::At;
use crate::scenario::units::{show_clock, show_duration};

impl<'a> Build<'a> {
    pub(super) fn warn(&mut self, model: &Model) {
        self.warn_of_groups(model);
        self.warn_of_contacts(model);
        self.warn_of_overload(model);
    }

    fn warn_of_groups(&mut self, model: &Model) {
        for (group, (name, at)) in model.groups.iter().zip(&self.groups) {
            let place = at.get("agents").unwrap_or_else(|| at.clone());
            let most = group.most_agents();
            if most == 0 {
                self.warnings.push(place.mistake(format!("`{name}` has no agents all day")));
                continue;
            }
            for (skill, (_, at)) in group.skills.iter().zip(at.get("skills").iter().flat_map(At::entries)) {
                if let Some(reserve) = at.get("reserve").filter(|_| skill.reserve >= most) {
                    let message = format!("never happens: `{name}` has at most {most} agents");
                    self.warnings.push(reserve.mistake(message));
                }
                let scored = model.contacts[skill.contact.index()].service.is_some();
                for place in ["resolve", "quality"].iter().filter_map(|key| at.get(key)).filter(|_| !scored) {
                    self.warnings.push(place.key_mistake("has no effect without a [service] section"));
                }
            }
        }
    }

    fn warn_of_contacts(&mut self, model: &Model) {
        for (i, (contact, (name, at))) in model.contacts.iter().zip(&self.contacts).enumerate() {
            if contact.service_level.is_none() {
                let message =
                    format!("`{name}` has no `service_level`: the measures of that name are not reported for it");
                self.warnings.push(at.key_mistake(message));
            }
            if contact.arrivals.expected() == 0.0 {
                self.warnings.push(at.key_mistake(format!("no contact of `{name}` ever arrives")));
            }
            let agents: f64 = serving(model, i).map(|g| mean_agents(g, model)).sum();
            if agents == 0.0 && contact.arrivals.expected() > 0.0 {
                let message = format!("the groups that can serve `{name}` have no agents all day");
                self.warnings.push(at.key_mistake(message));
            }
        }
    }

    /// A queue that nobody leaves grows without end where the load is not below the agents: for a type and the groups
    /// that can serve it, or for all that wait for ever together. (Necessary for stability, not sufficient: how
    /// several types share several groups depends on routing.)
    fn warn_of_overload(&mut self, model: &Model) {
        let endless = |c: &Contact| c.patience.is_none() && c.lines.is_none();
        let mut warned = false;
        for (i, (contact, (name, at))) in model.contacts.iter().zip(&self.contacts).enumerate() {
            let agents: f64 = serving(model, i).map(|g| mean_agents(g, model)).sum();
            let load = offered_load(model, i);
            if endless(contact) && agents > 0.0 && load >= agents {
                let message = overload(&format!("`{name}`"), load, agents, model);
                self.warnings.push(at.key_mistake(message).help("add agents, or say how patient customers are"));
                warned = true;
            }
        }
        let load: f64 =
            (0..model.contacts.len()).filter(|i| endless(&model.contacts[*i])).map(|i| offered_load(model, i)).sum();
        let agents: f64 = model.groups.iter().map(|g| mean_agents(g, model)).sum();
        if let Some(at) = self.root.get("group").filter(|_| !warned && load >= agents && load > 0.0 && agents > 0.0) {
            let message = overload("all types whose customers wait for ever", load, agents, model);
            self.warnings.push(at.key_mistake(message).help("add agents, or say how patient customers are"));
        }
    }
}

fn overload(what: &str, load: f64, agents: f64, model: &Model) -> String {
    let (from, to) = (model.horizon.opens_s, model.horizon.opens_s + model.horizon.length_s);
    let when = match model.horizon.kind {
        crate::model::HorizonKind::Steady => format!("over {}", show_duration(model.horizon.length_s)),
        crate::model::HorizonKind::Day { .. } => format!("from {} to {}", show_clock(from), show_clock(to)),
    };
    format!(
        "the load of {what} is {load:.2} erlangs for {agents:.2} agents on average {when}, and nobody gives up: the \
         queue grows without end"
    )
}

/// The groups that can serve a type.
fn serving(model: &Model, contact: usize) -> impl Iterator<Item = &Group> {
    let serves = move |g: &&Group| g.skills.iter().any(|s| s.contact.index() == contact);
    model.groups.iter().filter(serves)
}

/// Offered load of a type in erlangs, on the average of the horizon, at the pace of the fastest group that serves it.
pub fn offered_load(model: &Model, contact: usize) -> f64 {
    let Some(kind) = model.contacts.get(contact) else { return 0.0 };
    let per_second = kind.arrivals.expected() / model.horizon.length_s;
    per_second * (fastest_handle(model, contact) + kind.wrap_up.as_ref().map_or(0.0, |w| w.mean()))
}

fn fastest_handle(model: &Model, contact: usize) -> f64 {
    let handle = model.contacts.get(contact).map_or(0.0, |c| c.handle.mean());
    let skills = model.groups.iter().flat_map(|g| &g.skills);
    let means = skills.filter(|s| s.contact == ContactId(contact as u8)).map(|s| match &s.pace {
        Pace::Speed(speed) => handle / speed,
        Pace::Own(own) => own.mean(),
    });
    means.reduce(f64::min).unwrap_or(handle)
}

/// Head-count of a group on the average of the horizon.
pub fn mean_agents(group: &Group, model: &Model) -> f64 {
    agent_seconds(group, model) / model.horizon.length_s
}

/// Paid time of a group from opening to closing, s.
pub fn agent_seconds(group: &Group, model: &Model) -> f64 {
    let ends = group.staffing.iter().skip(1).map(|s| s.0).chain([model.horizon.length_s]);
    group.staffing.iter().zip(ends).map(|(step, end)| (end - step.0) * f64::from(step.1)).sum()
}
