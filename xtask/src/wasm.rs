//! Builds the WebAssembly module and its JavaScript glue.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::failure::Failure;
use crate::node;
use crate::process;
use crate::project::Project;

/// What rustc calls WebAssembly in browsers.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";
const OUTPUTS: [&str; 3] = ["hookproof_bg.wasm", "hookproof.js", "hookproof.d.ts"];

/// Brings npm/wasm up to date.
pub(crate) fn build(project: &Project) -> Result<(), Failure> {
    install_target()?;
    process::run(process::cargo().current_dir(project.root()).args([
        "build",
        "--profile",
        "wasm",
        "--target",
        TARGET,
        "-p",
        "hookproof-wasm",
    ]))?;
    let module = project.target(&format!("{TARGET}/wasm/hookproof_wasm.wasm"));
    let output = project.path("npm/wasm");
    let bindgen = project.path("tools/bindgen");
    let inputs = [module.clone(), bindgen.join("Cargo.lock"), bindgen.join("src/main.rs")];
    if is_fresh(&OUTPUTS.map(|name| output.join(name)), &inputs) {
        return Ok(());
    }
    process::run(
        process::cargo()
            .args(["run", "--manifest-path"])
            .arg(bindgen.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(project.target("bindgen"))
            .arg("--")
            .args([&module, &output]),
    )
}

/// Prints what a visitor downloads: the sizes of the module and its glue, as they are and compressed.
pub(crate) fn report_size(project: &Project) -> Result<(), Failure> {
    let files: Vec<PathBuf> = OUTPUTS[..2].iter().map(|name| project.path("npm/wasm").join(name)).collect();
    let compressed = node::brotli_sizes(&files)?;
    for (file, brotli) in files.iter().zip(compressed) {
        let raw = fs::metadata(file)
            .map_err(|error| Failure::failed(format!("cannot read {}: {error}", file.display())))?
            .len();
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        println!("{name:<18} {:>10} bytes, {:>9} with brotli", grouped(raw), grouped(brotli));
    }
    Ok(())
}

/// Adds the target to the toolchain where it is missing.
pub(crate) fn install_target() -> Result<(), Failure> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let libraries =
        process::read(Command::new(rustc).args(["--print", "target-libdir", "--target", TARGET]))?;
    if Path::new(libraries.trim()).is_dir() {
        return Ok(());
    }
    if process::find_on_path(if cfg!(windows) { "rustup.exe" } else { "rustup" }).is_none() {
        return Err(Failure::failed(format!(
            "this Rust cannot build for {TARGET}, and there is no rustup to add it\n  \
             install the target with the system's package manager (Debian: libstd-rust-dev-wasm32), or use rustup"
        )));
    }
    process::run(Command::new("rustup").args(["target", "add", TARGET]))
}

/// Whether every output exists and is newer than every input.
fn is_fresh(outputs: &[PathBuf], inputs: &[PathBuf]) -> bool {
    let newest = inputs.iter().map(|file| modified(file)).max().flatten();
    let oldest = outputs.iter().map(|file| modified(file)).min().flatten();
    // A missing output counts as the oldest time there is.
    matches!((oldest, newest), (Some(oldest), Some(newest)) if oldest > newest)
}

fn modified(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|it| it.modified()).ok()
}

/// A number in groups of three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{grouped, is_fresh};
    use std::fs::{self, File};
    use std::time::{Duration, SystemTime};

    #[test]
    fn numbers_are_grouped() {
        let numbers = [0, 999, 1_000, 123_456, 3_210_987];
        assert_eq!(numbers.map(grouped), ["0", "999", "1,000", "123,456", "3,210,987"]);
    }

    #[test]
    fn outputs_must_all_be_there_and_newer() {
        let folder = std::env::temp_dir().join(format!("xtask-fresh-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = |name: &str, age: u64| {
            let path = folder.join(name);
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 - age);
            File::create(&path).unwrap().set_modified(time).unwrap();
            path
        };
        let (old, middle, new) = (file("old", 30), file("middle", 20), file("new", 10));
        let missing = folder.join("missing");
        assert!(is_fresh(&[new.clone(), middle.clone()], std::slice::from_ref(&old)));
        assert!(!is_fresh(&[new.clone(), old.clone()], std::slice::from_ref(&middle)));
        assert!(!is_fresh(&[new.clone(), missing.clone()], std::slice::from_ref(&old)));
        assert!(!is_fresh(&[new], &[missing]));
        fs::remove_dir_all(&folder).unwrap();
    }
}
