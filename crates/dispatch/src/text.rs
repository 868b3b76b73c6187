//! Texts that share their memory.

use std::fmt;
use std::ops::{Deref, Range};
use std::sync::Arc;

/// A text that may be a part of a larger one in memory. What a claim hands over is one: memory that one thread takes
/// piece by piece and another one gives back costs both of them.
#[derive(Clone)]
pub struct Text {
    all: Arc<str>,
    range: Range<usize>,
}

impl Text {
    /// A part of a text; an empty one when it has no such part.
    pub(crate) fn part(all: &Arc<str>, range: Range<usize>) -> Text {
        let range = if all.get(range.clone()).is_some() { range } else { 0..0 };
        Text { all: all.clone(), range }
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.all.get(self.range.clone()).unwrap_or_default()
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text { range: 0..text.len(), all: text.into() }
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        **self == **other
    }
}

impl Eq for Text {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_its_own_text() {
        let all: Arc<str> = "one, zwölf".into();
        let parts = [0..3, 5..11, 8..10, 7..99].map(|it| Text::part(&all, it));
        assert_eq!(format!("{parts:?}"), r#"["one", "zwölf", "", ""]"#);
        assert_eq!(parts.first(), Some(&"one".to_owned().into()));
    }
}
