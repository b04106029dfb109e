//! What a contact causes: another attempt after getting nothing, a second contact after an unresolved one, a contact
//! handed on. Every decision is drawn from the key of the contact that provokes it.

use super::moments::Card;
use crate::floor::{Cause, Caused, Causes, Ended, Ending};
use crate::model::random::{Keyed, Purpose, mix, uniform};
use crate::model::{ContactId, DAY_S, Distribution, HorizonKind, Model, Operations, Redial};

/// What the contacts of a model cause.
#[derive(Clone, Debug)]
pub struct Following {
    types: Vec<(Operations, Card)>,
    steady: bool,
}

impl Following {
    /// Of this model.
    pub fn new(model: &Model) -> Following {
        let of = |contact: &crate::model::Contact| (contact.operations.clone(), Card::new(model, contact));
        Following { types: model.contacts.iter().map(of).collect(), steady: model.horizon.kind == HorizonKind::Steady }
    }

    /// A delay by a law that may depend on the time of the day at which it begins.
    fn delay_s(&self, law: &Distribution, ended: &Ended, source: &mut Keyed) -> f64 {
        let time_of_day = if self.steady { ended.at_s } else { ended.at_s - DAY_S * libm::floor(ended.at_s / DAY_S) };
        law.at(time_of_day).sample(source)
    }

    /// Another attempt of a customer who got nothing.
    fn redials(&self, redial: &Redial, ended: &Ended) -> Option<Caused> {
        let first = match ended.ending {
            Ending::Abandoned => redial.abandoned,
            Ending::Balked => redial.balked,
            Ending::Blocked => redial.blocked,
            Ending::Served { .. } => return None,
        };
        let share = if ended.attempt == 1 { first } else { redial.again.unwrap_or(first) };
        let mut source = Keyed::new(ended.key, Purpose::Redial);
        if ended.attempt >= redial.limit || uniform(&mut source) >= share {
            return None;
        }
        let at_s = ended.at_s + self.delay_s(&redial.after, ended, &mut source);
        let contact = redial.becomes.unwrap_or(ended.contact);
        Some(Caused { contact, cause: Cause::Redial, at_s, key: key_after(ended, Cause::Redial) })
    }
}

/// The key of the contact that one causes.
fn key_after(ended: &Ended, cause: Cause) -> u64 {
    let salt = match cause {
        Cause::Redial => Purpose::Redial,
        Cause::Repeat => Purpose::Repeat,
        Cause::Transfer => Purpose::Transfer,
    };
    mix(mix(ended.key ^ (Purpose::Caused as u64)).wrapping_add(salt as u64))
}

/// The type that a served contact is handed on as, if it is.
fn handed_on_to(operations: &Operations, key: u64) -> Option<ContactId> {
    let transfer = operations.transfer.as_ref()?;
    let mut left = uniform(&mut Keyed::new(key, Purpose::Transfer));
    for &(contact, share) in &transfer.to {
        if left < share {
            return Some(contact);
        }
        left -= share;
    }
    None
}

impl Causes for Following {
    fn caused_by(&self, ended: &Ended) -> Option<Caused> {
        let (operations, card) = &self.types[ended.contact.index()];
        let Ending::Served { group, wait_s } = ended.ending else {
            return operations.redial.as_ref().and_then(|redial| self.redials(redial, ended));
        };
        if let Some(contact) = handed_on_to(operations, ended.key) {
            let key = key_after(ended, Cause::Transfer);
            return Some(Caused { contact, cause: Cause::Transfer, at_s: ended.at_s, key });
        }
        let repeat = operations.repeat.as_ref()?;
        let mut source = Keyed::new(ended.key, Purpose::Repeat);
        if uniform(&mut source) >= repeat.share || card.served(wait_s, group, ended.key).resolved {
            return None;
        }
        let at_s = ended.at_s + self.delay_s(&repeat.after, ended, &mut source);
        let key = key_after(ended, Cause::Repeat);
        Some(Caused { contact: ended.contact, cause: Cause::Repeat, at_s, key })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::GroupId;
    use crate::scenario::{NoFiles, Scenario};

    fn following(contact: &str) -> Following {
        let text = format!(
            "[horizon]\nopens = \"08:00\"\ncloses = \"18:00\"\n[contact.a]\narrivals = {{ rate = \"1/h\" }}\n\
             handle = {{ constant = \"1m\" }}\n{contact}\n[contact.b]\narrivals = {{ rate = \"1/h\" }}\n\
             handle = {{ constant = \"1m\" }}\n[group.g]\nagents = 1\nskills.a = {{}}\nskills.b = {{}}\n"
        );
        Following::new(&Scenario::parse(&text, "test.toml").unwrap().compile(&NoFiles).unwrap().model)
    }

    /// Share of ten thousand contacts that cause one, and those they cause. Four standard errors are at most 0.02.
    fn ask(following: &Following, attempt: u32, ending: Ending) -> (f64, Vec<Caused>) {
        let ended = |key: u64| Ended { contact: ContactId(0), key: mix(key), at_s: 600.0, attempt, ending };
        let caused: Vec<Caused> = (0..10_000).filter_map(|key| following.caused_by(&ended(key))).collect();
        (caused.len() as f64 / 10_000.0, caused)
    }

    #[test]
    fn who_got_nothing_tries_again_as_often_as_said_and_no_oftener() {
        let redial = "redial = { share = { abandoned = 0.4, blocked = 0.7 }, again = 0.1, limit = 3, becomes = \"b\",\n\
                      after = { constant = \"15m\" } }";
        let following = following(redial);
        let (first, caused) = ask(&following, 1, Ending::Abandoned);
        assert!((first - 0.4).abs() < 0.02, "{first}");
        assert!(caused.iter().all(|c| c.at_s == 1500.0 && c.contact == ContactId(1) && c.cause == Cause::Redial));
        assert!((ask(&following, 1, Ending::Blocked).0 - 0.7).abs() < 0.02);
        assert_eq!(ask(&following, 1, Ending::Balked).0, 0.0);
        assert!((ask(&following, 2, Ending::Abandoned).0 - 0.1).abs() < 0.02);
        assert_eq!(ask(&following, 3, Ending::Abandoned).0, 0.0, "three attempts in all");
        let served = Ending::Served { group: GroupId(0), wait_s: 5.0 };
        assert_eq!(ask(&following, 1, served).0, 0.0);
    }

    #[test]
    fn who_was_served_is_handed_on_or_comes_back() {
        let served = Ending::Served { group: GroupId(0), wait_s: 0.0 };
        let (handed_on, caused) = ask(&following("transfer = { to = { a = 0.1, b = 0.2 } }"), 1, served);
        assert!((handed_on - 0.3).abs() < 0.02, "{handed_on}");
        let to_b = caused.iter().filter(|c| c.contact == ContactId(1)).count() as f64 / 10_000.0;
        assert!((to_b - 0.2).abs() < 0.02 && caused.iter().all(|c| c.cause == Cause::Transfer && c.at_s == 600.0));
        let repeats =
            "service.resolution = 0.75\nservice.anger = 0\nrepeat = { share = 0.6, after = { constant = \"1d\" } }";
        let (back, caused) = ask(&following(repeats), 1, served);
        assert!((back - 0.25 * 0.6).abs() < 0.015, "{back}");
        assert!(caused.iter().all(|c| c.at_s == 87_000.0 && c.cause == Cause::Repeat));
    }
}
