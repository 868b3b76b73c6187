//! Filters on text.

use super::{alone, bound, piece, text_value};
use crate::profile::Input;
use crate::profile::jinja2::text::{self, Align, Piece};
use crate::profile::jinja2::{access, attributes, percent, print};
use crate::render::{Fault, Render};
use crate::value::{Str, Traced, Value};

pub(super) fn lower(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let value = alone(input, "lower")?;
    Ok(text_value(print::text(render, &value).map(str::to_lowercase)))
}

pub(super) fn upper(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let value = alone(input, "upper")?;
    Ok(text_value(print::text(render, &value).map(str::to_uppercase)))
}

pub(super) fn capitalize(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let value = alone(input, "capitalize")?;
    Ok(text_value(text::capitalize(&print::text(render, &value))))
}

/// Unlike Python's `title`, a word starts after `-`, an opening bracket or white space only.
pub(super) fn title(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let value = alone(input, "title")?;
    let starts = |c| text::is_space(c) || matches!(c, '-' | '(' | '{' | '[' | '<');
    // The filter joins its words as plain text, so a mark is lost.
    Ok(text_value(text::titled(&print::text(render, &value), starts).with_safe(false)))
}

pub(super) fn trim(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let (value, args) = bound(input, "trim", &["chars"], 0)?;
    let chars = args.text(render, 0)?;
    let chars = chars.as_ref().map(|it| &*it.text);
    Ok(text_value(text::strip(&print::text(render, &value), chars, (true, true))))
}

pub(super) fn center(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let (value, args) = bound(input, "center", &["width"], 0)?;
    let width = args.int(render, 0)?.unwrap_or(80);
    let piece = piece(render, &value);
    text::pad(render, &piece, width, " ", Align::Center).map(text_value)
}

pub(super) fn string(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let value = alone(input, "string")?;
    Ok(text_value(print::text(render, &value)))
}

pub(super) fn wordcount(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let value = alone(input, "wordcount")?;
    let text = print::text(render, &value);
    let words = text.text.split(|c| !text::is_word(c)).filter(|word| !word.is_empty());
    Ok(Value::from(words.count()))
}

/// With autoescaping, text that is marked safe makes the rest be escaped.
pub(super) fn replace(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let (value, args) = bound(input, "replace", &["old", "new", "count"], 2)?;
    let count = text::most(args.int(render, 2)?);
    let mut target = piece(render, &value);
    let [old, new] = [0, 1].map(|at| args.get(at).map(|it| piece(render, it)));
    let (Some((old, _)), Some(mut new)) = (old, new) else { return Ok(value.value) };
    if !render.autoescapes() {
        target.0 = target.0.with_safe(false);
        new.0 = new.0.with_safe(false);
    } else if old.safe || (new.0.safe && !target.0.safe) {
        target.0 = print::escaped_once(&target.0);
    }
    replaced(render, &target, &old.text, new, count).map(text_value)
}

/// `str.replace` of text that may be marked safe: what is put in is escaped then.
pub(in crate::profile::jinja2) fn replaced(
    render: &mut Render<'_>,
    target: &Piece,
    old: &str,
    mut new: Piece,
    count: Option<usize>,
) -> Result<Str, Fault> {
    if target.0.safe {
        new.0 = print::escaped_once(&new.0);
    }
    text::replace(render, target, old, &new, count)
}

pub(super) fn join(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let (value, args) = bound(input, "join", &["d", "attribute"], 0)?;
    let mut items = access::elements(render, &value)?;
    if let Some(attribute) = args.given(1) {
        let path = attributes::path(render, attribute);
        items =
            items.iter().map(|item| attributes::get(render, item, &path, None)).collect::<Result<_, _>>()?;
    }
    let separator = args.get(0).cloned().unwrap_or_else(|| Traced::constant(Value::from("")));
    let separator = piece(render, &separator);
    let items: Vec<Piece> = items.iter().map(|item| piece(render, item)).collect();
    joined(render, separator, items).map(text_value)
}

/// Under autoescaping, one element or separator that is marked safe makes all others be escaped.
fn joined(render: &mut Render<'_>, separator: Piece, items: Vec<Piece>) -> Result<Str, Fault> {
    let any_safe = separator.0.safe || items.iter().any(|(text, _)| text.safe);
    let safe = any_safe && render.autoescapes();
    let fit = |(text, reads): Piece| {
        let text = if safe { print::escaped_once(&text) } else { text.with_safe(false) };
        (text, reads)
    };
    let separator = fit(separator);
    let mut pieces = Vec::with_capacity(items.len().saturating_mul(2));
    for item in items {
        if !pieces.is_empty() {
            pieces.push(separator.clone());
        }
        pieces.push(fit(item));
    }
    Ok(text::joined(render, &pieces)?.with_safe(safe))
}

/// `format(text, *args, **kwargs)`: Python's `%`.
pub(super) fn format(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let value = input.value;
    let text = piece(render, &value);
    if !input.args.positional.is_empty() && !input.args.named.is_empty() {
        return Err(Fault::new(
            "wrong-arguments",
            "filter 'format' takes arguments by position or by name, not both",
        ));
    }
    let given = if input.args.named.is_empty() {
        render.heap.tuple(input.args.positional)
    } else {
        let named = input.args.named.into_iter();
        render.heap.map(named.map(|(name, value)| (crate::value::Key::Str(name), value)).collect())
    };
    percent::format(render, &text, &Traced::constant(given)).map(text_value)
}
