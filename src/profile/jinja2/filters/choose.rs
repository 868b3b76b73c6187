//! Filters that apply a filter or a test to each element: `map`, `select`, `reject`, `selectattr`, `rejectattr`.

use crate::profile::Input;
use crate::profile::jinja2::{JINJA2, access, attributes, operators};
use crate::render::{Arguments, Fault, Render, unknown};
use crate::source::{InTemplate, Span};
use crate::value::{Traced, Value, View};

/// `map(filter, …)` or `map(attribute=…, default=…)`.
pub(super) fn map(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let Some(items) = items(render, &input)? else { return Ok(render.heap.view(Vec::new(), View::Once)) };
    let mut args = input.args;
    let mapped = match named(&mut args, "attribute").filter(|_| args.positional.is_empty()) {
        Some(attribute) => {
            let default = named(&mut args, "default").filter(|it| !matches!(it.value, Value::Null));
            if let Some((name, _)) = args.named.first() {
                let message = format!("filter 'map' has no argument '{name}'");
                return Err(Fault::new("wrong-arguments", message));
            }
            let path = attributes::path(render, &attribute);
            items
                .iter()
                .map(|item| attributes::get(render, item, &path, default.as_ref()))
                .collect::<Result<_, _>>()?
        }
        None => apply(render, items, args, input.span)?,
    };
    Ok(render.heap.view(mapped, View::Once))
}

fn apply(
    render: &mut Render<'_>,
    items: Vec<Traced>,
    mut args: Arguments,
    span: Span<InTemplate>,
) -> Result<Vec<Traced>, Fault> {
    if args.positional.is_empty() {
        return Err(Fault::new("wrong-arguments", "filter 'map' needs the name of a filter, or 'attribute'"));
    }
    let name = args.positional.remove(0);
    let name = super::super::print::text(render, &name).text;
    let Some(filter) = render.profile.filter(&name) else {
        return Err(unknown("filter", &name, render.profile.filter_names()));
    };
    let mut applied = Vec::with_capacity(items.len());
    for item in items {
        let input = Input { value: item, args: args.clone(), span };
        let reads = render.input_reads(&input);
        let value = filter(render, input).map_err(|fault| fault.reading(reads))?;
        applied.push(Traced { value, reads });
    }
    Ok(applied)
}

pub(super) fn select(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    chosen(render, input, ("select", false, true))
}

pub(super) fn reject(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    chosen(render, input, ("reject", false, false))
}

pub(super) fn selectattr(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    chosen(render, input, ("selectattr", true, true))
}

pub(super) fn rejectattr(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    chosen(render, input, ("rejectattr", true, false))
}

/// The elements for which a test (by default, their truth) gives `wanted`.
fn chosen(
    render: &mut Render<'_>,
    input: Input,
    (filter, by_attribute, wanted): (&str, bool, bool),
) -> Result<Value, Fault> {
    let Some(items) = items(render, &input)? else { return Ok(render.heap.view(Vec::new(), View::Once)) };
    let mut args = input.args;
    let mut path = Vec::new();
    if by_attribute {
        if args.positional.is_empty() {
            let message = format!("filter '{filter}' needs the name of an attribute");
            return Err(Fault::new("wrong-arguments", message));
        }
        path = attributes::path(render, &args.positional.remove(0));
    }
    let test = if args.positional.is_empty() {
        None
    } else {
        let name = args.positional.remove(0);
        let name = super::super::print::text(render, &name).text;
        let tests = JINJA2.tests.iter();
        let test = render.profile.test(&name);
        Some(test.ok_or_else(|| unknown("test", &name, tests.map(|(it, _)| *it)))?)
    };
    let mut chosen = Vec::new();
    for item in items {
        let value = attributes::get(render, &item, &path, None)?;
        let holds = match test {
            None => operators::truthy(render, &value),
            Some(test) => {
                let reads = value.reads;
                test(render, Input { value, args: args.clone(), span: input.span })
                    .map_err(|fault| fault.reading(reads))?
            }
        };
        if holds == wanted {
            chosen.push(item);
        }
    }
    Ok(render.heap.view(chosen, View::Once))
}

/// The elements; none when there is nothing to go through.
fn items(render: &mut Render<'_>, input: &Input) -> Result<Option<Vec<Traced>>, Fault> {
    if operators::truthy(render, &input.value) {
        access::elements(render, &input.value).map(Some)
    } else {
        Ok(None)
    }
}

fn named(args: &mut Arguments, name: &str) -> Option<Traced> {
    let at = args.named.iter().position(|(it, _)| &**it == name)?;
    Some(args.named.remove(at).1)
}
