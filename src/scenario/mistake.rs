//! Mistakes in what a planner wrote: where they stand, what was expected, what was probably meant.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// One mistake (or warning) in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong.
    pub message: String,
    /// Byte range in the text; `None` for a value that is not in the file (from `--set` or a study's policy) and for
    /// what concerns the file as a whole.
    pub span: Option<Range<usize>>,
    /// Dotted path of the value; empty for the whole file.
    pub path: String,
    /// What to write instead.
    pub help: Option<String>,
    /// The value as it was given, where the file does not show it.
    pub value: Option<String>,
}

impl Mistake {
    /// A mistake that concerns the file as a whole.
    pub fn of_file(message: impl Into<String>) -> Mistake {
        Mistake { message: message.into(), span: None, path: String::new(), help: None, value: None }
    }

    /// A mistake about a dotted path that leads nowhere.
    pub fn of_path(path: &str, message: impl Into<String>) -> Mistake {
        Mistake { path: path.to_string(), ..Mistake::of_file(message) }
    }

    /// The same with advice.
    pub fn help(self, help: impl Into<String>) -> Mistake {
        Mistake { help: Some(help.into()), ..self }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.span, &self.value) {
            (None, Some(value)) => write!(out, "{} = {value}: {}", self.path, self.message)?,
            (None, None) if !self.path.is_empty() => write!(out, "{}: {}", self.path, self.message)?,
            _ => out.write_str(&self.message)?,
        }
        self.help.as_ref().map_or(Ok(()), |help| write!(out, " ({help})"))
    }
}

impl std::error::Error for Mistake {}

/// All mistakes of one document, in the order of its text, with the text itself so that they can be shown in place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistakes {
    /// Name of the file, for messages.
    pub file: String,
    /// Its text.
    pub text: Arc<str>,
    /// The mistakes; never empty in an error.
    pub list: Vec<Mistake>,
}

impl Mistakes {
    /// Sorts the mistakes as they stand in the text (those without a place last) and drops a second one about the
    /// same value: one mistake is reported once, though several checks may run into it.
    pub fn new(file: &str, text: Arc<str>, list: Vec<Mistake>) -> Mistakes {
        let mut seen: BTreeSet<(String, Option<(usize, usize)>)> = BTreeSet::new();
        let mut kept: Vec<Mistake> = Vec::with_capacity(list.len());
        for mistake in list {
            let place = mistake.span.as_ref().map(|span| (span.start, span.end));
            if seen.insert((mistake.path.clone(), place)) {
                kept.push(mistake);
            }
        }
        kept.sort_by_key(|m| m.span.as_ref().map_or(usize::MAX, |s| s.start));
        Mistakes { file: file.to_string(), text, list: kept }
    }

    /// Line and column (in characters) of a mistake, both from 1.
    pub fn place(&self, mistake: &Mistake) -> Option<(usize, usize)> {
        let start = mistake.span.as_ref()?.start.min(self.text.len());
        let before = self.text.get(..start)?;
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |tail| tail.chars().count()) + 1;
        Some((line, column))
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, mistake) in self.list.iter().enumerate() {
            let end = if i == 0 { "" } else { "\n" };
            match self.place(mistake) {
                Some((line, column)) => write!(out, "{end}{}:{line}:{column}: {mistake}", self.file)?,
                None => write!(out, "{end}{}: {mistake}", self.file)?,
            }
        }
        Ok(())
    }
}

impl std::error::Error for Mistakes {}

/// The candidate that was probably meant by `name`, if one is near enough.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |s: &str| s.to_lowercase().replace(['_', ' '], "-");
    let wanted = plain(name);
    let distance = |c: &&str| strsim::damerau_levenshtein(&wanted, &plain(c));
    let best = candidates.into_iter().map(|c| (distance(&c), c)).min_by_key(|(d, _)| *d)?;
    // A third of the letters may be wrong: enough for slips of the finger, too little for another word.
    (best.0 <= (wanted.chars().count() / 3).max(1) && !wanted.is_empty()).then_some(best.1)
}

/// "did you mean `x`?" if something is near, else the list of what there is.
pub fn suggestion<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if let Some(near) = nearest(name, candidates.clone()) {
        return format!("did you mean `{near}`?");
    }
    let all: Vec<String> = candidates.into_iter().map(|c| format!("`{c}`")).collect();
    match all.len() {
        0 => "there is none".to_string(),
        1 => format!("there is only {}", all[0]),
        _ => format!("one of {}", all.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised_and_other_words_are_not() {
        let keys = ["agents", "cost", "skills", "longest-wait"];
        assert_eq!(nearest("agnets", keys), Some("agents"));
        assert_eq!(nearest("Skill", keys), Some("skills"));
        assert_eq!(nearest("longest_wait", keys), Some("longest-wait"));
        assert_eq!(nearest("staffing", keys), None);
        assert_eq!(nearest("", keys), None);
    }

    #[test]
    fn places_count_characters_from_one() {
        let text: Arc<str> = "a = 1\nה = 2 x".into();
        let at = text.find('x').map(|i| i..i + 1);
        let mistake = Mistake { span: at, ..Mistake::of_file("m") };
        let all = Mistakes::new("f.toml", text, vec![mistake]);
        assert_eq!(all.to_string(), "f.toml:2:7: m");
    }
}
