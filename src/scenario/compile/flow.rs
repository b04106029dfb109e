//! How many contacts a day brings to each type, and how much work they are for how many agents: what can be said
//! before anything is simulated.

use crate::model::{Contact, Group, Model, Pace, Skill};

/// Rounds in which contacts are handed on; what goes round more often is too little to matter.
const ROUNDS: usize = 100;

/// Types of which a contact can ever come: of its own accord, dialed, or because another becomes one.
pub fn reached(model: &Model) -> Vec<bool> {
    let own = |c: &Contact| c.arrivals.expected() > 0.0 || c.operations.dialer.is_some();
    let mut reached: Vec<bool> = model.contacts.iter().map(own).collect();
    for _ in 0..model.contacts.len() {
        for (i, contact) in model.contacts.iter().enumerate() {
            let comes = reached[i];
            let complaints = contact.aftermath.iter().filter_map(|aftermath| aftermath.complaint.becomes);
            let leads_to = contact.operations.leads_to().chain(complaints);
            leads_to.filter(|_| comes).for_each(|to| reached[to.index()] = true);
        }
    }
    reached
}

/// Contacts of each type on an average day: what arrives, and what is handed on if everybody is served. Redials, repeats
/// and dialed numbers are left out: how many there are shows only when the day is lived.
pub fn daily_contacts(model: &Model) -> Vec<f64> {
    let own: Vec<f64> = model.contacts.iter().map(|c| c.arrivals.expected()).collect();
    let mut all = own.clone();
    for _ in 0..ROUNDS {
        let mut next = own.clone();
        for (contact, number) in model.contacts.iter().zip(&all) {
            for (to, share) in contact.operations.transfer.iter().flat_map(|transfer| &transfer.to) {
                next[to.index()] += share * number;
            }
        }
        if next == all {
            break;
        }
        all = next;
    }
    all
}

/// Offered load of a type in erlangs, on the average of the opening hours, at the pace of the fastest group that serves
/// it.
pub fn offered_load(model: &Model, contact: usize, serving: &[Serving<'_>]) -> f64 {
    load(model, contact, serving, |_| 1.0)
}

/// The agents that a type keeps busy on the average of the opening hours, where each has as many in hand as is
/// fastest.
pub fn agents_needed(model: &Model, contact: usize, serving: &[Serving<'_>]) -> f64 {
    load(model, contact, serving, |skill| {
        let each = (1u32..).zip(&skill.stretch).map(|(in_hand, stretch)| stretch / f64::from(in_hand));
        each.fold(1.0, f64::min)
    })
}

/// Erlangs, with the time of a contact multiplied by what a skill makes of it.
fn load(model: &Model, contact: usize, serving: &[Serving<'_>], times: impl Fn(&Skill) -> f64) -> f64 {
    let Some(kind) = model.contacts.get(contact) else { return 0.0 };
    let per_second = daily_contacts(model)[contact] / model.horizon.length_s;
    let wrap_up = kind.wrap_up.as_ref().map_or(0.0, |w| w.mean());
    let each = serving.iter().map(|(_, s)| {
        let talk = match &s.pace {
            Pace::Speed(speed) => kind.handle.mean() / speed,
            Pace::Own(own) => own.mean(),
        };
        (talk + s.wrap_up.as_ref().map_or(wrap_up, |w| w.mean())) * times(s)
    });
    per_second * each.reduce(f64::min).unwrap_or(kind.handle.mean() + wrap_up)
}

/// A group that can serve a type, and the skill with which it does.
pub type Serving<'m> = (&'m Group, &'m Skill);

/// The groups that can serve each type. Asked for once: there are as many skills as types times groups.
pub fn serving(model: &Model) -> Vec<Vec<Serving<'_>>> {
    let mut serving = vec![Vec::new(); model.contacts.len()];
    for group in &model.groups {
        group.skills.iter().for_each(|skill| serving[skill.contact.index()].push((group, skill)));
    }
    serving
}

/// Agents of a group who are there on the average of the opening hours.
pub fn mean_agents(group: &Group, model: &Model) -> f64 {
    agent_seconds(group, model) / model.horizon.length_s * group.people.available_share()
}

/// Scheduled time of a group from opening to closing of a day, s.
pub fn agent_seconds(group: &Group, model: &Model) -> f64 {
    let ends = group.staffing.iter().skip(1).map(|s| s.0).chain([model.horizon.length_s]);
    group.staffing.iter().zip(ends).map(|(step, end)| (end - step.0) * f64::from(step.1)).sum()
}
