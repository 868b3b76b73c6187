//! The key that tells a partner, and the ledger, that two requests are the same one.

use super::hash;

/// What a key is made of. The template is not: who corrects a comma and sends again must not print a second letter for
/// those who have theirs. The ledger keeps the first request of a key and says when another one comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyParts<'a> {
    /// The webhook's name.
    pub hook: &'a str,
    /// Which sending: the same contact may get the webhook again in another one.
    pub run: &'a str,
    /// The contact's id or, without one, its place in the contact list.
    pub contact: &'a str,
    /// The event that triggered it, where there is one; else empty.
    pub event: &'a str,
}

/// The key: `hp_` and 128 bits as hexadecimal digits. The same parts give the same key for ever, on every machine; the
/// contact cannot be read from it.
pub fn key(parts: &KeyParts<'_>) -> String {
    let KeyParts { hook, run, contact, event } = parts;
    let all = [hook, run, contact, event].map(|it| it.as_bytes());
    let digest = hash::digest(&all);
    // Half of the digest: among a billion deliveries, two share a key with a chance of 1 in 10²⁰.
    let (half, _) = digest.split_at(16);
    format!("hp_{}", hash::hex(half))
}

/// What tells one way to send from another: a digest of its parts, as 128 bits in hexadecimal digits.
pub(crate) fn revision<'p>(parts: impl Iterator<Item = &'p str>) -> String {
    let parts: Vec<_> = std::iter::once("hookproof revision").chain(parts).map(str::as_bytes).collect();
    let digest = hash::digest(&parts);
    let (half, _) = digest.split_at(16);
    hash::hex(half)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_never_changes_and_depends_on_each_part() {
        let parts = KeyParts { hook: "letters", run: "2026-11", contact: "42", event: "" };
        // In the ledgers of people: must stay.
        assert_eq!(key(&parts), "hp_dbfe205572f647d45416e49fb86297a5");
        let others = [
            KeyParts { hook: "letter", ..parts },
            KeyParts { run: "2026-12", ..parts },
            KeyParts { contact: "43", ..parts },
            KeyParts { event: "42", ..parts },
            KeyParts { hook: "letters2026", run: "-11", ..parts },
        ];
        for other in others {
            assert_ne!(key(&other), key(&parts), "{other:?}");
        }
    }
}
