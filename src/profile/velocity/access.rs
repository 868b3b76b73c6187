//! Members, elements and what a loop goes through (`UberspectImpl.java`, `ASTIndex.java`, `ASTReference.setValue`).

use std::sync::Arc;

use super::{bean, is_null, methods, number::Number, print, tools, type_name};
use crate::field::Segment;
use crate::finding::Severity;
use crate::limits;
use crate::render::{Fault, Render};
use crate::value::{Key, MapKind, Traced, Value};

/// `base.name`: a member of a map, else what Java's getter of that name gives.
pub(super) fn member(render: &mut Render<'_>, base: &Traced, name: &Arc<str>) -> Result<Traced, Fault> {
    if let Value::Map(id) = base.value {
        let key = Key::Str(name.clone());
        // `getClass()` comes before the members (`UberspectImpl.getPropertyGetter`).
        if &**name == "class" {
            return Ok(bean::property(render, base, name).unwrap_or_else(|| nothing(base)));
        }
        if render.heap.map_at(id).kind != MapKind::Iterator
            && let Some(found) = render.map_member(base, &key)
        {
            return Ok(found);
        }
        if render.heap.map_at(id).kind != MapKind::Plain {
            return Ok(bean::property(render, base, name).unwrap_or_else(|| nothing(base)));
        }
        other_case(render, base, name);
        return Ok(render.missing(base, Segment::Key(name.clone())));
    }
    if let Value::Function(tool) = base.value {
        return Ok(Traced { value: tools::member(render, tool, name)?, reads: base.reads });
    }
    if is_null(&base.value) {
        return Ok(render.missing(base, Segment::Key(name.clone())));
    }
    Ok(bean::property(render, base, name).unwrap_or_else(|| nothing(base)))
}

/// Tells of a name that is there in other letters: those of event parameters matter (docs.yespo.io,
/// "Testing and troubleshooting Velocity").
pub(super) fn other_case(render: &mut Render<'_>, base: &Traced, name: &str) {
    let Value::Map(id) = base.value else { return };
    let keys = render.heap.map_at(id).entries.keys().filter_map(Key::as_str);
    let Some(near) = keys.into_iter().find(|it| *it != name && it.to_lowercase() == name.to_lowercase())
    else {
        return;
    };
    let message =
        format!("there is no '{name}', but there is '{near}': small and capital letters are not the same");
    let fault = Fault::new("wrong-case", message).with_help(format!("write '{near}'"));
    let reads = render.missing(base, Segment::Key(name.into())).reads;
    render.remark(Severity::Warning, fault.reading(reads));
}

fn nothing(base: &Traced) -> Traced {
    Traced { value: Value::Undefined, reads: base.reads }
}

/// `base[index]` and `base.get(index)`: outside of a list it is a fault, in a map nothing.
pub(super) fn index(render: &mut Render<'_>, base: &Traced, index: &Traced) -> Result<Traced, Fault> {
    let found = match &base.value {
        Value::Map(_) => {
            let found = Key::of(&index.value).and_then(|key| render.map_member(base, &key));
            if let Some(found) = found {
                found
            } else {
                let shown = print::text(render, index);
                other_case(render, base, &shown.text);
                render.missing(base, Segment::Key(shown.text))
            }
        }
        Value::Loop(id) => {
            let name = print::text(render, index);
            super::loops::stored(render, *id, &name.text).unwrap_or_else(|| nothing(base))
        }
        Value::List(_) | Value::Range(..) => element(render, base, index)?,
        Value::Function(tool) => {
            let call = methods::Call { value: base.clone(), args: vec![index.clone()] };
            Traced { value: tools::call(render, tool, "get", &call)?, reads: base.reads }
        }
        Value::Undefined | Value::Null => {
            let segment = match &index.value {
                Value::Int(at) => Segment::Index(usize::try_from(at.value).unwrap_or_default()),
                _ => Segment::Key(print::text(render, index).text),
            };
            render.missing(base, segment)
        }
        _ => {
            methods::unknown(render, base, "get");
            nothing(base)
        }
    };
    let reads = render.join(found.reads, index.reads);
    Ok(Traced { value: found.value, reads })
}

fn element(render: &mut Render<'_>, base: &Traced, index: &Traced) -> Result<Traced, Fault> {
    let len = len(render, base);
    let Some(at) = position(index, len) else {
        let kind = type_name(&index.value);
        return Err(Fault::new("bad-index", format!("a list has no element at {kind}")));
    };
    let found = usize::try_from(at).ok().and_then(|at| match base.value {
        Value::Range(..) => {
            range_items(&base.value).nth(at).map(|it| Traced { value: it.into(), reads: base.reads })
        }
        _ => render.list_element(base, at),
    });
    if let Some(found) = found {
        return Ok(found);
    }
    let segment = Segment::Index(usize::try_from(at).unwrap_or_default());
    let reads = render.missing(base, segment).reads;
    Err(out_of_range(at, len).reading(reads))
}

/// Java's `IndexOutOfBoundsException`, which stops the message.
pub(super) fn out_of_range(at: i128, len: usize) -> Fault {
    let help = "the message is not sent then; ask for `.size()` first";
    Fault::new("index-out-of-range", format!("there is no element {at}: the list has {len}")).with_help(help)
}

/// The number of an element, from the end when it is negative; none for what is no whole number.
fn position(index: &Traced, len: usize) -> Option<i128> {
    let at = match Number::of(&index.value)? {
        Number::Int(it) => it.value,
        // A method that takes an int is given text that reads as one, too (`TypeConversionHandlerImpl.java`).
        Number::Decimal(it) => it.text().parse().ok()?,
        Number::Float(_) => return None,
    };
    if at < 0 { at.checked_add(i128::try_from(len).ok()?) } else { Some(at) }
}

/// How many elements a list has.
pub(super) fn len(render: &Render<'_>, base: &Traced) -> usize {
    match &base.value {
        Value::List(id) => render.heap.list_at(*id).items.len(),
        range @ Value::Range(..) => range_items(range).count(),
        _ => 0,
    }
}

/// The numbers of a range, downwards when its end is less; not more than a render's loops may turn, and one.
pub(super) fn range_items(range: &Value) -> impl Iterator<Item = i128> + use<> {
    let (from, to) = match range {
        Value::Range(from, to) => (i128::from(*from), i128::from(*to)),
        _ => (1, 0),
    };
    let is_range = matches!(range, Value::Range(..));
    let step = if from <= to { 1 } else { -1 };
    let count = (to - from).unsigned_abs().min(u128::from(limits::MAX_LOOP_TURNS)) + 1;
    (0..if is_range { count } else { 0 }).map(move |it| from + step * i128::try_from(it).unwrap_or_default())
}

/// What a loop goes through: elements and the values of maps. Anything else is passed over, as Velocity does
/// (`directive.foreach.skip_invalid_iterator`).
pub(super) fn elements(render: &mut Render<'_>, value: &Traced) -> Result<Vec<Traced>, Fault> {
    Ok(match &value.value {
        Value::List(_) => render.list_elements(value),
        Value::Map(id) if render.heap.map_at(*id).kind == MapKind::Iterator => {
            super::methods::list::rest(render, *id)
        }
        Value::Map(_) => render.map_members(value).into_iter().map(|(_, value)| value).collect(),
        range @ Value::Range(..) => {
            range_items(range).map(|it| Traced { value: it.into(), reads: value.reads }).collect()
        }
        _ => Vec::new(),
    })
}

/// `#set( $base[index] = value )` and `#set( $base.name = value )`.
pub(super) fn set_element(
    render: &mut Render<'_>,
    base: &Traced,
    index: &Traced,
    value: Traced,
) -> Result<(), Fault> {
    let guards = render.guards();
    let value = render.guarded(value, guards);
    match &base.value {
        Value::Map(id) => {
            if let Some(key) = Key::of(&index.value) {
                let shape = render.join(guards, index.reads);
                let shape = render.join(render.heap.map_at(*id).shape, shape);
                let map = render.heap.map_at_mut(*id);
                map.shape = shape;
                map.entries.insert(key, value);
            }
            Ok(())
        }
        Value::List(id) => {
            let len = len(render, base);
            // A name on the left of '=' sets nothing in a list.
            let Some(at) = position(index, len) else { return Ok(()) };
            let list = render.heap.list_at_mut(*id);
            match usize::try_from(at).ok().and_then(|at| list.items.get_mut(at)) {
                Some(item) => {
                    *item = value;
                    Ok(())
                }
                None => Err(out_of_range(at, len)),
            }
        }
        Value::Loop(id) => {
            let name = print::text(render, index).text;
            super::loops::store(render, *id, &name, value);
            Ok(())
        }
        _ => Ok(()),
    }
}
