//! What is likely wrong with a connection, and what to do about it, for who reads `status` at night.

use super::outcome::{Fault, Outcome};

/// What is likely wrong, and the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What is likely wrong.
    pub cause: &'static str,
    /// What to do.
    pub step: &'static str,
}

/// The advice for an outcome that was charged to a connection; none for a success.
pub fn advice(outcome: Outcome) -> Option<Advice> {
    let (cause, step) = match outcome {
        Outcome::Answered { status, .. } => by_status(status)?,
        Outcome::Fault(fault) => by_fault(fault),
    };
    Some(Advice { cause, step })
}

fn by_status(status: u16) -> Option<(&'static str, &'static str)> {
    Some(match status {
        200..=299 => return None,
        300..=399 => (
            "the address has moved, and redirects are not followed",
            "put the new address into the webhook, then run its test",
        ),
        401 => (
            "the partner does not accept the token or password",
            "replace the token where its secret is kept, then run the webhook's test",
        ),
        402 => ("the account with the partner has no credit left", "top it up, then run the webhook's test"),
        403 => (
            "the token is not permitted to do this",
            "ask the partner for the permission or use another token, then run the webhook's test",
        ),
        404 => (
            "nothing is at this address, or not at the moment",
            "compare the address with the partner's documentation, then run the webhook's test",
        ),
        407 => ("a proxy on the way asks for a password", "ask who runs the network"),
        408 | 504 => (
            "the partner takes too long to answer",
            "look at the partner's status page; requests are tried again by themselves",
        ),
        410 => (
            "the partner has taken this address out of service",
            "put the new address into the webhook, then run its test",
        ),
        429 => (
            "the partner gets more requests than it permits",
            "nothing: the dispatcher slows down; fewer requests at once help when it lasts",
        ),
        500..=599 => (
            "the partner has a fault of its own",
            "look at the partner's status page; requests are tried again by themselves",
        ),
        _ => (
            "the partner refuses the requests",
            "check the webhook with one of the contacts in the log, and correct the template",
        ),
    })
}

fn by_fault(fault: Fault) -> (&'static str, &'static str) {
    match fault {
        Fault::Dns => (
            "the host's name is not known",
            "look for a typing mistake in the address; else wait for the partner's name servers",
        ),
        Fault::Connect => (
            "nobody answers at the partner's address",
            "look at the partner's status page, and whether a firewall stands between",
        ),
        Fault::Tls => (
            "the partner's certificate is not valid, or its encryption is too old",
            "tell the partner; do not send without encryption",
        ),
        Fault::TimedOut => (
            "the partner takes too long to answer, and may have done what was asked",
            "look at the partner's own list before you send anything again by hand",
        ),
        Fault::Broken => (
            "the connection breaks before the answer is whole, and the partner may have done what was asked",
            "look at the partner's own list before you send anything again by hand",
        ),
        Fault::Abandoned => (
            "the dispatcher was stopped before it had written down the answer",
            "nothing: the request is sent again with the same key",
        ),
        Fault::Blocked => (
            "the address leads into a private network",
            "correct the address, or permit private addresses when that is meant",
        ),
        Fault::Malformed => (
            "the address or a header is malformed",
            "check the webhook with one of the contacts in the log, and correct the template",
        ),
        Fault::NoSecret => (
            "a secret of the webhook has no value on this machine",
            "set the environment variable or the file that the webhook names, then run its test",
        ),
    }
}
