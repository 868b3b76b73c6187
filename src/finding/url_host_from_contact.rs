//! `url-host-from-contact`: a merge tag makes the host, so the contact's data say where the request goes. ONTRAPORT
//! allows that (`http://[myfancyurlfield].com/page.html`, support.ontraport.com, article 217882438), so it is only
//! worth knowing.

use super::{Finding, check::Check, raw_value::values};
use crate::payload::url;
use crate::source::{InRendered, SourceId, Span};

pub(super) fn check(check: &mut Check<'_>) {
    let part = &check.request.url;
    let Some(host) = url::read::<InRendered>(&part.text).map(|it| it.host) else { return };
    let inside = |value: Span<InRendered>| value.start < host.end && host.start < value.end;
    let Some(value) = values(part).find(|it| inside(it.span)) else { return };
    let message = format!("the contact's data decide where this goes: here to '{}'", host.of(&part.text));
    let finding = Finding::info("url-host-from-contact", SourceId::Url, Span::empty(0), message);
    let finding = check.blaming(finding, part, value.span);
    check.add(finding.with_help("use only a field that nobody outside your company can fill in"));
}
