//! The values of headers (RFC 9110, section 5.5): no line breaks and no control characters but the tab.

use super::{At, Cause, Met, Problem};
use crate::context::classes::Classes;
use crate::context::printed::Printed;

const BAD: Classes = Classes::LINE_BREAK.or(Classes::CONTROL).or(Classes::DELETE);

pub(super) fn text(text: &str) -> (At, Option<Problem>) {
    let bad = text.char_indices().find(|(_, c)| BAD.has(Classes::of(*c)));
    let problem = bad.map(|(at, c)| {
        let message = "a header cannot hold a line break or another invisible character";
        Problem::wrong(at, at + c.len_utf8(), message)
    });
    (At::Header, problem)
}

pub(super) fn meet(printed: &Printed) -> Met {
    let bad = printed.may.and(BAD);
    if bad.is_empty() {
        return Met::fine(At::Header);
    }
    let message = "a line break in this value would end the header";
    Met::misfit(vec![At::Header], Cause::Characters(bad), message)
}
