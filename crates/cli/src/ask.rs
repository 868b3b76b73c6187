//! Asks before anything is sent that cannot be called back.

use std::io::{self, BufRead, IsTerminal};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::args::Consent;
use crate::failure::Failure;
use crate::output;

static IS_OPEN: AtomicBool = AtomicBool::new(false);

/// Whether somebody is being asked now: then nothing has been done, and Ctrl-C may end the command at once.
pub(crate) fn is_open() -> bool {
    IS_OPEN.load(Ordering::Relaxed)
}

/// Whether it is to be done. Where nobody can be asked, it must have been said beforehand.
pub(crate) fn may(consent: Consent, question: &str) -> Result<bool, Failure> {
    if consent.yes {
        return Ok(true);
    }
    if !io::stdin().is_terminal() {
        let failure = Failure::new("nobody can be asked here, so nothing was done");
        return Err(failure.with_help("say --yes if it is meant"));
    }
    output::tell(&format!("{question} [y/N] "));
    let mut answer = String::new();
    IS_OPEN.store(true, Ordering::Relaxed);
    let read = io::stdin().lock().read_line(&mut answer);
    IS_OPEN.store(false, Ordering::Relaxed);
    Ok(read.is_ok() && matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}
