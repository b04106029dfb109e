//! Whether a result folder reproduces, in a line.

use crate::study::{Difference, Verdict};

use super::table::{Cell, Column, Table, Tone};
use super::terminal::Terminal;

/// A line about a folder.
pub fn line(folder: &str, verdict: &Verdict, terminal: Terminal) -> String {
    let (word, tone, more) = match verdict {
        Verdict::Reproduced { files, recorded_by } => {
            let by =
                recorded_by.as_ref().map_or_else(String::new, |version| format!(", recorded by version {version}"));
            ("reproduced", Tone::Good, format!("{} files, byte for byte{by}", files.len()))
        }
        Verdict::Changed(difference) => ("CHANGED", Tone::Bad, changed(difference)),
        Verdict::NotReproducible(reason) => ("NOT REPRODUCIBLE", Tone::Bad, reason.clone()),
        Verdict::Timings => ("skipped", Tone::Faint, "timings of a benchmark".to_string()),
    };
    // One line each, however long: a terminal may break it, a program reads it whole.
    let mut table = Table::new(vec![Column::names(""), Column::words("", 0), Column::words("", 0)]);
    table.row(vec![format!("{folder}:").into(), Cell::toned(word, tone), more.into()]);
    table.render(Terminal { width: usize::MAX, ..terminal })
}

fn changed(difference: &Difference) -> String {
    let Difference { file, line, row, column, recorded, now, edited } = difference;
    let row = if row.is_empty() { String::new() } else { format!(" ({row})") };
    let column = column.as_ref().map_or_else(String::new, |column| format!(", column {column}"));
    let edited = if *edited { "; the file was edited since it was recorded" } else { "" };
    format!("{file} line {line}{row}{column}: recorded {recorded}, now {now}{edited}")
}
