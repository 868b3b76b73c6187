//! What `now` is. The core reads no clock: whoever asks for a render says what time it is.

/// The time that a render takes for now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// Milliseconds since 1970-01-01 00:00 UTC; without them, `now` is a fault.
    pub now_ms: Option<i64>,
    /// Minutes that the account's time zone is ahead of UTC.
    pub offset_minutes: i32,
}
