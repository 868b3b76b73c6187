//! What every ledger does with a try, apart from storing it.

use hookproof::delivery::{Connection, Next, Outcome, Progress, Try, advance};

use crate::error::Error;
use crate::record::{ClaimId, Completion, DeliveryId, Status, Tested};

/// How much of an answer the log keeps: enough for every partner's error object, little enough for a million tries.
pub const MAX_EXCERPT_BYTES: usize = 2 << 10;

/// The longest answer that is kept as data: as much as the transport reads of one.
pub const MAX_STORED_ANSWER_BYTES: usize = 64 << 10;

/// When a delivery is due that nobody has set a time for: whatever the clock says, now or when it was taken in.
pub(crate) const AT_ONCE: i64 = i64::MIN;

/// Counts a try of a delivery for its connection, and says what becomes of the delivery.
pub(crate) fn settle(
    connection: &mut Connection,
    key: &str,
    progress: &Progress,
    attempt: &Try,
) -> (Status, Progress) {
    let (next, progress) = advance(progress, key, attempt, &connection.policy);
    connection.record(attempt.ended, attempt.outcome);
    let status = match next {
        Next::Delivered => Status::Delivered,
        Next::Waiting if connection.state.ignores() => Status::Ignored,
        Next::Waiting => Status::Waiting,
        Next::Undecided => Status::Undecided,
        Next::Failed => Status::Failed,
        Next::Dropped => Status::Dropped,
    };
    (status, progress)
}

/// The fault of a test whose key is known already.
pub(crate) fn known_test() -> Error {
    Error::Store("the key of a test is known already".to_owned())
}

impl Tested {
    /// Its only try, under no claim.
    pub(crate) fn completion(&self, id: DeliveryId) -> Completion {
        Completion {
            id,
            claim: ClaimId(0),
            started: self.started,
            ended: self.ended,
            outcome: self.outcome,
            partner_id: self.partner_id.clone(),
            answer: self.answer.clone(),
        }
    }
}

/// What the log keeps of an answer.
pub(crate) fn excerpt(answer: &str) -> &str {
    let end = answer.floor_char_boundary(MAX_EXCERPT_BYTES);
    answer.get(..end).unwrap_or_default()
}

/// Whether an answer is kept as data: JSON of a success, not too long.
pub(crate) fn is_data(outcome: Outcome, answer: &str) -> bool {
    matches!(outcome, Outcome::Answered { status: 200..=299, .. })
        && answer.len() <= MAX_STORED_ANSWER_BYTES
        && serde_json::from_str::<serde::de::IgnoredAny>(answer).is_ok()
}

/// How many of the deliveries still to be claimed a connection may have, when this many connections are left to ask:
/// what one does not use, the next ones may.
pub(crate) fn share(limit: u32, connections_left: usize) -> u32 {
    let left = u32::try_from(connections_left).unwrap_or(u32::MAX).max(1);
    limit.div_ceil(left)
}
