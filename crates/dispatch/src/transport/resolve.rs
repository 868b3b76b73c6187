//! Names to addresses, of which only the permitted ones are let through.
//!
//! The client connects to the addresses that come out of here and looks nothing up again, so a name that answers
//! differently the next time is vetted the next time.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::{Special, special};

/// A lookup under way.
pub type Looking = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Something that knows the addresses of names.
pub trait Lookup: Send + Sync + 'static {
    /// The addresses of a host.
    fn lookup(&self, host: &str) -> Looking;
}

/// The system's own.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn lookup(&self, host: &str) -> Looking {
        let host = host.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((host, 0)).await?;
            Ok(found.map(|it| it.ip()).collect())
        })
    }
}

/// Why a name gives no address to connect to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unresolved {
    /// It has none.
    NoAddress,
    /// It has only such ones.
    Blocked(Special),
}

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unresolved::NoAddress => f.write_str("the host's name has no address"),
            Unresolved::Blocked(special) => write!(f, "the address leads to {}", special.name()),
        }
    }
}

impl std::error::Error for Unresolved {}

/// A lookup whose answers are vetted.
pub(super) struct Vetted {
    pub(super) lookup: Arc<dyn Lookup>,
    pub(super) allow_private: bool,
}

impl Resolve for Vetted {
    fn resolve(&self, name: Name) -> Resolving {
        let looking = self.lookup.lookup(name.as_str());
        let allow_private = self.allow_private;
        Box::pin(async move {
            let found = looking.await.map_err(|_| Unresolved::NoAddress)?;
            let permitted = permitted(found, allow_private)?;
            // The port is the address's own: zero stands for it.
            let addresses: Addrs = Box::new(permitted.into_iter().map(|it| SocketAddr::new(it, 0)));
            Ok(addresses)
        })
    }
}

/// The addresses that may be connected to; what is not public is left out, and refused when nothing is left.
pub(super) fn permitted(found: Vec<IpAddr>, allow_private: bool) -> Result<Vec<IpAddr>, Unresolved> {
    let mut refused = None;
    let mut permitted = found;
    permitted.retain(|it| {
        let why = if allow_private { None } else { special(*it) };
        refused = refused.or(why);
        why.is_none()
    });
    match (permitted.is_empty(), refused) {
        (false, _) => Ok(permitted),
        (true, Some(special)) => Err(Unresolved::Blocked(special)),
        (true, None) => Err(Unresolved::NoAddress),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_public_is_left_out() {
        let addresses =
            |text: &str| -> Vec<IpAddr> { text.split_whitespace().map(|it| it.parse().unwrap()).collect() };
        for (found, expected) in [
            ("1.1.1.1 2606:4700::1111", Ok("1.1.1.1 2606:4700::1111")),
            ("127.0.0.1 1.1.1.1", Ok("1.1.1.1")),
            ("169.254.169.254", Err(Unresolved::Blocked(Special::LinkLocal))),
            ("10.0.0.1 ::1", Err(Unresolved::Blocked(Special::Private))),
            ("", Err(Unresolved::NoAddress)),
        ] {
            assert_eq!(permitted(addresses(found), false), expected.map(addresses), "{found}");
        }
        assert_eq!(permitted(addresses("::1"), true), Ok(addresses("::1")));
    }
}
