//! Files of totals by interval, which hold no calls: recognised, and turned into what a scenario says instead.

use std::fmt::Write;
use std::io::Read;

use super::FitError;
use super::calendar::{DAY_S, Date, clock};
use super::table::Rows;
use super::write::seconds;

/// What a column of totals is called.
const NAMES: [&str; 14] = [
    "calls", "offered", "volume", "count", "arrivals", "contacts", "total", "received", "inbound", "handled",
    "answered", "demand", "forecast", "anrufe",
];
/// Rows that make a pattern.
const FEWEST: usize = 6;
/// Rows at a regular distance from the one before, as a share of those of the same day.
const REGULAR: f64 = 0.9;

/// What to write instead of fitting, if the file holds totals by interval and no calls: a row for each interval, at
/// regular distances, with a number that is called after what it counts.
///
/// # Errors
/// The file cannot be read.
pub fn totals(log: impl Read) -> Result<Option<String>, FitError> {
    Ok(of_rows(&Rows::read(log)?))
}

pub(super) fn of_rows(rows: &Rows) -> Option<String> {
    let columns: Vec<_> = (0..rows.names.len()).map(|at| rows.column(at)).collect();
    let named = |at: &usize| {
        let name = rows.names[*at].to_lowercase();
        NAMES.iter().any(|known| name.contains(known)) && columns[*at].number.is_some() && !columns[*at].has_date()
    };
    let counted = (0..columns.len()).find(named)?;
    let clock_at = (0..columns.len()).find(|at| columns[*at].has_clock())?;
    let formats = columns[clock_at].formats.first()?;
    let date_at = (0..columns.len()).find(|at| columns[*at].has_date());
    let number = columns[counted].number.clone()?;
    let mut seen: Vec<(Option<Date>, f64, f64)> = Vec::new();
    for row in &rows.rows {
        let moment = formats.moment(row.get(clock_at)?).ok()?;
        let other = date_at.and_then(|at| columns[at].formats.first()?.moment(row.get(at)?).ok());
        seen.push((moment.date.or(other.and_then(|m| m.date)), moment.clock_s?, number.number(row.get(counted)?)?));
    }
    let step_s = step(&seen)?;
    let mut days: Vec<Option<Date>> = seen.iter().map(|(date, _, _)| *date).collect();
    days.sort_unstable();
    days.dedup();
    Some(in_words(&seen, step_s, days.len(), &rows.names[counted]))
}

/// The distance of the rows of a day, if it is regular, s.
fn step(seen: &[(Option<Date>, f64, f64)]) -> Option<f64> {
    let steps: Vec<f64> = seen.windows(2).filter(|w| w[0].0 == w[1].0).map(|w| w[1].1 - w[0].1).collect();
    let first = *steps.first()?;
    let regular = steps.iter().filter(|step| (**step - first).abs() < 1.0).count() as f64;
    let divides = first >= 60.0 && libm::fmod(DAY_S, first) == 0.0;
    (seen.len() >= FEWEST && divides && regular >= REGULAR * steps.len() as f64).then_some(first)
}

fn in_words(seen: &[(Option<Date>, f64, f64)], step_s: f64, days: usize, column: &str) -> String {
    let opens_s = seen.iter().map(|row| row.1).fold(f64::INFINITY, f64::min);
    let last_s = seen.iter().map(|row| row.1).fold(0.0, f64::max);
    let intervals = libm::round((last_s - opens_s) / step_s) as usize + 1;
    let mut sums = vec![0.0; intervals];
    for (_, clock_s, calls) in seen {
        let at = libm::round((clock_s - opens_s) / step_s) as usize;
        sums[at.min(intervals - 1)] += calls;
    }
    let means: Vec<String> = sums.iter().map(|sum| format!("{:.2}", sum / days as f64)).collect();
    let length = seconds(step_s);
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "these are totals by interval ({} rows of {length}, column `{column}`), no calls: a fit needs a row for each call.\n\
         Write a scenario with them instead, the mean of the {days} days read, and what you know of handle times, patience\n\
         and agents; `onhold new` has examples:\n\n\
         [horizon]\nopens = \"{}\"\ncloses = \"{}\"\ninterval = \"{length}\"\n\n\
         [contact.calls]\narrivals = {{ expected = [",
        seen.len(),
        clock(opens_s),
        clock((last_s + step_s).min(DAY_S)),
    );
    for line in means.chunks(12) {
        let _ = writeln!(text, "  {},", line.join(", "));
    }
    text.push_str("] }\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_by_interval_are_told_from_calls() {
        let mut file = "start,calls\n".to_owned();
        for day in 3..6 {
            for at in 0..4 {
                let _ = writeln!(file, "2003-03-0{day}T07:{:02}:00Z,{}", 15 * at, 100 + 10 * at + day - 4);
            }
        }
        let text = totals(file.as_bytes()).unwrap().unwrap();
        for part in [
            "12 rows of 15m, column `calls`",
            "the mean of the 3 days",
            "opens = \"07:00\"\ncloses = \"08:00\"\ninterval = \"15m\"",
            "arrivals = { expected = [\n  100.00, 110.00, 120.00, 130.00,\n] }",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        let calls = "id,start,calls_before,end\n1,2003-03-03 07:00:03,0,a\n2,2003-03-03 07:00:40,1,b\n";
        assert_eq!(totals(calls.to_string().as_bytes()).unwrap(), None);
    }
}
