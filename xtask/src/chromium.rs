//! Finds the browser for the page's tests.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::failure::Failure;
use crate::process;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The browser named by CHROMIUM, else one on PATH, else one freshly installed. Tests are never left out
/// because there is none.
pub(crate) fn find() -> Result<PathBuf, Failure> {
    if let Some(named) = std::env::var_os("CHROMIUM").filter(|it| !it.is_empty()) {
        let file = PathBuf::from(named);
        return if process::is_program(&file) {
            Ok(file)
        } else {
            Err(Failure::failed(format!("CHROMIUM names no program: {}", file.display())))
        };
    }
    if let Some(file) = on_path() {
        return Ok(file);
    }
    install()?;
    on_path().ok_or_else(|| Failure::failed("apt-get installed chromium, but it is not on PATH"))
}

fn on_path() -> Option<PathBuf> {
    NAMES.into_iter().find_map(process::find_on_path)
}

fn install() -> Result<(), Failure> {
    if process::find_on_path("apt-get").is_none() || !is_root() {
        return Err(Failure::failed(
            "Chromium is needed and was not found\n  \
             install it (Debian: apt-get install chromium), or name one: CHROMIUM=/path/to/chromium cargo xtask test page",
        ));
    }
    process::run(apt_get().arg("update"))?;
    process::run(apt_get().args(["install", "-y", "--no-install-recommends", "chromium"]))
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    command
}

fn is_root() -> bool {
    process::read(Command::new("id").arg("-u")).is_ok_and(|user| user.trim() == "0")
}
