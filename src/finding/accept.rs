//! Findings that the author lives with: `[accept]` in the hook file, a code and the reason for each. They are listed
//! all the same, but no longer count.
//!
//! `unknown-code` and `accept-without-reason`: mistakes in that table.

use std::sync::Arc;

use super::{Finding, codes};
use crate::hook_file::Located;
use crate::nearest::nearest;
use crate::source::SourceId;

/// A finding that the author lives with.
#[derive(Clone, Debug, PartialEq)]
pub struct Accepted {
    /// The finding.
    pub finding: Finding,
    /// Why, in the author's words.
    pub reason: Arc<str>,
}

/// The codes that a hook accepts, each with the reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acceptance {
    reasons: Vec<(Arc<str>, Arc<str>)>,
}

impl Acceptance {
    /// From a hook file's `[accept]`, telling of its mistakes.
    pub(crate) fn new(table: &[(Arc<str>, Located)], findings: &mut Vec<Finding>) -> Acceptance {
        let mut reasons = Vec::with_capacity(table.len());
        for (code, reason) in table {
            if !codes().any(|it| it == &**code) {
                findings.push(unknown_code(code, reason));
            } else if reason.text.trim().is_empty() {
                let message = format!("'{code}' is accepted without a reason");
                let finding = Finding::error("accept-without-reason", SourceId::Hook, reason.span, message);
                findings.push(finding.with_help("write why you can live with it"));
            } else {
                reasons.push((code.clone(), Arc::from(&*reason.text)));
            }
        }
        Acceptance { reasons }
    }

    /// Takes the accepted ones out of sorted findings.
    pub(crate) fn take(&self, findings: &mut Vec<Finding>) -> Vec<Accepted> {
        let reason = |it: &Finding| self.reasons.iter().find(|(code, _)| **code == *it.code);
        let mut accepted = Vec::new();
        findings.retain(|finding| match reason(finding) {
            Some((_, reason)) => {
                accepted.push(Accepted { finding: finding.clone(), reason: reason.clone() });
                false
            }
            None => true,
        });
        accepted
    }
}

fn unknown_code(code: &str, reason: &Located) -> Finding {
    let message = format!("no problem has the code '{code}'");
    let finding = Finding::error("unknown-code", SourceId::Hook, reason.span, message);
    finding.with_help(match nearest(code, codes()) {
        Some(nearest) => format!("did you mean '{nearest}'?"),
        None => "take the code from a problem that is shown".to_owned(),
    })
}
