//! When a request that failed gives way to a corrected one.

use super::key::{KeyParts, key};
use super::outcome::Outcome;

/// Whether a delivery that has failed for good gives way to the request that a later sending has for the same contact,
/// judged by all its tries: when that is another request, and the partner has certainly done nothing for the first one.
/// After a try with an unknown end a second request could print a second letter, whatever the last answer was.
pub fn gives_way(is_same_request: bool, tries: impl IntoIterator<Item = Outcome>) -> bool {
    !is_same_request && !tries.into_iter().any(Outcome::is_unknown)
}

/// The key of the request that takes the place of the one with the key `refused`, in the same run. It is another one,
/// since partners keep their answer to a key; and the same each time, so that it too is sent once.
pub fn corrected_key(hook: &str, run: &str, contact: &str, refused: &str) -> String {
    key(&KeyParts { hook, run, contact, event: refused })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::Fault;

    fn answered(status: u16) -> Outcome {
        Outcome::Answered { status, retry_after: None }
    }

    #[test]
    fn only_another_request_takes_the_place_of_one_that_did_nothing() {
        let refused = [vec![answered(422)], vec![answered(503), answered(400)]];
        let never_sent =
            [Fault::Blocked, Fault::Malformed, Fault::NoSecret].map(|it| vec![Outcome::Fault(it)]);
        for tries in refused.into_iter().chain(never_sent) {
            assert!(gives_way(false, tries.clone()), "{tries:?}");
            assert!(!gives_way(true, tries.clone()), "the same would fail again: {tries:?}");
        }
        let unknown = [Fault::TimedOut, Fault::Broken, Fault::Abandoned].map(Outcome::Fault);
        for it in unknown.into_iter().chain([answered(504)]) {
            assert!(!gives_way(false, [it, answered(422)]), "{it:?} may have made a letter");
        }
    }

    #[test]
    fn each_correction_has_a_key_of_its_own() {
        let first = key(&KeyParts { hook: "letters", run: "2026-11", contact: "42", event: "" });
        let corrected = |refused: &str| corrected_key("letters", "2026-11", "42", refused);
        let second = corrected(&first);
        assert_eq!(second, corrected(&first));
        let all = [first, second.clone(), corrected(&second)];
        assert!(all.iter().enumerate().all(|(at, it)| !all[..at].contains(it)), "{all:?}");
    }
}
