//! The pieces of a template: text, outputs, tags, and the blocks whose inside is not read.

use super::grammar::Grammar;
use crate::source::{InTemplate, Span};

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PieceKind {
    /// Literal text.
    Text,
    /// `{{ … }}`
    Output,
    /// `{% … %}`
    Tag,
    /// `{% raw %}…{% endraw %}`; what stands between is printed as it is.
    Raw,
    /// `{% comment %}…{% endcomment %}`, `{% doc %}…{% enddoc %}`
    Comment,
}

/// A piece with its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) kind: PieceKind,
    /// All of it, delimiters included.
    pub(super) span: Span<InTemplate>,
    /// What stands between the delimiters; of raw, what is printed; of a comment, what follows its name.
    pub(super) inside: Span<InTemplate>,
    /// Whether white space before it is dropped.
    pub(super) trims_before: bool,
    /// Whether white space after it is dropped.
    pub(super) trims_after: bool,
    /// Whether it has its closing delimiter or end tag.
    pub(super) closed: bool,
}

/// All pieces of the template, in order, without gaps.
pub(super) fn pieces(text: &str, grammar: &Grammar) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let start = opener(text, at).unwrap_or(text.len());
        if at < start {
            let span = Span::new(at, start);
            let kind = PieceKind::Text;
            pieces.push(Piece {
                kind,
                span,
                inside: span,
                trims_before: false,
                trims_after: false,
                closed: true,
            });
        }
        if start == text.len() {
            break;
        }
        let tag = tag_at(text, start, grammar);
        let piece = unread(text, &tag, grammar).unwrap_or(tag);
        at = piece.span.end as usize;
        pieces.push(piece);
    }
    pieces
}

/// The name of a tag and its place: the first word inside it.
pub(super) fn name_of(text: &str, inside: Span<InTemplate>) -> Span<InTemplate> {
    let rest = inside.of(text);
    let start = rest.len() - rest.trim_start().len();
    let word = rest.get(start..).unwrap_or_default();
    let len = match word.chars().next() {
        Some('#') => 1,
        _ => word.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(word.len()),
    };
    let start = inside.start as usize + start;
    Span::new(start, start + len)
}

fn opener(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let found = memchr::memchr_iter(b'{', bytes.get(from..)?)
        .find(|at| matches!(bytes.get(from + at + 1), Some(b'{' | b'%')));
    found.map(|at| from + at)
}

/// The output or tag that opens at `start`.
fn tag_at(text: &str, start: usize, grammar: &Grammar) -> Piece {
    let (kind, closer) = match text.as_bytes().get(start + 1) {
        Some(b'%') => (PieceKind::Tag, "%}"),
        _ => (PieceKind::Output, "}}"),
    };
    let trims_before = text.as_bytes().get(start + 2) == Some(&b'-');
    let from = start + 2 + usize::from(trims_before);
    let rest = text.get(from..).unwrap_or_default();
    let Some(at) = closer_in(rest, closer, grammar) else {
        let inside = Span::new(from, from + unclosed_len(rest));
        let span = Span::new(start, inside.end as usize);
        return Piece { kind, span, inside, trims_before, trims_after: false, closed: false };
    };
    let trims_after = trims(rest.get(..at).unwrap_or_default(), grammar);
    let inside = Span::new(from, from + at - usize::from(trims_after));
    let span = Span::new(start, from + at + 2);
    Piece { kind, span, inside, trims_before, trims_after, closed: true }
}

/// Whether the inside of a tag ends in the sign that drops white space. In `LiqP` a name takes a `-` that follows it.
fn trims(inside: &str, grammar: &Grammar) -> bool {
    let Some(before) = inside.strip_suffix('-') else { return false };
    let word = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    let name = before.get(word.len()..).unwrap_or_default();
    !(grammar.operators_everywhere && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'))
}

fn closer_in(rest: &str, closer: &str, grammar: &Grammar) -> Option<usize> {
    if grammar.forgiving && closer == "%}" && rest.trim_start().starts_with('#') {
        // Shopify's tokens end at the first closing delimiter, whatever opens before it; here nothing can.
        return rest.find(closer);
    }
    let plain = || before_opener(rest, closer);
    let quoted = || outside_quotes(rest, closer);
    if grammar.quotes_hide_closers { quoted().or_else(plain) } else { plain().or_else(quoted) }
}

/// Where the closing delimiter is, whatever the quotes; none when another tag opens first.
fn before_opener(rest: &str, closer: &str) -> Option<usize> {
    let mut pairs = rest.as_bytes().windows(2).enumerate();
    let (at, pair) = pairs.find(|(_, pair)| *pair == closer.as_bytes() || matches!(*pair, b"{{" | b"{%"))?;
    (pair == closer.as_bytes()).then_some(at)
}

/// Where the closing delimiter is, passing over quoted text; none when another tag opens first.
fn outside_quotes(rest: &str, closer: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in rest.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None => {
                let here = rest.get(at..).unwrap_or_default();
                if here.starts_with(closer) {
                    return Some(at);
                }
                if here.starts_with("{{") || here.starts_with("{%") {
                    return None;
                }
                if matches!(c, '"' | '\'') {
                    quote = Some(c);
                }
            }
        }
    }
    None
}

/// How far a tag without closing delimiter goes: what looks like an expression, so that the quote or comma of the
/// body after it stays.
fn unclosed_len(rest: &str) -> usize {
    let is_expression =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '|' | ' ' | '[' | ']' | '(' | ')');
    let len = rest.find(|c| !is_expression(c)).unwrap_or(rest.len());
    rest.get(..len).map_or(0, |it| it.trim_end().len())
}

/// The block that `tag` opens when its inside is not read.
fn unread(text: &str, tag: &Piece, grammar: &Grammar) -> Option<Piece> {
    if tag.kind != PieceKind::Tag || !tag.closed {
        return None;
    }
    let name = name_of(text, tag.inside);
    let word = name.of(text);
    if !grammar.has_tag(word) {
        return None;
    }
    match word {
        "raw" if grammar.raw_needs_plain_closer && tag.trims_after => None,
        "raw" => {
            let from = tag.span.end as usize;
            let end = end_tag(text, from, "endraw", grammar);
            let inside = Span::new(from, end.map_or(text.len(), |end| end.span.start as usize));
            Some(block(text, tag, PieceKind::Raw, inside, end))
        }
        "comment" => {
            let end = comment_end(text, tag.span.end as usize, grammar);
            Some(block(text, tag, PieceKind::Comment, after(name, tag), end))
        }
        "doc" => {
            let end = end_tag(text, tag.span.end as usize, "enddoc", grammar);
            Some(block(text, tag, PieceKind::Comment, after(name, tag), end))
        }
        _ => None,
    }
}

fn after(name: Span<InTemplate>, tag: &Piece) -> Span<InTemplate> {
    Span::new(name.end as usize, tag.inside.end as usize)
}

fn block(text: &str, tag: &Piece, kind: PieceKind, inside: Span<InTemplate>, end: Option<Piece>) -> Piece {
    let past = end.map_or(text.len(), |end| end.span.end as usize);
    Piece {
        kind,
        span: Span::new(tag.span.start as usize, past),
        inside,
        trims_before: tag.trims_before,
        trims_after: end.is_some_and(|end| end.trims_after),
        closed: end.is_some(),
    }
}

/// The first tag of this name at or after `from`, whatever stands between. `LiqP` takes no `-` before `endraw`.
fn end_tag(text: &str, from: usize, name: &str, grammar: &Grammar) -> Option<Piece> {
    let starts = memchr::memmem::find_iter(text.get(from..)?.as_bytes(), "{%").map(|at| from + at);
    for start in starts {
        let inside = text.get(start + 2..).unwrap_or_default();
        let dashed = inside.strip_prefix('-');
        if dashed.is_some() && grammar.raw_needs_plain_closer {
            continue;
        }
        let word = dashed.unwrap_or(inside).trim_start();
        let rest = word.strip_prefix(name);
        if rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_')) {
            let tag = tag_at(text, start, grammar);
            return tag.closed.then_some(tag);
        }
    }
    None
}

/// The tag that ends a comment opened before `from`. Shopify counts the comments inside it; `LiqP`'s parser ends
/// it as early as what follows can still be read, so no `endcomment` may be left over.
fn comment_end(text: &str, from: usize, grammar: &Grammar) -> Option<Piece> {
    let mut depth = 1usize;
    let mut last = None;
    let mut at = from;
    while let Some(start) = opener(text, at) {
        let tag = tag_at(text, start, grammar);
        at = tag.span.end as usize;
        if tag.kind != PieceKind::Tag {
            continue;
        }
        if !tag.closed && grammar.forgiving {
            // Shopify's tag goes to the next closing delimiter, whatever opens before it.
            at = text.get(at..).and_then(|rest| rest.find("%}")).map_or(text.len(), |end| at + end + 2);
            continue;
        }
        match name_of(text, tag.inside).of(text) {
            "raw" => {
                at = end_tag(text, at, "endraw", grammar).map_or(text.len(), |end| end.span.end as usize);
            }
            "comment" if last.is_some() => return last,
            "comment" if grammar.forgiving => depth += 1,
            "endcomment" if grammar.forgiving => {
                depth -= 1;
                if depth == 0 {
                    return Some(tag);
                }
            }
            "endcomment" => last = Some(tag),
            _ => {}
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::liquid::{liqp, shopify};

    #[track_caller]
    fn check(text: &str, grammar: &Grammar, expected: &[(&str, bool)]) {
        let pieces = pieces(text, grammar);
        let found: Vec<_> = pieces.iter().map(|it| (it.span.of(text), it.closed)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn pieces_are_found() {
        let liqp = &liqp::LIQUID.grammar;
        check("a {{ b }}{% if c %}", liqp, &[("a ", true), ("{{ b }}", true), ("{% if c %}", true)]);
        check(r#"{{ x | append: "}}" }}""#, liqp, &[(r#"{{ x | append: "}}" }}"#, true), ("\"", true)]);
        check(
            r#"{"a": "{{ x.y", "b": "{{ z }}"}"#,
            liqp,
            &[
                (r#"{"a": ""#, true),
                ("{{ x.y", false),
                (r#"", "b": ""#, true),
                ("{{ z }}", true),
                ("\"}", true),
            ],
        );
        check("{% raw %}{{ x {% endraw %}y", liqp, &[("{% raw %}{{ x {% endraw %}", true), ("y", true)]);
        let shopify = &shopify::LIQUID.grammar;
        check("{{ '{{' }}x", shopify, &[("{{ '{{' }}", true), ("x", true)]);
        check("{% # {% a %}x", shopify, &[("{% # {% a %}", true), ("x", true)]);
        check("{{ a, {{ b }}", shopify, &[("{{ a", false), (", ", true), ("{{ b }}", true)]);
        let nested = "{% comment %}{% comment %}{% endcomment %}{% endcomment %}";
        check(nested, liqp, &[(nested, true)]);
        check(nested, shopify, &[(nested, true)]);
    }
}
