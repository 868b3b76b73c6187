use serde_json::{Value, json};

use super::{Document, Files};
use crate::contract::Catalog;
use crate::hook::Hook;
use crate::hook_file::HookFile;

/// Asks for files until none is missing; those that are not in `texts` stay missing.
fn hook(receiver: &str, texts: &[(&str, Value)]) -> (Hook, Vec<String>) {
    let text = format!("sender = 'ometria'\nurl = 'https://a.example'\nbody = ''\nreceiver = {receiver}");
    let parsed = HookFile::parse(&text);
    assert_eq!(parsed.findings, []);
    let mut files = Files::default();
    loop {
        let wanted = files.wanted(&parsed.value);
        let found: Vec<_> = texts.iter().filter(|(path, _)| wanted.iter().any(|it| **it == **path)).collect();
        if found.is_empty() {
            let hook = Hook::compile_with(&parsed.value, &Catalog::builtin(), &files).value;
            return (hook, wanted.iter().map(ToString::to_string).collect());
        }
        for (path, it) in found {
            files.add(path, Document::json(&it.to_string()));
        }
    }
}

/// Whether the schema in `a.json` takes an instance.
#[track_caller]
fn check(texts: &[(&str, Value)], instances: &[(Value, bool)]) {
    let (hook, missing) = hook("{ schema = 'a.json' }", texts);
    assert_eq!(missing, [""; 0]);
    let schema = hook.contract().schema();
    assert_ne!(*schema, json!({}), "the schema cannot be used");
    let validator = jsonschema::validator_for(schema).expect("a schema that stands alone");
    for (instance, is_valid) in instances {
        assert_eq!(validator.is_valid(instance), *is_valid, "{instance} against {schema:#}");
    }
}

#[test]
fn references_are_seen_from_the_schema_around_them() {
    let nested = json!({
        "$id": "https://acme.example/a.json",
        "properties": { "n": { "$ref": "#/$defs/number" }, "s": { "$ref": "inner" }, "t": { "$ref": "#text" } },
        "$defs": {
            "number": { "type": "integer" },
            "inner": { "$id": "inner", "$ref": "#/$defs/number", "$defs": { "number": { "type": "string" } } },
            "text": { "$anchor": "text", "type": "string" },
        },
    });
    check(
        &[("a.json", nested)],
        &[
            (json!({ "n": 1, "s": "x", "t": "x" }), true),
            (json!({ "n": "x" }), false),
            (json!({ "s": 1 }), false),
            (json!({ "t": 1 }), false),
        ],
    );
}

#[test]
fn files_may_refer_to_one_another_in_circles() {
    let tree = json!({ "properties": { "left": { "$ref": "b.json" }, "$ref": { "type": "string" } } });
    let back = json!({ "type": "object", "required": ["k"], "properties": { "right": { "$ref": "a.json" }, "self": { "$ref": "#" } } });
    check(
        &[("a.json", tree), ("b.json", back)],
        &[
            (
                json!({ "left": { "k": 1, "right": { "left": { "k": 1 } }, "self": { "k": 1 } }, "$ref": "x" }),
                true,
            ),
            (json!({ "left": { "k": 1, "right": { "left": {} } } }), false),
            (json!({ "left": { "k": 1, "self": {} } }), false),
            (json!({ "$ref": 1 }), false),
        ],
    );
}

#[test]
fn every_draft_is_read() {
    for draft in ["draft-04", "draft-06", "draft-07"] {
        let id = if draft == "draft-04" { "id" } else { "$id" };
        let a = json!({
            "$schema": format!("http://json-schema.org/{draft}/schema#"),
            id: "https://acme.example/a.json",
            "properties": { "n": { "$ref": "b.json#number" }, "m": { "$ref": "#/definitions/m%20n" } },
            "definitions": { "m n": { "type": "null" } },
        });
        let b = json!({ "definitions": { "x": { id: "#number", "type": "integer" } } });
        let instances =
            [(json!({ "n": 1, "m": null }), true), (json!({ "n": "x" }), false), (json!({ "m": 1 }), false)];
        check(&[("a.json", a), ("b.json", b)], &instances);
    }
    let old = json!({ "$schema": "http://json-schema.org/draft-04/schema#", "minimum": 1, "exclusiveMinimum": true });
    check(&[("a.json", old)], &[(json!(1), false), (json!(2), true)]);
    let middle =
        json!({ "$schema": "https://json-schema.org/draft/2019-09/schema", "items": [{ "type": "null" }] });
    check(&[("a.json", middle)], &[(json!([null]), true), (json!([1]), false)]);
}

#[test]
fn names_of_definitions_do_not_clash() {
    let a = json!({
        "properties": { "x": { "$ref": "#/$defs/it" }, "y": { "$ref": "b.json#/$defs/it" }, "z": { "$ref": "c.json#/it" } },
        "$defs": { "it": { "type": "string" } },
    });
    let b = json!({ "$defs": { "it": { "type": "integer" } } });
    let c = json!({ "it": { "type": "boolean" } });
    check(
        &[("a.json", a), ("b.json", b), ("c.json", c)],
        &[
            (json!({ "x": "x", "y": 1, "z": true }), true),
            (json!({ "x": 1 }), false),
            (json!({ "y": "x" }), false),
            (json!({ "z": 1 }), false),
        ],
    );
}

#[test]
fn what_is_missing_is_asked_for_once_and_never_from_outside() {
    let a = json!({ "allOf": [
        { "$ref": "x.json" }, { "$ref": "x.json#/a" }, { "$ref": "../y.json" }, { "$ref": "https://z.example/z.json" },
    ] });
    let (_, missing) = hook("{ schema = 'a.json' }", &[("a.json", a.clone())]);
    assert_eq!(missing, ["x.json"]);
    // A file above the webhook's folder may name others beside it.
    let (_, missing) = hook("{ schema = '../s/a.json' }", &[("../s/a.json", a)]);
    assert_eq!(missing, ["../s/x.json", "../y.json"]);
}

#[test]
fn a_circle_of_path_items_ends() {
    let api = json!({ "openapi": "3.1.0", "paths": { "/a": { "$ref": "#/paths/~1a" } } });
    let (hook, _) = hook("{ openapi = 'a.json', operation = 'x' }", &[("a.json", api)]);
    assert_eq!(*hook.contract().schema(), json!({}));
}
