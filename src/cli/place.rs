//! Files of results that options name.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::output;
use crate::files::{Existing, Inputs, Refused, Sink, is_standard_output};

/// A file, and the option that names it.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub path: PathBuf,
    pub option: &'static str,
}

impl Place {
    /// Opens the file, before any work is done in vain. It appears in its place when it is finished.
    pub fn open(&self, existing: Existing, inputs: &Inputs) -> Result<Sink, Failure> {
        Sink::open(&self.path, existing, inputs).map_err(|why| Failure::refused(self.option, &self.path, &why))
    }

    /// Writes a piece.
    pub fn write(&self, sink: &mut Sink, bytes: &[u8]) -> Result<(), Failure> {
        sink.write_all(bytes).map_err(|error| self.unwritable(error))
    }

    /// Puts the file into its place.
    pub fn finish(&self, sink: Sink) -> Result<(), Failure> {
        sink.finish().map_err(|error| self.unwritable(error))
    }

    /// Why it could not be written.
    pub fn unwritable(&self, error: io::Error) -> Failure {
        if self.is_standard_output() || error.kind() == io::ErrorKind::BrokenPipe {
            return output::unwritable(&error);
        }
        let refused = if error.kind() == io::ErrorKind::AlreadyExists { Refused::Exists } else { Refused::Io(error) };
        Failure::refused(self.option, &self.path, &refused)
    }

    /// What messages call it.
    pub fn name(&self) -> String {
        if self.is_standard_output() { "standard output".to_string() } else { self.path.display().to_string() }
    }

    /// Whether it is standard output, by whatever name.
    pub fn is_standard_output(&self) -> bool {
        is_standard_output(&self.path)
    }

    /// Whether it is a file that another command can read.
    pub fn is_file(&self) -> bool {
        !self.is_standard_output() && Path::is_file(&self.path)
    }
}
