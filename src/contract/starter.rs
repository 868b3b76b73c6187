//! First webhooks for a pair of platform and partner, made of what both their files say.
//!
//! A receiver's `x-starter` has a body in which `@first-name` stands for a first name; a sender's `starter` says how
//! its templates write one. So no pair needs a file of its own. `schemas/README.md` describes both.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Catalog, Receiver, Sender};

/// A first hook for a pair of sender and receiver.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Starter {
    /// The hook, in the shape of a hook file.
    pub hook: Value,
    /// A contact that it works for.
    pub contact: Value,
    /// What is left to do.
    pub todo: Vec<String>,
}

/// What a receiver gives to a starter: the `x-starter` of its schema.
#[derive(Deserialize)]
struct Plan {
    title: String,
    description: String,
    /// The setting of this name, for receivers with a campaign.
    campaign: Option<String>,
    /// Where the address is not the receiver's endpoint.
    url: Option<String>,
    /// The country whose addresses the receiver takes, when it takes no other.
    country: Option<String>,
    #[serde(default)]
    headers: Map<String, Value>,
    body: Value,
    todo: Vec<String>,
}

/// What a sender gives to a starter: the `starter` of its file.
#[derive(Deserialize)]
struct Voice {
    /// For each form of body that it can send, how a template writes the value of `FIELD`.
    values: BTreeMap<String, String>,
    /// The fields of its contacts, by what they hold.
    fields: BTreeMap<String, String>,
    /// Whether its webhooks have names.
    #[serde(default)]
    named: bool,
    todo: Vec<Hint>,
}

/// Something left to do for a body that has this text in it.
#[derive(Deserialize)]
struct Hint {
    of: String,
    text: String,
}

/// A contact of a sender.
#[derive(Deserialize)]
struct Sample {
    country: String,
    contact: Value,
}

/// How a body is written.
#[derive(Clone, Copy)]
enum Form {
    Json,
    Urlencoded,
}

impl Catalog {
    /// The starter for a pair; none when the sender cannot send what the receiver takes, or has no field for
    /// something that it needs, or when a name is unknown.
    pub fn starter(&self, sender: &str, receiver: &str) -> Option<Starter> {
        let (sender, data) = (self.sender(sender)?, self.sender_data(sender)?);
        let receiver = self.receiver(receiver)?;
        let plan = Plan::deserialize(receiver.contract.schema().get("x-starter")?).ok()?;
        let voice = Voice::deserialize(data.get("starter")?).ok()?;
        let (content_type, form) = agreed(sender, receiver)?;
        let method = receiver.rules.methods.iter().find(|it| sender.methods.values.contains(it))?;
        let body = voice.body(&plan.body, form)?;
        let contact = contact(data, plan.country.as_deref())?;

        let mut hook = Map::new();
        let mut set = |key: &str, text: &str| hook.insert(key.to_owned(), text.into());
        set("title", &plan.title);
        if voice.named {
            set("name", &receiver.rules.id);
        }
        set("description", &plan.description);
        set("sender", &sender.id);
        set("receiver", &receiver.rules.id);
        if !sender.dialects.is_empty() {
            set("dialect", &sender.dialect);
        }
        if let Some(campaign) = &plan.campaign {
            set("campaign", campaign);
        }
        set("url", plan.url.as_deref().or(receiver.rules.endpoint.as_deref())?);
        set("method", method);
        let mut headers = Map::new();
        // A platform with one form of body says so itself.
        if sender.content_types.len() > 1 {
            headers.insert("Content-Type".to_owned(), content_type.into());
        }
        headers.extend(plan.headers);
        hook.insert("headers".to_owned(), headers.into());

        let hints = voice.todo.iter().filter(|hint| body.contains(&hint.of)).map(|hint| hint.text.clone());
        let todo = hints.chain(plan.todo).collect();
        hook.insert("body".to_owned(), body.into());
        Some(Starter { hook: hook.into(), contact, todo })
    }
}

/// The receiver's first content type that the sender can send and a starter can be written in.
fn agreed<'c>(sender: &Sender, receiver: &'c Receiver) -> Option<(&'c str, Form)> {
    let both = receiver.rules.content_types.iter().filter(|it| sender.content_types.contains(it));
    let mut written = both.filter_map(|it| match it.as_str() {
        "application/json" => Some((it.as_str(), Form::Json)),
        "application/x-www-form-urlencoded" => Some((it.as_str(), Form::Urlencoded)),
        _ => None,
    });
    written.next()
}

/// The sender's first sample contact, or the first of that country.
fn contact(data: &Value, country: Option<&str>) -> Option<Value> {
    let samples = Vec::<Sample>::deserialize(data.get("samples")?).ok()?;
    let mut fitting = samples.into_iter().filter(|it| country.is_none_or(|country| it.country == country));
    fitting.next().map(|it| it.contact)
}

impl Voice {
    /// The template of a body; none when it needs a field that the platform does not have.
    fn body(&self, plan: &Value, form: Form) -> Option<String> {
        let plan = self.without_absent(plan);
        match form {
            Form::Json => {
                let pattern = self.values.get("json")?;
                // A value that was read from JSON can be written as JSON. The patterns go in afterwards: what is a
                // quotation mark in them belongs to the template language.
                let text = serde_json::to_string_pretty(&plan).ok()?;
                Some(self.fill(&text, pattern)? + "\n")
            }
            Form::Urlencoded => {
                let mut pairs = Vec::new();
                flatten(&plan, "", &mut pairs);
                let pairs =
                    pairs.into_iter().map(|(name, value)| format!("{name}={}", plus_for_space(&value)));
                self.fill(&pairs.collect::<Vec<_>>().join("&"), self.values.get("form")?)
            }
        }
    }

    /// The plan without the members whose value is a `@role?` that the platform has no field for.
    fn without_absent(&self, plan: &Value) -> Value {
        match plan {
            Value::Object(members) => {
                let present = |value: &Value| match value.as_str().and_then(|it| it.strip_suffix('?')) {
                    Some(role) => role.strip_prefix('@').is_none_or(|it| self.fields.contains_key(it)),
                    None => true,
                };
                let kept = members.iter().filter(|(_, value)| present(value));
                kept.map(|(key, value)| (key.clone(), self.without_absent(value))).collect()
            }
            Value::Array(items) => items.iter().map(|it| self.without_absent(it)).collect(),
            other => other.clone(),
        }
    }

    /// The text with the platform's merge tag in place of each `@role`.
    fn fill(&self, text: &str, pattern: &str) -> Option<String> {
        let mut pieces = text.split('@');
        let mut filled = pieces.next()?.to_owned();
        for piece in pieces {
            let end = piece.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
            let (role, rest) = piece.split_at(end.unwrap_or(piece.len()));
            filled += &pattern.replace("FIELD", self.fields.get(role)?);
            filled += rest.strip_prefix('?').unwrap_or(rest);
        }
        Some(filled)
    }
}

/// The pairs of a form, with names in brackets for what is nested.
fn flatten(value: &Value, name: &str, pairs: &mut Vec<(String, String)>) {
    let below = |key: &str| if name.is_empty() { key.to_owned() } else { format!("{name}[{key}]") };
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| flatten(value, &below(key), pairs));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, value)| flatten(value, &below(&at.to_string()), pairs));
        }
        Value::String(text) => pairs.push((name.to_owned(), text.clone())),
        other => pairs.push((name.to_owned(), other.to_string())),
    }
}

/// The text with `+` for each space, but not in a placeholder such as `<text of your note>`: that is no text yet.
fn plus_for_space(text: &str) -> String {
    let mut inside = false;
    let written = text.chars().map(|c| {
        inside = (inside || c == '<') && c != '>';
        if c == ' ' && !inside { '+' } else { c }
    });
    written.collect()
}

#[cfg(test)]
mod tests {
    use super::{Catalog, plus_for_space};

    #[track_caller]
    fn body(sender: &str, receiver: &str) -> String {
        let starter = Catalog::builtin().starter(sender, receiver).unwrap();
        starter.hook["body"].as_str().unwrap().to_owned()
    }

    #[test]
    fn a_form_has_names_in_brackets_and_encodes_as_the_platform_does() {
        assert_eq!(
            body("generic", "stannp-letters"),
            "test=true&template=<template id from Stannp>\
             &recipient[firstname]={{ contact.first_name | urlencode }}\
             &recipient[lastname]={{ contact.last_name | urlencode }}\
             &recipient[address1]={{ contact.address | urlencode }}\
             &recipient[town]={{ contact.town | urlencode }}\
             &recipient[postcode]={{ contact.postcode | urlencode }}\
             &recipient[country]={{ contact.country_code | urlencode }}"
        );
    }

    #[test]
    fn what_a_platform_has_no_field_for_is_left_out_if_it_may_be() {
        let with = body("ometria", "inkpact");
        assert!(with.contains("\"attribute_a\": \"{{ profile.date_of_first_order }}\""), "{with}");
        let without = body("yespo", "inkpact");
        assert!(!without.contains("attribute_a") && !without.contains("address_line_2"), "{without}");
        assert!(Catalog::builtin().starter("yespo", "ontraport-notes").is_none());
    }

    #[test]
    fn spaces_in_placeholders_stay() {
        assert_eq!(plus_for_space("a b <c d> e f"), "a+b+<c d>+e+f");
    }
}
