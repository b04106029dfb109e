//! `[routing]` and `[value]`.

use super::Build;
use crate::model::{AgentCriterion, ContactCriterion, Routing, Score, Value};
use crate::scenario::mistake::Mistake;
use crate::scenario::reader::At;
use crate::scenario::tree::Item;

impl<'a> Build<'a> {
    /// The two decisions.
    pub(super) fn routing(&mut self) -> Routing {
        let default = Routing {
            agent: vec![AgentCriterion::Choice, AgentCriterion::LongestIdle],
            contact: vec![ContactCriterion::Priority, ContactCriterion::LongestWait],
            score: vec![Score::default(); self.contacts.len()],
            cost_per_wait: vec![1.0; self.contacts.len()],
        };
        let Some(at) = self.root.get("routing") else { return default };
        let moments = |c: &AgentCriterion| matches!(c, AgentCriterion::LongestIdle | AgentCriterion::LeastOccupied);
        let agent = self.read(&at, "agent", |v| criteria(v, agent_criterion, moments)).unwrap_or(default.agent);
        let waits = |c: &ContactCriterion| {
            use ContactCriterion::*;
            matches!(c, LongestWait | LongestFeltWait | Score)
        };
        let contact = self.read(&at, "contact", |v| criteria(v, contact_criterion, waits)).unwrap_or(default.contact);
        let score = self.scores(&at, default.score, contact.contains(&ContactCriterion::Score));
        let cost_per_wait = self.costs(&at, default.cost_per_wait, contact.contains(&ContactCriterion::CMu));
        Routing { agent, contact, score, cost_per_wait }
    }

    fn scores(&mut self, at: &At<'a>, mut score: Vec<Score>, used: bool) -> Vec<Score> {
        let Some(scores) = at.get("score") else { return score };
        for (name, place) in scores.entries() {
            let base = self.read(&place, "base", |v| v.number()).unwrap_or(0.0);
            let per_second = self.read(&place, "per_second", |v| v.number()).unwrap_or(1.0);
            let transferred = self.read(&place, "transferred", |v| v.number()).unwrap_or(0.0);
            if let Some(id) = self.contact_id(name, &place) {
                score[id.index()] = Score { base, per_second, transferred };
            }
        }
        if !used {
            let message = "scores have no effect: \"score\" is not among the criteria of `routing.contact`";
            self.warnings.push(scores.key_mistake(message));
        }
        score
    }

    fn costs(&mut self, at: &At<'a>, mut cost_per_wait: Vec<f64>, used: bool) -> Vec<f64> {
        let Some(costs) = at.get("cost_per_wait") else { return cost_per_wait };
        for (name, place) in costs.entries() {
            let (cost, id) = (self.keep(place.number()), self.contact_id(name, &place));
            if let (Some(cost), Some(id)) = (cost, id) {
                cost_per_wait[id.index()] = cost;
            }
        }
        if !used {
            let message = "costs have no effect: \"c-mu\" is not among the criteria of `routing.contact`";
            self.warnings.push(costs.key_mistake(message));
        }
        cost_per_wait
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
        "least-loaded" => Some(AgentCriterion::LeastLoaded),
        "most-loaded" => Some(AgentCriterion::MostLoaded),
        "least-occupied" => Some(AgentCriterion::LeastOccupied),
        "best-resolver" => Some(AgentCriterion::BestResolver),
        "fewest-skills" => Some(AgentCriterion::FewestSkills),
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
        "longest-felt-wait" => Some(ContactCriterion::LongestFeltWait),
        "most-behind-target" => Some(ContactCriterion::MostBehindTarget),
        "c-mu" => Some(ContactCriterion::CMu),
        "shortest-expected" => Some(ContactCriterion::ShortestExpected),
        "random" => Some(ContactCriterion::Random),
        _ => None,
    }
}
