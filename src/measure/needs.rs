//! What a scenario must have for a measure to mean something.

use crate::model::{Contact, Model};

/// What a scenario must have for a measure to mean something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// A service-level target.
    Target,
    /// `[wait]`, of some contact type.
    Felt,
    /// `[service]`.
    Service,
    /// `[aftermath]`.
    Aftermath,
    /// Contacts that something follows from: those of a type with `[aftermath]`, and the complaints about them.
    Consequences,
    /// Groups with a cost.
    Cost,
    /// Groups with shrinkage.
    Shrinkage,
    /// Shifts with breaks.
    Breaks,
    /// `[value]`.
    Value,
    /// Customers who try again.
    Redial,
    /// Customers who come back.
    Repeat,
    /// Contacts handed on.
    Transfer,
    /// Callbacks.
    Callback,
    /// A list of numbers to dial.
    Dialer,
    /// A list on which there are wrong numbers.
    WrongParty,
    /// Customers who are told how long it will take, or called back.
    Promise,
    /// Contacts with a target that wait beyond the end of the run.
    Deferred,
    /// Customers who are told before they ask.
    Notice,
    /// An alarm.
    Alarm,
    /// A customer base.
    Market,
    /// Contacts that bring something.
    Revenue,
    /// `[value]` and `[aftermath]`.
    Worth,
    /// More than queues and head-counts within one day.
    Center,
}

impl Needs {
    /// What a planner has to write for it; `None` where that is nothing.
    pub fn in_words(self) -> Option<&'static str> {
        match self {
            Needs::Nothing => None,
            Needs::Target => Some("a `service_level`"),
            Needs::Felt => Some("a [wait] section"),
            Needs::Service => Some("a [service] section"),
            Needs::Aftermath | Needs::Consequences => Some("an [aftermath] section"),
            Needs::Cost => Some("a group with a `cost`"),
            Needs::Shrinkage => Some("a group with `shrinkage`"),
            Needs::Breaks => Some("a shift with `breaks`"),
            Needs::Value => Some("a [value] section"),
            Needs::Redial => Some("a contact type with `redial`"),
            Needs::Repeat => Some("a contact type with `repeat`"),
            Needs::Transfer => Some("a contact type with `transfer`"),
            Needs::Callback => Some("a contact type with a `callback`"),
            Needs::Dialer => Some("an outbound contact type with a list to dial"),
            Needs::WrongParty => Some("an outbound contact type that may reach the wrong party"),
            Needs::Promise => Some("a [wait.announce] section, or a contact type with a `callback`"),
            Needs::Deferred => Some("an e-mail type with a `service_level`"),
            Needs::Notice => Some("an [aftermath.notice] section"),
            Needs::Alarm => Some("an [aftermath.alarm] section"),
            Needs::Market => Some("a [market] section"),
            Needs::Revenue => Some("`value.per_contact`"),
            Needs::Worth => Some("a [value] and an [aftermath] section"),
            Needs::Center => Some("several days, shifts, or another feature beyond queues and head-counts"),
        }
    }

    /// Whether it is there: for one contact type, or for the whole center.
    pub(super) fn are_met(self, model: &Model, contact: Option<usize>) -> bool {
        let types = contact.map_or(0..model.contacts.len(), |k| k..k + 1);
        let of_types = |has: fn(&Contact) -> bool| model.contacts[types.clone()].iter().any(has);
        match self {
            Needs::Nothing => true,
            Needs::Target => of_types(|c| c.service_level.is_some()),
            // Where any wait is felt, one without feelings is felt as the clock says.
            Needs::Felt => model.contacts.iter().any(|c| c.felt.is_on()),
            Needs::Service => of_types(|c| c.service.is_some()),
            Needs::Aftermath => of_types(|c| c.aftermath.is_some()),
            Needs::Consequences => types.clone().any(|k| has_consequences(model, k)),
            Needs::Cost => model.groups.iter().any(|g| g.cost_per_hour > 0.0),
            Needs::Shrinkage => model.groups.iter().any(|g| g.people.shrinkage.is_some()),
            Needs::Breaks => model.groups.iter().flat_map(|g| &g.people.shifts).any(|shift| !shift.breaks.is_empty()),
            Needs::Value => model.value.is_some(),
            Needs::Redial => types.clone().any(|k| comes_by_redial(model, k)),
            Needs::Repeat => of_types(|c| c.operations.repeat.is_some()),
            Needs::Transfer => types.clone().any(|k| comes_by_transfer(model, k)),
            Needs::Callback => of_types(|c| c.operations.callback.is_some()),
            Needs::Dialer => of_types(|c| c.operations.dialer.is_some()),
            Needs::WrongParty => {
                of_types(|c| c.operations.dialer.as_ref().is_some_and(|dialer| dialer.wrong_party.is_some()))
            }
            Needs::Promise => of_types(|c| {
                let announces = c.changing.as_ref().is_some_and(|changing| changing.announce.is_some());
                announces || c.operations.callback.is_some()
            }),
            Needs::Deferred => of_types(|c| c.service_level.is_some() && !c.operations.channel.is_live()),
            Needs::Notice => of_types(|c| c.aftermath.as_ref().is_some_and(|a| a.notice.is_some())),
            Needs::Alarm => model.alarm.is_some(),
            Needs::Market => model.market.is_some(),
            Needs::Revenue => model.value.as_ref().is_some_and(|value| {
                types.clone().any(|k| value.per_contact.get(k).is_some_and(|revenue| *revenue != 0.0))
            }),
            Needs::Worth => model.value.is_some() && types.clone().any(|k| has_consequences(model, k)),
            Needs::Center => !model.is_plain(),
        }
    }
}

/// Whether something follows from contacts of a type: its own, or a complaint's, whose customers stay or leave when it has
/// been handled.
fn has_consequences(model: &Model, k: usize) -> bool {
    let complains_here = |c: &Contact| {
        let becomes = c.aftermath.as_ref().and_then(|aftermath| aftermath.complaint.becomes);
        becomes.is_some_and(|to| to.index() == k)
    };
    model.contacts[k].aftermath.is_some() || model.contacts.iter().any(complains_here)
}

/// Whether contacts of a type may come because somebody tries again.
fn comes_by_redial(model: &Model, k: usize) -> bool {
    let leads_here = |(from, contact): (usize, &Contact)| {
        let redial = contact.operations.redial.as_ref();
        redial.is_some_and(|redial| redial.becomes.map_or(from, |to| to.index()) == k)
    };
    model.contacts.iter().enumerate().any(leads_here)
}

/// Whether contacts of a type may come because an agent hands them on.
fn comes_by_transfer(model: &Model, k: usize) -> bool {
    let transfers = model.contacts.iter().filter_map(|contact| contact.operations.transfer.as_ref());
    transfers.flat_map(|transfer| &transfer.to).any(|(to, _)| to.index() == k)
}
