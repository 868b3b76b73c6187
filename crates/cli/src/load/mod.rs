//! Reads what the arguments name: webhook files, templates, contacts.

mod contact;
mod json;
mod text_file;
mod webhook;

pub(crate) use contact::{ExampleContact, contact, contact_beside};
pub(crate) use json::json;
pub(crate) use text_file::{TextFile, is_stdin, marked, template};
pub(crate) use webhook::{Webhook, webhook};
