//! `cargo xtask oracle`: renders the same templates with the real engine and with ours.

mod compare;
mod engine;

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::failure::Failure;
use crate::process::{self, cargo};
use crate::project::Project;
use compare::{Tally, Verdict};
pub(crate) use engine::Engine;

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct OracleOptions {
    pub(crate) engine: Engine,
    /// How many templates are generated.
    pub(crate) cases: usize,
    pub(crate) seed: u64,
}

/// Enough to meet every rule of the grammars a few times, and a matter of seconds for every engine.
pub(crate) const DEFAULT_CASES: usize = 500;

/// Compares and fails when the two differ beyond what is known.
pub(crate) fn run(project: &Project, options: OracleOptions) -> Result<(), Failure> {
    let engine = options.engine;
    let folder = project.target("oracle");
    fs::create_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
    process::run(cargo().current_dir(project.root()).args(BUILD))?;
    let ours = project.target("debug/examples/render_lines");
    let mut lines = suite(project, engine)?;
    lines.extend(generated(&ours, options)?);
    if lines.is_empty() {
        return Err(Failure::failed(
            "there is nothing to compare: set HOOKPROOF_CONFORMANCE, or give --cases",
        ));
    }
    let file = folder.join(engine.name()).with_extension("jsonl");
    fs::write(&file, lines.join("\n") + "\n").map_err(|error| unwritable(&file, &error))?;
    let theirs = answers(&mut engine.command(project)?, &file)?;
    let ours = answers(Command::new(ours).args(["render", engine.profile()]), &file)?;
    for answers in [&theirs, &ours] {
        if answers.len() != lines.len() {
            let message = format!("{} answers to {} templates", answers.len(), lines.len());
            return Err(Failure::failed(message));
        }
    }
    report(engine, &lines, &theirs, &ours)
}

const BUILD: [&str; 6] = ["build", "--quiet", "--package", "hookproof", "--example", "render_lines"];

fn report(engine: Engine, lines: &[String], theirs: &[String], ours: &[String]) -> Result<(), Failure> {
    let known = compare::known(engine.known());
    let mut tally = Tally::default();
    for ((line, theirs), ours) in lines.iter().zip(theirs).zip(ours) {
        let verdict = compare::judge(line, theirs, ours, &known);
        tally.count(verdict);
        if verdict == Verdict::Differs {
            println!("{}\n", compare::shown(line, theirs, ours));
        }
    }
    println!("{tally}");
    if tally.differ == 0 { Ok(()) } else { Err(Failure::Reported) }
}

/// The lines of the conformance suite; none, with a word about it, where there is no such folder.
fn suite(project: &Project, engine: Engine) -> Result<Vec<String>, Failure> {
    let Some(folder) = project.conformance() else {
        println!("there is no conformance suite: set HOOKPROOF_CONFORMANCE to compare its templates");
        return Ok(Vec::new());
    };
    let mut lines = Vec::new();
    for name in engine.suites() {
        let file = folder.join(name).with_extension("jsonl");
        let text = fs::read_to_string(&file)
            .map_err(|error| Failure::failed(format!("cannot read {}: {error}", file.display())))?;
        let shared = text.lines().filter(|line| !line.is_empty() && engine.shares(line));
        lines.extend(shared.map(str::to_owned));
    }
    Ok(lines)
}

fn generated(ours: &Path, options: OracleOptions) -> Result<Vec<String>, Failure> {
    let OracleOptions { engine, cases, seed } = options;
    let words = ["generate", engine.name(), &cases.to_string(), &seed.to_string()];
    let printed = process::read(Command::new(ours).args(words))?;
    Ok(printed.lines().map(str::to_owned).collect())
}

/// What a program says to each line of the file.
fn answers(command: &mut Command, file: &Path) -> Result<Vec<String>, Failure> {
    let input = File::open(file)
        .map_err(|error| Failure::failed(format!("cannot read {}: {error}", file.display())))?;
    let printed = process::read(command.stdin(Stdio::from(input)))?;
    Ok(printed.lines().map(str::to_owned).collect())
}

fn unwritable(file: &Path, error: &std::io::Error) -> Failure {
    Failure::failed(format!("cannot write {}: {error}", file.display()))
}
