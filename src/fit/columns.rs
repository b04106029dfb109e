//! What the columns of a call log are called, how they are written and what their values mean: a small TOML file.

use thiserror::Error;
use toml::de::DeTable;

use super::formats::{self, Formats};
use super::mapping::{Reader, Section, line_of};
use super::role::{Column, Role, enough};
use crate::scenario::tree::of_syntax;
use crate::scenario::units;

/// The mapping of the bank's log: the default, and the example to write one's own after.
pub const BANK: &str = include_str!("bank-columns.toml");

/// The mapping of the log that `onhold run --log` writes.
pub const ONHOLD: &str = include_str!("onhold-columns.toml");

/// The first line of that log.
pub const ONHOLD_HEADER: &str = "date,contact,type,arrives,wait_ends,wait,service_starts,service_ends,service,\
                                 wrap_up,outcome,group,agent,cause,caused_by,channel,concurrent,connect";

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
    /// Whichever of tab, comma, semicolon and bar is most frequent in the first line.
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
    /// The column.
    pub column: Column,
    /// What is appended to the contact type's name.
    pub name: String,
    /// The values that set a call apart.
    pub values: Vec<String>,
    /// The column is filled in only for calls that waited: shares come from those and hold for all.
    pub known_if_waited: bool,
}

/// How a log is to be read. Values are compared in any case.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    /// What separates fields.
    pub separator: Separator,
    /// Whether the first line names the columns.
    pub header: bool,
    /// How dates, times, durations and numbers are written.
    pub formats: Formats,
    /// Agents are ready from opening to their first service, and from their last to closing, on the same evidence as
    /// between two services; if not, from the first service to the last.
    pub from_opening: bool,
    /// The columns that there are.
    pub columns: Vec<(Role, Column)>,
    /// Outcomes that mean "reached an agent".
    pub served: Vec<String>,
    /// Outcomes that mean "hung up before that".
    pub abandoned: Vec<String>,
    /// Outcomes that mean "the center hung up": waits that ended before patience did.
    pub cut_off: Vec<String>,
    /// Outcomes that mean "took the offer of a callback": waits that ended before patience did, served later.
    pub callback: Vec<String>,
    /// Outcomes that mean "all lines were busy": arrivals that met nobody.
    pub blocked: Vec<String>,
    /// Outcomes of calls that nothing is estimated from.
    pub left_out: Vec<String>,
    /// Outcomes of rows that are not calls.
    pub phantom: Vec<String>,
    /// Agents' names that mean "not recorded"; an empty field always does.
    pub no_agent: Vec<String>,
    /// Waits of contacts that nobody answered that mean "not recorded"; an empty field always does.
    pub no_wait: Vec<String>,
    /// Clock times that mean "never"; an empty field always does.
    pub never: Vec<String>,
    /// Channels that are chats, of which an agent may have several in hand.
    pub chat: Vec<String>,
    /// Channels that are e-mail.
    pub email: Vec<String>,
    /// Time from an agent's assignment to "hello", which waits hold, s; `None`: told by a column, or by the shortest waits.
    pub connect_s: Option<f64>,
    /// Services of an agent that overlap, without a channel that allows it, are taken as one stretch of work; if not,
    /// more than a few of them are asked about.
    pub merge_overlaps: bool,
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
            problem: of_syntax(error.message()).to_owned(),
        })?;
        let root = Section { reader, name: "", line: 1, table: document.get_ref() };
        let mut known =
            vec!["separator", "header", "presence", "overlaps", "connect", "columns", "values", "contact", "class"];
        known.extend(formats::KEYS);
        root.only(&known)?;
        let section = root.section("columns")?.ok_or_else(|| reader.error(0, "a section [columns] is missing"))?;
        section.only(&Role::NAMED.map(|(key, _)| key))?;
        let mut columns = Vec::new();
        for (key, role) in Role::NAMED {
            columns.extend(section.column(key)?.map(|column| (role, column)));
        }
        let header = root.yes("header")?.unwrap_or(true);
        enough(&section, &columns, header)?;
        let none = Section { reader, name: "values", line: 1, table: &DeTable::new() };
        let values = root.section("values")?.unwrap_or(none);
        let mut lists = VALUES.to_vec();
        values.only(&lists)?;
        let mut list = || values.list(lists.remove(0));
        let columns = Columns {
            separator: separator(&root)?,
            header,
            formats: Formats::read(&root)?,
            from_opening: from_opening(&root)?,
            columns,
            served: list()?,
            abandoned: list()?,
            cut_off: list()?,
            callback: list()?,
            blocked: list()?,
            left_out: list()?,
            phantom: list()?,
            no_agent: list()?,
            no_wait: list()?,
            never: list()?,
            chat: list()?,
            email: list()?,
            connect_s: connect(&root)?,
            merge_overlaps: merge_overlaps(&root)?,
            contacts: contacts(&root)?,
            class: class(&root)?,
        };
        if columns.column(Role::Outcome).is_some() && columns.served.is_empty() {
            return Err(values.error("served", "must list the values of the outcome column that mean \"served\""));
        }
        Ok(columns)
    }

    /// The column that tells something, if there is one.
    pub fn column(&self, role: Role) -> Option<&Column> {
        self.columns.iter().find(|(of, _)| *of == role).map(|(_, column)| column)
    }
}

/// Nobody rings longer.
const LONGEST_CONNECT_S: f64 = 600.0;

/// The keys of `[values]`, in the order of [`Columns`].
const VALUES: [&str; 12] = [
    "served",
    "abandoned",
    "cut_off",
    "callback",
    "blocked",
    "left_out",
    "phantom",
    "no_agent",
    "no_wait",
    "never",
    "chat",
    "email",
];

impl Columns {
    /// The built-in mapping for a log that begins so: that of `onhold run --log` if the first line is (or is as it was before
    /// times to connect were logged), else the bank's.
    pub fn of_log(log: &[u8]) -> Columns {
        let log = log.strip_prefix(b"\xef\xbb\xbf").unwrap_or(log);
        let header = log.split(|&byte| byte == b'\n').next().unwrap_or_default();
        let header = header.trim_ascii_end();
        if header == ONHOLD_HEADER.as_bytes() {
            return built_in(ONHOLD);
        }
        if ONHOLD_HEADER.as_bytes().strip_suffix(b",connect") == Some(header) {
            let mut columns = built_in(ONHOLD);
            columns.columns.retain(|(role, _)| *role != Role::Connect);
            return columns;
        }
        built_in(BANK)
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
        Some("bar") => Separator::Byte(b'|'),
        Some(other) => {
            return Err(root.error("separator", &format!("`{other}` is not tab, comma, semicolon or bar")));
        }
    })
}

fn from_opening(root: &Section<'_>) -> Result<bool, ColumnsError> {
    match root.text("presence")?.as_deref() {
        None | Some("from-first-service") => Ok(false),
        Some("from-opening") => Ok(true),
        Some(other) => Err(root.error("presence", &format!("`{other}` is not from-first-service or from-opening"))),
    }
}

fn connect(root: &Section<'_>) -> Result<Option<f64>, ColumnsError> {
    let Some(text) = root.text("connect")? else { return Ok(None) };
    match units::duration(&text) {
        Some(connect_s) if connect_s <= LONGEST_CONNECT_S => Ok(Some(connect_s)),
        _ => Err(root.error("connect", &format!("`{text}` is not a duration up to ten minutes, such as \"2s\""))),
    }
}

fn merge_overlaps(root: &Section<'_>) -> Result<bool, ColumnsError> {
    match root.text("overlaps")?.as_deref() {
        None | Some("ask") => Ok(false),
        Some("merge") => Ok(true),
        Some(other) => Err(root.error("overlaps", &format!("`{other}` is not ask or merge"))),
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
    let Some(column) = section.column("column")? else {
        return Err(section.error("column", "is missing from [class]"));
    };
    Ok(Some(Class { column, name: section.required("name")?, values, known_if_waited }))
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
        // As it was before times to connect were logged.
        let before = Columns::of_log(ONHOLD_HEADER.strip_suffix(",connect").unwrap().as_bytes());
        assert_eq!(before.columns.len() + 1, ours.columns.len());
        for log in [String::new(), format!("{ONHOLD_HEADER},more\n"), format!("\n{ONHOLD_HEADER}\n")] {
            assert_eq!(Columns::of_log(log.as_bytes()), Columns::default(), "{log}");
        }
        let header: Vec<&str> = ONHOLD_HEADER.split(',').collect();
        for (role, column) in &ours.columns {
            assert!(matches!(column, Column::Name(name) if header.contains(&name.as_str())), "{role:?} {column}");
        }
        assert!(Role::NAMED.iter().all(|(key, role)| role.key() == *key));
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
        let without = |keys: &[&str]| {
            let kept = |l: &&str| !keys.iter().any(|key| l.split_whitespace().next() == Some(key));
            Columns::parse(&BANK.lines().filter(kept).collect::<Vec<_>>().join("\n"))
        };
        // What can be derived need not be there.
        for keys in [&["wait"][..], &["wait", "wait_ends"], &["service"], &["outcome"], &["service_starts"]] {
            without(keys).unwrap();
        }
        for (keys, missing) in [
            (&["arrives"][..], "`arrives`: is missing from [columns]"),
            (&["wait", "wait_ends", "service_starts"], "without it, one of `wait_ends` and `service_starts`"),
            (&["service", "service_ends"], "without it, one of `service_ends` and `ends`"),
            (&["outcome", "service_starts", "service"], "`outcome`: is missing from [columns]; without it"),
            (&["served"], "must list the values of the outcome column"),
        ] {
            let error = without(keys).unwrap_err();
            assert!(error.problem.contains(missing), "{keys:?}: {error}");
        }
        let numbers = "header = false\n[columns]\narrives = 9\nwait = 0\n";
        assert!(Columns::parse(numbers).unwrap_err().problem.contains("numbered from 1"));
        let names = "header = false\n[columns]\narrives = \"start\"\nwait = 3\nservice = 4\n";
        assert!(Columns::parse(names).unwrap_err().problem.contains("columns are given by number"));
    }
}
