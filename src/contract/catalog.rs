//! The senders and receivers that Hookproof knows, read from `schemas/`.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use super::Contract;

/// What a platform does. Described by `schemas/sender.schema.json`.
#[derive(Clone, Debug, Deserialize)]
pub struct Sender {
    /// Its name in hook files.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// Its template language.
    pub dialect: String,
    /// What it runs: the name of a [`crate::platform::Platform`].
    pub platform: String,
    /// The methods that it can send.
    pub methods: Methods,
    /// The content types that it can send; the first is what it sends when a hook names none.
    pub content_types: Vec<String>,
    /// Whether it refuses addresses that are not https.
    pub https_only: bool,
    /// What it does not document.
    #[serde(default)]
    pub settings: Vec<SettingRule>,
    /// The languages that it can be told to run; only for `generic`.
    #[serde(default)]
    pub dialects: Vec<String>,
    /// Contact fields that it documents.
    #[serde(default)]
    pub fields: Vec<FieldExample>,
    /// The namespaces of contact fields that hold whatever an account has made of its own.
    #[serde(default)]
    pub open: Vec<String>,
    /// The fields that a contact is known by.
    #[serde(default)]
    pub identify: IdentityFields,
}

/// The fields that a contact is known by; of several, the first that the contact has.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct IdentityFields {
    /// The contact's id.
    pub contact: Vec<String>,
    /// The telephone number.
    pub phone: Vec<String>,
    /// The email address.
    pub email: Vec<String>,
}

/// A contact field that a platform documents.
#[derive(Clone, Debug, Deserialize)]
pub struct FieldExample {
    /// Its path as people write it.
    pub path: String,
    /// A value that it can have.
    pub example: Value,
}

/// The methods that a platform can send.
#[derive(Clone, Debug, Deserialize)]
pub struct Methods {
    /// Their names.
    pub values: Vec<String>,
}

/// Something that a platform does not document.
#[derive(Clone, Debug, Deserialize)]
pub struct SettingRule {
    /// Its name in hook files.
    pub name: String,
    /// What it can be; when there are none, any text.
    pub values: Vec<String>,
    /// What it is when a hook says nothing.
    pub default: String,
    /// What is not documented, in a sentence.
    pub about: String,
}

/// An API that gets requests.
#[derive(Clone, Debug)]
pub struct Receiver {
    /// Its name for people.
    pub title: String,
    /// What it asks of a request beyond the payload.
    pub rules: Rules,
    /// What it asks of the payload.
    pub contract: Arc<Contract>,
}

/// What a receiver asks of a request beyond the payload: the schema's `x-receiver`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Rules {
    /// Its name in hook files.
    pub id: String,
    /// Where it listens, if it is one address for everybody.
    pub endpoint: Option<String>,
    /// The addresses that it listens at, with `{NAME}` wherever something of the author's own goes; any when there are
    /// none. One without a host fits any host.
    #[serde(default)]
    pub addresses: Vec<String>,
    /// The parameters that it asks for in the address.
    #[serde(default)]
    pub query: Vec<String>,
    /// The methods that it takes; any when there are none.
    #[serde(default)]
    pub methods: Vec<String>,
    /// The content types that it takes; any when there are none.
    #[serde(default)]
    pub content_types: Vec<String>,
    /// The headers that it asks for.
    #[serde(default)]
    pub headers: Vec<HeaderRule>,
    /// How it is tried without anything being made, where it says so.
    pub test_mode: Option<TestMode>,
}

/// How a receiver is tried without anything being printed, sent or charged.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct TestMode {
    /// By what.
    #[serde(flatten)]
    pub by: TestBy,
    /// What it spares, in a sentence.
    pub about: String,
}

/// By what a receiver is tried.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum TestBy {
    /// By the value `true` of this member of the body.
    Member(String),
    /// By a key that begins so.
    Key(String),
    /// By a setting of the account.
    Account(bool),
}

/// A header that a receiver asks for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct HeaderRule {
    /// Its name.
    pub name: String,
    /// Its value, with `{NAME}` wherever something of the author's own goes.
    pub form: Option<String>,
    /// Whether a request without it is refused.
    #[serde(default)]
    pub required: bool,
    /// Whether what goes in place of its names is a credential.
    #[serde(default)]
    pub secret: bool,
    /// What it is, for people.
    pub about: Option<String>,
    /// The member of the body that may stand in for it.
    pub in_body: Option<String>,
}

/// All that Hookproof knows.
#[derive(Clone, Debug)]
pub struct Catalog {
    senders: Vec<(Arc<Sender>, Value)>,
    receivers: Vec<Arc<Receiver>>,
}

macro_rules! texts {
    ($folder:literal: $($name:literal),+ $(,)?) => {
        [$(include_str!(concat!("../../schemas/", $folder, "/", $name, ".json"))),+]
    };
}

const SENDERS: [&str; 5] = texts!("senders": "ometria", "clevertap", "ontraport", "yespo", "generic");
const RECEIVERS: [&str; 18] = texts!(
    "receivers":
    "inkpact", "inkit", "inkit-postcards", "inkit-letters", "scribeless", "stannp-postcards", "stannp-letters",
    "postgrid-postcards", "postgrid-letters", "lob-postcards", "lob-letters", "thanks-io", "handwrytten",
    "ontraport-notes", "ontraport-contacts", "twilio-messages", "zapier", "generic",
);

impl Catalog {
    /// The senders and receivers that come with Hookproof. A test reads every file, so none is left out.
    pub fn builtin() -> Catalog {
        let senders = SENDERS.iter().filter_map(|text| {
            let data: Value = serde_json::from_str(text).ok()?;
            let sender: Sender = serde_json::from_value(data.clone()).ok()?;
            Some((Arc::new(sender), data))
        });
        let receivers = RECEIVERS.iter().filter_map(|text| Receiver::new(serde_json::from_str(text).ok()?));
        let receivers = receivers.map(Arc::new);
        Catalog { senders: senders.collect(), receivers: receivers.collect() }
    }

    /// The sender of this name.
    pub fn sender(&self, id: &str) -> Option<&Arc<Sender>> {
        self.senders.iter().map(|(it, _)| it).find(|it| it.id == id)
    }

    /// The receiver of this name.
    pub fn receiver(&self, id: &str) -> Option<&Arc<Receiver>> {
        self.receivers.iter().find(|it| it.rules.id == id)
    }

    /// All senders, in the order in which people are offered them.
    pub fn senders(&self) -> impl Iterator<Item = &Sender> {
        self.senders.iter().map(|(it, _)| &**it)
    }

    /// All receivers, in the order in which people are offered them.
    pub fn receivers(&self) -> impl Iterator<Item = &Receiver> {
        self.receivers.iter().map(|it| &**it)
    }

    /// The sender's data as its file has it: what the page and the command line show of it.
    pub fn sender_data(&self, id: &str) -> Option<&Value> {
        self.senders.iter().find(|(it, _)| it.id == id).map(|(_, data)| data)
    }
}

impl Receiver {
    /// From a schema with its annotations; none when `x-receiver` is missing or malformed.
    pub fn new(schema: Value) -> Option<Receiver> {
        let rules: Rules = Rules::deserialize(schema.get("x-receiver")?).ok()?;
        let title = schema.get("title").and_then(Value::as_str).unwrap_or(&rules.id).to_owned();
        Some(Receiver { title, rules, contract: Arc::new(Contract::new(schema)) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_read() {
        let catalog = Catalog::builtin();
        assert_eq!(catalog.senders().count(), SENDERS.len());
        assert_eq!(catalog.receivers().count(), RECEIVERS.len());
    }
}
