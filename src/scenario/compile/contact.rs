//! Contact types.

use super::Build;
use super::arrivals::arrivals;
use super::feelings::Feelings;
use super::group::{Draft, DraftSkill};
use super::profile::over_day;
use crate::model::{Arrivals, Balks, Channel, Contact, Distribution, OverDay, PatienceClock, ServiceLevel};
use crate::scenario::mistake::Mistake;
use crate::scenario::reader::At;
use crate::scenario::tree::Item;
use crate::scenario::{check, keys};

impl<'a> Build<'a> {
    /// All contact types; nothing if one of them is mistaken.
    pub(super) fn contacts(&mut self, groups: &Option<Vec<Draft>>) -> Option<Vec<Contact>> {
        let places = self.contacts.clone();
        let mut contacts = Vec::with_capacity(places.len());
        let serving = groups.as_ref().map(|groups| {
            let mut serving: Vec<Vec<&DraftSkill>> = vec![Vec::new(); places.len()];
            groups.iter().flat_map(|g| &g.skills).for_each(|s| serving[s.skill.contact.index()].push(s));
            serving
        });
        for (i, (name, at)) in places.iter().enumerate() {
            contacts.push(self.contact(name, at, serving.as_ref().map(|serving| &serving[i][..])));
        }
        contacts.into_iter().collect()
    }

    fn contact(&mut self, name: &str, at: &At<'a>, serving: Option<&[&DraftSkill]>) -> Option<Contact> {
        let channel = channel(at);
        let arrivals = self.arrivals_of(name, at, channel);
        let patience = self.durations(at, "patience");
        let handle = match at.get("handle") {
            Some(_) => self.durations(at, "handle"),
            None => self.borrowed_handle(at, serving),
        };
        let wrap_up = self.durations(at, "wrap_up");
        let balks = self.read(at, "balks", balks).unwrap_or(Balks::Never);
        let service_level = self.read(at, "service_level", service_level);
        let head_start = self.profile(at, "head_start", |v| v.duration());
        let importance = self.read(at, "importance", |v| v.number()).unwrap_or(0.0);
        let lines = self.read(at, "lines", whole);
        let segment = self.segment(at);
        let wall = at.get("patience_clock").is_some_and(|place| place.text() == Ok("wall"));
        let patience_clock = if wall { PatienceClock::Wall } else { PatienceClock::Felt };
        let Feelings { felt, leaving, changing, callback, service, aftermath } =
            self.feelings(name, at, patience_clock, channel.unwrap_or_default(), service_level.as_ref());
        let mut operations = self.operations(at, channel, service.is_some());
        if let Some(offered) = &mut operations.callback {
            offered.clock = callback;
        }
        Some(Contact {
            name: name.to_string(),
            arrivals: arrivals?,
            patience,
            patience_clock,
            balks,
            handle: handle?,
            wrap_up,
            service_level,
            head_start: head_start.unwrap_or(OverDay::always(0.0)),
            importance,
            lines,
            felt,
            leaving,
            changing,
            segment,
            service,
            aftermath,
            operations,
        })
    }

    /// When contacts of a type arrive. An outbound type has none of its own, and a type that others become may have none.
    fn arrivals_of(&mut self, name: &str, at: &At<'a>, channel: Option<Channel>) -> Option<Arrivals> {
        match (at.get("arrivals"), channel?) {
            (Some(place), Channel::Outbound) => {
                let message = "has no effect: an outbound type has no arrivals, its customers are dialed";
                self.warnings.push(place.key_mistake(message).help("write how in `dialer`"));
                Some(Arrivals::None)
            }
            (Some(place), _) => {
                let read = arrivals(&place, self.horizon.as_ref()?, self.files);
                self.keep_warned(read)
            }
            (None, Channel::Outbound) => Some(Arrivals::None),
            (None, _) if self.is_fed(name) => Some(Arrivals::None),
            (None, _) if check::meant(at, &keys::CONTACT).contains(&"arrivals") => None,
            (None, _) => {
                let help = keys::CONTACT.key("arrivals").map(|k| format!("{}: {}", k.doc, k.kind.expected()));
                self.mistakes.push(Mistake { help, ..at.missing("arrivals") });
                None
            }
        }
    }

    /// A value over the day, if it is there and right.
    pub(super) fn profile<T: Copy + PartialEq>(
        &mut self,
        at: &At<'a>,
        key: &str,
        read: impl Fn(&At<'a>) -> Result<T, Mistake>,
    ) -> Option<OverDay<T>> {
        let place = at.get(key)?;
        let read = over_day(&place, self.horizon.as_ref()?, read);
        self.keep_warned(read)
    }

    /// A type without a handle time of its own has that of the first group that serves it and says one.
    fn borrowed_handle(&mut self, at: &At<'a>, serving: Option<&[&DraftSkill]>) -> Option<Distribution> {
        // Without groups their mistakes have been reported, and may be the reason.
        let serving = serving?;
        if check::meant(at, &keys::CONTACT).contains(&"handle") {
            return None;
        }
        if let Some(without) = serving.iter().find(|s| s.own.is_none()) {
            let help = format!("how long do contacts take? `{}` has no handle time of its own", without.path);
            self.mistakes.push(at.missing("handle").help(help));
            return None;
        }
        match serving.iter().find_map(|s| s.own.clone()) {
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

/// How contacts of the type at a place reach the center; nothing if the word is not known.
pub(super) fn channel(at: &At<'_>) -> Option<Channel> {
    match at.get("channel") {
        None => Some(Channel::Voice),
        Some(place) => match place.text().ok()? {
            "voice" => Some(Channel::Voice),
            "chat" => Some(Channel::Chat),
            "email" => Some(Channel::Email),
            "outbound" => Some(Channel::Outbound),
            _ => None,
        },
    }
}
