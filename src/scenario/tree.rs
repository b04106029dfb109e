//! A TOML document as a tree that keeps the order of the file and the place of every key and value.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::mistake::Mistake;
use super::visible::is_obeyed;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub item: Item,
    /// Byte range in the text; `None` if the value was not read from it.
    pub span: Option<Range<usize>>,
}

/// A TOML value.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A string.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// `true` or `false`.
    Flag(bool),
    /// A date or time without quotes, which no format of ours uses.
    Moment(String),
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(Table),
}

/// Keys and values in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The entries; no key occurs twice.
    pub entries: Vec<Entry>,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Byte range of the key in the text.
    pub key_span: Option<Range<usize>>,
    /// The value.
    pub node: Node,
}

impl Table {
    /// The entry of a key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|e| e.key == key)
    }

    /// The value of a key, for change; an empty table is put there if there is nothing.
    pub fn entry_or_table(&mut self, key: &str) -> &mut Node {
        let at = self.entries.iter().position(|e| e.key == key).unwrap_or_else(|| {
            self.entries.push(Entry { key: key.to_string(), key_span: None, node: Node::table() });
            self.entries.len() - 1
        });
        &mut self.entries[at].node
    }
}

impl Item {
    /// The table that stands here; an empty one takes the place of anything else.
    pub fn table_or_new(&mut self) -> &mut Table {
        if !matches!(self, Item::Table(_)) {
            *self = Item::Table(Table::default());
        }
        match self {
            Item::Table(table) => table,
            // Anything else has just been replaced by a table.
            _ => unreachable!("made a table above"),
        }
    }
}

impl Node {
    /// An empty table that stands nowhere.
    pub fn table() -> Node {
        Node { item: Item::Table(Table::default()), span: None }
    }

    /// A copy that stands nowhere.
    pub fn unplaced(&self) -> Node {
        let item = match &self.item {
            Item::List(nodes) => Item::List(nodes.iter().map(Node::unplaced).collect()),
            Item::Table(table) => {
                let unplaced = |e: &Entry| Entry { key: e.key.clone(), key_span: None, node: e.node.unplaced() };
                Item::Table(Table { entries: table.entries.iter().map(unplaced).collect() })
            }
            other => other.clone(),
        };
        Node { item, span: None }
    }

    /// Reads a document. All mistakes of syntax are reported together.
    pub fn parse(text: &str) -> Result<Node, Vec<Mistake>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        if errors.is_empty() {
            return Ok(Node { item: Item::Table(Table::from(table.get_ref())), span: None });
        }
        // A bracket left open makes the parser stumble over all that follows: one mistake a line is enough.
        let line = |e: &toml::de::Error| e.span().and_then(|s| text.get(..s.start)).map(|t| t.matches('\n').count());
        let mut mistakes: Vec<Mistake> = Vec::new();
        let mut lines = Vec::new();
        for error in &errors {
            if !lines.contains(&line(error)) {
                lines.push(line(error));
                mistakes.push(Mistake { span: error.span(), ..Mistake::of_file(of_syntax(error.message())) });
            }
        }
        Err(mistakes)
    }

    /// Reads a single value as on the right of `--set PATH=`: TOML, or else a bare word. A clock time needs no
    /// quotes here. An error only where it clearly is meant as TOML (a bracket or a quote opens it) and is not.
    pub fn parse_value(text: &str) -> Result<Node, String> {
        let text = text.trim();
        let bare = || Node { item: Item::Text(text.to_string()), span: None };
        match DeValue::parse(text) {
            Ok(value) => {
                let node = Node { item: Item::from(value.get_ref()), span: None }.unplaced();
                Ok(if matches!(node.item, Item::Moment(_)) { bare() } else { node })
            }
            Err(error) if text.starts_with(['[', '{', '"', '\'']) => Err(of_syntax(error.message()).to_string()),
            Err(_) => Ok(bare()),
        }
    }

    /// The value as TOML on one line.
    pub fn inline(&self) -> String {
        match &self.item {
            Item::Text(text) => quote(text),
            Item::Integer(number) => number.to_string(),
            Item::Float(number) => format!("{number:?}").replace("NaN", "nan"),
            Item::Flag(flag) => flag.to_string(),
            Item::Moment(moment) => moment.clone(),
            Item::List(nodes) => format!("[{}]", nodes.iter().map(Node::inline).collect::<Vec<_>>().join(", ")),
            Item::Table(table) if table.entries.is_empty() => "{}".to_string(),
            Item::Table(table) => {
                let entry = |e: &Entry| format!("{} = {}", bare_key(&e.key), e.node.inline());
                format!("{{ {} }}", table.entries.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// The whole document as TOML: plain keys first, then a `[section]` for each table, and one for each table in
    /// a table of tables (`[contact.sales]`).
    pub fn document(&self) -> String {
        let mut out = String::new();
        if let Item::Table(table) = &self.item {
            write_section(&mut out, "", table);
        }
        out
    }
}

/// The parser's message in the words of whoever wrote the text.
pub(crate) fn of_syntax(message: &str) -> &str {
    match message {
        "recursion limit" | "cannot recurse further; max recursion depth met" => {
            "tables and lists are nested too deeply: 80 levels are possible"
        }
        other => other,
    }
}

/// The number, with -0.0 as 0.0: rounded forecasts hold negative zeros, and nothing here means another thing by one.
pub(in crate::scenario) fn unsigned_zero(number: f64) -> f64 {
    if number == 0.0 { 0.0 } else { number }
}

fn is_table(entry: &Entry) -> bool {
    matches!(entry.node.item, Item::Table(_))
}

/// Writes a table's plain keys, then its tables: as sections of their own down to the second level, inline below.
fn write_section(out: &mut String, path: &str, table: &Table) {
    let sections_below = path.is_empty();
    let only_tables = !table.entries.is_empty() && table.entries.iter().all(is_table);
    let splits = sections_below || (!path.contains('.') && only_tables);
    if !path.is_empty() && !splits {
        out.push_str(&format!("{}[{path}]\n", if out.is_empty() { "" } else { "\n" }));
    }
    for entry in table.entries.iter().filter(|e| !(splits && is_table(e))) {
        out.push_str(&format!("{} = {}\n", bare_key(&entry.key), entry.node.inline()));
    }
    for entry in table.entries.iter().filter(|e| splits && is_table(e)) {
        let Item::Table(below) = &entry.node.item else { continue };
        let key = bare_key(&entry.key);
        write_section(out, &if path.is_empty() { key } else { format!("{path}.{key}") }, below);
    }
}

/// A key as TOML writes it: bare if it can be.
pub fn bare_key(key: &str) -> String {
    let bare = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if bare { key.to_string() } else { quote(key) }
}

fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if is_obeyed(c) => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

impl From<&DeTable<'_>> for Table {
    fn from(table: &DeTable<'_>) -> Table {
        let mut entries: Vec<Entry> = table
            .iter()
            .map(|(key, value)| Entry {
                key: key.get_ref().to_string(),
                key_span: Some(key.span()),
                node: Node { item: Item::from(value.get_ref()), span: Some(value.span()) },
            })
            .collect();
        // The parser sorts by name; the order of contact types and groups is the order of the file.
        entries.sort_by_key(|e| e.key_span.as_ref().map_or(0, |s| s.start));
        Table { entries }
    }
}

impl From<&DeValue<'_>> for Item {
    fn from(value: &DeValue<'_>) -> Item {
        match value {
            DeValue::String(text) => Item::Text(text.to_string()),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(whole) => Item::Integer(whole),
                Err(_) => Item::Float(number.as_str().parse().unwrap_or(f64::INFINITY)),
            },
            DeValue::Float(number) => Item::Float(unsigned_zero(number.as_str().parse().unwrap_or(f64::NAN))),
            DeValue::Boolean(flag) => Item::Flag(*flag),
            DeValue::Datetime(moment) => Item::Moment(moment.to_string()),
            DeValue::Array(array) => {
                let node = |v: &toml::Spanned<DeValue<'_>>| Node { item: v.get_ref().into(), span: Some(v.span()) };
                Item::List(array.iter().map(node).collect())
            }
            DeValue::Table(table) => Item::Table(table.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_written_and_read_again_is_the_same() {
        let text =
            "name = \"a\\n\\\"b\\u0007\"\n[z.second]\nx = [1, 2.5, 1e300]\n[z.first]\n\"07:30\" = { a = {} }\n[b]\n";
        let tree = Node::parse(text).unwrap().unplaced();
        let written = tree.document();
        assert_eq!(Node::parse(&written).unwrap().unplaced(), tree);
        insta::assert_snapshot!(written, @r#"
        name = "a\n\"b\u0007"

        [z.second]
        x = [1, 2.5, 1e300]

        [z.first]
        "07:30" = { a = {} }

        [b]
        "#);
    }

    #[test]
    fn values_from_the_command_line_may_be_bare_words() {
        let item = |text: &str| Node::parse_value(text).unwrap().item;
        assert_eq!(item("music"), Item::Text("music".into()));
        assert_eq!(item("\"music\""), Item::Text("music".into()));
        assert_eq!(item("07:30"), Item::Text("07:30".into()));
        assert_eq!(item("120/h"), Item::Text("120/h".into()));
        assert_eq!(item(" 12"), Item::Integer(12));
        assert_eq!(item("0.5"), Item::Float(0.5));
        assert!(matches!(item("[1, 2]"), Item::List(nodes) if nodes.len() == 2));
        assert!(Node::parse_value("[1, 2").is_err());
    }
}
