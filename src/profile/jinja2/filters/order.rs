//! Filters that compare: `sort`, `dictsort`, `groupby`, `unique`, `min`, `max`.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::bound;
use crate::limits;
use crate::profile::Input;
use crate::profile::jinja2::args::Bound;
use crate::profile::jinja2::{access, attributes, compare, methods, type_name};
use crate::render::{Fault, Render};
use crate::value::{Traced, Value, View};

/// What elements are compared by.
struct By {
    paths: Vec<Vec<Traced>>,
    /// Whether the keys are lists, whose equal elements are not ordered.
    listed: bool,
    default: Option<Traced>,
    case_sensitive: bool,
}

impl By {
    fn key(&self, render: &mut Render<'_>, item: &Traced) -> Result<Vec<Traced>, Fault> {
        let mut key = Vec::with_capacity(self.paths.len());
        for path in &self.paths {
            let found = attributes::get(render, item, path, self.default.as_ref())?;
            key.push(if self.case_sensitive { found } else { without_case(found) });
        }
        Ok(key)
    }
}

fn without_case(mut value: Traced) -> Traced {
    if let Value::Str(text) = &mut value.value {
        *text = text.map(str::to_lowercase);
    }
    value
}

pub(super) fn sort(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let (value, args) = bound(input, "sort", &["reverse", "case_sensitive", "attribute"], 0)?;
    let items = access::elements(render, &value)?;
    let none = Traced::constant(Value::Null);
    let by = By {
        paths: attributes::paths(render, args.get(2).unwrap_or(&none)),
        listed: true,
        default: None,
        case_sensitive: args.flag(render, 1),
    };
    let reverse = args.switch(render, 0)?;
    let sorted = sorted(render, items, &by, reverse)?;
    Ok(render.heap.list(sorted.into_iter().map(|(_, item)| item).collect()))
}

pub(super) fn dictsort(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let (value, args) = bound(input, "dictsort", &["case_sensitive", "by", "reverse"], 0)?;
    if !matches!(value.value, Value::Map(_)) {
        access::defined(render, &value, "items")?;
        let kind = type_name(render, &value.value);
        return Err(Fault::refused(format!("filter 'dictsort' takes a map, not {kind}")));
    }
    let by = args.shown(render, 1);
    let at: usize = match by.as_ref().map_or("key", |it| &it.text) {
        "key" => 0,
        "value" => 1,
        other => {
            let message = format!("filter 'dictsort' sorts by 'key' or 'value', not '{other}'");
            return Err(Fault::new("wrong-arguments", message));
        }
    };
    let by = By {
        paths: vec![vec![Traced::constant(Value::from(at))]],
        listed: false,
        default: None,
        case_sensitive: args.flag(render, 0),
    };
    let pairs = methods::pairs(render, &value);
    let reverse = args.switch(render, 2)?;
    let sorted = sorted(render, pairs, &by, reverse)?;
    Ok(render.heap.list(sorted.into_iter().map(|(_, item)| item).collect()))
}

/// `groupby(attribute, default=None, case_sensitive=False)`: pairs of what the elements have in common and a list.
pub(super) fn groupby(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let (value, args) = bound(input, "groupby", &["attribute", "default", "case_sensitive"], 1)?;
    let items = access::elements(render, &value)?;
    let none = Traced::constant(Value::Null);
    let path = attributes::path(render, args.get(0).unwrap_or(&none));
    let case_sensitive = args.flag(render, 2);
    let by = By { paths: vec![path.clone()], listed: false, default: args.given(1).cloned(), case_sensitive };
    let mut groups: Vec<(Vec<Traced>, Vec<Traced>)> = Vec::new();
    for (key, item) in sorted(render, items, &by, false)? {
        match groups.last_mut().filter(|(other, _)| same(render, other, &key)) {
            Some((_, members)) => members.push(item),
            None => groups.push((key, vec![item])),
        }
    }
    let mut pairs = Vec::with_capacity(groups.len());
    for (key, members) in groups {
        // The name of a group is that of its first element, with its case.
        let grouper = match members.first() {
            Some(first) if !case_sensitive => attributes::get(render, first, &path, by.default.as_ref())?,
            _ => key.into_iter().next().unwrap_or_else(|| none.clone()),
        };
        let list = Traced::constant(render.heap.list(members));
        pairs.push(Traced::constant(render.heap.view(vec![grouper, list], View::Group)));
    }
    Ok(render.heap.list(pairs))
}

fn same(render: &Render<'_>, a: &[Traced], b: &[Traced]) -> bool {
    a.iter().zip(b).all(|(a, b)| compare::equal(render, &a.value, &b.value, limits::MAX_DEPTH))
}

pub(super) fn unique(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let (value, args) = bound(input, "unique", &["case_sensitive", "attribute"], 0)?;
    let by = by_attribute(render, &args);
    let mut seen = BTreeSet::new();
    let mut kept = Vec::new();
    for item in access::elements(render, &value)? {
        let mut hash = String::new();
        for part in by.key(render, &item)? {
            compare::hash(render, &part.value, &mut hash, limits::MAX_DEPTH)?;
        }
        if seen.insert(hash) {
            kept.push(item);
        }
    }
    Ok(render.heap.view(kept, View::Once))
}

pub(super) fn min(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    extreme(render, input, "min", Ordering::Less)
}

pub(super) fn max(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    extreme(render, input, "max", Ordering::Greater)
}

/// The first of the elements that no other comes `wanted` of.
fn extreme(render: &mut Render<'_>, input: Input, name: &str, wanted: Ordering) -> Result<Value, Fault> {
    let (value, args) = bound(input, name, &["case_sensitive", "attribute"], 0)?;
    let by = by_attribute(render, &args);
    let mut best: Option<(Vec<Traced>, Traced)> = None;
    for item in access::elements(render, &value)? {
        let key = by.key(render, &item)?;
        let better = match &best {
            None => true,
            Some((other, _)) => compare(render, &by, &key, other)? == wanted,
        };
        if better {
            best = Some((key, item));
        }
    }
    Ok(best.map_or(Value::Undefined, |(_, item)| item.value))
}

fn by_attribute(render: &Render<'_>, args: &Bound) -> By {
    let none = Traced::constant(Value::Null);
    let path = attributes::path(render, args.get(1).unwrap_or(&none));
    By { paths: vec![path], listed: false, default: None, case_sensitive: args.flag(render, 0) }
}

fn compare(render: &Render<'_>, by: &By, a: &[Traced], b: &[Traced]) -> Result<Ordering, Fault> {
    for (a, b) in a.iter().zip(b) {
        if !by.listed || !compare::equal(render, &a.value, &b.value, limits::MAX_DEPTH) {
            return compare::order(render, &a.value, &b.value);
        }
    }
    Ok(Ordering::Equal)
}

type Keyed = (Vec<Traced>, Traced);

/// Python's `sorted`: equal elements keep their order, in reverse too.
fn sorted(render: &mut Render<'_>, items: Vec<Traced>, by: &By, reverse: bool) -> Result<Vec<Keyed>, Fault> {
    let mut keyed = Vec::with_capacity(items.len());
    for item in items {
        keyed.push((by.key(render, &item)?, item));
    }
    merge_sorted(keyed, &mut |a, b| {
        if reverse { compare(render, by, &b.0, &a.0) } else { compare(render, by, &a.0, &b.0) }
    })
}

/// The order of two values, or why they have none.
type Compare<'c, T> = &'c mut dyn FnMut(&T, &T) -> Result<Ordering, Fault>;

/// A stable sort of our own: the library's may panic when an order is not total, and values of contacts need not
/// have one.
pub(in crate::profile::jinja2) fn merge_sorted<T>(
    mut items: Vec<T>,
    compare: Compare<'_, T>,
) -> Result<Vec<T>, Fault> {
    if items.len() < 2 {
        return Ok(items);
    }
    let right = items.split_off(items.len() / 2);
    let left = merge_sorted(items, compare)?;
    let right = merge_sorted(right, compare)?;
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        if compare(b, a)?.is_lt() { merged.extend(right.next()) } else { merged.extend(left.next()) }
    }
    merged.extend(left);
    merged.extend(right);
    Ok(merged)
}
