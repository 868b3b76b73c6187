//! `header-not-ascii`: a header has letters beyond ASCII. What a server makes of them is open: RFC 9110, section 5.5,
//! leaves them for what history did with them.

use super::{Finding, check::Check};
use crate::source::{SourceId, Span};
use crate::source_map::Origin;

pub(super) fn check(check: &mut Check<'_>) {
    for (name, part) in &check.request.headers {
        // The mask of a secret is none of the header's own text.
        let runs = part.map.runs().iter().filter(|it| !matches!(it.origin, Origin::Secret { .. }));
        let found = runs.filter_map(|run| {
            let (at, c) = run.out.of(&part.text).char_indices().find(|(_, c)| !c.is_ascii())?;
            Some((run.out.start as usize + at, c))
        });
        let Some((at, c)) = found.min() else { continue };
        let message = format!("the header '{name}' has `{c}`, and headers are for plain ASCII characters");
        let finding =
            Finding::warning("header-not-ascii", SourceId::Header(name.clone()), Span::empty(0), message);
        let finding = check.blaming(finding, part, Span::new(at, at + c.len_utf8()));
        check.add(finding.with_help("send it in the body, or encoded as the partner says"));
    }
}
