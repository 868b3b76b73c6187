//! `placeholder-left`: something that was to be filled in, such as `<campaign id from Inkpact>` or `ID HERE`, is
//! still there. The first form is that of our own starters: two or more words in angle brackets.

use super::{Finding, check::Check};
use crate::source::Span;
use crate::source_map::Origin;

/// Placeholders of the platforms' own articles.
const PUBLISHED: [&str; 4] = ["ID HERE", "<API_token>", "{PUBLIC_KEY}", "{SECRET_KEY}"];

pub(super) fn check(check: &mut Check<'_>) {
    let request = check.request;
    for (source, part) in request.parts() {
        for (start, end) in placeholders(&part.text) {
            // What a contact has in angle brackets is nobody's placeholder.
            let literal = part
                .map
                .touching(Span::new(start, end))
                .iter()
                .all(|run| !matches!(run.origin, Origin::Value { .. }));
            if !literal {
                continue;
            }
            let text = part.text.get(start..end).unwrap_or_default();
            let message = format!("'{text}' is still to be filled in");
            let finding = Finding::error("placeholder-left", source.clone(), Span::empty(0), message);
            let finding = check.blaming(finding, part, Span::new(start, end));
            check.add(finding);
        }
    }
}

/// Whether a text begins with a placeholder.
pub(super) fn begins_with(text: &str) -> bool {
    placeholders(text).first().is_some_and(|(start, _)| *start == 0)
}

/// Whether a text has a placeholder anywhere.
pub(super) fn is_in(text: &str) -> bool {
    !placeholders(text).is_empty()
}

fn placeholders(text: &str) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for published in PUBLISHED {
        found.extend(text.match_indices(published).map(|(at, it)| (at, at + it.len())));
    }
    for (at, _) in text.match_indices('<') {
        let inside = text.get(at + 1..).unwrap_or_default();
        let Some(len) = inside.find('>') else { continue };
        let words: Vec<&str> = inside.get(..len).unwrap_or_default().split(' ').collect();
        let is_word =
            |word: &&str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if words.len() > 1 && words.iter().all(is_word) {
            found.push((at, at + len + 2));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::placeholders;

    #[test]
    fn placeholders_are_words_in_angle_brackets() {
        assert_eq!(placeholders("a <campaign id from Inkpact> b"), [(2, 28)]);
        assert_eq!(placeholders("<id of the template>"), [(0, 20)]);
        assert_eq!(placeholders("<b>bold</b> <br /> <a href=\"x\">"), []);
        assert_eq!(placeholders("\"ID HERE\""), [(1, 8)]);
    }
}
