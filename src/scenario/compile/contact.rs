//! Contact types.

use super::arrivals::arrivals;
use super::group::Draft;
use super::law::{Measured, law};
use super::{Build, Files};
use crate::model::{Balks, Contact, ContactId, Distribution, Horizon, Operations, OverDay, ServiceLevel};
use crate::scenario::mistake::Mistake;
use crate::scenario::reader::At;
use crate::scenario::tree::Item;
use crate::scenario::{check, keys};

impl<'a> Build<'a> {
    /// All contact types; nothing if one of them is mistaken.
    pub(super) fn contacts(&mut self, horizon: Option<&Horizon>, groups: &Option<Vec<Draft>>) -> Option<Vec<Contact>> {
        let places = self.contacts.clone();
        let mut contacts = Vec::with_capacity(places.len());
        for (i, (name, at)) in places.iter().enumerate() {
            let id = ContactId(u8::try_from(i).ok()?);
            contacts.push(self.contact(id, name, at, horizon, groups.as_deref()));
        }
        contacts.into_iter().collect()
    }

    fn contact(
        &mut self,
        id: ContactId,
        name: &str,
        at: &At<'a>,
        horizon: Option<&Horizon>,
        groups: Option<&[Draft]>,
    ) -> Option<Contact> {
        let files = self.files;
        let times = |place: &At<'a>| law(place, Measured::Durations, files);
        let arrivals = match (at.get("arrivals"), horizon) {
            (Some(place), Some(horizon)) => self.keep_warned(arrivals(&place, horizon, files)),
            _ => None,
        };
        let patience = self.read(at, "patience", times);
        let handle = match at.get("handle") {
            Some(place) => self.keep(times(&place)),
            None => self.borrowed_handle(id, at, groups),
        };
        let wrap_up = self.read(at, "wrap_up", times);
        let balks = self.read(at, "balks", balks).unwrap_or(Balks::Never);
        let service_level = self.read(at, "service_level", service_level);
        let head_start = self.read(at, "head_start", |v| v.duration()).unwrap_or(0.0);
        let importance = self.read(at, "importance", |v| v.number()).unwrap_or(0.0);
        let lines = self.read(at, "lines", whole);
        let (felt, service, aftermath) = self.feelings(at);
        Some(Contact {
            name: name.to_string(),
            arrivals: arrivals?,
            patience,
            balks,
            handle: handle?,
            wrap_up,
            service_level,
            head_start: OverDay::always(head_start),
            importance,
            lines,
            felt,
            service,
            aftermath,
            operations: Operations::default(),
        })
    }

    /// A type without a handle time of its own has that of the first group that serves it and says one.
    fn borrowed_handle(&mut self, id: ContactId, at: &At<'a>, groups: Option<&[Draft]>) -> Option<Distribution> {
        // Without groups their mistakes have been reported, and may be the reason.
        let groups = groups?;
        if check::meant(at, &keys::CONTACT).contains(&"handle") {
            return None;
        }
        let serving = || groups.iter().flat_map(|g| &g.skills).filter(|s| s.skill.contact == id);
        if let Some(without) = serving().find(|s| s.own.is_none()) {
            let help = format!("how long do contacts take? `{}` has no handle time of its own", without.path);
            self.mistakes.push(at.missing("handle").help(help));
            return None;
        }
        match serving().find_map(|s| s.own.clone()) {
            Some(own) => Some(own),
            None => {
                self.mistakes.push(at.missing("handle").help("how long do contacts take?"));
                None
            }
        }
    }
}

fn balks(at: &At<'_>) -> Result<Balks, Mistake> {
    if matches!(at.node.item, Item::Table(_)) {
        let by_queue = at.needed("by_queue")?;
        let shares = by_queue.items().map(|s| s.number()).collect::<Result<Vec<f64>, Mistake>>()?;
        let never = shares.iter().all(|s| *s == 0.0);
        return Ok(if never { Balks::Never } else { Balks::ByQueue(shares) });
    }
    let share = at.number()?;
    Ok(if share == 0.0 { Balks::Never } else { Balks::Share(share) })
}

fn service_level(at: &At<'_>) -> Result<ServiceLevel, Mistake> {
    Ok(ServiceLevel { within_s: at.needed("within")?.duration()?, target: at.needed("target")?.number()? })
}

/// A whole number that fits the model.
pub(super) fn whole(at: &At<'_>) -> Result<u32, Mistake> {
    u32::try_from(at.whole()?).map_err(|_| at.wrong("a smaller number"))
}

/// The law at a place: durations.
pub(super) fn durations(at: &At<'_>, files: &dyn Files) -> Result<Distribution, Mistake> {
    law(at, Measured::Durations, files)
}
