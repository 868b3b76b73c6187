//! The binary `hookproof`: reads arguments and files, asks the core, prints.

#![expect(clippy::format_push_string, reason = "texts for people are short; plain formatting reads best")]

use std::process::ExitCode;

use clap::Parser;

mod args;
mod command;
mod failure;
mod identity;
mod load;
mod output;
mod paths;
mod print;
mod replace;

use args::{Args, Command};
use failure::Failure;

/// What a command found; bad usage and bad input are a [`Failure`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Nothing of severity error.
    Clean,
    /// At least one error.
    Broken,
    /// The user stopped it.
    Stopped,
}

/// The exit code of a command that Ctrl-C stopped, as shells have it: 128 and the number of the signal.
const STOPPED: u8 = 130;

fn main() -> ExitCode {
    let args = Args::parse();
    args.color.as_choice().write_global();
    match run(&args.command) {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Broken) => ExitCode::from(1),
        Ok(Outcome::Stopped) => ExitCode::from(STOPPED),
        Err(failure) => {
            output::tell(&failure.to_string());
            ExitCode::from(2)
        }
    }
}

fn run(command: &Command) -> Result<Outcome, Failure> {
    match command {
        Command::Init(args) => command::init::run(args),
        Command::Render(args) => command::render::run(args),
        Command::Check(args) => command::check::run(args),
        Command::Audience(args) => command::audience::run(args),
        Command::Prove(args) => command::prove::run(args),
        Command::Fields(args) => command::fields::run(args),
        Command::Explain(args) => command::explain::run(args),
        Command::Schema(args) => command::schema::run(args),
        Command::Completions(args) => command::completions::run(args),
    }
}
