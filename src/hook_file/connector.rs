//! `connector`: how requests sign in, by its name in `hookproof.toml` or as a table of its own.

use super::Located;
use super::raw::Raw;
use super::reader::Reader;
use crate::delivery::{Connector, Scheme};
use crate::dialect::secret_slots;
use crate::finding::Finding;
use crate::source::{InTemplate, Span};

/// How a hook file says that its requests sign in.
#[derive(Clone, Debug, PartialEq)]
pub enum ConnectorRef {
    /// By the name of a connector in `hookproof.toml`. Whoever reads files puts the connector in place of this: see
    /// [`crate::delivery::Settings::apply`].
    Named(Located),
    /// By a connector of its own.
    Own(Connector),
    /// By one that is not stated, or not well enough: a finding has told of it, and nothing else need be told that follows.
    Unusable,
}

const TYPES: &str = "\"basic\", \"bearer\" or \"api-key\"";

/// What a connector's table states, before its type is known.
#[derive(Default)]
struct Stated {
    kind: Option<Located>,
    user: Option<Located>,
    password: Option<Located>,
    token: Option<Located>,
    header: Option<Located>,
    query: Option<Located>,
    key: Option<Located>,
}

const KEYS: [&str; 7] = ["type", "user", "password", "token", "header", "query", "key"];

impl Reader {
    pub(super) fn connector_ref(&mut self, value: Raw) -> Option<ConnectorRef> {
        match value {
            Raw::Text(name) => Some(ConnectorRef::Named(name)),
            Raw::Table(members, span) => {
                Some(self.connector(members, span).map_or(ConnectorRef::Unusable, ConnectorRef::Own))
            }
            other => {
                self.wrong_type("'connector'", "the name of a connector, or a table", &other);
                None
            }
        }
    }

    /// The table of a connector; none when it does not say enough.
    pub(crate) fn connector(
        &mut self,
        members: Vec<(Located, Raw)>,
        span: Span<InTemplate>,
    ) -> Option<Connector> {
        let mut stated = Stated::default();
        for (key, value) in members {
            let slot = match key.text.as_str() {
                "type" => &mut stated.kind,
                "user" => &mut stated.user,
                "password" => &mut stated.password,
                "token" => &mut stated.token,
                "header" => &mut stated.header,
                "query" => &mut stated.query,
                "key" => &mut stated.key,
                _ => {
                    self.unknown_key(&key, &KEYS);
                    continue;
                }
            };
            *slot = self.text(&key.text, value);
        }
        let Some(kind) = stated.kind.take() else {
            self.missing(span, "this connector does not say its 'type'", format!("add `type = …`: {TYPES}"));
            return None;
        };
        let (scheme, secret) = match kind.text.as_str() {
            "basic" => self.basic(stated, span)?,
            "bearer" => {
                let token = self.needed("token", stated.token, span)?;
                (Scheme::Bearer { token: token.text.clone() }, token)
            }
            "api-key" => self.api_key(stated, span)?,
            _ => {
                self.wrong_value("the type of a connector", TYPES, kind.span);
                return None;
            }
        };
        self.written_out(&secret);
        Some(Connector { scheme, source: self.source.clone(), span: secret.span })
    }

    /// Some partners take a key as the user, without a password: then the user is the secret.
    fn basic(&mut self, stated: Stated, span: Span<InTemplate>) -> Option<(Scheme, Located)> {
        let user = self.needed("user", stated.user, span)?;
        let password = stated.password.unwrap_or_default();
        let scheme = Scheme::Basic { user: user.text.clone(), password: password.text.clone() };
        Some((scheme, if password.text.is_empty() { user } else { password }))
    }

    fn api_key(&mut self, stated: Stated, span: Span<InTemplate>) -> Option<(Scheme, Located)> {
        let key = self.needed("key", stated.key, span)?;
        let text = key.text.clone();
        let scheme = match (stated.header, stated.query) {
            (Some(name), None) => {
                self.findings.extend(
                    super::headers::check_name(&name).map(|it| Finding { source: self.source.clone(), ..it }),
                );
                Scheme::Header { name: name.text, key: text }
            }
            (None, Some(name)) => Scheme::Query { name: name.text, key: text },
            (None, None) => {
                let message = "this connector does not say where its key goes";
                self.missing(
                    span,
                    message,
                    "add `header = \"X-Api-Key\"`, or `query` with the parameter's name",
                );
                return None;
            }
            (Some(_), Some(query)) => {
                self.wrong_value(
                    "the place of a connector's key",
                    "'header' or 'query', not both",
                    query.span,
                );
                return None;
            }
        };
        Some((scheme, key))
    }

    fn needed(&mut self, key: &str, value: Option<Located>, span: Span<InTemplate>) -> Option<Located> {
        let found = value.filter(|it| !it.text.is_empty());
        if found.is_none() {
            let message = format!("this connector does not say its '{key}'");
            self.missing(span, message, format!("add `{key} = \"${{env:NAME}}\"`"));
        }
        found
    }

    /// Tells of a secret that stands in the file as it is. See the rule of the same code for what stands in requests.
    fn written_out(&mut self, secret: &Located) {
        if secret_slots(&secret.text).is_empty() {
            let message = "the connector has a secret written out, for all who see the file";
            let finding = Finding::error("secret-in-file", self.source.clone(), secret.span, message);
            self.findings.push(finding.with_help(
                "write `${env:NAME}` or `${file:PATH}` in its place: it is filled in when the request is sent",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::hook_file::HookFile;

    /// What a connector is read as, and the findings with the text at their place.
    #[track_caller]
    fn check(connector: &str, expected: &str, findings: &[&str]) {
        let text = format!("sender = 'a'\nreceiver = 'b'\nbody = ''\nconnector = {connector}\n");
        let parsed = HookFile::parse(&text);
        let found = match parsed.value.connector {
            Some(super::ConnectorRef::Own(it)) => format!("{:?} at {}", it.scheme, it.span.of(&text)),
            Some(super::ConnectorRef::Named(it)) => it.text,
            Some(super::ConnectorRef::Unusable) | None => String::new(),
        };
        assert_eq!(found, expected);
        let told = parsed.findings.iter();
        let told = told.map(|it| format!("{} {} {}", it.code, it.span.of(&text), it.message));
        assert_eq!(told.collect::<Vec<_>>(), findings, "{connector}");
    }

    #[test]
    fn connectors_are_read() {
        check("'shop'", "shop", &[]);
        check("{ type = 'bearer', token = '${env:T}' }", "Bearer { token: \"${env:T}\" } at '${env:T}'", &[]);
        check(
            "{ type = 'basic', user = 'AC1', password = '${file:p}' }",
            "Basic { user: \"AC1\", password: \"${file:p}\" } at '${file:p}'",
            &[],
        );
        check(
            "{ type = 'api-key', header = 'X-Key', key = '${env:K}' }",
            "Header { name: \"X-Key\", key: \"${env:K}\" } at '${env:K}'",
            &[],
        );
        check(
            "{ type = 'api-key', query = 'key', key = '${env:K}' }",
            "Query { name: \"key\", key: \"${env:K}\" } at '${env:K}'",
            &[],
        );
    }

    #[test]
    fn mistakes_are_findings() {
        check("7", "", &["hook-file-wrong-type 7 'connector' must be the name of a connector, or a table"]);
        check(
            "{ tokn = 'a' }",
            "",
            &[
                "hook-file-unknown-key tokn a webhook file has no 'tokn'",
                "hook-file-missing-key { tokn = 'a' } this connector does not say its 'type'",
            ],
        );
        check(
            "{ type = 'digest' }",
            "",
            &[
                "hook-file-wrong-type 'digest' the type of a connector must be \"basic\", \"bearer\" or \"api-key\"",
            ],
        );
        check(
            "{ type = 'bearer' }",
            "",
            &["hook-file-missing-key { type = 'bearer' } this connector does not say its 'token'"],
        );
        check(
            "{ type = 'api-key', key = '${env:K}' }",
            "",
            &[
                "hook-file-missing-key { type = 'api-key', key = '${env:K}' } this connector does not say where its key goes",
            ],
        );
        check(
            "{ type = 'api-key', key = '${env:K}', header = 'A', query = 'b' }",
            "",
            &[
                "hook-file-wrong-type 'b' the place of a connector's key must be 'header' or 'query', not both",
            ],
        );
    }

    #[test]
    fn a_secret_written_out_is_told_without_it() {
        let message = "the connector has a secret written out, for all who see the file";
        for (connector, at) in [
            ("{ type = 'bearer', token = 'abc' }", "'abc'"),
            ("{ type = 'basic', user = 'key_1' }", "'key_1'"),
            ("{ type = 'basic', user = '${env:U}', password = 'pw' }", "'pw'"),
        ] {
            let text = format!("sender = 'a'\nreceiver = 'b'\nbody = ''\nconnector = {connector}\n");
            let found = HookFile::parse(&text).findings;
            let found: Vec<_> = found.iter().map(|it| (it.code, it.span.of(&text), &*it.message)).collect();
            assert_eq!(found, [("secret-in-file", at, message)]);
        }
    }
}
