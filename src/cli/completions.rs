//! `onhold completions`: what a shell needs to complete commands and options.

use clap::Args;
use clap_complete::Shell;

use super::Answer;
use super::failure::Failure;
use super::output::Output;

/// Prints completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onhold completions bash > ~/.local/share/bash-completion/completions/onhold
  onhold completions zsh > ~/.zfunc/_onhold
  onhold completions fish > ~/.config/fish/completions/onhold.fish")]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub fn run(self, output: &Output, command: &mut clap::Command) -> Result<Answer, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, command, "onhold", &mut script);
        output.bytes(&script).map(|()| Answer::Yes)
    }
}
