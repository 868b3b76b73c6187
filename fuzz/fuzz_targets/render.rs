//! Every template renders with every contact, and what is rendered is covered by its source map. A NUL separates
//! the template from the contact.
#![no_main]

use hookproof::contact::Contact;
use hookproof::render;
use hookproof::settings::Settings;
use libfuzzer_sys::fuzz_target;

mod input;

fuzz_target!(|data: &[u8]| {
    let Some((profile, text)) = input::template(data) else { return };
    let (template, contact) = text.split_once('\0').unwrap_or((text, "{}"));
    let rendered = render::template(profile, template, &Contact::read(contact), &Settings::default());
    let mut end = 0;
    for run in rendered.map.runs() {
        assert_eq!(run.out.start, end, "runs lie end to end");
        end = run.out.end;
    }
    assert_eq!(usize::try_from(end).ok(), Some(rendered.text.len()), "runs cover the text");
});
