//! Standard output and standard error.
//!
//! A reader that goes away (`hookproof check … | head`) is no error: what is left is dropped and the exit code is
//! what it would have been.

use std::io::{self, IsTerminal, Write};

use crate::failure::Failure;

/// Prints text for people to standard output; colours go only where they are wanted.
pub(crate) fn say(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    written(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// Writes bytes to standard output as they are, for programs and for files.
pub(crate) fn write(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    written(out.write_all(bytes).and_then(|()| out.flush()))
}

/// Writes text to standard output as it is. On a terminal, what follows it still begins on a line of its own.
pub(crate) fn write_exactly(text: &str) -> Result<(), Failure> {
    write(text.as_bytes())?;
    if !text.is_empty() && !text.ends_with('\n') && io::stdout().is_terminal() {
        tell("\n");
    }
    Ok(())
}

/// Prints text for people to standard error. When that fails there is nobody left to tell.
pub(crate) fn tell(text: &str) {
    let mut out = anstream::stderr().lock();
    let _nobody_left = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

fn written(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("cannot write the output: {}", crate::failure::reason(&error))))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}
