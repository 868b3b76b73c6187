//! Schemas of `OpenAPI` 3.0 as JSON Schema has them ("Schema Object" of its specification, 3.0.4).

use serde_json::{Map, Value};

/// Says in draft 2020-12 what a schema of 3.0 says; the schemas in it are told apart already.
pub(in super::super) fn modern(schema: &mut Map<String, Value>) {
    if let Some(reference) = schema.get("$ref").filter(|it| it.is_string()).cloned() {
        // What stands beside a reference does not count.
        *schema = Map::from_iter([("$ref".to_owned(), reference)]);
        return;
    }
    for key in ["example", "discriminator", "xml", "externalDocs"] {
        schema.shift_remove(key);
    }
    bound(schema, "exclusiveMinimum", "minimum");
    bound(schema, "exclusiveMaximum", "maximum");
    optional_when_read_only(schema);
    if schema.shift_remove("nullable") == Some(Value::Bool(true)) {
        nullable(schema);
    }
}

/// `exclusiveMinimum: true` says of `minimum` that it is exclusive.
fn bound(schema: &mut Map<String, Value>, exclusive: &str, limit: &str) {
    let Some(Value::Bool(is_exclusive)) = schema.get(exclusive).cloned() else { return };
    schema.shift_remove(exclusive);
    if let Some(limit) = is_exclusive.then(|| schema.shift_remove(limit)).flatten() {
        schema.insert(exclusive.to_owned(), limit);
    }
}

/// What is only read is never required of a request.
fn optional_when_read_only(schema: &mut Map<String, Value>) {
    let read_only = |properties: &Value, name: &Value| {
        let property = name.as_str().and_then(|it| properties.get(it));
        property.and_then(|it| it.get("readOnly")) == Some(&Value::Bool(true))
    };
    let Some(properties) = schema.get("properties").cloned() else { return };
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|name| !read_only(&properties, name));
    }
}

fn nullable(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(values)) = schema.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    let is_combined = ["allOf", "anyOf", "oneOf"].iter().any(|it| schema.contains_key(*it));
    match schema.get_mut("type") {
        Some(Value::String(one)) => {
            let both = vec![Value::String(std::mem::take(one)), "null".into()];
            schema.insert("type".to_owned(), both.into());
        }
        // The specification has it count beside `type` only; people mean it beside `allOf` too.
        None if is_combined => {
            let inner = Value::Object(std::mem::take(schema));
            let null = Value::Object(Map::from_iter([("type".to_owned(), "null".into())]));
            schema.insert("anyOf".to_owned(), vec![inner, null].into());
        }
        Some(_) | None => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(schema: Value, expected: Value) {
        let Value::Object(mut members) = schema else { panic!("a schema is an object") };
        modern(&mut members);
        assert_eq!(Value::Object(members), expected);
    }

    #[test]
    fn schemas_of_3_0_are_made_modern() {
        check(json!({ "type": "string", "nullable": true }), json!({ "type": ["string", "null"] }));
        check(
            json!({ "type": "string", "enum": ["a"], "nullable": true, "example": "a" }),
            json!({ "type": ["string", "null"], "enum": ["a", null] }),
        );
        check(json!({ "minimum": 3, "exclusiveMinimum": true }), json!({ "exclusiveMinimum": 3 }));
        check(json!({ "maximum": 3, "exclusiveMaximum": false }), json!({ "maximum": 3 }));
        check(json!({ "$ref": "#/a", "nullable": true }), json!({ "$ref": "#/a" }));
        check(
            json!({ "allOf": [{ "$ref": "#/a" }], "nullable": true }),
            json!({ "anyOf": [{ "allOf": [{ "$ref": "#/a" }] }, { "type": "null" }] }),
        );
        let id = json!({ "id": { "readOnly": true }, "to": {} });
        check(
            json!({ "required": ["id", "to"], "properties": id }),
            json!({ "required": ["to"], "properties": id }),
        );
    }
}
