//! How a try ended, as the transport tells it.

use serde::{Deserialize, Serialize};

use super::http_date;

/// The longest that a partner's `Retry-After` is heeded: an hour, in which the whole schedule would have run. A partner
/// that asks for more is tried again then, and one that answers with a mistaken date holds nothing up for a year.
pub const MAX_RETRY_AFTER_MS: i64 = 3600 * 1000;

/// How a try ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// The partner answered.
    Answered {
        /// The status code.
        status: u16,
        /// When its `Retry-After` header permits the next request; see [`retry_after`].
        retry_after: Option<i64>,
    },
    /// There was no answer.
    Fault(Fault),
}

/// Why there was no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// The host's name has no address.
    Dns,
    /// No connection to the host.
    Connect,
    /// No secure connection to the host, or its certificate is not valid.
    Tls,
    /// The request was sent, and no answer came in time.
    TimedOut,
    /// The request was sent, and the connection broke before the answer was whole.
    Broken,
    /// The process ended between sending and writing down the answer.
    Abandoned,
    /// The address is not a public one, and the dispatcher is not permitted to send there.
    Blocked,
    /// No request can be made of it: a header or the address is malformed.
    Malformed,
    /// A secret of the webhook has no value where the dispatcher runs.
    NoSecret,
}

impl Fault {
    /// All of them.
    pub const ALL: [Fault; 9] = [
        Fault::Dns,
        Fault::Connect,
        Fault::Tls,
        Fault::TimedOut,
        Fault::Broken,
        Fault::Abandoned,
        Fault::Blocked,
        Fault::Malformed,
        Fault::NoSecret,
    ];

    /// Its name in the log.
    pub fn name(self) -> &'static str {
        match self {
            Fault::Dns => "dns",
            Fault::Connect => "connect",
            Fault::Tls => "tls",
            Fault::TimedOut => "timed-out",
            Fault::Broken => "broken",
            Fault::Abandoned => "abandoned",
            Fault::Blocked => "blocked",
            Fault::Malformed => "malformed",
            Fault::NoSecret => "no-secret",
        }
    }

    /// The fault of a name; none when no fault has it.
    pub fn named(name: &str) -> Option<Fault> {
        Fault::ALL.into_iter().find(|it| it.name() == name)
    }
}

impl Outcome {
    /// Whether the partner may have done what the request asked, though nothing says so: the request went out and the
    /// answer did not come, to us or to the gateway before the partner (504).
    pub fn is_unknown(self) -> bool {
        match self {
            Outcome::Answered { status, .. } => status == 504,
            Outcome::Fault(fault) => matches!(fault, Fault::TimedOut | Fault::Broken | Fault::Abandoned),
        }
    }

    /// The status code; none without an answer.
    pub fn status(self) -> Option<u16> {
        match self {
            Outcome::Answered { status, .. } => Some(status),
            Outcome::Fault(_) => None,
        }
    }
}

/// When a `Retry-After` header permits the next request: seconds from now, or a date in one of HTTP's three forms
/// (RFC 9110, section 10.2.3). None when it is neither. The moment may lie in the past, and is not yet held to
/// [`MAX_RETRY_AFTER_MS`].
pub fn retry_after(header: &str, now: i64) -> Option<i64> {
    let text = header.trim_matches([' ', '\t']);
    if text.is_empty() || !text.bytes().all(|it| it.is_ascii_digit()) {
        return http_date::parse(text, now);
    }
    // A number too large for its type is still a number: as long as can be.
    let seconds: i64 = text.parse().unwrap_or(i64::MAX);
    Some(now.saturating_add(seconds.saturating_mul(1000)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_retry_after_are_read() {
        let now = 784_111_777_000;
        for (header, expected) in [
            ("120", Some(now + 120_000)),
            (" 0\t", Some(now)),
            ("99999999999999999999", Some(i64::MAX)),
            ("Sun, 06 Nov 1994 08:51:37 GMT", Some(now + 120_000)),
            ("Sun, 06 Nov 1994 08:47:37 GMT", Some(now - 120_000)),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(retry_after(header, now), expected, "{header}");
        }
    }

    #[test]
    fn every_fault_is_found_by_its_name() {
        for fault in Fault::ALL {
            assert_eq!(Fault::named(fault.name()), Some(fault));
        }
        assert_eq!(Fault::named("lost"), None);
    }
}
