//! `cargo xtask fuzz`: builds a fuzz target for the stable toolchain and runs it.
//!
//! libFuzzer needs no nightly compiler: what `cargo fuzz --sanitizer none` asks of rustc is stable. It needs a C++
//! compiler, because it is built from source.

mod seeds;

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::failure::Failure;
use crate::process::{self, cargo};
use crate::project::Project;

/// What is fuzzed and for how long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct FuzzOptions {
    pub(crate) target: Target,
    pub(crate) minutes: u64,
}

/// A file of `fuzz/fuzz_targets`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Target {
    Parse,
    Render,
    Check,
}

impl Target {
    pub(crate) fn from_name(name: &str) -> Option<Target> {
        [Target::Parse, Target::Render, Target::Check].into_iter().find(|it| it.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Target::Parse => "parse",
            Target::Render => "render",
            Target::Check => "check",
        }
    }
}

pub(crate) const DEFAULT_MINUTES: u64 = 10;

/// Counters on every edge and the operands of every comparison, as cargo-fuzz asks for them.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
                        -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
                        -Cllvm-args=-sanitizer-coverage-pc-table \
                        -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 --cfg fuzzing";

/// Far more than any input needs; a slower one is a find.
const LIMITS: [&str; 4] = ["-timeout=20", "-rss_limit_mb=2048", "-max_len=4096", "-print_final_stats=1"];

/// Fuzzes until the time is up or something falls out.
pub(crate) fn run(project: &Project, options: FuzzOptions) -> Result<(), Failure> {
    let name = options.target.name();
    let program = build(project, name)?;
    let home = project.target("fuzz-runs").join(name);
    let (seeds, corpus, finds) = (home.join("seeds"), home.join("corpus"), home.join("finds"));
    for folder in [&seeds, &corpus, &finds] {
        fs::create_dir_all(folder)
            .map_err(|error| Failure::failed(format!("cannot make {}: {error}", folder.display())))?;
    }
    let count = seeds::write(project, options.target, &seeds)?;
    println!("{count} seeds in {}", seeds.display());
    let status = Command::new(&program)
        .args(LIMITS)
        .arg(format!("-max_total_time={}", options.minutes.saturating_mul(60)))
        .arg(format!("-artifact_prefix={}/", finds.display()))
        .args([corpus, seeds])
        .status()
        .map_err(|error| Failure::failed(format!("cannot run {}: {error}", program.display())))?;
    if status.success() {
        return Ok(());
    }
    let message = format!(
        "something fell out: the input is in {}\n  see it again with `{} FILE`",
        finds.display(),
        program.display()
    );
    Err(Failure::failed(message))
}

fn build(project: &Project, name: &str) -> Result<std::path::PathBuf, Failure> {
    if !["c++", "g++", "clang++"].iter().any(|it| process::find_on_path(it).is_some()) {
        let message =
            "libFuzzer is built from source, and there is no C++ compiler (Debian: apt-get install g++)";
        return Err(Failure::failed(message));
    }
    let host = host()?;
    let manifest = project.path("fuzz/Cargo.toml");
    let folder = project.target("fuzz");
    // With the target named, the flags leave the build scripts alone.
    process::run(
        cargo()
            .current_dir(project.root())
            .env("RUSTFLAGS", COVERAGE)
            .args(["build", "--release", "--bin", name, "--target", &host, "--manifest-path"])
            .arg(manifest)
            .arg("--target-dir")
            .arg(&folder),
    )?;
    Ok(folder.join(Path::new(&host).join("release").join(name)))
}

/// The platform that this machine compiles for.
fn host() -> Result<String, Failure> {
    let version = process::read(Command::new("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| Failure::failed("`rustc -vV` does not say what it compiles for"))
}
