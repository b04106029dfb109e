//! `ranking.csv`: written, and read again for whoever shows a finished study.

use std::io::Write;
use std::path::Path;

use super::{Known, Met, Ranked, Ranking};
use crate::study::cell::text_cell;
use crate::study::error::Error;
use crate::study::policies::Study;
use crate::study::tables::number;

impl Ranking {
    /// Names of the columns: what is fixed, the study's paths, and for each requirement its figure, the half-width of
    /// that, and whether it is met.
    fn header(study: &Study) -> Vec<String> {
        let by = &study.rank.by;
        let mut names: Vec<String> = ["rank", "number", "policy"].map(String::from).to_vec();
        names.extend(study.paths.iter().cloned());
        names.extend([by.to_string(), format!("{by} half_width")]);
        names.extend(["difference", "difference half_width", "loss_at_most"].map(String::from));
        for requirement in &study.rank.require {
            let figure = &requirement.figure;
            names.extend([
                requirement.to_string(),
                format!("{figure} required"),
                format!("{figure} required half_width"),
            ]);
        }
        names.extend(["meets", "probability_best", "could_be_best", "equals_best"].map(String::from));
        names
    }

    pub(in crate::study) fn write(&self, study: &Study, path: &Path, out: &mut dyn Write) -> Result<(), Error> {
        let mut table = csv::Writer::from_writer(out);
        let failed = |error: csv::Error| Error::write(path)(error.into());
        table.write_record(Ranking::header(study)).map_err(failed)?;
        for ranked in &self.policies {
            table.write_record(ranked.row(study)).map_err(failed)?;
        }
        table.flush().map_err(Error::write(path))
    }

    /// The ranking of a finished study, from its result folder.
    ///
    /// # Errors
    /// [`Error::Read`]; [`Error::Damaged`] if the file is not the ranking of this study.
    pub fn read(study: &Study, dir: &Path) -> Result<Ranking, Error> {
        let path = dir.join("ranking.csv");
        let mut table = csv::Reader::from_path(&path).map_err(|error| Error::read(&path)(error.into()))?;
        let damaged = || Error::damaged(&path, "not the ranking of this study");
        let header = table.headers().map_err(|error| Error::read(&path)(error.into()))?;
        if header != Ranking::header(study) {
            return Err(damaged());
        }
        let mut policies = Vec::new();
        for row in table.records() {
            let row = row.map_err(|error| Error::damaged(&path, error.to_string()))?;
            policies.push(Ranked::read(study, &mut row.iter()).ok_or_else(damaged)?);
        }
        Ok(Ranking { policies })
    }
}

impl Ranked {
    fn row(&self, study: &Study) -> Vec<String> {
        let policy = &study.policies[self.policy];
        let mut row = vec![self.rank.to_string(), (self.policy + 1).to_string(), text_cell(&policy.name).into_owned()];
        row.extend(policy.values.iter().map(|value| text_cell(value).into_owned()));
        let figures = [self.by.mean, self.by.half_width, self.difference.mean, self.difference.half_width];
        row.extend(figures.map(number));
        row.push(number(self.loss_at_most));
        for met in &self.requirements {
            row.extend([met.meets.to_string(), number(met.figure.mean), number(met.figure.half_width)]);
        }
        row.push(self.meets.to_string());
        row.push(self.probability_best.map_or(String::new(), number));
        row.extend([self.could_be_best, self.equals_best].map(|yes| yes.to_string()));
        row
    }

    fn read<'r>(study: &Study, cells: &mut impl Iterator<Item = &'r str>) -> Option<Ranked> {
        let rank = cells.next()?.parse().ok()?;
        let policy: usize = cells.next()?.parse().ok()?;
        let policy = policy.checked_sub(1).filter(|p| *p < study.policies.len())?;
        let mut cells = cells.skip(1 + study.paths.len());
        let by = known(&mut cells)?;
        let difference = known(&mut cells)?;
        let loss_at_most = value(cells.next()?, f64::INFINITY)?;
        let mut requirements = Vec::new();
        for _ in &study.rank.require {
            let meets = cells.next()?.parse().ok()?;
            requirements.push(Met { figure: known(&mut cells)?, meets });
        }
        Some(Ranked {
            rank,
            policy,
            by,
            difference,
            loss_at_most,
            requirements,
            meets: cells.next()?.parse().ok()?,
            probability_best: Some(cells.next()?).filter(|c| !c.is_empty()).map(str::parse).transpose().ok()?,
            could_be_best: cells.next()?.parse().ok()?,
            equals_best: cells.next()?.parse().ok()?,
        })
    }
}

fn known<'r>(cells: &mut impl Iterator<Item = &'r str>) -> Option<Known> {
    Some(Known { mean: value(cells.next()?, f64::NAN)?, half_width: value(cells.next()?, f64::INFINITY)? })
}

fn value(cell: &str, empty: f64) -> Option<f64> {
    if cell.is_empty() { Some(empty) } else { cell.parse().ok() }
}
