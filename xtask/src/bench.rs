//! `cargo xtask bench`: figures as ratios, each with its peer in the same run.

use std::process::Command;

use crate::failure::Failure;
use crate::node;
use crate::process::{self, cargo};
use crate::project::Project;

/// Versions are pinned, so that figures of two days can be compared.
const PEERS: [&str; 2] = ["nunjucks@3.2.4", "ajv@8.20.0"];

const KEYSTROKE: [&str; 6] = ["build", "--release", "--package", "hookproof", "--example", "keystroke"];
const DELIVERIES: [&str; 6] =
    ["build", "--release", "--package", "hookproof-dispatch", "--example", "deliveries"];

/// Builds what is measured, as it is shipped, and measures it.
pub(crate) fn run(project: &Project) -> Result<(), Failure> {
    node::build_package(project)?;
    process::run(cargo().current_dir(project.root()).args(KEYSTROKE))?;
    let home = project.target("bench");
    node::install_into(&home, &PEERS)?;
    process::run(
        Command::new("node")
            .arg(project.path("xtask/bench/keystroke.mjs"))
            .arg(project.path("npm/dist/node.js"))
            .arg(home.join("package.json"))
            .arg(project.target("release/examples/keystroke"))
            .arg(project.path("schemas/receivers/inkpact.json")),
    )?;
    process::run(cargo().current_dir(project.root()).args(DELIVERIES))?;
    process::run(&mut Command::new(project.target("release/examples/deliveries")))
}
