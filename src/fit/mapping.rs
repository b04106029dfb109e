//! Reading a column mapping: sections, keys, texts and lists of a small TOML file, each mistake with its line.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::columns::ColumnsError;
use super::role::Column;

#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub text: &'a str,
}

impl Reader<'_> {
    pub fn error(&self, at: usize, problem: &str) -> ColumnsError {
        ColumnsError { line: line_of(self.text, at), problem: problem.to_owned() }
    }
}

/// A table of the mapping with what is needed to say where a mistake is.
pub(super) struct Section<'a> {
    pub reader: Reader<'a>,
    pub name: &'a str,
    pub line: usize,
    pub table: &'a DeTable<'a>,
}

impl<'a> Section<'a> {
    fn find(&self, key: &str) -> Option<(&'a Spanned<std::borrow::Cow<'a, str>>, &'a Spanned<DeValue<'a>>)> {
        self.table.iter().find(|(k, _)| k.get_ref().as_ref() == key)
    }

    pub fn error(&self, key: &str, problem: &str) -> ColumnsError {
        match self.find(key) {
            Some((at, _)) => self.reader.error(at.span().start, &format!("`{key}`: {problem}")),
            None => ColumnsError { line: self.line, problem: format!("`{key}`: {problem}") },
        }
    }

    /// Refuses keys that are not listed.
    pub fn only(&self, allowed: &[&str]) -> Result<(), ColumnsError> {
        let unknown = self.table.iter().map(|(k, _)| k.get_ref().as_ref()).find(|k| !allowed.contains(k));
        match unknown {
            None => Ok(()),
            Some(key) => {
                let hint = nearest(key, allowed).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
                Err(self.error(key, &format!("unknown key, expected one of {}{hint}", allowed.join(", "))))
            }
        }
    }

    pub fn text(&self, key: &str) -> Result<Option<String>, ColumnsError> {
        match self.find(key) {
            None => Ok(None),
            Some((_, value)) => match value.get_ref().as_str() {
                Some(text) => Ok(Some(text.to_owned())),
                None => Err(self.error(key, "expected a text in quotes")),
            },
        }
    }

    /// A column: its name in quotes, or its number from 1.
    pub fn column(&self, key: &str) -> Result<Option<Column>, ColumnsError> {
        let Some((_, value)) = self.find(key) else { return Ok(None) };
        match value.get_ref() {
            DeValue::String(name) => Ok(Some(Column::Name(name.to_string()))),
            DeValue::Integer(_) => match self.whole(key)? {
                Some(number @ 1..=10_000) => Ok(Some(Column::Number(number as usize))),
                _ => Err(self.error(key, "columns are numbered from 1")),
            },
            _ => Err(self.error(key, "expected the column's name in quotes, or its number from 1")),
        }
    }

    /// A whole number.
    pub fn whole(&self, key: &str) -> Result<Option<i64>, ColumnsError> {
        let Some((_, value)) = self.find(key) else { return Ok(None) };
        let number = value.get_ref().as_integer().and_then(|n| i64::from_str_radix(n.as_str(), n.radix()).ok());
        number.map(Some).ok_or_else(|| self.error(key, "expected a whole number"))
    }

    /// `true` or `false`.
    pub fn yes(&self, key: &str) -> Result<Option<bool>, ColumnsError> {
        let Some((_, value)) = self.find(key) else { return Ok(None) };
        value.get_ref().as_bool().map(Some).ok_or_else(|| self.error(key, "expected true or false"))
    }

    pub fn required(&self, key: &str) -> Result<String, ColumnsError> {
        self.text(key)?.ok_or_else(|| self.error(key, &format!("is missing from [{}]", self.name)))
    }

    pub fn list(&self, key: &str) -> Result<Vec<String>, ColumnsError> {
        let Some((_, value)) = self.find(key) else { return Ok(Vec::new()) };
        let wrong = || self.error(key, "expected a list of texts in quotes, like [\"AGENT\"]");
        let items = value.get_ref().as_array().ok_or_else(wrong)?;
        items.iter().map(|item| item.get_ref().as_str().map(str::to_owned).ok_or_else(wrong)).collect()
    }

    pub fn section(&self, key: &'a str) -> Result<Option<Section<'a>>, ColumnsError> {
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

pub(super) fn line_of(text: &str, at: usize) -> usize {
    1 + text.as_bytes()[..at.min(text.len())].iter().filter(|&&b| b == b'\n').count()
}
