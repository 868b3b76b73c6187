//! HTML as text: what a browser's parser would show (`LiqP` uses jsoup), or what Shopify's patterns leave.

/// The elements that begin a line of their own (jsoup's `Tag.java`, `blockTags`).
const BLOCKS: [&str; 56] = [
    "address",
    "article",
    "aside",
    "audio",
    "blockquote",
    "body",
    "canvas",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "ins",
    "li",
    "link",
    "main",
    "menu",
    "meta",
    "nav",
    "noframes",
    "noscript",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "td",
    "th",
    "title",
    "tr",
    "ul",
];

/// The text of an HTML document: tags, scripts, styles and comments left out, white space collapsed.
pub(super) fn visible_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        push_collapsed(&decoded(rest.get(..at).unwrap_or_default()), &mut text);
        let tag = rest.get(at..).unwrap_or_default();
        let (len, name) = markup(tag);
        if len == 0 {
            push_collapsed("<", &mut text);
            rest = tag.get(1..).unwrap_or_default();
            continue;
        }
        if name == "br" || BLOCKS.contains(&name.as_str()) {
            push_collapsed(" ", &mut text);
        }
        rest = tag.get(len..).unwrap_or_default();
    }
    push_collapsed(&decoded(rest), &mut text);
    text.trim_matches(is_space).to_owned()
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\u{c}' | '\r')
}

fn push_collapsed(part: &str, text: &mut String) {
    for c in part.chars() {
        match c {
            c if is_space(c) && (text.is_empty() || text.ends_with(' ')) => {}
            c if is_space(c) => text.push(' '),
            c => text.push(c),
        }
    }
}

/// How long the tag, comment or script at the start of `html` is, and the tag's name; 0 when `<` is only a sign.
fn markup(html: &str) -> (usize, String) {
    let past = |end: &str| html.find(end).map_or(html.len(), |at| at + end.len());
    if html.starts_with("<!--") {
        return (past("-->"), String::new());
    }
    let inside = html.get(1..).unwrap_or_default();
    if inside.starts_with(['!', '?']) {
        return (past(">"), String::new());
    }
    let name = inside.strip_prefix('/').unwrap_or(inside);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return (0, String::new());
    }
    let len = name.find(|c: char| is_space(c) || matches!(c, '/' | '>')).unwrap_or(name.len());
    let name = name.get(..len).unwrap_or_default().to_ascii_lowercase();
    let end = past(">");
    if matches!(name.as_str(), "script" | "style") && inside.starts_with(|c| c != '/') {
        let body = html.get(end..).unwrap_or_default().to_ascii_lowercase();
        let close = body.find(&format!("</{name}")).unwrap_or(body.len());
        let after = body.get(close..).and_then(|it| it.find('>')).map_or(body.len(), |at| close + at + 1);
        return (end + after, name);
    }
    (end, name)
}

/// Text with its character references resolved: the common names, and numbers.
fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(rest.get(..at).unwrap_or_default());
        let tail = rest.get(at + 1..).unwrap_or_default();
        let len = tail.find(|c: char| !(c.is_ascii_alphanumeric() || c == '#')).unwrap_or(tail.len());
        let name = tail.get(..len).unwrap_or_default();
        let closed = tail.get(len..).is_some_and(|it| it.starts_with(';'));
        let Some(c) = character(name) else {
            out.push('&');
            rest = tail;
            continue;
        };
        out.push(c);
        rest = tail.get(len + usize::from(closed)..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']);
        let code = hex.map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())?;
        return char::from_u32(code);
    }
    match name {
        "amp" | "AMP" => Some('&'),
        "lt" | "LT" => Some('<'),
        "gt" | "GT" => Some('>'),
        "quot" | "QUOT" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        "copy" => Some('©'),
        "reg" => Some('®'),
        "euro" => Some('€'),
        "pound" => Some('£'),
        "ndash" => Some('–'),
        "mdash" => Some('—'),
        "hellip" => Some('…'),
        "lsquo" => Some('‘'),
        "rsquo" => Some('’'),
        "ldquo" => Some('“'),
        "rdquo" => Some('”'),
        _ => None,
    }
}

/// What Shopify's patterns leave: scripts, comments, styles, then tags (`StandardFilters#strip_html`).
pub(super) fn without_tags(html: &str) -> String {
    let mut text = html.to_owned();
    for (open, close) in [("<script", "</script>"), ("<!--", "-->"), ("<style", "</style>"), ("<", ">")] {
        text = without(&text, open, close);
    }
    text
}

fn without(text: &str, open: &str, close: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(open) {
        let tail = rest.get(at..).unwrap_or_default();
        let Some(end) = tail.get(open.len()..).and_then(|it| it.find(close)) else { break };
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = tail.get(open.len() + end + close.len()..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_shows_as_text() {
        for (html, text) in [
            ("1<h>2</h>3", "123"),
            ("45<6", "45<6"),
            ("<p>a</p><p>b &amp; c</p>", "a b & c"),
            ("<style>x</style>a<script>if (a<b) {}</script>b", "ab"),
            ("a\n  b<br>c<!-- x -->", "a b c"),
        ] {
            assert_eq!(visible_text(html), text, "{html}");
        }
        assert_eq!(without_tags("<!-- a --><em>b</em> &amp; <c"), "b &amp; <c");
    }
}
