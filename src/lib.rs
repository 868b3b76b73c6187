//! Hookproof proofs a webhook template before it goes out: it renders the request as it will be sent, holds it
//! against what the receiver accepts, and says which character of the template is to blame.
//!
//! ```
//! use hookproof::contact::Contact;
//! use hookproof::contract::Catalog;
//! use hookproof::hook::{Hook, Options};
//! use hookproof::hook_file::HookFile;
//!
//! let file = HookFile::parse(
//!     r#"
//!     sender = "ometria"
//!     receiver = "generic"
//!     url = "https://example.com"
//!     body = '{"name": "{{ profile.firstname }}"}'
//!     "#,
//! );
//! let hook = Hook::compile(&file.value, &Catalog::builtin()).value;
//! let contact = Contact::read(r#"{"profile": {"firstname": "Shaquille \"Shaq\""}}"#);
//! let report = hook.check(&contact, &Options::default());
//! assert_eq!(report.findings[0].code, "body-not-json");
//! assert_eq!(&*report.findings[0].fields[0], "profile.firstname");
//! ```
//!
//! # The flow
//!
//! [`hook_file`] → [`hook::Hook::compile`] ([`dialect`] parses each part into one [`template`]; [`contract`] finds the
//! receiver's schema) → [`hook::Hook::check`] ([`render`] evaluates with a [`contact`] by a [`profile`] and keeps a
//! [`source_map`]; [`payload`] reads the body with places; [`contract`] finds violations; [`locate`] leads them back
//! to the template; [`finding`] puts them into words) → [`report`] → [`wire`].
//!
//! The core does no I/O, reads no clock, draws no randomness and starts no thread. The same input gives the same
//! bytes on every target.

pub mod audience;
mod calendar;
pub mod clock;
pub mod contact;
pub mod context;
pub mod contract;
pub mod delivery;
pub mod dialect;
pub mod facts;
pub mod field;
pub mod finding;
pub mod guarantee;
pub mod hook;
pub mod hook_file;
pub mod limits;
pub mod locate;
pub mod nearest;
pub mod parsed;
pub mod payload;
pub mod plan;
pub mod platform;
pub mod profile;
pub mod proof;
pub mod render;
pub mod report;
pub mod schemas;
pub mod settings;
mod skeleton;
pub mod source;
pub mod source_map;
pub mod template;
pub mod value;
pub mod wire;
