//! Whether a result folder reproduces, in a line.

use crate::study::{Difference, Verdict};

use crate::scenario::visible;

use super::table::{Cell, Column, Table, Tone};
use super::terminal::Terminal;
use crate::scenario::units::counted;

/// A line about a folder.
pub fn line(folder: &str, verdict: &Verdict, terminal: Terminal) -> String {
    let (word, tone, more) = match verdict {
        Verdict::Reproduced { files, recorded_by, unchecked } => {
            let by =
                recorded_by.as_ref().map_or_else(String::new, |version| format!(", recorded by version {version}"));
            let others: Vec<String> = unchecked.iter().map(|name| format!("{name:?}")).collect();
            let others =
                if others.is_empty() { String::new() } else { format!("; not checked: {}", others.join(", ")) };
            let files = counted(files.len(), "file", "files");
            ("reproduced", Tone::Good, format!("{files}, byte for byte{by}{others}"))
        }
        Verdict::Changed(difference) => ("CHANGED", Tone::Bad, changed(difference)),
        Verdict::NotReproducible(reason) => ("NOT REPRODUCIBLE", Tone::Bad, reason.clone()),
        Verdict::Timings { files } => {
            let more = format!("{} files of timings as they were recorded; no run makes them again", files.len());
            ("not run", Tone::Faint, more)
        }
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
    let [row, recorded, now] = [&row, recorded, now].map(|text| shown(text));
    format!("{file} line {line}{row}{column}: recorded {recorded}, now {now}{edited}")
}

/// Characters of a recorded text that are shown: it may be a line without an end.
const SHOWN: usize = 160;

/// A text of a folder, which may be anybody's: control characters as escapes, and not all of a long one.
fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", visible(&text[..end])),
        None => visible(text).into_owned(),
    }
}
