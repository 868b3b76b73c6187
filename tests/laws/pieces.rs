//! What the generators of all dialects have in common: literal text, fields, contacts and changes of them.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// Literal text with what bodies are made of and characters of several bytes.
pub(crate) fn text() -> BoxedStrategy<String> {
    let pieces = vec![
        "{\"a\": \"",
        "\", \"b\": ",
        "\"}",
        "[1, ",
        "]",
        " ",
        "\n",
        "é",
        "漢字",
        "🎉",
        "\\",
        "a=1&b=",
        "<p>",
        "-",
        "$",
        "#",
        "%",
    ];
    vec(select(pieces), 0..4).prop_map(|it| it.concat()).boxed()
}

/// Joins what parts give.
pub(crate) fn concat(parts: Vec<String>) -> String {
    parts.concat()
}

/// Paths of fields that contacts have now and then.
pub(crate) fn path() -> BoxedStrategy<String> {
    let paths = vec![
        "name",
        "city",
        "n",
        "flag",
        "tags",
        "order",
        "order.note",
        "order.id",
        "order.items",
        "order.none",
        "absent",
        "absent.deep",
        "x",
        "y",
        "item",
        "item.sku",
        "item.qty",
    ];
    select(paths).prop_map(String::from).boxed()
}

/// Paths of fields that are often lists.
pub(crate) fn list() -> BoxedStrategy<String> {
    select(vec!["tags", "order.items", "x", "order", "name", "absent"]).prop_map(String::from).boxed()
}

/// Names that templates bind.
pub(crate) fn name() -> BoxedStrategy<String> {
    select(vec!["x", "y", "name"]).prop_map(String::from).boxed()
}

/// A value that is no list and no map.
fn leaf() -> BoxedStrategy<Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3..12_i64).prop_map(Value::from),
        Just(json!(2.5)),
        select(vec!["", " ", "Ada", "a b", "\"q\" \\", "é漢🎉", "12", "<b>&", "{{ x }}", "$x", "x,y"])
            .prop_map(Value::from),
    ]
    .boxed()
}

/// A contact in the shape that the paths above expect, more or less.
pub(crate) fn contact() -> BoxedStrategy<Value> {
    let item =
        (option::of(leaf()), option::of(leaf())).prop_map(|(sku, qty)| object([("sku", sku), ("qty", qty)]));
    let order = (option::of(leaf()), option::of(leaf()), option::of(vec(item, 0..3))).prop_map(
        |(id, note, items)| object([("id", id), ("note", note), ("items", items.map(Value::from))]),
    );
    let tags = prop_oneof![4 => vec(leaf(), 0..4).prop_map(Value::from), 1 => leaf()];
    let order = prop_oneof![5 => order, 1 => leaf()];
    let scalars = (option::of(leaf()), option::of(leaf()), option::of(leaf()), option::of(leaf()));
    (scalars, option::of(tags), option::of(order))
        .prop_map(|((name, city, n, flag), tags, order)| {
            object([
                ("name", name),
                ("city", city),
                ("n", n),
                ("flag", flag),
                ("tags", tags),
                ("order", order),
            ])
        })
        .boxed()
}

fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let members = members.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    Value::Object(members.collect::<Map<_, _>>())
}

/// A field, with what the contact has there after the change; none when it is removed.
pub(crate) type Change = (&'static str, Option<Value>);

/// The fields that are changed.
const CHANGED: [&str; 15] = [
    "name",
    "city",
    "n",
    "flag",
    "tags",
    "tags[0]",
    "order",
    "order.id",
    "order.note",
    "order.items",
    "order.items[0].sku",
    "order.items[1].qty",
    "order.none",
    "absent",
    "x",
];

/// A change of each field on its own: replaced, removed or added.
pub(crate) fn changes() -> BoxedStrategy<Vec<Change>> {
    vec(option::of(leaf()), CHANGED.len())
        .prop_map(|values| CHANGED.into_iter().zip(values).collect())
        .boxed()
}

/// The contact after the change. A change of a field whose parent is not there changes nothing.
pub(crate) fn changed(contact: &Value, (field, value): &Change) -> Value {
    let mut contact = contact.clone();
    let pointer = format!("/{}", field.replace(['.', '['], "/").replace(']', ""));
    let (parent, key) = pointer.rsplit_once('/').unwrap_or_default();
    match (contact.pointer_mut(parent), value) {
        (Some(Value::Object(members)), Some(value)) => {
            members.insert(key.to_owned(), value.clone());
        }
        (Some(Value::Object(members)), None) => {
            members.shift_remove(key);
        }
        (Some(Value::Array(items)), Some(value)) => {
            if let Some(item) = key.parse().ok().and_then(|at: usize| items.get_mut(at)) {
                *item = value.clone();
            }
        }
        _ => {}
    }
    contact
}

/// Whether what was read at one path depends on the other: one leads to the other.
pub(crate) fn related(a: &str, b: &str) -> bool {
    let leads =
        |a: &str, b: &str| b.strip_prefix(a).is_some_and(|it| it.is_empty() || it.starts_with(['.', '[']));
    leads(a, b) || leads(b, a)
}
