//! The pages behind the codes: what a finding means, why it matters, how to mend it and when it can be accepted.

/// All pages by code, sorted.
const PAGES: &[(&str, &str)] = &[
    ("accept-without-reason", include_str!("pages/accept-without-reason.md")),
    ("at-personalisation", include_str!("pages/at-personalisation.md")),
    ("bad-index", include_str!("pages/bad-index.md")),
    ("bad-pattern", include_str!("pages/bad-pattern.md")),
    ("body-not-json", include_str!("pages/body-not-json.md")),
    ("body-too-deep", include_str!("pages/body-too-deep.md")),
    ("broken-schema", include_str!("pages/broken-schema.md")),
    ("campaign-differs", include_str!("pages/campaign-differs.md")),
    ("condition-never-holds", include_str!("pages/condition-never-holds.md")),
    ("contact-not-a-map", include_str!("pages/contact-not-a-map.md")),
    ("contact-not-json", include_str!("pages/contact-not-json.md")),
    ("content-type-not-allowed", include_str!("pages/content-type-not-allowed.md")),
    ("contract-violation", include_str!("pages/contract-violation.md")),
    ("credentials-in-body", include_str!("pages/credentials-in-body.md")),
    ("curly-quotes", include_str!("pages/curly-quotes.md")),
    ("division-by-zero", include_str!("pages/division-by-zero.md")),
    ("duplicate-campaign", include_str!("pages/duplicate-campaign.md")),
    ("duplicate-key", include_str!("pages/duplicate-key.md")),
    ("duplicate-title", include_str!("pages/duplicate-title.md")),
    ("empty-body", include_str!("pages/empty-body.md")),
    ("empty-mandatory-field", include_str!("pages/empty-mandatory-field.md")),
    ("filler-value", include_str!("pages/filler-value.md")),
    ("form-bad-percent", include_str!("pages/form-bad-percent.md")),
    ("form-empty-pair", include_str!("pages/form-empty-pair.md")),
    ("form-no-equals", include_str!("pages/form-no-equals.md")),
    ("formatted-merge-field", include_str!("pages/formatted-merge-field.md")),
    ("hook-file-missing-key", include_str!("pages/hook-file-missing-key.md")),
    ("hook-file-syntax", include_str!("pages/hook-file-syntax.md")),
    ("hook-file-unknown-key", include_str!("pages/hook-file-unknown-key.md")),
    ("hook-file-wrong-type", include_str!("pages/hook-file-wrong-type.md")),
    ("impossible-date", include_str!("pages/impossible-date.md")),
    ("index-out-of-range", include_str!("pages/index-out-of-range.md")),
    ("limit-exceeded", include_str!("pages/limit-exceeded.md")),
    ("lone-surrogate", include_str!("pages/lone-surrogate.md")),
    ("malformed-header", include_str!("pages/malformed-header.md")),
    ("message-dropped", include_str!("pages/message-dropped.md")),
    ("method-not-allowed", include_str!("pages/method-not-allowed.md")),
    ("missing-field", include_str!("pages/missing-field.md")),
    ("missing-header", include_str!("pages/missing-header.md")),
    ("no-such-loop", include_str!("pages/no-such-loop.md")),
    ("not-a-date", include_str!("pages/not-a-date.md")),
    ("not-a-number", include_str!("pages/not-a-number.md")),
    ("not-repeatable", include_str!("pages/not-repeatable.md")),
    ("now-needed", include_str!("pages/now-needed.md")),
    ("placeholder-left", include_str!("pages/placeholder-left.md")),
    ("prints-address", include_str!("pages/prints-address.md")),
    ("raw-is-read", include_str!("pages/raw-is-read.md")),
    ("reference-prints-itself", include_str!("pages/reference-prints-itself.md")),
    ("render-fault", include_str!("pages/render-fault.md")),
    ("template-syntax", include_str!("pages/template-syntax.md")),
    ("too-long", include_str!("pages/too-long.md")),
    ("too-short", include_str!("pages/too-short.md")),
    ("tool-gives-nothing", include_str!("pages/tool-gives-nothing.md")),
    ("unclosed-block", include_str!("pages/unclosed-block.md")),
    ("unclosed-merge-field", include_str!("pages/unclosed-merge-field.md")),
    ("unclosed-tag", include_str!("pages/unclosed-tag.md")),
    ("undefined-call", include_str!("pages/undefined-call.md")),
    ("undefined-member", include_str!("pages/undefined-member.md")),
    ("undocumented-tool", include_str!("pages/undocumented-tool.md")),
    ("unformatted-date", include_str!("pages/unformatted-date.md")),
    ("unknown-code", include_str!("pages/unknown-code.md")),
    ("unknown-date-style", include_str!("pages/unknown-date-style.md")),
    ("unknown-dialect", include_str!("pages/unknown-dialect.md")),
    ("unknown-field", include_str!("pages/unknown-field.md")),
    ("unknown-filter", include_str!("pages/unknown-filter.md")),
    ("unknown-key", include_str!("pages/unknown-key.md")),
    ("unknown-merge-field", include_str!("pages/unknown-merge-field.md")),
    ("unknown-method", include_str!("pages/unknown-method.md")),
    ("unknown-receiver", include_str!("pages/unknown-receiver.md")),
    ("unknown-sender", include_str!("pages/unknown-sender.md")),
    ("unknown-setting", include_str!("pages/unknown-setting.md")),
    ("unknown-tag", include_str!("pages/unknown-tag.md")),
    ("unknown-test", include_str!("pages/unknown-test.md")),
    ("unsupported-tag", include_str!("pages/unsupported-tag.md")),
    ("url-not-https", include_str!("pages/url-not-https.md")),
    ("value-encoding-assumed", include_str!("pages/value-encoding-assumed.md")),
    ("value-not-in-list", include_str!("pages/value-not-in-list.md")),
    ("velocity-count-removed", include_str!("pages/velocity-count-removed.md")),
    ("wrong-arguments", include_str!("pages/wrong-arguments.md")),
    ("wrong-case", include_str!("pages/wrong-case.md")),
    ("wrong-type", include_str!("pages/wrong-type.md")),
];

/// The page of a code, as Markdown: headings, paragraphs, lists, code and emphasis.
pub fn explain(code: &str) -> Option<&'static str> {
    let at = PAGES.binary_search_by(|(it, _)| (*it).cmp(code)).ok()?;
    PAGES.get(at).map(|(_, page)| *page)
}

/// All codes that have a page, sorted.
pub fn codes() -> impl Iterator<Item = &'static str> {
    PAGES.iter().map(|(code, _)| *code)
}

#[cfg(test)]
mod scan;
#[cfg(test)]
mod tests;
