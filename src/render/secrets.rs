//! Secrets that a template changes, though it cannot see their values.

use crate::field::ReadSet;
use crate::source::Span;
use crate::source_map::{Origin, Run};
use crate::value::{Str, Value};

/// The filters and methods that leave what a text has in it as it is: they take space off its ends, put something beside
/// it or another text in its place, or mark it. Sorted.
const KEEPING: [&str; 13] = [
    "append", "concat", "d", "default", "lstrip", "prepend", "rstrip", "safe", "string", "strip", "toString",
    "trim", "valueOf",
];

/// What a filter or method of this name made of a text. What it would have made of a secret in it, nobody knows before
/// the value does: then the secret counts as changed.
pub(super) fn with_secret_of(name: &str, given: &Value, made: Value) -> Value {
    let (Value::Str(given), Value::Str(text)) = (given, &made) else { return made };
    let Some(Origin::Secret { span, secret }) = given.secret() else { return made };
    if KEEPING.binary_search(&name).is_ok() || text.text.is_empty() {
        return made;
    }
    let changed = Origin::Secret { span: *span, secret: secret.changed() };
    let runs = match text.runs().filter(|_| text.secret().is_some()) {
        Some(runs) => runs.iter().map(|run| Run { origin: run.origin.changed(), ..run.clone() }).collect(),
        None => vec![Run { out: Span::new(0, text.text.len()), origin: changed, guards: ReadSet::EMPTY }],
    };
    Value::Str(Str::from_rope(text.text.to_string(), runs).with_safe(text.safe))
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_sorted() {
        assert!(super::KEEPING.is_sorted());
    }
}
