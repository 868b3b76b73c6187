//! What time it is. Waiting is tokio's, whose time tests can hold.

use std::time::SystemTime;

/// Something that knows what time it is.
pub trait Clock: Send + Sync + 'static {
    /// Milliseconds since 1970-01-01 UTC. They may go back.
    fn now(&self) -> i64;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the edge where the core's `now` comes from")]
    fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        // A clock before 1970 is as wrong as one at 1970.
        since.map_or(0, |it| i64::try_from(it.as_millis()).unwrap_or(i64::MAX))
    }
}
