//! A request as it goes over the wire, near enough to read.

use hookproof::hook::Request;

/// Method and address, headers, an empty line, the body; nothing is added to the body's end.
pub(crate) fn request(request: &Request) -> String {
    let mut text = format!("{} {}\n", request.method, request.url.text);
    for (name, value) in &request.headers {
        text.push_str(&format!("{name}: {}\n", value.text));
    }
    text.push('\n');
    text.push_str(&request.body.text);
    text
}
