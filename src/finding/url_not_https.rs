//! `url-not-https`: the address does not begin with `https://`. Ometria takes no other ("only https URLs are
//! allowed", support.ometria.com, article 20853618321949), and Yespo does not save one
//! (docs.esputnik.com/docs/webhooks-in-workflows). For other platforms `http://` is a warning: contact data would
//! travel in the open. Anything else is no web address at all.

use super::{Edit, Finding, Severity, check::Check, placeholder_left};
use crate::source::{SourceId, Span};

pub(super) fn check(check: &mut Check<'_>) {
    let url = &check.request.url;
    let at = url.text.len() - url.text.trim_start().len();
    if url.text.get(at..).is_none_or(|it| is_https(it) || placeholder_left::begins_with(it)) {
        return;
    }
    let mut finding = match url.text.trim().is_empty() {
        true => Finding::error("url-not-https", SourceId::Url, Span::empty(0), "the address is empty")
            .with_help("enter the partner's address; it begins with https://"),
        false => Finding::error("url-not-https", SourceId::Url, Span::empty(0), "the address is not https")
            .with_help("begin it with https://"),
    };
    let is_http = url.text.get(at..at + 7).is_some_and(|it| it.eq_ignore_ascii_case("http://"));
    if !check.hook.https_only() && is_http {
        finding.severity = Severity::Warning;
    } else if check.hook.https_only() && is_http {
        finding.message = format!("{}, and {} sends to no other", finding.message, check.sender());
    }
    let scheme = url.text.get(at..).and_then(|it| it.find("://")).map_or(url.text.len(), |len| at + len + 3);
    let finding = check.blaming(finding, &check.request.url, Span::new(at, scheme));
    let written = check.hook.template(&SourceId::Url).map_or("", |it| finding.span.of(&it.text));
    if !written.eq_ignore_ascii_case("http://") {
        return check.add(finding);
    }
    let edit = Edit { source: SourceId::Url, span: finding.span, text: "https://".to_owned() };
    check.add(finding.with_fix("write https://", vec![edit]));
}

fn is_https(url: &str) -> bool {
    url.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"))
}
