//! `[routing]` and `[value]`.

use super::Build;
use crate::model::{AgentCriterion, ContactCriterion, Routing, Score, Value};
use crate::scenario::mistake::Mistake;
use crate::scenario::reader::At;
use crate::scenario::tree::Item;

impl<'a> Build<'a> {
    /// The two decisions.
    pub(super) fn routing(&mut self) -> Routing {
        let at = self.root.get("routing");
        let agent = at.as_ref().and_then(|at| {
            self.read(at, "agent", |v| criteria(v, agent_criterion, |c| *c == AgentCriterion::LongestIdle))
        });
        let contact = at.as_ref().and_then(|at| {
            self.read(at, "contact", |v| {
                criteria(v, contact_criterion, |c| matches!(c, ContactCriterion::LongestWait | ContactCriterion::Score))
            })
        });
        let contact = contact.unwrap_or_else(|| vec![ContactCriterion::Priority, ContactCriterion::LongestWait]);
        let mut score = vec![Score::default(); self.contacts.len()];
        if let Some(scores) = at.and_then(|at| at.get("score")) {
            for (name, place) in scores.entries() {
                let base = self.read(&place, "base", |v| v.number()).unwrap_or(0.0);
                let per_second = self.read(&place, "per_second", |v| v.number()).unwrap_or(1.0);
                if let Some(id) = self.contact_id(name, &place) {
                    score[id.index()] = Score { base, per_second, transferred: 0.0 };
                }
            }
            if !contact.contains(&ContactCriterion::Score) {
                let message = "scores have no effect: \"score\" is not among the criteria of `routing.contact`";
                self.warnings.push(scores.key_mistake(message));
            }
        }
        let agent = agent.unwrap_or_else(|| vec![AgentCriterion::Choice, AgentCriterion::LongestIdle]);
        Routing { agent, contact, score, cost_per_wait: vec![0.0; self.contacts.len()] }
    }

    /// Money: `Some(None)` where there is no `[value]`, nothing where it is mistaken.
    pub(super) fn value(&mut self) -> Option<Option<Value>> {
        let Some(at) = self.root.get("value") else { return Some(None) };
        self.whole_lifetime(&at);
        let number = |build: &mut Self, key: &str, default| build.read(&at, key, |v| v.number()).unwrap_or(default);
        let per_contact = self.per_contact(&at);
        Some(Some(Value {
            per_contact: per_contact?,
            margin: number(self, "margin", 0.0),
            purchases_per_year: number(self, "purchases_per_year", 0.0),
            years: number(self, "years", 0.0),
            retention: number(self, "retention", 1.0),
            interest: number(self, "interest", 0.0),
        }))
    }

    /// A customer's worth needs margin, purchases and years; two of them would make it 0 in silence.
    fn whole_lifetime(&mut self, at: &At<'a>) {
        let keys = ["margin", "purchases_per_year", "years"];
        let (there, missing): (Vec<&str>, Vec<&str>) = keys.into_iter().partition(|key| at.get(key).is_some());
        if !there.is_empty() && !missing.is_empty() {
            let message = format!(
                "`{}` is missing: a customer's worth needs all of margin, purchases_per_year, years",
                missing[0]
            );
            self.mistakes.push(Mistake { path: format!("value.{}", missing[0]), ..at.key_mistake(message) });
        }
    }

    fn per_contact(&mut self, at: &At<'a>) -> Option<Vec<f64>> {
        let n = self.contacts.len();
        let Some(place) = at.get("per_contact") else { return Some(vec![0.0; n]) };
        if !matches!(place.node.item, Item::Table(_)) {
            let number = place.number();
            return self.keep(number).map(|number| vec![number; n]);
        }
        let mut revenue = vec![0.0; n];
        for (name, below) in place.entries() {
            let (number, id) = (below.number(), self.contact_id(name, &below));
            revenue[id?.index()] = self.keep(number)?;
        }
        Some(revenue)
    }
}

/// A list of criteria, each once.
fn criteria<T: PartialEq>(
    at: &At<'_>,
    one: fn(&str) -> Option<T>,
    compares_moments: fn(&T) -> bool,
) -> Result<Vec<T>, Mistake> {
    let mut list = Vec::new();
    for item in at.items() {
        let criterion = one(item.text()?).ok_or_else(|| item.wrong("a criterion"))?;
        if list.contains(&criterion) {
            return Err(item.mistake("this criterion is listed twice"));
        }
        if item.text()? == "random" && list.iter().any(compares_moments) {
            let message = "`random` is out of reach here: the criterion before it compares moments, which never tie";
            return Err(item.mistake(message).help("put it first, or behind criteria that compare figures"));
        }
        list.push(criterion);
    }
    Ok(list)
}

fn agent_criterion(word: &str) -> Option<AgentCriterion> {
    match word {
        "choice" => Some(AgentCriterion::Choice),
        "longest-idle" => Some(AgentCriterion::LongestIdle),
        "fastest" => Some(AgentCriterion::Fastest),
        "random" => Some(AgentCriterion::Random),
        _ => None,
    }
}

fn contact_criterion(word: &str) -> Option<ContactCriterion> {
    match word {
        "priority" => Some(ContactCriterion::Priority),
        "importance" => Some(ContactCriterion::Importance),
        "longest-wait" => Some(ContactCriterion::LongestWait),
        "score" => Some(ContactCriterion::Score),
        "random" => Some(ContactCriterion::Random),
        _ => None,
    }
}
