//! The contact types of the scenario: the log's types, split by class where the center treats a class differently.

use super::Options;
use super::call::Call;
use super::read::Log;
use super::sample::Sample;

/// A class is set apart if at least this share of its type is in it and at least this share is not ...
const CLASS_SHARE: f64 = 0.05;
/// ... as seen in at least this many calls.
const CLASS_CALLS: usize = 100;

/// One contact type.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Contact {
    pub name: String,
    /// The log's type, as an index of [`Log::kinds`].
    pub kind: usize,
    /// The class it holds; `None`: all calls of its type.
    pub class: Option<bool>,
    /// Share of its type's calls.
    pub share: f64,
    /// Calls of its type whose class is known.
    pub known: usize,
}

/// All contact types.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Contacts {
    pub list: Vec<Contact>,
}

impl Contacts {
    /// The types that have calls, and their classes.
    pub fn new(sample: &Sample, log: &Log, options: &Options) -> Contacts {
        // Calls of each type, those whose class is known, and those in the class.
        let mut counts = vec![(0_usize, 0_usize, 0_usize); log.kinds.len()];
        for (seen, _) in sample.used() {
            let count = &mut counts[seen.call.kind];
            count.0 += 1;
            count.1 += usize::from(seen.call.class.is_some());
            count.2 += usize::from(seen.call.class == Some(true));
        }
        let mut list = Vec::new();
        for (kind, (name, &(calls, known, in_class))) in log.kinds.iter().zip(&counts).enumerate() {
            if calls == 0 {
                continue;
            }
            let share = in_class as f64 / known.max(1) as f64;
            let plain = Contact { name: name.clone(), kind, class: None, share: 1.0, known };
            match &options.columns.class {
                Some(class) if known >= CLASS_CALLS && share.min(1.0 - share) >= CLASS_SHARE => {
                    let apart =
                        Contact { name: format!("{name}-{}", class.name), class: Some(true), share, ..plain.clone() };
                    list.push(Contact { class: Some(false), share: 1.0 - share, ..plain });
                    list.push(apart);
                }
                _ => list.push(plain),
            }
        }
        Contacts { list }
    }

    /// The contact types that a call may be of, with their probabilities: one, or the classes of its type if its class
    /// is not recorded.
    pub fn of(&self, call: &Call) -> impl Iterator<Item = (usize, f64)> + use<'_> {
        let (kind, class) = (call.kind, call.class);
        self.list.iter().enumerate().filter(move |(_, c)| c.kind == kind).filter_map(move |(i, contact)| {
            match (contact.class, class) {
                (Some(class), Some(known)) => (class == known).then_some((i, 1.0)),
                _ => Some((i, contact.share)),
            }
        })
    }

    /// The contact type of a call, if it is known.
    pub fn certain(&self, call: &Call) -> Option<usize> {
        let mut of = self.of(call);
        match (of.next(), of.next()) {
            (Some((contact, _)), None) => Some(contact),
            _ => None,
        }
    }
}
