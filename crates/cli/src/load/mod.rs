//! Reads what the arguments name: webhook files, templates, contacts.

mod contact;
mod stand_in;
mod text_file;
mod webhook;

pub(crate) use contact::{ExampleContact, beside, contact};
pub(crate) use text_file::{TextFile, is_stdin, template};
pub(crate) use webhook::{Webhook, webhook};
