//! Text as it stands inside of something else.

/// Whether JSON text that begins so goes on inside a string.
pub(super) fn is_in_string(before: &str) -> bool {
    let (mut is_inside, mut is_escaped) = (false, false);
    for byte in before.bytes() {
        (is_inside, is_escaped) = match (byte, is_inside, is_escaped) {
            (_, true, true) => (true, false),
            (b'\\', true, false) => (true, true),
            (b'"', ..) => (!is_inside, false),
            (..) => (is_inside, false),
        };
    }
    is_inside
}

/// As it stands between the quotes of a JSON string.
pub(super) fn json_string(value: &str) -> String {
    let quoted = serde_json::Value::from(value).to_string();
    quoted.strip_prefix('"').and_then(|it| it.strip_suffix('"')).unwrap_or_default().to_owned()
}

/// All but letters, digits and `-._~` (RFC 3986, section 2.3); in a form, a space is a plus sign.
pub(super) fn percent(value: &str, is_form: bool) -> String {
    let encode = |byte: u8| match byte {
        b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        b' ' if is_form => "+".to_owned(),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    value.bytes().map(encode).collect()
}

/// As it stands in an XML element or attribute.
pub(super) fn xml(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for char in value.chars() {
        match char {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\'' => text.push_str("&apos;"),
            _ => text.push(char),
        }
    }
    text
}
