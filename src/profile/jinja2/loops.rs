//! The members of `loop` (Jinja's documentation, "For").

use crate::render::Render;
use crate::value::{LoopId, Traced, Value};

/// A member of the running loop. The methods `cycle` and `changed` are [`super::methods`]'.
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
