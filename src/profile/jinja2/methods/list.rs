//! Methods of lists, tuples and ranges.

use super::{changed_under, no_method, what};
use crate::limits;
use crate::profile::Input;
use crate::profile::jinja2::args::{self, Bound};
use crate::profile::jinja2::filters::merge_sorted;
use crate::profile::jinja2::{access, compare};
use crate::render::{Fault, Render};
use crate::value::{ListId, Place, Traced, Value, View};

/// The methods of lists.
pub(super) const NAMES: &[&str] =
    &["append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort"];

/// The names in what `groupby` gives, and the parts of a range.
pub(super) fn attribute(render: &mut Render<'_>, base: &Traced, id: ListId, name: &str) -> Option<Traced> {
    let value = match (render.heap.view_of(id)?, name) {
        (View::Group, "grouper") => return render.list_element(base, 0),
        (View::Group, "list") => return render.list_element(base, 1),
        (View::Range(start, ..), "start") => start,
        (View::Range(_, stop, _), "stop") => stop,
        (View::Range(.., step), "step") => step,
        _ => return None,
    };
    Some(Traced { value: Value::from(value), reads: base.reads })
}

pub(super) fn call(render: &mut Render<'_>, name: &str, id: ListId, input: Input) -> Result<Value, Fault> {
    let (params, required): (&'static [&'static str], usize) = match name {
        "append" => (&["object"], 1),
        "extend" => (&["iterable"], 1),
        "insert" => (&["index", "object"], 2),
        "index" => (&["value", "start", "stop"], 1),
        "count" | "remove" => (&["value"], 1),
        "pop" => (&["index"], 0),
        "sort" => (&["key", "reverse"], 0),
        "clear" | "copy" | "reverse" => (&[], 0),
        _ => return Err(no_method(name)),
    };
    let base = input.value;
    let args = args::bind(input.args, &what(name), params, required)?;
    match name {
        "count" | "index" => looked_up(render, name, &base, &args),
        "copy" => {
            let items = render.list_elements(&base);
            Ok(render.heap.list(items))
        }
        _ => changed(render, name, id, &base, &args),
    }
}

fn looked_up(render: &mut Render<'_>, name: &str, base: &Traced, args: &Bound) -> Result<Value, Fault> {
    let Some(wanted) = args.get(0) else { return Err(no_method(name)) };
    let items = render.list_elements(base);
    let same = |it: &Traced| compare::equal(render, &it.value, &wanted.value, limits::MAX_DEPTH);
    if name == "count" {
        return Ok(Value::from(items.iter().filter(|it| same(it)).count()));
    }
    let from = args.int(render, 1)?.and_then(|it| usize::try_from(it).ok()).unwrap_or(0);
    let to = args.int(render, 2)?.and_then(|it| usize::try_from(it).ok()).unwrap_or(usize::MAX);
    let at = items.iter().enumerate().position(|(at, it)| (from..to).contains(&at) && same(it));
    at.map(Value::from).ok_or_else(|| Fault::refused("method 'index' does not find the value in the list"))
}

/// Methods that change the list: it depends on the conditions around them from now on.
fn changed(
    render: &mut Render<'_>,
    name: &str,
    id: ListId,
    base: &Traced,
    args: &Bound,
) -> Result<Value, Fault> {
    let added = added(render, name, args)?;
    let len = render.heap.list_at(id).items.len();
    if len.saturating_add(added.len()) > limits::MAX_LOOP_TURNS as usize {
        return Err(Fault::new("limit-exceeded", "the list becomes too long"));
    }
    if matches!(name, "append" | "extend") {
        // The others stay where they stand, and a loop that appends stays linear.
        depend(render, id);
        render.heap.list_at_mut(id).items.extend(added);
        return Ok(Value::Null);
    }
    let mut items = render.list_elements(base);
    let mut popped = Value::Null;
    match name {
        "clear" => items.clear(),
        "reverse" => items.reverse(),
        "sort" => {
            let reverse = args.switch(render, 1)?;
            items = merge_sorted(items, &mut |a, b| {
                let (a, b) = if reverse { (b, a) } else { (a, b) };
                compare::order(render, &a.value, &b.value)
            })?;
        }
        "insert" => {
            let at = index(args.int(render, 0)?.unwrap_or_default(), len).unwrap_or_default().min(len);
            items.splice(at..at, added).for_each(drop);
        }
        "pop" => {
            let at = index(args.int(render, 0)?.unwrap_or(-1), len).filter(|at| *at < len);
            let at = at.ok_or_else(|| Fault::refused("method 'pop' finds no element there"))?;
            popped = items.remove(at).value;
        }
        "remove" => {
            if let Value::Int(at) = looked_up(render, "index", base, args)? {
                drop(items.remove(usize::try_from(at.value).unwrap_or_default()));
            }
        }
        _ => return Err(no_method(name)),
    }
    replace(render, id, items);
    Ok(popped)
}

/// What `append`, `insert` and `extend` add.
fn added(render: &mut Render<'_>, name: &str, args: &Bound) -> Result<Vec<Traced>, Fault> {
    let added = match (name, args.get(usize::from(name == "insert"))) {
        ("append" | "insert", Some(item)) => vec![item.clone()],
        ("extend", Some(list)) => access::elements(render, list)?,
        _ => Vec::new(),
    };
    Ok(added.into_iter().map(|it| changed_under(render, it)).collect())
}

/// Gives a list other elements. They know what they read; where they stand in the contact is no longer so.
fn replace(render: &mut Render<'_>, id: ListId, items: Vec<Traced>) {
    depend(render, id);
    let own = render.heap.list_at(id).place.field().map(|field| render.fields.one(field));
    let shape = render.heap.list_at(id).shape;
    let shape = render.join(shape, own.unwrap_or_default());
    let list = render.heap.list_at_mut(id);
    (list.items, list.shape, list.place) = (items, shape, Place::Made);
}

/// The list depends on what decided that it is changed.
fn depend(render: &mut Render<'_>, id: ListId) {
    let (shape, guards) = (render.heap.list_at(id).shape, render.guards());
    let shape = render.join(shape, guards);
    render.heap.list_at_mut(id).shape = shape;
}

/// An index from the start, of one that may count from the end; none when it lies before the start.
fn index(at: i128, len: usize) -> Option<usize> {
    let at = if at < 0 { at.checked_add(i128::try_from(len).ok()?)? } else { at };
    usize::try_from(at).ok()
}
