use serde_json::{Value, json};

use crate::contact::Contact;
use crate::context::Given;
use crate::contract::Catalog;
use crate::hook::{Hook, Options};
use crate::hook_file::HookFile;

/// The doubts of a body in Jinja, each as `text of the place: message [fields] (demand)`.
fn doubts(schema: &Value, body: &str, contact: &Value) -> Vec<String> {
    let hook = json!({
        "sender": "ometria",
        "receiver": { "schema": schema },
        "url": "https://example.com/notes",
        "headers": { "Content-Type": "application/json" },
        "body": body,
    });
    let hook = Hook::compile(&HookFile::from_json(&hook).value, &Catalog::builtin()).value;
    let format = hook.format(&hook.check(&Contact::empty(), &Options::default()).request);
    let found = hook.doubts(format, &Given::of_schema(contact));
    let line = |it: super::Doubt| {
        let template = hook.template(&it.source).map_or("", |template| it.span.of(&template.text));
        let fields: Vec<String> = it
            .fields
            .iter()
            .map(|path| {
                let mut text = String::new();
                path.iter().for_each(|it| crate::field::push_segment(&mut text, it));
                text
            })
            .collect();
        let demand = it.demand.map(|it| format!(" ({it:?})")).unwrap_or_default();
        format!("{template}: {} [{}]{demand}", it.message, fields.join(", "))
    };
    found.into_iter().map(line).collect()
}

/// A contact that has a town, which is a text.
fn with_town(more: Value) -> Value {
    let mut town = json!({ "type": "string" });
    if let (Some(town), Value::Object(more)) = (town.as_object_mut(), more) {
        town.extend(more);
    }
    json!({ "type": "object", "required": ["town"], "properties": { "town": town } })
}

#[test]
fn a_value_may_not_be_as_the_partner_asks() {
    let tag = "{{ town | tojson }}";
    let body = format!("{{\"to\": {tag}}}");
    let of = |property: Value, more: Value| {
        doubts(&json!({ "properties": { "to": property } }), &body, &with_town(more))
    };
    let none: [&str; 0] = [];
    assert_eq!(of(json!({ "type": "string" }), json!({})), none);
    assert_eq!(
        of(json!({ "minLength": 1 }), json!({})),
        ["{{ town | tojson }}: 'to' may be empty [town] (Filled)"]
    );
    assert_eq!(of(json!({ "minLength": 1 }), json!({ "pattern": "\\S" })), none);
    assert_eq!(
        of(json!({ "maxLength": 3 }), json!({ "maxLength": 4 })),
        ["{{ town | tojson }}: 'to' may have more than 3 characters [town]"]
    );
    assert_eq!(of(json!({ "maxLength": 3 }), json!({ "maxLength": 3 })), none);
    assert_eq!(
        of(json!({ "enum": ["Bath"] }), json!({})),
        ["{{ town | tojson }}: 'to' may be none of the values that the partner takes [town]"]
    );
    assert_eq!(of(json!({ "enum": ["Bath", "York"] }), json!({ "enum": ["Bath"] })), none);
    assert_eq!(
        of(json!({ "pattern": "^B" }), json!({})),
        ["{{ town | tojson }}: 'to' may not have the form that the partner asks for [town]"]
    );
    assert_eq!(
        of(json!({ "type": "string", "format": "date" }), json!({ "pattern": "\\S" })),
        ["{{ town | tojson }}: 'to' may not be a date [town]"]
    );
}

#[test]
fn a_way_through_the_template_may_make_another_request() {
    let schema = json!({ "required": ["to"], "properties": { "to": { "type": "string" } } });
    let body = "{\"n\": 1{% if town %}, \"to\": {{ town | tojson }}{% endif %}}";
    let found = doubts(&schema, body, &with_town(json!({})));
    assert_eq!(found, [format!("{body}: a request of this form is not as the partner asks []")]);
    let found = doubts(&json!(true), body, &with_town(json!({})));
    assert_eq!(found, [""; 0]);
}

#[test]
fn structure_that_data_makes_is_not_known() {
    let schema = json!({ "maxProperties": 2 });
    let body = "{\"{{ town | urlencode }}\": 1}";
    let found = doubts(&schema, body, &with_town(json!({})));
    assert_eq!(
        found,
        [
            "{{ town | urlencode }}: this value becomes part of a name, which the partner may not know [town]",
            &format!("{body}: what the request looks like depends on the contact []"),
        ]
    );
}
