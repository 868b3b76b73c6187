//! Secret slots: `${env:NAME}` and `${file:PATH}`, in any part and any dialect. Their values are filled in at
//! dispatch and are never seen here.

use std::sync::Arc;

use crate::source::{InTemplate, Span};
use crate::template::{Secret, SecretKind};

/// The slots of a text, in order.
pub(crate) fn slots(text: &str) -> Vec<(Span<InTemplate>, Secret)> {
    let mut slots = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("${")).map(|at| from + at) {
        from = at + 2;
        if let Some((len, secret)) = slot(text.get(from..).unwrap_or_default()) {
            slots.push((Span::new(at, from + len), secret));
            from += len;
        }
    }
    slots
}

/// The slot that `rest`, the text after `${`, begins with, and how long it is with its brace.
fn slot(rest: &str) -> Option<(usize, Secret)> {
    let (inside, _) = rest.split_once('}')?;
    let (kind, name) = inside.split_once(':')?;
    let kind = match kind {
        "env" => SecretKind::Env,
        "file" => SecretKind::File,
        _ => return None,
    };
    let is_name = !name.is_empty() && !name.chars().any(|c| c.is_control() || matches!(c, '{' | '"' | '\''));
    is_name.then(|| (inside.len() + 1, Secret::new(kind, name)))
}

/// The text with a filler of equal length, which means nothing in any dialect, in place of each slot.
pub(super) fn masked(text: &Arc<str>, slots: &[(Span<InTemplate>, Secret)]) -> Arc<str> {
    if slots.is_empty() {
        return text.clone();
    }
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for (slot, _) in slots {
        masked.push_str(text.get(from..slot.start as usize).unwrap_or_default());
        masked.extend(std::iter::repeat_n('\u{1}', slot.len()));
        from = slot.end as usize;
    }
    masked.push_str(text.get(from..).unwrap_or_default());
    masked.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_found_and_masked_with_equal_length() {
        let text: Arc<str> = Arc::from("Basic ${env:KEY}&&s=${file:a/b}${x}${env:}");
        let slots = slots(&text);
        let found: Vec<_> = slots.iter().map(|(span, it)| (span.of(&text), it.kind, &*it.name)).collect();
        assert_eq!(found, [("${env:KEY}", SecretKind::Env, "KEY"), ("${file:a/b}", SecretKind::File, "a/b")]);
        let masked = masked(&text, &slots);
        assert_eq!(masked.len(), text.len());
        assert_eq!(masked.replace('\u{1}', ""), "Basic &&s=${x}${env:}");
    }
}
