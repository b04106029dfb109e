//! The files beside a scenario, and hashes of files.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::scenario::Files;

/// Reads files relative to a folder, and remembers what it read. Some names may stand for copies.
pub(super) struct Beside {
    root: PathBuf,
    copies: BTreeMap<String, PathBuf>,
    read: RefCell<BTreeMap<String, String>>,
}

impl Beside {
    pub fn new(root: &Path, copies: BTreeMap<String, PathBuf>) -> Beside {
        Beside { root: root.to_path_buf(), copies, read: RefCell::default() }
    }

    /// The text of all files that were read, by the name that the scenario uses.
    pub fn into_texts(self) -> BTreeMap<String, String> {
        self.read.into_inner()
    }
}

impl Files for Beside {
    fn read(&self, path: &str) -> Result<String, String> {
        if let Some(text) = self.read.borrow().get(path) {
            return Ok(text.clone());
        }
        let file = self.copies.get(path).cloned().unwrap_or_else(|| self.root.join(path));
        let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
        self.read.borrow_mut().insert(path.to_string(), text.clone());
        Ok(text)
    }
}

/// SHA-256 in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Bytes as two digits each.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
