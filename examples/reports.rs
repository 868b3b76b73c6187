//! Prints the report of every case, one JSON object a line, for the parity test: the same hooks and contacts go
//! through the shipped WebAssembly in Node, and the texts must be equal byte for byte.

#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

use hookproof::contact::Contact;
use hookproof::contract::Catalog;
use hookproof::hook::{Hook, Options};
use hookproof::hook_file::HookFile;
use hookproof::source::Encoding;
use hookproof::wire;

#[expect(dead_code, reason = "the cases test uses the rest")]
#[expect(clippy::expect_used, reason = "it is the support code of tests")]
#[path = "../tests/support/case.rs"]
mod case;

fn main() {
    let catalog = Catalog::builtin();
    for case in case::all() {
        let json = case.hook_json();
        let file = HookFile::from_json(&json);
        let hook =
            Hook::compile_with(&file.value, &catalog, &case.files()).value.with_findings(file.findings);
        let contact = Contact::read(case.contact());
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            let report = hook.check(&contact, &Options { encoding, ..Options::default() });
            let line = serde_json::json!({
                "case": case.name,
                "hook": json,
                "files": case.texts().into_iter().collect::<std::collections::BTreeMap<_, _>>(),
                "contact": case.contact(),
                "options": { "encoding": encoding.name() },
                "report": wire::Report::new(&report, "webhook", "").to_json(),
            });
            println!("{line}");
        }
    }
}
