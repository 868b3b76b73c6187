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

/// The first string called `key` in what cargo prints as JSON: not worth a JSON reader to compile.
pub(crate) fn json_string(text: &str, key: &str) -> Option<String> {
    let start = format!("\"{key}\":\"");
    let rest = &text[text.find(&start)? + start.len()..];
    let mut value = String::new();
    let mut characters = rest.chars();
    loop {
        match characters.next()? {
            '"' => return Some(value),
            // Cargo escapes nothing but quotes and backslashes in a path.
            '\\' => value.push(characters.next()?),
            character => value.push(character),
        }
    }
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
    }
}
