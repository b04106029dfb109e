//! Reading what the planner wrote.

use std::io;
use std::path::{Path, PathBuf};

use super::failure::{Failure, reason};
use super::output::Output;
use crate::model::Model;
use crate::scenario::reader::Document;
use crate::scenario::{Files, Mistake, Mistakes, Scenario, nearest};
use crate::study::Study;

/// A scenario ready to run.
pub(super) struct Ready {
    pub scenario: Scenario,
    pub model: Model,
    /// What is allowed, but probably not meant.
    pub warnings: Mistakes,
}

/// Reads a scenario, changes it, compiles it, shows its warnings. What is changed in `[wait]` is felt relative to the waits
/// of the file, where patience is on the wall's clock.
pub(super) fn scenario(path: &Path, settings: &[(String, String)], output: &Output) -> Result<Ready, Failure> {
    let ready = scenario_of(&text(path)?, path, settings)?;
    output.warn(&ready.warnings);
    Ok(ready)
}

/// The same for a text that has been read.
pub(super) fn scenario_of(text: &str, path: &Path, settings: &[(String, String)]) -> Result<Ready, Failure> {
    compiled(changed(Scenario::parse(text, &path.display().to_string())?, settings)?, path)
}

/// Two scenarios to set beside each other, the second with its own changes too: of the file `other`, or of the first one.
/// The first, with the changes of both, is the one in whose waits patience on the wall's clock was measured.
pub(super) fn two_scenarios(
    [path, other]: [&Path; 2],
    both: &[(String, String)],
    with: &[(String, String)],
    output: &Output,
) -> Result<[Ready; 2], Failure> {
    let read = |path: &Path| changed(Scenario::parse(&text(path)?, &path.display().to_string())?, both);
    let mut first = read(path)?;
    first.take_as_written();
    let mut second = changed(if other == path { first.clone() } else { read(other)? }, with)?;
    second.measured_in(&first);
    let ready = [compiled(first, path)?, compiled(second, other)?];
    ready.iter().for_each(|ready| output.warn(&ready.warnings));
    Ok(ready)
}

fn changed(mut scenario: Scenario, settings: &[(String, String)]) -> Result<Scenario, Failure> {
    let wrong: Vec<Mistake> = settings.iter().filter_map(|(path, value)| scenario.set(path, value).err()).collect();
    if wrong.is_empty() { Ok(scenario) } else { Err(Failure::Settings(wrong)) }
}

fn compiled(scenario: Scenario, path: &Path) -> Result<Ready, Failure> {
    let compiled = scenario.compile(&Beside::of(path))?;
    Ok(Ready { model: compiled.model, warnings: scenario.placed(compiled.warnings), scenario })
}

/// The warnings of a study's scenario, each in its place there.
pub(super) fn study_warnings(path: &Path, document: &Document, study: &Study) -> Mistakes {
    let name = document.root().get("scenario").and_then(|at| at.text().ok()).unwrap_or_default();
    let scenario = path.parent().unwrap_or(Path::new("")).join(name);
    // It has just been read; should it be gone, the warnings are shown without their places.
    let text = std::fs::read_to_string(&scenario).unwrap_or_default();
    Mistakes::new(&scenario.display().to_string(), text.into(), study.warnings.clone())
}

/// The text of a file; `-` is standard input.
pub(super) fn text(path: &Path) -> Result<String, Failure> {
    let bytes = if path == Path::new("-") {
        io::read_to_string(io::stdin()).map(String::into_bytes)
    } else {
        std::fs::read(path)
    };
    let bytes = bytes.map_err(|error| unreadable(path, &error))?;
    let text =
        String::from_utf8(bytes).map_err(|error| not_text(path, error.as_bytes(), error.utf8_error().valid_up_to()))?;
    // Editors of one system put an invisible mark before the text.
    Ok(text.strip_prefix('\u{feff}').map(str::to_string).unwrap_or(text))
}

/// Why a file cannot be read, with a file of nearly the same name if there is one.
pub(super) fn unreadable(path: &Path, error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::InvalidData {
        let bytes = std::fs::read(path).unwrap_or_default();
        let valid = std::str::from_utf8(&bytes).map_or_else(|error| error.valid_up_to(), str::len);
        return not_text(path, &bytes, valid);
    }
    let failure = Failure::input(format!("cannot read {}: {}", path.display(), reason(error)));
    match (error.kind(), neighbour(path)) {
        (io::ErrorKind::NotFound, Some(name)) => failure.help(format!("did you mean `{name}`?")),
        _ => failure,
    }
}

fn neighbour(path: &Path) -> Option<String> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut names: Vec<String> =
        std::fs::read_dir(folder).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort_unstable();
    let near = nearest(path.file_name()?.to_str()?, names.iter().map(String::as_str))?;
    Some(path.with_file_name(near).display().to_string())
}

fn not_text(path: &Path, bytes: &[u8], valid: usize) -> Failure {
    let before = &bytes[..valid.min(bytes.len())];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let byte = bytes.get(valid).copied().unwrap_or_default();
    let problem = format!("{} is not UTF-8 text: byte 0x{byte:02x} in line {line}", path.display());
    let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let from = if utf16 { "it looks like UTF-16; " } else { "" };
    Failure::input(problem).help(format!("{from}save the file as UTF-8"))
}

/// The files beside a scenario.
struct Beside(PathBuf);

impl Beside {
    fn of(path: &Path) -> Beside {
        Beside(path.parent().unwrap_or(Path::new("")).to_path_buf())
    }
}

impl Files for Beside {
    fn read(&self, path: &str) -> Result<String, String> {
        std::fs::read_to_string(self.0.join(path)).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => "it is not UTF-8 text".to_string(),
            _ => reason(&error),
        })
    }
}
