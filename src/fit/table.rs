//! The first rows of a file whose columns nobody has explained: what each column seems to hold.

use std::collections::BTreeSet;
use std::io::Read;

use csv::ByteRecord;

use super::FitError;
use super::calendar::DateFormat;
use super::columns::Separator;
use super::duration_format::DurationFormat;
use super::formats::{Formats, Moment};
use super::input::Records;
use super::places::is_row;

/// Rows that are looked at.
const ROWS: usize = 2000;
/// Different values of a column that are remembered.
const VALUES: usize = 60;
/// This share of a column's values must be of a kind for the column to be.
const MOST: f64 = 0.95;

/// The first rows of a file.
#[derive(Debug)]
pub(super) struct Rows {
    /// Whether the first line names the columns.
    pub header: bool,
    /// Names of the columns, or their numbers.
    pub names: Vec<String>,
    /// The rows below the header, trimmed.
    pub rows: Vec<Vec<String>>,
}

impl Rows {
    /// Reads the first rows.
    ///
    /// # Errors
    /// The file cannot be read, or is empty.
    pub fn read(log: impl Read) -> Result<Rows, FitError> {
        let mut records = Records::new(log, Separator::Guess)?;
        let mut record = ByteRecord::new();
        let mut rows: Vec<Vec<String>> = Vec::new();
        while rows.len() <= ROWS && records.next(&mut record)?.is_some() {
            rows.push(record.iter().map(|f| String::from_utf8_lossy(f).trim().to_owned()).collect());
        }
        let first = rows.first().cloned().ok_or(FitError::Empty)?;
        let header = !is_row(&first);
        if header {
            rows.remove(0);
            Ok(Rows { header, names: first, rows })
        } else {
            let names = (1..=first.len()).map(|number| number.to_string()).collect();
            Ok(Rows { header, names, rows })
        }
    }

    /// What a column seems to hold.
    pub fn column(&self, at: usize) -> Seen {
        let texts: Vec<&str> =
            self.rows.iter().filter_map(|row| row.get(at)).map(String::as_str).filter(|t| !t.is_empty()).collect();
        let share = |is: &dyn Fn(&str) -> bool| {
            texts.iter().filter(|text| is(text)).count() as f64 >= MOST * texts.len() as f64 && !texts.is_empty()
        };
        let formats = candidates().into_iter().filter(|formats| share(&|text| is_moment(formats, text))).collect();
        let plain = [false, true].map(|decimal_comma| Formats { decimal_comma, ..candidates()[0].clone() });
        let number = plain.iter().find(|formats| share(&|text| formats.number(text).is_some())).cloned();
        let duration = share(&|text| plain[0].duration(text).is_ok() || plain[1].duration(text).is_ok());
        let minutes = share(&|text| text.matches(':').count() == 1 && text.len() <= 6);
        let values: BTreeSet<String> = texts.iter().take(ROWS).map(|text| (*text).to_owned()).collect();
        Seen {
            empty: texts.len() < self.rows.len(),
            formats,
            number,
            duration: duration || minutes,
            many: values.len() > VALUES,
            values,
        }
    }
}

/// What a column seems to hold.
#[derive(Debug)]
pub(super) struct Seen {
    /// Some rows have nothing in it.
    pub empty: bool,
    /// Formats in which it holds dates, times or both.
    pub formats: Vec<Formats>,
    /// The spelling in which it holds numbers.
    pub number: Option<Formats>,
    /// It may hold durations.
    pub duration: bool,
    /// More different values than a column of outcomes has.
    pub many: bool,
    /// Its different values.
    pub values: BTreeSet<String>,
}

impl Seen {
    /// Whether it holds clock times, with a date or without; a few rows may be written otherwise.
    pub fn has_clock(&self) -> bool {
        let clock = |formats: &Formats| {
            let is = |text: &&String| formats.moment(text).is_ok_and(|moment| moment.clock_s.is_some());
            self.values.iter().filter(is).count() as f64 >= MOST * self.values.len() as f64 && !self.values.is_empty()
        };
        self.formats.iter().any(clock)
    }

    /// Whether it holds dates, with a time or without.
    pub fn has_date(&self) -> bool {
        let date = |formats: &Formats| {
            self.values.iter().any(|text| formats.moment(text).is_ok_and(|moment| moment.date.is_some()))
        };
        self.formats.iter().any(date)
    }
}

/// A moment in this format that is not as well a plain number, unless numbers are what moments are.
fn is_moment(formats: &Formats, text: &str) -> bool {
    let counted = matches!(formats.date, DateFormat::Epoch | DateFormat::EpochMs | DateFormat::Excel);
    match formats.moment(text) {
        Ok(Moment { date: Some(date), .. }) => {
            // Counted moments of this century only; what is written with digits alone must be as long as a date.
            !counted || ("2000-01-01".."2100-01-01").contains(&date.to_string().as_str())
        }
        Ok(Moment { clock_s: Some(_), .. }) => !counted && (text.contains(':') || text.starts_with("0.")),
        _ => false,
    }
}

/// All ways in which dates are written.
fn candidates() -> Vec<Formats> {
    let of = |(_, date): (&str, DateFormat)| Formats {
        date,
        century: date.has_short_year().then_some(if date == DateFormat::Yymmdd { 1970 } else { 2000 }),
        zone: None,
        decimal_comma: false,
        durations: DurationFormat::Seconds,
    };
    DateFormat::NAMED.into_iter().map(of).collect()
}
