//! Runs other programs.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::failure::Failure;

/// The cargo that runs this program, so that all stages use one toolchain.
pub(crate) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Shows the command, runs it and lets its output stream through.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    println!("$ {}", shown(command));
    let status = command.status().map_err(|error| cannot_run(command, &error))?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::failed(format!("`{}` failed ({status})", shown(command))))
}

/// Runs a command for what it prints; its messages for people stream through.
pub(crate) fn read(command: &mut Command) -> Result<String, Failure> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| cannot_run(command, &error))?;
    if !output.status.success() {
        return Err(Failure::failed(format!("`{}` failed ({})", shown(command), output.status)));
    }
    String::from_utf8(output.stdout)
        .map_err(|_| Failure::failed(format!("`{}` printed something that is not UTF-8", shown(command))))
}

/// Whether a command can be run and succeeds; it stays silent.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Finds a program on PATH.
pub(crate) fn find_on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| is_program(file))
}

/// Whether a file is there to be run.
pub(crate) fn is_program(file: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.metadata().is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o111 != 0)
    }
    #[cfg(not(unix))]
    {
        file.is_file()
    }
}

/// The command as one would type it, with the program's name in place of its path.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

fn cannot_run(command: &Command, error: &std::io::Error) -> Failure {
    let program = command.get_program().to_string_lossy();
    match error.kind() {
        ErrorKind::NotFound => Failure::failed(format!("`{program}` is not installed, or not on PATH")),
        _ => Failure::failed(format!("cannot run `{program}`: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::{cargo, read, run, shown, succeeds};
    use std::process::Command;

    #[test]
    fn a_program_that_is_missing_is_named() {
        let failure = run(&mut Command::new("no-such-program-here")).unwrap_err();
        assert_eq!(failure.to_string(), "error: `no-such-program-here` is not installed, or not on PATH");
        assert!(!succeeds(&mut Command::new("no-such-program-here")));
    }

    #[test]
    fn a_command_that_fails_is_shown() {
        let failure = read(cargo().arg("no-such-subcommand")).unwrap_err().to_string();
        assert!(failure.starts_with("error: `cargo no-such-subcommand` failed ("), "{failure}");
    }

    #[test]
    fn a_command_is_shown_without_the_path_of_its_program() {
        assert_eq!(shown(Command::new("/opt/tools/node").args(["--test", "a.js"])), "node --test a.js");
    }
}
