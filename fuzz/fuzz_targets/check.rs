//! Every hook file compiles and checks, and its report can be written. A NUL separates the hook file, which is JSON,
//! from the contact.
#![no_main]

use std::sync::OnceLock;

use hookproof::contact::Contact;
use hookproof::contract::Catalog;
use hookproof::hook::{Hook, Options};
use hookproof::hook_file::HookFile;
use hookproof::wire;
use libfuzzer_sys::fuzz_target;

mod input;

static CATALOG: OnceLock<Catalog> = OnceLock::new();

fuzz_target!(|data: &[u8]| {
    let Some(text) = input::text(data) else { return };
    let (file, contact) = text.split_once('\0').unwrap_or((text, "{}"));
    let Ok(file) = serde_json::from_str(file) else { return };
    let file = HookFile::from_json(&file);
    let catalog = CATALOG.get_or_init(Catalog::builtin);
    let hook = Hook::compile(&file.value, catalog).value.with_findings(file.findings);
    let report = hook.check(&Contact::read(contact), &Options::default());
    let report = wire::Report::new(&report, "webhook", "").to_json();
    assert!(serde_json::from_str::<serde_json::Value>(&report).is_ok(), "the report is JSON");
});
