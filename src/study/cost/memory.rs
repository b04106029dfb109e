//! What takes memory while replications are lived.

use super::load::waiting;
use super::words::{cells, number};
use crate::measure::size;
use crate::model::{Arrivals, Contact, Market, Model};
use crate::study::limits::BYTES_OF_A_CONTACT;

/// Bytes of an agent with plans and work in hand.
const BYTES_OF_AN_AGENT: f64 = 320.0;
/// Of a person in the customer base.
const BYTES_OF_A_PERSON: f64 = 8.0;
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
    lists as f64 + BYTES_OF_A_POLICY * (1.0 + model.contacts.len() as f64)
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
