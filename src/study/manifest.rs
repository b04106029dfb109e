//! `manifest.json`: what a result folder holds and all that is needed to make it again. Wall times are not in it but in
//! `timing.json`, so that everything else is the same when it is made again.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::Error;
use super::files::sha256;
use super::folder::Folder;

/// Name of the manifest.
pub(super) const MANIFEST: &str = "manifest.json";
/// Name of the timings.
pub(super) const TIMING: &str = "timing.json";

/// Whether a folder holds all of its results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It was interrupted, or is being worked on.
    Incomplete,
    /// It does.
    Complete,
}

/// What a result folder holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// What made it: `sweep`. (`benchmark`: timings, which nothing reproduces.)
    pub kind: String,
    /// Whether it holds everything.
    pub state: State,
    /// Version of onhold.
    pub version: String,
    /// The command that made it.
    pub command: String,
    /// Seed of the random days.
    pub seed: u64,
    /// Replications of each policy that were run; 0 while that is not known.
    pub replications: u64,
    /// Number of policies.
    pub policies: u64,
    /// What it was made of.
    pub inputs: Vec<Input>,
    /// What was made.
    pub outputs: Vec<Output>,
}

/// An input, copied into the folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// The copy.
    pub file: String,
    /// What the scenario calls it, where that is not the copy's name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// Its hash.
    pub sha256: String,
}

/// A file of results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// The file.
    pub file: String,
    /// Its hash.
    pub sha256: String,
}

impl Manifest {
    /// The manifest of a folder; `None` if it has none.
    ///
    /// # Errors
    /// [`Error::Read`], and [`Error::Damaged`] if it is no manifest.
    pub fn read(dir: &Path) -> Result<Option<Manifest>, Error> {
        let path = dir.join(MANIFEST);
        let text = match std::fs::read_to_string(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            text => text.map_err(Error::read(&path))?,
        };
        serde_json::from_str(&text).map(Some).map_err(|error| Error::damaged(&path, error.to_string()))
    }

    pub(super) fn write(&self, folder: &Folder) -> Result<(), Error> {
        folder.write_bytes(MANIFEST, json(&folder.path(MANIFEST), self)?.as_bytes()).map(|_| ())
    }

    /// Whether all results are in the folder as they were written.
    pub(super) fn is_intact(&self, folder: &Folder) -> bool {
        let intact = |output: &Output| {
            std::fs::read(folder.path(&output.file)).is_ok_and(|bytes| sha256(&bytes) == output.sha256)
        };
        self.outputs.iter().all(intact)
    }

    /// The same at the beginning of the work.
    pub(super) fn begun(self) -> Manifest {
        Manifest { state: State::Incomplete, replications: 0, outputs: Vec::new(), ..self }
    }

    /// What differs between this and what is to be run; `None` if both make the same results.
    pub(super) fn difference(&self, other: &Manifest) -> Option<String> {
        if self.kind != other.kind {
            return Some(format!("it was made by `{}`", self.kind));
        }
        if self.version != other.version {
            return Some(format!("made by version {}, this is {}", self.version, other.version));
        }
        let differs = |input: &&Input| !self.inputs.contains(input);
        let changed = other.inputs.iter().find(differs).map(|input| format!("{} differs", input.file));
        let dropped = || (self.inputs.len() != other.inputs.len()).then(|| "it has other input files".to_string());
        changed.or_else(dropped)
    }
}

/// Opens the folder: empty, or with the same study in it, whose manifest is given back.
pub(super) fn prepare(dir: &Path, manifest: Manifest, force: bool) -> Result<(Folder, Manifest), Error> {
    let folder = Folder::open(dir)?;
    let Some(found) = Manifest::read(dir)? else {
        let empty = folder.is_empty()?;
        return if empty { Ok((folder, manifest)) } else { Err(Error::NotResults { dir: dir.to_path_buf() }) };
    };
    match found.difference(&manifest) {
        // The command that began it stays recorded: it may differ in what does not change results.
        None => return Ok((folder, found)),
        Some(difference) if !force => return Err(Error::OtherInputs { dir: dir.to_path_buf(), difference }),
        Some(_) => {}
    }
    folder.remove_shards()?;
    let inputs = found.inputs.iter().map(|i| i.file.as_str());
    for file in inputs.chain(found.outputs.iter().map(|o| o.file.as_str())).chain([TIMING, MANIFEST]) {
        folder.remove(file)?;
    }
    Ok((folder, manifest))
}

/// Time spent on a folder, over all runs that worked on it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// Seconds of wall time.
    pub wall_s: f64,
    /// Contacts lived through, times policies.
    pub contacts: f64,
    /// Contacts a second of wall time.
    pub contacts_per_s: f64,
    /// Threads of the last run.
    pub threads: usize,
    /// Operating system and processor family.
    pub machine: String,
}

impl Timing {
    /// The timings of a folder; zeros if it has none.
    pub fn read(dir: &Path) -> Timing {
        let text = std::fs::read_to_string(dir.join(TIMING)).ok();
        text.and_then(|t| serde_json::from_str(&t).ok()).unwrap_or_default()
    }

    pub(super) fn write(&self, folder: &Folder) -> Result<(), Error> {
        folder.write_bytes(TIMING, json(&folder.path(TIMING), self)?.as_bytes()).map(|_| ())
    }
}

fn json(path: &Path, value: &impl Serialize) -> Result<String, Error> {
    let text = serde_json::to_string_pretty(value).map_err(|e| Error::write(path)(std::io::Error::other(e)))?;
    Ok(text + "\n")
}
