//! How many contacts a replication will live through, and which figure of the scenario makes most of them.

use super::load::repeated_announcements;
use super::words::number;
use crate::model::{Arrivals, Contact, HorizonKind, Model};
use crate::study::causing::causing;
use crate::study::policies::contacts;

/// Contacts of a replication, and which figure makes most of them.
pub(super) fn contacts_of_a_replication(model: &Model) -> (f64, String) {
    let own = contacts(model) * model.headroom();
    let dialed = |c: &Contact| c.operations.dialer.as_ref().map_or(0.0, |dialer| f64::from(dialer.list));
    let numbers: f64 = model.contacts.iter().map(dialed).sum();
    let caused = causing(model);
    let (announced, announced_by) = repeated_announcements(model);
    let all = own + numbers + caused.contacts + announced;
    let most = |of: &dyn Fn(&Contact) -> f64| {
        let largest = model.contacts.iter().max_by(|a, b| of(a).total_cmp(&of(b)));
        largest.map(|contact| (contact.name.clone(), of(contact))).unwrap_or_default()
    };
    let by = if announced > own + numbers + caused.contacts {
        announced_by
    } else if caused.contacts > own + numbers {
        caused.by
    } else if numbers > own {
        let (name, list) = most(&dialed);
        format!("contact.{name}.dialer.list: {} numbers", number(list))
    } else {
        let (name, _) = most(&|contact| contact.arrivals.expected());
        arrivals_in_words(model, &name)
    };
    (all, by)
}

/// The arrivals of a type: by its busiest interval, where that says most.
fn arrivals_in_words(model: &Model, name: &str) -> String {
    let Some(contact) = model.contacts.iter().find(|contact| contact.name == *name) else { return String::new() };
    let days = match model.horizon.days {
        1 => String::new(),
        days => format!(" on each of {} days (horizon.days)", number(f64::from(days))),
    };
    let factor = match &contact.arrivals {
        Arrivals::Poisson { busyness: Some(busyness), .. } if busyness.factor.mean() > 10.0 => {
            return format!(
                "contact.{name}.arrivals.busyness: a factor of {} on the contacts of a day",
                number(busyness.factor.mean())
            );
        }
        _ => contact.arrivals.expected(),
    };
    let Some((interval, most)) = busiest(model, contact) else {
        return format!("contact.{name}.arrivals: {} contacts{days}", number(factor));
    };
    if model.intervals() == 1 {
        return format!("contact.{name}.arrivals: {} contacts{days}", number(factor));
    }
    format!("contact.{name}.arrivals: {} contacts in interval {}{days}", number(most), interval + 1)
}

/// The interval of a day with most arrivals, from 0, and how many.
fn busiest(model: &Model, contact: &Contact) -> Option<(usize, f64)> {
    let HorizonKind::Day { interval_s } = model.horizon.kind else { return None };
    match &contact.arrivals {
        Arrivals::Poisson { rate, .. } => {
            let rate_at = |p: &crate::model::Piece| p.first.max(p.last);
            let piece = rate.pieces.iter().max_by(|a, b| rate_at(a).total_cmp(&rate_at(b)))?;
            // A piece between two midpoints is highest at one of its ends.
            let at_s = if piece.last > piece.first { piece.to_s } else { piece.from_s };
            Some(((at_s / interval_s) as usize, rate_at(piece) * interval_s))
        }
        Arrivals::Exactly { counts, .. } => {
            let (i, &most) = counts.iter().enumerate().max_by_key(|(_, count)| **count)?;
            Some((i, f64::from(most)))
        }
        Arrivals::Times(_) | Arrivals::None => None,
    }
}
