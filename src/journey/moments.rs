//! One contact's moments of truth.

use crate::model::random::{Keyed, Purpose, normal, uniform};
use crate::model::{Contact, FeltClock, GroupId, Model};

/// Scores lie in −3..+3 (the course's customer card).
const BEST: f64 = 3.0;

fn clamp(score: f64) -> f64 {
    score.clamp(-BEST, BEST)
}

/// Class of satisfaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// S at or above the threshold of delight.
    Delighted,
    /// S ≥ 0.
    Satisfied,
    /// S ≥ −tolerance.
    Indifferent,
    /// Below.
    Dissatisfied,
}

/// What one contact felt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Experience {
    /// Felt wait, s.
    pub perceived_s: f64,
    /// Resolved at first contact; false without a service.
    pub resolved: bool,
    /// S = P − E; 0 where the scenario follows no aftermath.
    pub satisfaction: f64,
    /// Its class; `None` where the scenario follows no aftermath.
    pub class: Option<Class>,
}

/// The card on which contacts of one type score their moments: the model's figures, made ready.
#[derive(Clone, Debug)]
pub struct Card {
    felt: FeltClock,
    service: Option<ServiceCard>,
    verdict: Option<Verdict>,
}

#[derive(Clone, Debug)]
struct ServiceCard {
    /// Log-odds of resolution and mean of "understood", by group.
    by_group: Vec<(f64, f64)>,
    noise: f64,
    anger: f64,
    resolved_yes: f64,
    resolved_no: f64,
}

#[derive(Clone, Copy, Debug)]
struct Verdict {
    best: f64,
    worst: f64,
    last: f64,
    mean: f64,
    expected: f64,
    tolerance: f64,
    delight: f64,
}

impl Card {
    /// The card of a contact type of this model.
    pub fn new(model: &Model, contact: &Contact) -> Card {
        let service = contact.service.as_ref().map(|service| {
            let of_group = |g: &crate::model::Group| {
                let skill = g.skills.iter().find(|s| model.contacts[s.contact.index()].name == contact.name);
                let quality = skill.map_or(0.0, |s| s.quality);
                let resolve = skill.and_then(|s| s.resolve).unwrap_or(service.resolution);
                let log_odds = libm::log(resolve / (1.0 - resolve)) + service.skill * quality;
                (log_odds, service.understood.base + service.understood.quality * quality)
            };
            ServiceCard {
                by_group: model.groups.iter().map(of_group).collect(),
                noise: service.understood.noise,
                anger: service.anger,
                resolved_yes: clamp(service.resolved_yes),
                resolved_no: clamp(service.resolved_no),
            }
        });
        let verdict = contact.aftermath.as_ref().map(|a| Verdict {
            best: a.memory.best,
            worst: a.memory.worst,
            last: a.memory.last,
            mean: a.memory.mean,
            expected: a.expectation.start,
            tolerance: a.tolerance,
            delight: a.delight,
        });
        Card { felt: contact.felt, service, verdict }
    }

    /// Whether anything is felt, scored or judged at all.
    pub fn is_blank(&self) -> bool {
        !self.felt.is_on() && self.service.is_none() && self.verdict.is_none()
    }

    /// Score of the wait: `clamp((e_w − psi) / u_w)`.
    #[inline]
    fn wait_score(&self, perceived_s: f64) -> f64 {
        clamp((self.felt.acceptable_s - perceived_s) / self.felt.scale_s)
    }

    /// A contact that was served by this group after this wait.
    #[inline]
    pub fn served(&self, wait_s: f64, group: GroupId, key: u64) -> Experience {
        let perceived_s = if wait_s == 0.0 { 0.0 } else { self.felt.felt(wait_s) };
        let wait = self.wait_score(perceived_s);
        let Some(service) = &self.service else {
            return self.judge(perceived_s, false, &[wait]);
        };
        let mut source = Keyed::new(key, Purpose::Service);
        let (log_odds, understood) = service.by_group[group.index()];
        let understood = clamp(understood + service.noise * normal(&mut source));
        // Angry customers are harder to help: u = y_w / 3.
        let log_odds = log_odds - service.anger * (-wait / BEST).max(0.0);
        let chance = 1.0 / (1.0 + libm::exp(-log_odds));
        let resolved = uniform(&mut source) < chance;
        let outcome = if resolved { service.resolved_yes } else { service.resolved_no };
        self.judge(perceived_s, resolved, &[wait, understood, outcome])
    }

    /// A contact that left the queue after this wait; blocked and balked ones after none.
    #[inline]
    pub fn unserved(&self, wait_s: f64) -> Experience {
        let perceived_s = if wait_s == 0.0 { 0.0 } else { self.felt.felt(wait_s) };
        self.judge(perceived_s, false, &[self.wait_score(perceived_s), clamp(self.felt.abandoned)])
    }

    /// P = weights · (max, min, last, mean); S = P − E; its class.
    #[inline]
    fn judge(&self, perceived_s: f64, resolved: bool, scores: &[f64]) -> Experience {
        let Some(verdict) = &self.verdict else {
            return Experience { perceived_s, resolved, satisfaction: 0.0, class: None };
        };
        let (mut best, mut worst, mut last, mut sum) = (-BEST, BEST, 0.0, 0.0);
        for &score in scores {
            best = if score > best { score } else { best };
            worst = if score < worst { score } else { worst };
            last = score;
            sum += score;
        }
        let mean = sum / scores.len() as f64;
        let remembered = verdict.best * best + verdict.worst * worst + verdict.last * last + verdict.mean * mean;
        let satisfaction = remembered - verdict.expected;
        let class = if satisfaction >= verdict.delight {
            Class::Delighted
        } else if satisfaction >= 0.0 {
            Class::Satisfied
        } else if satisfaction >= -verdict.tolerance {
            Class::Indifferent
        } else {
            Class::Dissatisfied
        };
        Experience { perceived_s, resolved, satisfaction, class: Some(class) }
    }
}
