//! Where the values of secrets come from, at the moment of sending and no earlier.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use hookproof::template::{SECRET_MASK, SecretKind};

/// The value of a secret. Neither `Debug` nor anything else of it shows the value.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a value.
    pub fn new(value: String) -> Secret {
        Secret(value)
    }

    /// The value, to be put into a request.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(SECRET_MASK)
    }
}

/// Something that knows the values of secrets.
pub trait Secrets: Send + Sync + 'static {
    /// The value of `${env:NAME}` or `${file:PATH}`; none when it has none. It is asked at each try, so that a token
    /// that was replaced holds at once.
    fn value(&self, kind: SecretKind, name: &str) -> Option<Secret>;
}

/// The environment of the process, and the files beside a webhook's file.
#[derive(Clone, Debug)]
pub struct Environment {
    directory: PathBuf,
}

/// The largest file of a secret: more than any key or token has.
const MAX_FILE_BYTES: u64 = 64 << 10;

impl Environment {
    /// With the directory that paths of files are relative to.
    pub fn new(directory: &Path) -> Environment {
        Environment { directory: directory.to_owned() }
    }

    /// The line end that editors leave at the end of a file is no part of a secret.
    fn file(&self, path: &str) -> Option<String> {
        let mut text = String::new();
        let file = File::open(self.directory.join(path)).ok()?;
        file.take(MAX_FILE_BYTES + 1).read_to_string(&mut text).ok()?;
        let is_whole = text.len() as u64 <= MAX_FILE_BYTES;
        is_whole.then(|| text.trim_end_matches(['\r', '\n']).to_owned())
    }
}

impl Secrets for Environment {
    fn value(&self, kind: SecretKind, name: &str) -> Option<Secret> {
        let value = match kind {
            SecretKind::Env => std::env::var(name).ok(),
            SecretKind::File => self.file(name),
            // Asked for in its parts.
            SecretKind::Basic => None,
        };
        // An empty one is a mistake: `TOKEN= hookproof send` would send requests that the partner refuses.
        value.filter(|it| !it.is_empty()).map(Secret)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_read_where_they_are_kept() {
        let directory = std::env::temp_dir().join(format!("hookproof-secret-{}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        std::fs::write(directory.join("token"), "s3cret\r\n").unwrap();
        std::fs::write(directory.join("empty"), "\n").unwrap();
        std::fs::write(directory.join("large"), "x".repeat((64 << 10) + 1)).unwrap();
        let secrets = Environment::new(&directory);
        let file = |name| secrets.value(SecretKind::File, name);
        let found = [file("token"), file("empty"), file("large"), file("absent")];
        std::fs::remove_dir_all(&directory).unwrap();
        assert_eq!(found, [Some(Secret::new("s3cret".to_owned())), None, None, None]);
        let path = std::env::var("PATH").ok().map(Secret::new);
        assert_eq!(secrets.value(SecretKind::Env, "PATH"), path);
        assert_eq!(secrets.value(SecretKind::Env, "HOOKPROOF_NEVER_SET"), None);
        assert_eq!(format!("{found:?}"), "[Some(•••), None, None, None]");
    }
}
