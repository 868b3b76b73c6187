//! Reads what the arguments name: webhook files, templates, contacts.

mod contact;
mod contacts;
mod documents;
mod json;
mod sample;
mod settings;
mod text_file;
mod webhook;
mod yaml;

pub(crate) use contact::{ExampleContact, contact, contact_beside};
pub(crate) use contacts::{ContactList, contacts, fingerprint};
pub(crate) use json::json;
pub(crate) use sample::sample;
pub(crate) use settings::shared;
pub(crate) use text_file::{TextFile, is_stdin, marked, template};
pub(crate) use webhook::{Webhook, stem, webhook};
