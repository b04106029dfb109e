//! `onhold check`: what scenarios and studies mean, and what is wrong with them.

use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::Changes;
use super::failure::Failure;
use super::output::Output;
use super::{Answer, input, interrupt};
use crate::report::diagnostic::{Severity, total};
use crate::report::study::describe as describe_study;
use crate::report::table::{title, wrap};
use crate::scenario::describe;
use crate::scenario::reader::Document;
use crate::scenario::units::counted;
use crate::study::{Limits, Overrides, Study};

/// Says what scenarios and studies mean, and what is wrong with them
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onhold check center.toml
  onhold check center.toml --set group.everybody.agents=13
  onhold check configs/*.toml
Every mistake is shown where it stands; warnings do not stop anything.")]
pub(super) struct Check {
    /// Scenarios and studies
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    changes: Changes,
}

impl Check {
    pub fn run(self, output: &Output) -> Result<Answer, Failure> {
        let several = self.files.len() > 1;
        let mut wrong = 0;
        for (i, file) in self.files.iter().enumerate() {
            match self.one(file, output) {
                Ok(meaning) => {
                    let gap = if i > 0 { "\n" } else { "" };
                    let name =
                        if several { title(&format!("{}:", file.display()), output.terminal) } else { String::new() };
                    output.result(&format!("{gap}{name}{meaning}"))?;
                }
                Err(failure) if several => {
                    wrong += 1;
                    output.complain(&failure.text(output.messages));
                }
                Err(failure) => return Err(failure),
            }
        }
        match wrong {
            0 => Ok(Answer::Yes),
            number => Err(Failure::Shown(format!(
                "{number} of {} cannot be used",
                counted(self.files.len(), "file", "files")
            ))),
        }
    }

    /// What a file means.
    fn one(&self, file: &Path, output: &Output) -> Result<String, Failure> {
        let text = input::text(file)?;
        let document = Document::parse(&text, &file.display().to_string())?;
        let (meaning, warnings) = if is_study(&document) {
            let overrides = Overrides { set: self.changes.set.clone(), ..Overrides::default() };
            let study = Study::open_within(file, &overrides, &Limits::default(), interrupt::listen())?;
            let warnings = input::study_warnings(file, &document, &study);
            (describe_study(&study), warnings)
        } else {
            let ready = input::scenario_of(&text, file, &self.changes.set)?;
            (describe(&ready.scenario, &ready.model), ready.warnings)
        };
        if !warnings.list.is_empty() {
            output.warn(&warnings);
            output.note(&total(warnings.list.len(), Severity::Warning, &warnings.file));
        }
        Ok(fitted(&meaning, output.terminal.width))
    }
}

/// Words broken to the width, each line's own indentation kept.
fn fitted(text: &str, width: usize) -> String {
    let indentation = |line: &str| " ".repeat(line.len() - line.trim_start().len() + 4);
    text.lines().map(|line| wrap(line, width, &indentation(line))).collect()
}

/// Keys that only a study has.
const OF_STUDIES: &[&str] = &["scenario", "vary", "policy", "rank", "replications", "budget", "precision", "set"];

fn is_study(document: &Document) -> bool {
    let root = document.root();
    OF_STUDIES.iter().any(|key| root.get(key).is_some())
        && ["contact", "group"].iter().all(|key| root.get(key).is_none())
}
