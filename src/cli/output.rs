//! Where results and messages go.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};

use super::failure::Failure;
use crate::files::reason;
use crate::report::diagnostic::{Severity, mistakes};
use crate::report::terminal::Terminal;
use crate::scenario::{Mistakes, escape, is_obeyed, visible_lines};

/// Standard output for results, standard error for everything else.
#[derive(Debug)]
pub(super) struct Output {
    /// What results are printed on.
    pub terminal: Terminal,
    /// What messages are printed on.
    pub messages: Terminal,
    /// Whether to say more.
    pub verbose: bool,
    quiet: bool,
}

impl Output {
    pub fn new(quiet: bool, verbose: bool) -> Output {
        Output { terminal: Terminal::stdout(), messages: Terminal::stderr(), verbose, quiet }
    }

    /// Prints a result.
    ///
    /// # Errors
    /// [`Failure::NobodyReads`] where the pipe is closed; that the place is full, where it is.
    pub fn result(&self, text: &str) -> Result<(), Failure> {
        self.bytes(shown(text, self.terminal).as_bytes())
    }

    /// Prints a result that is not text.
    pub fn bytes(&self, bytes: &[u8]) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        out.write_all(bytes).and_then(|()| out.flush()).map_err(|error| unwritable(&error))
    }

    /// Says something that may be left out: progress, where things are, what to do next.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.complain(&format!("{}\n", visible_lines(text)));
        }
    }

    /// Says what must not be left out.
    pub fn complain(&self, text: &str) {
        // Where standard error cannot be written there is nobody left to tell.
        let _ = io::stderr().lock().write_all(shown(text, self.messages).as_bytes());
    }

    /// Shows warnings in their places.
    pub fn warn(&self, found: &Mistakes) {
        self.complain(&mistakes(found, Severity::Warning, self.messages));
    }

    /// Whether progress is to be shown.
    pub fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }
}

/// Text as it may go to a terminal: whatever it would obey is shown as an escape, but for our own colours where it has
/// any. Names and values have been made visible where they were put into the text; this holds for all that comes.
fn shown(text: &str, terminal: Terminal) -> Cow<'_, str> {
    let stays = |c: char| matches!(c, '\n' | '\t');
    if !text.chars().any(|c| is_obeyed(c) && !stays(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(at) = rest.find(|c| is_obeyed(c) && !stays(c)) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let colour = colour_at(from).filter(|_| terminal.colour);
        let first = from.chars().next().map_or(0, char::len_utf8);
        let length = colour.unwrap_or(first);
        match colour {
            Some(_) => out.push_str(&from[..length]),
            None => from[..length].chars().for_each(|c| out.push_str(&escape(c))),
        }
        rest = &from[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Length of the sequence for a colour that a text begins with, if it does: `ESC [ 1;31 m`.
fn colour_at(text: &str) -> Option<usize> {
    let parameters = text.strip_prefix("\u{1b}[")?;
    let end = parameters.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    parameters[end..].starts_with('m').then_some(end + 3)
}

/// Why standard output could not be written.
pub(super) fn unwritable(error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::NobodyReads,
        _ => Failure::incomplete(format!("cannot write to standard output: {}", reason(error))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_colours_reach_a_terminal_and_only_one_that_has_them() {
        let text = "a\u{1b}[1;31mred\u{1b}[0m\u{1b}[2J\u{1b}]0;x\u{7}\r\u{9b}1m\u{7f}\u{202e}\n\tb";
        let shown = |colour| shown(text, Terminal { width: 80, colour }).into_owned();
        let rest = "\\u001b[2J\\u001b]0;x\\u0007\\r\\u009b1m\\u007f\\u202e\n\tb";
        assert_eq!(shown(true), format!("a\u{1b}[1;31mred\u{1b}[0m{rest}"));
        assert_eq!(shown(false), format!("a\\u001b[1;31mred\\u001b[0m{rest}"));
    }
}
