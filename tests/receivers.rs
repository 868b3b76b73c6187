//! What every partner asks of a request beyond its body is told: method, content type and headers.

use hookproof::contact::Contact;
use hookproof::contract::{Catalog, Receiver};
use hookproof::hook::{Hook, Options};
use hookproof::hook_file::HookFile;
use serde_json::{Map, Value, json};

/// The codes of these findings of a request to a partner.
const CODES: [&str; 4] =
    ["content-type-not-allowed", "malformed-header", "method-not-allowed", "missing-header"];

/// Those of [`CODES`] that a request has, in order and as often as they are found.
fn codes(receiver: &Receiver, method: &str, headers: Map<String, Value>) -> Vec<&'static str> {
    let file = HookFile::from_json(&json!({
        "sender": "generic", "receiver": receiver.rules.id, "dialect": "jinja", "url": "https://example.com",
        "method": method, "headers": headers, "body": "x",
    }));
    assert_eq!(file.findings, []);
    let hook = Hook::compile(&file.value, &Catalog::builtin()).value;
    let report = hook.check(&Contact::empty(), &Options::default());
    let mut found: Vec<&str> =
        report.findings.iter().map(|it| it.code).filter(|it| CODES.contains(it)).collect();
    found.sort_unstable();
    found
}

fn headers(receiver: &Receiver, content_type: &str, value: impl Fn(&str) -> String) -> Map<String, Value> {
    let own = receiver.rules.headers.iter().filter(|it| it.required);
    let own = own.map(|it| (it.name.clone(), Value::from(value(it.form.as_deref().unwrap_or("{X}")))));
    [("Content-Type".to_owned(), content_type.into())].into_iter().chain(own).collect()
}

/// The form with a slot for each of its names.
fn filled(form: &str) -> String {
    form.replace('{', "${env:")
}

#[test]
fn what_partners_ask_for_is_right() {
    for receiver in Catalog::builtin().receivers() {
        let rules = &receiver.rules;
        let method = rules.methods.first().map_or("POST", String::as_str);
        let types = if rules.content_types.is_empty() {
            &["application/json".to_owned()][..]
        } else {
            &rules.content_types
        };
        for content_type in types {
            let found = codes(receiver, method, headers(receiver, content_type, filled));
            assert_eq!(found, [""; 0], "{} with {content_type}", rules.id);
        }
    }
}

#[test]
fn what_partners_do_not_take_is_told() {
    for receiver in Catalog::builtin().receivers() {
        let rules = &receiver.rules;
        let mut expected = Vec::new();
        let refuses =
            !rules.content_types.is_empty() && !rules.content_types.iter().any(|it| it == "text/plain");
        expected.extend(refuses.then_some("content-type-not-allowed"));
        let wrong = ["DELETE", "GET"].into_iter().find(|it| !rules.methods.iter().any(|taken| taken == it));
        expected.extend(wrong.filter(|_| !rules.methods.is_empty()).map(|_| "method-not-allowed"));
        let required = rules.headers.iter().filter(|it| it.required).count();
        expected.extend(std::iter::repeat_n("missing-header", required));
        let sent = Map::from_iter([("Content-Type".to_owned(), "text/plain".into())]);
        assert_eq!(codes(receiver, wrong.unwrap_or("POST"), sent), expected, "{}", rules.id);
    }
}

#[test]
fn headers_of_another_form_are_told() {
    for receiver in Catalog::builtin().receivers() {
        let rules = &receiver.rules;
        let content_type = rules.content_types.first().map_or("application/json", String::as_str);
        let method = rules.methods.first().map_or("POST", String::as_str);
        let required = rules.headers.iter().filter(|it| it.required).count();
        let found = codes(receiver, method, headers(receiver, content_type, |_| String::new()));
        assert_eq!(found, vec!["malformed-header"; required], "{} without a value", rules.id);
        let with_scheme =
            rules.headers.iter().filter(|it| it.form.as_deref().is_some_and(|it| !it.starts_with('{')));
        let found = codes(receiver, method, headers(receiver, content_type, |_| "${env:KEY}".to_owned()));
        assert_eq!(found, vec!["malformed-header"; with_scheme.count()], "{} without a scheme", rules.id);
    }
}

#[test]
fn base64_is_asked_of_those_who_need_it_and_never_of_inkpact() {
    for receiver in Catalog::builtin().receivers() {
        let Some(form) = receiver.rules.headers.iter().find_map(|it| it.form.as_deref()) else { continue };
        let Some((scheme, name)) = form.split_once("Basic ") else { continue };
        assert_eq!(scheme, "");
        let content_type = receiver.rules.content_types.first().map_or("application/json", String::as_str);
        let found = |value: &str| {
            codes(receiver, "POST", headers(receiver, content_type, |_| format!("Basic {value}")))
        };
        let expected: &[&str] = if name.ends_with("_IN_BASE64}") { &[] } else { &["malformed-header"] };
        assert_eq!(found("dXNlcjpwYXNzd29yZA=="), expected, "{}", receiver.rules.id);
        assert_eq!(found("user:password"), ["malformed-header"], "{}", receiver.rules.id);
        assert_eq!(receiver.rules.id == "inkpact", name.contains("pkey"), "{}", receiver.rules.id);
    }
    let catalog = Catalog::builtin();
    let inkpact = catalog.receiver("inkpact").expect("Inkpact is known");
    let value = |_: &str| "Basic pkey=abc&&skey=def".to_owned();
    assert_eq!(codes(inkpact, "POST", headers(inkpact, "application/json", value)), [""; 0]);
}
