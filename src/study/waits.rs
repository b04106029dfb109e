//! Waits in which patience was measured, where policies differ in how waiting feels.

use crate::model::{ChangingWait, Contact, Model, PatienceClock};
use crate::scenario::Scenario;

/// What is wrong where models differ in how a contact type waits, and its patience was measured on the wall's clock in waits
/// that the scenario as written says nothing about.
pub fn unsaid_waits<'a>(written: &Scenario, models: impl Iterator<Item = &'a Model>) -> Option<String> {
    let mut waits: Vec<(&str, f64, Option<&ChangingWait>)> = Vec::new();
    for contact in models.flat_map(|model| &model.contacts) {
        let measured = contact.patience.is_some() && contact.patience_clock == PatienceClock::Wall;
        let (played, told) = written.says_how_it_waits(&contact.name);
        // Where customers are told something and nothing is known of what is played, no wait feels hard.
        let nothing_played = told && contact.felt.speed() == 1.0;
        if !measured || !contact.felt.is_on() || played || nothing_played {
            continue;
        }
        let wait = (contact.name.as_str(), contact.felt.speed(), contact.changing.as_ref().filter(|_| !told));
        match waits.iter().find(|(name, ..)| *name == contact.name) {
            None => waits.push(wait),
            Some(other) if *other == wait => {}
            Some(_) => {
                return Some(format!(
                    "patience of `{}` was measured on the wall's clock, but nothing says in which waits: those compared here \
                     cannot be felt relative to them",
                    contact.name
                ));
            }
        }
    }
    None
}

/// What a reader must know where patience was measured on the wall's clock, the scenario as written says nothing of the waits
/// that it was measured in, and only one of two models has feelings: they are taken for those of the log, and whatever is
/// played or said in them moves nobody's patience.
pub fn one_sided_waits(written: &Scenario, models: [&Model; 2], names: [&str; 2]) -> Option<String> {
    let unsaid = |name: &str| written.says_how_it_waits(name) == (false, false);
    let measured = |contact: &Contact| contact.patience.is_some() && contact.patience_clock == PatienceClock::Wall;
    for contact in models[0].contacts.iter().filter(|contact| measured(contact) && unsaid(&contact.name)) {
        let other = models[1].contacts.iter().find(|other| other.name == contact.name && measured(other));
        let Some(other) = other.filter(|other| other.felt.is_on() != contact.felt.is_on()) else { continue };
        let name = if other.felt.is_on() { names[1] } else { names[0] };
        return Some(format!(
            "the two are not alike in how waiting feels: patience of `{0}` was measured on the wall's clock, nothing says in \
             which waits, and only {name} has feelings. Its waits are taken for those of the log, so that what is played, \
             said or announced in them makes nobody of `{0}` leave sooner or later; to see that, write in both what was \
             played, say --set wait.hold=music",
            contact.name
        ));
    }
    None
}
