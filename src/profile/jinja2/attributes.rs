//! Attributes by path, as filters name them: `attribute='address.city'` (`make_attrgetter` in `jinja2/filters.py`).

use super::access;
use crate::render::{Fault, Render};
use crate::value::{Traced, Value};

/// The steps of a path: names, and whole numbers for elements.
pub(super) fn path(_render: &Render<'_>, attribute: &Traced) -> Vec<Traced> {
    let reads = attribute.reads;
    match &attribute.value {
        Value::Null => Vec::new(),
        Value::Str(text) => {
            text.text.split('.').map(|step| Traced { value: step_value(step), reads }).collect()
        }
        other => vec![Traced { value: other.clone(), reads }],
    }
}

/// Several paths with commas between them, as `sort` takes them.
pub(super) fn paths(render: &Render<'_>, attribute: &Traced) -> Vec<Vec<Traced>> {
    match &attribute.value {
        Value::Str(text) => {
            let each =
                text.text.split(',').map(|it| Traced { value: Value::from(it), reads: attribute.reads });
            each.map(|it| path(render, &it)).collect()
        }
        _ => vec![path(render, attribute)],
    }
}

fn step_value(step: &str) -> Value {
    match step.parse::<i128>() {
        Ok(index) if step.bytes().all(|it| it.is_ascii_digit()) => Value::from(index),
        _ => Value::from(step),
    }
}

/// What a path leads to, with `default` for what is undefined on the way.
pub(super) fn get(
    render: &mut Render<'_>,
    item: &Traced,
    path: &[Traced],
    default: Option<&Traced>,
) -> Result<Traced, Fault> {
    let mut found = item.clone();
    for step in path {
        found = access::index(render, &found, step)?;
        if let (Value::Undefined, Some(default)) = (&found.value, default) {
            let reads = render.join(found.reads, default.reads);
            found = Traced { value: default.value.clone(), reads };
        }
    }
    Ok(found)
}
