//! Secrets into their slots, each encoded for its place, and out of answers again.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hookproof::delivery::{Fault, redact};
use hookproof::payload::Format;
use hookproof::template::{SECRET_MASK, SecretKind};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url};

use super::Failure;
use super::encode::{is_in_string, json_string, percent, xml};
use super::secret::{Secret, Secrets};
use crate::packed::{Parts, Pieces, Stored};

/// A request as it goes out.
pub(super) struct Filled {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
    /// What was filled in, to be taken out of what comes back.
    pub(super) used: Vec<Secret>,
}

/// Headers that the connection itself needs, and that an author's value could only break: how long the body is and
/// whether the connection stays are ours to say (RFC 9110, section 7.6.1), and the host is the address's.
const OWN: [&str; 10] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// The shortest secret that is looked for in answers: shorter ones are found by accident.
const LEAST_SEARCHED: usize = 4;

/// Fills a request.
pub(super) fn fill(request: &Parts<'_>, secrets: &dyn Secrets) -> Result<Filled, Failure> {
    let mut filler = Filler { secrets, used: Vec::new() };
    let malformed = |what: &str| Failure::new(Fault::Malformed, what);
    let method =
        Method::from_bytes(request.method.as_bytes()).map_err(|_| malformed("the method is malformed"))?;
    let url = filler.url(request.url)?;
    let url = Url::parse(&url).map_err(|_| malformed("the address is malformed"))?;
    let headers = filler.headers(&request.headers)?;
    let stated = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or("application/json");
    let essence = stated.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let body = filler.body(request.body, Format::of(&essence))?;
    Ok(Filled { method, url, headers, body, used: filler.used })
}

/// Takes secrets out of an answer that repeats them: what is stored holds none.
pub(super) fn scrub(body: String, used: &[Secret]) -> String {
    let long = used.iter().map(Secret::expose).filter(|it| it.len() >= LEAST_SEARCHED);
    long.fold(body, |body, it| if body.contains(it) { body.replace(it, SECRET_MASK) } else { body })
}

struct Filler<'s> {
    secrets: &'s dyn Secrets,
    used: Vec<Secret>,
}

impl Filler<'_> {
    fn value(&mut self, kind: SecretKind, name: &str) -> Result<Secret, Failure> {
        let found = self.secrets.value(kind, name);
        let value = found.ok_or_else(|| unusable(name, "has no value"))?;
        self.used.push(value.clone());
        Ok(value)
    }

    /// A user's name and a password in base64 (RFC 7617). Nothing that shows what went into it is ever written down.
    fn basic(&mut self, parts: Pieces<'_>) -> Result<Secret, Failure> {
        let pair = self.part(parts, |_, value, _| Ok(value.to_owned()))?;
        let encoded = Secret::new(STANDARD.encode(pair));
        self.used.push(encoded.clone());
        Ok(encoded)
    }

    /// A part with its secrets, each made by `encode` from its value and the text before it.
    fn part(
        &mut self,
        pieces: Pieces<'_>,
        mut encode: impl FnMut(&str, &str, &str) -> Result<String, Failure>,
    ) -> Result<String, Failure> {
        let mut text = String::with_capacity(pieces.len());
        for piece in pieces.each() {
            let (kind, name) = match piece {
                Stored::Text(it) | Stored::Value(it) => {
                    text.push_str(it);
                    continue;
                }
                Stored::Env(name) => (SecretKind::Env, name),
                Stored::File(path) => (SecretKind::File, path),
                Stored::Basic(parts) => {
                    text.push_str(self.basic(parts)?.expose());
                    continue;
                }
            };
            let value = self.value(kind, name)?;
            let encoded = encode(&text, value.expose(), name)?;
            if encoded != value.expose() {
                self.used.push(Secret::new(encoded.clone()));
            }
            text.push_str(&encoded);
        }
        Ok(text)
    }

    /// A secret at the start of an address is one itself, or the beginning of one.
    fn url(&mut self, pieces: Pieces<'_>) -> Result<String, Failure> {
        self.part(pieces, |before, value, _| {
            Ok(if before.is_empty() { value.to_owned() } else { percent(value, false) })
        })
    }

    fn headers(&mut self, parts: &[(&str, Pieces<'_>)]) -> Result<HeaderMap, Failure> {
        // With room for those that mark the request and those that the client adds.
        let mut headers = HeaderMap::with_capacity(parts.len() + 8);
        for (name, pieces) in parts {
            let malformed = || Failure::new(Fault::Malformed, "a header is malformed");
            let parsed = HeaderName::from_bytes(name.as_bytes()).map_err(|_| malformed())?;
            if OWN.contains(&parsed.as_str()) {
                continue;
            }
            let text = self.part(*pieces, |_, value, secret| match HeaderValue::from_str(value) {
                Ok(_) => Ok(value.to_owned()),
                Err(_) => Err(unusable(secret, "has what no header can hold, such as a line end")),
            })?;
            let mut value = HeaderValue::from_bytes(text.as_bytes()).map_err(|_| malformed())?;
            value.set_sensitive(redact::header(name, &text) != text);
            headers.append(parsed, value);
        }
        Ok(headers)
    }

    fn body(&mut self, pieces: Pieces<'_>, format: Format) -> Result<String, Failure> {
        self.part(pieces, |before, value, name| match format {
            Format::Json if is_in_string(before) => Ok(json_string(value)),
            // Outside a string only a number or the like keeps the body what it was checked to be.
            Format::Json => match serde_json::from_str::<serde_json::Number>(value) {
                Ok(_) => Ok(value.to_owned()),
                Err(_) => Err(unusable(name, "is no number, and its slot is in no string")),
            },
            Format::Form => Ok(percent(value, true)),
            Format::Xml => Ok(xml(value)),
            Format::Text => Ok(value.to_owned()),
        })
    }
}

/// A secret that cannot be sent stops every delivery, like one without a value.
pub(super) fn unusable(name: &str, what: &str) -> Failure {
    Failure::new(Fault::NoSecret, format!("the secret '{name}' {what}"))
}

#[cfg(test)]
mod tests {
    use hookproof::delivery::{Frozen, Piece};

    use super::*;
    use crate::Packed;

    struct Fixed(&'static str);

    impl Secrets for Fixed {
        fn value(&self, _: SecretKind, name: &str) -> Option<Secret> {
            (name != "ABSENT").then(|| Secret::new(self.0.to_owned()))
        }
    }

    /// In tests, `$NAME` is a slot.
    fn pieces(text: &str) -> Vec<Piece> {
        let mut parts = text.split('$');
        let mut pieces = vec![Piece::Text(parts.next().unwrap_or_default().to_owned())];
        for part in parts {
            let end = part.find(|it: char| !it.is_ascii_uppercase()).unwrap_or(part.len());
            let (name, rest) = part.split_at(end);
            pieces.extend([Piece::Env(name.to_owned()), Piece::Text(rest.to_owned())]);
        }
        pieces
    }

    fn request(url: &str, headers: &[(&str, &str)], body: &str) -> Frozen {
        Frozen {
            method: "POST".to_owned(),
            url: pieces(url),
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), pieces(value))).collect(),
            body: pieces(body),
        }
    }

    fn filled(request: &Frozen, secret: &'static str) -> Result<Filled, Failure> {
        fill(&Packed::of(request).read().expect("a request"), &Fixed(secret))
    }

    #[test]
    fn secrets_are_encoded_for_their_place() {
        let secret = "a\"b\\&<é +";
        for (content_type, body, expected) in [
            (
                "application/json",
                r#"{"x": "\"$KEY"}"#,
                r#"{"x": "\"a\"b\\&<é +"}"#.replace("a\"b\\", r#"a\"b\\"#),
            ),
            (
                "application/x-www-form-urlencoded; charset=utf-8",
                "k=$KEY&z",
                "k=a%22b%5C%26%3C%C3%A9+%2B&z".into(),
            ),
            ("text/xml", "<a>$KEY</a>", "<a>a&quot;b\\&amp;&lt;é +</a>".into()),
            ("text/plain", "$KEY, $KEY", format!("{secret}, {secret}")),
        ] {
            let made = filled(&request("https://a.test/", &[("Content-Type", content_type)], body), secret);
            assert_eq!(made.map(|it| it.body), Ok(expected), "{content_type}");
        }
        let made =
            filled(&request("https://a.test/$KEY?k=$KEY", &[], ""), "a/b?c&d é").map(|it| it.url.to_string());
        assert_eq!(made.as_deref(), Ok("https://a.test/a%2Fb%3Fc%26d%20%C3%A9?k=a%2Fb%3Fc%26d%20%C3%A9"));
        let made = filled(&request("$URL/x", &[], ""), "https://b.test:8443/y").map(|it| it.url.to_string());
        assert_eq!(made.as_deref(), Ok("https://b.test:8443/y/x"));
    }

    #[test]
    fn headers_with_secrets_or_of_unknown_kind_are_sensitive() {
        let stated = [
            ("Authorization", "Bearer $KEY"),
            ("X-Customer", "Shaq"),
            ("Content-Type", "text/plain"),
            ("Content-Length", "3"),
            ("Host", "other.test"),
        ];
        let made = filled(&request("https://a.test/", &stated, ""), "s3cret").unwrap();
        assert_eq!(
            format!("{:?}", made.headers),
            r#"{"authorization": Sensitive, "x-customer": Sensitive, "content-type": "text/plain"}"#
        );
        assert_eq!(made.headers.get("authorization").map(HeaderValue::as_bytes), Some(&b"Bearer s3cret"[..]));
    }

    #[test]
    fn a_name_and_a_password_go_out_in_base64() {
        let pair = vec![Piece::Text("AC1:".to_owned()), Piece::Env("KEY".to_owned())];
        let basic = vec![Piece::Text("Basic ".to_owned()), Piece::Basic(pair)];
        let frozen = Frozen {
            headers: vec![("Authorization".to_owned(), basic)],
            ..request("https://a.test/", &[], "")
        };
        let made = filled(&frozen, "pass:wörd").unwrap();
        let sent = made.headers.get("authorization").map(HeaderValue::as_bytes);
        assert_eq!(sent, Some(&b"Basic QUMxOnBhc3M6d8O2cmQ="[..]));
        assert_eq!(
            scrub("pass:wörd, AC1:pass:wörd, QUMxOnBhc3M6d8O2cmQ=".into(), &made.used),
            "•••, AC1:•••, •••"
        );
        let absent = Frozen {
            headers: vec![("A".to_owned(), vec![Piece::Basic(vec![Piece::Env("ABSENT".to_owned())])])],
            ..frozen
        };
        let refused = Failure::new(Fault::NoSecret, "the secret 'ABSENT' has no value");
        assert_eq!(filled(&absent, "x").err(), Some(refused));
    }

    #[test]
    fn what_cannot_be_sent_is_said_without_its_value() {
        let https = "https://a.test/";
        for (request, secret, fault, reason) in [
            (
                request(https, &[("A", "$ABSENT")], ""),
                "",
                Fault::NoSecret,
                "the secret 'ABSENT' has no value",
            ),
            (
                request(https, &[("A", "$KEY")], ""),
                "a\nb",
                Fault::NoSecret,
                "the secret 'KEY' has what no header can hold, such as a line end",
            ),
            (
                request(https, &[], r#"{"a": $KEY}"#),
                "\"a\", \"b\": 1",
                Fault::NoSecret,
                "the secret 'KEY' is no number, and its slot is in no string",
            ),
            (request(https, &[("A", "a\r\nB: c")], ""), "", Fault::Malformed, "a header is malformed"),
            (request(https, &[("A b", "c")], ""), "", Fault::Malformed, "a header is malformed"),
            (request("a.test/x", &[], ""), "", Fault::Malformed, "the address is malformed"),
        ] {
            assert_eq!(filled(&request, secret).err(), Some(Failure::new(fault, reason)));
        }
        let number = filled(&request(https, &[], r#"{"a": $KEY}"#), "17").map(|it| it.body);
        assert_eq!(number.as_deref(), Ok(r#"{"a": 17}"#));
    }

    #[test]
    fn answers_that_repeat_a_secret_lose_it() {
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        let made = filled(&request("https://a.test/", &headers, "k=$KEY"), "to ken").unwrap();
        assert_eq!(
            scrub("you sent k=to+ken, which is 'to ken'".into(), &made.used),
            "you sent k=•••, which is '•••'"
        );
        assert_eq!(scrub("a b".into(), &[Secret::new("a".into())]), "a b");
    }
}
