//! Filters of text (`Append.java` to `Url_Encode.java`). Lengths count UTF-16 units, as Java's do.

use super::values::{self, argument, as_string, string_of};
use crate::profile::Input;
use crate::profile::liquid::html;
use crate::profile::liquid::text::{self, Which};
use crate::render::{Fault, Render};
use crate::value::{Str, Traced, Value};

fn mapped(
    render: &mut Render<'_>,
    input: &Input,
    change: impl FnMut(&str) -> String,
) -> Result<Value, Fault> {
    Ok(Value::Str(as_string(render, &input.value).map(change)))
}

pub(super) fn append(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let tail = argument(&input, 0)?;
    Ok(joined(render, &input.value, &tail))
}

pub(super) fn prepend(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let head = argument(&input, 0)?;
    Ok(joined(render, &head, &input.value))
}

fn joined(render: &mut Render<'_>, first: &Traced, second: &Traced) -> Value {
    let parts = [first, second].map(|part| {
        let reads = render.used(part);
        (as_string(render, part), reads)
    });
    Value::Str(render.concat(&parts))
}

/// The first character as a capital; the rest stays.
pub(super) fn capitalize(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let text = as_string(render, &input.value);
    let reads = render.used(&input.value);
    let len = text.text.chars().next().map_or(0, char::len_utf8);
    let first = text.slice(0, len).map(|it| {
        let mut upper = it.chars().flat_map(char::to_uppercase);
        match (upper.next(), upper.next()) {
            // `Character.toUpperCase` gives one character or leaves it.
            (Some(only), None) => only.to_string(),
            _ => it.to_owned(),
        }
    });
    let rest = text.slice(len, text.text.len());
    Ok(Value::Str(render.concat(&[(first, reads), (rest, reads)])))
}

pub(super) fn downcase(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    mapped(render, &input, str::to_lowercase)
}

pub(super) fn upcase(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    mapped(render, &input, str::to_uppercase)
}

pub(super) fn escape(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    mapped(render, &input, |it| text::html_escaped(it, "'"))
}

pub(super) fn escape_once(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let text = as_string(render, &input.value);
    Ok(Value::from(text::html_escaped_once(&text.text, "'", true)))
}

pub(super) fn newline_to_br(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    mapped(render, &input, |it| it.replace('\n', "<br />\n"))
}

pub(super) fn strip_newlines(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    mapped(render, &input, |it| it.replace(['\r', '\n'], ""))
}

/// `\s` of Java's patterns.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\u{b}' | '\u{c}' | '\r')
}

pub(super) fn lstrip(_: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    Ok(stripped(input, |it| it.trim_start_matches(is_space)))
}

pub(super) fn rstrip(_: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    Ok(stripped(input, |it| it.trim_end_matches(is_space)))
}

/// `String.trim`: control characters go too.
pub(super) fn strip(_: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    Ok(stripped(input, |it| it.trim_matches(|c| c <= ' ')))
}

/// What is no text stays as it is.
fn stripped(input: Input, strip: fn(&str) -> &str) -> Value {
    let Value::Str(text) = &input.value.value else { return input.value.value };
    let kept = strip(&text.text);
    // `kept` is a slice of the text, so the difference of their addresses is its offset.
    let start = (kept.as_ptr() as usize).wrapping_sub(text.text.as_ptr() as usize);
    Value::Str(text.slice(start, start + kept.len()))
}

pub(super) fn remove(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    without(render, &input, Which::All)
}

pub(super) fn remove_first(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    without(render, &input, Which::First)
}

fn without(render: &mut Render<'_>, input: &Input, which: Which) -> Result<Value, Fault> {
    let needle = pattern(render, input)?;
    exchanged(render, input, &needle, &Traced::constant(Value::from("")), which)
}

pub(super) fn replace(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    exchange(render, &input, Which::All)
}

pub(super) fn replace_first(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    exchange(render, &input, Which::First)
}

fn exchange(render: &mut Render<'_>, input: &Input, which: Which) -> Result<Value, Fault> {
    let needle = pattern(render, input)?;
    let by = match input.args.positional.get(1) {
        None => Traced::constant(Value::from("")),
        Some(by) if matches!(by.value, Value::Undefined | Value::Null) => {
            return Err(Fault::new("wrong-arguments", "there is nothing to replace it by"));
        }
        Some(by) => by.clone(),
    };
    exchanged(render, input, &needle, &by, which)
}

fn exchanged(
    render: &mut Render<'_>,
    input: &Input,
    needle: &str,
    by: &Traced,
    which: Which,
) -> Result<Value, Fault> {
    let text = as_string(render, &input.value);
    let reads = render.used(&input.value);
    let by_reads = render.used(by);
    let by = as_string(render, by);
    text::replaced(render, (&text, reads), needle, (&by, by_reads), which).map(Value::Str)
}

fn pattern(render: &Render<'_>, input: &Input) -> Result<String, Fault> {
    let needle = argument(input, 0)?;
    match needle.value {
        Value::Undefined | Value::Null => {
            Err(Fault::new("wrong-arguments", "there is nothing to look for").reading(needle.reads))
        }
        value => Ok(string_of(render, &value)),
    }
}

/// Java's `split` at the quoted text, except at the very start; empty parts at the end are dropped.
pub(super) fn split(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let text = as_string(render, &input.value);
    let delimiter = argument(&input, 0)?;
    let delimiter = as_string(render, &delimiter).text;
    let reads = render.used(&input.value);
    let mut parts = pieces(&text, &delimiter);
    while parts.len() > 1 && parts.last().is_some_and(|it| it.text.is_empty()) {
        parts.pop();
    }
    let parts = parts.into_iter().map(|it| Traced { value: Value::Str(it), reads }).collect();
    Ok(values::array(render, parts))
}

fn pieces(text: &Str, delimiter: &str) -> Vec<Str> {
    let whole = &*text.text;
    let first = whole.chars().next().map_or(0, char::len_utf8);
    let mut pieces = Vec::new();
    let mut from = 0;
    for (at, part) in whole.get(first..).unwrap_or_default().match_indices(delimiter) {
        let at = first + at;
        if at > from || !delimiter.is_empty() {
            pieces.push(text.slice(from, at));
            from = at + part.len();
        }
    }
    pieces.push(text.slice(from, whole.len()));
    pieces
}

pub(super) fn strip_html(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let html = as_string(render, &input.value);
    Ok(Value::from(html::visible_text(&html.text)))
}

/// `URLDecoder.decode`; what cannot be decoded stays.
pub(super) fn url_decode(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let text = as_string(render, &input.value);
    Ok(match text::form_decoded(&text.text) {
        Some(bytes) => Value::from(String::from_utf8_lossy(&bytes).into_owned()),
        None => input.value.value,
    })
}

/// `URLEncoder.encode`.
pub(super) fn url_encode(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let kept = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '*' | '_');
    mapped(render, &input, |it| text::percent(it, kept, "+"))
}
