//! How requests sign in to a partner: named once, shared by all webhooks.

use crate::source::{InTemplate, SourceId, Span};

/// A way to sign in, and where it is stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connector {
    /// The way.
    pub scheme: Scheme,
    /// The file that states it: the hook file, or `hookproof.toml`.
    pub source: SourceId,
    /// Where in that file its secret stands.
    pub span: Span<InTemplate>,
}

impl Scheme {
    /// All that it consists of, its kind first.
    pub(crate) fn parts(&self) -> Vec<&str> {
        match self {
            Scheme::Basic { user, password } => vec!["basic", user, password],
            Scheme::Bearer { token } => vec!["bearer", token],
            Scheme::Header { name, key } => vec!["header", name, key],
            Scheme::Query { name, key } => vec!["query", name, key],
        }
    }

    /// The texts that may have slots.
    pub(crate) fn secrets_mut(&mut self) -> Vec<&mut String> {
        match self {
            Scheme::Basic { user, password } => vec![user, password],
            Scheme::Bearer { token: key } | Scheme::Header { key, .. } | Scheme::Query { key, .. } => {
                vec![key]
            }
        }
    }
}

/// A way to sign in. Texts may have slots for secrets, `${env:NAME}` and `${file:PATH}`; they are no templates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// `Authorization: Basic …`, in base64 (RFC 7617).
    Basic {
        /// The user's name; with some partners, the key.
        user: String,
        /// The password; may be empty.
        password: String,
    },
    /// `Authorization: Bearer …` (RFC 6750).
    Bearer {
        /// The token.
        token: String,
    },
    /// A header with a key.
    Header {
        /// Its name.
        name: String,
        /// The key.
        key: String,
    },
    /// A parameter of the address with a key.
    Query {
        /// Its name.
        name: String,
        /// The key.
        key: String,
    },
}
