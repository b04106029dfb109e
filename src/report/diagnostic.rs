//! Mistakes and warnings, shown where they stand in the text.

use std::borrow::Cow;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::number::count;
use super::terminal::Terminal;
use crate::scenario::{Mistake, Mistakes, visible, visible_lines};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Nothing runs.
    Error,
    /// It runs, but is probably not meant.
    Warning,
}

/// All mistakes, each in its place.
pub fn mistakes(found: &Mistakes, severity: Severity, terminal: Terminal) -> String {
    let shown = found.list.iter().take(MOST_SHOWN).map(|mistake| one(found, mistake, severity, terminal));
    let mut text: String = shown.collect();
    if found.list.len() > MOST_SHOWN {
        let more = count((found.list.len() - MOST_SHOWN) as u64);
        let what = match severity {
            Severity::Error => "mistakes",
            Severity::Warning => "warnings",
        };
        text.push_str(&message(severity, &format!("{more} more {what} are not shown"), None, terminal));
    }
    text
}

/// Mistakes shown of a file: hundreds of groups with hundreds of skills can have one in each.
const MOST_SHOWN: usize = 50;
/// Characters shown of a value.
const MOST_OF_A_VALUE: usize = 200;

/// The beginning of a text that may be long.
pub fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MOST_OF_A_VALUE) {
        Some((end, _)) => Cow::Owned(format!("{}...", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// A message without a place.
pub fn message(severity: Severity, text: &str, help: Option<&str>, terminal: Terminal) -> String {
    let title = render(Group::with_title(level(severity).primary_title(visible_lines(text).into_owned())), terminal);
    match help {
        Some(help) => format!("{}\n  = help: {}\n\n", title.trim_end(), visible_lines(help)),
        None => title,
    }
}

/// `3 mistakes in bank.toml`.
pub fn total(number: usize, severity: Severity, file: &str) -> String {
    let what = match (severity, number) {
        (Severity::Error, 1) => "mistake",
        (Severity::Error, _) => "mistakes",
        (Severity::Warning, 1) => "warning",
        (Severity::Warning, _) => "warnings",
    };
    format!("{} {what} in {file}", count(number as u64))
}

fn one(found: &Mistakes, mistake: &Mistake, severity: Severity, terminal: Terminal) -> String {
    let group = Group::with_title(level(severity).primary_title(visible(&mistake.message).into_owned()));
    let file = visible(&found.file);
    let place = mistake.span.as_ref().map(|span| {
        let (text, line, span) = excerpt(&found.text, span.clone());
        let (text, span) = visible_excerpt(text, span);
        let underlined = AnnotationKind::Primary.span(span);
        Snippet::source(text).line_start(line).path(&*file).annotation(underlined)
    });
    let group = match place {
        Some(place) => group.element(place),
        None => group.element(annotate_snippets::Origin::path(&*file)),
    };
    let value = mistake.value.as_ref().filter(|_| mistake.span.is_none());
    let value = value.map(|value| {
        Level::NOTE.message(format!("{} = {}", visible(&shortened(&mistake.path)), visible(&shortened(value))))
    });
    let path = || Level::NOTE.message(format!("about `{}`", visible(&mistake.path)));
    let about = value.or_else(|| (mistake.span.is_none() && !mistake.path.is_empty()).then(path));
    let help = mistake.help.as_ref().map(|help| Level::HELP.message(visible_lines(help).into_owned()));
    render(group.elements(about).elements(help), terminal)
}

/// The lines that a span begins in, so that a long file costs nothing and a long value does not fill the screen: the
/// text, the number of its first line, and the span in it.
fn excerpt(text: &str, span: std::ops::Range<usize>) -> (&str, usize, std::ops::Range<usize>) {
    let start = floor(text, span.start);
    let from = text[..start].rfind('\n').map_or(0, |i| i + 1);
    let to = text[start..].find('\n').map_or(text.len(), |i| start + i);
    let end = floor(text, span.end).clamp(start, to);
    (&text[from..to], text[..from].matches('\n').count() + 1, start - from..end - from)
}

/// The line with what a terminal would obey made visible, and where the span is then.
fn visible_excerpt(text: &str, span: std::ops::Range<usize>) -> (String, std::ops::Range<usize>) {
    let parts =
        [&text[..span.start], &text[span.clone()], &text[span.end..]].map(|part| visible_lines(part).into_owned());
    let start = parts[0].len();
    (parts.concat(), start..start + parts[1].len())
}

/// The nearest border between characters at or below.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    }
}

fn render(group: Group<'_>, terminal: Terminal) -> String {
    let renderer = if terminal.colour { Renderer::styled() } else { Renderer::plain() };
    format!("{}\n\n", renderer.term_width(terminal.width).render(&[group]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMINAL: Terminal = Terminal { width: 80, colour: false };

    fn found(text: &str, span: Option<std::ops::Range<usize>>) -> Mistakes {
        let mistake = Mistake { span, ..Mistake::of_path("group.a.agents", "expected a whole number, found \"x\"") };
        Mistakes::new("a.toml", text.into(), vec![mistake.help("write 3")])
    }

    #[test]
    fn a_mistake_is_underlined_in_its_line() {
        let text = "# é\n[group.a]\nagents = \"x\"\n";
        let at = text.find('"').unwrap();
        insta::assert_snapshot!(mistakes(&found(text, Some(at..at + 3)), Severity::Error, TERMINAL), @r#"
        error: expected a whole number, found "x"
         --> a.toml:3:10
          |
        3 | agents = "x"
          |          ^^^
          |
          = help: write 3
        "#);
    }

    #[test]
    fn places_at_the_edges_do_no_harm() {
        for (text, span) in
            [("", 0..0), ("a", 1..1), ("é\n", 1..2), ("a\n", 2..2), ("a = [\n1,\n]", 4..10), ("a", 5..9)]
        {
            let shown = mistakes(&found(text, Some(span)), Severity::Warning, TERMINAL);
            assert!(shown.starts_with("warning: expected"), "{shown}");
        }
    }

    #[test]
    fn without_a_place_the_file_is_named() {
        insta::assert_snapshot!(mistakes(&found("", None), Severity::Error, TERMINAL), @r#"
        error: expected a whole number, found "x"
        --> a.toml
         = note: about `group.a.agents`
         = help: write 3
        "#);
    }
}
