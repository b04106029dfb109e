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
