//! Where a patience on the wall's clock was measured: in waits as the base scenario has them.
//!
//! Of `[wait]` some keys say what is done with those who wait (what is played, said, announced; hardnesses), others how
//! people take it (stretches, bend, how far feelings act on leaving; kinds of customer). The base is the scenario as it was
//! written, and gives the former; the latter are the scenario's own on both sides, so that a belief about people changes no
//! patience that was measured, and a change of what is done with them does.

use super::Build;
use super::layers::Layers;
use super::waits::Treatment;
use crate::model::{Channel, PatienceClock};
use crate::scenario::reader::At;

/// Keys of `[wait]` that say how hard it is to wait.
const PLAYED: [&str; 6] = ["hold", "idle", "uncertain", "unexplained", "low_value", "alone"];
/// Keys of `[wait]` that say what customers are told. These and the others can act on when they leave.
const TOLD: [&str; 2] = ["announce", "message"];

/// In which waits the patience of a contact type was measured.
#[derive(Clone, Debug)]
pub(super) enum Base {
    /// In none: it is in felt seconds.
    Felt,
    /// On the wall, in waits as they are here.
    Here,
    /// On the wall, in other waits.
    Elsewhere(Box<Treatment>),
}

impl Base {
    /// What was done with those who waited, if it was something else.
    pub fn treatment(&self) -> Option<&Treatment> {
        match self {
            Base::Elsewhere(there) => Some(there),
            Base::Felt | Base::Here => None,
        }
    }
}

impl<'a> Build<'a> {
    /// In which waits the patience of the type of a name was measured; `here`: what is done with those who wait.
    pub(super) fn base(
        &mut self,
        name: &str,
        clock: PatienceClock,
        channel: Channel,
        layers: &Layers<'a>,
        here: &Treatment,
    ) -> Base {
        let base = match (clock, &self.base) {
            (PatienceClock::Felt, _) => return Base::Felt,
            (PatienceClock::Wall, None) => return Base::Here,
            (PatienceClock::Wall, Some(base)) => base.clone(),
        };
        let Some(there) = base_layers(&base, name, channel.is_live()) else { return Base::Here };
        // What is wrong in the base has been said where it was checked.
        let (mistakes, warnings) = (self.mistakes.len(), self.warnings.len());
        let mut treatment = self.treatment(&there, &base, layers, channel);
        // A log may show that callers were told their place, and not what was played to them: that is unknown there, and
        // taken as it is here.
        if !says(&there, &PLAYED) {
            treatment.take_hardness(here);
        }
        self.mistakes.truncate(mistakes);
        self.warnings.truncate(warnings);
        if treatment == *here { Base::Here } else { Base::Elsewhere(Box::new(treatment)) }
    }
}

/// The sections of a base that say what is done with those who wait for a type; nothing where none does.
fn base_layers<'a>(base: &At<'a>, name: &str, on_the_line: bool) -> Option<Layers<'a>> {
    let layers = Layers { own: base.find(&["contact", name, "wait"]), general: base.get("wait"), on_the_line };
    (says(&layers, &PLAYED) || says(&layers, &TOLD)).then_some(layers)
}

fn says(layers: &Layers<'_>, keys: &[&str]) -> bool {
    keys.iter().any(|key| layers.find(&[key]).is_some())
}

/// What a scenario says of waiting for the type of a name: how hard it is, and what customers are told.
pub fn says_how_it_waits(root: &At<'_>, name: &str) -> (bool, bool) {
    base_layers(root, name, true).map_or((false, false), |layers| (says(&layers, &PLAYED), says(&layers, &TOLD)))
}
