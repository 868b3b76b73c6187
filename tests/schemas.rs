//! Holds what we write and ship against our own schemas: every report, the catalog, every sender, receiver and starter.

#![expect(clippy::expect_used, clippy::panic, reason = "these are tests")]

use std::path::{Path, PathBuf};

use hookproof::audience::{self, Checker, Reader, Totals};
use hookproof::contact::Contact;
use hookproof::contract::{Catalog, Starter};
use hookproof::delivery::Settings;
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
        let hook = Hook::compile_with(&case.hook_file(), &catalog, &case.files()).value;
        let contact = Contact::read(case.contact());
        let report = hook.check(&contact, &Options { encoding: Encoding::Utf16, ..Options::default() });
        let text = wire::Report::new(&report, "webhook", "").to_json();
        (case.name.clone(), serde_json::from_str(&text).expect("a report is JSON"))
    });
    assert_valid("report.schema.json", reports);
}

/// The totals of each case's contact, as a list of one line.
#[test]
fn audiences() {
    let catalog = Catalog::builtin();
    let totals = case::all().into_iter().map(|case| {
        let hook = Hook::compile_with(&case.hook_file(), &catalog, &case.files()).value;
        let checker = Checker::new(&hook, &Options::default());
        let mut totals = Totals::default();
        for text in [case.contact(), "First Name,,id,id\n#N/A,2,3E+10,4\n,,,\n\""] {
            let mut reader = Reader::new(audience::input::Options::of(&hook));
            let mut blocks = reader.push(text.as_bytes());
            blocks.extend(reader.finish());
            for block in blocks {
                totals.add(checker.check(&block).tally);
            }
        }
        let of = wire::Of { hook: &hook, hook_name: "webhook", hook_text: "", encoding: Encoding::Utf16 };
        let text = wire::Audience::new(of, &checker, &totals, true).to_json();
        (case.name.clone(), serde_json::from_str(&text).expect("totals are JSON"))
    });
    assert_valid("audience.schema.json", totals);
}

/// A finding is the same in totals as in a report, but for its place in the request and a contact that shows it.
#[test]
fn findings_of_audiences_are_those_of_reports() {
    let [audience, report] =
        ["audience", "report"].map(|it| read(&schemas().join(format!("{it}.schema.json"))));
    let definitions = audience["$defs"].as_object().expect("definitions");
    let mut compared = 0;
    for (name, definition) in definitions {
        let text = definition.to_string().replace("#/$defs/Audience", "#/$defs/").replace("\"Audience", "\"");
        let theirs = name.strip_prefix("Audience").and_then(|it| report["$defs"].get(it)).cloned();
        let Some(mut theirs) = theirs else { continue };
        if let Some(properties) = theirs["properties"].as_object_mut() {
            properties.shift_remove("body_span");
            properties.shift_remove("witness");
        }
        let ours: Value = serde_json::from_str(&text).expect("it was JSON");
        assert_eq!(ours, theirs, "{name}");
        compared += 1;
    }
    assert!(compared >= 7, "{compared} definitions were compared");
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

/// The keywords that a receiver's schema may use: what draft-07 has too, and of it only what is called for.
const KEYWORDS: [&str; 27] = [
    "$defs",
    "$id",
    "$ref",
    "$schema",
    "additionalProperties",
    "allOf",
    "anyOf",
    "description",
    "enum",
    "examples",
    "if",
    "items",
    "maxLength",
    "maxProperties",
    "minItems",
    "minLength",
    "minProperties",
    "pattern",
    "properties",
    "required",
    "then",
    "title",
    "type",
    "x-advice",
    "x-aliases",
    "x-content",
    "x-open",
];

/// Annotations that belong at the root, or at a property of some receivers only.
const MORE_ANNOTATIONS: [&str; 10] = [
    "x-campaign",
    "x-confidence",
    "x-constant-structure",
    "x-deprecated-place",
    "x-merge-syntax",
    "x-receiver",
    "x-secret",
    "x-source",
    "x-starter",
    "x-undocumented",
];

const CONTENTS: [&str; 9] =
    ["name", "company", "address", "town", "region", "postcode", "country", "email", "phone"];

/// Calls `see` with each schema within a schema, itself first, and where it is.
fn each_schema(schema: &Value, at: &str, see: &mut dyn FnMut(&serde_json::Map<String, Value>, &str)) {
    let Value::Object(keywords) = schema else { return };
    see(keywords, at);
    for (keyword, value) in keywords {
        let at = format!("{at}/{keyword}");
        match (keyword.as_str(), value) {
            ("properties" | "$defs", Value::Object(schemas)) => {
                for (name, it) in schemas {
                    each_schema(it, &format!("{at}/{name}"), see);
                }
            }
            ("allOf" | "anyOf", Value::Array(schemas)) => {
                for it in schemas {
                    each_schema(it, &at, see);
                }
            }
            ("items" | "if" | "then" | "additionalProperties", schema) => each_schema(schema, &at, see),
            _ => {}
        }
    }
}

#[test]
fn receivers_are_schemas_of_known_keywords() {
    for path in json_files(&schemas().join("receivers")) {
        let schema = read(&path);
        let name = path.display();
        jsonschema::validator_for(&schema).unwrap_or_else(|error| panic!("{name}: {error}"));
        each_schema(&schema, "", &mut |keywords, at| {
            for (keyword, value) in keywords {
                let known =
                    KEYWORDS.contains(&keyword.as_str()) || MORE_ANNOTATIONS.contains(&keyword.as_str());
                assert!(known, "{name}{at} has {keyword}");
                assert!(keyword != "$ref" || keywords.len() == 1, "{name}{at} has something beside $ref");
                assert!(
                    keyword != "additionalProperties" || value != false,
                    "{name}{at} refuses keys that its documents may lack"
                );
                if keyword == "x-advice" {
                    for (about, advice) in value.as_object().expect("x-advice is an object") {
                        assert!(
                            keywords.contains_key(about),
                            "{name}{at}: advice on {about}, which is not here"
                        );
                        let advice = advice.as_str().expect("advice is text");
                        assert!(advice.ends_with('.'), "{name}{at}: '{advice}' is no sentence");
                    }
                }
                if keyword == "x-content" {
                    let content = value.as_str().expect("x-content is text");
                    assert!(CONTENTS.contains(&content), "{name}{at}: {content}");
                }
            }
        });
    }
}

#[test]
fn examples_of_receivers_are_valid() {
    for path in json_files(&schemas().join("receivers")) {
        let schema = read(&path);
        let validator = jsonschema::validator_for(&schema).expect("the test above says so");
        let examples = schema["examples"].as_array().expect("a receiver has examples");
        assert!(!examples.is_empty(), "{}", path.display());
        for example in examples {
            let errors: Vec<_> = validator.iter_errors(example).map(|it| it.to_string()).collect();
            assert!(errors.is_empty(), "{}: {example}\n{}", path.display(), errors.join("\n"));
        }
        each_schema(&schema, "", &mut |keywords, at| {
            if at.is_empty() || keywords.contains_key("$ref") {
                return;
            }
            let own = Value::Object(keywords.clone());
            // A schema that refers to others cannot be taken out of its file.
            let alone = jsonschema::validator_for(&own).ok();
            for example in keywords.get("examples").and_then(Value::as_array).into_iter().flatten() {
                let valid = alone.as_ref().is_none_or(|it| it.is_valid(example));
                assert!(valid, "{}{at}: {example} is not valid", path.display());
            }
        });
    }
}

/// The starters that there are, for each platform.
#[test]
fn pairs_with_a_starter() {
    let catalog = Catalog::builtin();
    let receivers = |sender: &str| -> String {
        let ids = catalog.receivers().map(|it| it.rules.id.as_str());
        ids.filter(|it| catalog.starter(sender, it).is_some()).collect::<Vec<_>>().join(" ")
    };
    let post = "inkpact inkit inkit-postcards inkit-letters scribeless stannp-postcards stannp-letters \
                postgrid-postcards postgrid-letters lob-postcards lob-letters thanks-io handwrytten";
    let by_form = "stannp-postcards stannp-letters lob-postcards lob-letters";
    assert_eq!(receivers("ometria"), format!("{post} ontraport-contacts twilio-messages zapier generic"));
    assert_eq!(receivers("clevertap"), format!("{post} ontraport-contacts zapier generic"));
    assert_eq!(
        receivers("ontraport"),
        format!("{by_form} ontraport-notes ontraport-contacts zapier generic")
    );
    assert_eq!(receivers("yespo"), format!("{post} ontraport-contacts zapier generic"));
    assert_eq!(
        receivers("generic"),
        format!("{post} ontraport-notes ontraport-contacts twilio-messages zapier generic")
    );
    assert!(catalog.starter("generic", "nobody").is_none() && catalog.starter("nobody", "generic").is_none());
}

/// All starters, by the names of the pair.
fn starters(catalog: &Catalog) -> Vec<(String, Starter)> {
    let mut starters = Vec::new();
    for sender in catalog.senders() {
        for receiver in catalog.receivers() {
            let starter = catalog.starter(&sender.id, &receiver.rules.id);
            starters.extend(starter.map(|it| (format!("{} to {}", sender.id, receiver.rules.id), it)));
        }
    }
    starters
}

#[test]
fn starters_are_hooks() {
    let catalog = Catalog::builtin();
    let hooks = starters(&catalog).into_iter().map(|(name, starter)| (name, starter.hook));
    assert_valid("hook.schema.json", hooks);
}

/// The examples of the schema state every key, and are read without a finding; both schemas have the same connectors.
#[test]
fn settings_are_read_as_their_schema_has_them() {
    let schema = read(&schemas().join("hookproof.schema.json"));
    let examples = schema["examples"].as_array().expect("examples").clone();
    let connection = &schema["properties"]["connections"]["additionalProperties"]["properties"];
    let keys: Vec<_> = connection.as_object().expect("keys").keys().collect();
    let stated = examples[0]["connections"]["inkpact"].as_object().expect("a connection");
    assert_eq!(stated.keys().collect::<Vec<_>>(), keys);
    for example in &examples {
        let members = example.as_object().expect("tables").iter();
        let lines = members.map(|(key, it)| format!("{key} = {}", it.to_string().replace("\":", "\" =")));
        let text = lines.collect::<Vec<_>>().join("\n");
        assert_eq!(Settings::parse(&text, "hookproof.toml").findings, [], "{text}");
    }
    assert_valid("hookproof.schema.json", examples.into_iter().map(|it| ("example".to_owned(), it)));
    let hook = read(&schemas().join("hook.schema.json"));
    assert_eq!(hook["$defs"]["Connector"], schema["$defs"]["Connector"]);
}

/// Once its placeholders are filled in, a starter checks clean with its own contact.
#[test]
fn starters_check_clean() {
    let catalog = Catalog::builtin();
    for (name, starter) in starters(&catalog) {
        let hook = filled_in(&starter.hook);
        let file = HookFile::from_json(&hook);
        let hook = Hook::compile(&file.value, &catalog).value.with_findings(file.findings);
        let contact = Contact::read(&starter.contact.to_string());
        let report = hook.check(&contact, &Options::default());
        let told: Vec<_> = report.findings.iter().map(|it| format!("{}: {}", it.code, it.message)).collect();
        assert!(told.is_empty(), "{name}: {}\n{}", told.join("\n"), report.request.body.text);
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
