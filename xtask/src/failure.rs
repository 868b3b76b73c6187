//! What went wrong, in the words that the user reads.

use std::fmt;
use std::process::ExitCode;

/// The end of a command that did not succeed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command cannot start as it was asked: exit code 2.
    Usage(String),
    /// The work was begun and failed: exit code 1.
    Failed(String),
    /// The work failed, and the user has read about it: exit code 1.
    Reported,
}

impl Failure {
    /// The work failed, for this reason.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::Failed(message.into())
    }

    /// The command was not understood, or its surroundings do not allow it.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::Usage(message.into())
    }

    /// The first line of what went wrong.
    pub(crate) fn summary(&self) -> String {
        match self {
            Self::Usage(message) | Self::Failed(message) => {
                message.lines().next().unwrap_or_default().to_owned()
            }
            Self::Reported => "see above".to_owned(),
        }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Failed(_) | Self::Reported => ExitCode::FAILURE,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) | Self::Failed(message) => write!(f, "error: {message}"),
            Self::Reported => Ok(()),
        }
    }
}
