//! Waits that change while they last: messages, announcements, being overtaken, kinds of customer, an alarm.

use super::Build;
use super::base::Base;
use super::customers::STANDARD;
use super::layers::{CALLED_BACK, HOLDS, Layers, STRETCHES};
use crate::model::{
    Announce, ChangingWait, Channel, CustomerKind, Estimate, FeltClock, Measured, Stretch, erlang_quantile,
};
use crate::scenario::reader::At;

/// Hardness of what an announcement says: the wait is known, and that somebody cares explains a part of it (the model's
/// figures for an expected wait that is played while holding).
const TOLD: [Option<f64>; 5] = [None, Some(0.2), Some(0.5), None, None];
/// How much faster the clock runs past the time that was promised.
const PAST_PROMISE: f64 = 1.5;
/// Contacts ahead up to which quantiles are kept.
const TABLE: usize = 256;

/// How hard a wait is, and how much faster each hardness makes the clock.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hardness {
    /// Written by hand; `None`: as what is played makes it.
    pub written: [Option<f64>; 5],
    /// What is played makes idle, uncertain and unexplained.
    pub held: Option<[f64; 3]>,
    pub stretches: [f64; 5],
}

impl Hardness {
    /// The hardnesses for a customer so persuadable: what is played takes away from silence.
    pub fn of(&self, persuadable: f64) -> [f64; 5] {
        std::array::from_fn(|i| {
            let held = self.held.and_then(|held| held.get(i).copied()).map(|x| (1.0 - persuadable) + persuadable * x);
            self.written[i].or(held).unwrap_or(0.0)
        })
    }

    /// M of these hardnesses.
    pub fn speed(&self, hardness: &[f64; 5]) -> f64 {
        let exponent = hardness.iter().zip(self.stretches).fold(0.0, |sum, (x, f)| sum + x * libm::log(f));
        libm::exp(exponent)
    }
}

/// Something said later: when, and what it makes of hardnesses.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Message {
    at_s: f64,
    makes: [Option<f64>; 5],
}

/// What is done with those who wait, as far as it can act on when they leave.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Treatment {
    hardness: Hardness,
    messages: Vec<Message>,
    announce: Option<Announce>,
    /// What is played during an alarm.
    alarm_hold: Option<[f64; 3]>,
}

impl Treatment {
    /// Nothing changes while a customer waits.
    fn is_still(&self) -> bool {
        self.messages.is_empty() && self.announce.is_none() && self.alarm_hold.is_none()
    }

    /// It is as hard to wait as in `other`.
    pub fn take_hardness(&mut self, other: &Treatment) {
        self.hardness = other.hardness.clone();
    }

    /// M of a standard customer at the beginning of the wait.
    pub fn speed(&self) -> f64 {
        self.hardness.speed(&self.hardness.of(1.0))
    }

    /// The clocks of all kinds of customer; then, where something else is played `alarmed`, those during an alarm.
    fn clocks(&self, kinds: &[CustomerKind], alarmed: bool) -> Vec<Vec<Stretch>> {
        let of = |hardness: &Hardness| -> Vec<Vec<Stretch>> {
            kinds.iter().map(|kind| stretches(hardness, &self.messages, kind)).collect()
        };
        let mut clocks = of(&self.hardness);
        if alarmed {
            let held = self.alarm_hold.or(self.hardness.held);
            clocks.extend(of(&Hardness { held, ..self.hardness.clone() }));
        }
        clocks
    }
}

impl<'a> Build<'a> {
    /// How a wait feels that changes; nothing if it does not, nor did where patience was measured.
    pub(super) fn changing(
        &mut self,
        layers: &Layers<'a>,
        felt: &FeltClock,
        here: &Treatment,
        base: &Base,
    ) -> Option<ChangingWait> {
        let order_visible = self.or(layers, &["order_visible"], 0.0);
        let differ = |kind: &CustomerKind| kind.clock != 1.0 || kind.persuadable != 1.0;
        // Of any type: customers stay of their kind when they are handed on.
        let kinds_differ = self.kinds.iter().any(|kind| differ(kind) && self.comes(kind));
        let still = here.is_still() && order_visible == 0.0 && base.treatment().is_none_or(Treatment::is_still);
        if still && !kinds_differ {
            return None;
        }
        let past_promise = self.or(layers, &["stretch", "past_promise"], PAST_PROMISE);
        let alarmed = here.alarm_hold.is_some();
        let mut changing = ChangingWait::new(felt, here.clocks(&self.kinds, alarmed));
        changing.announce = here.announce.clone();
        changing.order_visible = order_visible;
        changing.unfair = libm::log(self.or(layers, &["stretch", "unfair"], 1.5));
        changing.past_promise = past_promise;
        changing.measured = match base {
            Base::Felt => Measured::Felt,
            Base::Here => Measured::Here,
            Base::Elsewhere(there) => {
                let mut clocks = there.clocks(&self.kinds, alarmed);
                if let Some(announce) = &there.announce {
                    clocks.iter_mut().for_each(|clock| tell_from(clock, announce.at_s));
                }
                let mut measured = ChangingWait::new(felt, clocks);
                measured.announce = there.announce.clone();
                measured.past_promise = past_promise;
                Measured::Elsewhere(Box::new(measured))
            }
        };
        Some(changing)
    }

    /// What is done with those who wait, by these sections of the document of `root`; `stretches`: the sections that say
    /// how people take it.
    pub(super) fn treatment(
        &mut self,
        layers: &Layers<'a>,
        root: &At<'a>,
        stretches: &Layers<'a>,
        channel: Channel,
    ) -> Treatment {
        // Nobody listens who has written an e-mail.
        let alarm_hold = root.find(&["aftermath", "alarm", "hold"]).filter(|_| channel.is_live());
        Treatment {
            hardness: Hardness { stretches: self.stretches(stretches), ..self.hardness(layers, channel) },
            messages: self.messages(layers),
            announce: self.announce(layers),
            alarm_hold: alarm_hold.and_then(|place| hold(place.text().ok()?)),
        }
    }

    /// Whether any contact type has customers of a kind; those of a type without a mix are standard.
    fn comes(&self, kind: &CustomerKind) -> bool {
        self.contacts.iter().any(|(_, at)| match at.get("segment") {
            Some(segment) => segment.get(&kind.name).is_some_and(|at| at.number().is_ok_and(|share| share != 0.0)),
            None => kind.name == STANDARD,
        })
    }

    /// How waiting for a callback feels: on a clock of its own, which runs as fast past the promise as one that was announced.
    pub(super) fn callback_clock(&mut self, layers: &Layers<'a>, felt: &FeltClock, channel: Channel) -> ChangingWait {
        let hardness = self.callback_hardness(layers, channel);
        let mut clock =
            ChangingWait::new(felt, self.kinds.iter().map(|kind| stretches(&hardness, &[], kind)).collect());
        clock.past_promise = self.or(layers, &["stretch", "past_promise"], PAST_PROMISE);
        clock
    }

    /// How hard it is to wait for a callback: what the service is worth, and being alone, are as on the line.
    pub(super) fn callback_hardness(&mut self, layers: &Layers<'a>, channel: Channel) -> Hardness {
        let mut hardness = self.hardness(layers, channel);
        for (i, (name, _)) in STRETCHES.iter().enumerate().take(CALLED_BACK.len()) {
            let number = layers.find(&["callback", name]).map(|at| at.number());
            hardness.written[i] = number.and_then(|n| self.keep(n));
        }
        hardness.held = Some(CALLED_BACK);
        hardness
    }

    pub(super) fn hardness(&mut self, layers: &Layers<'a>, channel: Channel) -> Hardness {
        let held = layers.find(&["hold"]).and_then(|at| hold(at.text().ok()?));
        let mut written = STRETCHES.map(|(name, _)| {
            let number = layers.find(&[name]).map(|at| at.number());
            number.and_then(|n| self.keep(n))
        });
        if channel == Channel::Chat {
            // Nothing is heard in a chat, and customers do other things meanwhile.
            written[0] = written[0].or(Some(0.0));
        }
        Hardness { written, held, stretches: self.stretches(layers) }
    }

    /// How much faster each hardness makes the clock.
    fn stretches(&mut self, layers: &Layers<'a>) -> [f64; 5] {
        STRETCHES.map(|(name, stretch)| self.or(layers, &["stretch", name], stretch))
    }

    /// The hardnesses of a table `makes`.
    pub(super) fn makes(&mut self, at: Option<&At<'a>>) -> [Option<f64>; 5] {
        STRETCHES.map(|(name, _)| at.and_then(|at| self.read(at, name, |v| v.number())))
    }

    fn messages(&mut self, layers: &Layers<'a>) -> Vec<Message> {
        let places: Vec<At<'a>> = layers.find(&["message"]).iter().flat_map(At::items).collect();
        let mut messages = Vec::new();
        for place in places {
            let at_s = self.read(&place, "at", |v| v.duration());
            let makes = self.makes(place.get("makes").as_ref());
            messages.extend(at_s.map(|at_s| Message { at_s, makes }));
        }
        messages.sort_by(|a, b| a.at_s.total_cmp(&b.at_s));
        messages
    }

    fn announce(&mut self, layers: &Layers<'a>) -> Option<Announce> {
        let word = layers.find(&["announce", "estimate"])?.text().ok()?;
        let estimate = self.estimate(word, layers.find(&["announce", "quantile"]));
        let mut seconds = |key: &str| {
            let read = layers.find(&["announce", key]).map(|at| at.duration());
            read.and_then(|r| self.keep(r))
        };
        let (at_s, every_s) = (seconds("at").unwrap_or(0.0), seconds("every"));
        Some(Announce {
            estimate,
            promise: self.or(layers, &["announce", "promise"], 1.0),
            at_s,
            every_s,
            leaves_at_once: self.or(layers, &["announce", "leaves_at_once"], 0.0),
        })
    }
}

impl<'a> Build<'a> {
    /// The estimator of a word; `quantile`: where its quantile is written, if it is.
    pub(super) fn estimate(&mut self, word: &str, quantile: Option<At<'a>>) -> Estimate {
        let other = matches!(word, "last-to-enter" | "head-of-line" | "queue-length");
        if let Some(place) = quantile.as_ref().filter(|_| other) {
            let warning = place.key_mistake("has no effect: only for estimate = \"quantile\"");
            // What is written for all types is read for each of them.
            if !self.warnings.contains(&warning) {
                self.warnings.push(warning);
            }
        }
        match word {
            "last-to-enter" => Estimate::LastToEnter,
            "head-of-line" => Estimate::HeadOfLine,
            "queue-length" => Estimate::QueueLength,
            _ => {
                let quantile = quantile.and_then(|place| self.keep(place.number())).unwrap_or(0.8);
                Estimate::Quantile((1..=TABLE).map(|n| erlang_quantile(n, quantile)).collect(), quantile)
            }
        }
    }
}

/// What a word for what is played makes of idle, uncertain and unexplained.
pub(super) fn hold(word: &str) -> Option<[f64; 3]> {
    HOLDS.iter().find(|(name, _)| *name == word).map(|(_, x)| *x)
}

/// Moves a hardness towards what is said, as far as the customer is persuadable.
fn persuaded(hardness: f64, says: Option<f64>, persuadable: f64) -> f64 {
    says.map_or(hardness, |says| hardness + persuadable * (says - hardness))
}

/// The clock of one kind of customer, from message to message; for those who have not been told how long it will take,
/// and for those who have.
fn stretches(hardness: &Hardness, messages: &[Message], kind: &CustomerKind) -> Vec<Stretch> {
    let mut now = hardness.of(kind.persuadable);
    let stretch = |from_s: f64, now: &[f64; 5]| {
        let informed: [f64; 5] = std::array::from_fn(|i| {
            let easier = TOLD[i].filter(|told| *told < now[i]);
            persuaded(now[i], easier, kind.persuadable)
        });
        Stretch { from_s, plain: kind.clock * hardness.speed(now), informed: kind.clock * hardness.speed(&informed) }
    };
    let mut all = vec![stretch(0.0, &now)];
    for message in messages {
        now = std::array::from_fn(|i| persuaded(now[i], message.makes[i], kind.persuadable));
        all.push(stretch(message.at_s, &now));
    }
    all
}

/// Makes of a clock that of customers who have been told how long it will take from this moment of the wait on.
fn tell_from(clock: &mut Vec<Stretch>, at_s: f64) {
    let there = clock.partition_point(|stretch| stretch.from_s < at_s);
    if clock.get(there).is_none_or(|stretch| stretch.from_s > at_s) {
        // The first stretch begins at 0.
        clock.insert(there, Stretch { from_s: at_s, ..clock[there - 1] });
    }
    clock[there..].iter_mut().for_each(|stretch| stretch.plain = stretch.informed);
}
