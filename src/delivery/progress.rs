//! Where a delivery stands on its schedule, and where a try leads it.

use serde::{Deserialize, Serialize};

use super::outcome::{Fault, MAX_RETRY_AFTER_MS, Outcome};
use super::policy::{Action, Policy};
use super::schedule;

/// Where a delivery stands on its schedule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// How many tries have counted.
    pub tries: u32,
    /// When the first try would have been, had no later one waited for anything but its schedule.
    pub anchor: i64,
    /// When the next try is due.
    pub due: i64,
}

impl Progress {
    /// That of a delivery that is not to be tried before `due`.
    pub fn fresh(due: i64) -> Progress {
        Progress { tries: 0, anchor: 0, due }
    }

    /// Whether the next try may be made at `now`. A retry that is due later than any schedule makes it shows that the
    /// clock was set back, and is due.
    pub fn is_due(&self, now: i64) -> bool {
        self.due <= now || (self.tries > 0 && self.due > now.saturating_add(Progress::MAX_WAIT_MS))
    }

    /// The longest that a retry waits: what is left of the schedule, and as long as a partner may ask for on top.
    pub const MAX_WAIT_MS: i64 = schedule::LAST_MS.1 + MAX_RETRY_AFTER_MS;
}

/// A try at a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Try {
    /// When it began.
    pub started: i64,
    /// When it ended.
    pub ended: i64,
    /// How.
    pub outcome: Outcome,
}

/// What becomes of a delivery after a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It has arrived.
    Delivered,
    /// It is tried again when it is due.
    Waiting,
    /// A person decides.
    Undecided,
    /// It has failed for good.
    Failed,
    /// It has used up its retries.
    Dropped,
}

/// What becomes of the delivery of this key after a try. A retry is due by the schedule, counted from the first try,
/// and never before [`schedule::LEAST_WAIT_MS`] have passed or the partner's `Retry-After`, up to an hour, has. Whatever else
/// delayed a try, a partner that asks for patience included, moves the rest of the schedule with it: retries are not
/// made up for in a burst.
pub fn advance(progress: &Progress, key: &str, attempt: &Try, policy: &Policy) -> (Next, Progress) {
    let Try { started, outcome, .. } = *attempt;
    let ended = attempt.ended.max(started);
    let next = match policy.judge(outcome).action {
        Action::Deliver => Next::Delivered,
        Action::Fail => Next::Failed,
        Action::Decide => Next::Undecided,
        Action::Retry => Next::Waiting,
    };
    // The partner was not to be asked, or we have forgotten what it said: neither is the delivery's, which is as due as
    // before.
    if matches!(outcome, Outcome::Fault(Fault::Abandoned | Fault::NoSecret)) {
        return (next, *progress);
    }
    let late = if progress.tries == 0 { 0 } else { started.saturating_sub(progress.due).max(0) };
    let anchor = if progress.tries == 0 { started } else { progress.anchor.saturating_add(late) };
    let tries = progress.tries.saturating_add(1);
    let counted = Progress { tries, anchor, due: progress.due };
    if next != Next::Waiting {
        return (next, counted);
    }
    let Some(offset) = schedule::offset(Some(key), tries) else {
        return (Next::Dropped, counted);
    };
    let planned = anchor.saturating_add(offset);
    // Only a clock that was set back puts the plan beyond the wait of this retry.
    let before = schedule::offset(Some(key), tries - 1).unwrap_or_default();
    let latest = ended.saturating_add(offset - before);
    let due = planned.max(ended.saturating_add(schedule::LEAST_WAIT_MS)).min(latest);
    let asked = asked(outcome, ended).unwrap_or(due).max(due);
    (Next::Waiting, Progress { tries, anchor: anchor.saturating_add(asked - due), due: asked })
}

/// Until when the partner asks to wait. Only 429 and 503 are held to it; elsewhere the header has other meanings or
/// none (RFC 9110, section 10.2.3).
fn asked(outcome: Outcome, ended: i64) -> Option<i64> {
    match outcome {
        Outcome::Answered { status: 429 | 503, retry_after: Some(until) } => {
            Some(until.min(ended.saturating_add(MAX_RETRY_AFTER_MS)))
        }
        _ => None,
    }
}

/// The schedule of a delivery whose connection sends again at `now`, after it stood still since `frozen_since`: as much
/// later as the delivery stood still, which is not before its last try ended.
#[must_use]
pub fn thaw(progress: &Progress, last_ended: Option<i64>, frozen_since: i64, now: i64) -> Progress {
    // Times to send at are kept: nobody has begun to count.
    if progress.tries == 0 {
        return *progress;
    }
    let since = last_ended.map_or(frozen_since, |it| it.max(frozen_since));
    let stood = now.saturating_sub(since).max(0);
    Progress {
        anchor: progress.anchor.saturating_add(stood),
        due: progress.due.saturating_add(stood),
        ..*progress
    }
}
