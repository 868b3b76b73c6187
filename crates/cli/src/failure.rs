//! Bad usage and bad input: why a command cannot do its work, and the way out. Exit code 2.

use std::fmt;
use std::io;

use annotate_snippets::{Level, Renderer};

/// Why a command cannot do its work, as people read it.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    title: String,
    help: Option<String>,
    /// A report that is printed already laid out, in place of the title.
    laid_out: Option<String>,
}

impl Failure {
    /// What went wrong: lower case, no full stop, naming the file.
    pub(crate) fn new(title: impl Into<String>) -> Failure {
        Failure { title: title.into(), help: None, laid_out: None }
    }

    /// A failure that is shown at its place in a file.
    pub(crate) fn laid_out(text: String) -> Failure {
        Failure { title: String::new(), help: None, laid_out: Some(text) }
    }

    /// Adds the way out.
    #[must_use]
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Failure {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = &self.laid_out {
            return f.write_str(text);
        }
        let title = Level::ERROR.primary_title(&self.title);
        let group = title.elements(self.help.iter().map(|it| Level::HELP.message(it)));
        writeln!(f, "{}", Renderer::styled().render(&[group]))
    }
}

/// An operating system's error in plain words.
pub(crate) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "you are not allowed to".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::NotADirectory => "a part of its path is a file, not a folder".to_owned(),
        _ => error.to_string(),
    }
}

/// What to suggest for a name that is not known: the nearest known one, else all.
pub(crate) fn known_names<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    match hookproof::nearest::nearest(name, known.iter().copied()) {
        Some(nearest) => format!("did you mean '{nearest}'?"),
        None => format!("known are {}", known.join(", ")),
    }
}
