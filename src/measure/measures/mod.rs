//! The measures by name: one vocabulary in JSON, CSV, study files, reports and code.

mod agents;
mod contacts;
mod customers;
mod dialing;
mod value;
mod waiting;

use super::definition::Measure;

/// The measures by subject, in the order in which they are printed.
const SUBJECTS: [&[Measure]; 6] =
    [contacts::MEASURES, waiting::MEASURES, dialing::MEASURES, agents::MEASURES, customers::MEASURES, value::MEASURES];

static ALL: [Measure; number()] = all();

/// All measures, in the order in which they are printed.
pub static MEASURES: &[Measure] = &ALL;

/// The measure of this name.
pub fn measure(name: &str) -> Option<&'static Measure> {
    MEASURES.iter().find(|m| m.name == name)
}

const fn number() -> usize {
    let (mut number, mut subject) = (0, 0);
    while subject < SUBJECTS.len() {
        number += SUBJECTS[subject].len();
        subject += 1;
    }
    number
}

const fn all() -> [Measure; number()] {
    let mut all = [SUBJECTS[0][0]; number()];
    let (mut next, mut subject) = (0, 0);
    while subject < SUBJECTS.len() {
        let mut i = 0;
        while i < SUBJECTS[subject].len() {
            all[next] = SUBJECTS[subject][i];
            next += 1;
            i += 1;
        }
        subject += 1;
    }
    all
}
