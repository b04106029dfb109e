//! `manifest.json`: what a result folder holds and all that is needed to make it again. Wall times are not in it but in
//! `timing.json`, so that everything else is the same when it is made again.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::Error;
use super::folder::{Folder, TABLES, is_plain, is_reserved};
use super::hash::sha256_of_file;
use super::policies::Study;
use crate::files::{MOST_TEXT, text_of_file};

/// Name of the manifest.
pub(super) const MANIFEST: &str = "manifest.json";
/// Kind of the results of a sweep.
pub(super) const SWEEP: &str = "sweep";
/// Kind of a folder of timings.
pub(super) const BENCHMARK: &str = "benchmark";
/// The command that makes the results of any study again, where its copy lies.
const COMMAND: &str = "onhold sweep study.toml";
/// Characters of a version at most.
const LONGEST_VERSION: usize = 40;
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
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// What made it: `sweep`; or `benchmark`: texts with timings, which nothing reproduces and which state nothing else.
    pub kind: String,
    /// Whether it holds everything.
    pub state: State,
    /// Version of onhold.
    pub version: String,
    /// The command that makes it again, in the folder itself: what changed the study on the command line is in the copy
    /// of the study.
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
#[serde(deny_unknown_fields)]
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
#[serde(deny_unknown_fields)]
pub struct Output {
    /// The file.
    pub file: String,
    /// Its hash.
    pub sha256: String,
}

impl Manifest {
    /// What a folder of this study states before anything is run.
    pub(super) fn of(study: &Study) -> Manifest {
        Manifest {
            kind: SWEEP.to_string(),
            state: State::Incomplete,
            version: env!("CARGO_PKG_VERSION").to_string(),
            command: COMMAND.to_string(),
            seed: study.seed,
            replications: 0,
            policies: study.policies.len() as u64,
            inputs: study.inputs().0,
            outputs: Vec::new(),
        }
    }

    /// The manifest of a folder; `None` if it has none.
    ///
    /// # Errors
    /// [`Error::Read`], and [`Error::Damaged`] if it is no manifest of ours.
    pub fn read(dir: &Path) -> Result<Option<Manifest>, Error> {
        let path = dir.join(MANIFEST);
        let text = match text_of_file(&path, MOST_TEXT) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            text => text.map_err(Error::read(&path))?,
        };
        let manifest: Manifest =
            serde_json::from_str(&text).map_err(|error| Error::damaged(&path, no_manifest(&error)))?;
        match manifest.fault() {
            None => Ok(Some(manifest)),
            Some(fault) => Err(Error::damaged(&path, fault)),
        }
    }

    /// What we would never have written.
    fn fault(&self) -> Option<String> {
        if ![SWEEP, BENCHMARK].contains(&self.kind.as_str()) {
            return Some("it is of no kind that this version knows".to_string());
        }
        let of_version = |c: char| c.is_ascii_alphanumeric() || ".-+".contains(c);
        if self.version.len() > LONGEST_VERSION || !self.version.chars().all(of_version) {
            return Some("its version is none".to_string());
        }
        let inputs = self.inputs.iter().map(|input| &input.file);
        let outputs = self.outputs.iter().map(|output| &output.file);
        let mut names: Vec<&String> = inputs.clone().chain(outputs.clone()).collect();
        if let Some(name) = names.iter().find(|name| !is_plain(name)) {
            return Some(format!("{name:?} is no name of a file in the folder"));
        }
        names.sort_unstable();
        if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return Some(format!("{:?} is listed twice", twice[0]));
        }
        if let Some(name) = inputs.clone().find(|name| is_reserved(name)) {
            return Some(format!("{name:?} is no input"));
        }
        let of_sweep = |name: &&String| self.kind != SWEEP || TABLES.contains(&name.as_str());
        let known = |name: &&String| of_sweep(name) && ![MANIFEST, TIMING].contains(&name.as_str());
        outputs.clone().find(|name| !known(name)).map(|name| format!("{name:?} is no table of results"))
    }

    pub(super) fn write(&self, folder: &Folder) -> Result<(), Error> {
        folder.write_bytes(MANIFEST, self.text(&folder.dir)?.as_bytes()).map(|_| ())
    }

    /// Its text in a folder, which says the same in the same bytes.
    pub(super) fn text(&self, dir: &Path) -> Result<String, Error> {
        json(&dir.join(MANIFEST), self)
    }

    /// Whether all results are in the folder as they were written.
    pub(super) fn is_intact(&self, folder: &Folder, tables: &[&str]) -> bool {
        let intact =
            |output: &Output| sha256_of_file(&folder.path(&output.file)).is_ok_and(|hash| hash == output.sha256);
        self.outputs.iter().map(|output| output.file.as_str()).eq(tables.iter().copied())
            && self.outputs.iter().all(intact)
    }

    /// The same at the beginning of the work.
    pub(super) fn begun(self) -> Manifest {
        Manifest { state: State::Incomplete, replications: 0, outputs: Vec::new(), ..self }
    }

    /// What differs between this and what is to be run; `None` if both make the same results.
    pub(super) fn difference(&self, other: &Manifest) -> Option<String> {
        if self.version != other.version {
            return Some(format!("made by version {:?}, this is {:?}", self.version, other.version));
        }
        let differs = |input: &&Input| !self.inputs.contains(input);
        let changed = other.inputs.iter().find(differs).map(|input| format!("{} differs", input.file));
        let dropped = || (self.inputs.len() != other.inputs.len()).then(|| "it has other input files".to_string());
        changed.or_else(dropped)
    }
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
        let text = text_of_file(&dir.join(TIMING), MOST_TEXT).ok();
        text.and_then(|t| serde_json::from_str(&t).ok()).unwrap_or_default()
    }

    pub(super) fn write(&self, folder: &Folder) -> Result<(), Error> {
        folder.write_bytes(TIMING, json(&folder.path(TIMING), self)?.as_bytes()).map(|_| ())
    }
}

/// Why a text is no manifest, without a word of it: it may be anybody's.
fn no_manifest(error: &serde_json::Error) -> String {
    format!("it is no manifest of this version of onhold (line {}, column {})", error.line(), error.column())
}

fn json(path: &Path, value: &impl Serialize) -> Result<String, Error> {
    let text = serde_json::to_string_pretty(value).map_err(|e| Error::write(path)(std::io::Error::other(e)))?;
    Ok(text + "\n")
}
