//! One contact's moments of truth.

use super::consequences::consequences;
use crate::floor::{Blame, Class, Experience, Scores, Wait};
use crate::model::random::{Keyed, Purpose, normal, uniform};
use crate::model::{Contact, FeltClock, GroupId, Model};

/// Scores lie in −3..+3 (the course's customer card).
const BEST: f64 = 3.0;
/// Occupancy above which load makes resolution harder.
const BUSY: f64 = 0.85;
/// Scores of a promise kept, and of each one broken.
const KEPT: f64 = 0.5;
const BROKEN: f64 = -1.0;

fn clamp(score: f64) -> f64 {
    score.clamp(-BEST, BEST)
}

/// The card on which contacts of one type score their moments: the model's figures, made ready.
#[derive(Clone, Debug)]
pub struct Card {
    felt: FeltClock,
    service: Option<ServiceCard>,
    verdict: Option<Verdict>,
    /// By kind of customer.
    kinds: Vec<KindCard>,
    /// Whether customers are worth something, so that it matters what cost them.
    blames: bool,
}

#[derive(Clone, Copy, Debug)]
struct KindCard {
    hostility: f64,
    /// Factor on the felt wait in hindsight, of those told before they asked.
    eases: f64,
    /// Customers lost less those won by a contact of each class, in expected numbers, times what such a customer is worth.
    lost: [f64; 4],
}

/// What a contact is judged by, besides its wait and its service.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances {
    /// Kind of customer.
    pub kind: u8,
    /// The agent's mood.
    pub mood: f64,
    /// The agent's occupancy.
    pub occupied: f64,
    /// E, what the customer expected.
    pub expected: f64,
    /// Told before having to ask.
    pub notified: bool,
    /// Whether a callback came late; `None`: was no callback.
    pub called_late: Option<bool>,
}

#[derive(Clone, Debug)]
struct ServiceCard {
    by_group: Vec<GroupCard>,
    noise: f64,
    anger: f64,
    load: f64,
    mood: f64,
    /// Mean of "understood" with a standard agent.
    standard: f64,
    resolved_yes: f64,
    resolved_no: f64,
}

/// What a group does for the contacts of a type.
#[derive(Clone, Copy, Debug)]
struct GroupCard {
    /// Log-odds of resolution of a customer who is not angry, by an agent who is not overloaded.
    log_odds: f64,
    /// The probability where neither anger nor load takes anything, and load gives what it can.
    most_chance: f64,
    /// The probability where the wait was as bad as can be, of a customer as hostile as any, with an agent never idle.
    least_chance: f64,
    /// Mean of "understood".
    understood: f64,
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

fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-log_odds))
}

impl ServiceCard {
    /// Whether a contact is resolved whose number was drawn like this: below the logistic function of the log-odds, less
    /// anger (angry customers are harder to help: u = y_w / 3) and load. Most numbers decide without an exponential:
    /// those above the chance of the calm, and those below the chance of the angriest with the busiest.
    #[inline(always)]
    fn resolves(&self, group: &GroupCard, drawn: f64, wait: f64, hostility: f64, occupied: f64) -> bool {
        if drawn >= group.most_chance {
            return false;
        }
        if drawn < group.least_chance {
            return true;
        }
        let anger = self.anger * hostility * (-wait / BEST).max(0.0);
        drawn < logistic(group.log_odds - self.load * (occupied - BUSY).max(0.0) - anger)
    }
}

impl Card {
    /// The card of a contact type of this model.
    pub fn new(model: &Model, contact: &Contact) -> Card {
        let hostility = model.kinds.iter().map(|kind| kind.hostility).fold(0.0, f64::max);
        let service = contact.service.as_ref().map(|service| {
            let of_group = |g: &crate::model::Group| {
                let skill = g.skills.iter().find(|s| model.contacts[s.contact.index()].name == contact.name);
                let quality = skill.map_or(0.0, |s| s.quality);
                let resolve = skill.and_then(|s| s.resolve).unwrap_or(service.resolution);
                let log_odds = libm::log(resolve / (1.0 - resolve)) + service.skill * quality;
                GroupCard {
                    log_odds,
                    most_chance: logistic(log_odds + (-service.load).max(0.0) * (1.0 - BUSY)),
                    least_chance: logistic(log_odds - service.anger * hostility - service.load.max(0.0) * (1.0 - BUSY)),
                    understood: service.understood.base + service.understood.quality * quality,
                }
            };
            ServiceCard {
                by_group: model.groups.iter().map(of_group).collect(),
                noise: service.understood.noise,
                anger: service.anger,
                load: service.load,
                mood: service.understood.mood,
                standard: service.understood.base,
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
        let kinds = model.kinds.iter().enumerate().map(|(i, kind)| {
            let aftermath = contact.aftermath.as_ref();
            let notice = aftermath.and_then(|a| a.notice.as_ref());
            let lost_by = |class: usize| {
                let mut classes = [0.0; 4];
                classes[class] = 1.0;
                let follow = aftermath.map(|a| consequences(a, kind, classes)).unwrap_or_default();
                // Listeners are people like any other.
                (kind.value - 1.0) * follow.leavers + follow.customers_lost - follow.customers_won
            };
            KindCard {
                hostility: kind.hostility,
                eases: notice.and_then(|n| n.eases.get(i)).copied().unwrap_or(1.0),
                lost: [0, 1, 2, 3].map(lost_by),
            }
        });
        let blames = model.value.is_some() && verdict.is_some();
        Card { felt: contact.felt, service, verdict, kinds: kinds.collect(), blames }
    }

    /// Whether anything is felt, scored or judged at all.
    pub fn is_blank(&self) -> bool {
        !self.felt.is_on() && self.service.is_none() && self.verdict.is_none()
    }

    /// E of a customer of whom nothing is known.
    pub fn expects(&self) -> f64 {
        self.verdict.map_or(0.0, |verdict| verdict.expected)
    }

    /// What a standard customer of whom nothing is known goes by.
    fn standard(&self) -> Circumstances {
        let expected = self.expects();
        Circumstances { kind: 0, mood: 0.0, occupied: 0.0, expected, notified: false, called_late: None }
    }

    fn static_wait(&self, wait_s: f64) -> Wait {
        let felt_s = if wait_s == 0.0 { 0.0 } else { self.felt.felt(wait_s) };
        let hard_s = if self.felt.speed() > 1.0 { wait_s } else { 0.0 };
        Wait { clock_s: wait_s, felt_s, fair_s: felt_s, hard_s, announced_s: None, overtaken: 0 }
    }

    /// A contact that was served by this group after this wait, of a standard customer on a constant clock.
    #[inline(always)]
    pub fn served(&self, wait_s: f64, group: GroupId, key: u64) -> Experience {
        self.served_in(&self.static_wait(wait_s), group, key, &self.standard())
    }

    /// A contact that left the queue after this wait; blocked and balked ones after none. Of a standard customer on a
    /// constant clock.
    #[inline]
    pub fn unserved(&self, wait_s: f64, key: u64) -> Experience {
        self.unserved_in(&self.static_wait(wait_s), key, &self.standard())
    }

    /// The mood in which a customer leaves the wait: u = y_w / 3.
    pub(super) fn mood_after(&self, wait: &Wait) -> f64 {
        self.wait_score(wait.felt_s, wait.announced_s) / BEST
    }

    /// Score of the wait: `clamp((e_w − psi) / u_w)`; what was announced moves e_w half way to it.
    #[inline]
    fn wait_score(&self, perceived_s: f64, announced_s: Option<f64>) -> f64 {
        let acceptable_s = self.felt.acceptable_s;
        let acceptable_s = announced_s.map_or(acceptable_s, |announced_s| 0.5 * (acceptable_s + announced_s));
        clamp((acceptable_s - perceived_s) / self.felt.scale_s)
    }

    /// A contact that was served by this group after this wait.
    #[inline(always)]
    pub fn served_in(&self, wait: &Wait, group: GroupId, key: u64, how: &Circumstances) -> Experience {
        let kind = &self.kinds[usize::from(how.kind)];
        let eases = if how.notified { kind.eases } else { 1.0 };
        let score = self.wait_score(wait.felt_s * eases, wait.announced_s);
        let broken = [wait.announced_s.map(|s| wait.clock_s > s), how.called_late];
        let broke_promise = broken.iter().flatten().copied().reduce(|one, other| one || other);
        let broken = broken.iter().flatten().filter(|broken| **broken).count();
        let promise = match broke_promise {
            None => None,
            Some(false) => Some(KEPT),
            // Who is told before asking has been given the reason.
            Some(true) if how.notified => None,
            Some(true) => Some(clamp(BROKEN * broken as f64)),
        };
        let mut scores = Scores { wait: score, understood: 0.0, resolved: None, promise, gave_up: None };
        let mut resolved = false;
        if let Some(service) = &self.service {
            let mut source = Keyed::new(key, Purpose::Service);
            let group = &service.by_group[group.index()];
            scores.understood = clamp(group.understood + service.mood * how.mood + service.noise * normal(&mut source));
            resolved = service.resolves(group, uniform(&mut source), score, kind.hostility, how.occupied);
            scores.resolved = Some(if resolved { service.resolved_yes } else { service.resolved_no });
        }
        let (satisfaction, class) = self.judge(&scores, how.expected);
        let blamed = match class {
            Some(class) if self.blames => self.blame(wait, eases, &scores, class, how),
            _ => [0.0; 6],
        };
        let (perceived_s, hard_s) = (wait.felt_s, wait.hard_s);
        Experience {
            perceived_s,
            hard_s,
            resolved,
            broke_promise,
            scores,
            expected: how.expected,
            satisfaction,
            class,
            kind: how.kind,
            blamed,
            follows: None,
            notice_costs: None,
        }
    }

    /// A contact that left the queue after this wait; blocked and balked ones after none. No promise is scored.
    #[inline]
    pub fn unserved_in(&self, wait: &Wait, key: u64, how: &Circumstances) -> Experience {
        let kind = &self.kinds[usize::from(how.kind)];
        let eases = if how.notified { kind.eases } else { 1.0 };
        let score = self.wait_score(wait.felt_s * eases, wait.announced_s);
        let mut scores = Scores {
            wait: score,
            understood: 0.0,
            resolved: self.service.as_ref().map(|service| service.resolved_yes),
            promise: None,
            gave_up: Some(clamp(self.felt.abandoned)),
        };
        let (satisfaction, class) = self.judge(&scores, how.expected);
        let blamed = match class {
            Some(class) if self.blames => {
                if let Some(service) = &self.service {
                    // As a standard agent would have been understood.
                    let noise = normal(&mut Keyed::new(key, Purpose::Service));
                    scores.understood = clamp(service.standard + service.noise * noise);
                }
                self.blame(wait, eases, &scores, class, how)
            }
            _ => [0.0; 6],
        };
        Experience {
            perceived_s: wait.felt_s,
            hard_s: wait.hard_s,
            resolved: false,
            broke_promise: wait.announced_s.map(|s| wait.clock_s > s),
            scores,
            expected: how.expected,
            satisfaction,
            class,
            kind: how.kind,
            blamed,
            follows: None,
            notice_costs: None,
        }
    }

    /// P = weights · (max, min, last, mean); S = P − E; its class.
    #[inline(always)]
    fn judge(&self, scores: &Scores, expected: f64) -> (f64, Option<Class>) {
        let Some(verdict) = &self.verdict else { return (0.0, None) };
        let (mut best, mut worst, mut last, mut sum, mut count) =
            (scores.wait, scores.wait, scores.wait, scores.wait, 1.0);
        let mut take = |score: f64| {
            best = if score > best { score } else { best };
            worst = if score < worst { score } else { worst };
            last = score;
            sum += score;
            count += 1.0;
        };
        match (scores.gave_up, scores.resolved) {
            (Some(score), _) => take(score),
            (None, Some(outcome)) => {
                take(scores.understood);
                take(outcome);
            }
            (None, None) => {}
        }
        if let Some(score) = scores.promise {
            take(score);
        }
        let mean = sum / count;
        let remembered = verdict.best * best + verdict.worst * worst + verdict.last * last + verdict.mean * mean;
        let satisfaction = remembered - expected;
        let class = if satisfaction >= verdict.delight {
            Class::Delighted
        } else if satisfaction >= 0.0 {
            Class::Satisfied
        } else if satisfaction >= -verdict.tolerance {
            Class::Indifferent
        } else {
            Class::Dissatisfied
        };
        (satisfaction, Some(class))
    }

    /// Customers lost through each part of a contact. The contact as it would have been without a wait, resolved, with its
    /// promises kept, is made what it was part by part, in the order of [`Blame::ALL`]; what each step adds to the
    /// customers lost is that part's. So the scores add up to the difference between the contact and its ideal.
    #[inline(never)]
    fn blame(&self, wait: &Wait, eases: f64, actual: &Scores, class: Class, how: &Circumstances) -> [f64; 6] {
        let mut blamed = [0.0; 6];
        let ideal = Scores {
            wait: self.wait_score(0.0, wait.announced_s),
            understood: actual.understood,
            resolved: actual.resolved.and(self.service.as_ref().map(|service| service.resolved_yes)),
            promise: actual.promise.map(|_| KEPT),
            gave_up: None,
        };
        let lost = |scores: &Scores| {
            let class = self.judge(scores, how.expected).1;
            class.map_or(0.0, |class| self.kinds[usize::from(how.kind)].lost[class as usize])
        };
        let mut before = lost(&ideal);
        // Each part makes a contact no better: where the first and the last are of one class, so are all between.
        if self.judge(&ideal, how.expected).1 == Some(class) {
            return blamed;
        }
        let mut now = ideal;
        for (part, blamed) in Blame::ALL.iter().zip(&mut blamed) {
            let last = now;
            match part {
                Blame::Unresolved => now.resolved = actual.resolved,
                Blame::Clock => now.wait = self.wait_score(self.felt.easy(wait.clock_s) * eases, wait.announced_s),
                Blame::Hardness => now.wait = self.wait_score(wait.fair_s * eases, wait.announced_s),
                Blame::Unfairness => now.wait = actual.wait,
                Blame::BrokenPromise => now.promise = actual.promise,
                Blame::Unserved => now.gave_up = actual.gave_up,
            }
            if now != last {
                let after = lost(&now);
                *blamed = after - before;
                before = after;
            }
        }
        blamed
    }
}
