//! The methods of text that ask something: `isdigit` and the like.

use crate::profile::jinja2::numerals::decimal_digit;
use crate::profile::jinja2::text::{has_case, is_space, is_word};

/// Whether the text is what the method asks; none for a method that does not exist.
pub(super) fn holds(name: &str, text: &str) -> Option<bool> {
    let all = |fits: fn(char) -> bool| !text.is_empty() && text.chars().all(fits);
    Some(match name {
        "isalnum" => all(char::is_alphanumeric),
        "isalpha" => all(char::is_alphabetic),
        "isascii" => text.is_ascii(),
        "isdecimal" => all(is_decimal),
        "isdigit" => all(|c| is_decimal(c) || is_raised(c)),
        "isnumeric" => all(char::is_numeric),
        "isspace" => all(is_space),
        "isprintable" => text.chars().all(|c| !c.is_control() && (c == ' ' || !c.is_whitespace())),
        "isidentifier" => {
            text.starts_with(|c: char| c.is_alphabetic() || c == '_') && text.chars().all(is_word)
        }
        "islower" => is_lower(text),
        "isupper" => is_upper(text),
        "istitle" => is_title(text),
        _ => return None,
    })
}

fn is_decimal(c: char) -> bool {
    decimal_digit(c).is_some()
}

/// Digits that no number is written with: raised, lowered, in circles.
fn is_raised(c: char) -> bool {
    matches!(c, '²' | '³' | '¹' | '⁰' | '⁴'..='⁹' | '₀'..='₉' | '①'..='⑨' | '⑴'..='⑼' | '⓵'..='⓽' | '❶'..='❾')
}

/// `str.islower`: something has case, and all that has is small.
pub(in crate::profile::jinja2) fn is_lower(text: &str) -> bool {
    text.chars().any(char::is_lowercase) && !text.chars().any(char::is_uppercase)
}

/// `str.isupper`.
pub(in crate::profile::jinja2) fn is_upper(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

fn is_title(text: &str) -> bool {
    let mut inside = false;
    let mut any = false;
    for c in text.chars() {
        if c.is_uppercase() == inside && has_case(c) {
            return false;
        }
        inside = has_case(c);
        any |= inside;
    }
    any
}
