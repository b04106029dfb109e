//! `onhold new`: a commented scenario to start from.

use std::path::PathBuf;

use clap::Args;

use super::Answer;
use super::failure::Failure;
use super::output::Output;
use super::place::Place;
use crate::files::{Existing, Inputs};
use crate::report::table::{Column, Table};
use crate::scenario::suggestion;
use crate::scenario::templates::{TEMPLATES, template};

/// Writes a commented scenario to start from
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onhold new > center.toml            the simplest scenario
  onhold new day --out center.toml    a working day by the half hour
  onhold new --list                   what there is")]
pub(super) struct New {
    /// Which one; see --list [default: simple]
    template: Option<String>,
    /// Writes it into a file instead of to standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replaces the file of --out if it is there
    #[arg(long, requires = "out")]
    force: bool,
    /// Lists the templates
    #[arg(long, conflicts_with_all = ["template", "out"])]
    list: bool,
}

impl New {
    pub fn run(self, output: &Output) -> Result<Answer, Failure> {
        if self.list {
            let mut table = Table::new(vec![Column::names(""), Column::words("", 0)]);
            TEMPLATES.iter().for_each(|template| table.row(vec![template.name.into(), template.about.into()]));
            return output.result(&table.render(output.terminal)).map(|()| Answer::Yes);
        }
        let name = self.template.as_deref().unwrap_or(TEMPLATES[0].name);
        let found = template(name).ok_or_else(|| {
            Failure::input(format!("there is no template `{name}`"))
                .help(suggestion(name, TEMPLATES.iter().map(|t| t.name)))
        })?;
        let Some(path) = self.out else {
            return output.result(found.text).map(|()| Answer::Yes);
        };
        let place = Place { path, option: "--out" };
        let mut file = place.open(Existing::forced(self.force), &Inputs::default())?;
        place.write(&mut file, found.text.as_bytes())?;
        place.finish(file)?;
        if place.is_standard_output() {
            return Ok(Answer::Yes);
        }
        let path = place.path;
        output.note(&format!("wrote {}; next: onhold check {0}", path.display()));
        Ok(Answer::Yes)
    }
}
