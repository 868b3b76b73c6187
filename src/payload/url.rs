//! The parts of an address (RFC 3986, section 3) and where they stand.

use super::{Reading, form};
use crate::source::Span;

/// The parts of an address. Nothing is decoded, and nothing is refused but an address without a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address<T> {
    /// `https` in `https://ann@example.com:443/a?b#c`.
    pub scheme: Span<T>,
    /// `ann@example.com:443`.
    pub authority: Span<T>,
    /// `example.com`.
    pub host: Span<T>,
    /// `/a`.
    pub path: Span<T>,
    /// `b`; none without a `?`.
    pub query: Option<Span<T>>,
    /// `c`; none without a `#`.
    pub fragment: Option<Span<T>>,
}

/// Takes an address apart; none where it does not begin with a scheme and `://`. Space before it is passed over.
pub fn read<T>(text: &str) -> Option<Address<T>> {
    let start = text.len() - text.trim_start().len();
    let (scheme, _) = text.get(start..)?.split_once("://")?;
    let mut letters = scheme.bytes();
    let is_scheme = letters.next().is_some_and(|it| it.is_ascii_alphabetic())
        && letters.all(|it| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'-' | b'.'));
    if !is_scheme {
        return None;
    }
    let scheme_end = start + scheme.len();
    let authority_start = scheme_end + "://".len();
    // Where the first of `marks` stands from `at` on, or the end.
    let find = |at: usize, marks: &[char]| {
        text.get(at..).and_then(|it| it.find(marks)).map_or(text.len(), |len| at + len)
    };
    let authority_end = find(authority_start, &['/', '?', '#']);
    let path_end = find(authority_end, &['?', '#']);
    let query_end = find(path_end, &['#']);
    let query = (path_end < query_end).then(|| Span::new(path_end + 1, query_end));
    let fragment = (query_end < text.len()).then(|| Span::new(query_end + 1, text.len()));
    Some(Address {
        scheme: Span::new(start, scheme_end),
        authority: Span::new(authority_start, authority_end),
        host: host(text, authority_start, authority_end),
        path: Span::new(authority_end, path_end),
        query,
        fragment,
    })
}

/// The host of an authority: what stands after the user and before the port.
fn host<T>(text: &str, start: usize, end: usize) -> Span<T> {
    let authority = text.get(start..end).unwrap_or_default();
    let from = authority.rfind('@').map_or(0, |it| it + 1);
    let host = authority.get(from..).unwrap_or_default();
    // An IPv6 address stands in brackets and has colons of its own (RFC 3986, section 3.2.2).
    let len = match host.rfind(']') {
        Some(bracket) => bracket + 1,
        None => host.find(':').unwrap_or(host.len()),
    };
    Span::new(start + from, start + from + len)
}

impl<T> Address<T> {
    /// The query as a form, each part at its place in `text`, the whole address.
    pub fn form(&self, text: &str) -> Option<Reading<T>> {
        let range = self.query.as_ref()?.range();
        Some(form::read_at(text.get(range.clone()).unwrap_or_default(), range.start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::{Node, NodeKind};
    use crate::source::InRendered;

    /// Scheme, authority, host, path, query and fragment.
    type Parts<'t> = (&'t str, &'t str, &'t str, &'t str, Option<&'t str>, Option<&'t str>);

    fn parts(text: &str) -> Option<Parts<'_>> {
        let it: Address<InRendered> = read(text)?;
        let of = |span: Span<InRendered>| span.of(text);
        Some((
            of(it.scheme),
            of(it.authority),
            of(it.host),
            of(it.path),
            it.query.map(of),
            it.fragment.map(of),
        ))
    }

    #[test]
    fn addresses_are_taken_apart() {
        let cases = [
            ("https://example.com", Some(("https", "example.com", "example.com", "", None, None))),
            (
                " https://ann@example.com:443/a/b?c=d#e",
                Some(("https", "ann@example.com:443", "example.com", "/a/b", Some("c=d"), Some("e"))),
            ),
            ("http://[::1]:80?", Some(("http", "[::1]:80", "[::1]", "", Some(""), None))),
            ("https:///path", Some(("https", "", "", "/path", None, None))),
            ("https://a#b?c", Some(("https", "a", "a", "", None, Some("b?c")))),
            ("https://é.example/", Some(("https", "é.example", "é.example", "/", None, None))),
            ("example.com/a", None),
            ("//example.com", None),
            ("://x", None),
            ("7s://x", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parts(text), expected, "{text}");
        }
    }

    #[test]
    fn a_query_is_a_form_at_its_place() {
        let text = "https://a/?x=1&y=%41";
        let reading = read::<InRendered>(text).and_then(|it| it.form(text)).expect("a query");
        let y = reading.root.as_ref().and_then(|it| it.member("y")).map(|it| &it.value);
        assert_eq!(y, Some(&Node { span: Span::new(17, 20), kind: NodeKind::Str("A".into()) }));
        assert_eq!(read::<InRendered>("https://a/").map(|it| it.form("https://a/")), Some(None));
    }
}
