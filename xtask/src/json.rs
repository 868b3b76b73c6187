//! Reads a little of what programs print as JSON: not worth a JSON reader to compile.

/// The first string called `key`, in JSON that has no space before its colons.
pub(crate) fn string(text: &str, key: &str) -> Option<String> {
    let start = format!("\"{key}\":");
    let rest = &text[text.find(&start)? + start.len()..];
    let mut value = String::new();
    let mut characters = rest.trim_start().strip_prefix('"')?.chars();
    loop {
        match characters.next()? {
            '"' => return Some(value),
            '\\' => value.push(escaped(&mut characters)?),
            character => value.push(character),
        }
    }
}

/// What stands for the escape whose backslash was just read.
fn escaped(characters: &mut std::str::Chars<'_>) -> Option<char> {
    let unit = match characters.next()? {
        'n' => return Some('\n'),
        't' => return Some('\t'),
        'r' => return Some('\r'),
        'b' => return Some('\u{8}'),
        'f' => return Some('\u{c}'),
        'u' => hexadecimal(characters)?,
        character => return Some(character),
    };
    let units = match (0xD800..0xDC00).contains(&unit) {
        // The second half of the pair is an escape of its own.
        true => vec![unit, hexadecimal(characters.as_str().strip_prefix("\\u")?.chars().by_ref())?],
        false => return char::from_u32(u32::from(unit)),
    };
    *characters = characters.as_str().get(6..)?.chars();
    char::decode_utf16(units).next()?.ok()
}

/// The four digits of `\uXXXX`.
fn hexadecimal(characters: &mut std::str::Chars<'_>) -> Option<u16> {
    let digits: String = characters.take(4).collect();
    u16::from_str_radix(&digits, 16).ok()
}

/// The first object called `key`, as it stands.
pub(crate) fn object<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let start = format!("\"{key}\":");
    let rest = text[text.find(&start)? + start.len()..].trim_start();
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            b'{' if !quoted => depth += 1,
            b'}' if !quoted => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return rest.get(..=at);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{object, string};

    #[test]
    fn strings_are_read_from_json() {
        let text = r#"{"name":"a \"b\"","target_directory":"C:\\build","executable":null}"#;
        assert_eq!(string(text, "target_directory").as_deref(), Some("C:\\build"));
        assert_eq!(string(text, "name").as_deref(), Some("a \"b\""));
        assert_eq!(string(text, "executable"), None);
        assert_eq!(string(r#"{"name":"cut"#, "name"), None);
        let escapes = r#"{"text": "\n\u00eb\ud83d\ude00!"}"#;
        assert_eq!(string(escapes, "text").as_deref(), Some("\n\u{eb}\u{1f600}!"));
        assert_eq!(string(r#"{"text":"\ud83d!"}"#, "text"), None);
    }

    #[test]
    fn objects_are_cut_from_json() {
        let line = r#"{"template":"x","data":{"a":{"b":"}\"}"}},"expect":"{"}"#;
        assert_eq!(object(line, "data"), Some(r#"{"a":{"b":"}\"}"}}"#));
        assert_eq!(object(line, "hook"), None);
        assert_eq!(object(r#"{"data":{"cut":1"#, "data"), None);
    }
}
