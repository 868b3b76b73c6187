//! Paths of files as hook files and references write them: relative, with `/`.

/// The path without `.` and, as far as can be, without `..`.
pub(super) fn tidy(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." if kept.last().is_some_and(|it| *it != "..") => {
                kept.pop();
            }
            segment => kept.push(segment),
        }
    }
    kept.join("/")
}

/// A path seen from the folder of the file `from`.
pub(super) fn join(from: &str, path: &str) -> String {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    tidy(&format!("{folder}/{path}"))
}

/// Whether it names a place of this machine rather than one beside the hook file: `/etc/x`, `C:\x`, `\\host\x`.
pub(super) fn is_absolute(path: &str) -> bool {
    let drive = path.as_bytes().get(1) == Some(&b':');
    drive || path.starts_with(['/', '\\', '~'])
}

/// How many folders a tidy path leaves upwards.
pub(super) fn leaves(path: &str) -> usize {
    path.split('/').take_while(|it| *it == "..").count()
}

/// Whether it begins with a scheme, as `https:` or `urn:` do (RFC 3986, section 3.1).
pub(super) fn has_scheme(reference: &str) -> bool {
    let Some((scheme, _)) = reference.split_once(':') else { return false };
    // A single letter is a drive of Windows.
    scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// Percent escapes decoded (RFC 3986, section 2.1); a text whose escapes make no UTF-8 stays as it is.
pub(super) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, more)) = rest.split_first() {
        let pair = more.get(..2).filter(|it| byte == b'%' && it.iter().all(u8::is_ascii_hexdigit));
        let value = pair.and_then(|it| u8::from_str_radix(std::str::from_utf8(it).ok()?, 16).ok());
        bytes.push(value.unwrap_or(byte));
        rest = if value.is_some() { more.get(2..).unwrap_or_default() } else { more };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_their_file() {
        assert_eq!(join("a/b.json", "./c.json"), "a/c.json");
        assert_eq!(join("a/b.json", "../c.json"), "c.json");
        assert_eq!(join("b.json", "../c.json"), "../c.json");
        assert_eq!(join("../x/b.json", "../c.json"), "../c.json");
        assert_eq!(join("../b.json", "../c.json"), "../../c.json");
        assert_eq!([leaves("c.json"), leaves("../../c.json")], [0, 2]);
    }

    #[test]
    fn references_are_told_from_paths() {
        assert!(has_scheme("https://example.com/a.json") && has_scheme("urn:a"));
        assert!(!has_scheme("a.json") && !has_scheme("C:/a.json") && !has_scheme("a/b:c"));
        assert!(is_absolute("C:/a.json") && is_absolute("/a") && !is_absolute("a/b"));
        assert_eq!(decoded("my%20file%C3%A9%2"), "my fileé%2");
    }
}
