//! The delivery log: where it is, who has it open, and what its faults mean for people.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use hookproof::delivery::Refusal;
use hookproof_dispatch::{Error, Ledger, Owner, Sqlite};

use crate::args::LogFile;
use crate::failure::Failure;
use crate::{load, when};

/// The environment variable that names the delivery log.
const VARIABLE: &str = "HOOKPROOF_LEDGER";

/// What the delivery log is called where nobody says so.
const NAME: &str = "hookproof.db";

/// Where the delivery log is: as the arguments say, else the environment, else beside the project's file, which is looked
/// for from the folder of the webhook or from here upwards, else here.
pub(crate) fn path(file: &LogFile, hook: Option<&Path>) -> Result<PathBuf, Failure> {
    let stated = file.ledger.clone().or_else(|| env::var_os(VARIABLE).map(PathBuf::from));
    if let Some(stated) = stated.filter(|it| !it.as_os_str().is_empty()) {
        return Ok(stated);
    }
    let project = load::shared(hook.unwrap_or(Path::new("")))?.file.and_then(|it| it.path);
    Ok(project.map_or_else(|| PathBuf::from(NAME), |it| it.with_file_name(NAME)))
}

/// Opens it to look at it and to change connections; another process may be sending. None is made.
pub(crate) fn open(path: &Path) -> Result<Sqlite, Failure> {
    if !path.exists() {
        let failure = Failure::new(format!("there is no delivery log '{}'", path.display()));
        return Err(failure
            .with_help("`hookproof test` begins one; if there is one elsewhere, name it with --ledger"));
    }
    create(path)
}

/// The same; it is made when there is none.
pub(crate) fn create(path: &Path) -> Result<Sqlite, Failure> {
    Sqlite::open(path).map_err(|error| refused(error, Some(path)))
}

/// Opens it to send from it, as the only process that does.
pub(crate) fn open_to_send(path: &Path) -> Result<Sqlite, Failure> {
    let owner = Owner { pid: std::process::id(), host: host(), since: when::said(when::now()) };
    Sqlite::open_to_dispatch(path, &owner).map_err(|error| refused(error, Some(path)))
}

/// The machine's name, as far as the system tells it without asking the network.
fn host() -> String {
    let kernel = fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let stated = ["HOSTNAME", "COMPUTERNAME"].iter().find_map(|it| env::var(it).ok());
    let name = kernel.or(stated).unwrap_or_default();
    if name.trim().is_empty() { "this machine".to_owned() } else { name.trim().to_owned() }
}

/// Fails when there is no connection of this name.
pub(crate) fn must_know(ledger: &mut Sqlite, connection: &str) -> Result<(), Failure> {
    match ledger.connections()?.contains_key(connection) {
        true => Ok(()),
        false => Err(Error::NoConnection(connection.to_owned()).into()),
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        refused(error, None)
    }
}

/// What a fault of the delivery log means, and the way out.
fn refused(error: Error, path: Option<&Path>) -> Failure {
    let failure = match (path, &error) {
        (Some(path), Error::Damaged(_) | Error::Store(_) | Error::OtherForm) => {
            Failure::new(format!("{error} ('{}')", path.display()))
        }
        (..) => Failure::new(error.to_string()),
    };
    match error {
        Error::NoConnection(_) => {
            failure.with_help("`hookproof hooks list --all` lists them; a webhook's test puts it there")
        }
        Error::Refused(Refusal::NotTested(_)) => {
            failure.with_help("hookproof test NAME.hook.toml --contact me.json --activate")
        }
        Error::Damaged(_) => failure.with_help(
            "keep the file: what it knows may still be read by others; go on with another one by --ledger",
        ),
        Error::OtherForm => failure.with_help(
            "send what waits in it with the version that wrote it; then move the file away, or name another one with --ledger",
        ),
        Error::Store(_) => failure.with_help("check that the file and its folder can be written"),
        Error::Refused(_)
        | Error::Held { .. }
        | Error::NotDispatching
        | Error::Full
        | Error::TooNew { .. }
        | Error::OldSqlite { .. }
        | Error::Interrupted => failure,
    }
}
