//! Ctrl-C ends what goes on, and the command says how far it came.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::ask;

/// Whether the user asked to stop.
#[derive(Clone, Debug, Default)]
pub(super) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asked for by Ctrl-C. Pressed again, it ends the command at once.
    pub(super) fn on_signal() -> Stop {
        let stop = Stop::default();
        let asked = stop.0.clone();
        let handler = move || {
            if asked.swap(true, Ordering::Relaxed) || ask::is_open() {
                std::process::exit(i32::from(crate::STOPPED));
            }
        };
        // Where there are no signals, Ctrl-C ends the command as it always does.
        let _no_signals = ctrlc::set_handler(handler);
        stop
    }

    pub(super) fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
