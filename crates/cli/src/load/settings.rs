//! `hookproof.toml`: what several webhooks share.

use std::path::{Component, Path, PathBuf};

use hookproof::delivery::Settings;
use hookproof::parsed::Parsed;

use super::text_file::{TextFile, is_stdin, marked};
use crate::failure::Failure;

const NAME: &str = "hookproof.toml";

/// The longest file of settings: room for thousands of connections.
const MAX_BYTES: usize = 1 << 20;

/// What several webhooks share, with the file that says it, if there is one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shared {
    /// The file.
    pub(crate) file: Option<TextFile>,
    /// What it says, and what is wrong with it.
    pub(crate) settings: Parsed<Settings>,
}

/// Reads the settings for a webhook file: in its folder, or in the nearest folder above that has them. A webhook on
/// standard input has those of where we are.
pub(crate) fn shared(hook: &Path) -> Result<Shared, Failure> {
    let mut folder = match hook.parent() {
        Some(folder) if !is_stdin(hook) => folder.to_owned(),
        _ => PathBuf::new(),
    };
    let mut seen_from_hook = String::new();
    let here = std::env::current_dir().unwrap_or_default();
    // A folder further up for each that there can be.
    for _ in here.join(&folder).components() {
        let path = folder.join(NAME);
        if path.is_file() {
            let file = marked(&path, MAX_BYTES, "the settings of webhooks")?;
            let settings = Settings::parse(&file.text, &format!("{seen_from_hook}{NAME}"));
            return Ok(Shared { file: Some(file), settings });
        }
        match folder.components().next_back() {
            Some(Component::Normal(_)) => drop(folder.pop()),
            Some(Component::RootDir | Component::Prefix(_)) => break,
            Some(Component::CurDir | Component::ParentDir) | None => folder.push(".."),
        }
        seen_from_hook.push_str("../");
    }
    Ok(Shared::default())
}
