//! A request as it is sent, and what came of it, without what nobody else may see.

use annotate_snippets::normalize_untrusted_str;
use hookproof::delivery::{Advice, Frozen, redact};
use hookproof_dispatch::transport::{Failure, Reply};

use super::entry::answer;

/// How much of an answer's body is shown.
const SHOWN_CHARS: usize = 2000;

/// Method and address, headers, an empty line, the body. The contact's data are dots unless they are asked for; secrets,
/// and headers that are not known to be harmless, always are.
pub(crate) fn request(request: &Frozen, show_values: bool) -> String {
    let part = if show_values { redact::part_with_values } else { redact::part };
    let mut text = format!("{} {}\n", request.method, address(request, show_values));
    for (name, pieces) in &request.headers {
        text += &format!("{name}: {}\n", redact::header(name, &part(pieces)));
    }
    let body = part(&request.body);
    if !body.is_empty() {
        text += &format!("\n{}\n", body.trim_end_matches('\n'));
    }
    normalize_untrusted_str(&text)
}

/// Where a request goes.
pub(crate) fn address(request: &Frozen, show_values: bool) -> String {
    match show_values {
        true => redact::part_with_values(&request.url),
        false => redact::url(&redact::part(&request.url)),
    }
}

/// The status code, the headers that may be shown, the beginning of the body.
pub(crate) fn reply(reply: &Reply, show_values: bool) -> String {
    let mut text = format!("{}\n", reply.status);
    for (name, value) in &reply.headers {
        text += &format!("{name}: {value}\n");
    }
    let body = answer(&reply.body, show_values);
    if !body.is_empty() {
        let shown: String = body.chars().take(SHOWN_CHARS).collect();
        let more = if shown.len() < body.len() || reply.is_cut { "…" } else { "" };
        text += &format!("\n{}{more}\n", shown.trim_end_matches('\n'));
    }
    normalize_untrusted_str(&text)
}

/// Why there is no answer.
pub(crate) fn failure(failure: &Failure) -> String {
    format!("no answer: {} ({})\n", normalize_untrusted_str(&failure.reason), failure.fault.name())
}

/// What is likely wrong, and what to do.
pub(crate) fn advice(advice: &Advice) -> String {
    format!("  likely cause: {}\n  next step: {}\n", advice.cause, advice.step)
}
