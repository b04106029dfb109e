//! Reading values from a document: each conversion either gives the value or a mistake that points at it. Studies are
//! read with this too.

use std::ops::Range;
use std::sync::Arc;

use super::check;
use super::mistake::{Mistake, Mistakes};
use super::shape::{Kind, Shape};
use super::tree::{Item, Node, Table, unsigned_zero};
use super::units;

/// A document that has been read and checked against its key table.
#[derive(Clone, Debug)]
pub struct Document {
    /// Name of the file, for messages.
    pub file: String,
    /// Its text.
    pub text: Arc<str>,
    /// Its values.
    pub tree: Node,
}

impl Document {
    /// Reads a document. Syntax only: [`check`](Self::check) tells whether its keys and values are right.
    ///
    /// # Errors
    /// All mistakes of syntax.
    pub fn parse(text: &str, file: &str) -> Result<Document, Mistakes> {
        let text: Arc<str> = text.into();
        match Node::parse(&text) {
            Ok(tree) => Ok(Document { file: file.to_string(), text, tree }),
            Err(list) => Err(Mistakes::new(file, text, list)),
        }
    }

    /// All that is wrong with keys, types, units and ranges.
    pub fn check(&self, shape: &'static Shape) -> Vec<Mistake> {
        let mut mistakes = Vec::new();
        check::table(&self.root(), shape, &mut mistakes);
        mistakes
    }

    /// The place where reading starts.
    pub fn root(&self) -> At<'_> {
        At { node: &self.tree, key_span: None, path: String::new() }
    }

    /// The mistakes as an error of this document.
    pub fn mistakes(&self, list: Vec<Mistake>) -> Mistakes {
        Mistakes::new(&self.file, Arc::clone(&self.text), list)
    }
}

/// A value, where it stands and its dotted path.
#[derive(Clone, Debug)]
pub struct At<'a> {
    /// The value.
    pub node: &'a Node,
    /// Where its key stands.
    pub key_span: Option<Range<usize>>,
    /// Its dotted path.
    pub path: String,
}

impl<'a> At<'a> {
    /// The table that stands here.
    pub fn table(&self) -> Option<&'a Table> {
        match &self.node.item {
            Item::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The value of a key of the table that stands here.
    pub fn get(&self, key: &str) -> Option<At<'a>> {
        let entry = self.table()?.get(key)?;
        Some(At { node: &entry.node, key_span: entry.key_span.clone(), path: join(&self.path, key) })
    }

    /// The value at the end of several keys.
    pub fn find(&self, keys: &[&str]) -> Option<At<'a>> {
        keys.iter().try_fold(self.clone(), |at, key| at.get(key))
    }

    /// The value of a key that must be there.
    ///
    /// # Errors
    /// That it is missing.
    pub fn needed(&self, key: &str) -> Result<At<'a>, Mistake> {
        self.get(key).ok_or_else(|| self.missing(key))
    }

    /// That a key is missing in the table that stands here. The path is the key's: of several, each is a mistake.
    pub fn missing(&self, key: &str) -> Mistake {
        let message = match self.path.as_str() {
            "" => format!("`{key}` is missing"),
            path => format!("`{key}` is missing in `{path}`"),
        };
        Mistake { path: join(&self.path, key), value: None, ..self.mistake(message) }
    }

    /// Keys and values of the table that stands here, in the order of the file.
    pub fn entries(&self) -> impl Iterator<Item = (&'a str, At<'a>)> + use<'a> {
        let path = self.path.clone();
        self.table().into_iter().flat_map(|t| &t.entries).map(move |e| {
            (e.key.as_str(), At { node: &e.node, key_span: e.key_span.clone(), path: join(&path, &e.key) })
        })
    }

    /// The values of the list that stands here; nothing if it is no list. In paths they count from 1.
    pub fn items(&self) -> impl Iterator<Item = At<'a>> + use<'a> {
        let path = self.path.clone();
        let nodes = match &self.node.item {
            Item::List(nodes) => nodes.as_slice(),
            _ => &[],
        };
        let at = move |(i, node)| At { node, key_span: None, path: format!("{path}.{}", i + 1) };
        nodes.iter().enumerate().map(at)
    }

    /// A mistake about the value: points at it, or at its key where it is a section.
    pub fn mistake(&self, message: impl Into<String>) -> Mistake {
        let section = matches!(self.node.item, Item::Table(_)) && self.key_span.is_some();
        let span = if section { self.key_span.clone() } else { self.node.span.clone() };
        self.placed(span, message)
    }

    /// A mistake about the key.
    pub fn key_mistake(&self, message: impl Into<String>) -> Mistake {
        self.placed(self.key_span.clone(), message)
    }

    fn placed(&self, span: Option<Range<usize>>, message: impl Into<String>) -> Mistake {
        let value = (span.is_none() && !self.path.is_empty()).then(|| self.node.inline());
        Mistake { span, value, ..Mistake::of_path(&self.path, message) }
    }

    /// "expected this, found that"
    pub fn wrong(&self, expected: &str) -> Mistake {
        self.mistake(format!("expected {expected}, found {}", self.found()))
    }

    fn found(&self) -> String {
        match &self.node.item {
            Item::Text(text) => format!("{text:?}"),
            Item::List(_) => "a list".to_string(),
            Item::Table(_) => "a table".to_string(),
            Item::Moment(moment) => format!("{moment} without quotes"),
            _ => self.node.inline(),
        }
    }

    /// A string.
    pub fn text(&self) -> Result<&'a str, Mistake> {
        match &self.node.item {
            Item::Text(text) => Ok(text),
            _ => Err(self.wrong(&Kind::Text.expected())),
        }
    }

    /// `true` or `false`.
    pub fn flag(&self) -> Result<bool, Mistake> {
        match &self.node.item {
            Item::Flag(flag) => Ok(*flag),
            _ => Err(self.wrong(&Kind::Flag.expected())),
        }
    }

    /// A finite number.
    pub fn number(&self) -> Result<f64, Mistake> {
        match &self.node.item {
            Item::Integer(number) => Ok(*number as f64),
            Item::Float(number) if number.is_finite() => Ok(unsigned_zero(*number)),
            Item::Text(text) if text.parse::<f64>().is_ok_and(f64::is_finite) => {
                Err(self.wrong("a number").help(format!("write {text} without quotes")))
            }
            Item::Float(_) => Err(self.wrong("a finite number")),
            _ => Err(self.wrong("a number")),
        }
    }

    /// A whole number that is not negative; `9.0` is one too, so that ranges may be computed.
    pub fn whole(&self) -> Result<u64, Mistake> {
        match &self.node.item {
            Item::Integer(number) => u64::try_from(*number).ok(),
            // 2^53: beyond it a float does not say which whole number it is.
            Item::Float(x) if *x >= 0.0 && *x < 9_007_199_254_740_992.0 && libm::trunc(*x) == *x => Some(*x as u64),
            _ => None,
        }
        .ok_or_else(|| self.wrong("a whole number, 0 or more"))
    }

    /// Seconds of a duration.
    pub fn duration(&self) -> Result<f64, Mistake> {
        let write = |n: &str| format!("write \"{n}s\" for seconds, \"{n}m\" for minutes, \"{n}h\" for hours");
        self.united(units::duration, "duration", &write, &Kind::Duration { positive: false })
    }

    /// Events per second of a rate.
    pub fn rate(&self) -> Result<f64, Mistake> {
        let write = |n: &str| format!("write \"{n}/h\" for so many an hour, \"{n}/m\" a minute, \"{n}/s\" a second");
        self.united(units::rate, "rate", &write, &Kind::Rate)
    }

    /// Seconds after midnight of a clock time.
    pub fn clock(&self) -> Result<f64, Mistake> {
        match &self.node.item {
            Item::Text(text) => {
                units::clock(text).ok_or_else(|| self.wrong(&format!("{} up to \"24:00\"", Kind::Clock.expected())))
            }
            Item::Moment(_) => Err(self.wrong(&Kind::Clock.expected()).help("put it in quotes")),
            _ => Err(self.wrong(&Kind::Clock.expected())),
        }
    }

    fn united(
        &self,
        read: fn(&str) -> Option<f64>,
        what: &str,
        write: &dyn Fn(&str) -> String,
        kind: &Kind,
    ) -> Result<f64, Mistake> {
        let bare = match &self.node.item {
            Item::Text(text) => match read(text) {
                Some(value) => return Ok(value),
                None if units::is_plain_number(text) => text.clone(),
                None => return Err(self.wrong(&kind.expected())),
            },
            Item::Integer(number) if *number >= 0 => number.to_string(),
            // A zero with a sign is no duration either, with or without a unit.
            Item::Float(number) if number.is_sign_positive() && number.is_finite() => number.to_string(),
            _ => return Err(self.wrong(&kind.expected())),
        };
        Err(self.mistake(format!("the {what} {bare} has no unit")).help(write(&bare)))
    }
}

/// A dotted path one key longer; a key with a dot in it is quoted.
pub fn join(path: &str, key: &str) -> String {
    let key = if key.is_empty() || key.contains(['.', '"']) { format!("{key:?}") } else { key.to_string() };
    if path.is_empty() { key } else { format!("{path}.{key}") }
}
