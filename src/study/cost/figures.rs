//! What is kept and made for each interval of the day, beside living through contacts.

use super::words::{by_interval, cells, number, pairs};
use crate::measure::size;
use crate::model::Model;
use crate::study::run::RunOptions;

// Measured with a release build in one thread, against a contact of a plain center (80 to 120 ns; one of a whole center
// takes up to ten times as long, which is no reason to refuse more): the same ten hours in intervals of 1 s or 5 s and of
// 30 min, without and with figures by interval; `theory` in intervals of 1 min and of 1 h. Figures are user time.

/// A cell of the books, of one type or group: opened, and looked at when the replication is over. In contacts that take as
/// long to live through, as all that follows: 60 to 140 ns, of a whole center 220 to 270 ns.
const CELL: f64 = 1.5;
/// What a floor knows of a contact type with a group, looked up before a day begins: 10 to 20 ns.
const PAIR: f64 = 0.2;
/// Of those that serve the type, each with its place among the others: about 1 µs where a thousand groups serve a thousand.
const SKILL: f64 = 8.0;
/// What is reported of one scope: all of its measures, in one replication: 510 to 780 ns.
const SCOPE: f64 = 8.0;
/// A queue by all formulas, with the number of agents that its target takes: 40 to 60 µs for up to 300 agents and in the
/// ready scenarios with one queue, 110 to 140 µs for 3,000 agents.
const QUEUE: f64 = 600.0;
/// Bytes of a queue's answers.
const BYTES_OF_A_QUEUE: f64 = 1200.0;

/// Figures of a replication, and what they take.
pub(super) struct Figures {
    /// As contacts that take as long.
    pub of_a_replication: f64,
    /// Bytes of what is reported.
    pub bytes: f64,
    /// What makes them, in words.
    pub by: String,
}

impl Figures {
    /// The books alone.
    pub fn of_books(model: &Model) -> Figures {
        Figures::with(model, 0.0, 0.0, cells(model))
    }

    /// The books and what is reported of them.
    pub fn of_run(model: &Model, options: &RunOptions) -> Figures {
        let scopes = size::scopes(model, options.detailed, options.sets.len());
        let bytes = size::summary_bytes(model, options.detailed, options.sets.len());
        Figures::with(model, SCOPE * scopes, bytes, by_interval(model))
    }

    /// The books, the tables of types and groups, and what is reported.
    fn with(model: &Model, reported: f64, bytes: f64, by: String) -> Figures {
        let (types, groups) = (model.contacts.len() as f64, model.groups.len() as f64);
        let skills: f64 = model.groups.iter().map(|group| group.skills.len() as f64).sum();
        let books = CELL * size::cells(model) * (types + groups);
        let tables = PAIR * types * groups + SKILL * skills;
        let by = if tables > books + reported { pairs(model) } else { by };
        Figures { of_a_replication: books + tables + reported, bytes, by }
    }

    /// The formulas, asked once about each queue: at most one of each type in each interval of a day.
    pub fn of_formulas(model: &Model) -> Figures {
        let queues = model.intervals() as f64 * model.contacts.len() as f64;
        let by = format!(
            "formulas by interval (horizon.interval): {} intervals of {} contact types",
            number(model.intervals() as f64),
            model.contacts.len()
        );
        Figures { of_a_replication: QUEUE * queues, bytes: BYTES_OF_A_QUEUE * queues, by }
    }
}
