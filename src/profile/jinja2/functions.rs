//! The global functions (Jinja's documentation, "List of Global Functions"; `jinja2/utils.py`).

use super::args;
use super::methods;
use crate::limits;
use crate::profile::Input;
use crate::render::{Fault, Render};
use crate::value::{Key, Map, MapId, MapKind, Place, Traced, Value, View};

const NAMES: [&str; 6] = ["cycler", "dict", "joiner", "lipsum", "namespace", "range"];

/// The function of this name.
pub(super) fn find(name: &str) -> Option<&'static str> {
    NAMES.into_iter().find(|it| *it == name)
}

pub(super) fn call(render: &mut Render<'_>, name: &'static str, input: Input) -> Result<Value, Fault> {
    match name {
        "namespace" => {
            let entries = methods::members(render, input)?;
            Ok(made(render, entries, MapKind::Namespace))
        }
        "dict" => {
            let entries = methods::members(render, input)?;
            Ok(made(render, entries, MapKind::Plain))
        }
        "range" => range(render, input),
        "cycler" => {
            if !input.args.named.is_empty() || input.args.positional.is_empty() {
                return Err(Fault::new("wrong-arguments", "'cycler' takes at least one value"));
            }
            let items = render.heap.tuple(input.args.positional);
            let members = [("items", items), ("at", Value::from(0usize))];
            let entries = members.map(|(name, value)| (Key::from(name), Traced::constant(value)));
            Ok(made(render, entries.into_iter().collect(), MapKind::Cycler))
        }
        "joiner" => {
            let args = args::bind(input.args, "'joiner'", &["sep"], 0)?;
            let separator = args.get(0).cloned().unwrap_or_else(|| Traced::constant(Value::from(", ")));
            let used = Traced::constant(Value::Bool(false));
            let entries = [(Key::from("sep"), separator), (Key::from("used"), used)];
            Ok(made(render, entries.into_iter().collect(), MapKind::Joiner))
        }
        _ => {
            let message = "'lipsum' gives other words in every message, so they cannot be shown";
            Err(Fault::new("not-repeatable", message).with_help("write the text here instead"))
        }
    }
}

fn made(render: &mut Render<'_>, entries: indexmap::IndexMap<Key, Traced>, kind: MapKind) -> Value {
    let shape = crate::field::ReadSet::EMPTY;
    render.heap.add_map(Map { entries, place: Place::Made, kind, shape })
}

/// `range(stop)` or `range(start, stop, step=1)`, by position only.
fn range(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    if let Some((name, _)) = input.args.named.first() {
        return Err(Fault::new("wrong-arguments", format!("'range' has no argument '{name}'")));
    }
    let alone = input.args.positional.len() == 1;
    let args = args::bind(input.args, "'range'", &["start", "stop", "step"], 1)?;
    let bound = |at: usize| match args.get(at) {
        None => Ok(None),
        Some(given) => {
            if let Some(it) = super::numerals::as_int(&given.value) {
                Ok(Some(it))
            } else {
                let kind = super::type_name(render, &given.value);
                Err(Fault::refused(format!("'range' takes whole numbers, not {kind}")).reading(given.reads))
            }
        }
    };
    let (first, second) = (bound(0)?.unwrap_or_default(), bound(1)?.unwrap_or_default());
    let step = bound(2)?.unwrap_or(1);
    let (start, end) = if alone { (0, first) } else { (first, second) };
    if step == 0 {
        return Err(Fault::refused("the step of a range cannot be zero"));
    }
    ranged(render, start, end, step)
}

/// The range with its numbers.
pub(super) fn ranged(render: &mut Render<'_>, start: i128, end: i128, step: i128) -> Result<Value, Fault> {
    let mut items = Vec::new();
    let mut at = start;
    while if step > 0 { at < end } else { at > end } {
        if items.len() >= limits::MAX_LOOP_TURNS as usize {
            return Err(Fault::new("limit-exceeded", "the range has too many numbers"));
        }
        items.push(Traced::constant(Value::from(at)));
        at = at.saturating_add(step);
    }
    Ok(render.heap.view(items, View::Range(start, end, step)))
}

/// The current value of a cycler, which then moves on if `advance`.
pub(super) fn cycle(render: &mut Render<'_>, cycler: &Traced, id: MapId, advance: bool) -> Traced {
    let items = render.map_member(cycler, &Key::from("items"));
    let at = render.heap.map_at(id).entries.get(&Key::from("at"));
    let at = at.and_then(|it| super::numerals::as_int(&it.value)).and_then(|it| usize::try_from(it).ok());
    let (Some(items), Some(at)) = (items, at) else { return Traced::constant(Value::Undefined) };
    let elements = render.list_elements(&items);
    if advance {
        let next = (at + 1) % elements.len().max(1);
        set(render, id, "at", Value::from(next));
    }
    elements.into_iter().nth(at).unwrap_or_else(|| Traced::constant(Value::Undefined))
}

pub(super) fn reset(render: &mut Render<'_>, id: MapId) {
    set(render, id, "at", Value::from(0usize));
}

/// Which value comes next depends on the conditions around the call.
fn set(render: &mut Render<'_>, id: MapId, name: &str, value: Value) {
    let reads = render.guards();
    let old = render.heap.map_at(id).shape;
    let shape = render.join(old, reads);
    let map = render.heap.map_at_mut(id);
    map.shape = shape;
    map.entries.insert(Key::from(name), Traced { value, reads });
}

/// Calls a joiner: nothing the first time, then its separator.
pub(super) fn join(render: &mut Render<'_>, joiner: &Traced, id: MapId) -> Value {
    let used = render.heap.map_at(id).entries.get(&Key::from("used"));
    if used.is_some_and(|it| matches!(it.value, Value::Bool(true))) {
        let separator = render.map_member(joiner, &Key::from("sep"));
        return separator.map_or(Value::Undefined, |it| it.value);
    }
    set(render, id, "used", Value::Bool(true));
    Value::from("")
}
