//! The project's own commands: `cargo xtask help` lists them.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks to its user")]

mod arguments;
mod bench;
mod chromium;
mod failure;
mod fuzz;
mod help;
mod json;
mod node;
mod oracle;
mod preview;
mod process;
mod project;
mod server;
mod stages;
mod test;
mod wasm;

use std::process::ExitCode;

use arguments::Command;
use failure::Failure;
use project::Project;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Reported) => Failure::Reported.exit_code(),
        Err(failure) => {
            eprintln!("{failure}");
            failure.exit_code()
        }
    }
}

fn run() -> Result<(), Failure> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match arguments::parse(&words)? {
        Command::Help(text) => {
            println!("{text}");
            Ok(())
        }
        Command::Wasm => {
            let project = Project::find()?;
            wasm::build(&project)?;
            wasm::report_size(&project)
        }
        Command::Npm => node::build_package(&Project::find()?),
        Command::Bless => stages::bless(&Project::find()?),
        Command::Preview(options) => preview::run(&Project::find()?, options),
        Command::ListStages => {
            println!("{}", stages::list());
            Ok(())
        }
        Command::Bench => bench::run(&Project::find()?),
        Command::Fuzz(options) => fuzz::run(&Project::find()?, options),
        Command::Oracle(options) => oracle::run(&Project::find()?, options),
        Command::Test(names) => test::run(&Project::find()?, &names),
    }
}
