//! `cargo xtask bench`: figures as ratios, each with its peer in the same run.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::node;
use crate::process::{self, cargo};
use crate::project::Project;

/// Versions are pinned, so that figures of two days can be compared.
const PEERS: [&str; 3] = ["nunjucks@3.2.4", "ajv@8.20.0", "liquidjs@10.30.1"];

const PYTHON_PEERS: [&str; 2] = ["jinja2==3.1.6", "jsonschema==4.26.0"];

const BUILD: [&str; 6] = ["build", "--release", "--package", "hookproof", "--examples", "--quiet"];

const BUILD_CLI: [&str; 5] = ["build", "--release", "--package", "hookproof-cli", "--quiet"];

const BUILD_DELIVERIES: [&str; 6] =
    ["build", "--release", "--package", "hookproof-dispatch", "--examples", "--quiet"];

/// Builds what is measured, as it is shipped, and measures it.
pub(crate) fn run(project: &Project) -> Result<(), Failure> {
    node::build_package(project)?;
    process::run(cargo().current_dir(project.root()).args(BUILD))?;
    let home = project.target("bench");
    node::install_into(&home, &PEERS)?;
    let schema = project.path("schemas/receivers/inkpact.json");
    process::run(
        Command::new("node")
            .arg(project.path("xtask/bench/keystroke.mjs"))
            .arg(project.path("npm/dist/node.js"))
            .arg(home.join("package.json"))
            .arg(project.target("release/examples/keystroke"))
            .arg(&schema),
    )?;
    process::run(cargo().current_dir(project.root()).args(BUILD_CLI))?;
    process::run(
        Command::new("node")
            .arg(project.path("xtask/bench/audience.mjs"))
            .arg(project.path("npm/dist/node.js"))
            .arg(home.join("package.json"))
            .arg(project.target("release/examples/audience"))
            .arg(project.target("release/hookproof"))
            .arg(schema)
            .arg(python(&home.join("python"))?)
            .arg(project.path("xtask/bench/audience.py"))
            .arg(&home),
    )?;
    process::run(cargo().current_dir(project.root()).args(BUILD_DELIVERIES))?;
    process::run(&mut Command::new(project.target("release/examples/deliveries")))
}

/// A Python of its own with the peers.
fn python(home: &Path) -> Result<PathBuf, Failure> {
    let python = home.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if !process::succeeds(Command::new(&python).args(["-c", "import jinja2, jsonschema"])) {
        let python3 = process::find_on_path("python3").ok_or_else(|| {
            Failure::failed("Python is needed and was not found (Debian: apt-get install python3-venv)")
        })?;
        process::run(Command::new(python3).args(["-m", "venv"]).arg(home))?;
        process::run(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(PYTHON_PEERS))?;
    }
    Ok(python)
}
