//! The program `onhold`; all of it is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    onhold::cli::main()
}
