//! Tables that fit: a narrow terminal loses whole columns, the least important first, and is told so; nothing wraps.

use comfy_table::{
    Attribute, CellAlignment, Color, ColumnConstraint, ContentArrangement, ContentLineStyle, LineStyle, Row,
    TableStyle, Width,
};

use super::terminal::Terminal;

/// What a text means, beside what it says. Shown by colour where there is any, so the text must say it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing more.
    Plain,
    /// As it should be.
    Good,
    /// Not as it should be.
    Bad,
    /// Not certain.
    Doubtful,
    /// Of less importance.
    Faint,
    /// A heading.
    Strong,
}

/// A cell.
#[derive(Clone, Debug)]
pub struct Cell {
    text: String,
    tone: Tone,
}

impl Cell {
    /// A text in a tone.
    pub fn toned(text: impl Into<String>, tone: Tone) -> Cell {
        Cell { text: text.into(), tone }
    }

    fn styled(&self) -> comfy_table::Cell {
        let cell = comfy_table::Cell::new(&self.text);
        match self.tone {
            Tone::Plain => cell,
            Tone::Good => cell.fg(Color::Green),
            Tone::Bad => cell.fg(Color::Red),
            Tone::Doubtful => cell.fg(Color::Yellow),
            Tone::Faint => cell.add_attribute(Attribute::Dim),
            Tone::Strong => cell.add_attribute(Attribute::Bold),
        }
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Cell {
        Cell::toned(text, Tone::Plain)
    }
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    title: String,
    to_the_right: bool,
    is_name: bool,
    /// Columns with the highest number go first where there is no room; those with 0 stay.
    expendable: u8,
}

impl Column {
    /// A column of names; it stays, but names are cut where nothing else can give way.
    pub fn names(title: &str) -> Column {
        Column { is_name: true, ..Column::words(title, 0) }
    }

    /// A column of words that can be left out; the higher the number the sooner.
    pub fn words(title: &str, expendable: u8) -> Column {
        Column { title: title.to_string(), to_the_right: false, is_name: false, expendable }
    }

    /// A column of numbers that can be left out (not with 0); the higher the number the sooner.
    pub fn numbers(title: &str, expendable: u8) -> Column {
        Column { to_the_right: true, ..Column::words(title, expendable) }
    }
}

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

/// Blanks between two columns.
const GAP: u16 = 2;
/// Names are not cut shorter than this.
const SHORTEST_NAME: usize = 8;

impl Table {
    /// An empty table of these columns.
    pub fn new(columns: Vec<Column>) -> Table {
        Table { columns, rows: Vec::new() }
    }

    /// Adds a row; cells that are missing at its end are empty.
    pub fn row(&mut self, mut cells: Vec<Cell>) {
        cells.resize(self.columns.len(), Cell::from(""));
        self.rows.push(cells);
    }

    /// Adds an empty row, then a heading over the next ones.
    pub fn heading(&mut self, text: &str) {
        if !self.rows.is_empty() {
            self.row(Vec::new());
        }
        self.row(vec![Cell::toned(text, Tone::Strong)]);
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The lines of the table, each with its line end; columns without any text are left out.
    pub fn render(&self, terminal: Terminal) -> String {
        let mut kept: Vec<usize> = (0..self.columns.len()).filter(|c| self.has_text(*c)).collect();
        let mut dropped = Vec::new();
        while self.width(&kept) > terminal.width {
            let least = kept.iter().rposition(|c| Some(self.columns[*c].expendable) == self.most_expendable(&kept));
            match least.filter(|i| self.columns[kept[*i]].expendable > 0) {
                Some(i) => dropped.push(kept.remove(i)),
                None => break,
            }
        }
        dropped.sort_unstable();
        let mut out = String::new();
        let drawn = self.drawn(&kept, terminal);
        for line in drawn.lines() {
            out.push_str(line.trim_end());
            out.push('\n');
        }
        let titles = dropped.iter().map(|c| self.columns[*c].title.as_str()).filter(|title| !title.is_empty());
        let titles: Vec<&str> = titles.collect();
        if !titles.is_empty() {
            out.push_str(&note(&format!("(no room for: {})", titles.join(", ")), terminal));
        }
        out
    }

    fn most_expendable(&self, kept: &[usize]) -> Option<u8> {
        kept.iter().map(|c| self.columns[*c].expendable).max()
    }

    fn has_text(&self, column: usize) -> bool {
        self.rows.iter().any(|row| !row[column].text.is_empty())
    }

    fn widths(&self, kept: &[usize]) -> Vec<usize> {
        let plain = self.filled(kept);
        plain.column_max_content_widths().into_iter().map(usize::from).collect()
    }

    fn width(&self, kept: &[usize]) -> usize {
        self.widths(kept).iter().sum::<usize>() + usize::from(GAP) * kept.len().saturating_sub(1)
    }

    fn filled(&self, kept: &[usize]) -> comfy_table::Table {
        let mut table = comfy_table::Table::new();
        table.load_style(STYLE).set_content_arrangement(ContentArrangement::Disabled);
        if kept.iter().any(|c| !self.columns[*c].title.is_empty()) {
            let title = |c: &usize| Cell::toned(self.columns[*c].title.clone(), Tone::Strong).styled();
            table.set_header(kept.iter().map(title).collect::<Vec<_>>());
        }
        for cells in &self.rows {
            let mut row = Row::from(kept.iter().map(|c| cells[*c].styled()).collect::<Vec<_>>());
            row.max_height(1);
            table.add_row(row);
        }
        table
    }

    fn drawn(&self, kept: &[usize], terminal: Terminal) -> String {
        let (width, widths) = (self.width(kept), self.widths(kept));
        let mut table = self.filled(kept);
        // Only after `force_no_tty` does comfy-table leave the terminal alone.
        table.force_no_tty().set_truncation_indicator("…");
        if terminal.colour {
            table.enforce_styling();
        }
        for (i, c) in kept.iter().enumerate() {
            let Some(column) = table.column_mut(i) else { continue };
            column.set_padding((0, if i + 1 == kept.len() { 0 } else { GAP }));
            if self.columns[*c].to_the_right {
                column.set_cell_alignment(CellAlignment::Right);
            }
            let too_wide = width.saturating_sub(terminal.width);
            if self.columns[*c].is_name && too_wide > 0 {
                let cut = widths[i].saturating_sub(too_wide).max(SHORTEST_NAME) + usize::from(GAP);
                column.set_constraint(ColumnConstraint::UpperBoundary(Width::Fixed(
                    u16::try_from(cut).unwrap_or(u16::MAX),
                )));
            }
        }
        table.to_string()
    }
}

/// A line of less importance.
pub fn note(text: &str, terminal: Terminal) -> String {
    paint(&wrap(text, terminal.width, ""), "2", terminal)
}

/// A line that stands out.
pub fn title(text: &str, terminal: Terminal) -> String {
    paint(&wrap(text, terminal.width, ""), "1", terminal)
}

/// A paragraph, broken between words so that it fits; further lines begin with `indent`.
pub fn wrap(text: &str, width: usize, indent: &str) -> String {
    let mut out = String::new();
    for paragraph in text.lines() {
        let start = paragraph.len() - paragraph.trim_start().len();
        let mut line = paragraph[..start].to_string();
        let mut begun = false;
        for word in words(paragraph) {
            if begun && line.chars().count() + 1 + word.chars().count() > width {
                out.push_str(&line);
                out.push('\n');
                line = indent.to_string();
                begun = false;
            }
            if begun {
                line.push(' ');
            }
            line.push_str(&word);
            begun = true;
        }
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// The words of a line; units stay with their numbers.
fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in line.split_whitespace() {
        match words.last_mut() {
            Some(last) if matches!(word.trim_end_matches([',', '.', ';', ':']), "%" | "s" | "min" | "h") => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_string()),
        }
    }
    words
}

fn paint(text: &str, code: &str, terminal: Terminal) -> String {
    if !terminal.colour {
        return text.to_string();
    }
    text.lines().map(|line| format!("\u{1b}[{code}m{line}\u{1b}[0m\n")).collect()
}

const STYLE: TableStyle = TableStyle::new()
    .header_separator(LineStyle::none().fill('─'))
    .header_lines(ContentLineStyle::none())
    .content_lines(ContentLineStyle::none());

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let columns = vec![
            Column::names("Contact"),
            Column::numbers("Offered", 0),
            Column::numbers("Wait", 1),
            Column::numbers("Longest", 2),
            Column::words("Empty", 0),
        ];
        let mut table = Table::new(columns);
        table.row(vec!["regular customers".into(), "1,800".into(), "23 s".into(), "3:05".into()]);
        table.heading("others");
        table.row(vec!["stock".into(), "12".into(), "7 s".into(), "0:59".into()]);
        table
    }

    fn of_width(width: usize) -> String {
        table().render(Terminal { width, colour: false })
    }

    #[test]
    fn columns_give_way_one_by_one_and_names_last() {
        insta::assert_snapshot!(of_width(80), @r"
        Contact            Offered  Wait  Longest
        ─────────────────────────────────────────
        regular customers    1,800  23 s     3:05

        others
        stock                   12   7 s     0:59
        ");
        assert_eq!(of_width(80), of_width(41));
        insta::assert_snapshot!(of_width(36), @r"
        Contact            Offered  Wait
        ────────────────────────────────
        regular customers    1,800  23 s

        others
        stock                   12   7 s
        (no room for: Longest)
        ");
        insta::assert_snapshot!(of_width(20), @r"
        Contact      Offered
        ────────────────────
        regular cu…    1,800

        others
        stock             12
        (no room for: Wait,
        Longest)
        ");
    }

    #[test]
    fn words_wrap_and_keep_their_indentation() {
        assert_eq!(wrap("  one two three\nfour", 11, "    "), "  one two\n    three\nfour\n");
        assert_eq!(wrap("unbreakable", 4, ""), "unbreakable\n");
        assert_eq!(wrap("in 95 %, at most", 6, ""), "in\n95 %,\nat\nmost\n");
    }

    #[test]
    fn colours_only_where_they_are_wanted() {
        let mut table = Table::new(vec![Column::names("")]);
        table.row(vec![Cell::toned("yes", Tone::Good)]);
        assert_eq!(table.render(Terminal { width: 80, colour: false }), "yes\n");
        assert!(table.render(Terminal { width: 80, colour: true }).contains("\u{1b}["));
    }
}
