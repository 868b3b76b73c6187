//! The words of a tag.

use super::grammar::Grammar;
use crate::source::{InTemplate, Span};

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A name or keyword.
    Name,
    /// Text in straight quotes.
    Str,
    /// Text in typographic quotes, which no engine takes for quotes.
    CurlyStr,
    /// A whole number.
    Int,
    /// A number with a fraction.
    Float,
    /// An operator or bracket.
    Sign(&'static str),
    /// Text whose closing quote is missing.
    OpenStr,
    /// A character that no tag has.
    Strange,
}

/// A word with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lexeme {
    pub(super) token: Token,
    pub(super) span: Span<InTemplate>,
}

/// All operators, longer ones before those that they begin with.
const SIGNS: [&str; 21] = [
    "..", "==", "!=", "<>", "<=", ">=", "<", ">", "=", ".", "|", ":", ",", "(", ")", "[", "]", "?", "-", "/",
    "\\",
];

/// The words of `span`.
pub(super) fn lex(text: &str, span: Span<InTemplate>, grammar: &Grammar) -> Vec<Lexeme> {
    let mut lexemes = Vec::new();
    let end = span.end as usize;
    let mut at = span.start as usize;
    while let Some(rest) = text.get(at..end).filter(|rest| !rest.is_empty()) {
        let spaces = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n', '\u{b}', '\u{c}']).len();
        if spaces > 0 {
            at += spaces;
            continue;
        }
        let (token, len) = word(rest, grammar);
        lexemes.push(Lexeme { token, span: Span::new(at, at + len) });
        at += len;
    }
    lexemes
}

/// The word that `rest`, which is not empty, begins with, and how long it is.
fn word(rest: &str, grammar: &Grammar) -> (Token, usize) {
    let first = rest.chars().next().unwrap_or_default();
    match first {
        '"' | '\'' => match rest.get(1..).and_then(|inside| inside.find(first)) {
            Some(len) => (Token::Str, len + 2),
            None => (Token::OpenStr, rest.len()),
        },
        _ if is_curly(first) => curly(rest, first),
        'a'..='z' | 'A'..='Z' | '_' => (Token::Name, name_len(rest, grammar)),
        '0'..='9' => number(rest, 0, grammar),
        '-' if rest.get(1..).is_some_and(|it| it.starts_with(|c: char| c.is_ascii_digit())) => {
            number(rest, 1, grammar)
        }
        _ => match SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
            Some(sign) => (Token::Sign(sign), sign.len()),
            None => (Token::Strange, first.len_utf8()),
        },
    }
}

fn is_curly(c: char) -> bool {
    matches!(c, '“' | '”' | '„' | '‟' | '‘' | '’' | '‚' | '‛')
}

/// Text in typographic quotes: up to the next one, or a straight one, of the same sort.
fn curly(rest: &str, first: char) -> (Token, usize) {
    let double = matches!(first, '“' | '”' | '„' | '‟');
    let closes = |c: char| {
        let closers = if double { "“”„‟\"" } else { "‘’‚‛'" };
        closers.contains(c)
    };
    let from = first.len_utf8();
    let inside = rest.get(from..).unwrap_or_default();
    match inside.char_indices().find(|&(_, c)| closes(c)) {
        Some((at, c)) => (Token::CurlyStr, from + at + c.len_utf8()),
        None => (Token::Strange, from),
    }
}

fn name_len(rest: &str, grammar: &Grammar) -> usize {
    let len =
        rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(rest.len());
    let question = grammar.question_mark_in_names && rest.get(len..).is_some_and(|it| it.starts_with('?'));
    len + usize::from(question)
}

/// A number whose digits start at `from`. `LiqP` takes `3.` for one.
fn number(rest: &str, from: usize, grammar: &Grammar) -> (Token, usize) {
    let digits = |from: usize| {
        let tail = rest.get(from..).unwrap_or_default();
        tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len())
    };
    let whole = from + digits(from);
    let tail = rest.get(whole..).unwrap_or_default();
    let fraction = if tail.starts_with('.') { digits(whole + 1) } else { 0 };
    match fraction {
        0 if tail.starts_with('.') && !tail.starts_with("..") && grammar.operators_everywhere => {
            (Token::Float, whole + 1)
        }
        0 => (Token::Int, whole),
        _ => (Token::Float, whole + 1 + fraction),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::liquid::{liqp, shopify};

    #[track_caller]
    fn check(text: &str, grammar: &Grammar, expected: &[(Token, &str)]) {
        let lexemes = lex(text, Span::new(0, text.len()), grammar);
        let found: Vec<_> = lexemes.iter().map(|it| (it.token, it.span.of(text))).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn words_are_those_of_the_engine() {
        use Token::{CurlyStr, Float, Int, Name, OpenStr, Sign, Str, Strange};
        let (liqp, shopify) = (&liqp::LIQUID.grammar, &shopify::LIQUID.grammar);
        check("a-b? 'x'", liqp, &[(Name, "a-b"), (Sign("?"), "?"), (Str, "'x'")]);
        check("a-b? 'x'", shopify, &[(Name, "a-b?"), (Str, "'x'")]);
        check("1..3. -5", liqp, &[(Int, "1"), (Sign(".."), ".."), (Float, "3."), (Int, "-5")]);
        check("“a b” #'", shopify, &[(CurlyStr, "“a b”"), (Strange, "#"), (OpenStr, "'")]);
    }
}
