//! The stages of `cargo xtask test`, in the order in which they run.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::chromium;
use crate::failure::Failure;
use crate::json;
use crate::node;
use crate::process::{self, cargo, run};
use crate::project::Project;
use crate::wasm;

/// One part of the tests.
pub(crate) struct Stage {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    /// Stages that make what this one uses; all of them stand before it in the list.
    pub(crate) needs: &'static [&'static str],
    pub(crate) run: fn(&Project) -> Result<(), Failure>,
}

/// Clippy and the documentation share what they compile, and so do the tests and the parity reports: no stage
/// compiles with flags of its own what another has compiled.
pub(crate) const STAGES: &[Stage] = &[
    Stage { name: "fmt", about: "formatting of the Rust code", needs: &[], run: check_format },
    Stage { name: "clippy", about: "lints, for this machine", needs: &[], run: lint },
    Stage { name: "clippy-wasm", about: "lints, for WebAssembly", needs: &[], run: lint_wasm },
    Stage { name: "doc", about: "documentation without warnings", needs: &[], run: document },
    Stage { name: "rust", about: "Rust tests and examples in documentation", needs: &[], run: test_rust },
    Stage { name: "wasm", about: "the WebAssembly module and its size", needs: &[], run: build_wasm },
    Stage { name: "npm", about: "the npm package", needs: &["wasm"], run: node::compile_package },
    Stage { name: "npm-test", about: "the npm package's tests", needs: &["npm"], run: test_package },
    Stage {
        name: "parity",
        about: "native reports against WebAssembly",
        needs: &["npm"],
        run: compare_reports,
    },
    Stage { name: "page", about: "the page in Chromium", needs: &["npm"], run: test_page },
];

/// The test of npm/test that belongs to the stage `parity`.
const PARITY_TEST: &str = "parity.test.js";

pub(crate) fn find(name: &str) -> Option<&'static Stage> {
    STAGES.iter().find(|stage| stage.name == name)
}

/// The stages with what each does, a line for each.
pub(crate) fn list() -> String {
    let lines: Vec<_> =
        STAGES.iter().map(|Stage { name, about, .. }| format!("  {name:<12} {about}")).collect();
    lines.join("\n")
}

/// The named stages (none means all) with all that they need, in order.
pub(crate) fn select(names: &[String]) -> Vec<&'static Stage> {
    let mut wanted: Vec<&str> = names.iter().map(String::as_str).collect();
    if wanted.is_empty() {
        return STAGES.iter().collect();
    }
    // Backwards, because a stage needs only stages before it.
    for stage in STAGES.iter().rev() {
        if wanted.contains(&stage.name) {
            wanted.extend(stage.needs);
        }
    }
    STAGES.iter().filter(|stage| wanted.contains(&stage.name)).collect()
}

fn check_format(project: &Project) -> Result<(), Failure> {
    run(cargo().current_dir(project.root()).args(["fmt", "--all", "--check"]))?;
    // These two stand outside of the workspace.
    run(cargo().current_dir(project.path("tools/bindgen")).args(["fmt", "--check"]))?;
    run(cargo().current_dir(project.path("fuzz")).args(["fmt", "--check"]))
}

fn lint(project: &Project) -> Result<(), Failure> {
    run(cargo().current_dir(project.root()).args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))
}

fn lint_wasm(project: &Project) -> Result<(), Failure> {
    wasm::install_target()?;
    run(cargo()
        .current_dir(project.root())
        .args(["clippy", "-p", "hookproof", "-p", "hookproof-wasm"])
        .args(["--target", wasm::TARGET, "--", "-D", "warnings"]))
}

fn document(project: &Project) -> Result<(), Failure> {
    run(cargo().current_dir(project.root()).env("RUSTDOCFLAGS", "-D warnings").args([
        "doc",
        "--no-deps",
        "--workspace",
    ]))
}

fn test_rust(project: &Project) -> Result<(), Failure> {
    let runner: &[&str] = if process::succeeds(cargo().args(["nextest", "--version"])) {
        &["nextest", "run", "--no-fail-fast"]
    } else {
        &["test", "--no-fail-fast"]
    };
    run(cargo().current_dir(project.root()).args(runner).args(["--workspace", "--all-targets"]))?;
    run(cargo().current_dir(project.root()).args(["test", "--workspace", "--doc"]))
}

/// Rewrites what the cases and the command line's transcripts expect.
pub(crate) fn bless(project: &Project) -> Result<(), Failure> {
    let tests =
        ["test", "--package", "hookproof", "--test", "cases", "--package", "hookproof-cli", "--test", "cli"];
    run(cargo().current_dir(project.root()).env("HOOKPROOF_BLESS", "1").args(tests))
}

fn build_wasm(project: &Project) -> Result<(), Failure> {
    wasm::build(project)?;
    wasm::report_size(project)
}

fn test_package(project: &Project) -> Result<(), Failure> {
    node::run_tests(project, &package_tests(project)?)
}

fn package_tests(project: &Project) -> Result<Vec<PathBuf>, Failure> {
    let folder = project.path("npm/test");
    let unreadable = |error| Failure::failed(format!("cannot read {}: {error}", folder.display()));
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".test.js") && name != PARITY_TEST {
            files.push(PathBuf::from("test").join(name));
        }
    }
    files.sort();
    Ok(files)
}

/// Writes what the native library reports and has the shipped module report the same.
fn compare_reports(project: &Project) -> Result<(), Failure> {
    // Not `cargo run -p`: with the features of one package alone, half of the dependencies would be compiled again.
    let built = process::read(cargo().current_dir(project.root()).args([
        "build",
        "--workspace",
        "--example",
        "reports",
        "--message-format=json-render-diagnostics",
    ]))?;
    let example = built
        .lines()
        .find(|line| line.contains(r#""kind":["example"]"#))
        .and_then(|line| json::string(line, "executable"))
        .ok_or_else(|| Failure::failed("cargo does not say where the example `reports` is"))?;
    let reports = process::read(Command::new(example).current_dir(project.root()))?;
    let file = project.target("parity.jsonl");
    fs::write(&file, &reports)
        .map_err(|error| Failure::failed(format!("cannot write {}: {error}", file.display())))?;
    println!("{} native reports in {}", reports.lines().count(), file.display());
    node::run_tests(project, &[PathBuf::from("test").join(PARITY_TEST)])
}

fn test_page(project: &Project) -> Result<(), Failure> {
    let chromium = chromium::find()?;
    println!("Chromium: {}", chromium.display());
    node::test_page(project, &chromium)
}

#[cfg(test)]
mod tests {
    use super::{STAGES, select};

    fn selected(names: &[&str]) -> Vec<&'static str> {
        let names: Vec<String> = names.iter().copied().map(String::from).collect();
        select(&names).iter().map(|stage| stage.name).collect()
    }

    #[test]
    fn no_name_selects_all() {
        assert_eq!(selected(&[]).len(), STAGES.len());
    }

    #[test]
    fn names_bring_what_they_need_in_order() {
        assert_eq!(selected(&["fmt"]), ["fmt"]);
        assert_eq!(selected(&["npm-test", "fmt", "fmt"]), ["fmt", "wasm", "npm", "npm-test"]);
    }

    #[test]
    fn a_stage_stands_after_what_it_needs() {
        for (index, stage) in STAGES.iter().enumerate() {
            for need in stage.needs {
                let position = STAGES.iter().position(|it| it.name == *need);
                assert!(position.is_some_and(|it| it < index), "{} needs {need}", stage.name);
            }
        }
    }
}
