//! What is taken as given of every contact: what the hook's `[contact]` schema says, and what the platform documents.

use crate::context::{Fact, Given, Kinds};
use crate::field::Segment;
use crate::hook::Hook;

/// What is known of every contact of a hook: its `[contact]` schema, the maps that the platform always sends, and of
/// which type a documented field is wherever it is there.
pub(super) fn given(hook: &Hook) -> Given {
    let mut given = Given::nothing();
    for path in hook.given_maps() {
        for len in 1..=path.len() {
            let map: Vec<Segment> = path.iter().take(len).map(|it| Segment::Key(it.clone())).collect();
            let fact = Fact { present: true, kinds: Kinds::MAP, ..Fact::default() };
            given = given.with(&map, fact);
        }
    }
    for (path, kinds) in hook.documented_kinds() {
        given = given.with(&path, Fact { kinds: kinds.or(Kinds::NULL), ..Fact::default() });
    }
    match hook.declared() {
        Some((declared, _)) => given.and_schema(declared.schema()),
        None => given,
    }
}
