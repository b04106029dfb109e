//! Files beside a scenario: one value a line.

use super::Files;
use crate::scenario::mistake::Mistake;
use crate::scenario::reader::At;
use crate::scenario::units;

/// Characters of a value that a message shows. Another file is not ours to quote: whoever named the wrong one sees
/// enough of it to notice.
const SHOWN: usize = 20;

/// Reads the file named at a place: one value a line, empty lines and lines that begin with `#` do not count. A first
/// line that is no value is a header; if its name ends in `_s`, plain numbers are seconds (as in our own tables),
/// otherwise values carry their units as everywhere.
pub fn values(
    at: &At<'_>,
    files: &dyn Files,
    expected: &str,
    read: &dyn Fn(&str) -> Option<f64>,
) -> Result<Vec<f64>, Mistake> {
    let name = at.text()?;
    let text = files.read(name).map_err(|error| at.mistake(format!("cannot read {name:?}: {error}")))?;
    let lines = text.lines().enumerate().map(|(i, line)| (i + 1, line.trim()));
    let mut lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')).peekable();
    let header = lines.next_if(|(_, line)| line.starts_with(|c: char| c.is_alphabetic() || c == '"'));
    let in_seconds = header.is_some_and(|(_, line)| line.trim_matches('"').ends_with("_s"));
    let mut values = Vec::new();
    for (number, line) in lines {
        let value = match read(line) {
            None if in_seconds => units::seconds(line),
            value => value,
        };
        let message = || format!("{name:?}, line {number}: expected {expected}, found {:?}", shown(line));
        values.push(value.ok_or_else(|| at.mistake(message()))?);
    }
    Ok(values)
}

/// The beginning of a value.
fn shown(line: &str) -> String {
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None => line.to_string(),
    }
}
