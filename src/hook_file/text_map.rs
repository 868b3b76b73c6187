//! Where the text of a TOML string, or of a JSON string inside of one, stands in its file.
//!
//! A string's text is not its source: escapes are decoded, the first line break of a multi-line string and what
//! follows a line-ending backslash are left out (TOML 1.1, "String"). Findings in an inline body point into the file
//! all the same.

/// Leads from bytes of a decoded text to bytes of the file that it was decoded from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextMap {
    /// Where stretches begin that are equal in both: (in the text, in the file). Sorted.
    stretches: Vec<(usize, usize)>,
}

impl TextMap {
    /// The byte of the file at which the byte `at` of the text was decoded.
    pub fn in_file(&self, at: usize) -> usize {
        let next = self.stretches.partition_point(|(text, _)| *text <= at);
        let stretch = next.checked_sub(1).and_then(|it| self.stretches.get(it));
        stretch.map_or(at, |(text, file)| file + (at - text))
    }

    /// For `text`, decoded from `literal`, a TOML string with its quotation marks, which begins at byte `start` of
    /// the file.
    pub(super) fn new(literal: &str, text: &str, start: usize) -> TextMap {
        let is_basic = literal.starts_with('"');
        let quotes = if literal.starts_with("\"\"\"") || literal.starts_with("'''") { 3 } else { 1 };
        let mut raw = literal.get(quotes..).unwrap_or_default();
        if quotes == 3 {
            raw = raw.strip_prefix("\r\n").or_else(|| raw.strip_prefix('\n')).unwrap_or(raw);
        }
        let mut stretches = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let skipped = if is_basic { line_ending(raw) } else { 0 };
            raw = raw.get(skipped..).unwrap_or_default();
            let decoded = text.get(at..).and_then(|it| it.chars().next());
            let mut len = if is_basic { escape_len(raw) } else { None };
            if decoded == Some('\n') && raw.starts_with("\r\n") {
                len = Some(2);
            }
            let file = start + literal.len() - raw.len();
            let decoded = decoded.map_or(1, char::len_utf8);
            push(&mut stretches, at, file);
            at += decoded;
            raw = raw.get(len.unwrap_or(decoded)..).unwrap_or_default();
        }
        let end = raw.len().max(quotes);
        push(&mut stretches, at, start + literal.len() - end);
        TextMap { stretches }
    }
}

impl TextMap {
    /// For `text`, decoded from `literal`, a JSON string (RFC 8259, section 7) which begins at byte `start` of the text
    /// that this map is for.
    pub(super) fn within(&self, literal: &str, text: &str, start: usize) -> TextMap {
        let quote = usize::from(literal.starts_with('"'));
        let mut stretches = Vec::new();
        let mut raw = start + quote;
        for (at, c) in text.char_indices() {
            push(&mut stretches, at, self.in_file(raw));
            let rest = literal.get(raw - start..).unwrap_or_default();
            raw += match escape_len(rest) {
                // A character beyond the Basic Multilingual Plane is two escapes.
                Some(6) if c.len_utf8() == 4 => 12,
                Some(len) => len,
                None => c.len_utf8(),
            };
        }
        push(&mut stretches, text.len(), self.in_file(raw));
        TextMap { stretches }
    }
}

fn push(stretches: &mut Vec<(usize, usize)>, text: usize, file: usize) {
    let goes_on = stretches.last().is_some_and(|(t, f)| f + (text - t) == file);
    if !goes_on {
        stretches.push((text, file));
    }
}

/// The length of a backslash at the end of a line with the space after it; 0 when there is none.
fn line_ending(raw: &str) -> usize {
    let Some(rest) = raw.strip_prefix('\\') else { return 0 };
    let space = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    match rest.get(..space) {
        Some(space) if space.contains('\n') => {
            1 + space.len() + line_ending(rest.get(space.len()..).unwrap_or_default())
        }
        _ => 0,
    }
}

/// The length of the escape that `raw` begins with.
fn escape_len(raw: &str) -> Option<usize> {
    let mut bytes = raw.bytes();
    match (bytes.next()?, bytes.next()?) {
        (b'\\', b'x') => Some(4),
        (b'\\', b'u') => Some(6),
        (b'\\', b'U') => Some(10),
        (b'\\', _) => Some(2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each character of `text` with the file's text at its place.
    #[track_caller]
    fn check(literal: &str, text: &str, expected: &[(char, &str)]) {
        let map = TextMap::new(literal, text, 100);
        let found: Vec<_> = text
            .char_indices()
            .map(|(at, c)| {
                let rest = &literal[map.in_file(at) - 100..];
                let (_, expected) = expected[text[..at].chars().count()];
                (c, &rest[..expected.len()])
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn characters_lead_to_their_source() {
        check("'a\\b'", "a\\b", &[('a', "a"), ('\\', "\\"), ('b', "b")]);
        check(
            "\"a\\nb\\u00e9c\"",
            "a\nbéc",
            &[('a', "a"), ('\n', "\\n"), ('b', "b"), ('é', "\\u00e9"), ('c', "c")],
        );
        check("'''\r\na\r\nb'''", "a\nb", &[('a', "a"), ('\n', "\r\n"), ('b', "b")]);
        check("\"\"\"\na \\\n  b\\\\\"\"\"", "a b\\", &[('a', "a"), (' ', " "), ('b', "b"), ('\\', "\\\\")]);
    }

    #[test]
    fn the_end_is_before_the_closing_quotes() {
        assert_eq!(TextMap::new("'''ab'''", "ab", 0).in_file(2), 5);
        assert_eq!(TextMap::new("\"\"", "", 7).in_file(0), 8);
    }
}
