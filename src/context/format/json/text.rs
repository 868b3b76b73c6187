//! What stands inside strings (RFC 8259, section 7).

use crate::context::format::Problem;
use crate::context::printed::escape_len;

/// Goes through a string from `at` on, after its quotation mark: where it or the text ends, whether it does, and what is
/// wrong in it.
pub(super) fn string(text: &str, mut at: usize) -> (usize, bool, Option<Problem>) {
    let mut problem = None;
    while let Some(c) = text.get(at..).and_then(|it| it.chars().next()) {
        match c {
            '"' => return (at + 1, true, problem),
            '\\' => {
                let rest = text.get(at..).unwrap_or_default();
                let len = escape_len(rest);
                let cut = rest.len() < 12 && !rest.contains('"');
                if len.is_none() {
                    problem.get_or_insert_with(|| match cut {
                        true => Problem::unsure(at, text.len(), "this escape may not be complete"),
                        false => Problem::wrong(at, at + 1, "JSON does not know this escape"),
                    });
                }
                at += len.unwrap_or(1);
            }
            c if c < ' ' => {
                let message = "a line break, tab or other control character in a string must be escaped";
                problem.get_or_insert_with(|| Problem::wrong(at, at + 1, message));
                at += 1;
            }
            c => at += c.len_utf8(),
        }
    }
    (at, false, problem)
}
