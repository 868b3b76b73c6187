//! Where things are.

use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::json;
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
        let target = json::string(&metadata, "target_directory")
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

    /// The folder of the public conformance suites, where there is one.
    pub(crate) fn conformance(&self) -> Option<PathBuf> {
        let named = std::env::var_os("HOOKPROOF_CONFORMANCE").map(PathBuf::from);
        Some(named.unwrap_or_else(|| self.path("../shared/conformance"))).filter(|folder| folder.is_dir())
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }
}
