//! `java.lang.String`. Positions count UTF-16 units.

use super::{Call, Method, Table};
use crate::limits;
use crate::render::{Fault, Render};
use crate::value::{Traced, Value};

pub(super) const TABLE: Table = &[
    ("charAt", char_at as Method),
    ("codePointAt", |render, call| {
        let text = call.own_text(render);
        Ok(call.whole(0).and_then(|at| {
            let at = byte_at(&text.text, at)?;
            text.text.get(at..)?.chars().next().map(|it| Value::from(i128::from(u32::from(it))))
        }))
    }),
    ("compareTo", |render, call| compare(render, call, |it| it)),
    ("compareToIgnoreCase", |render, call| compare(render, call, |it| it.to_lowercase())),
    ("concat", |render, call| {
        let Some(end) = call.text(render, 0) else { return Ok(None) };
        let text = call.own_text(render);
        let reads = [call.value.reads, call.args.first().map_or(call.value.reads, |it| it.reads)];
        Ok(Some(Value::Str(render.concat(&[(text, reads[0]), (end, reads[1])]))))
    }),
    ("contains", |render, call| match call.arg(0).map(|it| &it.value) {
        Some(Value::Str(_)) => holds(render, call, |text, part| text.contains(part)),
        _ => Ok(None),
    }),
    ("endsWith", |render, call| holds(render, call, |text, part| text.ends_with(part))),
    ("equals", |render, call| {
        let Some(Traced { value: Value::Str(other), .. }) = call.arg(0) else {
            return Ok(call.has(1).then_some(Value::Bool(false)));
        };
        let same = call.own_text(render).text == other.text;
        Ok(Some(Value::Bool(same)))
    }),
    ("equalsIgnoreCase", |render, call| {
        holds(render, call, |text, other| text.to_lowercase() == other.to_lowercase())
    }),
    ("getBytes", |render, call| {
        let text = call.own_text(render);
        let reads = call.value.reads;
        // Java's bytes are signed.
        let bytes = text.text.bytes().map(|it| Traced { value: i128::from(it.cast_signed()).into(), reads });
        let bytes = bytes.collect();
        Ok(Some(render.heap.list(bytes)))
    }),
    ("hashCode", |render, call| {
        let hash = call
            .own_text(render)
            .text
            .encode_utf16()
            .fold(0_i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)));
        Ok(Some(i128::from(hash).into()))
    }),
    ("indexOf", |render, call| position(render, call, |text, part| text.find(part))),
    ("intern", |render, call| Ok(Some(Value::Str(call.own_text(render))))),
    ("isBlank", |render, call| Ok(Some(Value::Bool(call.own_text(render).text.trim().is_empty())))),
    ("isEmpty", |render, call| Ok(Some(Value::Bool(call.own_text(render).text.is_empty())))),
    ("lastIndexOf", |render, call| position(render, call, |text, part| text.rfind(part))),
    ("length", |render, call| Ok(Some(units(&call.own_text(render).text).into()))),
    ("matches", |render, call| {
        let (Some(pattern), text) = (call.text(render, 0), call.own_text(render)) else { return Ok(None) };
        Ok(Some(Value::Bool(regex(&pattern.text)?.matches(&text.text)?)))
    }),
    ("repeat", |render, call| {
        let (Some(times), text) = (call.whole(0), call.own_text(render)) else { return Ok(None) };
        let Ok(times) = usize::try_from(times) else {
            return Err(Fault::refused("a text cannot be repeated less than no times"));
        };
        if text.text.len().saturating_mul(times) > limits::MAX_RENDERED_BYTES {
            return Err(Fault::new("limit-exceeded", "the repeated text becomes too large"));
        }
        Ok(Some(text.text.repeat(times).into()))
    }),
    ("replace", |render, call| {
        let (Some(from), Some(to)) = (call.text(render, 0), call.text(render, 1)) else { return Ok(None) };
        Ok(Some(call.own_text(render).text.replace(&*from.text, &to.text).into()))
    }),
    ("replaceAll", |render, call| replace(render, call, usize::MAX)),
    ("replaceFirst", |render, call| replace(render, call, 1)),
    ("split", split),
    ("startsWith", |render, call| holds(render, call, |text, part| text.starts_with(part))),
    ("strip", |render, call| cut(render, call, str::trim_start, str::trim_end)),
    ("stripLeading", |render, call| cut(render, call, str::trim_start, |it| it)),
    ("stripTrailing", |render, call| cut(render, call, |it| it, str::trim_end)),
    ("subSequence", substring),
    ("substring", substring),
    ("toCharArray", |render, call| {
        let text = call.own_text(render);
        let reads = call.value.reads;
        let chars: Vec<_> = (text.text.char_indices())
            .map(|(at, c)| Traced { value: Value::Str(text.slice(at, at + c.len_utf8())), reads })
            .collect();
        Ok(Some(render.heap.list(chars)))
    }),
    ("toLowerCase", |render, call| Ok(Some(Value::Str(call.own_text(render).map(str::to_lowercase))))),
    ("toUpperCase", |render, call| Ok(Some(Value::Str(call.own_text(render).map(str::to_uppercase))))),
    // `trim` takes every character up to the space.
    ("trim", |render, call| {
        cut(render, call, |it| it.trim_start_matches(|c| c <= ' '), |it| it.trim_end_matches(|c| c <= ' '))
    }),
];

/// How many UTF-16 units a text has.
fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The byte at which the UTF-16 unit `at` begins; the end counts as well.
fn byte_at(text: &str, at: i128) -> Option<usize> {
    let at = usize::try_from(at).ok()?;
    let mut unit = 0;
    for (byte, c) in text.char_indices() {
        if unit >= at {
            return Some(byte);
        }
        unit += c.len_utf16();
    }
    (at <= unit).then_some(text.len())
}

fn out_of_range(text: &str, at: i128) -> Fault {
    let help = "the message is not sent then; ask for `.length()` first";
    let message = format!("there is no character {at}: the text has {}", units(text));
    Fault::new("index-out-of-range", message).with_help(help)
}

fn char_at(render: &mut Render<'_>, call: &Call) -> Result<Option<Value>, Fault> {
    let (Some(at), text) = (call.whole(0), call.own_text(render)) else { return Ok(None) };
    let start = byte_at(&text.text, at).ok_or_else(|| out_of_range(&text.text, at))?;
    let Some(c) = text.text.get(start..).and_then(|it| it.chars().next()) else {
        return Err(out_of_range(&text.text, at));
    };
    Ok(Some(Value::Str(text.slice(start, start + c.len_utf8()))))
}

fn substring(render: &mut Render<'_>, call: &Call) -> Result<Option<Value>, Fault> {
    let text = call.own_text(render);
    let Some(start) = call.whole(0) else { return Ok(None) };
    let end = match call.arg(1) {
        None => units(&text.text).try_into().unwrap_or(i128::MAX),
        Some(_) => match call.whole(1) {
            Some(end) => end,
            None => return Ok(None),
        },
    };
    let from = byte_at(&text.text, start).ok_or_else(|| out_of_range(&text.text, start))?;
    let to = byte_at(&text.text, end).ok_or_else(|| out_of_range(&text.text, end))?;
    if from > to {
        return Err(Fault::new(
            "index-out-of-range",
            format!("a part from {start} to {end} ends before it begins"),
        ));
    }
    Ok(Some(Value::Str(text.slice(from, to))))
}

fn cut(
    render: &mut Render<'_>,
    call: &Call,
    start: fn(&str) -> &str,
    end: fn(&str) -> &str,
) -> Result<Option<Value>, Fault> {
    let text = call.own_text(render);
    let from = text.text.len() - start(&text.text).len();
    let to = end(&text.text).len();
    Ok(Some(Value::Str(text.slice(from, to.max(from)))))
}

fn holds(
    render: &mut Render<'_>,
    call: &Call,
    holds: fn(&str, &str) -> bool,
) -> Result<Option<Value>, Fault> {
    let Some(other) = call.text(render, 0) else { return Ok(None) };
    Ok(Some(Value::Bool(holds(&call.own_text(render).text, &other.text))))
}

/// The difference of the first units that differ, else of the lengths.
fn compare(render: &mut Render<'_>, call: &Call, fold: fn(String) -> String) -> Result<Option<Value>, Fault> {
    let Some(other) = call.text(render, 0) else { return Ok(None) };
    let (a, b) = (fold(call.own_text(render).text.to_string()), fold(other.text.to_string()));
    let differs = a.encode_utf16().zip(b.encode_utf16()).find(|(a, b)| a != b);
    let difference = match differs {
        Some((a, b)) => i128::from(a) - i128::from(b),
        None => i128::try_from(units(&a)).unwrap_or(0) - i128::try_from(units(&b)).unwrap_or(0),
    };
    Ok(Some(difference.into()))
}

fn position(
    render: &mut Render<'_>,
    call: &Call,
    find: fn(&str, &str) -> Option<usize>,
) -> Result<Option<Value>, Fault> {
    let Some(part) = call.text(render, 0) else { return Ok(None) };
    let text = call.own_text(render);
    let from = match call.arg(1) {
        None => 0,
        Some(_) => byte_at(&text.text, call.whole(1).unwrap_or(0).max(0)).unwrap_or(text.text.len()),
    };
    let found = find(text.text.get(from..).unwrap_or_default(), &part.text);
    let at = found.and_then(|at| text.text.get(..from + at)).map(units);
    Ok(Some(at.map_or(Value::from(-1_i128), Value::from)))
}

fn replace(render: &mut Render<'_>, call: &Call, most: usize) -> Result<Option<Value>, Fault> {
    let (Some(pattern), Some(to)) = (call.text(render, 0), call.text(render, 1)) else { return Ok(None) };
    let text = call.own_text(render);
    Ok(Some(regex(&pattern.text)?.replace(&text.text, &to.text, most)?.into()))
}

fn split(render: &mut Render<'_>, call: &Call) -> Result<Option<Value>, Fault> {
    let Some(pattern) = call.text(render, 0) else { return Ok(None) };
    let text = call.own_text(render);
    let limit = call.whole(1).unwrap_or(0);
    let reads = call.value.reads;
    let parts = regex(&pattern.text)?.split(&text.text, limit);
    let parts = parts.into_iter().map(|it| Traced { value: Value::Str(text.slice(it.start, it.end)), reads });
    let parts = parts.collect();
    Ok(Some(render.heap.list(parts)))
}

fn regex(pattern: &str) -> Result<super::super::pattern::Pattern, Fault> {
    super::super::pattern::Pattern::new(pattern)
}
