//! Where results and messages go.

use std::io::{self, IsTerminal, Write};

use super::failure::Failure;
use crate::files::reason;
use crate::report::diagnostic::{Severity, mistakes};
use crate::report::terminal::Terminal;
use crate::scenario::Mistakes;

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
        self.bytes(text.as_bytes())
    }

    /// Prints a result that is not text.
    pub fn bytes(&self, bytes: &[u8]) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        out.write_all(bytes).and_then(|()| out.flush()).map_err(|error| unwritable(&error))
    }

    /// Says something that may be left out: progress, where things are, what to do next.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.complain(&format!("{text}\n"));
        }
    }

    /// Says what must not be left out.
    pub fn complain(&self, text: &str) {
        // Where standard error cannot be written there is nobody left to tell.
        let _ = io::stderr().lock().write_all(text.as_bytes());
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

/// Why standard output could not be written.
pub(super) fn unwritable(error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::NobodyReads,
        _ => Failure::incomplete(format!("cannot write to standard output: {}", reason(error))),
    }
}
