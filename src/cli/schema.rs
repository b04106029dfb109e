//! `onhold schema`: JSON Schema of the formats.

use clap::{Args, ValueEnum};

use super::Answer;
use super::failure::Failure;
use super::output::Output;
use crate::scenario::schema;

/// Prints the JSON Schema of a format, for editors
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onhold schema > onhold.schema.json
  onhold schema study > study.schema.json
In an editor that knows Taplo, the first line of a scenario can then say
  #:schema ./onhold.schema.json")]
pub(super) struct Schema {
    /// Of which files
    #[arg(value_enum, default_value_t)]
    of: Of,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Of {
    #[default]
    Scenario,
    Study,
}

impl Schema {
    pub fn run(self, output: &Output) -> Result<Answer, Failure> {
        let text = match self.of {
            Of::Scenario => schema::scenario(),
            Of::Study => schema::study(),
        };
        output.result(&text).map(|()| Answer::Yes)
    }
}
