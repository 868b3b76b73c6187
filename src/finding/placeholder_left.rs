//! `placeholder-left`: something that was to be filled in, such as `<campaign id from Inkpact>` or `ID HERE`, is
//! still there. The first form is that of our own starters: two or more words in angle brackets.

use super::{Finding, check::Check};
use crate::limits::MAX_SYNTAX_ERRORS;
use crate::source::{SourceId, Span};
use crate::source_map::Origin;

/// What platforms' own articles leave to be filled in, in no form that others have.
const PUBLISHED: &str = "ID HERE";

/// Parts of names that only a credential has.
const CREDENTIALS: [&str; 6] = ["api", "apikey", "token", "key", "secret", "password"];

/// So many equal digits are nobody's number: ONTRAPORT's article has `1_111111_111111111` and `22222222222222`.
const EQUAL_DIGITS: usize = 10;

/// How far the end of a placeholder or of an element is looked for.
const LONGEST: usize = 256;

/// So many x in a row are no kisses.
const MANY_X: &str = "xxxxx";

pub(super) fn check(check: &mut Check<'_>) {
    if let Some(campaign) = check.hook.campaign() {
        for (start, end) in placeholders(&campaign.text) {
            let text = campaign.text.get(start..end).unwrap_or_default();
            check.add(Finding::error("placeholder-left", SourceId::Hook, campaign.span, message(text)));
        }
    }
    let request = check.request;
    for (source, part) in request.parts() {
        let mut left = MAX_SYNTAX_ERRORS;
        for (start, end) in placeholders(&part.text) {
            // What a contact has in angle brackets is nobody's placeholder.
            let touching = part.map.touching(Span::new(start, end));
            if touching.iter().any(|run| matches!(run.origin, Origin::Value { .. })) {
                continue;
            }
            let text = part.text.get(start..end).unwrap_or_default();
            let finding = Finding::error("placeholder-left", source.clone(), Span::empty(0), message(text));
            let finding = check.blaming(finding, part, Span::new(start, end));
            check.add(finding);
            left -= 1;
            if left == 0 {
                break;
            }
        }
    }
}

fn message(text: &str) -> String {
    format!("'{text}' is still to be filled in")
}

/// Whether a text begins with a placeholder.
pub(super) fn begins_with(text: &str) -> bool {
    placeholders(text).first().is_some_and(|(start, _)| *start == 0)
}

/// Whether a text has a placeholder anywhere.
pub(super) fn is_in(text: &str) -> bool {
    !placeholders(text).is_empty()
}

/// The placeholders of a text, in order; none lies in another.
fn placeholders(text: &str) -> Vec<(usize, usize)> {
    let angled =
        enclosed(text, '<', '>').filter(|(place, it)| is_angled(it) && !is_element(text, place.1, it));
    let mut found: Vec<(usize, usize)> = angled.map(|(place, _)| place).collect();
    found.extend(enclosed(text, '{', '}').filter(|(_, it)| is_braced(it)).map(|(place, _)| place));
    found.extend(words(text).filter_map(|(start, end)| {
        let rest = text.get(start..)?;
        match text.get(start..end)? {
            "ID" => rest.starts_with(PUBLISHED).then_some((start, start + PUBLISHED.len())),
            word => (may_stand_in(word.as_bytes()) && is_stand_in(word)).then_some((start, end)),
        }
    }));
    found.sort_unstable_by_key(|&(start, end)| (start, usize::MAX - end));
    let mut covered = 0;
    found.retain(|&(start, end)| {
        let is_new = start >= covered;
        covered = covered.max(end);
        is_new
    });
    found
}

/// The words of a text: letters, digits, underscores and hyphens, all of ASCII.
fn words(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.as_bytes().get(at..)?;
        let start = at + rest.iter().position(is_part)?;
        let len = text.as_bytes().get(start..)?.iter().take_while(|it| is_part(it)).count();
        at = start + len;
        Some((start, at))
    })
}

/// What stands between two brackets, one pair of them, with the place of both.
fn enclosed(text: &str, open: char, close: char) -> impl Iterator<Item = ((usize, usize), &str)> {
    text.match_indices(open).filter_map(move |(at, _)| {
        let is_doubled = text.get(..at)?.ends_with(open);
        let len = text.bytes().skip(at + 1).take(LONGEST).position(|it| char::from(it) == close)?;
        let inside = text.get(at + 1..at + 1 + len)?;
        (!is_doubled).then_some(((at, at + len + 2), inside))
    })
}

/// Whether an element with this name that begins before `at` ends not far behind it.
fn is_element(text: &str, at: usize, name: &str) -> bool {
    let end = format!("</{name}>");
    let near = text.as_bytes().get(at..(at + LONGEST).min(text.len())).unwrap_or_default();
    near.windows(end.len()).any(|it| it == end.as_bytes())
}

/// Whether words in angle brackets are no markup: `<id of the template>`, `<API_token>`.
fn is_angled(inside: &str) -> bool {
    let is_word =
        |it: &str| !it.is_empty() && it.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if !inside.split(' ').all(is_word) {
        return false;
    }
    let has_word = |it: &str| CREDENTIALS.contains(&it) || matches!(it, "your" | "id");
    inside.contains(' ') || inside.contains('_') || inside.to_ascii_lowercase().split('-').any(has_word)
}

/// Whether braces have a name as the forms of headers do: `{PUBLIC_KEY}`.
fn is_braced(inside: &str) -> bool {
    let is_name = inside.starts_with(|c: char| c.is_ascii_uppercase())
        && inside.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    let lower = inside.to_ascii_lowercase();
    is_name && CREDENTIALS.iter().any(|it| lower.split('_').any(|word| word == *it))
}

/// Whether a word has what all of those have that stand for another: a quick look, since most words have it not.
fn may_stand_in(word: &[u8]) -> bool {
    let is_yours = matches!(word.first(), Some(b'y' | b'Y'));
    let is_here = word.ends_with(b"ME") || word.ends_with(b"HERE");
    let has_many_digits = || word.iter().filter(|it| it.is_ascii_digit()).count() >= EQUAL_DIGITS;
    let has_xs = || word.windows(4).any(|it| it.eq_ignore_ascii_case(b"xxxx"));
    word.len() >= MANY_X.len() && (is_yours || is_here || has_xs() || has_many_digits())
}

/// Whether a word stands for another: `YOUR_API_KEY`, `tmpl_xxxx`, `1_111111_111111111`.
fn is_stand_in(token: &str) -> bool {
    let lower = token.to_ascii_lowercase();
    let yours = ["your_", "your-"].iter().any(|it| lower.starts_with(it));
    let mut parts = lower.split(['_', '-']).filter(|it| !it.is_empty());
    if yours && (token.starts_with("YOUR") || parts.clone().any(|it| CREDENTIALS.contains(&it))) {
        return true;
    }
    if matches!(token, "REPLACE_ME" | "CHANGE_ME" | "CHANGEME") || token.ends_with("_HERE") {
        return true;
    }
    let mut digits = lower.bytes().filter(|b| !matches!(b, b'_' | b'-'));
    let first = digits.next();
    let equal = first.is_some_and(|it| it.is_ascii_digit()) && digits.all(|it| Some(it) == first);
    let is_x = |it: &str| it.len() >= 4 && it.bytes().all(|b| b == b'x');
    let crossed = lower.contains(MANY_X) || parts.next().is_some_and(|first| !is_x(first) && parts.any(is_x));
    crossed || (equal && lower.bytes().filter(u8::is_ascii_digit).count() >= EQUAL_DIGITS)
}

#[cfg(test)]
mod tests {
    use super::placeholders;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<_> = placeholders(text).into_iter().map(|(start, end)| &text[start..end]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn placeholders_are_words_in_brackets() {
        check("a <campaign id from Inkpact> b", &["<campaign id from Inkpact>"]);
        check("<API_token>, <your-key>, <id>", &["<API_token>", "<your-key>", "<id>"]);
        check("<b>bold</b> <br /> <a href=\"x\"> <id>5</id> <my-card></my-card>", &[]);
        check("Basic pkey={PUBLIC_KEY}&&skey={SECRET_KEY}", &["{PUBLIC_KEY}", "{SECRET_KEY}"]);
        check("{firstname} {NAME} {KEYS} {{name}} {{API_KEY}} {}", &[]);
        check("\"ID HERE\"", &["ID HERE"]);
    }

    #[test]
    fn placeholders_are_words_that_stand_for_others() {
        check("é YOUR_API_KEY, your-token", &["YOUR_API_KEY", "your-token"]);
        check("<YOUR_API_KEY>", &["<YOUR_API_KEY>"]);
        check("1_111111_111111111&k=22222222222222", &["1_111111_111111111", "22222222222222"]);
        check("tmpl_xxxx xxxxxxxx INSERT_KEY_HERE", &["tmpl_xxxx", "xxxxxxxx", "INSERT_KEY_HERE"]);
        check(
            "love, Ann xxx; your_size; 11112222333; 0000; year-xl; XXL; your reference; xx-large; your-turkey; size_xxx",
            &[],
        );
    }
}
