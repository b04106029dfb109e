//! `[wait]`, `[service]`, `[aftermath]`, each refined by the section of the same name in a contact type, key by key.

use super::base::Base;
use super::layers::Layers;
use super::waits::Hardness;
use super::{Build, Preset, channels};
use crate::model::{
    Aftermath, ChangingWait, Channel, Complaint, CustomerKind, Distribution, Expectation, FeltClock, Leaves, Memory,
    Mood, Notice, PatienceClock, Service, ServiceLevel, Tells, Understood,
};
use crate::scenario::mistake::Mistake;
use crate::scenario::reader::At;

/// The customer's side of a contact type.
pub(super) struct Feelings {
    pub felt: FeltClock,
    pub leaving: FeltClock,
    pub changing: Option<ChangingWait>,
    /// How waiting for a callback feels.
    pub callback: Option<ChangingWait>,
    pub service: Option<Service>,
    pub aftermath: Option<Aftermath>,
}

impl<'a> Build<'a> {
    /// The customer's side of the type of a name that stands at a place, whose patience is on this clock. What the channel
    /// makes of a wait is said in [`channels`].
    pub(super) fn feelings(
        &mut self,
        name: &str,
        contact: &At<'a>,
        clock: PatienceClock,
        channel: Channel,
        service_level: Option<&ServiceLevel>,
    ) -> Feelings {
        let written = self.root.get("preset").and_then(|p| p.text().ok());
        let preset = written.and_then(Preset::of).unwrap_or(Preset::Textbook);
        let wait = self.layers(contact, "wait", preset).map(|l| Layers { on_the_line: channel.is_live(), ..l });
        let (mut felt, mut changing) = (FeltClock::off(), None);
        let mut leaving = felt;
        if let Some(layers) = &wait {
            let here = self.treatment(layers, &self.root.clone(), layers, channel);
            let base = self.base(name, clock, channel, layers, &here);
            felt = self.wait(layers, here.speed(), channel, service_level);
            leaving = match &base {
                Base::Felt => felt,
                Base::Here => felt.relative_to(&felt),
                Base::Elsewhere(there) => felt.relative_to(&felt.at_speed(there.speed())),
            };
            changing = self.changing(layers, &felt, &here, &base);
        }
        let callback = wait.as_ref().map(|l| self.callback_clock(l, &felt, channel));
        let service = self.layers(contact, "service", preset).map(|l| self.service(&l));
        let hardness = wait.as_ref().map(|l| [self.hardness(l, channel), self.callback_hardness(l, channel)]);
        let aftermath =
            self.layers(contact, "aftermath", preset).map(|l| self.aftermath(&l, preset, hardness.as_ref()));
        Feelings { felt, leaving, changing, callback, service, aftermath }
    }

    /// The section and its refinement; nothing if neither is there and no preset switches it on.
    fn layers(&self, contact: &At<'a>, section: &str, preset: Preset) -> Option<Layers<'a>> {
        let (own, general) = (contact.get(section), self.root.get(section));
        let is_on = preset.is_on() || own.is_some() || general.is_some();
        is_on.then_some(Layers { own, general, on_the_line: true })
    }

    /// A number of a section, or its default.
    pub(super) fn or(&mut self, layers: &Layers<'a>, keys: &[&str], default: f64) -> f64 {
        let number = layers.find(keys).map(|at| at.number());
        number.and_then(|n| self.keep(n)).unwrap_or(default)
    }

    fn wait(
        &mut self,
        layers: &Layers<'a>,
        speed: f64,
        channel: Channel,
        service_level: Option<&ServiceLevel>,
    ) -> FeltClock {
        let bend = self.or(layers, &["bend"], 1.0);
        let drives = self.or(layers, &["drives_patience"], 1.0);
        let mut clock = FeltClock::new(speed, bend, drives);
        let mut seconds = |key: &str| {
            let read = layers.find(&[key]).map(|at| at.duration());
            read.and_then(|r| self.keep(r))
        };
        let acceptable_s = seconds("acceptable");
        let scale_s = seconds("scale").unwrap_or(channels::scale_s(channel, &clock, acceptable_s, service_level));
        let acceptable_s = acceptable_s.unwrap_or(channels::acceptable_s(channel, &clock, service_level));
        (clock.acceptable_s, clock.scale_s) = (acceptable_s, scale_s);
        clock.abandoned = self.or(layers, &["abandoned"], -1.5);
        clock
    }

    fn service(&mut self, layers: &Layers<'a>) -> Service {
        Service {
            resolution: self.or(layers, &["resolution"], 0.72),
            skill: self.or(layers, &["skill"], 0.35),
            anger: self.or(layers, &["anger"], 0.2),
            load: self.or(layers, &["load"], 0.0),
            mood: layers.find(&["mood"]).map(|_| self.mood(layers)),
            understood: Understood {
                base: self.or(layers, &["understood", "base"], 1.0),
                quality: self.or(layers, &["understood", "quality"], 0.3),
                mood: self.or(layers, &["understood", "mood"], 0.4),
                noise: self.or(layers, &["understood", "noise"], 0.8),
            },
            resolved_yes: self.or(layers, &["resolved", "yes"], 1.2),
            resolved_no: self.or(layers, &["resolved", "no"], -0.5),
        }
    }

    fn mood(&mut self, layers: &Layers<'a>) -> Mood {
        let recovery = layers.find(&["mood", "recovery"]).map(|at| at.duration());
        let recovery_s = recovery.and_then(|r| self.keep(r)).unwrap_or(900.0);
        Mood { contagion: self.or(layers, &["mood", "contagion"], 0.0), recovery_s }
    }

    fn complaint(&mut self, layers: &Layers<'a>) -> Complaint {
        let becomes = layers.find(&["complaint", "becomes"]).and_then(|place| self.contact_named(&place));
        let after = layers.find(&["complaint", "after"]).and_then(|place| {
            let law = super::by_time::durations(&place, self.horizon.as_ref(), self.files);
            self.keep_warned(law)
        });
        let fast = layers.find(&["complaint", "fast_within"]).map(|at| at.duration());
        Complaint {
            becomes,
            after: after.unwrap_or(Distribution::Exponential { mean: 1800.0 }),
            resolves: self.or(layers, &["complaint", "resolves"], 0.6),
            fast_within_s: fast.and_then(|f| self.keep(f)),
            costs: self.or(layers, &["complaint", "costs"], 0.0),
        }
    }

    /// What telling customers before they ask does; `hardness`: of their waits on the line, and for a callback.
    fn notice(&mut self, layers: &Layers<'a>, hardness: Option<&[Hardness; 2]>) -> Option<Notice> {
        let share = layers.find(&["notice", "share"])?.number();
        let share = self.keep(share).filter(|share| *share > 0.0)?;
        let written = layers.find(&["notice", "makes"]);
        let makes = match &written {
            Some(_) => self.makes(written.as_ref()),
            None => [None, Some(0.0), Some(0.0), None, None],
        };
        let eases = |kind: &CustomerKind, which: usize| {
            let Some(hardness) = hardness.map(|both| &both[which]) else { return 1.0 };
            let before = hardness.of(kind.persuadable);
            let after = std::array::from_fn(|i| {
                let makes = makes[i].unwrap_or(before[i]);
                before[i] + kind.persuadable * (makes - before[i])
            });
            hardness.speed(&after) / hardness.speed(&before)
        };
        let [eases, callback_eases] = [0, 1].map(|which| self.kinds.iter().map(|kind| eases(kind, which)).collect());
        let costs = self.or(layers, &["notice", "costs"], 0.0);
        Some(Notice { share, costs, eases, callback_eases, spares: self.or(layers, &["notice", "spares"], 0.0) })
    }

    fn aftermath(&mut self, layers: &Layers<'a>, preset: Preset, hardness: Option<&[Hardness; 2]>) -> Aftermath {
        let default = preset.aftermath();
        let (leaves, start) = (default.leaves, default.expectation);
        let mut leaving = |key: &str, default: f64| self.or(layers, &["leaves", key], default);
        let leaves = Leaves {
            delighted: leaving("delighted", leaves.delighted),
            satisfied: leaving("satisfied", leaves.satisfied),
            indifferent: leaving("indifferent", leaves.indifferent),
            silent: leaving("silent", leaves.silent),
            unresolved: leaving("unresolved", leaves.unresolved),
            resolved: leaving("resolved", leaves.resolved),
            resolved_fast: leaving("resolved_fast", leaves.resolved_fast),
            scale: leaving("scale", leaves.scale),
        };
        Aftermath {
            complains: self.or(layers, &["complains"], default.complains),
            tells: self.tells(layers, default.tells),
            tells_good: self.or(layers, &["tells_good"], default.tells_good),
            converts: self.or(layers, &["converts"], default.converts),
            tolerance: self.or(layers, &["tolerance"], default.tolerance),
            delight: self.or(layers, &["delight"], default.delight),
            memory: self.memory(layers, default.memory),
            expectation: Expectation {
                start: self.or(layers, &["expectation", "start"], start.start),
                learns: self.or(layers, &["expectation", "learns"], start.learns),
            },
            leaves,
            complaint: self.complaint(layers),
            once_a_day: layers.find(&["per"]).and_then(|at| at.text().ok()) != Some("contact"),
            second_hand: self.or(layers, &["second_hand"], 0.0),
            notice: self.notice(layers, hardness),
        }
    }

    /// Where the scenario says how many are told, every silent customer tells; a preset may know a share.
    fn tells(&mut self, layers: &Layers<'a>, default: Tells) -> Tells {
        let Some(place) = layers.find(&["tells"]) else { return default };
        let from = self.or(layers, &["tells", "from"], default.from);
        let to = self.or(layers, &["tells", "to"], default.to);
        if from > to {
            self.report(place.mistake(format!("`from` = {from} is more than `to` = {to}")));
        }
        Tells { share: 1.0, from, to }
    }

    fn memory(&mut self, layers: &Layers<'a>, default: Memory) -> Memory {
        let memory = Memory {
            best: self.or(layers, &["memory", "best"], default.best),
            worst: self.or(layers, &["memory", "worst"], default.worst),
            last: self.or(layers, &["memory", "last"], default.last),
            mean: self.or(layers, &["memory", "mean"], default.mean),
        };
        let sum = memory.best + memory.worst + memory.last + memory.mean;
        if let Some(place) = layers.find(&["memory"]).filter(|_| libm::fabs(sum - 1.0) > 1e-9) {
            let message = format!("the weights of memory sum to {sum:.6}, not to 1");
            let help =
                format!("best {}, worst {}, last {}, mean {}", memory.best, memory.worst, memory.last, memory.mean);
            let mistake: Mistake = place.mistake(message).help(help);
            self.report(mistake);
        }
        memory
    }
}
