//! Paths as reports write them: from a folder, with `/`, the same wherever the command is started.

use std::env;
use std::path::{Component, Path, PathBuf};

/// A folder that paths are given from.
#[derive(Clone, Debug)]
pub(crate) struct Base {
    folder: PathBuf,
    here: PathBuf,
}

impl Base {
    /// The folder that GitHub or GitLab checked the project out to, when we are in it; else the one we are in.
    pub(crate) fn of_project() -> Base {
        let here = here();
        let project = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"].into_iter().filter_map(env::var_os);
        let folder = project.map(PathBuf::from).find(|it| !it.as_os_str().is_empty() && here.starts_with(it));
        Base { folder: folder.unwrap_or_else(|| here.clone()), here }
    }

    /// The folder of a file.
    pub(crate) fn beside(file: &Path) -> Base {
        let here = here();
        let file = plain(&here.join(file));
        Base { folder: file.parent().map(Path::to_owned).unwrap_or_default(), here }
    }

    /// A path, as the user wrote it, from this folder.
    pub(crate) fn relative(&self, path: &Path) -> String {
        let path = plain(&self.here.join(path));
        let shared = self.folder.components().zip(path.components()).take_while(|(a, b)| a == b).count();
        // The root alone is nothing that two folders have in common: on Windows it may be another drive.
        let up = if shared > 1 { self.folder.components().count() - shared } else { 0 };
        let rest = path.components().skip(if shared > 1 { shared } else { 0 });
        let up = std::iter::repeat_n("..".into(), up);
        let parts: Vec<_> = up.chain(rest.map(|it| it.as_os_str().to_string_lossy())).collect();
        parts.join("/").replace("//", "/")
    }
}

/// The folder we are in. Where it cannot be told, paths stay as they are written.
fn here() -> PathBuf {
    env::current_dir().unwrap_or_default()
}

/// Without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_given_from_the_folder() {
        let base = Base { folder: "/a/b".into(), here: "/a/b/c".into() };
        let relative = |path: &str| base.relative(Path::new(path));
        assert_eq!(relative("x.toml"), "c/x.toml");
        assert_eq!(relative("./../x.toml"), "x.toml");
        assert_eq!(relative("../../d/x.toml"), "../d/x.toml");
        assert_eq!(relative("/e/x.toml"), "/e/x.toml");
    }
}
