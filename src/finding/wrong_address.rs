//! `wrong-address`: the request does not go where the partner says that it listens, or lacks a parameter there. Only
//! contracts of the author's own have either: an `OpenAPI` description, or `url` in the hook file.

use super::{Finding, check::Check, placeholder_left};
use crate::source::{SourceId, Span};

pub(super) fn check(check: &mut Check<'_>) {
    let url = &check.request.url;
    let (address, query) = parts(&url.text);
    if address.trim().is_empty() || placeholder_left::is_in(address) {
        return;
    }
    let patterns = &check.hook.rules().addresses;
    if !patterns.is_empty() && !patterns.iter().any(|it| fits(it, address)) {
        let message = format!("this is not where {} takes the request", check.receiver());
        let finding = Finding::warning("wrong-address", SourceId::Url, Span::empty(0), message);
        let finding = check.blaming(finding, url, Span::new(0, address.len()));
        check.add(finding.with_help(format!("it takes it at {}", patterns.join(" or "))));
    }
    for name in &check.hook.rules().query {
        let is_it = |pair: &str| pair.split('=').next().is_some_and(|it| it == name);
        // A connector that is not there would have brought it.
        if query.split('&').any(is_it) || check.hook.lacks_connector() {
            continue;
        }
        let message =
            format!("the address lacks the parameter '{name}', which {} asks for", check.receiver());
        let finding = Finding::error("wrong-address", SourceId::Url, Span::empty(0), message);
        let finding = check.blaming(finding, url, Span::empty(address.len()));
        check.add(finding.with_help(format!("add `{name}=…` behind the `?`")));
    }
}

/// The address without its query, and the query.
fn parts(url: &str) -> (&str, &str) {
    let url = url.split('#').next().unwrap_or_default();
    url.split_once('?').unwrap_or((url, ""))
}

/// Whether an address has the form: segment for segment, with something in place of each `{NAME}`. A form without a
/// host fits any.
fn fits(form: &str, address: &str) -> bool {
    let (form, _) = parts(form.trim_end_matches('/'));
    let address = address.trim().trim_end_matches('/');
    let address = match form.strip_prefix('/').and_then(|_| address.split_once("://")) {
        Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default(),
        None => address,
    };
    let (forms, segments) = (form.split('/'), address.split('/'));
    forms.clone().count() == segments.clone().count()
        // The scheme and the host have no case (RFC 3986, section 6.2.2.1).
        && forms.zip(segments).enumerate().all(|(at, (form, it))| match at {
            0..3 => segment_fits(&form.to_ascii_lowercase(), &it.to_ascii_lowercase()),
            _ => segment_fits(form, it),
        })
}

fn segment_fits(form: &str, segment: &str) -> bool {
    let Some((before, rest)) = form.split_once('{') else { return form == segment };
    let after = rest.split_once('}').map_or("", |(_, after)| after);
    let Some(rest) = segment.strip_prefix(before) else { return false };
    if !after.contains('{') {
        return rest.len() > after.len() && rest.ends_with(after);
    }
    // What follows a slot begins somewhere behind its first character.
    let starts = rest.char_indices().skip(1).map(|(at, _)| at);
    starts.into_iter().any(|at| rest.get(at..).is_some_and(|it| segment_fits(after, it)))
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn addresses_have_forms() {
        let lob = "https://api.lob.com/v1/postcards";
        assert!(fits(lob, "https://api.lob.com/v1/postcards"));
        assert!(fits(lob, "https://API.lob.com/v1/postcards/"));
        assert!(!fits(lob, "https://api.lob.com/v1/letters"));
        assert!(!fits(lob, "https://api.lob.com/v1/Postcards"));
        assert!(!fits(lob, "https://api.lob.com/v1/postcards/x"));
        let tenant = "https://{tenant}.example.com/v1/lists/{list}/members/{a}-{b}";
        assert!(fits(tenant, "https://acme.example.com/v1/lists/7/members/x-y"));
        assert!(!fits(tenant, "https://.example.com/v1/lists/7/members/x-y"));
        assert!(!fits(tenant, "https://acme.example.com/v1/lists//members/x-y"));
        assert!(!fits(tenant, "https://acme.example.com/v1/lists/7/members/xy"));
        assert!(fits("/v1/{id}", "https://anywhere.example/v1/7"));
        assert!(!fits("/v1/{id}", "https://anywhere.example/v2/7"));
    }
}
