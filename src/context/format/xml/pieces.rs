//! Pieces of XML's text.

use super::{Mode, Read, SPLIT, State, unsure, wrong};
use crate::context::printed::begins_reference;

/// A name of XML, without a prefix, that ends within the text.
pub(super) fn name(text: &str) -> Result<&str, (bool, &'static str)> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let len = text.find(|c| !is_name(c)).unwrap_or(text.len());
    let name = text.get(..len).unwrap_or_default();
    let end = text.get(len..).and_then(|it| it.chars().next());
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    match end {
        None => unsure(SPLIT),
        Some(':') => unsure("prefixes of names were not looked into"),
        Some(c) if !c.is_ascii() => unsure("this name was not looked into"),
        Some(_) if !begins => wrong("a name belongs here: write `&lt;` for a `<` that begins no tag"),
        Some(_) => Ok(name),
    }
}

/// `<?xml version="1.0" …?>`
pub(super) fn declaration(state: State, rest: &str) -> Read {
    let Some(end) = rest.find("?>") else { return unsure(SPLIT) };
    let known = [
        "<?xml version=\"1.0\"",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"",
        "<?xml version=\"1.0\" encoding=\"utf-8\"",
    ];
    match rest.get(..end).is_some_and(|it| known.contains(&it.trim_end())) {
        true => Ok((end + 2, state.with(Mode::Before))),
        false => unsure("this declaration was not looked into"),
    }
}

/// A character of text.
pub(super) fn character(state: State, rest: &str, bracket: bool, mode: fn(bool) -> Mode) -> Read {
    let c = rest.chars().next().unwrap_or_default();
    match c {
        '&' => reference(state.with(mode(false)), rest),
        _ if rest.starts_with("]]>") => wrong("text cannot hold `]]>`: write `]]&gt;`"),
        '>' if bracket => unsure("text cannot hold `]]>`, which may be made here"),
        c => Ok((c.len_utf8(), state.with(mode(c == ']')))),
    }
}

pub(super) fn reference(state: State, rest: &str) -> Read {
    let after = rest.get(1..).unwrap_or_default();
    if begins_reference(after) {
        return Ok((1 + after.find(';').map_or(0, |it| it + 1), state));
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '#';
    if after.chars().all(is_part) { unsure(SPLIT) } else { wrong("write `&amp;` for `&`") }
}
