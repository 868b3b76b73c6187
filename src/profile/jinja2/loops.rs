//! The members of `loop` (Jinja's documentation, "For"; `LoopContext` in `jinja2/runtime.py`).

use super::compare;
use crate::limits;
use crate::profile::Input;
use crate::render::{Fault, Render};
use crate::value::{LoopId, Traced, Value};

/// A member of the running loop. The methods `cycle` and `changed` are [`call`]'s.
pub(super) fn member(render: &mut Render<'_>, id: LoopId, name: &str) -> Option<Traced> {
    let state = render.loop_state(id)?;
    let (index, len) = (state.index, state.items.len());
    let value = match name {
        "index" => Value::from(index + 1),
        "index0" => Value::from(index),
        "revindex" => Value::from(len.saturating_sub(index)),
        "revindex0" => Value::from(len.saturating_sub(index + 1)),
        "first" => Value::Bool(index == 0),
        "last" => Value::Bool(index + 1 == len),
        "length" => Value::from(len),
        "depth" => Value::from(state.depth + 1),
        "depth0" => Value::from(state.depth),
        "previtem" => return Some(neighbour(index.checked_sub(1).and_then(|at| state.items.get(at)))),
        "nextitem" => return Some(neighbour(state.items.get(index + 1))),
        _ => return None,
    };
    Some(Traced { value, reads: state.reads })
}

fn neighbour(item: Option<&Traced>) -> Traced {
    item.cloned().unwrap_or(Traced::constant(Value::Undefined))
}

/// `loop.cycle(…)` and `loop.changed(…)`.
pub(super) fn call(render: &mut Render<'_>, name: &str, id: LoopId, input: Input) -> Result<Value, Fault> {
    if let Some((it, _)) = input.args.named.first() {
        return Err(Fault::new("wrong-arguments", format!("'loop.{name}' has no argument '{it}'")));
    }
    let given = input.args.positional;
    if name == "cycle" {
        let index = render.loop_state(id).map_or(0, |state| state.index);
        let len = given.len();
        let value = index.checked_rem(len).and_then(|at| given.into_iter().nth(at));
        let needs = || Fault::new("wrong-arguments", "'loop.cycle' needs values to go through");
        return value.map(|it| it.value).ok_or_else(needs);
    }
    let last = render.loop_state(id).and_then(|state| state.last.clone());
    let same = last.is_some_and(|last| {
        let pairs = last.iter().zip(&given);
        last.len() == given.len()
            && pairs.into_iter().all(|(a, b)| compare::equal(render, &a.value, &b.value, limits::MAX_DEPTH))
    });
    if !same && let Some(state) = render.loop_state_mut(id) {
        state.last = Some(given);
    }
    Ok(Value::Bool(!same))
}
