//! `--format json`: what came of it, as `hookproof schema show send` describes it.

use hookproof_dispatch::worker::Ending;
use serde_json::{Value, json};

use super::Sending;
use super::chain::Linked;
use super::check::Fit;
use super::taken::Taken;
use crate::Outcome;
use crate::command::delivery::{Campaign, Ended, Posted, Tally};

/// What comes of a sending.
#[derive(Debug, Default)]
pub(super) struct Totals {
    pub(super) end: End,
    /// How many deliveries of the connections wait.
    pub(super) waiting: u64,
    contacts: u64,
    skipped: u64,
    /// What was taken in of each webhook.
    webhooks: Vec<Value>,
    tally: Tally,
}

/// How a sending ends.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum End {
    /// Nothing was sent: the webhook or contacts of the list would fail.
    #[default]
    Refused,
    /// Nothing was sent: somebody who was asked said no.
    Declined,
    /// All was tried to its end.
    Done,
    /// All was taken in for a later time.
    Set,
    /// The rest waits for a person.
    Held,
    /// Somebody stopped it.
    Stopped,
    /// A connection is in error.
    Error,
}

impl End {
    fn name(self) -> &'static str {
        match self {
            End::Refused => "refused",
            End::Declined => "declined",
            End::Done => "done",
            End::Set => "set",
            End::Held => "held",
            End::Stopped => "stopped",
            End::Error => "error",
        }
    }
}

impl Totals {
    /// What the check of the list has found.
    pub(super) fn checked(&mut self, fit: &Fit) {
        (self.contacts, self.skipped) = (fit.count + fit.left_out, fit.left_out);
    }

    /// What was taken in of the first webhook.
    pub(super) fn took(&mut self, campaign: &Campaign, taken: &Taken) {
        self.webhooks.push(of_webhook(campaign, taken, 0, 0));
    }

    /// What was taken in of one that follows.
    pub(super) fn linked(&mut self, campaign: &Campaign, linked: &Linked) {
        self.webhooks.push(of_webhook(campaign, &linked.taken, linked.without, linked.failing));
    }

    /// What was sent.
    pub(super) fn posted(&mut self, posted: Posted, ended: &Ended) {
        (self.tally, self.waiting) = (posted.tally, ended.unsent);
        self.end = match posted.ending {
            _ if ended.outcome == Outcome::InError => End::Error,
            Ending::Done => End::Done,
            Ending::Held => End::Held,
            Ending::Stopped => End::Stopped,
        };
    }

    /// As an object.
    pub(super) fn to_json(&self, sending: &Sending<'_>) -> String {
        let tally = &self.tally;
        let object = json!({
            "run": sending.run,
            "end": self.end.name(),
            "contacts": self.contacts,
            "skipped": self.skipped,
            "webhooks": self.webhooks,
            "delivered": tally.delivered,
            "retries": tally.again,
            "failed": tally.failed,
            "dropped": tally.dropped,
            "undecided": tally.undecided,
            "ignored": tally.ignored,
            "waiting": self.waiting,
        });
        object.to_string()
    }
}

fn of_webhook(campaign: &Campaign, taken: &Taken, without: u64, failing: u64) -> Value {
    json!({
        "hook": campaign.hook,
        "connection": campaign.connection,
        "taken_in": taken.new,
        "corrected": taken.corrected,
        "duplicates": taken.duplicates(),
        "differing": taken.differing,
        "ignored": taken.ignored,
        "aborted": taken.dropped,
        "without": without,
        "failing": failing,
        "earlier": taken.earlier(),
    })
}
