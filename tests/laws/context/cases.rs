//! Contacts with whatever breaks something, and schemas that they fit.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// What is known of a contact, and a contact for which it holds.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) schema: Value,
    pub(crate) contact: Value,
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} that fits {}", self.contact, self.schema)
    }
}

/// Values that break something.
fn awkward() -> BoxedStrategy<Value> {
    let texts = vec![
        "",
        " ",
        "Ada",
        "O'Neil",
        "\"",
        "a \"b\" c",
        "\\",
        "\\n",
        "\\u00",
        "a\nb",
        "\r",
        "\t",
        "\u{1}",
        "\u{7f}",
        "\u{85}",
        "\u{ffff}",
        "&",
        "a=1&b=2",
        "+",
        "100%",
        "%41",
        "#",
        "?",
        "a/b",
        "<b>",
        "]]>",
        "]]",
        "&amp;",
        "é",
        "漢🎉",
        "\u{a0}",
        "{{ x }}",
        "$x",
        "12",
        "007",
        "-1.5e3",
        "true",
        "null",
        "ſK",
        "x,y",
        "[1]",
    ];
    let leaf = prop_oneof![
        6 => select(texts).prop_map(Value::from),
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => (-3..12_i64).prop_map(Value::from),
        1 => select(vec![json!(2.5), json!(1e20), json!(1e-7), json!(-0.0), json!(123_456_789_012.0)]),
    ];
    let list = vec(leaf.clone(), 0..3).prop_map(Value::from);
    let map = (option::of(leaf.clone()), option::of(leaf.clone()))
        .prop_map(|(a, b)| object([("sku", a), ("b\"", b)]));
    let maps = vec(map.clone(), 0..3).prop_map(Value::from);
    prop_oneof![6 => leaf, 1 => list, 1 => map, 1 => maps].boxed()
}

fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let members = members.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    Value::Object(members.collect::<Map<_, _>>())
}

/// A schema of a field, and a value that fits it.
fn field() -> BoxedStrategy<(Value, Value)> {
    let texts = |of: Vec<&'static str>| select(of).prop_map(Value::from);
    let of =
        |schema: Value, values: BoxedStrategy<Value>| values.prop_map(move |it| (schema.clone(), it)).boxed();
    let item = (option::of(awkward()), awkward()).prop_map(|(a, b)| object([("sku", a), ("qty", Some(b))]));
    prop_oneof![
        6 => awkward().prop_map(|it| (json!({}), it)),
        1 => of(json!({"type": "integer"}), (-9..99_i64).prop_map(Value::from).boxed()),
        1 => of(json!({"type": ["number", "null"]}), select(vec![json!(1.5), Value::Null, json!(7)]).boxed()),
        1 => of(json!({"enum": ["GB", "a \"b\"", ""]}), texts(vec!["GB", "a \"b\"", ""]).boxed()),
        1 => of(json!({"type": "string", "pattern": "^[A-Z]{1,3} ?\\w*$"}), texts(vec!["AB", "A b_", "C é"]).boxed()),
        1 => of(json!({"type": "string", "pattern": "\\S"}), texts(vec!["x", " \"", "\u{1}", "&"]).boxed()),
        1 => of(json!({"type": "string", "minLength": 1, "maxLength": 2}), texts(vec![" ", "\"\"", "é\n"]).boxed()),
        1 => of(json!({"type": "array", "items": {"type": "object"}, "minItems": 1}), vec(item.clone(), 1..3).prop_map(Value::from).boxed()),
        1 => of(json!({"type": "array", "items": {"type": "object", "required": ["qty"]}}), vec(item, 0..3).prop_map(Value::from).boxed()),
        1 => of(json!({"type": "array", "items": {"type": "string"}}), vec(texts(vec!["a", "\""]), 0..3).prop_map(Value::from).boxed()),
    ]
    .boxed()
}

/// A schema of contacts and a contact that fits it: each field with a schema, perhaps required.
pub(crate) fn case() -> BoxedStrategy<Case> {
    let fields = vec((field(), any::<bool>(), any::<bool>()), FIELDS.len());
    fields
        .prop_map(|fields| {
            let (mut properties, mut contact, mut required) = (Map::new(), Map::new(), Vec::new());
            for (name, ((schema, value), needed, there)) in FIELDS.iter().zip(fields) {
                properties.insert((*name).to_owned(), schema);
                if needed {
                    required.push(Value::from(*name));
                }
                if needed || there {
                    contact.insert((*name).to_owned(), value);
                }
            }
            let schema = json!({"type": "object", "properties": properties, "required": required});
            Case { schema, contact: Value::Object(contact) }
        })
        .boxed()
}

const FIELDS: [&str; 5] = ["name", "city", "n", "tags", "items"];
