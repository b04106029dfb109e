//! Whether recorded results reproduce: the study of a result folder is run again somewhere else and every file is
//! compared byte for byte. Nothing that the manifest says is believed: all of it is made again from the study and
//! compared too.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::atomic::{AtomicU64, Ordering};

use super::error::Error;
use super::folder::{LOCK, TABLES};
use super::form::{Effort, Overrides};
use super::hash::{sha256, sha256_of_file};
use super::limits::Limits;
use super::live::Progress;
use super::manifest::{BENCHMARK, MANIFEST, Manifest, Output, State, TIMING};
use super::policies::{Expanding, Study};
use super::sweep::{SweepOptions, sweep_rounds};
use crate::files::open_file;

/// What is read of a recorded table beyond the length of the one made again: enough to show how it goes on.
const BEYOND: u64 = 1 << 20;

/// What verification found.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// All files are the same, byte for byte.
    Reproduced {
        /// The files compared.
        files: Vec<String>,
        /// The version that recorded them, if it is not this one.
        recorded_by: Option<String>,
        /// Files of the folder that are no results: they are not looked at.
        unchecked: Vec<String>,
    },
    /// A figure differs, or what the manifest says.
    Changed(Difference),
    /// It cannot be run again; why.
    NotReproducible(String),
    /// Timings of a benchmark, as they were recorded: no run makes them again, so nothing was reproduced.
    Timings {
        /// The files, whose hashes are those of the manifest.
        files: Vec<String>,
    },
}

/// The first figure that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What the line is about: its first cells (`8 agents, replication 3`); empty where the file is no table.
    pub row: String,
    /// Name of the column; `None` where the file is no table.
    pub column: Option<String>,
    /// What the folder says.
    pub recorded: String,
    /// What it is now.
    pub now: String,
    /// The file is not as the run left it: somebody has changed it since.
    pub edited: bool,
}

/// Runs what a folder records again, and compares.
///
/// # Errors
/// [`Error::Interrupted`], and whatever keeps the run from being done; what is wrong with the folder itself is a
/// [`Verdict`].
pub fn verify(
    dir: &Path,
    threads: Option<usize>,
    progress: &dyn Progress,
    stop: &AtomicBool,
) -> Result<Verdict, Error> {
    verify_within(&Limits::default(), dir, threads, progress, stop)
}

/// The same where running it again may cost more than by default.
///
/// # Errors
/// As [`verify()`].
pub fn verify_within(
    limits: &Limits,
    dir: &Path,
    threads: Option<usize>,
    progress: &dyn Progress,
    stop: &AtomicBool,
) -> Result<Verdict, Error> {
    let Some(manifest) = Manifest::read(dir)? else {
        return Ok(Verdict::NotReproducible("it has no manifest.json".to_string()));
    };
    if manifest.kind == BENCHMARK {
        return timings(dir, &manifest);
    }
    if let Some(reason) = unfit(dir, &manifest)? {
        return Ok(Verdict::NotReproducible(reason));
    }
    let expanding = Expanding { limits, stop };
    let study = Study::open_with(&dir.join("study.toml"), &Overrides::default(), manifest.copies(dir), expanding)?;
    if let Some(verdict) = says_otherwise(dir, &manifest, &study)? {
        return Ok(verdict);
    }
    // Only how many rounds fitted into a time cannot be found out again.
    let replications = match study.effort {
        Effort::Replications(_) | Effort::Precision { .. } => None,
        Effort::Budget(_) => Some(manifest.replications),
    };
    let scratch = Scratch::new()?;
    let options = SweepOptions { threads, force: false, limits: *limits };
    sweep_rounds(&study, &scratch.0, &options, replications, progress, stop)?;
    compare(dir, &scratch.0, &manifest, &study)
}

/// Timings: nothing can be said but that the files are those that were recorded. That is not for whoever has anything
/// else in the folder, or states anything else.
fn timings(dir: &Path, manifest: &Manifest) -> Result<Verdict, Error> {
    let refuse = |reason: String| Ok(Verdict::NotReproducible(format!("it says that it holds timings, but {reason}")));
    let stated = (manifest.seed, manifest.replications, manifest.policies);
    if stated != (0, 0, 0) || !manifest.inputs.is_empty() {
        return refuse("states a seed, replications, policies or inputs, as only a study has".to_string());
    }
    if manifest.outputs.is_empty() || manifest.state == State::Incomplete {
        return refuse("names none".to_string());
    }
    let listed = |name: &str| manifest.outputs.iter().any(|output| output.file == name);
    let other = names(dir)?.into_iter().find(|name| name != MANIFEST && !listed(name));
    if let Some(name) =
        other.or_else(|| manifest.outputs.iter().map(|o| &o.file).find(|f| !f.ends_with(".txt")).cloned())
    {
        return refuse(format!("{name:?} is no text that it names"));
    }
    for output in &manifest.outputs {
        let path = dir.join(&output.file);
        if sha256_of_file(&path).map_err(Error::read(&path))? != output.sha256 {
            return Ok(Verdict::NotReproducible(format!("{} has been changed since it was recorded", output.file)));
        }
    }
    Ok(Verdict::Timings { files: manifest.outputs.iter().map(|output| output.file.clone()).collect() })
}

/// Why a folder cannot be run again.
fn unfit(dir: &Path, manifest: &Manifest) -> Result<Option<String>, Error> {
    if manifest.state == State::Incomplete {
        return Ok(Some("it is incomplete: its sweep was interrupted".to_string()));
    }
    for input in &manifest.inputs {
        let path = dir.join(&input.file);
        match sha256_of_file(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Some(format!("its input {} is missing", input.file)));
            }
            Err(error) => return Err(Error::read(&path)(error)),
            Ok(hash) if hash != input.sha256 => {
                return Ok(Some(format!("its input {} has been changed since it was run", input.file)));
            }
            Ok(_) => {}
        }
    }
    Ok(None)
}

/// What the manifest says that its study does not, as far as that can be told before the study is run.
fn says_otherwise(dir: &Path, manifest: &Manifest, study: &Study) -> Result<Option<Verdict>, Error> {
    let hash = |name: &str| manifest.outputs.iter().find(|output| output.file == name).map(|o| o.sha256.clone());
    let outputs = study.tables().iter();
    let outputs =
        outputs.map(|name| Output { file: (*name).to_string(), sha256: hash(name).unwrap_or_else(|| "?".to_string()) });
    let expected = Manifest {
        state: State::Complete,
        version: manifest.version.clone(),
        replications: manifest.replications,
        outputs: outputs.collect(),
        ..Manifest::of(study)
    };
    if let Some(found) = states(dir, &expected)? {
        return Ok(Some(Verdict::Changed(found)));
    }
    let stray = names(dir)?
        .into_iter()
        .find(|name| TABLES.contains(&name.as_str()) && !study.tables().contains(&name.as_str()));
    if let Some(name) = stray {
        return Ok(Some(Verdict::NotReproducible(format!("{name} is no result of its study"))));
    }
    // A number of replications that is to be believed must have been run: as many rows are there.
    let rows = rows(&dir.join(TABLES[0]))?;
    let believed = matches!(study.effort, Effort::Budget(_));
    if believed && manifest.replications.checked_mul(manifest.policies) != Some(rows) {
        let reason = format!("{} has {rows} rows, not {} of each policy", TABLES[0], manifest.replications);
        return Ok(Some(Verdict::NotReproducible(reason)));
    }
    Ok(None)
}

/// The first thing that the manifest of a folder says otherwise.
fn states(dir: &Path, expected: &Manifest) -> Result<Option<Difference>, Error> {
    let path = dir.join(MANIFEST);
    let expected = expected.text(dir)?;
    let recorded = recorded(&path, expected.len() as u64)?;
    Ok(difference(MANIFEST, &recorded, expected.as_bytes(), true))
}

/// The rows of a table.
fn rows(path: &Path) -> Result<u64, Error> {
    let file = open_file(path).map_err(Error::read(path))?;
    let mut table = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    Ok(table.byte_records().map_while(Result::ok).count() as u64)
}

/// A file of the folder, as far as it can matter beside one of so many bytes.
fn recorded(path: &Path, beside: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let file = open_file(path).map_err(Error::read(path))?;
    file.take(beside + BEYOND).read_to_end(&mut bytes).map_err(Error::read(path))?;
    Ok(bytes)
}

/// Names in a folder, in their order.
fn names(dir: &Path) -> Result<Vec<String>, Error> {
    let listed = std::fs::read_dir(dir).map_err(Error::read(dir))?;
    let name = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.map(|entry| entry.file_name().to_string_lossy().into_owned()).map_err(Error::read(dir))
    };
    let mut names = listed.map(name).collect::<Result<Vec<String>, Error>>()?;
    names.sort_unstable();
    Ok(names)
}

fn compare(dir: &Path, again: &Path, manifest: &Manifest, study: &Study) -> Result<Verdict, Error> {
    let mut files = Vec::new();
    for output in &manifest.outputs {
        let path = dir.join(&output.file);
        if !path.exists() {
            return Ok(Verdict::NotReproducible(format!("{} is missing", output.file)));
        }
        let made = again.join(&output.file);
        let now = std::fs::read(&made).map_err(Error::read(&made))?;
        let recorded = recorded(&path, now.len() as u64)?;
        let edited = sha256(&recorded) != output.sha256;
        if let Some(difference) = difference(&output.file, &recorded, &now, edited) {
            return Ok(Verdict::Changed(difference));
        }
        files.push(output.file.clone());
    }
    let Some(now) = Manifest::read(again)? else {
        return Err(Error::damaged(&again.join(MANIFEST), "it is gone"));
    };
    if let Some(difference) = states(dir, &Manifest { version: manifest.version.clone(), ..now })? {
        return Ok(Verdict::Changed(difference));
    }
    files.push(MANIFEST.to_string());
    let inputs = study.inputs().1;
    let known = |name: &String| {
        files.contains(name) || inputs.iter().any(|(file, _)| file == name) || [TIMING, LOCK].contains(&name.as_str())
    };
    let unchecked = names(dir)?.into_iter().filter(|name| !known(name)).collect();
    let recorded_by = (manifest.version != env!("CARGO_PKG_VERSION")).then(|| manifest.version.clone());
    Ok(Verdict::Reproduced { files, recorded_by, unchecked })
}

/// The first difference of two files; `None` if they are the same.
fn difference(file: &str, recorded: &[u8], now: &[u8], edited: bool) -> Option<Difference> {
    if recorded == now {
        return None;
    }
    let (recorded, now) = (String::from_utf8_lossy(recorded), String::from_utf8_lossy(now));
    // By "\n" alone, and with the empty rest behind the last one: a changed line end is a difference too.
    let (mut old, mut new) = (recorded.split('\n'), now.split('\n'));
    let header = now.split('\n').next().unwrap_or("");
    let mut line = 0;
    loop {
        line += 1;
        match (old.next(), new.next()) {
            (None, None) => return None,
            (a, b) if a == b => {}
            (a, b) => {
                let (a, b) = (a.unwrap_or(""), b.unwrap_or(""));
                let whole = Difference {
                    file: file.to_string(),
                    line,
                    row: String::new(),
                    column: None,
                    recorded: a.trim().to_string(),
                    now: b.trim().to_string(),
                    edited,
                };
                return Some(if file.ends_with(".csv") { in_table(header, a, b, whole) } else { whole });
            }
        }
    }
}

/// The first cell of a row of a table that differs.
fn in_table(header: &str, recorded: &str, now: &str, whole: Difference) -> Difference {
    let (header, old, new) = (cells(header), cells(recorded), cells(now));
    let differs = |i: &usize| old.get(*i) != new.get(*i);
    let Some(i) = (0..old.len().max(new.len())).find(differs) else { return whole };
    let cell = |row: &[String]| row.get(i).cloned().unwrap_or_default();
    // The cells before the figures say what the row is about.
    let about = header
        .iter()
        .zip(&new)
        .take(4)
        .filter(|(name, _)| matches!(name.as_str(), "policy" | "replication" | "batch" | "scope" | "measure"));
    let row = about.map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ");
    Difference { row, column: header.get(i).cloned(), recorded: cell(&old), now: cell(&new), ..whole }
}

fn cells(line: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
    let first = reader.records().next().and_then(Result::ok);
    first.map(|record| record.iter().map(str::to_string).collect()).unwrap_or_default()
}

/// A folder of our own in the system's place for temporary files, removed when it is no longer needed.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Scratch, Error> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let dir = std::env::temp_dir().join(format!("onhold-verify-{}-{number}", std::process::id()));
            match std::fs::create_dir(&dir) {
                Ok(()) => return Ok(Scratch(dir)),
                // A killed process with the same number has left one behind.
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(Error::write(&dir)(error)),
            }
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed is left to whoever clears temporary files away.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_figure_that_differs_is_named() {
        let old = b"number,policy,replication,offered\n1,\"a, b\",1,10\n1,\"a, b\",2,11\n";
        let new = b"number,policy,replication,offered\n1,\"a, b\",1,10\n1,\"a, b\",2,12\n";
        let found = difference("replications.csv", old, new, false).unwrap();
        assert_eq!((found.line, found.column.as_deref()), (3, Some("offered")));
        assert_eq!(
            (found.row.as_str(), found.recorded.as_str(), found.now.as_str()),
            ("policy a, b, replication 2", "11", "12")
        );
        assert_eq!(difference("replications.csv", old, old, false), None);
    }

    #[test]
    fn lines_that_are_missing_or_end_otherwise_are_differences() {
        let whole = b"a,b\n1,2\n3,4\n";
        assert_eq!(difference("x.csv", &whole[..8], whole, false).unwrap().line, 3);
        assert_eq!(difference("x.csv", b"a,b\n1,2\n3,4\r\n", whole, false).unwrap().line, 3);
        assert_eq!(difference("x.json", b"{\n \"a\": 1\n}", b"{\n \"a\": 2\n}", true).unwrap().line, 2);
    }
}
