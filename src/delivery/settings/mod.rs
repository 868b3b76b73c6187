//! What several webhooks share: `hookproof.toml`, in the folder of a webhook's file or the nearest one above it.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::Arc;

use super::connector::Connector;
use super::policy::Policy;
use crate::finding::Finding;
use crate::hook_file::{ConnectorRef, HookFile, Located, Shared};
use crate::nearest::nearest;
use crate::source::SourceId;
use crate::template::Secret;

mod read;

/// What `hookproof.toml` says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    shared: Option<Shared>,
    /// None for one that does not say enough.
    connectors: BTreeMap<Arc<str>, Option<Connector>>,
    connections: BTreeMap<Arc<str>, ConnectionSettings>,
}

/// How the deliveries of a connection go.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConnectionSettings {
    /// The connector of its webhooks, by name.
    pub connector: Option<Located>,
    /// What answers mean, and how many requests are under way at once.
    pub policy: Policy,
    /// How often the partner is sent a request; as often as can be when none is stated.
    pub rate: Option<Rate>,
    /// The headers that mark requests.
    pub marks: MarkNames,
    /// Where the partner's answer has the id of what it made, as a JSON pointer (RFC 6901); where partners mostly have
    /// it when none is stated.
    pub partner_id: Option<String>,
}

/// How often a partner may be sent a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Requests a minute, evenly.
    pub per_minute: NonZeroU32,
}

/// The names of the headers that mark requests; none for one that is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkNames {
    /// For the delivery's key: the same at every try.
    pub idempotency: Option<String>,
    /// For the same key, as Standard Webhooks has it.
    pub id: Option<String>,
    /// For when the try was made.
    pub timestamp: Option<String>,
    /// For the signature; requests are signed only when there is a secret for it.
    pub signature: Option<String>,
    /// The secret that requests are signed with.
    pub signing_secret: Option<Secret>,
}

/// `Idempotency-Key` is the IETF draft's name, the others are those of Standard Webhooks.
impl Default for MarkNames {
    fn default() -> MarkNames {
        let name = |it: &str| Some(it.to_owned());
        MarkNames {
            idempotency: name("idempotency-key"),
            id: name("webhook-id"),
            timestamp: name("webhook-timestamp"),
            signature: name("webhook-signature"),
            signing_secret: None,
        }
    }
}

impl Settings {
    /// The connector of a name.
    pub fn connector(&self, name: &str) -> Option<&Connector> {
        self.connectors.get(name)?.as_ref()
    }

    /// How the deliveries of a connection go; as usual for one that is not mentioned.
    pub fn connection(&self, name: &str) -> ConnectionSettings {
        self.connections.get(name).cloned().unwrap_or_default()
    }

    /// The connections that are mentioned, by name.
    pub fn connections(&self) -> impl Iterator<Item = (&str, &ConnectionSettings)> {
        self.connections.iter().map(|(name, it)| (&**name, it))
    }

    /// Puts the connector in place of its name: the hook file's own or, where it states none, that of its connection.
    /// `named_after` names the connection of a hook file that states neither that nor a name. To be called before the
    /// hook is compiled. Gives what is wrong with the hook file's part of it.
    pub fn apply(&self, file: &mut HookFile, named_after: &str) -> Vec<Finding> {
        let mut stated = [&file.connection, &file.name].into_iter().flatten().map(|it| it.text.trim());
        let connection = stated.find(|it| !it.is_empty()).unwrap_or(named_after);
        let of_connection = self.connections.get(connection).and_then(|it| it.connector.as_ref());
        let mut findings = Vec::new();
        file.connector = match (file.connector.take(), of_connection) {
            (Some(ConnectorRef::Named(name)), _) => {
                findings.extend(self.unknown(&name, SourceId::Hook));
                Some(self.found(&name.text))
            }
            // What is wrong with its name was told when it was read.
            (None, Some(name)) => Some(self.found(&name.text)),
            (connector, _) => connector,
        };
        file.shared.clone_from(&self.shared);
        findings
    }

    fn found(&self, name: &str) -> ConnectorRef {
        self.connector(name).cloned().map_or(ConnectorRef::Unusable, ConnectorRef::Own)
    }

    /// Tells of the name of a connector that is not stated.
    fn unknown(&self, name: &Located, source: SourceId) -> Option<Finding> {
        let is_stated = self.connectors.contains_key(&*name.text);
        (!is_stated).then(|| unknown_connector(name, source, self.connectors.keys().map(|it| &**it)))
    }
}

/// Tells of a connector that is nowhere stated.
pub(crate) fn unknown_connector<'k>(
    name: &Located,
    source: SourceId,
    known: impl Iterator<Item = &'k str>,
) -> Finding {
    let known: Vec<&str> = known.collect();
    let message = format!("unknown connector '{}'", name.text);
    let finding = Finding::error("unknown-connector", source, name.span, message);
    finding.with_help(match nearest(&name.text, known.iter().copied()) {
        Some(nearest) => format!("did you mean '{nearest}'?"),
        None if known.is_empty() => format!(
            "state it in hookproof.toml under `[connectors.{}]`, or here: `connector = {{ type = \"bearer\", token = \"${{env:NAME}}\" }}`",
            name.text
        ),
        None => format!("known are {}", known.join(", ")),
    })
}

#[cfg(test)]
mod tests;
