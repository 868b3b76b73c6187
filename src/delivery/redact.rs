//! What logs and output may show. What is not known to be harmless is masked: a list of what is dangerous is never
//! complete.

use serde_json::Value;

use super::frozen::{Frozen, Piece};
use crate::template::SECRET_MASK;

/// The headers whose values may be shown, of requests and answers: none carries a secret or a contact's data.
const HEADERS: [&str; 19] = [
    "accept",
    "content-length",
    "content-type",
    "date",
    "idempotency-key",
    "idempotent-replayed",
    "ratelimit-limit",
    "ratelimit-remaining",
    "ratelimit-reset",
    "request-id",
    "retry-after",
    "server",
    "user-agent",
    "webhook-id",
    "webhook-timestamp",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "x-request-id",
];

/// The fields of an answer whose values may be shown, at any depth: what a partner calls the thing it made, and what it
/// calls a fault. Its messages are not among them; they repeat what was sent.
const FIELDS: [&str; 9] =
    ["code", "error_code", "id", "mode", "object", "request_id", "status", "statusCode", "type"];

/// A header's value as it may be shown.
pub fn header<'v>(name: &str, value: &'v str) -> &'v str {
    let is_harmless = HEADERS.iter().any(|it| it.eq_ignore_ascii_case(name));
    if is_harmless { value } else { SECRET_MASK }
}

/// An address as it may be shown: the user's name and password, the query and the fragment are masked.
pub fn url(text: &str) -> String {
    let (before, fragment) = text.split_once('#').map_or((text, ""), |(it, _)| (it, "#"));
    let (path, query) = before.split_once('?').map_or((before, ""), |(it, _)| (it, "?"));
    let (scheme, rest) = path.split_once("://").map_or(("", path), |(it, rest)| (it, rest));
    let separator = if scheme.is_empty() { "" } else { "://" };
    let end = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let (user, host) = authority.rsplit_once('@').map_or(("", authority), |(_, host)| ("•••@", host));
    let masked = |mark: &str| if mark.is_empty() { String::new() } else { format!("{mark}{SECRET_MASK}") };
    format!("{scheme}{separator}{user}{host}{path}{}{}", masked(query), masked(fragment))
}

/// A value of a contact, such as an email address: its first letter, and nothing of how long it is.
pub fn value(text: &str) -> String {
    let first = text.chars().next().filter(|it| it.is_alphanumeric());
    first.into_iter().chain(SECRET_MASK.chars()).collect()
}

/// A stored part: the template's own text is shown, the contact's data and secrets are masked.
pub fn part(pieces: &[Piece]) -> String {
    let shown = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => text.as_str(),
        Piece::Value(_) | Piece::Env(_) | Piece::File(_) | Piece::Basic(_) => SECRET_MASK,
    });
    shown.collect()
}

/// A stored part with the contact's data, for who asked to see it; secrets stay masked.
pub fn part_with_values(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text().unwrap_or(SECRET_MASK)).collect()
}

/// A stored request's address as it may be shown.
pub fn address(request: &Frozen) -> String {
    url(&part(&request.url))
}

/// The body of an answer as it may be shown: of JSON the keys, and the values of some harmless fields that are short and
/// plain; of anything else how long it is.
pub fn answer(body: &str) -> String {
    match serde_json::from_str::<Value>(body) {
        Ok(mut value) => {
            mask(&mut value, false);
            value.to_string()
        }
        Err(_) if body.is_empty() => String::new(),
        Err(_) => format!("{SECRET_MASK} ({} bytes)", body.len()),
    }
}

/// How long a harmless value is at most: identifiers and codes are shorter, prose is longer.
const MAX_PLAIN: usize = 64;

fn mask(value: &mut Value, is_harmless: bool) {
    match value {
        Value::Null | Value::Bool(_) => {}
        Value::Number(_) if is_harmless => {}
        Value::String(text) if is_harmless && is_plain(text) => {}
        Value::Number(_) | Value::String(_) => *value = Value::String(SECRET_MASK.to_owned()),
        Value::Array(items) => items.iter_mut().for_each(|it| mask(it, is_harmless)),
        Value::Object(members) => {
            for (key, member) in members {
                mask(member, FIELDS.contains(&key.as_str()));
            }
        }
    }
}

/// Whether a text is an identifier and no prose, name or email address.
fn is_plain(text: &str) -> bool {
    text.len() <= MAX_PLAIN && text.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_.:".contains(&it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_headers_are_shown() {
        for (name, shown) in [
            ("Content-Type", "x"),
            ("Idempotency-Key", "x"),
            ("Authorization", SECRET_MASK),
            ("X-Api-Key", SECRET_MASK),
            ("Set-Cookie", SECRET_MASK),
            ("Anything", SECRET_MASK),
        ] {
            assert_eq!(header(name, "x"), shown, "{name}");
        }
    }

    #[test]
    fn addresses_keep_host_and_path() {
        for (text, shown) in [
            ("https://a.test/v1/letters", "https://a.test/v1/letters"),
            ("https://me:pass@a.test:8443/x?key=1&k=2#top", "https://•••@a.test:8443/x?•••#•••"),
            ("https://me@you@a.test", "https://•••@a.test"),
            ("https://a.test?next=/b@c", "https://a.test?•••"),
            ("/moved?token=1", "/moved?•••"),
            ("", ""),
        ] {
            assert_eq!(url(text), shown, "{text}");
        }
    }

    #[test]
    fn values_give_away_one_letter() {
        for (text, shown) in [("shaq@example.com", "s•••"), ("", "•••"), ("+44", "•••"), ("é", "é•••")]
        {
            assert_eq!(value(text), shown, "{text}");
        }
    }

    #[test]
    fn answers_keep_what_the_partner_made() {
        for (body, shown) in [
            (
                r#"{"id":"ltr_1","to":{"name":"Shaq","id":7},"errors":[{"code":"E1","message":"no AB1 2CD"}],"ok":true}"#,
                r#"{"id":"ltr_1","to":{"name":"•••","id":7},"errors":[{"code":"E1","message":"•••"}],"ok":true}"#,
            ),
            (r#"{"id":"shaq@example.com"}"#, r#"{"id":"•••"}"#),
            (r#"{"status":["ok",{"note":"x"}]}"#, r#"{"status":["ok",{"note":"•••"}]}"#),
            ("Hello Shaq", "••• (10 bytes)"),
            ("", ""),
        ] {
            assert_eq!(answer(body), shown, "{body}");
        }
    }

    #[test]
    fn stored_parts_show_the_template() {
        let pieces =
            [Piece::Text("Dear ".to_owned()), Piece::Value("Shaq".to_owned()), Piece::Env("KEY".to_owned())];
        assert_eq!(part(&pieces), "Dear ••••••");
        assert_eq!(part_with_values(&pieces), "Dear Shaq•••");
    }
}
