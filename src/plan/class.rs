//! What a scalar is in a line, as far as the findings depend on it.

use super::asks::{is_as_asked, is_told_of};
use super::bytes::Refused;
use super::chars::{self, kinds_in};
use super::token::Token;
use super::tree::{Below, Node, TextRule};

/// What a field is in a line, as far as the findings depend on it.
pub(super) type Class = u8;

pub(super) const ABSENT: Class = 0;
pub(super) const NULL: Class = 1;
pub(super) const TRUE: Class = 2;
pub(super) const FALSE: Class = 3;
/// A text of no characters.
pub(super) const EMPTY: Class = 4;
/// A text of a few spaces.
pub(super) const BLANK: Class = 5;
/// A text with nothing in it that a rule could tell of.
pub(super) const TEXT: Class = 6;
/// A whole number, not zero.
pub(super) const WHOLE: Class = 7;
/// A number with a fraction.
pub(super) const FRACTION: Class = 8;
/// A map.
pub(super) const MAP: Class = 9;
/// A list of none, one, two or more elements.
pub(super) const LIST: Class = 10;
/// A text with a quotation mark between two letters, which ends a text of the request early.
pub(super) const QUOTED: Class = 14;
/// A text that a condition tells from others: the first of them, and so on.
pub(super) const KNOWN: Class = 15;

/// How many spaces a blank text has at most: more may be too long for something.
const MAX_BLANK: usize = 8;

/// How many digits a number has at most: every engine prints such a one as it is written.
const MAX_DIGITS: usize = 15;

/// What a scalar is. What it has for members or elements is the engine's to say.
#[inline]
pub(super) fn class_of(node: &Node, token: Token<'_>) -> Result<Class, Refused> {
    match (token, &node.below) {
        (Token::Null, _) => Ok(NULL),
        (_, Below::Members(_) | Below::Elements(_)) => Err(Refused),
        (Token::True, Below::Nothing) => Ok(TRUE),
        (Token::False, Below::Nothing) => Ok(FALSE),
        (Token::Number(number), Below::Nothing) => class_of_number(number, &node.text),
        (Token::Text { bytes, escaped: true }, Below::Nothing) => class_of_escaped(bytes, &node.text),
        (Token::Text { bytes: [], .. }, Below::Nothing) if !node.text.refused => Ok(EMPTY),
        (Token::Text { bytes, .. }, Below::Nothing) => {
            if !node.plain.is_some_and(|it| it.takes(bytes)) {
                return class_of_text(bytes, &node.text);
            }
            Ok(known(bytes, &node.text))
        }
    }
}

/// The class of a text in which nothing is that a rule could tell of.
#[inline]
fn known(text: &[u8], rule: &TextRule) -> Class {
    if rule.known.is_empty() {
        return TEXT;
    }
    let known = rule.known.iter().position(|it| it.as_bytes() == text);
    known.and_then(|at| Class::try_from(at).ok()).map_or(TEXT, |at| KNOWN + at)
}

/// The class of what a text says that is written with escapes.
#[cold]
fn class_of_escaped(written: &[u8], rule: &TextRule) -> Result<Class, Refused> {
    let written = std::str::from_utf8(written).map_err(|_| Refused)?;
    let text: String = serde_json::from_str(&format!("\"{written}\"")).map_err(|_| Refused)?;
    if text.bytes().any(|it| it < b' ' || it == b'\\') {
        return Err(Refused);
    }
    let class = class_of_text(text.as_bytes(), rule)?;
    let Some((before, after)) = text.split_once('"') else { return Ok(class) };
    let is_between = before.ends_with(is_letter) && after.starts_with(is_letter);
    let is_quoted = rule.quotable && is_between && !after.contains('"') && class == TEXT;
    is_quoted.then_some(QUOTED).ok_or(Refused)
}

const fn is_letter(it: char) -> bool {
    it.is_ascii_alphabetic()
}

fn class_of_text(bytes: &[u8], rule: &TextRule) -> Result<Class, Refused> {
    let text = std::str::from_utf8(bytes).map_err(|_| Refused)?;
    if rule.refused {
        return Err(Refused);
    }
    let kinds = kinds_in(bytes);
    if kinds & (chars::WORD | chars::WIDE) == 0 {
        let is_blank = text.len() <= MAX_BLANK && text.bytes().all(|it| it == b' ');
        return if is_blank { Ok(BLANK) } else { Err(Refused) };
    }
    let has_word = kinds & chars::WORD != 0 || text.chars().any(char::is_alphanumeric);
    let is_trimmed = || text.trim().len() == text.len();
    if kinds & rule.without != 0 || !has_word || (rule.trimmed && !is_trimmed()) {
        return Err(Refused);
    }
    if is_told_of(text) || !is_as_asked(text, &rule.asks) {
        return Err(Refused);
    }
    Ok(known(bytes, rule))
}

fn class_of_number(number: &[u8], rule: &TextRule) -> Result<Class, Refused> {
    let is_plain = number.len() <= MAX_DIGITS && !number.iter().any(|it| matches!(it, b'e' | b'E' | b'-'));
    if !is_plain || !rule.asks.is_empty() || !rule.known.is_empty() {
        return Err(Refused);
    }
    match number.iter().position(|it| *it == b'.') {
        None if number == b"0" => Err(Refused),
        None => Ok(WHOLE),
        Some(_) if number.ends_with(b"0") || number.starts_with(b"0.0000") => Err(Refused),
        Some(_) => Ok(FRACTION),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tree::Node;

    /// The class of a text that is written so, in a field whose quotation marks end texts early, and in any other.
    fn classes(written: &str) -> [Option<Class>; 2] {
        [true, false].map(|quotable| {
            let node = Node { text: TextRule { quotable, ..TextRule::default() }, ..Node::default() };
            let token = Token::Text { bytes: written.as_bytes(), escaped: written.contains('\\') };
            class_of(&node, token).ok()
        })
    }

    #[test]
    fn a_text_with_escapes_is_what_it_says() {
        for text in ["Ann", "Chlo\\u00eb", "A\\/B", "\\u0041nn"] {
            assert_eq!(classes(text), [Some(TEXT); 2], "{text}");
        }
        for text in ["\\u006eull", "a\\\\b", "a\\nb", "\\u00zz"] {
            assert_eq!(classes(text), [None; 2], "{text}");
        }
        assert_eq!(classes("\\u0020"), [Some(BLANK); 2]);
    }

    #[test]
    fn a_quotation_mark_between_letters_is_told_where_it_ends_a_text() {
        for text in ["O\\\"Neil", "van O\\\"Neil the third, Esq.", "Ann\\u0022a", "n\\\"\\u0061"] {
            assert_eq!(classes(text), [Some(QUOTED), None], "{text}");
        }
        for text in ["\\\"Ann", "Ann\\\"", "5\\\" pipe", "O\\\"N\\\"eil", "a\\\"b\\n"] {
            assert_eq!(classes(text), [None; 2], "{text}");
        }
    }
}
