//! Violations of small schemas: where each stands and what it asks.

use serde_json::{Value, json};

use super::{Contract, Keyword, Violation};
use crate::payload::{Format, read};

/// A violation on one line: the pointer, the text there, what is asked.
fn shown(violation: &Violation, body: &str) -> String {
    let asked = match &violation.keyword {
        Keyword::Required(name) => format!("required {name}"),
        Keyword::Filled => "filled".to_owned(),
        Keyword::Type(types) => format!("type {}", types.join("|")),
        Keyword::UnknownKey { key, is_refused, .. } => format!("unknown {key} {is_refused}"),
        Keyword::OneGroupOf(groups) => {
            format!("one of {}", groups.iter().map(|it| it.join("+")).collect::<Vec<_>>().join(" "))
        }
        Keyword::Other { asks: Some(asks), .. } => asks.clone(),
        other => format!("{other:?}"),
    };
    format!("{} {} {asked}", violation.pointer, violation.span.of(body))
}

#[track_caller]
fn check(schema: Value, body: &str, expected: &[&str]) {
    let payload = read(body, Format::Json).root.expect("JSON");
    let violations = Contract::new(schema).validate(&payload, Format::Json).expect("a schema");
    let violations: Vec<String> = violations.iter().map(|it| shown(it, body)).collect();
    assert_eq!(violations, expected, "{body}");
}

#[test]
fn each_keyword_asks_in_words() {
    let of = |keywords: Value| json!({ "properties": { "a": keywords } });
    check(of(json!({ "minimum": 3 })), r#"{"a": 2}"#, &["/a 2 must be at least 3"]);
    check(of(json!({ "maximum": 3 })), r#"{"a": 4}"#, &["/a 4 must be at most 3"]);
    check(of(json!({ "exclusiveMinimum": 3 })), r#"{"a": 3}"#, &["/a 3 must be more than 3"]);
    check(of(json!({ "exclusiveMaximum": 3 })), r#"{"a": 3}"#, &["/a 3 must be less than 3"]);
    check(of(json!({ "multipleOf": 5 })), r#"{"a": 3}"#, &["/a 3 must be a multiple of 5"]);
    check(of(json!({ "minProperties": 1 })), r#"{"a": {}}"#, &["/a {} must have at least one field"]);
    check(of(json!({ "minProperties": 2 })), r#"{"a": {}}"#, &["/a {} must have at least 2 fields"]);
    let two = r#"{"a": {"b": 1, "c": 2}}"#;
    check(of(json!({ "maxProperties": 1 })), two, &["/a \"c\" takes only one field"]);
    check(
        of(json!({ "uniqueItems": true })),
        r#"{"a": [1, 2, "x", 2]}"#,
        &["/a 2 must not have the same entry twice"],
    );
    check(of(json!(false)), r#"{"a": 1}"#, &["/a 1 must be left out"]);
    check(of(json!({ "not": { "required": ["b"] } })), two, &["/a {\"b\": 1, \"c\": 2} must not have 'b'"]);
    check(
        of(json!({ "contains": { "const": 1 } })),
        r#"{"a": [2]}"#,
        &["/a [2] lacks an entry that it needs"],
    );
    let names = json!({ "propertyNames": { "maxLength": 0 } });
    check(of(names), r#"{"a": {"b": 1}}"#, &["/a {\"b\": 1} has a key that is not allowed"]);
    let formatted = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "properties": { "a": { "format": "date" } },
    });
    check(formatted, r#"{"a": "1 May"}"#, &["/a 1 May must be a date such as 2026-11-21"]);
    let closed = json!({ "properties": { "post_code": {} }, "additionalProperties": false });
    check(closed, r#"{"postcode": 1}"#, &["/postcode \"postcode\" unknown postcode true"]);
    let dependent = json!({ "dependentRequired": { "a": ["b"] } });
    check(dependent, r#"{"a": 1}"#, &[" { required b"]);
}

#[test]
fn alternatives_ask_for_what_is_lacking() {
    let filled = |name: &str| json!({ "required": [name], "properties": { name: { "minLength": 1 } } });
    let either = json!({ "anyOf": [filled("name"), filled("company")] });
    check(either.clone(), "{}", &[" { one of name company"]);
    check(either.clone(), r#"{"name": ""}"#, &["  one of name company"]);
    check(either.clone(), r#"{"name": " ", "x": 1}"#, &["   one of name company"]);
    check(either, r#"{"name": "", "company": "x"}"#, &[]);
    let groups = json!({ "oneOf": [{ "required": ["front", "back"] }, { "required": ["pdf"] }] });
    check(groups.clone(), r#"{"size": 1}"#, &[" { one of front+back pdf"]);
    check(groups.clone(), r#"{"front": 1}"#, &[" { one of back pdf"]);
    check(
        groups,
        r#"{"front": 1, "back": 1, "pdf": 1}"#,
        &[r#" {"front": 1, "back": 1, "pdf": 1} takes only one of the alternatives that are given"#],
    );
}

#[test]
fn the_alternative_that_was_meant_is_told_of() {
    let address =
        json!({ "type": "object", "required": ["zip"], "properties": { "zip": { "minLength": 5 } } });
    let address_or_id = json!({ "properties": { "to": { "anyOf": [{ "type": "string" }, address] } } });
    check(address_or_id.clone(), r#"{"to": {}}"#, &["/to { required zip"]);
    check(address_or_id.clone(), r#"{"to": {"zip": "1"}}"#, &["/to/zip 1 MinLength(5)"]);
    check(address_or_id, r#"{"to": 7}"#, &["/to 7 type string|object"]);
    let kinds = json!({ "oneOf": [
        { "properties": { "kind": { "const": "card" } }, "required": ["front"] },
        { "properties": { "kind": { "enum": ["letter"] } }, "required": ["file"] },
    ] });
    check(kinds, r#"{"kind": "letter"}"#, &[" { required file"]);
    let then = json!({ "if": { "required": ["us"] }, "then": { "required": ["state"] } });
    check(then, r#"{"us": 1}"#, &[" { required state"]);
}

#[test]
fn spaces_alone_fill_nothing_in() {
    let schema = json!({ "properties": { "a": { "minLength": 2 } } });
    check(schema.clone(), r#"{"a": "  \t\u00a0 "}"#, &[r"/a   \t\u00a0  filled"]);
    check(schema.clone(), r#"{"a": ""}"#, &["/a  filled"]);
    check(schema.clone(), r#"{"a": "x"}"#, &["/a x MinLength(2)"]);
    check(schema, r#"{"a": "x y"}"#, &[]);
}

#[test]
fn advice_is_taken_from_beside_the_keyword() {
    let schema = json!({
        "$ref": "#/$defs/address",
        "$defs": { "address": {
            "anyOf": [{ "required": ["name"] }, { "required": ["company"] }],
            "then": { "required": ["state"], "x-advice": { "required": "Give a state." } },
            "if": { "required": ["us"] },
            "x-advice": { "anyOf": "Give a name or a company." },
        } },
    });
    let contract = Contract::new(schema);
    let payload = read(r#"{"us": 1}"#, Format::Json).root.expect("JSON");
    let violations = contract.validate(&payload, Format::Json).expect("a schema");
    let advice: Vec<_> = violations.iter().map(|it| contract.advice(it)).collect();
    assert_eq!(advice, [Some("Give a name or a company."), Some("Give a state.")]);
}
