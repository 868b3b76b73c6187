//! Why a ledger cannot do what it is asked.

use std::fmt;
use std::path::PathBuf;

use hookproof::delivery::Refusal;

use crate::lock::Owner;

/// Why a ledger cannot do what it is asked. Nothing of what was asked has been done, unless it is [`Error::Interrupted`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// It knows no connection of this name.
    NoConnection(String),
    /// The connection's state does not permit it.
    Refused(Refusal),
    /// Another process dispatches from it.
    Held {
        /// The ledger.
        path: PathBuf,
        /// Who, if that can be read.
        owner: Option<Owner>,
    },
    /// It was opened to look and to change connections, not to dispatch.
    NotDispatching,
    /// There is no room left where it is stored.
    Full,
    /// A newer Hookproof has written it.
    TooNew {
        /// The version of its form.
        found: i64,
    },
    /// Another version of Hookproof has written it, and this one does not know its form.
    OtherForm,
    /// The SQLite that was linked may lose what was committed.
    OldSqlite {
        /// Its version.
        found: String,
    },
    /// It holds what no ledger holds: it is damaged, or another program has written to it.
    Damaged(String),
    /// A test has stopped it here.
    Interrupted,
    /// The store has a fault of its own, in its words.
    Store(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NoConnection(name) => write!(f, "the delivery log knows no webhook '{name}'"),
            Error::Refused(refusal) => refusal.fmt(f),
            Error::Held { path, owner: Some(owner) } => write!(
                f,
                "process {} on {} is sending from {} already, since {}: wait until it is done or stop it",
                owner.pid,
                owner.host,
                path.display(),
                owner.since
            ),
            Error::Held { path, owner: None } => {
                write!(f, "another process is sending from {} already", path.display())
            }
            Error::NotDispatching => f.write_str("the delivery log was not opened to send from it"),
            Error::Full => {
                f.write_str("no room is left for the delivery log: make room, then run the command again")
            }
            Error::TooNew { found } => write!(
                f,
                "a newer version of Hookproof has written the delivery log (form {found}): update Hookproof"
            ),
            Error::OtherForm => {
                f.write_str("an earlier version of Hookproof has written the delivery log, in a form that is no longer known")
            }
            Error::OldSqlite { found } => {
                write!(f, "SQLite {found} may lose what was committed: build with 3.51.3 or newer")
            }
            Error::Damaged(what) => write!(f, "the delivery log is damaged: {what}"),
            Error::Interrupted => f.write_str("interrupted by a test"),
            Error::Store(what) => write!(f, "the delivery log cannot be used: {what}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Error {
        Error::Refused(refusal)
    }
}
