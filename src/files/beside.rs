//! The files that a scenario names, relative to the folder it lies in.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::read::{MOST_VALUES, text_of_file};
use super::reason;
use crate::scenario::Files;

/// Reads files relative to a folder, each once, and remembers what it read. Some names may stand for copies.
#[derive(Debug)]
pub struct Beside {
    root: PathBuf,
    copies: BTreeMap<String, PathBuf>,
    read: RefCell<BTreeMap<String, String>>,
}

impl Beside {
    /// The files beside a scenario.
    pub fn scenario(path: &Path) -> Beside {
        Beside::with_copies(path, BTreeMap::new())
    }

    /// The same, with other places for some of them.
    pub fn with_copies(scenario: &Path, copies: BTreeMap<String, PathBuf>) -> Beside {
        let root = scenario.parent().unwrap_or(Path::new("")).to_path_buf();
        Beside { root, copies, read: RefCell::default() }
    }

    /// Where the files lie that were read.
    pub fn paths(&self) -> Vec<PathBuf> {
        self.read.borrow().keys().map(|name| self.place(name)).collect()
    }

    /// The text of all files that were read, by the name that the scenario uses.
    pub fn into_texts(self) -> BTreeMap<String, String> {
        self.read.into_inner()
    }

    fn place(&self, name: &str) -> PathBuf {
        self.copies.get(name).cloned().unwrap_or_else(|| self.root.join(name))
    }
}

impl Files for Beside {
    fn read(&self, name: &str) -> Result<String, String> {
        if let Some(text) = self.read.borrow().get(name) {
            return Ok(text.clone());
        }
        let text = text_of_file(&self.place(name), MOST_VALUES).map_err(|error| reason(&error))?;
        self.read.borrow_mut().insert(name.to_string(), text.clone());
        Ok(text)
    }
}
