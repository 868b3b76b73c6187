//! Filters of text (`standardfilters.rb`). Lengths count characters.

use super::values::{arguments, is_nil, text, to_integer, to_s};
use crate::field::ReadSet;
use crate::profile::Input;
use crate::profile::liquid::text::{Which, replaced};
use crate::render::{Fault, Render};
use crate::value::{Str, Traced, Value};

fn mapped(
    render: &mut Render<'_>,
    input: &Input,
    change: impl FnMut(&str) -> String,
) -> Result<Value, Fault> {
    arguments(input, 0, 0)?;
    Ok(Value::Str(text(render, &input.value).map(change)))
}

/// A value as text with what it read.
fn read(render: &mut Render<'_>, value: &Traced) -> (Str, ReadSet) {
    let reads = render.used(value);
    (text(render, value), reads)
}

fn only(input: &Input) -> Result<Traced, Fault> {
    let given = arguments(input, 1, 1)?;
    Ok(given.into_iter().next().unwrap_or(Traced::constant(Value::Null)))
}

pub(super) fn append(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let tail = only(&input)?;
    let parts = [read(render, &input.value), read(render, &tail)];
    Ok(Value::Str(render.concat(&parts)))
}

pub(super) fn prepend(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let head = only(&input)?;
    let parts = [read(render, &head), read(render, &input.value)];
    Ok(Value::Str(render.concat(&parts)))
}

/// `String#capitalize`: the first character up, the others down.
pub(super) fn capitalize(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    arguments(&input, 0, 0)?;
    let (text, reads) = read(render, &input.value);
    let len = text.text.chars().next().map_or(0, char::len_utf8);
    let first = text.slice(0, len).map(str::to_uppercase);
    let rest = text.slice(len, text.text.len()).map(str::to_lowercase);
    Ok(Value::Str(render.concat(&[(first, reads), (rest, reads)])))
}

pub(super) fn downcase(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    mapped(render, &input, str::to_lowercase)
}

pub(super) fn upcase(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    mapped(render, &input, str::to_uppercase)
}

pub(super) fn newline_to_br(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    mapped(render, &input, |it| it.replace("\r\n", "\n").replace('\n', "<br />\n"))
}

pub(super) fn strip_newlines(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    mapped(render, &input, |it| it.replace("\r\n", "").replace('\n', ""))
}

/// Ruby's white space, and the null that `strip` drops too.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | '\0')
}

pub(super) fn lstrip(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    stripped(render, &input, |it| it.trim_start_matches(is_space))
}

pub(super) fn rstrip(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    stripped(render, &input, |it| it.trim_end_matches(is_space))
}

pub(super) fn strip(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    stripped(render, &input, |it| it.trim_matches(is_space))
}

fn stripped(render: &mut Render<'_>, input: &Input, strip: fn(&str) -> &str) -> Result<Value, Fault> {
    arguments(input, 0, 0)?;
    let text = text(render, &input.value);
    let kept = strip(&text.text);
    // `kept` is a slice of the text, so the difference of their addresses is its offset.
    let start = (kept.as_ptr() as usize).wrapping_sub(text.text.as_ptr() as usize);
    Ok(Value::Str(text.slice(start, start + kept.len())))
}

pub(super) fn squish(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    arguments(&input, 0, 0)?;
    if is_nil(&input.value.value) {
        return Ok(Value::Null);
    }
    let (text, reads) = read(render, &input.value);
    Ok(Value::Str(spaced(render, words(&text, usize::MAX).0, reads)))
}

fn spaced(render: &mut Render<'_>, words: Vec<Str>, reads: ReadSet) -> Str {
    let mut parts = Vec::new();
    for word in words {
        if !parts.is_empty() {
            parts.push((Str::new(" "), reads));
        }
        parts.push((word, reads));
    }
    render.concat(&parts)
}

pub(super) fn remove(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    without(render, &input, Which::All)
}

pub(super) fn remove_first(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    without(render, &input, Which::First)
}

pub(super) fn remove_last(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    without(render, &input, Which::Last)
}

fn without(render: &mut Render<'_>, input: &Input, which: Which) -> Result<Value, Fault> {
    let needle = only(input)?;
    exchanged(render, input, (&needle, &Traced::constant(Value::from(""))), which)
}

pub(super) fn replace(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    exchange(render, &input, 1, Which::All)
}

pub(super) fn replace_first(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    exchange(render, &input, 1, Which::First)
}

pub(super) fn replace_last(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    exchange(render, &input, 2, Which::Last)
}

fn exchange(render: &mut Render<'_>, input: &Input, least: usize, which: Which) -> Result<Value, Fault> {
    let given = arguments(input, least, 2)?;
    let nothing = Traced::constant(Value::from(""));
    let needle = given.first().unwrap_or(&nothing);
    let by = given.get(1).unwrap_or(&nothing);
    exchanged(render, input, (needle, by), which)
}

fn exchanged(
    render: &mut Render<'_>,
    input: &Input,
    (needle, by): (&Traced, &Traced),
    which: Which,
) -> Result<Value, Fault> {
    let needle = to_s(render, &needle.value);
    let (text, reads) = read(render, &input.value);
    let (by, by_reads) = read(render, by);
    replaced(render, (&text, reads), &needle, (&by, by_reads), which).map(Value::Str)
}

/// `String#split`: a space splits at white space, nothing between all characters; empty parts at the end are
/// dropped.
pub(super) fn split(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let delimiter = only(&input)?;
    let delimiter = to_s(render, &delimiter.value);
    let (text, reads) = read(render, &input.value);
    let mut parts = match delimiter.as_str() {
        " " => words(&text, usize::MAX).0,
        "" => {
            let chars = text.text.char_indices();
            chars.map(|(at, c)| text.slice(at, at + c.len_utf8())).collect()
        }
        delimiter => {
            let mut from = 0;
            let mut parts = Vec::new();
            for (at, _) in text.text.match_indices(delimiter) {
                parts.push(text.slice(from, at));
                from = at + delimiter.len();
            }
            parts.push(text.slice(from, text.text.len()));
            parts
        }
    };
    while parts.last().is_some_and(|it| it.text.is_empty()) {
        parts.pop();
    }
    let items = parts.into_iter().map(|it| Traced { value: Value::Str(it), reads }).collect();
    Ok(render.heap.list(items))
}

/// The first words of a text, at most so many, and whether there are more.
fn words(text: &Str, most: usize) -> (Vec<Str>, bool) {
    let whole = &*text.text;
    let mut words = Vec::new();
    let mut from = None;
    for (at, c) in whole.char_indices() {
        match (is_space(c), from) {
            (true, Some(start)) => {
                words.push(text.slice(start, at));
                from = None;
            }
            (false, None) if words.len() == most => return (words, true),
            (false, None) => from = Some(at),
            _ => {}
        }
    }
    words.extend(from.map(|start| text.slice(start, whole.len())));
    (words, false)
}

/// The length and the ending that `truncate` and `truncatewords` take.
fn cut(render: &mut Render<'_>, input: &Input, default: i64) -> Result<(i64, (Str, ReadSet)), Fault> {
    let given = arguments(input, 0, 2)?;
    let length = given.first().map_or(Ok(default), |it| to_integer(render, &it.value))?;
    let ending = match given.get(1) {
        Some(ending) => read(render, ending),
        None => (Str::new("..."), ReadSet::EMPTY),
    };
    Ok((length, ending))
}

pub(super) fn truncate(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let (length, ending) = cut(render, &input, 50)?;
    if is_nil(&input.value.value) {
        return Ok(Value::Null);
    }
    let (text, reads) = read(render, &input.value);
    let length = usize::try_from(length).unwrap_or_default();
    if text.text.chars().count() <= length {
        return Ok(Value::Str(text));
    }
    let kept = length.saturating_sub(ending.0.text.chars().count());
    let end = text.text.char_indices().nth(kept).map_or(text.text.len(), |(at, _)| at);
    let parts = [(text.slice(0, end), reads), ending];
    Ok(Value::Str(render.concat(&parts)))
}

pub(super) fn truncatewords(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let (length, ending) = cut(render, &input, 15)?;
    if is_nil(&input.value.value) {
        return Ok(Value::Null);
    }
    let (text, reads) = read(render, &input.value);
    let (words, more) = words(&text, usize::try_from(length.max(1)).unwrap_or(usize::MAX));
    if !more {
        return Ok(Value::Str(text));
    }
    let kept = spaced(render, words, reads);
    Ok(Value::Str(render.concat(&[(kept, reads), ending])))
}
