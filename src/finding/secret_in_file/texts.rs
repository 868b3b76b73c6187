//! Secrets that a text gives away by their form or by the name before them.

use crate::limits::MAX_SYNTAX_ERRORS;
use crate::source::{InRendered, Span};

/// Names of headers, parameters and members that hold credentials, without their hyphens and underscores.
const NAMES: [&str; 13] = [
    "authorization",
    "proxyauthorization",
    "apikey",
    "xapikey",
    "apitoken",
    "xapitoken",
    "accesstoken",
    "xaccesstoken",
    "authtoken",
    "xauthtoken",
    "clientsecret",
    "secretkey",
    "password",
];

/// The same in an address only: elsewhere a `token` may be that of a device.
const NAMES_IN_URLS: [&str; 3] = ["token", "secret", "accesskey"];

/// How keys begin that are made to be known for keys, and how many characters follow at least. Those of Lob begin with
/// `live_` or `test_` (the publishable ones with `live_pub_`), those of `PostGrid` with `live_sk_` or `test_sk_`, those of
/// Stripe with `sk_live_` or `sk_test_`.
const KEYS: [(&str, usize); 6] =
    [("live_sk_", 10), ("test_sk_", 10), ("sk_live_", 10), ("sk_test_", 10), ("live_", 30), ("test_", 30)];

/// Whether what has this name holds a credential.
pub(crate) fn is_secret(name: &str) -> bool {
    NAMES.contains(&&*plain(name))
}

/// The secrets of an address: a password before the host, parameters that hold keys, and known keys.
pub(super) fn in_url(url: &str) -> Vec<Span<InRendered>> {
    let mut found = Vec::new();
    let authority = url.find("://").map_or(url.len(), |at| at + 3);
    let rest = url.get(authority..).unwrap_or_default();
    let host_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    if let Some((user, _)) = rest.get(..host_end).and_then(|it| it.rsplit_once('@'))
        && let Some((name, password)) = user.split_once(':')
    {
        let start = authority + name.len() + 1;
        found.push(Span::new(start, start + password.len()));
    }
    let query = url.find('?').map_or(url.len(), |at| at + 1);
    let mut at = query;
    for pair in url.get(query..).unwrap_or_default().split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if is_secret(name) || NAMES_IN_URLS.contains(&&*plain(name)) {
            let start = at + pair.len() - value.len();
            found.push(Span::new(start, start + value.len()));
        }
        at += pair.len() + 1;
    }
    found.retain(|it| !it.is_empty());
    for key in keys(url) {
        if !found.iter().any(|it| it.start <= key.start && key.end <= it.end) {
            found.push(key);
        }
    }
    found
}

/// Keys of a known form.
pub(super) fn keys(text: &str) -> Vec<Span<InRendered>> {
    let is_part = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let mut found: Vec<Span<InRendered>> = Vec::new();
    for (underscore, _) in text.match_indices('_') {
        let (Some(until), Some(rest)) = (text.get(..=underscore), text.get(underscore + 1..)) else {
            continue;
        };
        let letters = || rest.bytes().take_while(u8::is_ascii_alphanumeric);
        for (prefix, least) in KEYS {
            let Some(before) = until.strip_suffix(prefix) else { continue };
            let (len, is_mixed) = (letters().count(), letters().any(|b| b.is_ascii_digit()));
            let is_inside = found.iter().any(|it| it.range().contains(&before.len()));
            if found.len() < MAX_SYNTAX_ERRORS
                && len >= least
                && is_mixed
                && !is_inside
                && !before.bytes().next_back().is_some_and(is_part)
            {
                found.push(Span::new(before.len(), underscore + 1 + len));
            }
        }
    }
    found
}

/// The name of a header or member without what people vary: capitals, hyphens, underscores.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::{in_url, keys};

    #[test]
    fn known_keys_are_found_and_names_are_not() {
        let found = |text| keys(text).into_iter().map(|it| it.of(text)).collect::<Vec<_>>();
        let lob = "test_0dc8d51e0acffcb1880e0f19c79b2f5b0cc";
        assert_eq!(found(lob), [lob]);
        assert_eq!(found("x=sk_live_4eC39HqLyjWD;"), ["sk_live_4eC39HqLyjWD"]);
        assert_eq!(found("live_sk_abc123def456"), ["live_sk_abc123def456"]);
        for text in [
            "test_campaign",
            "live_pub_0dc8d51e0acffcb1880e0f19c79b2f5b0cc",
            "latest_0dc8d51e0acffcb1880e0f19c79b2f5b0cc",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn secrets_of_an_address_are_found() {
        let found = |text| in_url(text).into_iter().map(|it| it.of(text)).collect::<Vec<_>>();
        assert_eq!(found("https://user:pa@example.com/a?x=1"), ["pa"]);
        assert_eq!(found("https://example.com/?a=1&api_key=abc&b=2"), ["abc"]);
        assert_eq!(found("https://example.com/?token=abc"), ["abc"]);
        assert_eq!(found("https://example.com/a@b:c?key=1&token="), [""; 0]);
    }
}
