//! What is allowed, but probably not meant.

use super::Build;
use super::flow::{Serving, agents_needed, mean_agents, reached, serving};
use crate::model::{Arrivals, Balks, Callback, CallbackServed, Channel, Closing, Contact, ContactId, Model};
use crate::scenario::mistake::Mistake;
use crate::scenario::reader::At;
use crate::scenario::units::{counted, show_clock, show_duration};

impl<'a> Build<'a> {
    pub(super) fn warn(&mut self, model: &Model) {
        self.warn_of_groups(model);
        self.warn_of_contacts(model);
        self.warn_of_overload(model);
        self.warn_of_customers(model);
    }

    fn warn_of_groups(&mut self, model: &Model) {
        for (group, (name, at)) in model.groups.iter().zip(&self.groups) {
            let place = at.get("agents").or_else(|| at.get("shift")).unwrap_or_else(|| at.clone());
            let most = group.most_agents();
            if most == 0 {
                self.warnings.push(place.mistake(format!("`{name}` has no agents all day")));
                continue;
            }
            if let Some(falls) = at.get("falls").filter(|_| !group.people.shifts.is_empty()) {
                self.warnings
                    .push(falls.key_mistake("has no effect without `agents`: people on shifts keep their hours"));
            }
            for (skill, (_, at)) in group.skills.iter().zip(at.get("skills").iter().flat_map(At::entries)) {
                if let Some(reserve) = at.get("reserve").filter(|_| skill.reserve >= most) {
                    let message = format!("never happens: `{name}` has at most {}", counted(most, "agent", "agents"));
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
        let (reached, serving) = (reached(model), serving(model));
        for (i, (contact, (name, at))) in model.contacts.iter().zip(&self.contacts).enumerate() {
            if contact.service_level.is_none() && contact.operations.channel != Channel::Outbound {
                let message =
                    format!("`{name}` has no `service_level`: the measures of that name are not reported for it");
                self.warnings.push(at.key_mistake(message));
            }
            if !reached[i] {
                self.warnings.push(at.key_mistake(format!("no contact of `{name}` ever arrives")));
            }
            let agents: f64 = serving[i].iter().map(|(g, _)| mean_agents(g, model)).sum();
            if agents == 0.0 && reached[i] {
                let message = format!("the groups that can serve `{name}` have no agents all day");
                self.warnings.push(at.key_mistake(message));
            }
            self.warnings.extend(calls_never_made(&model.contacts[i], &serving[i], at));
            let becomes = |c: &Contact| c.aftermath.as_ref().and_then(|a| a.complaint.becomes).map(ContactId::index);
            let only_complaints =
                contact.arrivals == Arrivals::None && model.contacts.iter().any(|c| becomes(c) == Some(i));
            if let Some(place) = at.get("aftermath").filter(|_| only_complaints) {
                let message = "has no effect: what follows from a complaint is told by the type that it is about";
                self.warnings.push(place.key_mistake(message));
            }
            if let Some(place) = at.get("repeat").filter(|_| comes_back_for_ever(&model.contacts[i], &serving[i])) {
                let message = format!(
                    "never ends: no contact of `{name}` is ever resolved and everybody comes back, so that each comes \
                     again and again until the day is over"
                );
                let help = "let a share be resolved (`resolve`, `resolution`), or fewer come back (`share`)";
                self.warnings.push(place.key_mistake(message).help(help));
            }
            if let Some(place) = at.get("redial").filter(|_| always_served(model, i)) {
                let message = "never happens: nobody abandons, balks or finds the lines busy";
                self.warnings.push(place.key_mistake(message));
            }
        }
    }

    /// A queue that nobody leaves grows without end where the load is not below the agents: for a type and the groups
    /// that can serve it, or for all that wait for ever together. (Necessary for stability, not sufficient: how
    /// several types share several groups depends on routing.) Dialed contacts come when agents are free.
    fn warn_of_overload(&mut self, model: &Model) {
        let endless = |i: usize| {
            let c = &model.contacts[i];
            let inbound = c.operations.channel != Channel::Outbound;
            inbound && c.patience.is_none() && !is_limited(model, i)
        };
        let serving = serving(model);
        let mut warned = false;
        for (i, (name, at)) in self.contacts.iter().enumerate() {
            let agents: f64 = serving[i].iter().map(|(g, _)| mean_agents(g, model)).sum();
            let load = agents_needed(model, i, &serving[i]);
            if endless(i) && agents > 0.0 && load >= agents {
                let message = overload(&format!("`{name}`"), load, agents, model);
                self.warnings.push(at.key_mistake(message).help("add agents, or say how patient customers are"));
                warned = true;
            }
        }
        let endless = (0..model.contacts.len()).filter(|i| endless(*i));
        let load: f64 = endless.map(|i| agents_needed(model, i, &serving[i])).sum();
        let agents: f64 = model.groups.iter().map(|g| mean_agents(g, model)).sum();
        if let Some(at) = self.root.get("group").filter(|_| !warned && load >= agents && load > 0.0 && agents > 0.0) {
            let message = overload("all types whose customers wait for ever", load, agents, model);
            self.warnings.push(at.key_mistake(message).help("add agents, or say how patient customers are"));
        }
    }
}

/// A callback is made when more agents of a group are idle than it keeps back, whoever would call among them.
fn calls_never_made(contact: &Contact, serving: &[Serving<'_>], at: &At<'_>) -> Option<Mistake> {
    let Contact { name, operations, .. } = contact;
    let Callback { served: CallbackServed::WhenQuiet { idle }, .. } = operations.callback.as_ref()? else {
        return None;
    };
    let most = serving.iter().map(|(group, _)| group.most_agents()).max()?;
    let place = at.get("callback")?.get("idle").filter(|_| *idle >= most)?;
    Some(place.mistake(format!(
        "nobody is ever called back: more than {} would have to be idle, and no group that serves `{name}` has more than \
         {}",
        counted(*idle, "agent", "agents"),
        counted(most, "agent", "agents")
    )))
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

/// Whether contacts of a type find a limited number of lines.
fn is_limited(model: &Model, contact: usize) -> bool {
    let shared = |id: &ContactId| id.index() == contact;
    model.contacts[contact].lines.is_some() || model.lines.iter().any(|lines| lines.contacts.iter().any(shared))
}

/// Whether every contact of a type is unresolved and comes back.
fn comes_back_for_ever(contact: &Contact, serving: &[Serving<'_>]) -> bool {
    let Contact { operations, service, .. } = contact;
    let Some(repeat) = &operations.repeat else { return false };
    let handed_on: f64 = operations.transfer.iter().flat_map(|transfer| &transfer.to).map(|to| to.1).sum();
    let of_type = service.as_ref().map_or(0.0, |service| service.resolution);
    let resolved = serving.iter().map(|(_, s)| s.resolve.unwrap_or(of_type)).fold(0.0, f64::max);
    repeat.share >= 1.0 && handed_on == 0.0 && resolved == 0.0
}

/// Whether nobody of a type ever gets nothing.
fn always_served(model: &Model, contact: usize) -> bool {
    let Contact { patience, balks, .. } = &model.contacts[contact];
    let stays = patience.is_none() && *balks == Balks::Never && model.horizon.closing != Closing::HangUp;
    stays && !is_limited(model, contact)
}
