//! The headers by which a partner tells a repeated request from a new one, and a genuine one from a forged one.
//!
//! `Idempotency-Key` is that of the IETF draft of the name, which has expired and is in use all the same; `webhook-id`,
//! `webhook-timestamp` and `webhook-signature` are those of Standard Webhooks. Partners name them differently, so each
//! name can be changed or left out. A header that the template states itself stands.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hookproof::delivery::{Fault, MarkNames};
use hookproof::template::SecretKind;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use ring::hmac;

use super::Failure;
use super::fill::unusable;
use super::secret::{Secret, Secrets};

/// Which of these headers a webhook's requests have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks {
    /// For the delivery's key: the same at every try.
    pub idempotency_key: Option<HeaderName>,
    /// For the same key, as Standard Webhooks has it.
    pub id: Option<HeaderName>,
    /// For when this try was made, in seconds since 1970-01-01 UTC.
    pub timestamp: Option<HeaderName>,
    /// For the signature.
    pub signing: Option<Signing>,
}

/// How a webhook's requests are signed: HMAC-SHA256 over key, time and body (`v1` of Standard Webhooks).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signing {
    /// For the signature.
    pub header: HeaderName,
    /// The slot of the key that is shared with the partner, which is base64, with `whsec_` before it or not.
    pub secret: Slot,
}

/// Where a secret's value is found: see [`Secrets::value`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// In the environment or in a file.
    pub kind: SecretKind,
    /// The variable's name or the file's path.
    pub name: String,
}

impl Default for Marks {
    fn default() -> Marks {
        Marks {
            idempotency_key: Some(HeaderName::from_static("idempotency-key")),
            id: Some(HeaderName::from_static("webhook-id")),
            timestamp: Some(HeaderName::from_static("webhook-timestamp")),
            signing: None,
        }
    }
}

/// As `hookproof.toml` states them. A name that no header can have is left out, and a finding has told of it.
impl From<&MarkNames> for Marks {
    fn from(names: &MarkNames) -> Marks {
        let header = |name: &Option<String>| HeaderName::from_bytes(name.as_ref()?.as_bytes()).ok();
        let signing = names.signing_secret.as_ref().and_then(|secret| {
            let secret = Slot { kind: secret.kind, name: secret.name.to_string() };
            Some(Signing { header: header(&names.signature)?, secret })
        });
        Marks {
            idempotency_key: header(&names.idempotency),
            id: header(&names.id),
            timestamp: header(&names.timestamp),
            signing,
        }
    }
}

impl Signing {
    /// With the usual header.
    pub fn new(secret: Slot) -> Signing {
        Signing { header: HeaderName::from_static("webhook-signature"), secret }
    }
}

impl Marks {
    /// Puts them on a request that is sent at `now`.
    pub(super) fn put(
        &self,
        headers: &mut HeaderMap,
        secrets: &dyn Secrets,
        key: &str,
        now: i64,
        body: &str,
    ) -> Result<(), Failure> {
        let seconds = now.div_euclid(1000).to_string();
        let mut put = |name: Option<&HeaderName>, text: &str| match name {
            Some(name) if !headers.contains_key(name) => {
                let malformed = |_| Failure::new(Fault::Malformed, "the delivery's key fits into no header");
                headers.insert(name.clone(), HeaderValue::from_str(text).map_err(malformed)?);
                Ok(())
            }
            Some(_) | None => Ok(()),
        };
        put(self.idempotency_key.as_ref(), key)?;
        put(self.id.as_ref(), key)?;
        put(self.timestamp.as_ref(), &seconds)?;
        match &self.signing {
            Some(signing) => {
                let slot = &signing.secret;
                let secret = secrets
                    .value(slot.kind, &slot.name)
                    .ok_or_else(|| unusable(&slot.name, "has no value"))?;
                put(Some(&signing.header), &sign(&secret, &slot.name, key, &seconds, body)?)
            }
            None => Ok(()),
        }
    }
}

fn sign(secret: &Secret, name: &str, key: &str, seconds: &str, body: &str) -> Result<String, Failure> {
    let text = secret.expose();
    let bytes = STANDARD.decode(text.strip_prefix("whsec_").unwrap_or(text));
    let bytes = bytes.map_err(|_| unusable(name, "is not base64, as keys for signatures are"))?;
    let signed = format!("{key}.{seconds}.{body}");
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &bytes), signed.as_bytes());
    Ok(format!("v1,{}", STANDARD.encode(tag)))
}

#[cfg(test)]
mod tests {
    use hookproof::template::Secret as CoreSecret;

    use super::*;

    struct Fixed(&'static str);

    impl Secrets for Fixed {
        fn value(&self, _: SecretKind, name: &str) -> Option<Secret> {
            (name == "KEY").then(|| Secret::new(self.0.to_owned()))
        }
    }

    fn signed(name: &str) -> Marks {
        let slot = Slot { kind: SecretKind::Env, name: name.to_owned() };
        Marks { signing: Some(Signing::new(slot)), ..Marks::default() }
    }

    #[test]
    fn a_signature_is_that_of_standard_webhooks() {
        // The example of its specification.
        let secrets = Fixed("whsec_plJ3nmyCDGBKInavdOK15jsl");
        let mut headers = HeaderMap::new();
        let body = r#"{"event_type":"ping","data":{"success":true}}"#;
        let put = signed("KEY").put(&mut headers, &secrets, "msg_loFOjxBNrRLzqYUf", 1_731_705_121_999, body);
        assert_eq!(put, Ok(()));
        let expected = r#"{"idempotency-key": "msg_loFOjxBNrRLzqYUf", "webhook-id": "msg_loFOjxBNrRLzqYUf", "webhook-timestamp": "1731705121", "webhook-signature": "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="}"#;
        assert_eq!(format!("{headers:?}"), expected);
    }

    #[test]
    fn names_can_be_changed_and_the_templates_own_stands() {
        let marks = Marks {
            idempotency_key: Some(HeaderName::from_static("x-request-key")),
            id: None,
            ..Marks::default()
        };
        let mut headers = HeaderMap::new();
        headers.insert("webhook-timestamp", HeaderValue::from_static("own"));
        assert_eq!(marks.put(&mut headers, &Fixed(""), "hp_1", 0, ""), Ok(()));
        assert_eq!(format!("{headers:?}"), r#"{"webhook-timestamp": "own", "x-request-key": "hp_1"}"#);
    }

    #[test]
    fn names_come_from_settings() {
        assert_eq!(Marks::from(&MarkNames::default()), Marks::default());
        let secret = CoreSecret::new(SecretKind::Env, "KEY");
        let names = MarkNames {
            idempotency: Some("X-Request-Key".to_owned()),
            id: None,
            timestamp: Some("not a name".to_owned()),
            signing_secret: Some(secret),
            ..MarkNames::default()
        };
        let idempotency_key = Some(HeaderName::from_static("x-request-key"));
        let expected = Marks { idempotency_key, id: None, timestamp: None, ..signed("KEY") };
        assert_eq!(Marks::from(&names), expected);
    }

    #[test]
    fn a_key_that_cannot_sign_is_named() {
        for (name, reason) in [
            ("KEY", "the secret 'KEY' is not base64, as keys for signatures are"),
            ("ABSENT", "the secret 'ABSENT' has no value"),
        ] {
            let refused = signed(name).put(&mut HeaderMap::new(), &Fixed("#"), "hp_1", 0, "");
            assert_eq!(refused, Err(Failure::new(Fault::NoSecret, reason)));
        }
    }
}
