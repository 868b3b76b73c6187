//! The parts that are built and tested with Node.js.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::failure::Failure;
use crate::process;
use crate::project::Project;
use crate::wasm;

/// The oldest Node.js that the package promises to run on (`engines` in npm/package.json).
const OLDEST_NODE: u32 = 20;

/// Builds the WebAssembly module and the npm package around it.
pub(crate) fn build_package(project: &Project) -> Result<(), Failure> {
    // Before minutes of compiling, not after.
    require_node()?;
    wasm::build(project)?;
    compile_package(project)
}

/// Builds the npm package around the module that is already there.
pub(crate) fn compile_package(project: &Project) -> Result<(), Failure> {
    install_packages(project)?;
    process::run(npm(project).args(["run", "--silent", "build", "--workspace", "npm"]))
}

/// Builds the page into www/dist.
pub(crate) fn build_page(project: &Project) -> Result<(), Failure> {
    require_page(project)?;
    process::run(npm(project).args(["run", "--silent", "build", "--workspace", "www"]))
}

/// Runs the page's own tests, in the given Chromium.
pub(crate) fn test_page(project: &Project, chromium: &Path) -> Result<(), Failure> {
    require_page(project)?;
    process::run(npm(project).env("CHROMIUM", chromium).args(["test", "--workspace", "www"]))
}

/// Runs files of node's own test runner, given relative to npm/test.
pub(crate) fn run_tests(project: &Project, files: &[PathBuf]) -> Result<(), Failure> {
    if files.is_empty() {
        return Err(Failure::failed("npm/test holds no tests"));
    }
    let parity = project.target("parity.jsonl");
    process::run(
        Command::new("node")
            .current_dir(project.path("npm"))
            .env("HOOKPROOF_PARITY", parity)
            .args(["--test", "--test-reporter", "spec"])
            .args(files),
    )
}

/// How many bytes each file has after compression as web servers do it.
pub(crate) fn brotli_sizes(files: &[PathBuf]) -> Result<Vec<u64>, Failure> {
    const SCRIPT: &str = "
        const { readFileSync } = require('node:fs');
        const { brotliCompressSync } = require('node:zlib');
        for (const file of process.argv.slice(1)) console.log(brotliCompressSync(readFileSync(file)).length);
    ";
    require_node()?;
    let printed = process::read(Command::new("node").args(["--eval", SCRIPT]).args(files))?;
    let sizes: Result<Vec<u64>, _> = printed.lines().map(str::parse).collect();
    sizes.map_err(|error| Failure::failed(format!("node printed no size: {error}")))
}

/// Says early, and in words, that Node.js is missing or too old.
pub(crate) fn require_node() -> Result<(), Failure> {
    let version = Command::new("node").arg("--version").stderr(Stdio::null()).output();
    let version = version.ok().and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default();
    match major(&version) {
        Some(major) if major >= OLDEST_NODE => {}
        Some(_) => {
            let version = version.trim();
            return Err(Failure::failed(format!(
                "Node.js {OLDEST_NODE} or newer is needed, and this is {version}"
            )));
        }
        None => {
            return Err(Failure::failed(format!(
                "Node.js is needed and was not found\n  \
                 install Node.js {OLDEST_NODE} or newer with npm (Debian: apt-get install nodejs npm)"
            )));
        }
    }
    if process::succeeds(Command::new(NPM).arg("--version")) {
        return Ok(());
    }
    Err(Failure::failed(
        "npm is needed and was not found\n  install it beside Node.js (Debian: apt-get install npm)",
    ))
}

const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

fn npm(project: &Project) -> Command {
    let mut command = Command::new(NPM);
    command.current_dir(project.root());
    command
}

/// Installs the packages of the lockfile, unless exactly those are there.
fn install_packages(project: &Project) -> Result<(), Failure> {
    require_node()?;
    let lockfile = project.path("package-lock.json");
    let wanted = fs::read(&lockfile)
        .map_err(|error| Failure::failed(format!("cannot read {}: {error}", lockfile.display())))?;
    // Kept inside, so that it vanishes together with what it describes.
    let installed = project.path("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    process::run(npm(project).arg("ci"))?;
    fs::write(&installed, wanted)
        .map_err(|error| Failure::failed(format!("cannot write {}: {error}", installed.display())))
}

/// Installs packages of the registry into a folder of their own, unless exactly those are there.
pub(crate) fn install_into(home: &Path, packages: &[&str]) -> Result<(), Failure> {
    let unwritable = |error| Failure::failed(format!("cannot write to {}: {error}", home.display()));
    let installed = home.join("node_modules/.installed.txt");
    let wanted = packages.join("\n");
    if fs::read_to_string(&installed).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    fs::create_dir_all(home).map_err(unwritable)?;
    // It keeps npm from taking the repository's own package for the one to install into.
    fs::write(home.join("package.json"), "{\"private\":true}\n").map_err(unwritable)?;
    let options = ["install", "--no-audit", "--no-fund", "--silent", "--save-exact"];
    process::run(Command::new(NPM).current_dir(home).args(options).args(packages))?;
    fs::write(&installed, wanted).map_err(unwritable)
}

fn require_page(project: &Project) -> Result<(), Failure> {
    let manifest = project.path("www/package.json");
    if manifest.is_file() {
        return Ok(());
    }
    Err(Failure::failed(format!("there is no page: {} is missing", manifest.display())))
}

/// The first number of a version such as `v20.20.2`.
fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_major_version_is_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("v8.0.0"), Some(8));
        assert_eq!(major(""), None);
        assert_eq!(major("command not found"), None);
    }
}
