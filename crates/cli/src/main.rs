//! The binary `hookproof`: reads arguments and files, asks the core, prints.

#![expect(clippy::format_push_string, reason = "texts for people are short; plain formatting reads best")]

use std::process::ExitCode;

use clap::Parser;

mod args;
mod ask;
mod command;
mod failure;
mod identity;
mod ledger;
mod load;
mod output;
mod paths;
mod print;
mod replace;
mod when;

use args::{Args, Command};
use failure::Failure;

/// What a command found; bad usage and bad input are a [`Failure`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Nothing of severity error.
    Clean,
    /// At least one error, or something that was not delivered.
    Broken,
    /// A connection is in error.
    InError,
    /// The user stopped it.
    Stopped,
}

/// The exit code when a connection is in error.
const IN_ERROR: u8 = 3;

/// The exit code of a command that Ctrl-C stopped, as shells have it: 128 and the number of the signal.
const STOPPED: u8 = 130;

fn main() -> ExitCode {
    let args = Args::parse();
    args.color.as_choice().write_global();
    match run(&args.command) {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Broken) => ExitCode::from(1),
        Ok(Outcome::InError) => ExitCode::from(IN_ERROR),
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
        Command::Test(args) => command::test::run(args),
        Command::Activate(args) => command::state::activate(&args.named),
        Command::Send(args) => command::send::run(args),
        Command::Deliver(args) => command::deliver::run(args),
        Command::Status(args) => command::status::run(args),
        Command::Logs(args) => command::logs::run(args),
        Command::Pause(args) => command::state::pause(&args.named),
        Command::Resume(args) => command::state::resume(&args.named),
        Command::Replay(args) => command::rule::replay(args),
        Command::Decide(args) => command::rule::decide(args),
        Command::Hooks(args) => command::hooks::run(&args.command),
        Command::Fields(args) => command::fields::run(args),
        Command::Explain(args) => command::explain::run(args),
        Command::Schema(args) => command::schema::run(args),
        Command::Completions(args) => command::completions::run(args),
    }
}
