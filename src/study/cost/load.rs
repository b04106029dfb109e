//! What the agents of a scenario cannot do, and what those who wait because of it take: places in memory, and
//! announcements that are repeated to them.

use super::words::number;
use crate::floor::WORK_OF_AN_ANNOUNCEMENT;
use crate::model::{Contact, DAY_S, HorizonKind, Model, Pace};

/// The share of the work of some types that the agents cannot do if they do nothing else, by the means of a day.
fn overload(model: &Model, counts: impl Fn(&Contact) -> bool) -> f64 {
    let work = model.contacts.iter().zip(least_work_s(model));
    let load: f64 = work.filter(|(c, _)| counts(c)).map(|(_, work_s)| work_s).sum();
    let open_s = if model.horizon.kind == HorizonKind::Steady { model.horizon.length_s } else { DAY_S };
    let agents: f64 = model.groups.iter().map(|group| f64::from(group.most_agents())).sum();
    if load > 0.0 { (1.0 - agents * open_s / load).clamp(0.0, 1.0) } else { 0.0 }
}

/// The work of each type's arrivals on a day with the agents who are quickest at it, s of one agent.
fn least_work_s(model: &Model) -> Vec<f64> {
    // Infinite where no group serves the type.
    let mut least = vec![f64::INFINITY; model.contacts.len()];
    for skill in model.groups.iter().flat_map(|g| &g.skills) {
        let k = skill.contact.index();
        let takes_s = match &skill.pace {
            Pace::Speed(speed) => model.contacts[k].handle.mean() / speed,
            Pace::Own(law) => law.mean(),
        };
        least[k] = least[k].min(takes_s / f64::from(skill.concurrent().max(1)));
    }
    let of_type = |(contact, least): (&Contact, f64)| {
        contact.arrivals.expected() * if least.is_finite() { least } else { contact.handle.mean() }
    };
    model.contacts.iter().zip(least).map(of_type).collect()
}

/// How long somebody of a type waits whom no agent is ever free for, s: the mean of patience, or until the day ends.
fn longest_wait_s(model: &Model, contact: &Contact) -> f64 {
    contact.patience.as_ref().map_or(f64::INFINITY, |patience| patience.mean()).min(model.horizon.length_s)
}

/// Contacts that wait at the same time in a replication that lives through so many, and in words why. Of those who wait for
/// ever: when it is over, what the agents cannot do. Of those who give up: as many as come within their patience (Little's
/// law), of what the agents cannot do of everything.
pub(super) fn waiting(model: &Model, contacts: f64) -> (f64, String) {
    let endless = |c: &Contact| c.patience.is_none() && c.lines.is_none();
    let own: f64 = model.contacts.iter().map(|c| c.arrivals.expected()).sum();
    let share = |c: &Contact| c.arrivals.expected() / own.max(f64::MIN_POSITIVE);
    let grows: f64 = model.contacts.iter().filter(|c| endless(c)).map(share).sum();
    let held = contacts * grows * overload(model, endless);
    let patient = |c: &Contact| {
        let within = longest_wait_s(model, c) / model.horizon.length_s;
        (c.arrivals.expected() * within).min(c.lines.map_or(f64::INFINITY, f64::from))
    };
    let patient: f64 =
        model.contacts.iter().filter(|c| !endless(c)).map(patient).sum::<f64>() * overload(model, |_| true);
    let words = if held >= patient {
        "the queue: more work arrives than the agents can do, and nobody gives up"
    } else {
        "the queue: more work arrives than the agents can do, and many wait before they give up"
    };
    (held + patient, words.to_string())
}

/// What it costs in a replication to tell those again and again how long it will take who wait because the agents cannot do
/// everything, in contacts that take as long, and which key says so.
pub(super) fn repeated_announcements(model: &Model) -> (f64, String) {
    let overload = overload(model, |_| true);
    let of_type = |contact: &Contact| {
        let announce = contact.changing.as_ref()?.announce.as_ref()?;
        // On the mean they come in the middle of the day: half of it is left to wait.
        let wait_s = longest_wait_s(model, contact).min(0.5 * model.horizon.length_s);
        let times = wait_s / announce.every_s? * contact.arrivals.expected() * overload;
        let all = times * f64::from(model.horizon.days) * model.headroom();
        contact.operations.channel.is_live().then(|| (all, announce.every_s.unwrap_or_default(), contact.name.clone()))
    };
    let all: Vec<_> = model.contacts.iter().filter_map(of_type).collect();
    let sum: f64 = all.iter().map(|(times, ..)| times).sum();
    let most = all.iter().max_by(|a, b| a.0.total_cmp(&b.0));
    let words = most.map_or(String::new(), |(times, every_s, name)| {
        format!(
            "contact.{name}.wait.announce.every: {} announcements, one each {} s to everybody who waits",
            number(libm::round(*times)),
            number(*every_s)
        )
    });
    (sum * WORK_OF_AN_ANNOUNCEMENT as f64, words)
}
