//! Where things are.

use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::process;

/// The repository on disk.
pub(crate) struct Project {
    root: PathBuf,
    /// Where cargo builds, which the user may have moved.
    target: PathBuf,
}

impl Project {
    pub(crate) fn find() -> Result<Self, Failure> {
        let root =
            Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or_else(|| Path::new(".")).to_owned();
        let metadata = process::read(
            process::cargo().args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(&root),
        )?;
        let target = json_string(&metadata, "target_directory")
            .ok_or_else(|| Failure::failed("`cargo metadata` does not say where it builds"))?;
        Ok(Self { root, target: target.into() })
    }

    /// A place in the repository.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// A place in the build folder.
    pub(crate) fn target(&self, relative: &str) -> PathBuf {
        self.target.join(relative)
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }
}

/// The first string called `key` in JSON without spaces between its tokens: not worth a JSON reader to compile.
pub(crate) fn json_string(text: &str, key: &str) -> Option<String> {
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

#[cfg(test)]
mod tests {
    use super::json_string;

    #[test]
    fn strings_are_read_from_json() {
        let text = r#"{"name":"a \"b\"","target_directory":"C:\\build","executable":null}"#;
        assert_eq!(json_string(text, "target_directory").as_deref(), Some("C:\\build"));
        assert_eq!(json_string(text, "name").as_deref(), Some("a \"b\""));
        assert_eq!(json_string(text, "executable"), None);
        assert_eq!(json_string(r#"{"name":"cut"#, "name"), None);
        let escapes = r#"{"text": "\n\u00eb\ud83d\ude00!"}"#;
        assert_eq!(json_string(escapes, "text").as_deref(), Some("\n\u{eb}\u{1f600}!"));
        assert_eq!(json_string(r#"{"text":"\ud83d!"}"#, "text"), None);
    }
}
