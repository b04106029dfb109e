//! How many contacts others cause, as a bound: by generations, each contact taken to end in the way that causes most.

use crate::model::{Aftermath, Balks, Closing, Contact, DAY_S, HorizonKind, LEAST_DELAY_S, Model};

/// Attempts that are followed one by one; later ones are like the last.
const ATTEMPTS: usize = 32;
/// Generations that are followed one by one; those after them grow (or shrink) like the last.
const GENERATIONS: usize = 2000;

/// Contacts that others cause.
pub(super) struct Caused {
    /// In a replication.
    pub contacts: f64,
    /// The figure that makes most of them, in words.
    pub by: String,
}

/// One way in which a contact causes another: so many of the type, after so long.
struct Way {
    from: usize,
    to: usize,
    share: f64,
    after_s: f64,
    /// Share on the second and later attempts, and attempts in all.
    redial: Option<(f64, usize)>,
    key: &'static str,
}

/// The contacts that a replication's arrivals cause.
pub(super) fn causing(model: &Model) -> Caused {
    let ways = ways(model);
    let Some(least_s) = ways.iter().map(|way| way.after_s).reduce(f64::min) else {
        return Caused { contacts: 0.0, by: String::new() };
    };
    let length_s = match model.horizon.kind {
        HorizonKind::Steady => model.horizon.length_s,
        HorizonKind::Day { .. } => f64::from(model.horizon.days - 1) * DAY_S + model.horizon.length_s,
    };
    // Nothing comes after the end, so that generations are counted by time.
    let generations = libm::ceil(length_s / least_s.max(LEAST_DELAY_S));
    let days = f64::from(model.horizon.days) * model.headroom();
    let own =
        |c: &Contact| c.arrivals.expected() * days + c.operations.dialer.as_ref().map_or(0.0, |d| f64::from(d.list));
    let mut now: Vec<[f64; ATTEMPTS]> = model.contacts.iter().map(|c| first_attempts(own(c))).collect();
    let mut by_way = vec![0.0; ways.len()];
    let (mut all, mut before) = (0.0, total(&now));
    let mut lived = 0.0;
    while lived < generations {
        let next = next(&ways, &now, &mut by_way);
        let born = total(&next);
        all += born;
        lived += 1.0;
        if born <= 1e-9 * all {
            break;
        }
        if lived as usize >= GENERATIONS {
            all += geometric(born, born / before, generations - lived);
            break;
        }
        (now, before) = (next, born);
    }
    Caused { contacts: all, by: in_words(model, &ways, &by_way) }
}

/// Sum of a series that goes on for so many terms after one of this size, each so many times the one before.
fn geometric(last: f64, ratio: f64, terms: f64) -> f64 {
    if ratio < 1.0 - 1e-9 {
        last * ratio / (1.0 - ratio)
    } else if ratio <= 1.0 + 1e-9 {
        last * terms
    } else {
        last * ratio * (libm::pow(ratio, terms) - 1.0) / (ratio - 1.0)
    }
}

fn first_attempts(number: f64) -> [f64; ATTEMPTS] {
    let mut attempts = [0.0; ATTEMPTS];
    attempts[0] = number;
    attempts
}

fn total(generation: &[[f64; ATTEMPTS]]) -> f64 {
    generation.iter().flatten().sum()
}

fn next(ways: &[Way], now: &[[f64; ATTEMPTS]], by_way: &mut [f64]) -> Vec<[f64; ATTEMPTS]> {
    let mut next = vec![[0.0; ATTEMPTS]; now.len()];
    for (way, sum) in ways.iter().zip(by_way) {
        for (attempt, &number) in now[way.from].iter().enumerate() {
            let (share, then) = match way.redial {
                None => (way.share, 0),
                Some((_, limit)) if attempt + 1 >= limit => continue,
                Some((again, _)) => (if attempt == 0 { way.share } else { again }, (attempt + 1).min(ATTEMPTS - 1)),
            };
            next[way.to][then] += share * number;
            *sum += share * number;
        }
    }
    next
}

/// The ways of all types. Those who are lost and those who are served cause different contacts; the bound has both.
fn ways(model: &Model) -> Vec<Way> {
    let mut ways = Vec::new();
    for (k, contact) in model.contacts.iter().enumerate() {
        let operations = &contact.operations;
        let handle_s = contact.handle.mean();
        if let Some(redial) = &operations.redial {
            let hangs_up = contact.patience.is_some() || model.horizon.closing == Closing::HangUp;
            let shared = |lines: &crate::model::SharedLines| lines.contacts.iter().any(|id| id.index() == k);
            let limited = contact.lines.is_some() || model.lines.iter().any(shared);
            let when = |can: bool, share: f64| if can { share } else { 0.0 };
            let share = when(hangs_up, redial.abandoned)
                .max(when(contact.balks != Balks::Never || contact.changing.is_some(), redial.balked))
                .max(when(limited, redial.blocked));
            let limit = if redial.limit as usize > ATTEMPTS { usize::MAX } else { redial.limit as usize };
            ways.push(Way {
                from: k,
                to: redial.becomes.map_or(k, |id| id.index()),
                share,
                after_s: redial.after.mean(),
                redial: Some((redial.again.unwrap_or(share), limit)),
                key: "redial",
            });
        }
        let mut served = 1.0;
        for (to, share) in operations.transfer.iter().flat_map(|transfer| &transfer.to) {
            served -= share;
            ways.push(Way { from: k, to: to.index(), share: *share, after_s: handle_s, redial: None, key: "transfer" });
        }
        if let Some(repeat) = &operations.repeat {
            let share = repeat.share * served.max(0.0) * unresolved(model, k);
            let after_s = handle_s + repeat.after.mean();
            ways.push(Way { from: k, to: k, share, after_s, redial: None, key: "repeat" });
        }
        if let Some(aftermath) = &contact.aftermath {
            ways.extend(complaints(model, k, aftermath));
        }
    }
    ways.retain(|way| way.share > 0.0);
    ways
}

/// The share of a type's contacts that is not resolved with the group that resolves least.
fn unresolved(model: &Model, contact: usize) -> f64 {
    let of_type = model.contacts[contact].service.as_ref().map(|service| service.resolution);
    let skills = model.groups.iter().flat_map(|g| &g.skills).filter(|s| s.contact.index() == contact);
    let resolved = skills.filter_map(|s| s.resolve.or(of_type)).reduce(f64::min);
    // Moods, anger and load take something more from it.
    1.0 - resolved.map_or(0.0, |share| 0.5 * share)
}

/// Complaints, and complaints about how they were handled: who is neither helped nor leaves complains again.
fn complaints(model: &Model, contact: usize, aftermath: &Aftermath) -> Vec<Way> {
    let Some(to) = aftermath.complaint.becomes else { return Vec::new() };
    let kinds = model.kinds.iter().filter_map(|kind| kind.complains);
    let share = kinds.fold(aftermath.complains, f64::max);
    let again = (1.0 - aftermath.complaint.resolves).max(0.0);
    let after_s = aftermath.complaint.after.mean();
    let way = |from: usize, share: f64| Way {
        from,
        to: to.index(),
        share,
        after_s,
        redial: None,
        key: "aftermath.complaint",
    };
    vec![way(contact, share), way(to.index(), if to.index() == contact { 0.0 } else { again })]
}

fn in_words(model: &Model, ways: &[Way], by_way: &[f64]) -> String {
    let most = ways.iter().zip(by_way).max_by(|a, b| a.1.total_cmp(b.1));
    let Some((way, _)) = most else { return String::new() };
    let (from, to) = (&model.contacts[way.from].name, &model.contacts[way.to].name);
    let other = if way.from == way.to { "another".to_string() } else { format!("one of `{to}`") };
    format!(
        "contact.{from}.{}: a contact of `{from}` may cause {other} with probability {:.2}, {} s later",
        way.key,
        way.share,
        super::cost::number(way.after_s.max(LEAST_DELAY_S))
    )
}
