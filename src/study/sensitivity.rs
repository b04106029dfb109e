//! How much the lead of the best policy depends on figures that are contested: a tornado.
//!
//! Each contested figure is set to the ends of its range (the model's table of standings), alone, for the best policy and
//! the next, on the same days; what changes is the difference of their net values.

use std::io::Write;
use std::path::Path;

use rayon::ThreadPool;

use super::cell::{of_text_cell, text_cell};
use super::error::Error;
use super::explain::explain_in;
use super::limits::Watch;
use super::policies::Study;
use super::tables::number;
use crate::measure::Estimate;
use crate::model::Model;

/// A contested figure: what it is called, its path, and the ends of its range.
pub(super) struct Contested {
    label: &'static str,
    path: &'static str,
    ends: [&'static str; 2],
}

const fn figure(label: &'static str, path: &'static str, low: &'static str, high: &'static str) -> Contested {
    Contested { label, path, ends: [low, high] }
}

/// The contested figures and assumed values of the model, with the ranges that their sources leave.
const CONTESTED: [Contested; 20] = [
    figure("share that complains", "aftermath.complains", "0.01", "0.5"),
    figure("told by the silent", "aftermath.tells", "{ from = 9, to = 10 }", "{ from = 20, to = 20 }"),
    figure("told by the satisfied", "aftermath.tells_good", "2", "15"),
    figure("second-hand telling", "aftermath.second_hand", "0", "0.3"),
    figure("zone of tolerance", "aftermath.tolerance", "0", "1.0"),
    figure("memory: mean or peak and end", "aftermath.memory", MEAN_ONLY, PEAK_END),
    figure("silent who leave", "aftermath.leaves.silent", "0.32", "0.91"),
    figure("helped complainers who leave", "aftermath.leaves.resolved", "0.05", "0.54"),
    figure("expectations learn", "aftermath.expectation.learns", "0", "0.3"),
    figure("stretch of idle", "wait.stretch.idle", "1.0", "1.6"),
    figure("stretch of uncertain", "wait.stretch.uncertain", "1.05", "2.7"),
    figure("stretch of unexplained", "wait.stretch.unexplained", "1.0", "1.4"),
    figure("stretch of unfair", "wait.stretch.unfair", "1.2", "2.5"),
    figure("stretch of low value", "wait.stretch.low_value", "1.0", "1.6"),
    figure("stretch of alone", "wait.stretch.alone", "0.9", "1.3"),
    figure("past the announced time", "wait.stretch.past_promise", "1.0", "2.0"),
    figure("feelings act on leaving", "wait.drives_patience", "0", "3.1"),
    figure("anger", "service.anger", "0", "0.4"),
    figure("load", "service.load", "-1.0", "1.0"),
    figure("contagion of moods", "service.mood.contagion", "0", "1.0"),
];

const MEAN_ONLY: &str = "{ best = 0, worst = 0, last = 0, mean = 1 }";
const PEAK_END: &str = "{ best = 0.25, worst = 0.25, last = 0.5, mean = 0 }";

/// The lead of the best policy over the next, with a contested figure at the ends of its range.
#[derive(Clone, Debug, PartialEq)]
pub struct Swing {
    /// What the figure is called.
    pub label: String,
    /// Its path in the scenario.
    pub path: String,
    /// The ends of its range, as they were set.
    pub ends: [String; 2],
    /// The lead at each end.
    pub leads: [Estimate; 2],
}

impl Swing {
    /// From one end to the other.
    pub fn span(&self) -> f64 {
        (self.leads[0].mean - self.leads[1].mean).abs()
    }

    /// Whether the next policy would be the best at one of the ends.
    pub fn turns(&self) -> bool {
        self.leads.iter().any(|lead| lead.mean < 0.0)
    }
}

/// The lead as the study has it, and what contested figures make of it, the widest swing first.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensitivity {
    /// Names of the best policy and the next.
    pub policies: [String; 2],
    /// Lead of the best, in net value.
    pub lead: Estimate,
    /// One for each contested figure that the scenario uses.
    pub swings: Vec<Swing>,
}

impl Sensitivity {
    /// Of two policies of a study, by their numbers.
    pub(super) fn of(
        study: &Study,
        [best, next]: [usize; 2],
        replications: u64,
        pool: &ThreadPool,
        watch: Watch<'_>,
    ) -> Result<Sensitivity, Error> {
        let lead = |models: [&Model; 2]| -> Result<Estimate, Error> {
            let [best, next] = models;
            let confidence = study.rank.confidence;
            let quietly = Watch { progress: &(), ..watch };
            let difference = explain_in(pool, [next, best], study.seed, replications, confidence, quietly)?;
            // The last part is net value itself.
            difference.parts.last().map(|part| part.difference).ok_or(Error::Interrupted { done: 0, total: 1 })
        };
        let policies = [best, next].map(|policy| &study.policies[policy]);
        let base = policies.map(|policy| &policy.model);
        let mut swings = Vec::new();
        for contested in &CONTESTED {
            let changed = |end: &str| -> Option<[Model; 2]> {
                let model = |policy| study.model_with(policy, contested.path, end);
                Some([model(best)?, model(next)?])
            };
            let [Some(low), Some(high)] = contested.ends.map(changed) else { continue };
            // A figure that the scenario does not use changes nothing.
            if (0..2).all(|i| low[i] == *base[i] && high[i] == *base[i]) || !study.uses(contested.path) {
                continue;
            }
            let swing = Swing {
                label: contested.label.to_string(),
                path: contested.path.to_string(),
                ends: contested.ends.map(str::to_string),
                leads: [lead([&low[0], &low[1]])?, lead([&high[0], &high[1]])?],
            };
            // What changes the model but not the lead says nothing.
            swings.extend((swing.span() > 0.0).then_some(swing));
        }
        swings.sort_by(|a, b| b.span().total_cmp(&a.span()));
        Ok(Sensitivity { policies: policies.map(|p| p.name.clone()), lead: lead(base)?, swings })
    }

    /// As a table; the first row is the lead as it is.
    pub(super) fn write(&self, path: &Path, out: &mut dyn Write) -> Result<(), Error> {
        let failed = |error: csv::Error| Error::write(path)(error.into());
        let mut table = csv::Writer::from_writer(out);
        let header = ["figure", "path", "low", "low_lead", "low_half_width", "high", "high_lead", "high_half_width"];
        table.write_record(header).map_err(failed)?;
        let [best, next] = &self.policies;
        let lead = [number(self.lead.mean), number(self.lead.half_width)];
        table
            .write_record([&*text_cell(&format!("{best} over {next}")), "", "", &lead[0], &lead[1], "", "", ""])
            .map_err(failed)?;
        for swing in &self.swings {
            let [low, high] = swing.leads.map(|lead| [number(lead.mean), number(lead.half_width)]);
            let row = [&swing.label, &swing.path, &swing.ends[0], &low[0], &low[1], &swing.ends[1], &high[0], &high[1]];
            table.write_record(row).map_err(failed)?;
        }
        table.flush().map_err(Error::write(path))
    }

    /// Reads the table of a folder; nothing if it has none.
    pub fn read(dir: &Path) -> Option<Sensitivity> {
        let mut table = csv::Reader::from_path(dir.join("sensitivity.csv")).ok()?;
        let mut rows = table.records().map_while(Result::ok);
        let first = rows.next()?;
        let cell = |row: &csv::StringRecord, i: usize| row.get(i).unwrap_or_default().to_string();
        let value =
            |row: &csv::StringRecord, i: usize| row.get(i).and_then(|text| text.parse().ok()).unwrap_or(f64::INFINITY);
        let estimate = |row: &csv::StringRecord, i: usize| Estimate {
            mean: value(row, i),
            half_width: value(row, i + 1),
            sd: f64::NAN,
        };
        let names = of_text_cell(first.get(0).unwrap_or_default()).to_string();
        let (best, next) = names.split_once(" over ")?;
        let swing = |row: csv::StringRecord| Swing {
            label: cell(&row, 0),
            path: cell(&row, 1),
            ends: [cell(&row, 2), cell(&row, 5)],
            leads: [estimate(&row, 3), estimate(&row, 6)],
        };
        Some(Sensitivity {
            policies: [best.to_string(), next.to_string()],
            lead: estimate(&first, 3),
            swings: rows.map(swing).collect(),
        })
    }
}
