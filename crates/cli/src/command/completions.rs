//! `hookproof completions`: a script that completes commands in a shell.

use clap::CommandFactory;

use crate::args::{Args, Completions};
use crate::failure::Failure;
use crate::{Outcome, output};

/// Prints the script.
pub(crate) fn run(args: &Completions) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "hookproof", &mut script);
    output::write(&script)?;
    Ok(Outcome::Clean)
}
