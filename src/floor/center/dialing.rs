//! Numbers that are dialed: by agents (preview), by a dialer at a fixed pace (progressive) or one that finds its pace
//! (predictive).
//!
//! The dialer looks when the center opens, when its pace changes, when agents come, when an agent has finished something
//! and found nothing that waits, and when a number has rung in vain. With b idle agents who may take its customers
//! (beyond reserves) it dials r × b numbers less those that ring, a fraction at random: r is the pace of a progressive
//! dialer. A predictive one moves r after each customer reached, by Robbins and Monro's rule (Ann. Math. Stat. 22, 1951)
//! on the logarithm: up by 0.05 × target when an agent was there in time, down by 0.05 × (1 − target) when the customer
//! gave up. Where it comes to rest, that share gives up. r begins at 1 and stays between 1/20 and 20: where other work
//! takes the agents while numbers ring, even one number for each idle agent is too many.

use super::agents::{Job, Phase};
use super::calendar::Planned;
use super::case::{Case, State, Ticket};
use super::{Center, Happening};
use crate::floor::causes::{Caused, Causes};
use crate::floor::event::Cause;
use crate::floor::plan::{Set, members};
use crate::floor::recorder::{Recorder, Visit};
use crate::model::random::{Keyed, Purpose, mix, uniform};
use crate::model::{ContactId, DialPace, Dialer};

/// Step of a predictive dialer's pace, on the logarithm.
const STEP: f64 = 0.05;
/// Numbers for each idle agent, at least and at most.
const PACES: (f64, f64) = (0.05, 20.0);

/// Numbers that may be dialed in vain at one moment before the rest of the center has its turn: a list that nobody
/// answers must not hold up the calendar.
const AT_ONCE: u32 = 4096;

/// How far a list has been dialed.
#[derive(Clone, Debug)]
pub(super) struct Dialing {
    /// Numbers dialed.
    dialed: u32,
    ringing: Vec<Ticket>,
    /// A predictive dialer's numbers for each idle agent.
    ratio: f64,
}

impl Default for Dialing {
    fn default() -> Self {
        Dialing { dialed: 0, ringing: Vec::new(), ratio: 1.0 }
    }
}

/// A number that is about to be dialed.
struct Number {
    key: u64,
    answers: bool,
    rings_s: f64,
}

impl<R: Recorder, C: Causes, S: Set> Center<R, C, S> {
    /// The lists are opened for the day.
    pub(super) fn opens_lists(&mut self, now: f64) {
        let plan = std::sync::Arc::clone(&self.plan);
        for &k in &plan.dialers {
            if let Some(DialPace::Progressive { per_free_agent, .. }) =
                plan.types[k].operations.dialer.as_ref().map(|d| &d.pace)
            {
                for &(at_s, _) in &per_free_agent.all()[1..] {
                    // Types are at most MOST.
                    self.calendar.plan(now + at_s, Planned::Pace(k as u32));
                }
            }
        }
        for g in 0..plan.groups.len() {
            self.preview(g, now);
        }
        self.dial_all(now);
    }

    /// Every dialer looks.
    #[inline]
    pub(super) fn dial_all(&mut self, now: f64) {
        for i in 0..self.plan.dialers.len() {
            self.dial(self.plan.dialers[i], now);
        }
    }

    /// A dialer looks whether to dial.
    pub(super) fn dial(&mut self, k: usize, now: f64) {
        let plan = std::sync::Arc::clone(&self.plan);
        let Some(dialer) = &plan.types[k].operations.dialer else { return };
        if matches!(dialer.pace, DialPace::Preview) {
            return members(plan.types[k].groups).for_each(|g| self.preview(g, now));
        }
        let before = self.dialing[k].dialed;
        loop {
            let wanted = self.wanted(k, dialer, now);
            for _ in 0..wanted {
                self.dials(k, dialer, now);
            }
            // Where nothing is going on that would make the dialer look again, it looks at once.
            let stuck = wanted > 0 && self.dialing[k].ringing.is_empty() && self.nobody_works();
            if !stuck {
                return;
            }
            if self.dialing[k].dialed - before >= AT_ONCE {
                // It looks again at this very moment. Types are at most MOST.
                return self.calendar.plan(now, Planned::Pace(k as u32));
            }
        }
    }

    fn nobody_works(&self) -> bool {
        let there: u32 = self.agents.benches.iter().map(|bench| bench.there).sum();
        there == self.agents.idle
    }

    /// How many numbers a dialer dials now.
    fn wanted(&self, k: usize, dialer: &Dialer, now: f64) -> u32 {
        let left = dialer.list - self.dialing[k].dialed;
        if !self.is_open || left == 0 {
            return 0;
        }
        let (ratio, keep_free) = match &dialer.pace {
            DialPace::Preview => return 0,
            DialPace::Progressive { per_free_agent, keep_free } => {
                (per_free_agent.at(self.time_of_day(now)), *keep_free)
            }
            DialPace::Predictive { .. } => (self.dialing[k].ratio, 0),
        };
        let free: u32 = members(self.plan.types[k].groups).map(|g| self.to_spare(g, k)).sum();
        if free == 0 || self.agents.idle <= keep_free {
            return 0;
        }
        // A fraction of a number is dialed with that probability.
        let fraction = uniform(&mut Keyed::new(!self.key(k, self.dialing[k].dialed), Purpose::Dial));
        let wanted = (ratio * f64::from(free) + fraction) as u32;
        wanted.saturating_sub(self.dialing[k].ringing.len() as u32).min(left)
    }

    /// Idle agents of a group who may take a customer of a type.
    fn to_spare(&self, g: usize, k: usize) -> u32 {
        let reserve = self.plan.plain.types[k].service_by(g).map_or(0, |s| s.reserve);
        self.agents.idle_of(g).saturating_sub(u32::try_from(reserve).unwrap_or(u32::MAX))
    }

    /// The key of a number of a list: the same under every policy.
    fn key(&self, k: usize, number: u32) -> u64 {
        mix(self.seed.of(Purpose::Key, &self.plan.types[k].name).wrapping_add(mix(u64::from(number) + 1)))
    }

    /// The next number of a list.
    fn number(&mut self, k: usize, dialer: &Dialer, now: f64) -> Number {
        let key = self.key(k, self.dialing[k].dialed);
        self.dialing[k].dialed += 1;
        let mut source = Keyed::new(key, Purpose::Dial);
        let answers = uniform(&mut source) < dialer.reach.at(self.time_of_day(now));
        let rings_s = dialer.ring.as_ref().map_or(0.0, |ring| ring.at(self.time_of_day(now)).sample(&mut source));
        Number { key, answers, rings_s }
    }

    /// The customer whose number is dialed.
    fn customer(&mut self, k: usize, number: &Number, now: f64) -> Ticket {
        // Types are at most MOST. The cause is not told: nobody caused a number.
        let caused = Caused { contact: ContactId(k as u16), cause: Cause::Redial, at_s: now, key: number.key };
        // A list may hold numbers of people who are no customers any more.
        let customer = self.causes.arrives(caused.contact, caused.key, now).unwrap_or_default();
        let nobody = Case { customer, ..self.nobody(k) };
        let case = self.new_case(&nobody, &caused, 1, now);
        self.cases.add(Case { cause: None, state: State::Ringing { answers: number.answers }, ..case })
    }

    fn nobody(&self, k: usize) -> Case {
        Case {
            number: 0,
            visit: Visit { contact: ContactId(k as u16), stamp: 0, arrival_s: 0.0, key: 0 },
            customer: Default::default(),
            about: None,
            state: State::Coming,
            cause: None,
            caused_by: 0,
            attempt: 1,
            lane: 0,
            patience_s: 0.0,
            leaves_s: f64::INFINITY,
            work_s: 0.0,
            wrap_up_s: 0.0,
            companion: None,
            talked_s: 0.0,
            wait: Default::default(),
            talk: Default::default(),
            variant: 0,
            predicted: None,
        }
    }

    /// A dialer dials.
    fn dials(&mut self, k: usize, dialer: &Dialer, now: f64) {
        let number = self.number(k, dialer, now);
        let ticket = self.customer(k, &number, now);
        self.recorder.dialed(ContactId(k as u16), now);
        self.tell(now, Happening::Dials, Some(ticket), None);
        if number.rings_s > 0.0 {
            self.dialing[k].ringing.push(ticket);
            self.calendar.plan(now + number.rings_s, Planned::Rings(ticket));
        } else if number.answers {
            self.enters(ticket, now);
        } else {
            self.tell(now, Happening::NoAnswer, Some(ticket), None);
            self.cases.remove(ticket);
        }
    }

    /// A number has rung long enough: somebody answers, or nobody.
    pub(super) fn stops_ringing(&mut self, ticket: Ticket, now: f64) {
        let Some(case) = self.cases.get(ticket) else { return };
        let State::Ringing { answers } = case.state else {
            debug_assert!(false, "a number stops ringing that does not ring");
            return;
        };
        let k = case.visit.contact.index();
        self.dialing[k].ringing.retain(|t| *t != ticket);
        if answers {
            self.enters(ticket, now);
        } else {
            self.tell(now, Happening::NoAnswer, Some(ticket), None);
            self.cases.remove(ticket);
            self.dial(k, now);
        }
    }

    /// At closing what rings is given up.
    pub(super) fn stop_ringing(&mut self, now: f64) {
        for k in 0..self.dialing.len() {
            for ticket in std::mem::take(&mut self.dialing[k].ringing) {
                self.tell(now, Happening::NoAnswer, Some(ticket), None);
                self.cases.remove(ticket);
            }
        }
    }

    /// Idle agents of a group take numbers of their lists, as far as the reserves allow.
    #[inline]
    pub(super) fn preview(&mut self, g: usize, now: f64) {
        if !self.plan.groups[g].previews.is_empty() {
            self.dial_by_hand(g, now);
        }
    }

    fn dial_by_hand(&mut self, g: usize, now: f64) {
        let plan = std::sync::Arc::clone(&self.plan);
        for &k in &plan.groups[g].previews {
            let Some(dialer) = &plan.types[k].operations.dialer else { continue };
            let before = self.dialing[k].dialed;
            while self.is_open && self.dialing[k].dialed < dialer.list && self.to_spare(g, k) > 0 {
                let number = self.number(k, dialer, now);
                let key = number.key;
                let (Some(agent), Some(skill)) = (self.agent_of_group(g, k, key), plan.groups[g].skill_of[k]) else {
                    debug_assert!(false, "a number is taken that nobody can dial");
                    break;
                };
                let ticket = self.customer(k, &number, now);
                self.recorder.dialed(ContactId(k as u16), now);
                self.tell(now, Happening::Dials, Some(ticket), Some(agent));
                if number.rings_s == 0.0 && !number.answers {
                    self.tell(now, Happening::NoAnswer, Some(ticket), Some(agent));
                    self.cases.remove(ticket);
                    if self.dialing[k].dialed - before >= AT_ONCE {
                        self.calendar.plan(now, Planned::Pace(k as u32));
                        break;
                    }
                    continue;
                }
                let wrap_up_s = self.cases.get(ticket).map_or(0.0, |case| case.wrap_up_s);
                let (phase, left_s) = (Phase::Rings, number.rings_s);
                self.take_in_hand(agent, Job { ticket, phase, left_s, wrap_up_s, skill, since_s: now }, now);
                self.replan(agent, now);
            }
        }
    }

    /// The number that an agent has dialed answers, or does not.
    pub(super) fn preview_rings_out(&mut self, agent: u32, ticket: Ticket, now: f64) {
        let case = self.cases.known(ticket);
        if case.state != (State::Ringing { answers: true }) {
            self.tell(now, Happening::NoAnswer, Some(ticket), Some(agent));
            self.cases.remove(ticket);
            return self.drop_job(agent, ticket, now);
        }
        let (k, dialed_s) = (case.visit.contact.index(), case.visit.arrival_s);
        let stamp = self.recorder.arrives(case.visit.contact, now);
        if let Some(case) = self.cases.get_mut(ticket) {
            case.visit.stamp = stamp;
            case.visit.arrival_s = now;
            self.recorder.reached(&case.visit, dialed_s);
        }
        self.types[k].lines += 1;
        self.tell(now, Happening::Arrives, Some(ticket), None);
        self.says_hello(agent, ticket, now);
        self.replan(agent, now);
    }

    /// Whether the center has called this customer, who has not come of the customer's own accord.
    pub(super) fn was_dialed(&self, case: &Case) -> bool {
        case.cause.is_none() && self.plan.types[case.visit.contact.index()].operations.dialer.is_some()
    }

    /// A predictive dialer learns from a customer whom it has reached.
    pub(super) fn learns_from(&mut self, dialed: ContactId, gave_up: bool) {
        let k = dialed.index();
        let dialer = self.plan.types[k].operations.dialer.as_ref();
        if let Some(DialPace::Predictive { abandon_target }) = dialer.map(|dialer| &dialer.pace) {
            let step = if gave_up { -STEP * (1.0 - abandon_target) } else { STEP * abandon_target };
            let ratio = self.dialing[k].ratio * libm::exp(step);
            self.dialing[k].ratio = ratio.clamp(PACES.0, PACES.1);
        }
    }

    /// How long it takes an agent to find out that this is not whom we want; nothing if it is.
    pub(super) fn wrong_party_s(&self, visit: &Visit) -> Option<f64> {
        let dialer = self.plan.types[visit.contact.index()].operations.dialer.as_ref()?;
        let wrong = dialer.wrong_party.as_ref()?;
        let mut source = Keyed::new(!visit.key, Purpose::Dial);
        (uniform(&mut source) < wrong.share).then(|| wrong.takes.sample(&mut source))
    }

    /// The wrong person has answered.
    pub(super) fn finds_wrong_party(&mut self, agent: u32, ticket: Ticket, takes_s: f64, now: f64) {
        let case = self.cases.known(ticket);
        let (visit, talk) = (case.visit, case.talk);
        self.may_be_handed_on -= self.hands_on(visit.contact);
        self.recorder.wrong_party(&visit);
        self.tell(now, Happening::WrongParty, Some(ticket), Some(agent));
        if let Some(job) = self.job(agent, ticket) {
            // There is nothing to write down.
            (job.phase, job.left_s, job.wrap_up_s) = (Phase::WrapUp, takes_s, 0.0);
        }
        self.types[visit.contact.index()].lines -= 1;
        self.ends(ticket, self.served(talk), now);
    }
}
