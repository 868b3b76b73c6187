//! Python's operations on text (docs.python.org, "String Methods"), which keep the origin of each stretch where
//! they can.

use crate::field::ReadSet;
use crate::limits;
use crate::render::{Fault, Render};
use crate::value::{Str, Traced, Value};

/// Text with what it reads.
pub(super) type Piece = (Str, ReadSet);

/// What `str.isspace` calls white space.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

/// What a regular expression's `\w` matches.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The pieces one after the other, unless that is too much.
pub(super) fn joined(render: &mut Render<'_>, pieces: &[Piece]) -> Result<Str, Fault> {
    let len = pieces.iter().fold(0usize, |len, (text, _)| len.saturating_add(text.text.len()));
    if len > limits::MAX_RENDERED_BYTES {
        return Err(too_long());
    }
    Ok(render.concat(pieces))
}

pub(super) fn too_long() -> Fault {
    Fault::new("limit-exceeded", "the text becomes too long")
}

/// `str.strip`: without the characters at its ends, or without white space.
pub(super) fn strip(text: &Str, chars: Option<&str>, (left, right): (bool, bool)) -> Str {
    let drop = |c: char| chars.map_or_else(|| is_space(c), |chars| chars.contains(c));
    let whole = &*text.text;
    let rest = if left { whole.trim_start_matches(drop) } else { whole };
    let start = whole.len() - rest.len();
    let rest = if right { rest.trim_end_matches(drop) } else { rest };
    text.slice(start, start + rest.len())
}

/// `str.capitalize`.
pub(super) fn capitalize(text: &Str) -> Str {
    let mut first = true;
    text.map(|stretch| {
        let mut chars = stretch.chars();
        let head: String = if first {
            chars.next().into_iter().flat_map(char::to_uppercase).collect()
        } else {
            String::new()
        };
        first = first && stretch.is_empty();
        head + &chars.as_str().to_lowercase()
    })
}

/// `str.swapcase`.
pub(super) fn swapcase(text: &Str) -> Str {
    text.map(|stretch| {
        let mut out = String::with_capacity(stretch.len());
        for c in stretch.chars() {
            if c.is_uppercase() { out.extend(c.to_lowercase()) } else { out.extend(c.to_uppercase()) }
        }
        out
    })
}

/// Each word with a capital and the rest small; `starts` says whether a word may start after a character.
pub(super) fn titled(text: &Str, starts: fn(char) -> bool) -> Str {
    let mut at_start = true;
    text.map(|stretch| {
        let mut out = String::with_capacity(stretch.len());
        for c in stretch.chars() {
            if at_start {
                out.extend(c.to_uppercase());
            } else {
                out.extend(c.to_lowercase());
            }
            at_start = starts(c);
        }
        out
    })
}

/// `str.title`: a word starts after what has no case.
pub(super) fn title(text: &Str) -> Str {
    titled(text, |c| !has_case(c))
}

pub(super) fn has_case(c: char) -> bool {
    c.is_uppercase() || c.is_lowercase()
}

/// `str.replace`: at most `count` times, from the left.
pub(super) fn replace(
    render: &mut Render<'_>,
    (text, reads): &Piece,
    old: &str,
    new: &Piece,
    count: Option<usize>,
) -> Result<Str, Fault> {
    let count = count.unwrap_or(usize::MAX);
    let found: Vec<usize> = text.text.match_indices(old).map(|(at, _)| at).take(count).collect();
    let added = new.0.text.len().saturating_mul(found.len());
    if added > limits::MAX_RENDERED_BYTES {
        return Err(too_long());
    }
    if found.is_empty() {
        return Ok(text.clone());
    }
    let mut pieces = Vec::with_capacity(found.len() * 2 + 1);
    let mut from = 0;
    for at in found {
        pieces.push((text.slice(from, at), *reads));
        pieces.push(new.clone());
        from = at + old.len();
    }
    pieces.push((text.slice(from, text.text.len()), *reads));
    Ok(joined(render, &pieces)?.with_safe(text.safe))
}

/// `str.ljust`, `str.rjust` and `str.center`: fills up to `width` characters.
pub(super) fn pad(
    render: &mut Render<'_>,
    (text, reads): &Piece,
    width: i128,
    fill: &str,
    align: Align,
) -> Result<Str, Fault> {
    let len = text.text.chars().count();
    let width = usize::try_from(width.max(0)).unwrap_or(usize::MAX);
    if width.saturating_mul(fill.len()) > limits::MAX_RENDERED_BYTES {
        return Err(too_long());
    }
    let Some(missing) = width.checked_sub(len).filter(|&it| it > 0) else { return Ok(text.clone()) };
    let left = match align {
        Align::Left => 0,
        Align::Right => missing,
        Align::Center => missing / 2 + (missing & width & 1),
        Align::Middle => missing / 2,
    };
    let side = |count: usize| (Str::new(fill.repeat(count)), *reads);
    let pieces = [side(left), (text.clone(), *reads), side(missing - left)];
    Ok(joined(render, &pieces)?.with_safe(text.safe))
}

/// On which side text stands that is filled up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
    /// As `str.center` rounds.
    Center,
    /// As the format `^` rounds.
    Middle,
}

/// `str.split` and `str.rsplit`: the parts as ranges of bytes.
pub(super) fn split(
    text: &str,
    separator: Option<&str>,
    most: Option<usize>,
    from_right: bool,
) -> Vec<(usize, usize)> {
    let most = most.unwrap_or(usize::MAX);
    let mut cuts: Vec<(usize, usize)> = match separator {
        Some(separator) if from_right => {
            text.rmatch_indices(separator).map(|(at, it)| (at, at + it.len())).take(most).collect()
        }
        Some(separator) => {
            text.match_indices(separator).map(|(at, it)| (at, at + it.len())).take(most).collect()
        }
        None => return split_spaces(text, most, from_right),
    };
    if from_right {
        cuts.reverse();
    }
    between(text.len(), 0, &cuts)
}

fn between(end: usize, start: usize, cuts: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut parts = Vec::with_capacity(cuts.len() + 1);
    let mut from = start;
    for (cut, next) in cuts {
        parts.push((from, *cut));
        from = *next;
    }
    parts.push((from, end));
    parts
}

fn split_spaces(text: &str, most: usize, from_right: bool) -> Vec<(usize, usize)> {
    let trimmed = text.trim_start_matches(is_space);
    let start = text.len() - trimmed.len();
    let end = start + trimmed.trim_end_matches(is_space).len();
    if start >= end {
        return Vec::new();
    }
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    for (at, c) in text.char_indices().filter(|(at, c)| (start..end).contains(at) && is_space(*c)) {
        match cuts.last_mut().filter(|cut| cut.1 == at) {
            Some(cut) => cut.1 = at + c.len_utf8(),
            None => cuts.push((at, at + c.len_utf8())),
        }
    }
    let over = cuts.len().saturating_sub(most);
    let reached = cuts.len() >= most;
    // What is not split keeps the white space at its far end.
    if from_right {
        let cuts = cuts.get(over..).unwrap_or_default();
        return between(end, if reached { 0 } else { start }, cuts);
    }
    cuts.truncate(most);
    between(if reached { text.len() } else { end }, start, &cuts)
}

/// `str.splitlines`: each line as a range of bytes, with and without its end.
pub(super) fn lines(text: &str) -> Vec<(usize, usize, usize)> {
    let mut lines = Vec::new();
    let mut from = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !matches!(
            c,
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
        ) {
            continue;
        }
        let mut next = at + c.len_utf8();
        if c == '\r' && chars.next_if(|(_, c)| *c == '\n').is_some() {
            next += 1;
        }
        lines.push((from, at, next));
        from = next;
    }
    if from < text.len() {
        lines.push((from, text.len(), text.len()));
    }
    lines
}

/// The first `count` characters.
pub(super) fn first_chars(text: &Str, count: usize) -> Str {
    let end = text.text.char_indices().nth(count).map_or(text.text.len(), |(at, _)| at);
    text.slice(0, end)
}

/// A count that must not be negative; negative ones mean all.
pub(super) fn most(value: Option<i128>) -> Option<usize> {
    value.and_then(|it| usize::try_from(it).ok())
}

/// The parts of text at these ranges, each keeping its origin.
pub(super) fn parts(text: &Str, reads: ReadSet, ranges: &[(usize, usize)]) -> Vec<Traced> {
    let part = |&(start, end): &(usize, usize)| Traced { value: Value::Str(text.slice(start, end)), reads };
    ranges.iter().map(part).collect()
}
