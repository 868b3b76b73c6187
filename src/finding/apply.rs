//! Applies fixes to texts: chooses those that do not get into each other's way, and edits.

use super::{Edit, Fix};
use crate::source::SourceId;

/// The fixes that can be applied at once, in the order given: one whose edits overlap those of an earlier one is left
/// out, since what it was made for is no longer there. An edit that several fixes have in common is made once.
pub fn choose<'f>(fixes: impl IntoIterator<Item = &'f Fix>) -> Vec<&'f Fix> {
    let mut chosen: Vec<&Fix> = Vec::new();
    for fix in fixes {
        let taken = || chosen.iter().flat_map(|it| &it.edits);
        let clear = fix.edits.iter().all(|edit| taken().all(|it| it == edit || !overlap(it, edit)));
        if clear && !fix.edits.is_empty() {
            chosen.push(fix);
        }
    }
    chosen
}

/// Whether the order of two edits would matter: they share text, or both insert at one place.
fn overlap(a: &Edit, b: &Edit) -> bool {
    let (x, y) = (a.span, b.span);
    a.source == b.source && (x == y || (x.start < y.end && y.start < x.end))
}

/// The edits of fixes in one text, sorted, each once.
pub fn edits_of<'f>(fixes: &[&'f Fix], source: &SourceId) -> Vec<&'f Edit> {
    let edits = fixes.iter().flat_map(|fix| &fix.edits).filter(|edit| edit.source == *source);
    let mut edits: Vec<&Edit> = edits.collect();
    edits.sort_by_key(|edit| edit.span);
    edits.dedup();
    edits
}

/// The text with its edits made, which are sorted and do not overlap; none when one of them does not fit the text.
pub fn apply<'e>(text: &str, edits: impl IntoIterator<Item = &'e Edit>) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        let range = edit.span.range();
        out += text.get(at..range.start)?;
        // What is replaced must be there, on character boundaries.
        text.get(range.clone())?;
        out += &edit.text;
        at = range.end;
    }
    out += text.get(at..)?;
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit { source: SourceId::Body, span: Span::new(start, end), text: text.to_owned() }
    }

    fn fix(title: &str, edits: Vec<Edit>) -> Fix {
        Fix { title: title.to_owned(), edits }
    }

    /// What becomes of `abcdef`, and the titles of the fixes that are chosen.
    #[track_caller]
    fn check(fixes: &[Fix], titles: &[&str], expected: &str) {
        let chosen = choose(fixes);
        assert_eq!(chosen.iter().map(|it| it.title.as_str()).collect::<Vec<_>>(), titles);
        let edits = edits_of(&chosen, &SourceId::Body);
        assert_eq!(apply("abcdef", edits).as_deref(), Some(expected));
    }

    #[test]
    fn fixes_that_touch_are_applied_together() {
        let fixes =
            [fix("last", vec![edit(4, 6, "X")]), fix("first", vec![edit(0, 1, ""), edit(2, 4, "YZ")])];
        check(&fixes, &["last", "first"], "bYZX");
        check(
            &[fix("put", vec![edit(2, 2, "-")]), fix("cut", vec![edit(2, 3, "")])],
            &["put", "cut"],
            "ab-def",
        );
    }

    #[test]
    fn what_overlaps_is_left_for_later() {
        let (whole, part) =
            (fix("whole", vec![edit(1, 5, "X")]), fix("part", vec![edit(0, 1, ""), edit(2, 3, "Y")]));
        check(&[whole.clone(), part.clone()], &["whole"], "aXf");
        check(&[part, whole], &["part"], "bYdef");
        let inside = [fix("whole", vec![edit(1, 5, "X")]), fix("inside", vec![edit(3, 3, "Y")])];
        check(&inside, &["whole"], "aXf");
        check(&[fix("a", vec![edit(3, 3, "1")]), fix("b", vec![edit(3, 3, "2")])], &["a"], "abc1def");
    }

    #[test]
    fn an_edit_that_fixes_share_is_made_once() {
        let fixes = [fix("a", vec![edit(1, 2, "X")]), fix("b", vec![edit(1, 2, "X"), edit(5, 6, "")])];
        check(&fixes, &["a", "b"], "aXcde");
        check(&[fix("nothing", vec![])], &[], "abcdef");
    }

    #[test]
    fn an_edit_that_does_not_fit_is_refused() {
        assert_eq!(apply("é", [&edit(1, 2, "")]), None);
        assert_eq!(apply("ab", [&edit(1, 3, "")]), None);
        assert_eq!(apply("ab", [&edit(3, 3, "x")]), None);
    }

    #[test]
    fn other_texts_are_left_alone() {
        let url = Edit { source: SourceId::Url, ..edit(1, 2, "X") };
        let (a, b) = (fix("a", vec![url]), fix("b", vec![edit(1, 2, "Y")]));
        check(&[a, b], &["a", "b"], "aYcdef");
    }
}
