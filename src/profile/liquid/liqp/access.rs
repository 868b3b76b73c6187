//! Variables, members and elements (`LookupNode.java`).

use std::sync::Arc;

use super::values::{self, number};
use crate::field::Segment;
use crate::render::{Fault, Render};
use crate::value::{Key, Traced, Value};

/// The variable without a name holds all variables: `["name"]` and `[name]` look into it.
pub(super) fn global(_: &mut Render<'_>, name: &str) -> Option<Value> {
    name.is_empty().then_some(Value::Function("variables"))
}

/// `base.name` (`LookupNode.Hash`).
pub(super) fn member(render: &mut Render<'_>, base: &Traced, name: &Arc<str>) -> Result<Traced, Fault> {
    Ok(hash(render, base, name))
}

fn hash(render: &mut Render<'_>, base: &Traced, name: &Arc<str>) -> Traced {
    let found = match (&base.value, &**name) {
        (Value::List(id), "size") => Some(values::integer(render.heap.list_at(*id).items.len())),
        (Value::Str(text), "size") => Some(values::integer(text.text.encode_utf16().count())),
        (Value::List(_), "first") => return render.list_element(base, 0).unwrap_or_else(|| nothing(base)),
        (Value::List(id), "last") => {
            let last = render.heap.list_at(*id).items.len().checked_sub(1);
            return last.and_then(|at| render.list_element(base, at)).unwrap_or_else(|| nothing(base));
        }
        (Value::Map(_), _) => {
            let key = Key::Str(name.clone());
            if let Some(value) = render.map_member(base, &key) {
                return value;
            }
            match (&base.value, &**name) {
                (Value::Map(id), "size") => Some(values::integer(render.heap.map_at(*id).entries.len())),
                _ => None,
            }
        }
        _ => None,
    };
    match found {
        Some(value) => Traced { value, reads: render.used(base) },
        None => render.missing(base, Segment::Key(name.clone())),
    }
}

fn nothing(base: &Traced) -> Traced {
    Traced { value: Value::Null, reads: base.reads }
}

/// `base[index]` (`LookupNode.Index`): an index outside a list throws, and the message is not sent.
pub(super) fn index(render: &mut Render<'_>, base: &Traced, index: &Traced) -> Result<Traced, Fault> {
    if let Value::Function(_) = base.value {
        let name = values::string_of(render, &index.value);
        let found = render.variable(&Arc::from(name));
        let reads = render.join(found.reads, index.reads);
        return Ok(Traced { value: found.value, reads });
    }
    let found = match (&base.value, number(&index.value)) {
        (Value::List(id), Some(at)) => {
            let (at, len) = (at.int(), render.heap.list_at(*id).items.len());
            let element = usize::try_from(at).ok().and_then(|at| render.list_element(base, at));
            element.ok_or_else(|| out_of_range(render, base, at, len))?
        }
        (Value::List(_), None) => nothing(base),
        (Value::Undefined | Value::Null, Some(at)) => {
            render.missing(base, Segment::Index(usize::try_from(at.int()).unwrap_or_default()))
        }
        (_, Some(_)) => nothing(base),
        (_, None) => {
            let name = Arc::from(values::string_of(render, &index.value));
            hash(render, base, &name)
        }
    };
    let reads = render.join(found.reads, index.reads);
    Ok(Traced { value: found.value, reads })
}

fn out_of_range(render: &mut Render<'_>, base: &Traced, at: i64, len: usize) -> Fault {
    let count = if len == 1 { "1 element".to_owned() } else { format!("{len} elements") };
    let reads = render.used(base);
    Fault::new("index-out-of-range", format!("there is no element {at} in a list of {count}"))
        .with_help("the message is not sent; ask for `.size` before, or use `.first` or `for`")
        .reading(reads)
}
