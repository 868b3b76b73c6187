//! What minijinja's parser takes and Jinja2's does not.

use super::adapt::{self, Token, What};
use super::recover::SYNTAX;
use super::tags::{self, Kind, Tag};
use crate::dialect::Parser;
use crate::source::Span;

/// Reports it, tag by tag.
pub(super) fn check(parser: &mut Parser) {
    let text = parser.text.clone();
    for tag in tags::scan(&text) {
        plus_sign(parser, &text, &tag);
        if tag.closed && tag.kind != Kind::Comment {
            let tokens = adapt::tokens(&text, &tag);
            chained_tests(parser, &tokens);
            numbers(parser, &text, &tokens);
            if tag.keyword == "macro" {
                last_comma(parser, &tokens);
            }
        }
    }
}

/// `{% raw +%}` and `{{ a +}}`: only `-` stands there.
fn plus_sign(parser: &mut Parser, text: &str, tag: &Tag) {
    let wrong = match tag.kind {
        Kind::Variable => tag.span.of(text).ends_with("+}}"),
        Kind::Statement => tag.keyword == "raw" && tag.span.of(text).ends_with("+%}"),
        Kind::Comment => false,
    };
    if wrong {
        let help = Some("remove the '+'".to_owned());
        parser.error(SYNTAX, tag.span, "'+' cannot stand before the end of this tag", help);
    }
}

/// `a is string is lower` (`parse_test` in `jinja2/parser.py`); with brackets or an argument between, tests chain.
fn chained_tests(parser: &mut Parser, tokens: &[Token<'_>]) {
    let what = |at: usize| tokens.get(at).map(|it| it.what);
    for (at, token) in tokens.iter().enumerate() {
        let is_test = token.what == What::Name("is") && what(at.wrapping_sub(1)) != Some(What::Sign(b'.'));
        let name = at + 1 + usize::from(what(at + 1) == Some(What::Name("not")));
        let named = is_test && matches!(what(name), Some(What::Name(_)));
        if let (true, Some(next)) = (named, tokens.get(name + 1).filter(|it| it.what == What::Name("is"))) {
            let help = Some("join the tests with 'and'".to_owned());
            let span = Span::new(token.at, next.end);
            return parser.error(SYNTAX, span, "a test cannot follow a test", help);
        }
    }
}

/// `{% macro m(a,) %}`: a comma must be followed by a parameter.
fn last_comma(parser: &mut Parser, tokens: &[Token<'_>]) {
    if let [.., comma, close] = tokens
        && (comma.what, close.what) == (What::Sign(b','), What::Sign(b')'))
    {
        let span = Span::new(comma.at, close.end);
        parser.error(SYNTAX, span, "a parameter is missing after ','", Some("remove the ','".to_owned()));
    }
}

/// Numbers by the patterns of `jinja2/lexer.py`: `42.` and `1__0` are none.
fn numbers(parser: &mut Parser, text: &str, tokens: &[Token<'_>]) {
    for (at, token) in tokens.iter().enumerate() {
        let written = text.get(token.at..token.end).unwrap_or_default();
        let is_fraction =
            at.checked_sub(1).and_then(|it| tokens.get(it)).is_some_and(|it| it.what == What::Sign(b'.'));
        if is_fraction || token.what != What::Literal || !written.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let dot = tokens.get(at + 1).filter(|it| it.what == What::Sign(b'.') && it.at == token.end);
        let after_dot = dot.and_then(|dot| text.get(dot.end..)?.chars().next());
        let nothing_follows = dot.is_some() && !after_dot.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let fraction = after_dot.is_some_and(|c| c.is_ascii_digit());
        if nothing_follows || !is_number(written, fraction) {
            let end = dot.filter(|_| nothing_follows).map_or(token.end, |dot| dot.end);
            let span = Span::new(token.at, end);
            let message = format!("'{}' is not a number", span.of(text));
            parser.error(SYNTAX, span, message, None);
        }
    }
}

/// Whether this word that begins with a digit is a whole number, or the first part of one with a `fraction` or an
/// exponent. Only these may begin with a zero that says nothing.
fn is_number(word: &str, fraction: bool) -> bool {
    let word = word.to_ascii_lowercase();
    let digits = |digits: &str, base: u32| {
        !digits.ends_with('_')
            && !digits.contains("__")
            && digits.chars().all(|c| c == '_' || c.is_digit(base))
    };
    for (prefix, base) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(rest) = word.strip_prefix(prefix) {
            return !rest.is_empty() && digits(rest, base);
        }
    }
    let (whole, exponent) = word.split_once('e').map_or((&*word, None), |(whole, it)| (whole, Some(it)));
    let exponent_fits = exponent.is_none_or(|it| !it.starts_with('_') && digits(it, 10));
    let zeros = whole.starts_with('0') && whole.contains(|c: char| ('1'..='9').contains(&c));
    digits(whole, 10) && exponent_fits && (!zeros || fraction || exponent.is_some())
}

#[cfg(test)]
mod tests {
    use crate::dialect::{Dialect, parse};
    use crate::source::SourceId;

    #[track_caller]
    fn check(template: &str, expected: &[&str]) {
        let findings = parse(Dialect::Jinja, SourceId::Body, template).findings;
        let shown: Vec<String> =
            findings.iter().map(|it| format!("{}..{} {}", it.span.start, it.span.end, it.message)).collect();
        assert_eq!(shown, expected, "{template}");
    }

    #[test]
    fn tests_do_not_follow_one_another() {
        check("{{ a is string is lower }}", &["5..17 a test cannot follow a test"]);
        check("{{ a is not string is lower }}", &["5..21 a test cannot follow a test"]);
        check("{{ a is eq(1) is defined and (a is string) is defined }}{{ a.is is defined }}", &[]);
    }

    #[test]
    fn numbers_are_those_of_jinja2() {
        check("{{ 42. }}", &["3..6 '42.' is not a number"]);
        check("{{ 1__0 }}", &["3..7 '1__0' is not a number"]);
        check("{{ 007 }}{{ 00 + 0.5 + 01.5 + 1.05 }}", &["3..6 '007' is not a number"]);
        check("{{ 1e_2 }}", &["3..7 '1e_2' is not a number"]);
        check("{{ 1_000 + 0xF_F + 0b1 + 2.5 + 1e5 + 1.5e-3 + a[0].b + 5.real }}", &[]);
    }

    #[test]
    fn parameters_have_no_last_comma() {
        check("{% macro m(a,) %}{% endmacro %}", &["12..14 a parameter is missing after ','"]);
        check("{% macro m(a=(1,)) %}{% endmacro %}", &[]);
    }
}
