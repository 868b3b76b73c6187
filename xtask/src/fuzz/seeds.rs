//! Where fuzzing begins: the project's own cases, and the conformance suites where they are at hand.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::Target;
use crate::failure::Failure;
use crate::json;
use crate::process::{self, cargo};
use crate::project::Project;

/// The engines by what their name in a suite, or a case's folder, begins with, in the order of `platform::profiles`, whose
/// platforms come last.
/// A wrong place costs nothing but a seed for another language.
const ENGINES: [&[&str]; 5] =
    [&["jinja", "minijinja"], &["liqp", "liquid"], &["shopify"], &["velocity"], &["merge-fields"]];

/// Writes a file for each seed and says how many there are.
pub(super) fn write(project: &Project, target: Target, folder: &Path) -> Result<usize, Failure> {
    let mut seeds = cases(project, target)?;
    if target != Target::Check {
        seeds.extend(suites(project, target)?);
    }
    for (number, seed) in seeds.iter().enumerate() {
        let file = folder.join(format!("{number:05}"));
        fs::write(&file, seed)
            .map_err(|error| Failure::failed(format!("cannot write {}: {error}", file.display())))?;
    }
    Ok(seeds.len())
}

/// From tests/cases: the example prints each hook with its contact.
fn cases(project: &Project, target: Target) -> Result<Vec<String>, Failure> {
    const BUILD: [&str; 6] = ["build", "--quiet", "--package", "hookproof", "--example", "reports"];
    process::run(cargo().current_dir(project.root()).args(BUILD))?;
    let printed = process::read(&mut Command::new(project.target("debug/examples/reports")))?;
    let seed = |line: &str| {
        let hook = json::object(line, "hook")?;
        let contact = json::string(line, "contact")?;
        match target {
            Target::Check => Some(format!("{hook}\0{contact}")),
            _ => seed(target, &json::string(line, "case")?, &json::string(hook, "body")?, &contact),
        }
    };
    // Each case stands there once for each unit of its offsets.
    let mut seeds: Vec<String> = printed.lines().filter_map(seed).collect();
    seeds.dedup();
    Ok(seeds)
}

fn suites(project: &Project, target: Target) -> Result<Vec<String>, Failure> {
    let Some(folder) = project.conformance() else { return Ok(Vec::new()) };
    let unreadable = |error| Failure::failed(format!("cannot read {}: {error}", folder.display()));
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).map_err(unreadable)? {
        files.push(entry.map_err(unreadable)?.path());
    }
    files.retain(|file| file.extension().is_some_and(|it| it == "jsonl"));
    files.sort();
    let mut seeds = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).map_err(unreadable)?;
        seeds.extend(text.lines().filter_map(|line| {
            let (profile, template) = (json::string(line, "profile")?, json::string(line, "template")?);
            seed(target, &profile, &template, json::object(line, "data").unwrap_or("{}"))
        }));
    }
    Ok(seeds)
}

fn seed(target: Target, engine: &str, template: &str, contact: &str) -> Option<String> {
    let number = ENGINES.iter().position(|names| names.iter().any(|it| engine.starts_with(it)))?;
    Some(match target {
        Target::Render => format!("{number}{template}\0{contact}"),
        Target::Parse | Target::Check => format!("{number}{template}"),
    })
}

#[cfg(test)]
mod tests {
    use super::seed;
    use crate::fuzz::Target;

    #[test]
    fn a_seed_names_its_engine_first() {
        let made = |target, engine| seed(target, engine, "{{ a }}", "{}");
        assert_eq!(made(Target::Parse, "jinja2").as_deref(), Some("0{{ a }}"));
        assert_eq!(made(Target::Render, "liquid/abort").as_deref(), Some("1{{ a }}\0{}"));
        assert_eq!(made(Target::Render, "twig"), None);
    }
}
