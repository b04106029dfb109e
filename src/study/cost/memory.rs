//! What takes memory while replications are lived.

use super::load::waiting;
use super::words::{cells, number, pairs};
use crate::measure::size;
use crate::model::{Arrivals, Contact, MOST, Market, Model};
use crate::study::limits::BYTES_OF_A_CONTACT;

/// Bytes of an agent with plans and work in hand.
const BYTES_OF_AN_AGENT: f64 = 320.0;
/// Of a person in the customer base.
const BYTES_OF_A_PERSON: f64 = 8.0;
/// What a floor knows of each contact type with each group, whether it serves it or not.
const BYTES_OF_A_PAIR: f64 = 112.0;
/// Of a skill: laws and times of a service, its place among the others.
const BYTES_OF_A_SKILL: f64 = 512.0;
/// What is known of each contact type with each kind of customer, where there are several.
const BYTES_OF_A_KIND: f64 = 256.0;
/// Of a lane in which contacts of a type wait.
const BYTES_OF_A_LANE: f64 = 64.0;
/// A policy beside its lists: names, laws, tables.
const BYTES_OF_A_POLICY: f64 = 8192.0;

/// Bytes of the lists over the day that a model keeps: what a study has of each policy.
pub(in crate::study) fn model_bytes(model: &Model) -> f64 {
    let of_contact = |contact: &Contact| match &contact.arrivals {
        Arrivals::Poisson { rate, .. } => rate.pieces.len() * 32,
        Arrivals::Exactly { counts, .. } => counts.len() * 4,
        Arrivals::Times(times) => times.len() * 8,
        Arrivals::None => 0,
    };
    let lists: usize = model.contacts.iter().map(of_contact).sum::<usize>()
        + model.groups.iter().map(|group| group.staffing.len() * 16).sum::<usize>();
    let skills: usize = model.groups.iter().map(|group| group.skills.len()).sum();
    lists as f64
        + kinds_bytes(model)
        + BYTES_OF_A_SKILL * skills as f64
        + BYTES_OF_A_POLICY * (1.0 + model.contacts.len() as f64)
}

/// What takes memory while so many books are open and so many replications are lived at once: bytes, and in words.
pub(super) fn memory(model: &Model, books: f64, at_once: f64, contacts: f64) -> Vec<(f64, String)> {
    let cells = cells(model);
    let agents: f64 = model.groups.iter().map(|group| f64::from(group.most_agents())).sum();
    let largest = model.groups.iter().max_by_key(|group| group.most_agents());
    let largest =
        largest.map_or(String::new(), |g| format!("group.{}: {} agents", g.name, number(f64::from(g.most_agents()))));
    let (waiting, why_waiting) = waiting(model, contacts);
    let mut parts = vec![
        (books * size::section_bytes(model), cells),
        (2.0 * at_once * size::waits_bytes(model), "the waits of all contact types".to_string()),
        (at_once * agents * BYTES_OF_AN_AGENT, largest),
        (at_once * tables_bytes(model), pairs(model)),
        (at_once * waiting * BYTES_OF_A_CONTACT, why_waiting),
    ];
    if let Some(Market { places, .. }) = model.market {
        let people = f64::from(places);
        parts.push((at_once * people * BYTES_OF_A_PERSON, format!("market: {} people", number(people))));
    }
    for contact in &model.contacts {
        if let Arrivals::Exactly { counts, .. } = &contact.arrivals {
            let most = f64::from(counts.iter().copied().max().unwrap_or(0));
            let words = format!("contact.{}.arrivals.exactly: {} in an interval", contact.name, number(most));
            parts.push((at_once * most * 8.0, words));
        }
    }
    parts
}

/// Bytes of what is known of types and kinds of customer.
fn kinds_bytes(model: &Model) -> f64 {
    let kinds = model.kinds.len() as f64 - 1.0;
    model.contacts.len() as f64 * kinds * BYTES_OF_A_KIND
}

/// Bytes of what a floor knows of types with groups and of types with kinds: it grows with their products.
fn tables_bytes(model: &Model) -> f64 {
    let skills: f64 = model.groups.iter().map(|group| group.skills.len() as f64).sum();
    let (types, groups) = (model.contacts.len() as f64, model.groups.len() as f64);
    // A set of groups for every place of a type's list, a set of types for every place of a group's.
    let set_bytes = if types.max(groups) > 64.0 { MOST as f64 } else { 64.0 } / 8.0;
    let kinds = if model.kinds_differ_in_importance() { model.kinds.len() as f64 } else { 1.0 };
    let lanes: f64 = model.contacts.iter().map(|contact| 2.0 * contact.head_start.all().len() as f64 * kinds).sum();
    types * groups * BYTES_OF_A_PAIR
        + skills * (BYTES_OF_A_SKILL + 2.0 * set_bytes)
        + lanes * BYTES_OF_A_LANE
        + kinds_bytes(model)
}

/// Bytes of all parts, and what takes most of them.
pub(super) fn sum(parts: impl IntoIterator<Item = (f64, String)>) -> (f64, String) {
    let mut all = (0.0, String::new());
    let mut most = -1.0;
    for (bytes, words) in parts {
        all.0 += bytes;
        if bytes > most {
            (most, all.1) = (bytes, words);
        }
    }
    all
}
