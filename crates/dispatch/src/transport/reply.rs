//! A partner's answer, as much of it as anybody needs.

use hookproof::delivery::{Outcome, redact, retry_after};
use reqwest::header::HeaderMap;
use serde_json::Value;

/// How much of an answer's body is read: more than any partner's answer has, little enough for any number under way.
pub const MAX_ANSWER_BYTES: usize = 64 << 10;

/// The longest identifier that is kept.
const MAX_PARTNER_ID_BYTES: usize = 128;

/// A partner's answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// Its headers that may be shown: those that [`redact::header`] lets through and, masked, where a redirect leads.
    pub headers: Vec<(String, String)>,
    /// The body, up to [`MAX_ANSWER_BYTES`], without the secrets of its request, should it repeat them.
    pub body: String,
    /// Whether the body was longer.
    pub is_cut: bool,
    /// Where the body has the id of what the partner made, as a JSON pointer (RFC 6901), if that is stated.
    pub partner_id_at: Option<String>,
}

impl Reply {
    /// What the policy needs to know of it, when it came at `now`.
    pub fn outcome(&self, now: i64) -> Outcome {
        let mut headers = self.headers.iter();
        let asked = headers.find(|(name, _)| name.eq_ignore_ascii_case("retry-after"));
        let retry_after = asked.and_then(|(_, value)| retry_after(value, now));
        Outcome::Answered { status: self.status, retry_after }
    }

    /// What the partner calls the thing that it made: the `id` of a success's JSON object, or of the `data` in it.
    /// Where another place is stated, it is what stands there.
    pub fn partner_id(&self) -> Option<String> {
        if !(200..=299).contains(&self.status) || self.is_cut {
            return None;
        }
        let body: Value = serde_json::from_str(&self.body).ok()?;
        let found = match &self.partner_id_at {
            Some(place) => body.pointer(place),
            None => body.get("id").or_else(|| body.get("data")?.get("id")),
        };
        let id = match found? {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
        };
        (!id.is_empty() && id.len() <= MAX_PARTNER_ID_BYTES).then_some(id)
    }
}

/// The headers of an answer that may be shown, in the order they came.
pub(super) fn shown(headers: &HeaderMap) -> Vec<(String, String)> {
    let shown = headers.iter().filter_map(|(name, value)| {
        let (name, value) = (name.as_str(), value.to_str().ok()?);
        let shown = if name == "location" { redact::url(value) } else { value.to_owned() };
        (name == "location" || redact::header(name, value) == value).then(|| (name.to_owned(), shown))
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, body: &str) -> Reply {
        Reply { status, body: body.to_owned(), ..Reply::default() }
    }

    #[test]
    fn a_partners_id_is_found() {
        let long = format!(r#"{{"id":"{}"}}"#, "x".repeat(129));
        for (status, body, expected) in [
            (201, r#"{"id":"ltr_1","data":{"id":"other"}}"#, Some("ltr_1")),
            (200, r#"{"data":{"id":17}}"#, Some("17")),
            (200, r#"{"id":null}"#, None),
            (200, r#"{"id":""}"#, None),
            (200, r#"[{"id":1}]"#, None),
            (200, "queued", None),
            (200, &long, None),
            (422, r#"{"id":"err_1"}"#, None),
        ] {
            assert_eq!(reply(status, body).partner_id().as_deref(), expected, "{body}");
        }
        assert_eq!(Reply { is_cut: true, ..reply(200, r#"{"id":"1"}"#) }.partner_id(), None);
        for (place, expected) in [("/cards/0/ref", Some("17")), ("/cards/1/ref", None), ("cards", None)] {
            let partner_id_at = Some(place.to_owned());
            let stated = Reply { partner_id_at, ..reply(200, r#"{"id":"1","cards":[{"ref":17}]}"#) };
            assert_eq!(stated.partner_id().as_deref(), expected, "{place}");
        }
    }

    #[test]
    fn harmless_headers_are_kept() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("content-type", "text/plain"),
            ("set-cookie", "session=1"),
            ("location", "http://169.254.169.254/latest?token=1"),
            ("retry-after", "120"),
        ] {
            headers.append(name, value.parse().unwrap());
        }
        let shown = shown(&headers);
        let expected = [
            ("content-type", "text/plain"),
            ("location", "http://169.254.169.254/latest?•••"),
            ("retry-after", "120"),
        ];
        assert_eq!(shown, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let reply = Reply { headers: shown, ..reply(503, "") };
        assert_eq!(reply.outcome(5), Outcome::Answered { status: 503, retry_after: Some(120_005) });
    }
}
