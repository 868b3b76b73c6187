//! Every text is a template: parsing neither panics nor finds anything outside of the text.
#![no_main]

use hookproof::dialect;
use hookproof::source::SourceId;
use libfuzzer_sys::fuzz_target;

mod input;

fuzz_target!(|data: &[u8]| {
    let Some((profile, template)) = input::template(data) else { return };
    let parsed = dialect::parse_for(profile, SourceId::Body, template);
    for finding in &parsed.findings {
        let (start, end) = (finding.span.start as usize, finding.span.end as usize);
        assert!(template.get(start..end).is_some(), "{finding:?} lies outside, or cuts a character");
    }
});
