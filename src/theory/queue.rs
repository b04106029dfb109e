//! One queue in one interval, ready for every formula and number of agents.

use super::answer::{Answer, QueueModel, Traffic, Unstable};
use super::class::{Class, Classed};
use super::erlang::{erlang_b, erlang_c};
use super::general_patience::{erlang_a, general_patience};
use super::limited_queue::{Limits, limited_queue};
use super::patience::Patience;
use super::several_at_once::several_at_once;
use crate::model::{Balks, Contact, Distribution, FeltClock, Model, ServiceLevel};

/// Which formulas have something of their own to say about a pool.
pub(super) struct Formulas {
    none: bool,
    all_leave: bool,
    general: bool,
    limited: bool,
}

impl Formulas {
    pub fn of(model: &Model, classed: &Classed) -> Formulas {
        let members = &classed.members;
        let types = || members.contacts.iter().map(|id| &model.contacts[id.index()]);
        let limited = |contact: &Contact| contact.lines.is_some() || matches!(contact.balks, Balks::ByQueue(_));
        Formulas {
            none: classed.class == Class::Deferred,
            all_leave: types().all(|contact| contact.patience.is_some()),
            general: types().any(|contact| contact.patience.is_some() || matches!(contact.balks, Balks::Share(_))),
            limited: members.contacts.len() == 1 && classed.stretch(model).len() == 1 && types().any(limited),
        }
    }

    pub fn list(&self) -> impl Iterator<Item = QueueModel> {
        let some = !self.none;
        let found = [
            (true, QueueModel::ErlangB),
            (true, QueueModel::ErlangC),
            (self.all_leave, QueueModel::ErlangA),
            (self.general, QueueModel::GeneralPatience),
            (self.limited, QueueModel::LimitedQueue),
        ];
        found.into_iter().filter(move |(has, _)| some && *has).map(|(_, formula)| formula)
    }

    /// The one nearest to the scenario.
    pub fn finest(&self) -> QueueModel {
        match (self.limited, self.general) {
            (true, _) => QueueModel::LimitedQueue,
            (false, true) => QueueModel::GeneralPatience,
            (false, false) => QueueModel::ErlangC,
        }
    }
}

/// A pool in one interval, ready for every formula and number of agents.
pub(super) struct Queue {
    pub traffic: Traffic,
    pub service_level: Option<ServiceLevel>,
    pub mean_patience_s: f64,
    patience: Patience,
    joins: f64,
    limits: Limits,
    /// How many times as long a contact lasts while an agent has 1, 2, ... in hand.
    pub stretch: Vec<f64>,
}

impl Queue {
    pub fn new(model: &Model, of: &Classed, rates: &[f64], traffic: Traffic) -> Queue {
        let members = &of.members;
        let types: Vec<(&Contact, f64)> =
            members.contacts.iter().zip(rates).map(|(id, &rate)| (&model.contacts[id.index()], rate)).collect();
        let joins = types.iter().map(|(contact, rate)| rate * joining(contact)).sum::<f64>() / traffic.rate_per_s;
        let everybody = Patience::mixture(types.iter().map(|(c, rate)| (rate / traffic.rate_per_s, law(c))).collect());
        let mean_patience_s = everybody.mean();
        let share = |contact: &Contact, rate: f64| rate * joining(contact) / (joins * traffic.rate_per_s);
        let patience = if joins > 0.0 {
            Patience::mixture(types.iter().map(|(c, rate)| (share(c, *rate), law(c))).collect())
        } else {
            everybody
        };
        let limits = Limits {
            lines: types.first().and_then(|(contact, _)| contact.lines),
            balks: types.first().map_or(Vec::new(), |(contact, _)| balking(contact)),
            patience_s: Some(mean_patience_s).filter(|mean| mean.is_finite()),
        };
        let service_level = members.service_level(model);
        Queue { traffic, service_level, mean_patience_s, patience, joins, limits, stretch: of.stretch(model) }
    }

    pub fn solve(&self, formula: QueueModel, agents: u32) -> Result<Answer, Unstable> {
        several_at_once(self.traffic, agents, &self.stretch, |traffic, servers| {
            self.ordinary(formula, traffic, servers)
        })
    }

    /// With servers who have one contact at a time.
    fn ordinary(&self, formula: QueueModel, traffic: Traffic, servers: u32) -> Result<Answer, Unstable> {
        let within_s = self.service_level.map(|level| level.within_s);
        match formula {
            QueueModel::ErlangB => Ok(erlang_b(traffic, servers)),
            QueueModel::ErlangC => erlang_c(traffic, servers, within_s),
            QueueModel::ErlangA => erlang_a(traffic, servers, self.mean_patience_s, within_s),
            QueueModel::GeneralPatience => general_patience(traffic, servers, &self.patience, self.joins, within_s),
            QueueModel::LimitedQueue => limited_queue(traffic, servers, &self.limits, within_s),
        }
    }
}

fn law(contact: &Contact) -> Option<(Distribution, FeltClock)> {
    contact.patience.clone().map(|law| (law, contact.leaving))
}

/// Share that joins a queue where that does not depend on its length.
fn joining(contact: &Contact) -> f64 {
    if let Balks::Share(share) = contact.balks { 1.0 - share } else { 1.0 }
}

fn balking(contact: &Contact) -> Vec<f64> {
    match &contact.balks {
        Balks::Never => Vec::new(),
        Balks::Share(share) => vec![*share],
        Balks::ByQueue(shares) => shares.clone(),
    }
}
