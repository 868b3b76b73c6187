//! Reading `hookproof.toml`.

use std::num::NonZeroU32;
use std::sync::Arc;

use serde_json::Value;

use super::{ConnectionSettings, MarkNames, Rate, Settings};
use crate::delivery::policy::{Action, OnUnknown};
use crate::dialect::secret_slots;
use crate::finding::Finding;
use crate::hook_file::raw::{self, Raw};
use crate::hook_file::reader::Reader;
use crate::hook_file::{Located, Shared, is_header_name};
use crate::parsed::Parsed;
use crate::source::{InTemplate, SourceId, Span};
use crate::template::SecretKind;

const KEYS: [&str; 2] = ["connectors", "connections"];

const CONNECTION_KEYS: [&str; 11] = [
    "connector",
    "in-flight",
    "rate",
    "on-timeout",
    "statuses",
    "idempotency-header",
    "id-header",
    "timestamp-header",
    "signature-header",
    "signing-secret",
    "partner-id",
];

/// The most requests of one connection under way: as many as a machine has connections to spare for one partner.
const MAX_IN_FLIGHT: u32 = 1000;

const RATE: &str = "a number of requests with its time, such as \"10/s\" or \"600/min\"";
const ACTIONS: &str = "\"deliver\", \"retry\", \"fail\" or \"decide\"";

impl Settings {
    /// Reads `hookproof.toml`. `path` is where it is, seen from the hook file: findings have it in their source. After a
    /// mistake, what could be read is there all the same.
    pub fn parse(text: &str, path: &str) -> Parsed<Settings> {
        let path: Arc<str> = Arc::from(path);
        let (table, findings) = raw::from_toml(text, &SourceId::Settings(path.clone()));
        let mut reader = Reader::of_settings(&path, findings);
        let shared = Some(Shared { path, text: Arc::from(text) });
        let mut settings = Settings { shared, ..Settings::default() };
        for (key, value) in reader.members("the file", table) {
            match key.text.as_str() {
                "connectors" => reader.connectors(&mut settings, value),
                "connections" => reader.connections(&mut settings, value),
                _ => reader.unknown_key(&key, &KEYS),
            }
        }
        for connection in settings.connections.values() {
            let named = connection.connector.as_ref();
            reader.findings.extend(named.and_then(|it| settings.unknown(it, reader.source.clone())));
        }
        Parsed { value: settings, findings: reader.findings }
    }
}

impl Reader {
    fn members(&mut self, what: &str, value: Raw) -> Vec<(Located, Raw)> {
        match value {
            Raw::Table(members, _) => members,
            other => {
                self.wrong_type(what, "a table", &other);
                Vec::new()
            }
        }
    }

    /// The folder of the file, seen from the hook file; with a slash at its end, or empty for the same folder.
    fn folder(&self) -> &str {
        match &self.source {
            SourceId::Settings(path) => path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or_default(),
            _ => "",
        }
    }

    fn connectors(&mut self, settings: &mut Settings, value: Raw) {
        for (name, value) in self.members("'connectors'", value) {
            match value {
                Raw::Table(members, _) => {
                    let mut read = self.connector(members, name.span);
                    for text in read.iter_mut().flat_map(|it| it.scheme.secrets_mut()) {
                        *text = seen_from_hook(text, self.folder());
                    }
                    settings.connectors.insert(Arc::from(name.text), read);
                }
                other => self.wrong_type("a connector", "a table", &other),
            }
        }
    }

    fn connections(&mut self, settings: &mut Settings, value: Raw) {
        for (name, value) in self.members("'connections'", value) {
            let mut connection = ConnectionSettings::default();
            for (key, value) in self.members("a connection", value) {
                self.of_connection(&mut connection, &key, value);
            }
            settings.connections.insert(Arc::from(name.text), connection);
        }
    }

    fn of_connection(&mut self, of: &mut ConnectionSettings, key: &Located, value: Raw) {
        let marks = &mut of.marks;
        match key.text.as_str() {
            "connector" => of.connector = self.text("connector", value),
            "in-flight" => self.in_flight(&mut of.policy.max_in_flight, &value),
            "rate" => of.rate = self.one_of("'rate'", RATE, value, rate),
            "on-timeout" => {
                let read = self.one_of("'on-timeout'", "\"retry\" or \"hold\"", value, |it| match it {
                    "retry" => Some(OnUnknown::Retry),
                    "hold" => Some(OnUnknown::Hold),
                    _ => None,
                });
                of.policy.on_unknown = read.unwrap_or_default();
            }
            "statuses" => self.statuses(of, value),
            "idempotency-header" => self.header(&mut marks.idempotency, key, value),
            "id-header" => self.header(&mut marks.id, key, value),
            "timestamp-header" => self.header(&mut marks.timestamp, key, value),
            "signature-header" => self.header(&mut marks.signature, key, value),
            "signing-secret" => self.signing_secret(marks, value),
            "partner-id" => {
                let due = "a JSON pointer, such as \"/data/id\"";
                let is_pointer = |it: &str| it.starts_with('/').then(|| it.to_owned());
                of.partner_id = self.one_of("'partner-id'", due, value, is_pointer);
            }
            _ => self.unknown_key(key, &CONNECTION_KEYS),
        }
    }

    /// A text that can be read as something.
    fn one_of<T>(
        &mut self,
        what: &str,
        due: &str,
        value: Raw,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let span = value.span();
        let found = match &value {
            Raw::Text(text) => read(&text.text),
            Raw::Scalar(..) | Raw::List(..) | Raw::Table(..) => None,
        };
        if found.is_none() {
            self.wrong_value(what, due, span);
        }
        found
    }

    fn in_flight(&mut self, slot: &mut u32, value: &Raw) {
        let number = match value {
            Raw::Scalar(Value::Number(number), _) => number.as_u64().and_then(|it| u32::try_from(it).ok()),
            _ => None,
        };
        match number.filter(|it| (1..=MAX_IN_FLIGHT).contains(it)) {
            Some(number) => *slot = number,
            None => self.wrong_type("'in-flight'", &format!("a number from 1 to {MAX_IN_FLIGHT}"), value),
        }
    }

    fn statuses(&mut self, of: &mut ConnectionSettings, value: Raw) {
        for (status, action) in self.members("'statuses'", value) {
            let code = status.text.parse().ok().filter(|it| (100..=599).contains(it));
            let Some(code) = code else {
                self.wrong_value("a status", "a number from 100 to 599", status.span);
                continue;
            };
            let action = self.one_of("what a status means", ACTIONS, action, |it| match it {
                "deliver" => Some(Action::Deliver),
                "retry" => Some(Action::Retry),
                "fail" => Some(Action::Fail),
                "decide" => Some(Action::Decide),
                _ => None,
            });
            of.policy.statuses.extend(action.map(|it| (code, it)));
        }
    }

    /// The name of a header; an empty one leaves the header out.
    fn header(&mut self, slot: &mut Option<String>, key: &Located, value: Raw) {
        let what = format!("'{}'", key.text);
        let read = |it: &str| (it.is_empty() || is_header_name(it)).then(|| it.to_ascii_lowercase());
        if let Some(name) = self.one_of(&what, "the name of a header, or \"\" for none", value, read) {
            *slot = Some(name).filter(|it| !it.is_empty());
        }
    }

    /// Only a slot: a secret that is written out is told of, and nothing is signed with it.
    fn signing_secret(&mut self, marks: &mut MarkNames, value: Raw) {
        let Some(text) = self.text("signing-secret", value) else { return };
        let stated = seen_from_hook(&text.text, self.folder());
        let slots = secret_slots(&stated);
        let whole = Span::<InTemplate>::new(0, stated.len());
        match slots.into_iter().next() {
            Some((span, secret)) if span == whole => marks.signing_secret = Some(secret),
            Some(_) => self.wrong_value("'signing-secret'", "one slot and nothing else", text.span),
            None => {
                let message = "the secret for signatures is written out, for all who see the file";
                let finding = Finding::error("secret-in-file", self.source.clone(), text.span, message);
                self.findings.push(finding.with_help("write `${env:NAME}` or `${file:PATH}` in its place"));
            }
        }
    }
}

/// A text whose slots for files are seen from another folder: `${file:key}` as `${file:../key}`.
fn seen_from_hook(text: &str, folder: &str) -> String {
    let mut seen = String::new();
    let mut from = 0;
    for (span, secret) in secret_slots(text) {
        let range = span.range();
        seen.push_str(text.get(from..range.start).unwrap_or_default());
        // A path from the root, or from a drive of Windows, is the same from everywhere.
        let is_relative = !secret.name.starts_with('/') && !secret.name.contains(':');
        if secret.kind == SecretKind::File && is_relative {
            seen.extend(["${file:", folder, &secret.name, "}"]);
        } else {
            seen.push_str(text.get(range.clone()).unwrap_or_default());
        }
        from = range.end;
    }
    seen + text.get(from..).unwrap_or_default()
}

/// `10/s`, `600/min`.
fn rate(text: &str) -> Option<Rate> {
    let (number, time) = text.split_once('/')?;
    let number: u32 = number.trim().parse().ok()?;
    let per_minute = match time.trim() {
        "s" => number.checked_mul(60)?,
        "min" => number,
        _ => return None,
    };
    NonZeroU32::new(per_minute).map(|per_minute| Rate { per_minute })
}
