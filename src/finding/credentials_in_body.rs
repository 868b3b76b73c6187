//! `credentials-in-body`: a credential is sent in the body although the partner now takes it as a header. ONTRAPORT's
//! older article puts `Api-Key` and `Api-Appid` into the post data; its newer API takes them "as opposed to being
//! passed in the POST data" as headers.

use serde_json::Value;

use super::{Finding, check::Check};
use crate::payload::{Node, NodeKind};
use crate::source::{InRendered, SourceId, Span};

pub(super) fn check(check: &mut Check<'_>, root: &Node<InRendered>) {
    let NodeKind::Map(members) = &root.kind else { return };
    for member in members {
        let described = check.hook.contract().describes(&format!("/{}", member.key));
        let place = described.and_then(|it| it.get("x-deprecated-place")).and_then(Value::as_str);
        if place != Some("header") {
            continue;
        }
        let key = &member.key;
        let message = format!("'{key}' is sent in the body: {} now takes it as a header", check.receiver());
        let finding = Finding::warning("credentials-in-body", SourceId::Body, Span::empty(0), message);
        let finding = check.in_body(finding, member.key_span);
        let finding = Finding { pointer: Some(format!("/{key}")), ..finding };
        check.add(finding.with_help(format!("set the header '{key}' instead")));
    }
}
