//! `replications.csv` and `measures.csv`.
//!
//! The first has a row for each policy and replication and a column for each measure of the whole center (a quantile of
//! waits has no value of a single replication and no column). The second has all measures of all policies, also by
//! contact type and by group, with half-widths and standard deviations. A figure that is not defined (a ratio to
//! nothing, an error of one sample) is an empty cell. Numbers are written with as many digits as tell them apart from
//! every other, so that what is read back is exactly what was computed.

use std::io::Write;
use std::path::Path;

use crate::measure::{Kind, MEASURES, Measure, Scope, Totals, applies};

use super::cell::text_cell;
use super::error::Error;
use super::gather::{Gathered, scope_name};
use super::policies::Study;

/// The table of all measures.
pub(super) const MEASURES_FILE: &str = "measures.csv";

/// A number in a table; nothing for what is not finite.
pub(super) fn number(value: f64) -> String {
    if value.is_finite() { format!("{value}") } else { String::new() }
}

/// `replications.csv`: rows are made policy by policy, in any order, and put together by whoever asks for them.
pub(super) struct Replications<'s> {
    study: &'s Study,
    path: &'s Path,
    columns: Vec<&'static Measure>,
}

impl<'s> Replications<'s> {
    pub fn new(study: &'s Study, path: &'s Path) -> Replications<'s> {
        let anywhere = |m: &&Measure| study.policies.iter().any(|p| applies(&p.model, m, Scope::Whole));
        let of_replications = MEASURES.iter().filter(|m| !matches!(m.kind, Kind::Quantile(_)));
        Replications { study, path, columns: of_replications.filter(anywhere).collect() }
    }

    /// An empty piece of the table.
    pub fn piece(&self) -> csv::Writer<Vec<u8>> {
        csv::Writer::from_writer(Vec::new())
    }

    /// The bytes of a piece.
    pub fn bytes(&self, piece: csv::Writer<Vec<u8>>) -> Result<Vec<u8>, Error> {
        piece.into_inner().map_err(|error| Error::write(self.path)(error.into_error()))
    }

    /// The first line.
    pub fn header(&self) -> Result<Vec<u8>, Error> {
        let unit = if self.study.by_batches() { "batch" } else { "replication" };
        let names = ["number", "policy", unit].into_iter().chain(self.columns.iter().map(|m| m.name));
        let mut piece = self.piece();
        piece.write_record(names).map_err(|error| Error::write(self.path)(error.into()))?;
        self.bytes(piece)
    }

    /// A replication of a policy, both counted from 0 here and from 1 in the table.
    pub fn row(
        &self,
        piece: &mut csv::Writer<Vec<u8>>,
        policy: usize,
        replication: u64,
        whole: &Totals,
    ) -> Result<(), Error> {
        let of = &self.study.policies[policy];
        let value = |m: &&Measure| match m.kind {
            _ if !applies(&of.model, m, Scope::Whole) => String::new(),
            Kind::Mean(sum) => number(sum(whole)),
            Kind::Ratio(above, below) => number(above(whole) / below(whole)),
            Kind::Quantile(_) => String::new(),
        };
        let names = [(policy + 1).to_string(), text_cell(&of.name).into_owned(), (replication + 1).to_string()];
        let cells = names.into_iter().chain(self.columns.iter().map(value));
        piece.write_record(cells).map_err(|error| Error::write(self.path)(error.into()))
    }
}

/// Writes `measures.csv`.
pub(super) fn write_measures(
    study: &Study,
    gathered: &[Gathered],
    path: &Path,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let failed = |error: csv::Error| Error::write(path)(error.into());
    let mut table = csv::Writer::from_writer(out);
    table.write_record(["number", "policy", "scope", "measure", "mean", "half_width", "sd"]).map_err(failed)?;
    for (i, (policy, gathered)) in study.policies.iter().zip(gathered).enumerate() {
        for (scope, measure, estimate) in &gathered.estimates {
            let (position, scope) = ((i + 1).to_string(), scope_name(&policy.model, *scope));
            let [mean, half_width, sd] = [estimate.mean, estimate.half_width, estimate.sd].map(number);
            let row = [&position, &*text_cell(&policy.name), &*text_cell(&scope), *measure, &mean, &half_width, &sd];
            table.write_record(row).map_err(failed)?;
        }
    }
    table.flush().map_err(Error::write(path))
}
