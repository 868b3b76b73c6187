//! What the client's errors mean. Their own words are not used: they hold whole addresses.

use std::error::Error;
use std::io;

use hookproof::delivery::Fault;

use super::Failure;
use super::resolve::Unresolved;

/// What an error of the client means for a request that was handed to it.
pub(super) fn failure(error: &reqwest::Error) -> Failure {
    let cause = Cause::of(error);
    if let Some(unresolved) = cause.unresolved {
        let fault = match unresolved {
            Unresolved::NoAddress => Fault::Dns,
            Unresolved::Blocked(_) => Fault::Blocked,
        };
        return Failure::new(fault, unresolved.to_string());
    }
    if error.is_builder() {
        return Failure::new(Fault::Malformed, "no request can be made of it");
    }
    if !error.is_connect() {
        return match error.is_timeout() {
            true => timed_out(),
            false => Failure::new(Fault::Broken, "the connection broke before the answer was whole"),
        };
    }
    match (cause.tls, cause.io) {
        (Some(reason), _) => Failure::new(Fault::Tls, reason),
        _ if error.is_timeout() => Failure::new(Fault::Connect, "nobody answered in time"),
        (None, Some(kind)) => Failure::new(Fault::Connect, kind.to_string()),
        (None, None) => Failure::new(Fault::Connect, "no connection"),
    }
}

/// A request that was sent, and whose time is over.
pub(super) fn timed_out() -> Failure {
    Failure::new(Fault::TimedOut, "no whole answer came in time")
}

/// What is found among an error's causes.
#[derive(Default)]
struct Cause {
    unresolved: Option<Unresolved>,
    tls: Option<String>,
    io: Option<io::ErrorKind>,
}

impl Cause {
    fn of(error: &reqwest::Error) -> Cause {
        let mut cause = Cause::default();
        let mut next: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(error) = next {
            cause.take(error);
            next = error.source();
        }
        cause
    }

    fn take(&mut self, error: &(dyn Error + 'static)) {
        if let Some(unresolved) = error.downcast_ref::<Unresolved>() {
            self.unresolved = Some(unresolved.clone());
        }
        if let Some(tls) = error.downcast_ref::<rustls::Error>() {
            self.tls = Some(tls.to_string());
        }
        if let Some(error) = error.downcast_ref::<io::Error>() {
            self.io = Some(error.kind());
            // Its `source` is the inner error's source, and not the inner error.
            if let Some(inner) = error.get_ref() {
                self.take(inner);
            }
        }
    }
}
