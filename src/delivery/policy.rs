//! What a try's outcome means for the delivery and for its connection.
//!
//! Platforms and peers disagree on which answers deserve a retry (Brevo, Postmark and Zapier give up on nearly every
//! 4xx; Svix and Hook0 retry whatever is not a 2xx), so the table is a default that a webhook may override by status.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::outcome::{Fault, Outcome};

/// What happens to the delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// It is done.
    Deliver,
    /// It is tried again, as long as its schedule lasts.
    Retry,
    /// It has failed for good: the same request would be refused again.
    Fail,
    /// It waits for a person: the partner may have done what it asks.
    Decide,
}

/// What the outcome says of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charge {
    /// It works.
    Success,
    /// It does not.
    Failure,
    /// Nothing, either way.
    Nothing,
    /// It will not work until somebody changes something: Error at once.
    Broken,
}

/// What an outcome means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// For the delivery.
    pub action: Action,
    /// For the connection.
    pub charge: Charge,
}

/// What is done when the partner may have done what was asked, but nothing says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnUnknown {
    /// Try again, with the same idempotency key: at least once.
    #[default]
    Retry,
    /// Hold the delivery until a person decides: for a partner that knows no idempotency keys, where a second letter
    /// costs more than a late one.
    Hold,
}

/// What a webhook states about its deliveries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Policy {
    /// For outcomes that leave unknown what the partner did.
    pub on_unknown: OnUnknown,
    /// For single status codes, in place of the default: `409 = "deliver"` for a partner that answers so when it has
    /// the request already.
    pub statuses: BTreeMap<u16, Action>,
    /// How many of its deliveries may be under way at once. Eight, unless stated: few enough not to be a burden for a
    /// partner's API, and 80 a second when an answer takes 100 ms.
    pub max_in_flight: u32,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy { on_unknown: OnUnknown::default(), statuses: BTreeMap::new(), max_in_flight: 8 }
    }
}

impl Policy {
    /// What an outcome means.
    pub fn judge(&self, outcome: Outcome) -> Verdict {
        let verdict = match outcome {
            Outcome::Answered { status, .. } => match self.statuses.get(&status) {
                Some(action) => return Verdict { action: *action, charge: overridden(*action, status) },
                None => by_status(status),
            },
            Outcome::Fault(fault) => by_fault(fault),
        };
        let is_held = self.on_unknown == OnUnknown::Hold && outcome.is_unknown();
        Verdict { action: if is_held { Action::Decide } else { verdict.action }, ..verdict }
    }
}

fn by_status(status: u16) -> Verdict {
    let (action, charge) = match status {
        200..=299 => (Action::Deliver, Charge::Success),
        // It asks for patience, and that is no fault.
        429 => (Action::Retry, Charge::Nothing),
        // Gone, for good (RFC 9110; Standard Webhooks stops sending at it). The delivery keeps its chance: the address
        // may be put right.
        410 => (Action::Retry, Charge::Broken),
        // An active connection has passed its test, so these are about the connection and not about the contact, and
        // they heal: a token is replaced, an account topped up (402), a deployment ends (404). GitLab disabled webhooks
        // at them and took it back.
        401 | 402 | 403 | 404 | 407 => (Action::Retry, Charge::Failure),
        408 | 425 | 500..=599 => (Action::Retry, Charge::Failure),
        // The payload's fault, or a redirect, which is not followed. It counts as failing all the same: a partner that
        // refuses nearly everything must not be fed the whole contact list.
        _ => (Action::Fail, Charge::Failure),
    };
    Verdict { action, charge }
}

fn by_fault(fault: Fault) -> Verdict {
    let (action, charge) = match fault {
        Fault::Dns | Fault::Connect | Fault::Tls | Fault::TimedOut | Fault::Broken => {
            (Action::Retry, Charge::Failure)
        }
        // Our own fault: charged to nobody.
        Fault::Abandoned => (Action::Retry, Charge::Nothing),
        // An address or header can be made of a contact's data, so these are the contact's.
        Fault::Blocked | Fault::Malformed => (Action::Fail, Charge::Nothing),
        // Every delivery would meet it.
        Fault::NoSecret => (Action::Retry, Charge::Broken),
    };
    Verdict { action, charge }
}

fn overridden(action: Action, status: u16) -> Charge {
    match action {
        Action::Deliver => Charge::Success,
        Action::Retry | Action::Fail | Action::Decide => by_status(status).charge,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(verdict: Verdict) -> String {
        format!("{:?} {:?}", verdict.action, verdict.charge).to_lowercase()
    }

    #[test]
    fn outcomes_have_their_verdicts() {
        let policy = Policy::default();
        for (statuses, expected) in [
            (&[200, 201, 202, 204, 299][..], "deliver success"),
            (
                &[100, 301, 302, 307, 308, 400, 405, 406, 409, 411, 413, 414, 415, 422, 431, 600],
                "fail failure",
            ),
            (&[401, 402, 403, 404, 407, 408, 425, 500, 502, 503, 504, 529], "retry failure"),
            (&[429], "retry nothing"),
            (&[410], "retry broken"),
        ] {
            for status in statuses {
                let outcome = Outcome::Answered { status: *status, retry_after: None };
                assert_eq!(words(policy.judge(outcome)), expected, "{status}");
            }
        }
        let faults =
            Fault::ALL.map(|it| format!("{}: {}", it.name(), words(policy.judge(Outcome::Fault(it)))));
        assert_eq!(
            faults,
            [
                "dns: retry failure",
                "connect: retry failure",
                "tls: retry failure",
                "timed-out: retry failure",
                "broken: retry failure",
                "abandoned: retry nothing",
                "blocked: fail nothing",
                "malformed: fail nothing",
                "no-secret: retry broken",
            ]
        );
    }

    #[test]
    fn a_webhook_may_hold_what_is_unknown_and_override_a_status() {
        let statuses = [(409, Action::Deliver), (404, Action::Fail), (504, Action::Retry)];
        let policy = Policy { on_unknown: OnUnknown::Hold, statuses: statuses.into(), ..Policy::default() };
        let answered = |status| Outcome::Answered { status, retry_after: None };
        for (outcome, expected) in [
            (Outcome::Fault(Fault::TimedOut), "decide failure"),
            (Outcome::Fault(Fault::Broken), "decide failure"),
            (Outcome::Fault(Fault::Abandoned), "decide nothing"),
            (Outcome::Fault(Fault::Connect), "retry failure"),
            (answered(409), "deliver success"),
            (answered(404), "fail failure"),
            (answered(504), "retry failure"),
            (answered(500), "retry failure"),
        ] {
            assert_eq!(words(policy.judge(outcome)), expected, "{outcome:?}");
        }
        let without = Policy { statuses: BTreeMap::new(), ..policy };
        assert_eq!(words(without.judge(answered(504))), "decide failure");
    }
}
