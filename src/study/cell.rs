//! Cells of text in tables that spreadsheets open: one that begins with `=`, `+`, `-`, `@`, a tab or a carriage return would
//! be run as a formula. An apostrophe before it says that it is text; a number is a number, whatever its sign.

use std::borrow::Cow;

/// Whether a spreadsheet would run a cell that begins so.
fn is_run(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A cell of text that no spreadsheet runs.
pub(crate) fn text_cell(text: &str) -> Cow<'_, str> {
    let number = text.parse::<f64>().is_ok();
    if is_run(text) && !number { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// What stood in a cell before it was made harmless.
pub(crate) fn of_text_cell(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| is_run(text)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text_and_numbers_stay_numbers() {
        for formula in ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "-"] {
            let cell = text_cell(formula);
            assert_eq!(cell, format!("'{formula}"));
            assert_eq!(of_text_cell(&cell), formula);
        }
        for harmless in ["-3.5", "+1", "1e-3", "sales", "'quoted'", "", "a=b"] {
            assert_eq!(text_cell(harmless), harmless);
            assert_eq!(of_text_cell(harmless), harmless);
        }
    }
}
