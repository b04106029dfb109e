//! Further attempts, contacts handed on, customers called back, those who give up without saying so, shared lines.

use super::Build;
use super::contact::whole;
use crate::model::{
    Callback, CallbackServed, Channel, Contact, ContactId, Offer, Operations, Redial, Repeat, SharedLines,
    SilentAbandonment, Transfer, TransferStyle,
};
use crate::scenario::reader::At;
use crate::scenario::tree::Item;

/// Shares whose sum is this near to 1 sum to 1.
const NEAR: f64 = 1e-9;

impl<'a> Build<'a> {
    /// What happens to contacts of the type at a place besides waiting and service. `scored`: it has a `[service]`.
    pub(super) fn operations(&mut self, at: &At<'a>, channel: Option<Channel>, scored: bool) -> Operations {
        Operations {
            channel: channel.unwrap_or_default(),
            redial: at.get("redial").and_then(|place| self.redial(&place)),
            repeat: at.get("repeat").and_then(|place| self.repeat(&place, scored)),
            transfer: at.get("transfer").and_then(|place| self.transfer(&place)),
            callback: at.get("callback").and_then(|place| self.callback(&place)),
            silent: at.get("silent_abandonment").and_then(|place| self.silent(&place, at)),
            dialer: self.dialer(at, channel),
        }
    }

    /// Whether contacts of another type may become one of this type.
    pub(super) fn is_fed(&self, name: &str) -> bool {
        let feeds = |at: &At<'a>| {
            let becomes = at.find(&["redial", "becomes"]).and_then(|place| place.text().ok());
            becomes == Some(name) || at.find(&["transfer", "to", name]).is_some()
        };
        let complaints = |at: &At<'a>| {
            let becomes = at.find(&["aftermath", "complaint", "becomes"]).and_then(|place| place.text().ok());
            becomes == Some(name)
        };
        complaints(&self.root)
            || self.contacts.iter().any(|(other, at)| complaints(at) || (*other != name && feeds(at)))
    }

    fn redial(&mut self, at: &At<'a>) -> Option<Redial> {
        let shares = at.get("share");
        let after = self.durations(at, "after");
        let becomes = at.get("becomes").and_then(|place| self.contact_named(&place));
        let [abandoned, balked, blocked] = match &shares {
            Some(place) if matches!(place.node.item, Item::Table(_)) => {
                ["abandoned", "balked", "blocked"].map(|key| self.read(place, key, |v| v.number()).unwrap_or(0.0))
            }
            _ => [self.read(at, "share", |v| v.number())?; 3],
        };
        Some(Redial {
            abandoned,
            balked,
            blocked,
            again: self.read(at, "again", |v| v.number()),
            after: after?,
            limit: self.read(at, "limit", whole).unwrap_or(u32::MAX),
            becomes,
        })
    }

    fn repeat(&mut self, at: &At<'a>, scored: bool) -> Option<Repeat> {
        let after = self.durations(at, "after");
        let repeat = Repeat { share: self.read(at, "share", |v| v.number())?, after: after? };
        if !scored {
            let message = "has no effect without a [service] section: nothing can be unresolved";
            self.warnings.push(at.key_mistake(message).help("write [service] resolution = ..."));
        }
        scored.then_some(repeat)
    }

    fn transfer(&mut self, at: &At<'a>) -> Option<Transfer> {
        let place = at.get("to")?;
        let mut to = Vec::new();
        for (name, below) in place.entries() {
            let (share, id) = (self.keep(below.number()), self.contact_id(name, &below));
            to.extend(id.zip(share));
        }
        let sum: f64 = to.iter().map(|(_, share)| share).sum();
        if sum > 1.0 + NEAR {
            self.report(place.mistake(format!("the shares sum to {sum}, more than 1")));
        }
        let conference = self.durations(at, "conference");
        let warm = at.get("style").is_some_and(|style| style.text() == Ok("warm"));
        if let Some(place) = at.get("conference").filter(|_| !warm) {
            let message = "has no effect: only in a warm transfer both agents meet";
            self.warnings.push(place.key_mistake(message).help("write style = \"warm\""));
        }
        let style = if warm { TransferStyle::Warm { conference } } else { TransferStyle::Cold };
        let fresh_patience = self.read(at, "fresh_patience", |v| v.flag()).unwrap_or(true);
        Some(Transfer { to, style, fresh_patience })
    }

    fn callback(&mut self, at: &At<'a>) -> Option<Callback> {
        let offer = at.get("offer_when")?;
        let word = offer.get("estimate").and_then(|place| place.text().ok()).unwrap_or("queue-length");
        let estimate = self.estimate(word, offer.get("quantile"));
        let wait = self.read(&offer, "predicted_wait", |v| v.duration()).map(Offer::PredictedWait);
        let offer = wait.or_else(|| self.read(&offer, "queue", whole).map(Offer::Queue));
        let quiet = at.get("served").is_some_and(|served| served.text() == Ok("when-quiet"));
        let idle = self.read(at, "idle", whole).unwrap_or(0);
        if let Some(place) = at.get("idle").filter(|_| !quiet) {
            let message = "has no effect: only callbacks when it is quiet look at idle agents";
            self.warnings.push(place.key_mistake(message).help("write served = \"when-quiet\""));
        }
        let handle = self.durations(at, "handle");
        Some(Callback {
            offer: offer?,
            estimate,
            accepts: self.read(at, "accepts", |v| v.number())?,
            served: if quiet { CallbackServed::WhenQuiet { idle } } else { CallbackServed::InTurn },
            reach: self.read(at, "reach", |v| v.number()).unwrap_or(1.0),
            promise: self.read(at, "promise", |v| v.number()).unwrap_or(1.0),
            handle,
            clock: None,
        })
    }

    fn silent(&mut self, at: &At<'a>, contact: &At<'a>) -> Option<SilentAbandonment> {
        let takes = self.durations(at, "takes");
        let share = self.read(at, "share", |v| v.number()).unwrap_or(1.0);
        if contact.get("patience").is_none() {
            let message = "has no effect: nobody gives up, the type has no patience";
            self.warnings.push(at.key_mistake(message).help("write patience = ..."));
            return None;
        }
        Some(SilentAbandonment { share, takes: takes? })
    }

    /// What is left of a patience is handed on with the contact only to a type whose patience is on the same clock.
    pub(super) fn patience_changes_clocks(&mut self, contacts: Option<&[Contact]>) {
        let Some(contacts) = contacts else { return };
        for (contact, (_, at)) in contacts.iter().zip(self.contacts.clone()) {
            let kept = contact.operations.transfer.as_ref().filter(|transfer| !transfer.fresh_patience);
            let to = kept.iter().flat_map(|transfer| &transfer.to).map(|(id, _)| &contacts[id.index()]);
            let mut on_another_clock = to.filter(|other| {
                other.patience_clock != contact.patience_clock && (other.felt.is_on() || contact.felt.is_on())
            });
            let Some((other, place)) = on_another_clock.next().zip(at.find(&["transfer", "fresh_patience"])) else {
                continue;
            };
            let message = format!(
                "what is left of a patience cannot be handed on from `{}` to `{}`: their `patience_clock` differs",
                contact.name, other.name
            );
            self.report(place.key_mistake(message).help("write the same patience_clock in both"));
        }
    }

    /// Contacts that are handed on after every service never end: a type from which no chain of transfers leads to an
    /// end is a mistake.
    pub(super) fn handed_on_for_ever(&mut self, contacts: Option<&[Contact]>) {
        let Some(contacts) = contacts else { return };
        let to = |contact: &Contact| -> Vec<(ContactId, f64)> {
            contact
                .operations
                .transfer
                .iter()
                .flat_map(|transfer| transfer.to.clone())
                .filter(|to| to.1 > 0.0)
                .collect()
        };
        let mut ends: Vec<bool> =
            contacts.iter().map(|c| to(c).iter().map(|(_, share)| share).sum::<f64>() < 1.0 - NEAR).collect();
        for _ in 0..contacts.len() {
            for (i, contact) in contacts.iter().enumerate() {
                ends[i] = ends[i] || to(contact).iter().any(|(id, _)| ends[id.index()]);
            }
        }
        for ((name, at), _) in self.contacts.clone().iter().zip(ends).filter(|(_, ends)| !ends) {
            if let Some(place) = at.find(&["transfer", "to"]) {
                let message = format!("a contact of `{name}` is handed on for ever: the shares on its way are all 1");
                self.report(place.mistake(message));
            }
        }
    }

    /// Lines that several contact types share.
    pub(super) fn shared_lines(&mut self) -> Vec<SharedLines> {
        let places: Vec<(&str, At<'a>)> = self.root.get("lines").map(|at| at.entries().collect()).unwrap_or_default();
        places.iter().filter_map(|(name, at)| self.lines(name, at)).collect()
    }

    fn lines(&mut self, name: &str, at: &At<'a>) -> Option<SharedLines> {
        let mut contacts: Vec<ContactId> = Vec::new();
        for item in at.get("contacts")?.items() {
            let id = self.contact_named(&item)?;
            if contacts.contains(&id) {
                self.mistakes.push(item.mistake("this contact type is listed twice"));
            }
            contacts.push(id);
        }
        Some(SharedLines { name: name.to_string(), capacity: self.read(at, "capacity", whole)?, contacts })
    }
}
