//! Makes a template parse, reporting on the way what kept it from it.

use std::collections::BTreeMap;

use minijinja::machinery;
use minijinja::syntax::SyntaxConfig;

use super::adapt;
use super::depth;
use super::hints;
use super::strict;
use super::tags::{self, Kind, Tag};
use crate::dialect::Parser;
use crate::limits;
use crate::nearest::nearest;
use crate::source::{InTemplate, Span};

/// A text that parses, with the offsets of the template.
pub(super) struct Source {
    /// The template's text, with faulty tags masked, and the end tags that it lacks.
    pub(super) text: String,
    /// The tags that were masked, in order.
    pub(super) masked: Vec<Span<InTemplate>>,
}

/// The statements that Jinja has (its documentation, "List of Control Structures" and the extensions built in).
const STATEMENTS: [&str; 32] = [
    "autoescape",
    "block",
    "break",
    "call",
    "continue",
    "do",
    "elif",
    "else",
    "endautoescape",
    "endblock",
    "endcall",
    "endfilter",
    "endfor",
    "endif",
    "endmacro",
    "endraw",
    "endset",
    "endwith",
    "extends",
    "filter",
    "for",
    "from",
    "if",
    "import",
    "include",
    "macro",
    "raw",
    "set",
    "with",
    "endtrans",
    "pluralize",
    "trans",
];

pub(super) const SYNTAX: &str = "template-syntax";

/// Parses until it succeeds, masking the tag around each error.
pub(super) fn parseable(parser: &mut Parser) -> Source {
    let mut source = Source { text: adapt::adapted(&parser.text), masked: Vec::new() };
    strict::check(parser);
    // How many openers of each block were masked: their end tags are not to blame.
    let mut orphans: BTreeMap<String, usize> = BTreeMap::new();
    deep_tags(parser, &mut source, &mut orphans);
    let mut reported = 0;
    while reported <= limits::MAX_SYNTAX_ERRORS {
        let Err(error) = machinery::parse(&source.text, "template", SyntaxConfig::default()).map(drop) else {
            source.masked.sort_unstable();
            return source;
        };
        let len = parser.text.len();
        let range = error.range().unwrap_or(0..0);
        let detail = error.detail().unwrap_or("this cannot be read").to_owned();
        match faulty_tag(&source.text, range.start.min(len)) {
            Some(tag) if !past_end(&detail, &tag, &source.text) => {
                let key = tag.keyword.strip_prefix("end").unwrap_or(&tag.keyword).to_owned();
                let is_end =
                    tag.keyword.starts_with("end") || matches!(tag.keyword.as_str(), "else" | "elif");
                let forgiven = is_end && forgive(&mut orphans, &key);
                if !forgiven {
                    report(parser, &tag, &range, &detail);
                    reported += 1;
                }
                if tag.kind == Kind::Statement && !is_end {
                    *orphans.entry(key).or_default() += 1;
                }
                mask(&mut source, &tag);
            }
            _ => {
                if !supply_ends(parser, &mut source) {
                    break;
                }
                reported += 1;
            }
        }
    }
    Source { text: String::new(), masked: Vec::new() }
}

/// Masks the tags that nest too deep to be parsed.
fn deep_tags(parser: &mut Parser, source: &mut Source, orphans: &mut BTreeMap<String, usize>) {
    let mut elifs = 0;
    for tag in tags::scan(&source.text).into_iter().filter(|tag| tag.kind != Kind::Comment) {
        elifs += usize::from(tag.keyword == "elif");
        let surplus = tag.keyword == "elif" && elifs > depth::MAX_ELIFS;
        if !surplus && !depth::is_too_deep(&adapt::tokens(&source.text, &tag)) {
            continue;
        }
        if !surplus || elifs == depth::MAX_ELIFS + 1 {
            let message =
                if surplus { "there are too many 'elif'" } else { "the expression is nested too deep" };
            let help = Some("take it apart with '{% set %}'".to_owned());
            parser.error("limit-exceeded", tag.span, message, help);
        }
        if tags::is_block(&source.text, &tag) {
            *orphans.entry(tag.keyword.clone()).or_default() += 1;
        }
        mask(source, &tag);
    }
}

/// The tag that the error lies in, or the last one before it.
fn faulty_tag(text: &str, at: usize) -> Option<Tag> {
    let tags = tags::scan(text);
    let unclosed = tags.iter().find(|tag| !tag.closed && tag.span.start as usize <= at);
    let around = tags.iter().rev().find(|tag| tag.span.start as usize <= at);
    unclosed.or(around).cloned()
}

/// Whether the error is that the template ended inside a block, rather than anything about the last tag.
fn past_end(detail: &str, tag: &Tag, text: &str) -> bool {
    tag.closed && detail.contains("unexpected end of") && !tags::open_blocks(text).is_empty()
}

fn forgive(orphans: &mut BTreeMap<String, usize>, key: &str) -> bool {
    // `else` belongs to an `if` or a `for`.
    let names: &[&str] = if matches!(key, "else" | "elif") { &["if", "for"] } else { &[key] };
    let Some(count) =
        names.iter().find_map(|name| orphans.get(*name).filter(|&&count| count > 0).map(|_| *name))
    else {
        return false;
    };
    if key == count {
        orphans.entry(key.to_owned()).and_modify(|count| *count -= 1);
    }
    true
}

fn mask(source: &mut Source, tag: &Tag) {
    let filler = "\u{1}".repeat(tag.span.len());
    source.text.replace_range(tag.span.range(), &filler);
    source.masked.push(tag.span);
}

/// Adds the end tags of the blocks that are left open; false when there are none.
fn supply_ends(parser: &mut Parser, source: &mut Source) -> bool {
    let open = tags::open_blocks(&source.text);
    for tag in open.iter().rev() {
        let end = format!("{{% end{} %}}", tag.keyword);
        let message = format!("'{}' is never closed", tag.keyword);
        parser.error("unclosed-block", tag.span, message, Some(format!("add `{end}` where the block ends")));
        source.text.push_str(&end);
    }
    !open.is_empty()
}

fn report(parser: &mut Parser, tag: &Tag, range: &std::ops::Range<usize>, detail: &str) {
    if !tag.closed {
        let closer = match tag.kind {
            Kind::Variable => "}}",
            Kind::Statement => "%}",
            Kind::Comment => "#}",
        };
        let help = format!("add `{closer}` where it ends");
        return parser.error("unclosed-tag", tag.span, "this tag is never closed", Some(help));
    }
    if let Some(name) = tag.keyword.strip_prefix("end").filter(|_| detail.starts_with("unknown statement")) {
        let message = format!("'{}' without '{name}'", tag.keyword);
        let help = format!("remove it, or open the block with `{{% {name} … %}}`");
        if STATEMENTS.contains(&tag.keyword.as_str()) {
            return parser.error(SYNTAX, tag.span, message, Some(help));
        }
    }
    if detail.starts_with("unknown statement") {
        let help = match tag.keyword.as_str() {
            "else" if tag.span.of(&parser.text).split_whitespace().any(|word| word == "if") => {
                Some("write 'elif'".to_owned())
            }
            "else" | "elif" => Some("it belongs between `{% if … %}` and `{% endif %}`".to_owned()),
            keyword => (hints::tag_hint(keyword).map(str::to_owned))
                .or_else(|| nearest(keyword, STATEMENTS).map(|it| format!("did you mean '{it}'?"))),
        };
        let message = match tag.keyword.as_str() {
            keyword @ ("else" | "elif") => format!("'{keyword}' without 'if'"),
            keyword => format!("unknown tag '{keyword}'"),
        };
        return parser.error("unknown-tag", tag.span, message, help);
    }
    // The parser gives one byte of a character that it does not know.
    let text = &parser.text;
    let inside = Span::new(text.floor_char_boundary(range.start), text.ceil_char_boundary(range.end));
    let span = if tag.span.start <= inside.start && inside.end <= tag.span.end { inside } else { tag.span };
    let rest = parser.text.get(range.start..tag.span.end as usize).unwrap_or_default();
    let help = hints::hint(rest).map(str::to_owned);
    parser.error(SYNTAX, span, in_words(detail), help);
}

/// The parser's message in the words that Jinja's documentation uses.
fn in_words(detail: &str) -> String {
    detail
        .replace("end of variable block", "the end of the tag (`}}`)")
        .replace("end of block", "the end of the tag (`%}`)")
        .replace("end of input", "the end of the template")
        .replace('`', "'")
}

#[cfg(test)]
mod tests {
    use crate::dialect::{Dialect, parse};
    use crate::source::SourceId;

    /// Checks the findings of a template, each as `START..END CODE: MESSAGE (HELP)`.
    #[track_caller]
    fn check(template: &str, expected: &[&str]) {
        let findings = parse(Dialect::Jinja, SourceId::Body, template).findings;
        let shown: Vec<String> = findings
            .iter()
            .map(|it| {
                let help = it.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
                format!("{}..{} {}: {}{help}", it.span.start, it.span.end, it.code, it.message)
            })
            .collect();
        assert_eq!(shown, expected, "{template}");
    }

    #[test]
    fn mistakes_are_placed_and_explained() {
        let end = "the end of the tag ('}}')";
        check(
            "{{ a | default: 'x' }}",
            &[&format!(
                "14..15 template-syntax: unexpected ':', expected {end} (a filter takes its arguments in parentheses: `default('…')`)"
            )],
        );
        check("{{ “a” }}", &["3..6 template-syntax: unexpected character (write straight quotes: ' or \")"]);
        check("{% if a && b %}{% endif %}", &["8..9 template-syntax: unexpected character (write 'and')"]);
        check("{% elseif a %}", &["0..14 unknown-tag: unknown tag 'elseif' (write 'elif')"]);
        check(
            "a {{ b +}}",
            &["2..10 template-syntax: '+' cannot stand before the end of this tag (remove the '+')"],
        );
        check(
            "{{ a|nope }}{% if b %}{{ a|nope }}{% endif %}",
            &["5..9 unknown-filter: unknown filter 'nope'"],
        );
    }

    #[test]
    fn what_follows_a_mistake_is_read() {
        let deep = format!("a{{{{ {} }}}}{{{{ b|nope }}}}", "(".repeat(400));
        let findings = parse(Dialect::Jinja, SourceId::Body, &deep).findings;
        let codes: Vec<_> = findings.iter().map(|it| it.code).collect();
        assert_eq!(codes, ["limit-exceeded", "unknown-filter"]);
    }

    /// Columns past what 16 bits hold: the parser's own count of them must not matter.
    #[test]
    fn a_mistake_far_along_a_line_is_placed() {
        for len in [65_534, 65_535, 65_536, 70_000] {
            let text = format!("{}{{{{ a & b }}}}", "x".repeat(len));
            let findings = parse(Dialect::Jinja, SourceId::Body, &text).findings;
            let places: Vec<_> = findings.iter().map(|it| (it.code, it.span.start as usize - len)).collect();
            assert_eq!(places, [("template-syntax", 5)]);
        }
    }
}
