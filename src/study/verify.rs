//! Whether recorded results reproduce: the study of a result folder is run again somewhere else and every file is
//! compared byte for byte.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::atomic::{AtomicU64, Ordering};

use super::error::Error;
use super::files::sha256;
use super::form::{Effort, Overrides};
use super::limits::Limits;
use super::live::Progress;
use super::manifest::{MANIFEST, Manifest, State};
use super::policies::Study;
use super::sweep::{SweepOptions, sweep_rounds};

/// What verification found.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// All files are the same, byte for byte.
    Reproduced {
        /// The files compared.
        files: Vec<String>,
        /// The version that recorded them, if it is not this one.
        recorded_by: Option<String>,
    },
    /// A figure differs.
    Changed(Difference),
    /// It cannot be run again; why.
    NotReproducible(String),
    /// Timings of a benchmark: there is nothing to reproduce.
    Timings,
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
    if manifest.kind == "benchmark" {
        return Ok(Verdict::Timings);
    }
    if let Some(reason) = unfit(dir, &manifest)? {
        return Ok(Verdict::NotReproducible(reason));
    }
    let study = Study::open_with(&dir.join("study.toml"), &Overrides::default(), manifest.copies(dir))?;
    let replications = match study.effort {
        Effort::Replications(_) => None,
        Effort::Budget(_) | Effort::Precision { .. } => Some(manifest.replications),
    };
    let scratch = Scratch::new()?;
    let options = SweepOptions { threads, force: false, command: manifest.command.clone(), limits: *limits };
    sweep_rounds(&study, &scratch.0, &options, replications, progress, stop)?;
    compare(dir, &scratch.0, &manifest)
}

/// Why a folder cannot be run again.
fn unfit(dir: &Path, manifest: &Manifest) -> Result<Option<String>, Error> {
    if manifest.kind != "sweep" {
        return Ok(Some(format!("this version does not know how to run {:?}", manifest.kind)));
    }
    if manifest.state == State::Incomplete {
        return Ok(Some(format!("it was interrupted; finish it first with `{}`", manifest.command)));
    }
    for input in &manifest.inputs {
        let path = dir.join(&input.file);
        match std::fs::read(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Some(format!("its input {} is missing", input.file)));
            }
            Err(error) => return Err(Error::read(&path)(error)),
            Ok(bytes) if sha256(&bytes) != input.sha256 => {
                return Ok(Some(format!("its input {} has been changed since it was run", input.file)));
            }
            Ok(_) => {}
        }
    }
    Ok(None)
}

fn compare(dir: &Path, again: &Path, manifest: &Manifest) -> Result<Verdict, Error> {
    let read = |path: PathBuf| std::fs::read(&path).map_err(Error::read(&path));
    let mut files = Vec::new();
    for output in &manifest.outputs {
        let recorded = match std::fs::read(dir.join(&output.file)) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Verdict::NotReproducible(format!("{} is missing", output.file)));
            }
            recorded => recorded.map_err(Error::read(&dir.join(&output.file)))?,
        };
        let now = read(again.join(&output.file))?;
        let edited = sha256(&recorded) != output.sha256;
        if let Some(difference) = difference(&output.file, &recorded, &now, edited) {
            return Ok(Verdict::Changed(difference));
        }
        files.push(output.file.clone());
    }
    let version = env!("CARGO_PKG_VERSION");
    let recorded_by = (manifest.version != version).then(|| manifest.version.clone());
    if recorded_by.is_none() {
        let (recorded, now) = (read(dir.join(MANIFEST))?, read(again.join(MANIFEST))?);
        if let Some(difference) = difference(MANIFEST, &recorded, &now, true) {
            return Ok(Verdict::Changed(difference));
        }
        files.push(MANIFEST.to_string());
    }
    Ok(Verdict::Reproduced { files, recorded_by })
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
