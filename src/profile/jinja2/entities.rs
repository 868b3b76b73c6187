//! HTML's character references (`html.unescape` of Python): the numeric ones and the common names.

/// The names that occur in mail and web text, sorted. The HTML standard has 2,231; the rest stay as they are.
const NAMES: &[(&str, char)] = &[
    ("AMP", '&'),
    ("GT", '>'),
    ("LT", '<'),
    ("QUOT", '"'),
    ("aacute", 'á'),
    ("agrave", 'à'),
    ("amp", '&'),
    ("apos", '\''),
    ("auml", 'ä'),
    ("bull", '•'),
    ("ccedil", 'ç'),
    ("cent", '¢'),
    ("copy", '©'),
    ("deg", '°'),
    ("eacute", 'é'),
    ("egrave", 'è'),
    ("euro", '€'),
    ("frac12", '½'),
    ("gt", '>'),
    ("hellip", '…'),
    ("iacute", 'í'),
    ("laquo", '«'),
    ("larr", '←'),
    ("ldquo", '“'),
    ("lsquo", '‘'),
    ("lt", '<'),
    ("mdash", '—'),
    ("middot", '·'),
    ("nbsp", '\u{a0}'),
    ("ndash", '–'),
    ("ntilde", 'ñ'),
    ("oacute", 'ó'),
    ("ouml", 'ö'),
    ("para", '¶'),
    ("pound", '£'),
    ("quot", '"'),
    ("raquo", '»'),
    ("rarr", '→'),
    ("rdquo", '”'),
    ("reg", '®'),
    ("rsquo", '’'),
    ("sect", '§'),
    ("shy", '\u{ad}'),
    ("szlig", 'ß'),
    ("times", '×'),
    ("trade", '™'),
    ("uacute", 'ú'),
    ("uuml", 'ü'),
    ("yen", '¥'),
];

/// The text with its character references replaced.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(rest.get(..at).unwrap_or_default());
        let after = rest.get(at + 1..).unwrap_or_default();
        if let Some((c, len)) = reference(after) {
            out.extend(c);
            rest = after.get(len..).unwrap_or_default();
        } else {
            out.push('&');
            rest = after;
        }
    }
    out + rest
}

/// What a reference stands for, and how long it is after its `&`.
fn reference(after: &str) -> Option<(Option<char>, usize)> {
    if let Some(number) = after.strip_prefix('#') {
        let (digits, radix, skip) = match number.strip_prefix(['x', 'X']) {
            Some(hex) => (hex, 16, 2),
            None => (number, 10, 1),
        };
        let len = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
        let digits = digits.get(..len).filter(|it| !it.is_empty())?;
        let semicolon = usize::from(after.as_bytes().get(skip + len) == Some(&b';'));
        let code = u32::from_str_radix(digits, radix).unwrap_or(u32::MAX);
        return Some((numbered(code), skip + len + semicolon));
    }
    let len = after.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(after.len());
    let name = after.get(..len)?;
    let at = NAMES.binary_search_by(|(it, _)| (*it).cmp(name)).ok()?;
    let found = NAMES.get(at).map(|(_, c)| *c)?;
    let closed = after.as_bytes().get(len) == Some(&b';');
    // Only the names of HTML 2 stand without a semicolon.
    let short = matches!(found, '&' | '<' | '>' | '"' | '\u{a0}' | '©' | '®');
    (closed || short).then_some((Some(found), len + usize::from(closed)))
}

/// The character of a number; `html.unescape` drops control characters and replaces what is no character.
fn numbered(code: u32) -> Option<char> {
    match code {
        0 | 0xd800..=0xdfff => Some('\u{fffd}'),
        0x80 => Some('€'),
        0x91 => Some('‘'),
        0x92 => Some('’'),
        0x93 => Some('“'),
        0x94 => Some('”'),
        0x96 => Some('–'),
        0x97 => Some('—'),
        0x01..=0x08 | 0x0b | 0x0e..=0x1f | 0x7f => None,
        other => Some(char::from_u32(other).unwrap_or('\u{fffd}')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_characters() {
        assert!(NAMES.is_sorted());
        assert_eq!(unescape("a &amp; b &#39;c&#x27; &raquo; &unknown; &"), "a & b 'c' » &unknown; &");
        assert_eq!(unescape("&lt&gt;&#0;&#x110000;"), "<>\u{fffd}\u{fffd}");
    }
}
