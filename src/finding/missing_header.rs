//! `missing-header`: the partner asks for a header that the webhook does not set.

use super::{Finding, check::Check, secret_in_file::is_secret};
use crate::source::{SourceId, Span};

pub(super) fn check(check: &mut Check<'_>) {
    for rule in check.hook.rules().headers.iter().filter(|rule| rule.required) {
        if check.request.header(&rule.name).is_some() || in_body(check, rule.in_body.as_deref()) {
            continue;
        }
        // The connector that is not there would have brought it.
        if check.hook.lacks_connector() && (rule.secret || is_secret(&rule.name)) {
            continue;
        }
        let message = format!("{} asks for the header '{}'", check.receiver(), rule.name);
        let finding = Finding::error("missing-header", SourceId::Hook, Span::empty(0), message);
        check.add(match &rule.form {
            Some(form) => finding.with_help(format!("add it with the value `{form}`")),
            None => finding.with_help("add it to the headers"),
        });
    }
}

/// Whether the member of the body that may stand in for the header is there.
fn in_body(check: &Check<'_>, member: Option<&str>) -> bool {
    let root = check.payload.as_ref().and_then(|it| it.root.as_ref());
    member.zip(root).is_some_and(|(name, root)| root.member(name).is_some())
}
