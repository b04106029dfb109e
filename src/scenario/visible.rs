//! Text from outside made visible: names, descriptions and values may hold characters that a terminal obeys instead of
//! showing. Escape sequences, control characters and those that turn the direction of reading are shown as `\u001b`.

use std::borrow::Cow;

/// Whether a terminal would obey a character: C0, DEL, C1; embeddings, overrides and isolates of the direction of
/// reading; and the separators of lines and paragraphs.
pub fn is_obeyed(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The escape of a character, as JSON and TOML write it too: all that are obeyed have four digits.
pub fn escape(c: char) -> String {
    match c {
        '\n' => "\\n".to_string(),
        '\r' => "\\r".to_string(),
        '\t' => "\\t".to_string(),
        c => format!("\\u{:04x}", u32::from(c)),
    }
}

/// A text of one line, all of it visible.
///
/// ```
/// use onhold::scenario::visible;
/// assert_eq!(visible("evil\u{1b}[2J\u{9b}31m\u{202e}"), "evil\\u001b[2J\\u009b31m\\u202e");
/// assert_eq!(visible("לקוחות, Kunden"), "לקוחות, Kunden");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    visible_but(text, |_| false)
}

/// A text of several lines, made visible: line ends and tabs stay.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    visible_but(text, |c| matches!(c, '\n' | '\t'))
}

/// Several lines as one sentence, made visible.
pub fn visible_sentence(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    visible(&lines.join(" ")).into_owned()
}

fn visible_but(text: &str, stays: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(|c| is_obeyed(c) && !stays(c)) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| if is_obeyed(c) && !stays(c) { escape(c) } else { c.to_string() };
    Cow::Owned(text.chars().map(shown).collect())
}
