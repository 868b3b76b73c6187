//! Java's regular expressions, as far as they are regular: `split`, `replaceAll`, `replaceFirst` and `matches`
//! (`java.util.regex.Pattern`). Look-around and back references are refused.

use std::ops::Range;

use regex::{Regex, RegexBuilder};

use crate::limits;
use crate::render::Fault;

/// A pattern.
pub(super) struct Pattern(Kind);

enum Kind {
    /// Text that stands for itself.
    Plain(String),
    Regex(Regex),
}

/// The largest program that a pattern may become, in bytes.
const MAX_PROGRAM: usize = 1 << 18;

impl Pattern {
    /// Reads a pattern.
    pub(super) fn new(pattern: &str) -> Result<Pattern, Fault> {
        if let Some(plain) = plain(pattern) {
            return Ok(Pattern(Kind::Plain(plain)));
        }
        compiled(&ascii_classes(pattern)).map(|it| Pattern(Kind::Regex(it)))
    }

    /// Whether all of `text` is as the pattern says.
    pub(super) fn matches(&self, text: &str) -> Result<bool, Fault> {
        match &self.0 {
            Kind::Plain(plain) => Ok(plain == text),
            Kind::Regex(regex) => Ok(compiled(&format!("^(?:{})$", regex.as_str()))?.is_match(text)),
        }
    }

    /// Replaces the first `most` places; `$1` in `to` is the first group of the place.
    pub(super) fn replace(&self, text: &str, to: &str, most: usize) -> Result<String, Fault> {
        let mut out = String::with_capacity(text.len());
        let mut from = 0;
        for groups in self.places(text).into_iter().take(most) {
            let Some(Some(place)) = groups.first() else { continue };
            out.push_str(text.get(from..place.start).unwrap_or_default());
            expand(text, to, &groups, &mut out)?;
            from = place.end;
            if out.len() > limits::MAX_RENDERED_BYTES {
                return Err(Fault::new("limit-exceeded", "the text becomes too large"));
            }
        }
        out.push_str(text.get(from..).unwrap_or_default());
        Ok(out)
    }

    /// The parts between the places. Empty ones at the end are left out unless there is a limit; an empty place at the
    /// start makes no part.
    pub(super) fn split(&self, text: &str, limit: i128) -> Vec<Range<usize>> {
        let mut parts: Vec<Range<usize>> = Vec::new();
        let most = usize::try_from(limit).ok().filter(|it| *it > 0).unwrap_or(usize::MAX);
        let mut from = 0;
        for groups in self.places(text) {
            let Some(Some(place)) = groups.into_iter().next() else { continue };
            if parts.len() + 1 >= most {
                break;
            }
            if place.end == 0 {
                continue;
            }
            parts.push(from..place.start);
            from = place.end;
        }
        if parts.is_empty() {
            parts.push(0..text.len());
            return parts;
        }
        parts.push(from..text.len());
        while limit == 0 && parts.last().is_some_and(Range::is_empty) {
            parts.pop();
        }
        parts
    }

    /// Where the pattern is found, each place with its groups.
    fn places(&self, text: &str) -> Vec<Vec<Option<Range<usize>>>> {
        match &self.0 {
            Kind::Plain(plain) if plain.is_empty() => {
                let starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
                starts.map(|at| vec![Some(at..at)]).collect()
            }
            Kind::Plain(plain) => {
                text.match_indices(plain.as_str()).map(|(at, it)| vec![Some(at..at + it.len())]).collect()
            }
            Kind::Regex(regex) => {
                let groups = |it: regex::Captures<'_>| it.iter().map(|it| it.map(|it| it.range())).collect();
                regex.captures_iter(text).map(groups).collect()
            }
        }
    }
}

fn compiled(pattern: &str) -> Result<Regex, Fault> {
    let built =
        RegexBuilder::new(pattern).size_limit(MAX_PROGRAM).dfa_size_limit(MAX_PROGRAM).nest_limit(50).build();
    built.map_err(|_| {
        let help = "look-around and back references cannot be checked here";
        Fault::new("bad-pattern", format!("'{pattern}' is no pattern that can be read")).with_help(help)
    })
}

/// The text that a pattern stands for when nothing in it has a meaning.
fn plain(pattern: &str) -> Option<String> {
    let mut text = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next()? {
                it if it.is_ascii_punctuation() => text.push(it),
                _ => return None,
            },
            '.' | '[' | ']' | '(' | ')' | '{' | '}' | '*' | '+' | '?' | '^' | '$' | '|' => return None,
            c => text.push(c),
        }
    }
    Some(text)
}

/// Java's `\d`, `\w` and `\s` mean ASCII only.
fn ascii_classes(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        let class = match (c, chars.clone().next()) {
            ('\\', Some('d')) => "[0-9]",
            ('\\', Some('D')) => "[^0-9]",
            ('\\', Some('w')) => "[a-zA-Z0-9_]",
            ('\\', Some('W')) => "[^a-zA-Z0-9_]",
            ('\\', Some('s')) => "[ \\t\\n\\x0B\\x0C\\r]",
            ('\\', Some('S')) => "[^ \\t\\n\\x0B\\x0C\\r]",
            ('\\', next) => {
                out.push(c);
                out.extend(next);
                chars.next();
                continue;
            }
            _ => {
                out.push(c);
                continue;
            }
        };
        chars.next();
        out.push_str(class);
    }
    out
}

/// Writes a replacement: `$1` is a group, a backslash takes the meaning from what follows.
fn expand(text: &str, to: &str, groups: &[Option<Range<usize>>], out: &mut String) -> Result<(), Fault> {
    let mut chars = to.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            '$' => {
                let digit = chars.next().and_then(|it| it.to_digit(10));
                let group = digit.and_then(|it| groups.get(it as usize));
                let Some(group) = group else {
                    return Err(Fault::refused("'$' in a replacement names a group that is not there"));
                };
                out.push_str(group.clone().and_then(|it| text.get(it)).unwrap_or_default());
            }
            c => out.push(c),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_as_java_does() {
        for (pattern, text, limit, expected) in [
            (",", "a,b,,c,,", 0, vec!["a", "b", "", "c"]),
            (",", "a,b,,", -1, vec!["a", "b", "", ""]),
            (",", "a,b,c", 2, vec!["a", "b,c"]),
            ("", "abc", 0, vec!["a", "b", "c"]),
            ("\\|", "a|b", 0, vec!["a", "b"]),
            ("\\s+", "a  b\tc", 0, vec!["a", "b", "c"]),
            ("[,;]", "a;b,c", 0, vec!["a", "b", "c"]),
            (",", "", 0, vec![""]),
            (",", ",a", 0, vec!["", "a"]),
        ] {
            let parts = Pattern::new(pattern).unwrap().split(text, limit);
            let parts: Vec<&str> = parts.into_iter().map(|it| &text[it]).collect();
            assert_eq!(parts, expected, "{pattern} on {text}");
        }
    }

    #[test]
    fn replaces_as_java_does() {
        for (pattern, text, to, most, expected) in [
            ("[^0-9]", "+44 (0)20", "", usize::MAX, "44020"),
            ("(\\w+) (\\w+)", "a b", "$2 $1", usize::MAX, "b a"),
            ("a", "aaa", "b", 1, "baa"),
            (".", "a.b", "\\$", usize::MAX, "$$$"),
        ] {
            assert_eq!(Pattern::new(pattern).unwrap().replace(text, to, most).unwrap(), expected);
        }
        assert!(Pattern::new("a|b").unwrap().matches("b").unwrap());
        assert!(!Pattern::new("a|b").unwrap().matches("ab").unwrap());
    }
}
