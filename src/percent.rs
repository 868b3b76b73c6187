//! Percent encoding.

/// Text as `application/x-www-form-urlencoded` has it (WHATWG URL Standard, section 5.2): a space is `+`, letters,
/// digits and `*-._` stay, every other byte is `%` and two digits. It looks at one character at a time.
pub fn form_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            b'*' | b'-' | b'.' | b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => out.push(char::from(byte)),
            _ => {
                out.push('%');
                out.push(digit(byte >> 4));
                out.push(digit(byte & 15));
            }
        }
    }
    out
}

/// A hexadecimal digit, in upper case.
fn digit(value: u8) -> char {
    char::from(if value < 10 { b'0' + value } else { b'A' + value - 10 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_as_forms_do() {
        for (text, expected) in [
            ("Santa Barbara", "Santa+Barbara"),
            ("a&b=c+d%", "a%26b%3Dc%2Bd%25"),
            ("*-._~", "*-._%7E"),
            ("é😀", "%C3%A9%F0%9F%98%80"),
            ("\r\n", "%0D%0A"),
        ] {
            assert_eq!(form_encode(text), expected);
        }
    }
}
