//! One contact's moments of truth.

use super::chances::Chances;
use super::consequences::consequences;
use crate::floor::{Class, Experience, Scores, Wait};
use crate::model::random::{Keyed, Purpose, normal, uniform};
use crate::model::{Contact, FeltClock, GroupId, Model};

/// Scores lie in −3..+3 (the course's customer card).
const BEST: f64 = 3.0;
/// Occupancy above which load makes resolution harder.
const BUSY: f64 = 0.85;
/// Scores of a promise kept, and of each one broken.
pub(super) const KEPT: f64 = 0.5;
const BROKEN: f64 = -1.0;

#[inline(always)]
fn clamp(score: f64) -> f64 {
    score.clamp(-BEST, BEST)
}

/// The card on which contacts of one type score their moments: the model's figures, made ready.
#[derive(Clone, Debug)]
pub struct Card {
    pub(super) felt: FeltClock,
    /// 1 / u_w.
    points_per_s: f64,
    pub(super) service: Option<ServiceCard>,
    verdict: Option<Verdict>,
    /// By kind of customer.
    pub(super) kinds: Vec<KindCard>,
    /// Whether customers are worth something, so that it matters what cost them.
    blames: bool,
    /// Whether being helped is scored no worse than not.
    helps: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct KindCard {
    hostility: f64,
    /// Factor on the felt wait in hindsight, of those told before they asked: of a wait on the line, and for a callback.
    eases: [f64; 2],
    /// Customers lost less those won by a contact of each class, in expected numbers; who leaves counts as much as such a
    /// customer is worth, who is won or lost by what is told as one.
    pub lost: [f64; 4],
}

/// What a contact is judged by, besides its wait and its service.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances {
    /// Kind of customer.
    pub kind: u16,
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
pub(super) struct ServiceCard {
    by_group: Vec<GroupCard>,
    noise: f64,
    anger: f64,
    load: f64,
    mood: f64,
    /// Mean of "understood" with a standard agent.
    standard: f64,
    /// Scores of being helped: not, and yes.
    pub outcomes: [f64; 2],
    chances: Chances,
}

/// What a group does for the contacts of a type.
#[derive(Clone, Copy, Debug)]
struct GroupCard {
    /// Log-odds of resolution of a customer who is not angry, by an agent who is not overloaded.
    log_odds: f64,
    /// Mean of "understood".
    understood: f64,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Verdict {
    best: f64,
    worst: f64,
    last: f64,
    mean: f64,
    expected: f64,
    tolerance: f64,
    delight: f64,
}

impl ServiceCard {
    /// Whether a contact is resolved whose number was drawn like this: below the logistic function of the log-odds, less
    /// anger (angry customers are harder to help: u = y_w / 3) and load.
    #[inline(always)]
    fn resolves(&self, group: &GroupCard, drawn: f64, wait: f64, hostility: f64, occupied: f64) -> bool {
        let anger = self.anger * hostility / BEST * (-wait).max(0.0);
        self.chances.exceed(drawn, group.log_odds - self.load * (occupied - BUSY).max(0.0) - anger)
    }
}

impl Verdict {
    /// P = weights · (max, min, last, mean) over the moments that were lived.
    #[inline(always)]
    pub(super) fn remembered(&self, scores: &Scores) -> f64 {
        let Scores { wait, understood, .. } = *scores;
        match (scores.gave_up, scores.resolved, scores.promise) {
            (Some(score), ..) => self.weighs([wait, score]),
            (None, Some(outcome), None) => self.weighs([wait, understood, outcome]),
            (None, Some(outcome), Some(promise)) => self.weighs([wait, understood, outcome, promise]),
            (None, None, None) => self.weighs([wait]),
            (None, None, Some(promise)) => self.weighs([wait, promise]),
        }
    }

    #[inline(always)]
    fn weighs<const N: usize>(&self, moments: [f64; N]) -> f64 {
        let (mut best, mut worst, mut sum) = (moments[0], moments[0], moments[0]);
        for score in &moments[1..] {
            best = if *score > best { *score } else { best };
            worst = if *score < worst { *score } else { worst };
            sum += score;
        }
        // The weight of each moment in the mean, rather than the mean: a division that need not wait for the scores.
        self.best * best + self.worst * worst + self.last * moments[N - 1] + (self.mean / N as f64) * sum
    }

    /// The class of a satisfaction: counted rather than asked step by step, since nobody can foretell the answers.
    #[inline(always)]
    pub(super) fn class(&self, satisfaction: f64) -> Class {
        let below = |threshold: f64| usize::from(satisfaction < threshold);
        Class::ALL[below(self.delight) + below(0.0) + below(-self.tolerance)]
    }
}

impl Card {
    /// The card of a contact type of this model.
    pub fn new(model: &Model, contact: &Contact) -> Card {
        let service = contact.service.as_ref().map(|service| {
            let of_group = |g: &crate::model::Group| {
                let skill = g.skills.iter().find(|s| model.contacts[s.contact.index()].name == contact.name);
                let quality = skill.map_or(0.0, |s| s.quality);
                let resolve = skill.and_then(|s| s.resolve).unwrap_or(service.resolution);
                GroupCard {
                    log_odds: libm::log(resolve / (1.0 - resolve)) + service.skill * quality,
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
                outcomes: [clamp(service.resolved_no), clamp(service.resolved_yes)],
                chances: Chances::new(),
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
                eases: [
                    notice.and_then(|n| n.eases.get(i)).copied().unwrap_or(1.0),
                    notice.and_then(|n| n.callback_eases.get(i)).copied().unwrap_or(1.0),
                ],
                lost: [0, 1, 2, 3].map(lost_by),
            }
        });
        let blames = model.value.is_some() && verdict.is_some();
        let helps = service.as_ref().is_none_or(|service: &ServiceCard| service.outcomes[0] <= service.outcomes[1]);
        let points_per_s = 1.0 / contact.felt.scale_s;
        Card { felt: contact.felt, points_per_s, service, verdict, kinds: kinds.collect(), blames, helps }
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
        Wait { clock_s: wait_s, felt_s, fair_s: felt_s, hard_s, ..Wait::default() }
    }

    /// A contact that was served by this group after this wait, of a standard customer on a constant clock.
    #[inline(always)]
    pub fn served(&self, wait_s: f64, group: GroupId, key: u64) -> Experience {
        let mut felt = Experience::default();
        self.served_in(&self.static_wait(wait_s), group, key, &self.standard(), &mut felt);
        felt
    }

    /// A contact that left the queue after this wait; blocked and balked ones after none. Of a standard customer on a
    /// constant clock.
    #[inline]
    pub fn unserved(&self, wait_s: f64, key: u64) -> Experience {
        let mut felt = Experience::default();
        self.unserved_in(&self.static_wait(wait_s), key, &self.standard(), &mut felt);
        felt
    }

    /// Factor on the felt wait in hindsight.
    #[inline(always)]
    pub(super) fn eases(&self, how: &Circumstances, wait: &Wait) -> f64 {
        let for_call = usize::from(wait.promised_call_s.is_some());
        if how.notified { self.kinds[usize::from(how.kind)].eases[for_call] } else { 1.0 }
    }

    /// The mood in which a customer leaves the wait: u = y_w / 3.
    pub(super) fn mood_after(&self, wait: &Wait) -> f64 {
        self.wait_score(wait.felt_s, wait) / BEST
    }

    /// Score of a wait of so many felt seconds: `clamp((e_w − psi) / u_w)`; what was announced moves e_w half way to it.
    #[inline(always)]
    pub(super) fn wait_score(&self, perceived_s: f64, wait: &Wait) -> f64 {
        if let Some(promised_s) = wait.promised_call_s {
            return self.call_score(perceived_s, promised_s);
        }
        let acceptable_s = self.felt.acceptable_s;
        let acceptable_s = wait.announced_s.map_or(acceptable_s, |announced_s| 0.5 * (acceptable_s + announced_s));
        clamp((acceptable_s - perceived_s) * self.points_per_s)
    }

    /// Score of a wait for a callback that was promised within so many seconds: what the customer has agreed to is
    /// acceptable, and the scale is in proportion to it; neither is less than on the line.
    #[inline(never)]
    fn call_score(&self, perceived_s: f64, promised_s: f64) -> f64 {
        let agreed_s = self.felt.easy(promised_s);
        let acceptable_s = self.felt.acceptable_s.max(agreed_s);
        let scale_s = self.felt.scale_s.max(FeltClock::SCALE * agreed_s);
        clamp((acceptable_s - perceived_s) / scale_s)
    }

    /// A contact that was served by this group after this wait. What is felt is written where it is kept: it is large.
    #[inline(always)]
    pub fn served_in(&self, wait: &Wait, group: GroupId, key: u64, how: &Circumstances, felt: &mut Experience) {
        let score = self.wait_score(wait.felt_s * self.eases(how, wait), wait);
        let broke_promise = match (wait.announced_s.map(|s| wait.clock_s > s), how.called_late) {
            (Some(waits), Some(calls)) => Some(waits || calls),
            (waits, calls) => waits.or(calls),
        };
        let promise = self.promise_score(wait, how, broke_promise);
        felt.scores = Scores { wait: score, understood: 0.0, resolved: None, promise, gave_up: None };
        felt.resolved = false;
        if let Some(service) = &self.service {
            let mut source = Keyed::new(key, Purpose::Service);
            let group = &service.by_group[group.index()];
            let hostility = self.kinds[usize::from(how.kind)].hostility;
            let understood = group.understood + service.mood * how.mood + service.noise * normal(&mut source);
            felt.resolved = service.resolves(group, uniform(&mut source), score, hostility, how.occupied);
            felt.scores.understood = clamp(understood);
            felt.scores.resolved = Some(service.outcomes[usize::from(felt.resolved)]);
        }
        felt.broke_promise = broke_promise;
        self.concludes(wait, how, felt);
    }

    /// Promises kept and broken, of a contact that was served.
    #[inline(always)]
    fn promise_score(&self, wait: &Wait, how: &Circumstances, broke_promise: Option<bool>) -> Option<f64> {
        match broke_promise? {
            false => Some(KEPT),
            // Who is told before asking has been given the reason.
            true if how.notified => None,
            true => {
                let both = how.called_late == Some(true) && wait.announced_s.is_some_and(|s| wait.clock_s > s);
                Some(if both { 2.0 * BROKEN } else { BROKEN })
            }
        }
    }

    /// A contact that left the queue after this wait; blocked and balked ones after none. No promise is scored.
    #[inline]
    pub fn unserved_in(&self, wait: &Wait, key: u64, how: &Circumstances, felt: &mut Experience) {
        let score = self.wait_score(wait.felt_s * self.eases(how, wait), wait);
        let gave_up = Some(clamp(self.felt.abandoned));
        felt.scores = Scores { wait: score, understood: 0.0, resolved: None, promise: None, gave_up };
        if let Some(service) = self.service.as_ref().filter(|_| self.blames) {
            // Had it been served: as a standard agent would have been understood, and resolved.
            let noise = normal(&mut Keyed::new(key, Purpose::Service));
            felt.scores.understood = clamp(service.standard + service.noise * noise);
        }
        felt.scores.resolved = self.service.as_ref().map(|service| service.outcomes[1]);
        felt.resolved = false;
        felt.broke_promise = wait.announced_s.map(|s| wait.clock_s > s);
        self.concludes(wait, how, felt);
    }

    /// What the moments that have been scored come to.
    #[inline(always)]
    fn concludes(&self, wait: &Wait, how: &Circumstances, felt: &mut Experience) {
        felt.perceived_s = wait.felt_s;
        felt.hard_s = wait.hard_s;
        felt.expected = how.expected;
        felt.kind = how.kind;
        felt.follows = None;
        felt.notice_costs = None;
        felt.blamed = [0.0; 6];
        let Some(verdict) = &self.verdict else {
            (felt.satisfaction, felt.class) = (0.0, None);
            return;
        };
        let satisfaction = verdict.remembered(&felt.scores) - how.expected;
        let class = verdict.class(satisfaction);
        (felt.satisfaction, felt.class) = (satisfaction, Some(class));
        if self.blames {
            // Each part makes a contact no better, unless the wait was easier than the clock says or easier for being
            // unfair, or giving up is scored better than being served, or not being helped better than being helped: where
            // the best and the actual are of one class, so are all between.
            let harder = wait.felt_s >= wait.fair_s && wait.fair_s >= self.felt.easy(wait.clock_s);
            let served = felt.scores.gave_up.is_none();
            let worsens = served && self.helps && (wait.clock_s == 0.0 || harder);
            if worsens && class == Class::Delighted {
                return;
            }
            let ideal = self.ideal(wait, &felt.scores);
            if !worsens || verdict.class(verdict.remembered(&ideal) - how.expected) != class {
                self.blame(verdict, wait, &ideal, how, felt, worsens);
            }
        }
    }
}
