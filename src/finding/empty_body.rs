//! `empty-body`: the template of the body is empty, and a body is sent.

use super::{Finding, check::Check};
use crate::payload::Format;
use crate::source::{SourceId, Span};

pub(super) fn check(check: &mut Check<'_>) {
    if check.payload.is_none() || !check.hook.body().text.trim().is_empty() {
        return;
    }
    let what = match check.format {
        Format::Json => ", and the partner needs JSON",
        Format::Xml => ", and the partner needs XML",
        Format::Form | Format::Text => "",
    };
    let message = format!("the webhook has no body{what}");
    let finding = Finding::error("empty-body", SourceId::Body, Span::empty(0), message);
    check.add(finding.with_help("write the request's template"));
}
