//! Shopify's `liquid` tag and inline comments.

use super::block::{Head, Kind, Reader};
use super::markup::Problem;
use super::scan;
use super::tags::Tag;
use crate::source::Span;

impl Reader<'_> {
    /// `{% liquid … %}`: each line is a tag.
    pub(super) fn lines(&mut self, text: &str, tag: Tag<'_>) {
        self.open(Kind::Lines, "liquid", tag.span, Head::Body);
        let mut comments = 0usize;
        let mut start = tag.rest.start as usize;
        for line in tag.rest.of(text).split_inclusive('\n') {
            let mut span = Span::new(start, start + line.trim_end().len());
            start += line.len();
            loop {
                let name = scan::name_of(text, span);
                if name.of(text) != "liquid" {
                    break;
                }
                span = Span::new(name.end as usize, span.end as usize);
            }
            let name = scan::name_of(text, span);
            match name.of(text) {
                "" if span.of(text).trim().is_empty() => {}
                "comment" => comments += 1,
                "endcomment" if comments > 0 => comments -= 1,
                _ if comments > 0 => {}
                _ => {
                    let line = Span::new(name.start as usize, span.end as usize);
                    self.tag_in(text, line, line);
                }
            }
        }
        if comments > 0 {
            self.never_closed(tag.span, "comment");
        }
        let end = tag.span.end as usize;
        while self.frames.last().is_some_and(|it| !matches!(it.kind, Kind::Lines)) {
            self.close_unclosed(end);
        }
        self.close_last(end, end);
    }
}

/// `{% # … %}`: each line of it begins with `#`.
pub(super) fn inline_comment(text: &str, tag: Tag<'_>) -> Result<(), Problem> {
    let mut lines = tag.rest.of(text).split('\n').skip(1).map(str::trim);
    if lines.all(|line| line.is_empty() || line.starts_with('#')) {
        return Ok(());
    }
    let problem = Problem::new(tag.span, "each line of an inline comment begins with '#'");
    Err(problem.with_help("add '#' to the lines that lack it"))
}
