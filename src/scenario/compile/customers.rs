//! Kinds of customer, the mix of a contact type, the customer base, the alarm.

use super::Build;
use super::contact::whole;
use crate::model::{Alarm, Arrivals, Contact, CustomerKind, GroupId, HorizonKind, Market, Tells};
use crate::scenario::mistake::{Mistake, suggestion};
use crate::scenario::reader::At;
use crate::scenario::units::counted;

/// The kind of customer that there always is.
pub(super) const STANDARD: &str = "standard";
/// Most places for people, for each customer at the beginning.
const MOST_PLACES: f64 = 4.0;

impl<'a> Build<'a> {
    /// Kinds of customer, the standard one first. `standard` may be refined like any other.
    pub(super) fn kinds(&mut self) -> Vec<CustomerKind> {
        let mut kinds = vec![CustomerKind::standard()];
        let places: Vec<(&'a str, At<'a>)> = self.root.get("customer").iter().flat_map(At::entries).collect();
        if places.len() >= crate::model::MOST {
            let most = crate::model::MOST - 1;
            let message = format!("{} kinds of customer: at most {most} are possible", places.len());
            self.mistakes.push(places[most].1.key_mistake(message));
        }
        for (name, at) in places.into_iter().take(crate::model::MOST - 1) {
            let kind = self.kind(name, &at);
            match name {
                STANDARD => kinds[0] = kind,
                _ => kinds.push(kind),
            }
        }
        kinds
    }

    fn kind(&mut self, name: &str, at: &At<'a>) -> CustomerKind {
        let standard = CustomerKind::standard();
        let mut or = |key: &str, default: f64| self.read(at, key, |v| v.number()).unwrap_or(default);
        let kind = CustomerKind {
            name: name.to_string(),
            clock: or("clock", standard.clock),
            hostility: or("hostility", standard.hostility),
            persuadable: or("persuadable", standard.persuadable),
            value: or("value", standard.value),
            importance: or("importance", standard.importance),
            ..standard
        };
        let complains = self.read(at, "complains", |v| v.number());
        let tells =
            at.get("tells").and_then(|place| self.tells_between(&place, Tells { share: 1.0, from: 16.0, to: 20.0 }));
        CustomerKind { complains, tells, ..kind }
    }

    /// Fewest and most people told.
    pub(super) fn tells_between(&mut self, place: &At<'a>, default: Tells) -> Option<Tells> {
        let from = self.read(place, "from", |v| v.number()).unwrap_or(default.from);
        let to = self.read(place, "to", |v| v.number()).unwrap_or(default.to);
        if from > to {
            self.report(place.mistake(format!("`from` = {from} is more than `to` = {to}")));
            return None;
        }
        Some(Tells { share: 1.0, from, to })
    }

    /// The mix of a contact type, with shares that add up.
    pub(super) fn segment(&mut self, contact: &At<'a>) -> Vec<(u16, f64)> {
        let Some(at) = contact.get("segment") else { return Vec::new() };
        let mut sum = 0.0;
        let mut segment = Vec::new();
        for (name, place) in at.entries() {
            let Some(share) = self.keep(place.number()) else { continue };
            sum += share;
            match self.kinds.iter().position(|kind| kind.name == name) {
                // A share of nothing is nobody's.
                Some(_) if share == 0.0 => {}
                // Kinds are at most MOST.
                Some(kind) => segment.push((kind as u16, sum)),
                None => {
                    let names: Vec<String> = self.kinds.iter().map(|kind| kind.name.clone()).collect();
                    let help = suggestion(name, names.iter().map(String::as_str));
                    let mistake = place.key_mistake(format!("there is no kind of customer `{name}`"));
                    self.mistakes.push(mistake.help(help));
                }
            }
        }
        if libm::fabs(sum - 1.0) > 1e-9 {
            self.report(at.mistake(format!("the shares of `segment` sum to {sum:.6}, not to 1")));
        }
        segment
    }

    /// The customer base, if there is one; nothing where it is mistaken.
    pub(super) fn market(&mut self, contacts: &[Contact]) -> Option<Option<Market>> {
        let Some(at) = self.root.get("market") else { return Some(None) };
        let customers = self.read(&at, "customers", whole)?;
        let size = self.read(&at, "size", |v| v.whole()).map(|size| size as f64);
        let saturating = at.get("grows").and_then(|place| place.text().ok()) != Some("linear");
        let feeds_arrivals = self.read(&at, "feeds_arrivals", |v| v.flag()).unwrap_or(true);
        let mut mistakes = Vec::new();
        if self.horizon.as_ref().is_some_and(|horizon| horizon.kind == HorizonKind::Steady) {
            mistakes.push(at.key_mistake("a customer base lives from day to day, a steady stretch has no days"));
        }
        if saturating && size.is_none() {
            let help = "write how many people there are, or grows = \"linear\"";
            mistakes.push(Mistake { help: Some(help.to_string()), ..at.missing("size") });
        }
        if let Some(place) = at.get("size").filter(|_| size.is_some_and(|size| size < f64::from(customers))) {
            mistakes.push(
                place.mistake(format!(
                    "a market is no smaller than its {}",
                    counted(customers, "customer", "customers")
                )),
            );
        }
        let counted = |contact: &&Contact| matches!(contact.arrivals, Arrivals::Exactly { .. } | Arrivals::Times(_));
        if let Some(contact) = contacts.iter().find(counted).filter(|_| feeds_arrivals) {
            let message =
                format!("arrivals of `{}` are counted exactly: they cannot follow the customer base", contact.name);
            let place = at.get("feeds_arrivals").unwrap_or_else(|| at.clone());
            mistakes.push(place.key_mistake(message).help("write feeds_arrivals = false, or rates"));
        }
        if !mistakes.is_empty() {
            mistakes.into_iter().for_each(|mistake| self.report(mistake));
            return None;
        }
        if contacts.iter().all(|contact| contact.aftermath.is_none()) {
            let help = "write [aftermath], or choose a preset";
            let message = "has no effect: nothing follows from a contact without [aftermath]";
            self.warnings.push(at.key_mistake(message).help(help));
            return Some(None);
        }
        let room = MOST_PLACES * f64::from(customers);
        let places = libm::round(size.unwrap_or(room).min(room)) as u32;
        Some(Some(Market { size: size.unwrap_or(f64::INFINITY), customers, saturating, feeds_arrivals, places }))
    }

    /// The alarm of the whole center; nothing where it is mistaken.
    pub(super) fn alarm(&mut self) -> Option<Option<Alarm>> {
        for (_, contact) in self.contacts.clone() {
            if let Some(place) = contact.find(&["aftermath", "alarm"]) {
                let message = "the alarm is the whole center's";
                self.mistakes.push(place.key_mistake(message).help("write it in [aftermath.alarm]"));
            }
        }
        let Some(at) = self.root.get("aftermath").and_then(|at| at.get("alarm")) else { return Some(None) };
        let complaints_per_hour = self.read(&at, "complaints_per_hour", |v| v.number())?;
        let after_s = self.read(&at, "after", |v| v.duration()).unwrap_or(900.0);
        let lasts_s = self.read(&at, "lasts", |v| v.duration()).unwrap_or(7200.0);
        let mut reserves = Vec::new();
        for (name, place) in at.get("reserves").iter().flat_map(At::entries) {
            let found = self.groups.iter().position(|(group, _)| *group == name);
            match found {
                None => {
                    let mistake = place.key_mistake(format!("there is no group `{name}`"));
                    let help = suggestion(name, self.groups.iter().map(|g| g.0));
                    self.mistakes.push(mistake.help(help));
                }
                Some(g) if self.groups[g].1.get("shift").is_some() => {
                    let message = format!("`{name}` works in shifts: reserves are heads of a group with `agents`");
                    self.mistakes.push(place.key_mistake(message));
                }
                Some(g) => {
                    let people = self.keep(whole(&place))?;
                    reserves.push((GroupId(u16::try_from(g).ok()?), people));
                }
            }
        }
        Some(Some(Alarm { complaints_per_hour, reserves, after_s, lasts_s }))
    }
}
