//! Holds what we write and ship against our own schemas: every report, the catalog, every sender and starter.

#![expect(clippy::expect_used, clippy::panic, reason = "these are tests")]

use std::path::{Path, PathBuf};

use hookproof::contact::Contact;
use hookproof::contract::Catalog;
use hookproof::hook::{Hook, Options};
use hookproof::hook_file::HookFile;
use hookproof::source::Encoding;
use hookproof::wire;
use serde_json::Value;

#[expect(dead_code, reason = "the cases test uses the rest")]
#[expect(clippy::expect_used, reason = "it is the support code of tests")]
#[path = "support/case.rs"]
mod case;

fn schemas() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas")
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[track_caller]
fn assert_valid(schema: &str, instances: impl IntoIterator<Item = (String, Value)>) {
    let validator =
        jsonschema::validator_for(&read(&schemas().join(schema))).expect("the schema is a schema");
    let mut count = 0;
    for (name, instance) in instances {
        let errors: Vec<_> = validator
            .iter_errors(&instance)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{name} against {schema}: {}", errors.join("\n"));
        count += 1;
    }
    assert!(count > 0, "nothing was held against {schema}");
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.expect("the folder can be listed").path();
        if path.is_dir() {
            files.extend(json_files(&path));
        } else if path.extension().is_some_and(|it| it == "json") {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn reports() {
    let catalog = Catalog::builtin();
    let reports = case::all().into_iter().map(|case| {
        let hook = Hook::compile(&case.hook_file(), &catalog).value;
        let contact = Contact::read(case.contact());
        let report = hook.check(&contact, &Options { encoding: Encoding::Utf16, ..Options::default() });
        let text = wire::Report::new(&report, "webhook", "").to_json();
        (case.name.clone(), serde_json::from_str(&text).expect("a report is JSON"))
    });
    assert_valid("report.schema.json", reports);
}

#[test]
fn catalog() {
    let catalog = Catalog::builtin();
    assert_valid("catalog.schema.json", [("catalog".to_owned(), wire::catalog(&catalog))]);
}

#[test]
fn senders() {
    let files = json_files(&schemas().join("senders"));
    assert_valid("sender.schema.json", files.iter().map(|path| (path.display().to_string(), read(path))));
}

#[test]
fn starters_are_hooks() {
    let files = json_files(&schemas().join("starters"));
    let hooks = files.iter().map(|path| (path.display().to_string(), read(path)["hook"].clone()));
    assert_valid("hook.schema.json", hooks);
}

/// Once its placeholders are filled in, a starter checks clean with its own contact.
#[test]
fn starters_check_clean() {
    let catalog = Catalog::builtin();
    for path in json_files(&schemas().join("starters")) {
        let starter = read(&path);
        let hook = filled_in(&starter["hook"]);
        let file = HookFile::from_json(&hook);
        let hook = Hook::compile(&file.value, &catalog).value.with_findings(file.findings);
        let contact = Contact::read(&starter["contact"].to_string());
        let report = hook.check(&contact, &Options::default());
        let told: Vec<_> = report.findings.iter().map(|it| format!("{}: {}", it.code, it.message)).collect();
        assert!(told.is_empty(), "{}: {}\n{}", path.display(), told.join("\n"), report.request.body.text);
    }
}

/// The hook with its placeholders, `<two or more words>`, filled in: an address where one is due.
fn filled_in(hook: &Value) -> Value {
    match hook {
        Value::String(text) => {
            let mut filled = String::new();
            let mut rest = text.as_str();
            while let Some((before, after)) = rest.split_once('<') {
                filled.push_str(before);
                match after.split_once('>') {
                    Some((words, rest_after)) if words.contains(' ') && !words.contains(['"', '{', '=']) => {
                        filled.push_str(if words.contains("address") {
                            "https://example.com"
                        } else {
                            "13254"
                        });
                        rest = rest_after;
                    }
                    _ => {
                        filled.push('<');
                        rest = after;
                    }
                }
            }
            filled.push_str(rest);
            Value::String(filled)
        }
        Value::Object(members) => {
            members.iter().map(|(key, value)| (key.clone(), filled_in(value))).collect()
        }
        Value::Array(items) => items.iter().map(filled_in).collect(),
        other => other.clone(),
    }
}
