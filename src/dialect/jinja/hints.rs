//! What an author probably meant who wrote what Jinja does not read: habits of other languages, and quotes that an
//! editor bent.

/// What to write instead of what stands at the start of `rest`, in the tag that the parser refused there.
pub(super) fn hint(rest: &str) -> Option<&'static str> {
    let rest = rest.trim_start();
    let starts: [(&str, &str); 12] = [
        ("&&", "write 'and'"),
        ("||", "write 'or'"),
        ("!", "write 'not'"),
        ("===", "write '=='"),
        ("=", "'==' compares; '=' stands in '{% set … %}' only"),
        (":", "a filter takes its arguments in parentheses: `default('…')`"),
        ("?", "write `a if test else b`"),
        ("$", "a name begins with a letter or '_'"),
        ("@", "a name begins with a letter or '_'"),
        (";", "a tag holds one expression and needs no ';'"),
        ("`", "write ' or \" around text"),
        ("{{", "tags do not stand inside tags: leave the braces out"),
    ];
    if rest.starts_with(['“', '”', '„', '‘', '’', '«', '»']) {
        return Some("write straight quotes: ' or \"");
    }
    starts.into_iter().find(|(start, _)| rest.starts_with(start)).map(|(_, hint)| hint)
}

/// What Jinja calls a tag that other languages have.
pub(super) fn tag_hint(keyword: &str) -> Option<&'static str> {
    Some(match keyword {
        "elseif" | "elsif" => "write 'elif'",
        "foreach" => "write `{% for … in … %}`",
        "endforeach" => "write `{% endfor %}`",
        "assign" | "let" | "var" => "write `{% set … = … %}`",
        "capture" => "write `{% set … %}…{% endset %}`",
        "endcapture" => "write `{% endset %}`",
        "unless" => "write `{% if not … %}`",
        "endunless" => "write `{% endif %}`",
        "case" | "switch" | "when" => "write `{% if … %}{% elif … %}`",
        "comment" => "write `{# … #}`",
        "end" => "name what ends: `{% endif %}`, `{% endfor %}`",
        _ => return None,
    })
}
