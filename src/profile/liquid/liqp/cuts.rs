//! Filters that cut text short (`Truncate.java`, `Truncatewords.java`).

use super::texts::is_space;
use super::values::{as_string, need_number};
use crate::profile::Input;
use crate::render::{Fault, Render};
use crate::value::{Str, Traced, Value};

/// The byte at which so many UTF-16 units end.
pub(super) fn units(text: &str, count: usize) -> usize {
    let mut left = count;
    for (at, c) in text.char_indices() {
        if left < c.len_utf16() {
            return at;
        }
        left -= c.len_utf16();
    }
    text.len()
}

pub(super) fn utf16_len(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The length that an argument asks for; none below zero.
fn length(render: &Render<'_>, input: &Input, default: i64) -> Result<i64, Fault> {
    match input.args.positional.first() {
        Some(length) => Ok(need_number(render, &length.value)?.int()),
        None => Ok(default),
    }
}

fn ending(render: &mut Render<'_>, input: &Input) -> Traced {
    let default = Traced::constant(Value::from("..."));
    let ending = input.args.positional.get(1).cloned().unwrap_or(default);
    let reads = render.used(&ending);
    Traced { value: Value::Str(as_string(render, &ending)), reads }
}

pub(super) fn truncate(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    if matches!(input.value.value, Value::Undefined | Value::Null) {
        return Ok(Value::from(""));
    }
    let text = as_string(render, &input.value);
    // A length below nothing is less than any text has.
    let length = usize::try_from(length(render, &input, 50)?).ok();
    if length.is_some_and(|it| it >= utf16_len(&text.text)) {
        return Ok(Value::Str(text));
    }
    let ending = ending(render, &input);
    let Value::Str(end) = &ending.value else { return Ok(Value::Str(text)) };
    let kept = length.unwrap_or_default().saturating_sub(utf16_len(&end.text));
    if kept == 0 {
        return Ok(ending.value);
    }
    let reads = render.used(&input.value);
    let start = text.slice(0, units(&text.text, kept));
    Ok(Value::Str(render.concat(&[(start, reads), (end.clone(), ending.reads)])))
}

pub(super) fn truncatewords(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    if matches!(input.value.value, Value::Undefined | Value::Null) {
        return Ok(Value::from(""));
    }
    let text = as_string(render, &input.value);
    let words = words(&text);
    let length = usize::try_from(length(render, &input, 15)?).unwrap_or_default();
    let ending = ending(render, &input);
    if length >= words.len() {
        return Ok(Value::Str(text));
    }
    let reads = render.used(&input.value);
    let mut parts = Vec::new();
    let kept = words.into_iter().take(length).enumerate();
    // The first word is empty when the text begins with white space, and the result is trimmed.
    for (at, word) in kept.filter(|(_, word)| !word.text.is_empty()) {
        if at > 0 && !parts.is_empty() {
            parts.push((Str::new(" "), reads));
        }
        parts.push((word, reads));
    }
    if let Value::Str(end) = &ending.value {
        parts.push((end.clone(), ending.reads));
    }
    Ok(Value::Str(render.concat(&parts)))
}

/// Java's `split("\\s++")`: white space at the start leaves an empty first word.
fn words(text: &Str) -> Vec<Str> {
    let whole = &*text.text;
    let mut words = Vec::new();
    let mut from = None;
    if whole.starts_with(is_space) || whole.is_empty() {
        words.push(text.slice(0, 0));
    }
    for (at, c) in whole.char_indices() {
        match (is_space(c), from) {
            (true, Some(start)) => {
                words.push(text.slice(start, at));
                from = None;
            }
            (false, None) => from = Some(at),
            _ => {}
        }
    }
    words.extend(from.map(|start| text.slice(start, whole.len())));
    words
}
