//! `urlize`: links for the addresses in a text (`urlize` in `jinja2/utils.py`).

use std::sync::Arc;

use super::{bound, piece};
use crate::profile::Input;
use crate::profile::jinja2::{access, print, text};
use crate::render::{Fault, Render};
use crate::value::{Str, Value};

/// `urlize(trim_url_limit=None, nofollow=False, target=None, rel=None, extra_schemes=None)`.
pub(super) fn urlize(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let params = &["trim_url_limit", "nofollow", "target", "rel", "extra_schemes"];
    let (value, args) = bound(input, "urlize", params, 0)?;
    let limit = args.int(render, 0)?.map(|it| usize::try_from(it).unwrap_or_default());
    let rel = args.text(render, 3)?;
    let mut rels: Vec<&str> = rel.iter().flat_map(|it| it.text.split_whitespace()).collect();
    rels.push("noopener");
    if args.flag(render, 1) {
        rels.push("nofollow");
    }
    rels.sort_unstable();
    rels.dedup();
    let mut attributes = format!(" rel=\"{}\"", print::escaped(&Str::new(rels.join(" "))).text);
    if let Some(target) = args.text(render, 2)?.filter(|it| !it.text.is_empty()) {
        print::push(&mut attributes, format_args!(" target=\"{}\"", print::escaped_once(&target).text));
    }
    let mut schemes = Vec::new();
    if let Some(given) = args.given(4) {
        for scheme in access::elements(render, given)? {
            let scheme = print::text(render, &scheme).text;
            if !is_scheme(&scheme) {
                return Err(Fault::new("wrong-arguments", format!("'{scheme}' is no start of an address")));
            }
            schemes.push(scheme);
        }
    }
    let (given, reads) = piece(render, &value);
    let given = print::escaped_once(&given);
    let linker = Linker { limit, attributes, schemes };
    let mut pieces = Vec::new();
    let mut from = 0;
    for (start, end) in text::split(&given.text, None, None, false) {
        let word = given.text.get(start..end).unwrap_or_default();
        if let Some(linked) = linker.word(word) {
            pieces.push((given.slice(from, start), reads));
            pieces.push((Str::new(linked), reads));
            from = end;
        }
    }
    pieces.push((given.slice(from, given.text.len()), reads));
    let safe = render.autoescapes();
    Ok(Value::Str(text::joined(render, &pieces)?.with_safe(safe)))
}

/// What `extra_schemes` may hold: `tel:`, `ftp://`.
fn is_scheme(scheme: &str) -> bool {
    let Some((name, slashes)) = scheme.split_once(':') else { return false };
    let fits = |c: char| text::is_word(c) || matches!(c, '.' | '+' | '-');
    name.chars().count() >= 2 && name.chars().all(fits) && matches!(slashes, "" | "/" | "//")
}

struct Linker {
    limit: Option<usize>,
    attributes: String,
    schemes: Vec<Arc<str>>,
}

impl Linker {
    /// A word with its address as a link; none when it has none.
    fn word(&self, word: &str) -> Option<String> {
        let (head, middle, tail) = around(word);
        let link = self.link(middle)?;
        Some(format!("{head}{link}{tail}"))
    }

    fn link(&self, address: &str) -> Option<String> {
        if is_web(address) {
            let scheme = ["https://", "http://"].iter().any(|it| address.starts_with(it));
            let start = if scheme { "" } else { "https://" };
            let shown = self.shortened(address);
            return Some(format!("<a href=\"{start}{address}\"{}>{shown}</a>", self.attributes));
        }
        if let Some(mail) = address.strip_prefix("mailto:").filter(|it| is_mail(it)) {
            return Some(format!("<a href=\"{address}\">{mail}</a>"));
        }
        let bare = !address.starts_with("www.") && !address.starts_with('@') && !address.contains(':');
        if bare && address.contains('@') && is_mail(address) {
            return Some(format!("<a href=\"mailto:{address}\">{address}</a>"));
        }
        let scheme = self.schemes.iter().find(|it| address != &***it && address.starts_with(&***it));
        scheme.map(|_| format!("<a href=\"{address}\"{}>{address}</a>", self.attributes))
    }

    fn shortened(&self, address: &str) -> String {
        match self.limit {
            Some(limit) if address.chars().count() > limit => {
                let start: String = address.chars().take(limit).collect();
                start + "..."
            }
            _ => address.to_owned(),
        }
    }
}

/// A word without the brackets before it and the punctuation after it; brackets that belong together stay.
fn around(word: &str) -> (&str, &str, &str) {
    let mut start = 0;
    loop {
        let rest = word.get(start..).unwrap_or_default();
        match ["(", "<", "&lt;"].iter().find(|it| rest.starts_with(**it)) {
            Some(it) => start += it.len(),
            None => break,
        }
    }
    let mut end = word.len();
    loop {
        let rest = word.get(start..end).unwrap_or_default();
        match [")", ">", ".", ",", "&gt;"].iter().find(|it| rest.ends_with(**it)) {
            Some(it) => end -= it.len(),
            None => break,
        }
    }
    for (open, close) in [("(", ")"), ("<", ">"), ("&lt;", "&gt;")] {
        let middle = word.get(start..end).unwrap_or_default();
        let (opened, closed) = (middle.matches(open).count(), middle.matches(close).count());
        let tail = word.get(end..).unwrap_or_default();
        if opened > closed
            && let Some((at, it)) = tail.match_indices(close).take(opened).last()
        {
            end += at + it.len();
        }
    }
    let part = |from: usize, to: usize| word.get(from..to).unwrap_or_default();
    (part(0, start), part(start, end), part(end, word.len()))
}

/// An address with a scheme, with `www.`, or with one of the oldest top-level domains.
fn is_web(address: &str) -> bool {
    let lower = address.to_lowercase();
    let scheme = ["https://", "http://"].iter().find_map(|it| lower.strip_prefix(it));
    let rest = scheme.or_else(|| lower.strip_prefix("www."));
    if rest.is_some_and(|rest| splits(rest).any(|(host, after)| is_domain(host) && is_rest(after))) {
        return true;
    }
    if splits(&lower).any(|(host, after)| is_old_domain(host) && is_rest(after)) {
        return true;
    }
    scheme.is_some_and(|rest| splits(rest).any(|(host, after)| is_number_host(host) && is_rest(after)))
}

/// All ways to take a host from the start of an address: up to a port, a path or the end.
fn splits(address: &str) -> impl Iterator<Item = (&str, &str)> {
    let ends = address.char_indices().filter(|(_, c)| matches!(c, ':' | '/' | '?' | '#')).map(|(at, _)| at);
    ends.chain([address.len()]).filter_map(|at| address.split_at_checked(at)).take(64)
}

fn is_rest(after: &str) -> bool {
    let path = match after.strip_prefix(':') {
        Some(port) => {
            let len = port.find(|c: char| !c.is_numeric()).unwrap_or(port.len());
            if !(1..=5).contains(&len) {
                return false;
            }
            port.get(len..).unwrap_or_default()
        }
        None => after,
    };
    path.is_empty() || path.starts_with(['/', '?', '#'])
}

fn is_label(label: &str) -> bool {
    !label.is_empty() && label.chars().all(|c| text::is_word(c) || matches!(c, '%' | '-'))
}

fn is_domain(host: &str) -> bool {
    let (labels, top) = host.rsplit_once('.').map_or((None, host), |(labels, top)| (Some(labels), top));
    let plain = (2..=63).contains(&top.len()) && top.bytes().all(|it| it.is_ascii_lowercase());
    let coded = top.strip_prefix("xn--").is_some_and(|it| {
        (2..=59).contains(&it.chars().count()) && it.chars().all(|c| text::is_word(c) || c == '%')
    });
    (plain || coded) && labels.is_none_or(|it| it.split('.').all(is_label))
}

fn is_old_domain(host: &str) -> bool {
    let Some((labels, top)) = host.rsplit_once('.') else { return false };
    matches!(top, "com" | "net" | "int" | "edu" | "gov" | "org" | "info" | "mil")
        && labels.split('.').all(|it| is_label(it) && (2..=63).contains(&it.chars().count()))
}

fn is_number_host(host: &str) -> bool {
    let number = |it: &str| (1..=3).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_digit());
    let parts: Vec<&str> = host.split('.').collect();
    if parts.len() == 4 && parts.iter().all(|it| number(it)) {
        return true;
    }
    // IPv6 in brackets: at least three groups of up to four digits.
    let inside = host.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    inside.is_some_and(|it| {
        let groups: Vec<&str> = it.split(':').collect();
        (3..=9).contains(&groups.len())
            && groups.iter().all(|it| it.len() <= 4 && it.bytes().all(|it| it.is_ascii_hexdigit()))
    })
}

fn is_mail(address: &str) -> bool {
    let fits = |domain: &str| {
        let Some((name, top)) = domain.rsplit_once('.') else { return false };
        name.starts_with(text::is_word)
            && name.chars().all(|c| text::is_word(c) || matches!(c, '.' | '-'))
            && !top.is_empty()
            && top.chars().all(text::is_word)
    };
    !address.contains(text::is_space)
        && address.rsplit_once('@').is_some_and(|(user, it)| !user.is_empty() && fits(it))
}
