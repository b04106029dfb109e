//! What the columns of a call log are called and what their values mean: a small TOML file.

use thiserror::Error;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::calendar::DateFormat;

/// The mapping of the bank's log: the default, and the example to write one's own after.
pub const BANK: &str = include_str!("bank-columns.toml");

/// The mapping of the log that `onhold run --log` writes.
pub const ONHOLD: &str = include_str!("onhold-columns.toml");

/// The first line of that log.
pub const ONHOLD_HEADER: &str = "date,contact,type,arrives,wait_ends,wait,service_starts,service_ends,service,\
                                 wrap_up,outcome,group,agent,cause,caused_by";

/// A mistake in a column mapping.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("line {line} of the column mapping: {problem}")]
pub struct ColumnsError {
    /// Line of the mapping, from 1.
    pub line: usize,
    /// What is wrong and what was expected.
    pub problem: String,
}

/// What separates the fields of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// Whichever of tab, comma and semicolon is most frequent in the header.
    Guess,
    /// This byte.
    Byte(u8),
}

/// One contact type of the scenario and the log's types that make it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactMapping {
    /// Its name in the scenario.
    pub name: String,
    /// Values of the type column.
    pub types: Vec<String>,
}

/// Calls of one type that are treated differently: a column and the values that set some apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// Name of the column.
    pub column: String,
    /// What is appended to the contact type's name.
    pub name: String,
    /// The values that set a call apart.
    pub values: Vec<String>,
    /// The column is filled in only for calls that waited: shares come from those and hold for all.
    pub known_if_waited: bool,
}

/// How a log is to be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    /// What separates fields.
    pub separator: Separator,
    /// Format of the dates.
    pub date_format: DateFormat,
    /// Agents are ready from opening to their first service, and from their last to closing, on the same evidence as
    /// between two services; if not, from the first service to the last.
    pub from_opening: bool,
    /// Column of the date.
    pub date: String,
    /// Column of the clock time at which a call reached the center; used where it did not wait.
    pub arrives: String,
    /// Column of the clock time at which the wait began.
    pub wait_starts: Option<String>,
    /// Column of the clock time at which it ended.
    pub wait_ends: Option<String>,
    /// Column of the wait in seconds.
    pub wait: String,
    /// Column of the clock time at which the service began.
    pub service_starts: String,
    /// Column of the clock time at which it ended.
    pub service_ends: Option<String>,
    /// Column of the service in seconds.
    pub service: String,
    /// Column of the outcome.
    pub outcome: String,
    /// Column of the agent's name.
    pub agent: Option<String>,
    /// Column of the type.
    pub kind: Option<String>,
    /// Column of the after-call work in seconds.
    pub wrap_up: Option<String>,
    /// Column that is not empty for a call that another call caused.
    pub cause: Option<String>,
    /// Outcomes that mean "reached an agent".
    pub served: Vec<String>,
    /// Outcomes that mean "hung up before that".
    pub abandoned: Vec<String>,
    /// Outcomes that mean "the center hung up": waits that ended before patience did.
    pub cut_off: Vec<String>,
    /// Outcomes of calls that nothing is estimated from.
    pub left_out: Vec<String>,
    /// Outcomes of rows that are not calls.
    pub phantom: Vec<String>,
    /// Agents' names that mean "not recorded"; an empty field always does.
    pub no_agent: Vec<String>,
    /// Clock times that mean "never"; an empty field always does.
    pub never: Vec<String>,
    /// Contact types in the order of the mapping; a type that is not listed becomes a contact type of its own.
    pub contacts: Vec<ContactMapping>,
    /// Calls of a type that are treated differently.
    pub class: Option<Class>,
}

impl Columns {
    /// Reads a mapping.
    ///
    /// # Errors
    /// The first mistake, with its line.
    pub fn parse(text: &str) -> Result<Columns, ColumnsError> {
        let reader = Reader { text };
        let document = DeTable::parse(text).map_err(|error| ColumnsError {
            line: error.span().map_or(1, |span| line_of(text, span.start)),
            problem: error.message().to_owned(),
        })?;
        let root = Section { reader, name: "", line: 1, table: document.get_ref() };
        root.only(&["separator", "date_format", "presence", "columns", "values", "contact", "class"])?;
        let columns = root.section("columns")?.ok_or_else(|| reader.error(0, "a section [columns] is missing"))?;
        columns.only(&[
            "date",
            "arrives",
            "wait_starts",
            "wait_ends",
            "wait",
            "service_starts",
            "service_ends",
            "service",
            "outcome",
            "agent",
            "type",
            "wrap_up",
            "cause",
        ])?;
        let values = root.section("values")?.ok_or_else(|| reader.error(0, "a section [values] is missing"))?;
        values.only(&["served", "abandoned", "cut_off", "left_out", "phantom", "no_agent", "never"])?;
        Ok(Columns {
            separator: separator(&root)?,
            date_format: date_format(&root)?,
            from_opening: from_opening(&root)?,
            date: columns.required("date")?,
            arrives: columns.required("arrives")?,
            wait_starts: columns.text("wait_starts")?,
            wait_ends: columns.text("wait_ends")?,
            wait: columns.required("wait")?,
            service_starts: columns.required("service_starts")?,
            service_ends: columns.text("service_ends")?,
            service: columns.required("service")?,
            outcome: columns.required("outcome")?,
            agent: columns.text("agent")?,
            kind: columns.text("type")?,
            wrap_up: columns.text("wrap_up")?,
            cause: columns.text("cause")?,
            served: values.list("served")?,
            abandoned: values.list("abandoned")?,
            cut_off: values.list("cut_off")?,
            left_out: values.list("left_out")?,
            phantom: values.list("phantom")?,
            no_agent: values.list("no_agent")?,
            never: values.list("never")?,
            contacts: contacts(&root)?,
            class: class(&root)?,
        })
    }
}

impl Columns {
    /// The built-in mapping for a log: that of `onhold run --log` if the log's first line is, else the bank's.
    pub fn of_log(log: &[u8]) -> Columns {
        let log = log.strip_prefix(b"\xef\xbb\xbf").unwrap_or(log);
        let header = log.split(|&byte| byte == b'\n').next().unwrap_or_default();
        if header.trim_ascii_end() == ONHOLD_HEADER.as_bytes() { built_in(ONHOLD) } else { built_in(BANK) }
    }
}

impl Default for Columns {
    /// The bank's.
    fn default() -> Self {
        built_in(BANK)
    }
}

fn built_in(mapping: &str) -> Columns {
    // Cannot fail: the texts are constants of the crate, and a test reads them.
    Columns::parse(mapping).unwrap_or_else(|error| unreachable!("built-in column mapping: {error}"))
}

fn separator(root: &Section<'_>) -> Result<Separator, ColumnsError> {
    Ok(match root.text("separator")?.as_deref() {
        None => Separator::Guess,
        Some("tab") => Separator::Byte(b'\t'),
        Some("comma") => Separator::Byte(b','),
        Some("semicolon") => Separator::Byte(b';'),
        Some(other) => {
            return Err(root.error("separator", &format!("`{other}` is not tab, comma or semicolon")));
        }
    })
}

fn date_format(root: &Section<'_>) -> Result<DateFormat, ColumnsError> {
    let name = root.text("date_format")?.unwrap_or_else(|| "yyyy-mm-dd".to_owned());
    DateFormat::NAMED.iter().find(|(n, _)| *n == name).map(|(_, format)| *format).ok_or_else(|| {
        let known: Vec<&str> = DateFormat::NAMED.iter().map(|(n, _)| *n).collect();
        root.error("date_format", &format!("`{name}` is not one of {}", known.join(", ")))
    })
}

fn from_opening(root: &Section<'_>) -> Result<bool, ColumnsError> {
    match root.text("presence")?.as_deref() {
        None | Some("from-first-service") => Ok(false),
        Some("from-opening") => Ok(true),
        Some(other) => Err(root.error("presence", &format!("`{other}` is not from-first-service or from-opening"))),
    }
}

fn contacts(root: &Section<'_>) -> Result<Vec<ContactMapping>, ColumnsError> {
    let Some(all) = root.section("contact")? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for (key, value) in all.table.iter() {
        let name = key.get_ref().as_ref();
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-') {
            return Err(all.error(name, "a contact type's name has letters, digits, `-` and `_` only"));
        }
        let Some(section) = all.section(name)? else { continue };
        section.only(&["types"])?;
        let types = section.list("types")?;
        if types.is_empty() {
            return Err(all.error(name, "`types` must list at least one value of the type column"));
        }
        found.push((value.span().start, ContactMapping { name: name.to_owned(), types }));
    }
    // The parser sorts keys by name; the order of the file is the order of the scenario.
    found.sort_by_key(|(start, _)| *start);
    Ok(found.into_iter().map(|(_, mapping)| mapping).collect())
}

fn class(root: &Section<'_>) -> Result<Option<Class>, ColumnsError> {
    let Some(section) = root.section("class")? else { return Ok(None) };
    section.only(&["column", "name", "values", "known"])?;
    let known_if_waited = match section.text("known")?.as_deref() {
        None | Some("always") => false,
        Some("if-waited") => true,
        Some(other) => return Err(section.error("known", &format!("`{other}` is not `always` or `if-waited`"))),
    };
    let values = section.list("values")?;
    Ok(Some(Class { column: section.required("column")?, name: section.required("name")?, values, known_if_waited }))
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    text: &'a str,
}

impl Reader<'_> {
    fn error(&self, at: usize, problem: &str) -> ColumnsError {
        ColumnsError { line: line_of(self.text, at), problem: problem.to_owned() }
    }
}

/// A table of the mapping with what is needed to say where a mistake is.
struct Section<'a> {
    reader: Reader<'a>,
    name: &'a str,
    line: usize,
    table: &'a DeTable<'a>,
}

impl<'a> Section<'a> {
    fn find(&self, key: &str) -> Option<(&'a Spanned<std::borrow::Cow<'a, str>>, &'a Spanned<DeValue<'a>>)> {
        self.table.iter().find(|(k, _)| k.get_ref().as_ref() == key)
    }

    fn error(&self, key: &str, problem: &str) -> ColumnsError {
        match self.find(key) {
            Some((at, _)) => self.reader.error(at.span().start, &format!("`{key}`: {problem}")),
            None => ColumnsError { line: self.line, problem: format!("`{key}`: {problem}") },
        }
    }

    /// Refuses keys that are not listed.
    fn only(&self, allowed: &[&str]) -> Result<(), ColumnsError> {
        let unknown = self.table.iter().map(|(k, _)| k.get_ref().as_ref()).find(|k| !allowed.contains(k));
        match unknown {
            None => Ok(()),
            Some(key) => {
                let hint = nearest(key, allowed).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
                Err(self.error(key, &format!("unknown key, expected one of {}{hint}", allowed.join(", "))))
            }
        }
    }

    fn text(&self, key: &str) -> Result<Option<String>, ColumnsError> {
        match self.find(key) {
            None => Ok(None),
            Some((_, value)) => match value.get_ref().as_str() {
                Some(text) => Ok(Some(text.to_owned())),
                None => Err(self.error(key, "expected a text in quotes")),
            },
        }
    }

    fn required(&self, key: &str) -> Result<String, ColumnsError> {
        self.text(key)?.ok_or_else(|| self.error(key, &format!("is missing from [{}]", self.name)))
    }

    fn list(&self, key: &str) -> Result<Vec<String>, ColumnsError> {
        let Some((_, value)) = self.find(key) else { return Ok(Vec::new()) };
        let wrong = || self.error(key, "expected a list of texts in quotes, like [\"AGENT\"]");
        let items = value.get_ref().as_array().ok_or_else(wrong)?;
        items.iter().map(|item| item.get_ref().as_str().map(str::to_owned).ok_or_else(wrong)).collect()
    }

    fn section(&self, key: &'a str) -> Result<Option<Section<'a>>, ColumnsError> {
        let Some((name, value)) = self.find(key) else { return Ok(None) };
        let table = value.get_ref().as_table().ok_or_else(|| self.error(key, "expected a section"))?;
        let line = line_of(self.reader.text, name.span().start);
        Ok(Some(Section { reader: self.reader, name: key, line, table }))
    }
}

/// The known name most like `name`, if it is like it at all.
pub(super) fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let likeness = |k: &&str| strsim::jaro_winkler(&name.to_lowercase(), &k.to_lowercase());
    let best = known.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(&best) > 0.7).then_some(best)
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text.as_bytes()[..at.min(text.len())].iter().filter(|&&b| b == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_mapping_is_read() {
        let bank = Columns::parse(BANK).unwrap();
        assert_eq!(bank, Columns::default());
        let names: Vec<&str> = bank.contacts.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["regular", "prospective", "stock", "internet"]);
        assert_eq!(bank.contacts[0].types, ["PS", "PE", "TT"]);
        assert!(bank.class.unwrap().known_if_waited);
    }

    #[test]
    fn the_header_says_whose_log_it_is() {
        let ours = Columns::parse(ONHOLD).unwrap();
        assert_ne!(ours, Columns::default());
        for log in
            [format!("{ONHOLD_HEADER}\n2024-01-01,1"), format!("\u{feff}{ONHOLD_HEADER}\r\n"), ONHOLD_HEADER.into()]
        {
            assert_eq!(Columns::of_log(log.as_bytes()), ours, "{log}");
        }
        for log in [String::new(), format!("{ONHOLD_HEADER},more\n"), format!("\n{ONHOLD_HEADER}\n")] {
            assert_eq!(Columns::of_log(log.as_bytes()), Columns::default(), "{log}");
        }
        let header: Vec<&str> = ONHOLD_HEADER.split(',').collect();
        let named = [&ours.date, &ours.arrives, &ours.wait, &ours.service_starts, &ours.service, &ours.outcome];
        assert!(named.iter().all(|name| header.contains(&name.as_str())), "{named:?}");
    }

    #[test]
    fn mistakes_are_shown_with_their_line() {
        let wrong = |from: &str, to: &str| {
            assert!(BANK.contains(from), "{from}");
            Columns::parse(&BANK.replacen(from, to, 1)).unwrap_err()
        };
        let line = |needle: &str| 1 + BANK.lines().position(|l| l.starts_with(needle)).unwrap();
        let error = wrong("wait_starts ", "wait_stars ");
        assert_eq!(error.line, line("wait_starts"));
        assert!(error.problem.contains("did you mean `wait_starts`?"), "{error}");
        let error = wrong("date_format", "separator = \"tabs\"\ndate_format");
        assert_eq!((error.line, error.problem.contains("`tabs`")), (line("date_format"), true));
        let error = wrong("\"yymmdd\"", "7");
        assert_eq!(
            (error.line, error.problem.as_str()),
            (line("date_format"), "`date_format`: expected a text in quotes")
        );
        let error = wrong("[\"AGENT\"]", "\"AGENT\"");
        assert_eq!(error.line, line("served"));
        let error = wrong("[columns]", "[colums]");
        assert!(error.problem.contains("did you mean `columns`?"), "{error}");
        assert_eq!(wrong("[columns]", "[columns").line, line("[columns]"));
        let error = wrong("types = [\"NW\"]", "types = []");
        assert!(error.problem.starts_with("`prospective`"), "{error}");
        let short = BANK.lines().filter(|l| !l.starts_with("outcome")).collect::<Vec<_>>().join("\n");
        assert!(Columns::parse(&short).unwrap_err().problem.contains("`outcome`: is missing from [columns]"));
    }
}
