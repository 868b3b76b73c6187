//! ONTRAPORT's merge fields. Its articles leave open whether values are encoded and what the account's default text for
//! empty fields is; the settings `value-encoding` and `default-merge-field` say so.

use std::sync::Arc;

use super::{Filters, Input, Profile};
use crate::dialect::Dialect;
use crate::field::Segment;
use crate::finding::Severity;
use crate::nearest::nearest;
use crate::payload::form;
use crate::render::{Fault, Render};
use crate::value::{Int, Key, Str, Traced, Value};

mod date;

/// The profile `ontraport`.
pub static ONTRAPORT: Profile = Profile {
    name: "ontraport",
    dialect: Dialect::MergeFields,
    logic_gives_operand: false,
    loops_scope: false,
    loop_name: "",
    number: read,
    truthy: |_, value| Ok(!matches!(value.value, Value::Undefined)),
    print,
    field: |render, name| render.contact_field(name),
    global: |render, name| {
        let contact = Traced::constant(render.contact().clone());
        unknown(render, &contact, name);
        None
    },
    member: |render, base, name| Ok(member(render, base, name)),
    index: |_, _, _| none(),
    set_element: |_, _, _, _| none(),
    loop_member: |_, _, _| None,
    elements: |_, _| none(),
    slice: |_, _, _| none(),
    range: |_, _, _| none(),
    count: |_, _| none(),
    extra_arguments: |_, _, _| none(),
    unary: |_, _, _| none(),
    binary: |_, _, _, _| none(),
    function: |_, _, _| none(),
    method: |_, _, _| none(),
    liquid: None,
    filters: &[FILTERS],
    tests: &[],
};

const FILTERS: Filters = &[
    ("date", date::filter),
    ("field", |render, input| Ok(field(render, &input.value))),
    ("literal", |_, input| Ok(literal(input))),
];

/// Merge fields have no operators, loops and calls, so these are never asked for.
fn none<T>() -> Result<T, Fault> {
    Err(Fault::refused("merge fields cannot do this"))
}

/// A number keeps its text: what is sent is what the contact has.
fn read(text: &str) -> Value {
    match text.parse::<i128>() {
        Ok(value) => Value::Int(Int::new(value)),
        Err(_) => Value::from(text),
    }
}

/// The text of a value, or the account's default for an empty one, encoded unless the hook says that ONTRAPORT does
/// not encode.
fn print(render: &mut Render<'_>, value: &Traced) -> Result<Str, Fault> {
    let text = text(render, &value.value)?;
    if text.safe {
        return Ok(text);
    }
    let empty = text.text.is_empty();
    let text = if empty { Str::new(render.setting("default-merge-field")) } else { text };
    let encoded = form::encode(&text.text);
    if encoded == *text.text || render.setting("value-encoding") == "raw" {
        return Ok(text);
    }
    if text.text.contains(['&', '+', '%', '#', '=']) && !render.is_stated("value-encoding") {
        let message = "ONTRAPORT does not say whether it encodes values, and here it makes a difference";
        let help = "look at a test message; the setting 'value-encoding' says which is right";
        let reads = render.used(value);
        render.remark(
            Severity::Warning,
            Fault::new("value-encoding-assumed", message).with_help(help).reading(reads),
        );
    }
    Ok(text.map(form::encode))
}

fn text(render: &Render<'_>, value: &Value) -> Result<Str, Fault> {
    Ok(match value {
        Value::Str(text) => text.clone(),
        Value::Bool(it) => Str::new(if *it { "1" } else { "0" }),
        Value::Int(it) => Str::new(it.value.to_string()),
        Value::Float(it) => Str::new(it.to_string()),
        Value::List(id) => {
            let items = &render.heap.list_at(*id).items;
            let parts = items.iter().map(|it| text(render, &it.value).map(|it| it.text));
            Str::new(parts.collect::<Result<Vec<_>, _>>()?.join(", "))
        }
        Value::Map(_) => {
            let help = "name a field of it: `[Owner//First Name]`";
            return Err(Fault::refused("this is a record and not a field").with_help(help));
        }
        _ => Str::new(""),
    })
}

/// `[Owner//First Name]`
fn member(render: &mut Render<'_>, base: &Traced, name: &Arc<str>) -> Traced {
    if let Some(found) = render.map_member(base, &Key::Str(name.clone())) {
        return found;
    }
    match base.value {
        // It was told that there is no such record.
        Value::Undefined => {}
        // An empty record has empty fields.
        Value::Null => return Traced { value: Value::Null, reads: base.reads },
        _ => unknown(render, base, name),
    }
    render.missing(base, Segment::Key(name.clone()))
}

/// Tells of a field that the contact does not have.
fn unknown(render: &mut Render<'_>, base: &Traced, name: &str) {
    let known: Vec<Arc<str>> = match base.value {
        Value::Map(id) => {
            render.heap.map_at(id).entries.keys().filter_map(Key::as_str).map(Arc::from).collect()
        }
        _ => Vec::new(),
    };
    let help = match nearest(name, known.iter().map(|it| &**it)) {
        Some(near) => format!("did you mean '{near}'?"),
        None => "pick the field from ONTRAPORT's list, or give the test contact this field".to_owned(),
    };
    let message = format!("the contact has no field '{name}', so the brackets are sent as they stand");
    let reads = render.missing(base, Segment::Key(name.into())).reads;
    let fault = Fault::new("unknown-merge-field", message).with_help(help).reading(reads);
    render.remark(Severity::Error, fault);
}

/// The field's own text, which is sent as it stands.
fn literal(input: Input) -> Value {
    match input.value.value {
        Value::Str(text) => Value::Str(text.marked_safe()),
        other => other,
    }
}

/// Something when the contact has a field of this name.
fn field(render: &mut Render<'_>, name: &Traced) -> Value {
    let contact = Traced::constant(render.contact().clone());
    let Value::Str(name) = &name.value else { return Value::Undefined };
    let reads = render.missing(&contact, Segment::Key(name.text.clone())).reads;
    render.also_read(reads);
    match render.map_member(&contact, &Key::Str(name.text.clone())) {
        Some(_) => Value::Bool(true),
        None => Value::Undefined,
    }
}
