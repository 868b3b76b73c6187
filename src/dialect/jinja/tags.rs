//! Where the tags of a template are: enough to find the tag around an error and the tags that are left open.

use crate::source::{InTemplate, Span};

/// What a tag is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `{{ … }}`
    Variable,
    /// `{% … %}`
    Statement,
    /// `{# … #}`
    Comment,
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) kind: Kind,
    /// All of it, delimiters included.
    pub(super) span: Span<InTemplate>,
    /// Whether it has its closing delimiter.
    pub(super) closed: bool,
    /// The first word of a statement; empty otherwise.
    pub(super) keyword: String,
}

/// Statements that have an end tag.
const BLOCKS: [&str; 11] =
    ["autoescape", "block", "call", "filter", "for", "if", "macro", "raw", "set", "with", "trans"];

/// All tags, in order. What stands between `{% raw %}` and `{% endraw %}` has none.
pub(super) fn scan(text: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut from = 0;
    // Beyond it, no comment has an end, and there is no need to look for one from each of them.
    let comments_end = text.rfind("#}").unwrap_or_default();
    while let Some((start, kind)) = next_opener(text, from) {
        let tag = tag_at(text, (start, kind), comments_end);
        from = tag.span.end as usize;
        if tag.keyword == "raw" {
            let end = text.get(from..).and_then(find_endraw).map_or(text.len(), |at| from + at);
            from = end;
        }
        tags.push(tag);
    }
    tags
}

fn find_endraw(rest: &str) -> Option<usize> {
    rest.match_indices("{%").map(|(at, _)| at).find(|&at| {
        let inside = rest.get(at + 2..).unwrap_or_default();
        inside.trim_start_matches(['-', '+']).trim_start().starts_with("endraw")
    })
}

fn next_opener(text: &str, from: usize) -> Option<(usize, Kind)> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'{', bytes.get(from..)?).find_map(|at| {
        let kind = match bytes.get(from + at + 1)? {
            b'{' => Kind::Variable,
            b'%' => Kind::Statement,
            b'#' => Kind::Comment,
            _ => return None,
        };
        Some((from + at, kind))
    })
}

fn tag_at(text: &str, (start, kind): (usize, Kind), comments_end: usize) -> Tag {
    let closer = match kind {
        Kind::Variable => "}}",
        Kind::Statement => "%}",
        Kind::Comment => "#}",
    };
    let inside = text.get(start + 2..).unwrap_or_default();
    let end = match kind {
        Kind::Comment if start > comments_end => None,
        Kind::Comment => inside.find(closer),
        Kind::Variable | Kind::Statement => closer_outside_strings(inside, closer)
            .or_else(|| inside.split(['\n', '{']).next().and_then(|line| line.find(closer))),
    };
    let keyword = match kind {
        Kind::Statement => first_word(inside).to_owned(),
        Kind::Variable | Kind::Comment => String::new(),
    };
    let (len, ended) = match end {
        Some(at) => (at + closer.len(), true),
        None => (unclosed_len(inside), false),
    };
    Tag { kind, span: Span::new(start, start + 2 + len), closed: ended, keyword }
}

/// Where the closing delimiter is, passing over strings and the braces of maps; none when another tag opens first.
fn closer_outside_strings(inside: &str, closer: &str) -> Option<usize> {
    let mut quote = None;
    let mut escaped = false;
    let mut braces = 0u32;
    for (at, c) in inside.char_indices() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None => {
                let rest = inside.get(at..).unwrap_or_default();
                if rest.starts_with("{{") || rest.starts_with("{%") {
                    return None;
                }
                if braces == 0 && rest.starts_with(closer) {
                    return Some(at);
                }
                match c {
                    '"' | '\'' => quote = Some(c),
                    '{' => braces += 1,
                    '}' => braces = braces.saturating_sub(1),
                    _ => {}
                }
            }
        }
    }
    None
}

/// How far a tag without closing delimiter goes: what looks like an expression, so that the quote or comma of the
/// body after it stays.
fn unclosed_len(inside: &str) -> usize {
    let is_expression =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '|' | ' ' | '[' | ']' | '(' | ')');
    let len = inside.find(|c| !is_expression(c)).unwrap_or(inside.len());
    inside.get(..len).map_or(0, |it| it.trim_end().len())
}

fn first_word(inside: &str) -> &str {
    let inside = inside.trim_start_matches(['-', '+']).trim_start();
    let end = inside.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(inside.len());
    inside.get(..end).unwrap_or_default()
}

/// The block tags that no end tag closes, outermost first.
pub(super) fn open_blocks(text: &str) -> Vec<Tag> {
    let mut open: Vec<Tag> = Vec::new();
    for tag in scan(text) {
        if !tag.closed {
            continue;
        }
        if let Some(name) = tag.keyword.strip_prefix("end") {
            if let Some(at) = open.iter().rposition(|it| it.keyword == name) {
                open.truncate(at);
            }
        } else if is_block(text, &tag) {
            open.push(tag);
        }
    }
    open
}

/// Whether a tag opens a block.
pub(super) fn is_block(text: &str, tag: &Tag) -> bool {
    BLOCKS.contains(&tag.keyword.as_str()) && !is_inline_set(text, tag)
}

/// `{% set a = 1 %}` has no end tag; `{% set a %}` has one.
fn is_inline_set(text: &str, tag: &Tag) -> bool {
    tag.keyword == "set" && tag.span.of(text).contains('=')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, bool)]) {
        let tags = scan(text);
        let found: Vec<_> = tags.iter().map(|tag| (tag.span.of(text), tag.closed)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn tags_are_found() {
        check("a {{ b }} {% if c %}{# d #}", &[("{{ b }}", true), ("{% if c %}", true), ("{# d #}", true)]);
        check(r#""{{ x | default("}}") }}""#, &[(r#"{{ x | default("}}") }}"#, true)]);
        check("{{ {'a': {'b': 1}} }}", &[("{{ {'a': {'b': 1}} }}", true)]);
        check(r#"{"a": "{{ x.y", "b": 1}"#, &[("{{ x.y", false)]);
        check("{{ a {{ b }}", &[("{{ a", false), ("{{ b }}", true)]);
        check("{% raw %}{{ x {% endraw %}", &[("{% raw %}", true), ("{% endraw %}", true)]);
    }

    #[test]
    fn open_blocks_are_those_without_an_end() {
        let open = |text: &str| open_blocks(text).into_iter().map(|tag| tag.keyword).collect::<Vec<_>>();
        assert_eq!(open("{% if a %}{% for b in c %}{% endif %}"), [""; 0]);
        assert_eq!(open("{% if a %}{% set b = 1 %}{% set c %}"), ["if", "set"]);
    }
}
