//! One thing worth telling the author: what, where, and what to do about it.
//!
//! Each rule lives in a file of its own beside this one and has a page in `src/finding/pages/` that
//! [`explain()`] gives.

use std::sync::Arc;

mod accept;
mod against;
pub mod apply;
mod basis;
mod body_fix;
mod body_not_form;
mod body_not_readable;
mod campaign_differs;
mod cause;
pub(crate) mod check;
mod contact_not_as_declared;
mod content_type_not_allowed;
mod contract_violation;
mod credentials_in_body;
mod double_encoded;
mod empty_body;
mod empty_mandatory_field;
mod escape;
mod explain;
mod filler_value;
mod form_separator;
mod form_value_splits;
mod header_form;
mod header_not_ascii;
mod header_outer_space;
mod holes;
mod impossible_date;
mod leaked_merge_tag;
mod leaked_null;
mod malformed_header;
mod message_dropped;
mod method_not_allowed;
mod missing_field;
mod missing_header;
mod placeholder_left;
mod raw_value;
mod receiver_merge_syntax_eaten;
mod secret_in_file;
mod structure_varies;
mod texts;
mod together;
pub(crate) mod unknown_field;
mod unknown_key;
mod unquoted_value;
mod url_for_id;
mod url_host_from_contact;
mod url_malformed;
mod url_not_https;
mod url_value_not_encoded;
mod value_not_in_list;
mod wrong_address;
pub(crate) mod wrong_case;
mod wrong_length;
mod wrong_type;
mod xml_value_is_markup;

pub use accept::{Acceptance, Accepted};
pub(crate) use against::check as against;
pub use basis::{Basis, Confidence};
pub use cause::gather;
pub(crate) use check::named;
pub use explain::{codes, explain};
pub(crate) use filler_value::{
    PHRASES as FILLER_PHRASES, WORDS as FILLER, due as printed_content, is_filler,
};
pub(crate) use impossible_date::{is_date_due, is_impossible_date, is_stated_date};
pub(crate) use leaked_null::{WORDS as WORDS_FOR_NOTHING, is_word_for_nothing};
pub use together::together;
pub(crate) use url_for_id::is_id;

use crate::source::{InRendered, InTemplate, SourceId, Span};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The request will fail or do harm.
    Error,
    /// The request probably is not what its author meant.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// As reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule's name in kebab-case; stable, since people accept findings by it.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The text that `span` points into.
    pub source: SourceId,
    /// Where in that text.
    pub span: Span<InTemplate>,
    /// Where in the rendered part of the same source.
    pub rendered: Option<Span<InRendered>>,
    /// Where in the payload, as a JSON pointer (RFC 6901).
    pub pointer: Option<String>,
    /// The contact fields to blame, as paths.
    pub fields: Vec<Arc<str>>,
    /// Where else the same is wrong from the same cause, in the order of [`sort`].
    pub places: Vec<Place>,
    /// How sure the fact is that it rests on; none for what follows from the texts alone.
    pub basis: Option<Basis>,
    /// An edit that ends the finding, at all its places.
    pub fix: Option<Fix>,
}

/// A further place of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where in the text of the finding's source.
    pub span: Span<InTemplate>,
    /// Where in the rendered part of the same source.
    pub rendered: Option<Span<InRendered>>,
    /// Where in the payload, as a JSON pointer (RFC 6901).
    pub pointer: Option<String>,
}

/// Edits that together end a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the edits do, in the imperative: `rename the key to 'postcode'`.
    pub title: String,
    /// The edits; they do not overlap.
    pub edits: Vec<Edit>,
}

/// One replacement of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The text that is edited.
    pub source: SourceId,
    /// What is replaced; empty to insert.
    pub span: Span<InTemplate>,
    /// What stands there afterwards.
    pub text: String,
}

impl Finding {
    /// A finding of severity error without help, rendered place or fix; the `with_` methods add them.
    pub fn error(
        code: &'static str,
        source: SourceId,
        span: Span<InTemplate>,
        message: impl Into<String>,
    ) -> Finding {
        Finding {
            code,
            severity: Severity::Error,
            message: message.into(),
            help: None,
            source,
            span,
            rendered: None,
            pointer: None,
            fields: Vec::new(),
            places: Vec::new(),
            basis: None,
            fix: None,
        }
    }

    /// The same as a warning.
    pub fn warning(
        code: &'static str,
        source: SourceId,
        span: Span<InTemplate>,
        message: impl Into<String>,
    ) -> Finding {
        Finding { severity: Severity::Warning, ..Finding::error(code, source, span, message) }
    }

    /// The same as information.
    pub fn info(
        code: &'static str,
        source: SourceId,
        span: Span<InTemplate>,
        message: impl Into<String>,
    ) -> Finding {
        Finding { severity: Severity::Info, ..Finding::error(code, source, span, message) }
    }

    /// Adds what to do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Finding {
        self.help = Some(help.into());
        self
    }

    /// Adds the edits that end it.
    #[must_use]
    pub fn with_fix(mut self, title: impl Into<String>, edits: Vec<Edit>) -> Finding {
        self.fix = Some(Fix { title: title.into(), edits });
        self
    }
}

/// Sorts by (source, start, end, code, pointer, message) and drops what is said twice.
pub fn sort(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| order(a).cmp(&order(b)));
    findings.dedup();
}

fn order(it: &Finding) -> (&SourceId, Span<InTemplate>, &str, Option<&str>, &str) {
    (&it.source, it.span, it.code, it.pointer.as_deref(), &it.message)
}
