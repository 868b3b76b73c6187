//! The real engines and how they come onto this machine.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::node;
use crate::process;
use crate::project::Project;

/// An engine to compare with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Engine {
    /// Python's Jinja2.
    Jinja,
    /// liquidjs.
    Liquid,
    /// Apache Velocity 1.7, as Debian packages it.
    Velocity,
}

/// Versions are pinned, so that a difference is ours.
const JINJA: &str = "jinja2==3.1.6";
const LIQUIDJS: &str = "liquidjs@10.30.1";

/// Where Debian puts libraries of Java, and what Velocity needs of them.
const JARS: &str = "/usr/share/java";
const VELOCITY_JARS: [&str; 3] = ["velocity.jar", "commons-collections3.jar", "commons-lang.jar"];

impl Engine {
    pub(crate) fn from_name(name: &str) -> Option<Engine> {
        [Engine::Jinja, Engine::Liquid, Engine::Velocity].into_iter().find(|it| it.name() == name)
    }

    /// The language, which is also the name of the engine's files in xtask/oracle.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Engine::Jinja => "jinja",
            Engine::Liquid => "liquid",
            Engine::Velocity => "velocity",
        }
    }

    /// Our profile of it.
    pub(crate) fn profile(self) -> &'static str {
        match self {
            Engine::Jinja => "jinja2",
            Engine::Liquid => "shopify",
            Engine::Velocity => "velocity-2",
        }
    }

    /// The suites of templates that are its own.
    pub(crate) fn suites(self) -> &'static [&'static str] {
        match self {
            Engine::Jinja => &["jinja2"],
            Engine::Liquid => &["golden-liquid"],
            Engine::Velocity => &["velocity-2"],
        }
    }

    /// Whether a case of the suite is one on which the engine and our profile ought to agree.
    pub(crate) fn shares(self, line: &str) -> bool {
        self != Engine::Velocity || !line.contains("\"differs:velocity-1.7\"")
    }

    /// The differences that stay, each with its reason.
    pub(crate) fn known(self) -> &'static str {
        match self {
            Engine::Jinja => include_str!("../../oracle/known/jinja.txt"),
            Engine::Liquid => include_str!("../../oracle/known/liquid.txt"),
            Engine::Velocity => include_str!("../../oracle/known/velocity.txt"),
        }
    }

    /// The command that renders with it; what that needs is installed.
    pub(crate) fn command(self, project: &Project) -> Result<Command, Failure> {
        match self {
            Engine::Jinja => jinja(project),
            Engine::Liquid => liquid(project),
            Engine::Velocity => velocity(project),
        }
    }
}

fn jinja(project: &Project) -> Result<Command, Failure> {
    let home = project.target("oracle/jinja");
    let python = home.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if !process::succeeds(Command::new(&python).args(["-c", "import jinja2"])) {
        let python3 = process::find_on_path("python3").ok_or_else(|| {
            Failure::failed("Python is needed and was not found (Debian: apt-get install python3-venv)")
        })?;
        process::run(Command::new(python3).args(["-m", "venv"]).arg(&home))?;
        process::run(Command::new(&python).args(["-m", "pip", "install", "--quiet", JINJA]))?;
    }
    let mut command = Command::new(python);
    command.arg(project.path("xtask/oracle/jinja.py"));
    Ok(command)
}

fn liquid(project: &Project) -> Result<Command, Failure> {
    node::require_node()?;
    let home = project.target("oracle/liquid");
    node::install_into(&home, &[LIQUIDJS])?;
    let mut command = Command::new("node");
    command.arg(project.path("xtask/oracle/liquid.mjs")).arg(home.join("package.json"));
    Ok(command)
}

fn velocity(project: &Project) -> Result<Command, Failure> {
    if process::find_on_path("javac").is_none() {
        let message = "javac is needed and was not found (Debian: apt-get install default-jdk-headless)";
        return Err(Failure::failed(message));
    }
    if !jars().iter().all(|jar| jar.is_file()) {
        install_velocity()?;
    }
    let home = project.target("oracle/velocity");
    fs::create_dir_all(&home)
        .map_err(|error| Failure::failed(format!("cannot make {}: {error}", home.display())))?;
    let source = project.path("xtask/oracle/Velocity.java");
    let classes = class_path(&home)?;
    process::run(Command::new("javac").arg("-d").arg(&home).arg("-cp").arg(&classes).arg(source))?;
    let mut command = Command::new("java");
    command.arg("-cp").arg(classes).arg("Velocity");
    Ok(command)
}

fn jars() -> Vec<PathBuf> {
    VELOCITY_JARS.iter().map(|jar| Path::new(JARS).join(jar)).collect()
}

fn install_velocity() -> Result<(), Failure> {
    const INSTALL: [&str; 4] = ["install", "--yes", "--no-install-recommends", "velocity"];
    if process::find_on_path("apt-get").is_some()
        && process::run(Command::new("apt-get").args(INSTALL)).is_ok()
    {
        return Ok(());
    }
    let message = format!("Velocity 1.7 is not in {JARS}\n  install it as root: apt-get install velocity");
    Err(Failure::failed(message))
}

fn class_path(home: &Path) -> Result<OsString, Failure> {
    let mut places = vec![home.to_owned()];
    places.extend(jars());
    std::env::join_paths(places).map_err(|error| Failure::failed(format!("a path cannot be named: {error}")))
}
