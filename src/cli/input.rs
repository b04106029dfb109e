//! Reading what the planner wrote.

use std::io;
use std::path::Path;

use super::failure::Failure;
use super::output::Output;
use crate::files::{Beside, Inputs, MOST_TEXT, NotText, is_fault_of_the_path, reason, text_of_file, text_of_input};
use crate::model::Model;
use crate::scenario::reader::Document;
use crate::scenario::{Mistake, Mistakes, Scenario, nearest};
use crate::study::Study;

/// A scenario ready to run.
pub(super) struct Ready {
    pub scenario: Scenario,
    pub model: Model,
    /// What is allowed, but probably not meant.
    pub warnings: Mistakes,
    /// The scenario's file and those that it names.
    pub inputs: Inputs,
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
    let beside = Beside::scenario(path);
    let compiled = scenario.compile(&beside)?;
    let mut inputs = Inputs::from_iter(beside.paths());
    inputs.add(path);
    Ok(Ready { model: compiled.model, warnings: scenario.placed(compiled.warnings), scenario, inputs })
}

/// The warnings of a study's scenario, each in its place there.
pub(super) fn study_warnings(path: &Path, document: &Document, study: &Study) -> Mistakes {
    let name = document.root().get("scenario").and_then(|at| at.text().ok()).unwrap_or_default();
    let scenario = path.parent().unwrap_or(Path::new("")).join(name);
    // It has just been read; should it be gone, the warnings are shown without their places.
    let text = text_of_file(&scenario, MOST_TEXT).unwrap_or_default();
    Mistakes::new(&scenario.display().to_string(), text.into(), study.warnings.clone())
}

/// The text of a file; `-` is standard input.
pub(super) fn text(path: &Path) -> Result<String, Failure> {
    text_of_input(path, MOST_TEXT).map_err(|error| unreadable(path, &error))
}

/// Why a file cannot be read, with a file of nearly the same name if there is one.
pub(super) fn unreadable(path: &Path, error: &io::Error) -> Failure {
    if let Some(found) = error.get_ref().and_then(|inner| inner.downcast_ref::<NotText>()) {
        let NotText { line, byte, looks_like_utf16 } = found;
        let problem = format!("{} is not UTF-8 text: byte 0x{byte:02x} in line {line}", path.display());
        let from = if *looks_like_utf16 { "it looks like UTF-16; " } else { "" };
        return Failure::input(problem).help(format!("{from}save the file as UTF-8"));
    }
    let problem = format!("cannot read {}: {}", path.display(), reason(error));
    if !is_fault_of_the_path(error) {
        return Failure::incomplete(problem);
    }
    let failure = Failure::input(problem);
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
