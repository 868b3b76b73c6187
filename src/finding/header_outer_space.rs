//! `header-outer-space`: a header begins or ends with a space, mostly because a merge tag there printed nothing. The
//! space is no part of the value (RFC 9110, section 5.5), and some clients refuse to send it.

use super::{Finding, check::Check};
use crate::source::{SourceId, Span};

pub(super) fn check(check: &mut Check<'_>) {
    for (name, part) in &check.request.headers {
        let text = part.text.as_str();
        let (inner, space) = (text.trim_matches([' ', '\t']), |it: usize| it > 0);
        let before = text.len() - text.trim_start_matches([' ', '\t']).len();
        let after = text.len() - text.trim_end_matches([' ', '\t']).len();
        let place = match (space(after), space(before)) {
            (true, _) => Span::new(text.len() - after, text.len()),
            (_, true) => Span::new(0, before),
            (false, false) => continue,
        };
        let message = match inner.is_empty() {
            true => format!("the header '{name}' has nothing but space"),
            false => format!("the header '{name}' begins or ends with a space, which does not arrive"),
        };
        let finding =
            Finding::warning("header-outer-space", SourceId::Header(name.clone()), Span::empty(0), message);
        let finding = check.blaming(finding, part, place);
        let help = match finding.fields.as_slice() {
            [] => "take the space out".to_owned(),
            fields => format!("make sure that '{}' is filled in", fields.join("', '")),
        };
        check.add(finding.with_help(help));
    }
}
