//! Rewrites what Jinja2 takes and minijinja's parser does not, in equal length so that offsets stand.
//!
//! * `+x` becomes `-x`: the lowering sees from the text which of the two it was.
//! * `{{ a, b }}` and `{% for x in a, b %}` become `{{(a, b)}}` and `{% for x in(a, b)%}`: a tuple without its
//!   parentheses (`parse_tuple` in `jinja2/parser.py`). Where there is no white space to take their place, the
//!   parser's error stands.
//! * `x|f()()` becomes `x|f()|_`: the result of a filter is called. The lowering knows it by [`CALL`].
//! * `{% block b %}` inside a macro becomes `{% with %}`: a scope of its own is all that it is there.

use super::tags::{self, Kind, Tag};

/// The filter that stands for calling what is before it. No filter of this name exists; an author who writes one
/// has no `(` there.
pub(super) const CALL: &str = "_";

/// The text as minijinja reads it, of equal length.
pub(super) fn adapted(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut macros = 0usize;
    for tag in tags::scan(text) {
        match tag.keyword.as_str() {
            "macro" | "call" => macros += 1,
            "endmacro" | "endcall" => macros = macros.saturating_sub(1),
            "block" if macros > 0 => rename(&mut bytes, text, &tag, "with"),
            "endblock" if macros > 0 => rename(&mut bytes, text, &tag, "endwith"),
            _ => {}
        }
        if tag.closed && tag.kind != Kind::Comment {
            let tokens = tokens(text, &tag);
            plus_signs(&mut bytes, &tokens);
            called_filters(&mut bytes, &tokens);
            bare_tuple(&mut bytes, &tag, &tokens);
        }
    }
    // Only ASCII was put in the place of ASCII, so this is text still.
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// What a tag is made of, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What<'t> {
    Name(&'t str),
    /// Text or a number.
    Literal,
    Sign(u8),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'t> {
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) what: What<'t>,
}

/// The tokens between a tag's delimiters; signs of one byte each.
pub(super) fn tokens<'t>(text: &'t str, tag: &Tag) -> Vec<Token<'t>> {
    let (start, end) = (tag.span.start as usize + 2, (tag.span.end as usize).saturating_sub(2));
    let inside = text.get(start..end).unwrap_or_default();
    let inside = inside.strip_suffix(['-', '+']).unwrap_or(inside);
    let skipped = inside.len() - inside.strip_prefix(['-', '+']).unwrap_or(inside).len();
    let mut tokens = Vec::new();
    let mut chars = inside.char_indices().skip(skipped).peekable();
    while let Some((at, c)) = chars.next() {
        let mut end = at + c.len_utf8();
        let what = if c == '"' || c == '\'' {
            let mut escaped = false;
            for (at, it) in chars.by_ref() {
                end = at + it.len_utf8();
                if it == c && !escaped {
                    break;
                }
                escaped = it == '\\' && !escaped;
            }
            What::Literal
        } else if c.is_alphanumeric() || c == '_' {
            while let Some((at, it)) = chars.next_if(|(_, it)| it.is_alphanumeric() || *it == '_') {
                end = at + it.len_utf8();
            }
            if c.is_ascii_digit() {
                What::Literal
            } else {
                What::Name(inside.get(at..end).unwrap_or_default())
            }
        } else if c.is_ascii() && !c.is_ascii_whitespace() {
            What::Sign(u8::try_from(c).unwrap_or(b'?'))
        } else {
            continue;
        };
        tokens.push(Token { at: start + at, end: start + end, what });
    }
    tokens
}

fn put(bytes: &mut [u8], at: usize, new: u8) {
    if let Some(byte) = bytes.get_mut(at) {
        *byte = new;
    }
}

/// Blanks a tag but for its delimiters, and writes another keyword.
fn rename(bytes: &mut [u8], text: &str, tag: &Tag, keyword: &str) {
    let inside = tag.span.of(text);
    let Some(at) = inside.find(&tag.keyword) else { return };
    let start = tag.span.start as usize + at;
    let end = (tag.span.end as usize).saturating_sub(2);
    let marked = bytes.get(end.saturating_sub(1)).is_some_and(|it| matches!(it, b'-' | b'+'));
    for at in start..end - usize::from(marked) {
        put(bytes, at, b' ');
    }
    for (at, byte) in (start..).zip(keyword.bytes()) {
        put(bytes, at, byte);
    }
}

/// Names after which an expression begins.
fn is_operator_name(name: &str) -> bool {
    matches!(
        name,
        "and" | "or" | "not" | "in" | "if" | "else" | "elif" | "is" | "set" | "do" | "call" | "with"
    )
}

fn plus_signs(bytes: &mut [u8], tokens: &[Token<'_>]) {
    let mut before = None;
    for token in tokens {
        let starts = match before {
            None => true,
            Some(What::Name(name)) => is_operator_name(name),
            Some(What::Literal) => false,
            Some(What::Sign(sign)) => !matches!(sign, b')' | b']' | b'}'),
        };
        if token.what == What::Sign(b'+') && starts {
            put(bytes, token.at, b'-');
        } else {
            before = Some(token.what);
        }
    }
}

/// `x|f(…)()`: where `(` directly follows the `)` of a filter and is closed at once.
fn called_filters(bytes: &mut [u8], tokens: &[Token<'_>]) {
    let mut open: Vec<bool> = Vec::new();
    let mut last_closed_filter = false;
    for (at, token) in tokens.iter().enumerate() {
        let before = |back: usize| at.checked_sub(back).and_then(|it| tokens.get(it)).map(|it| it.what);
        let named = matches!(before(1), Some(What::Name(_)));
        let is_filter = named && before(2) == Some(What::Sign(b'|'));
        match token.what {
            What::Sign(b'(') => {
                let next = tokens.get(at + 1);
                let empty = next.is_some_and(|it| it.what == What::Sign(b')') && it.at == token.end);
                if last_closed_filter && before(1) == Some(What::Sign(b')')) && empty {
                    put(bytes, token.at, b'|');
                    put(bytes, token.end, CALL.as_bytes().first().copied().unwrap_or(b'_'));
                }
                open.push(is_filter);
            }
            What::Sign(b')') => last_closed_filter = open.pop().unwrap_or(false),
            _ => {}
        }
    }
}

/// A comma outside of all brackets makes a tuple of what is printed or gone through.
fn bare_tuple(bytes: &mut [u8], tag: &Tag, tokens: &[Token<'_>]) {
    let mut depth = 0usize;
    let mut from = match tag.kind {
        Kind::Variable => Some(0),
        _ => None,
    };
    let mut to = tokens.len();
    let mut comma = false;
    for (at, token) in tokens.iter().enumerate() {
        match token.what {
            What::Sign(b'(' | b'[' | b'{') => depth += 1,
            What::Sign(b')' | b']' | b'}') => depth = depth.saturating_sub(1),
            What::Name("in") if depth == 0 && from.is_none() && tag.keyword == "for" => from = Some(at + 1),
            What::Name("if" | "recursive") if depth == 0 && from.is_some() && tag.keyword == "for" => {
                to = at;
                break;
            }
            What::Sign(b',') if depth == 0 && from.is_some() => comma = true,
            _ => {}
        }
    }
    let first = from.and_then(|from| tokens.get(from));
    let last = to.checked_sub(1).and_then(|last| tokens.get(last));
    let (Some(first), Some(last), true) = (first, last, comma) else { return };
    let is_space = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_whitespace);
    if let Some(before) = first.at.checked_sub(1).filter(|&at| is_space(at) && is_space(last.end)) {
        put(bytes, before, b'(');
        put(bytes, last.end, b')');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(adapted(text), expected);
        assert_eq!(text.len(), expected.len());
    }

    #[test]
    fn what_minijinja_does_not_read_is_rewritten() {
        check("{{ +3 }}|{{ a + 3 }}|{{ (+a) }}|{{+ a +}}", "{{ -3 }}|{{ a + 3 }}|{{ (-a) }}|{{+ a +}}");
        check("{{ 1, 2 }}|{{ (1, 2) }}|{{1,2}}", "{{(1, 2)}}|{{ (1, 2) }}|{{1,2}}");
        check("{% for a, b in 1, 2 if a %}", "{% for a, b in(1, 2)if a %}");
        check("{{ a|attr('b')()|list }}|{{ a.b()() }}", "{{ a|attr('b')|_|list }}|{{ a.b()() }}");
        check(
            "{% macro m() %}{% block b -%}{% endblock b %}{% endmacro %}{% block c %}",
            "{% macro m() %}{% with    -%}{% endwith    %}{% endmacro %}{% block c %}",
        );
        check("{{ 'a, +b' }}", "{{ 'a, +b' }}");
    }
}
