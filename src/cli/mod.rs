//! The command line: one file per command, and what they share. Results go to standard output, everything else to
//! standard error.

mod arguments;
mod check;
mod completions;
mod explain;
mod failure;
mod fit;
mod input;
mod interrupt;
mod new;
mod output;
mod place;
mod progress;
mod record;
mod run;
mod schema;
mod sweep;
mod theory;
mod verify;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use failure::Failure;
use output::Output;

/// How a command ended that ran to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    /// Done.
    Yes,
    /// Done, and the answer is "no": a requirement is not met, a result not reproduced, a proposed mapping not complete.
    No,
}

/// Simulates a contact center and answers: which staffing policy should we run?
///
/// Scenarios and studies are TOML files; `onhold new` writes one to start from. Results go to standard output, progress
/// and messages to standard error.
#[derive(Debug, Parser)]
#[command(name = "onhold", version, max_term_width = 110, after_help = AFTER_HELP)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Says less: no progress, no notes
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Says more: `run` by interval too, `sweep` all policies
    #[arg(short, long, global = true)]
    verbose: bool,
}

const AFTER_HELP: &str = "\
Examples:
  onhold new > center.toml        a scenario to start from
  onhold check center.toml        what it means, and what is wrong with it
  onhold run center.toml          what happens on 100 days like this
  onhold sweep study.toml         which of many policies is best, and how sure that is

Exit codes: 0 done; 1 the answer is no (a requirement not met, a result not reproduced);
2 the input is wrong; 3 the run could not be completed (disk full, interrupted, no memory).
Where a message ends in `memory allocation of ... bytes failed`, the system gave no more: a smaller
--max-memory ends such a run with the figure that causes it, and fewer --threads take less.";

#[derive(Debug, Subcommand)]
enum Command {
    New(new::New),
    Check(check::Check),
    Run(run::Run),
    Explain(explain::Explain),
    Sweep(sweep::Sweep),
    Theory(theory::Theory),
    Fit(fit::Fit),
    Verify(verify::Verify),
    Schema(schema::Schema),
    Completions(completions::Completions),
}

/// Stack of the thread that does the work: as much whatever the user's limit (`ulimit -s`) is, and taken as it is
/// needed. What is nested more deeply than a file may be nested is refused long before.
const STACK: usize = 64 << 20;

/// Reads the command line and does what it says.
pub fn main() -> ExitCode {
    interrupt::outlive_file_size_limit();
    interrupt::end_in_order_where_aborted();
    match std::thread::Builder::new().stack_size(STACK).spawn(work) {
        Ok(worker) => worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        Err(error) => {
            let problem = format!("cannot start: {}", crate::files::reason(&error));
            finish(Err(Failure::incomplete(problem)), &Output::new(false, false))
        }
    }
}

fn work() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return explain(&error),
    };
    interrupt::listen();
    let output = Output::new(arguments.quiet, arguments.verbose);
    let done = match arguments.command {
        Command::New(new) => new.run(&output),
        Command::Check(check) => check.run(&output),
        Command::Run(run) => run.run(&output),
        Command::Explain(explain) => explain.run(&output),
        Command::Sweep(sweep) => sweep.run(&output),
        Command::Theory(theory) => theory.run(&output),
        Command::Fit(fit) => fit.run(&output),
        Command::Verify(verify) => verify.run(&output),
        Command::Schema(schema) => schema.run(&output),
        Command::Completions(completions) => completions.run(&output, &mut Arguments::command()),
    };
    finish(done, &output)
}

/// Help and version are results; anything else clap has to say is a wrong command line.
fn explain(error: &clap::Error) -> ExitCode {
    if error.use_stderr() {
        let output = Output::new(false, false);
        let text = error.render();
        output.complain(&if output.messages.colour { text.ansi().to_string() } else { text.to_string() });
        return ExitCode::from(failure::WRONG_INPUT);
    }
    let output = Output::new(false, false);
    let text = error.render();
    let text = if output.terminal.colour { text.ansi().to_string() } else { text.to_string() };
    finish(output.result(&text).map(|()| Answer::Yes), &output)
}

fn finish(done: Result<Answer, Failure>, output: &Output) -> ExitCode {
    match done {
        Ok(Answer::Yes) => ExitCode::SUCCESS,
        Ok(Answer::No) => ExitCode::from(failure::ANSWER_NO),
        Err(failure) => {
            output.complain(&failure.text(output.messages));
            ExitCode::from(failure.code())
        }
    }
}
