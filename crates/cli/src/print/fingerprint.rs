//! Fingerprints: by them GitLab and GitHub know a problem again in the next run.

use std::collections::BTreeMap;

use super::problem::Problem;

/// Gives fingerprints, each once.
#[derive(Debug, Default)]
pub(super) struct Fingerprints {
    given: BTreeMap<String, usize>,
}

impl Fingerprints {
    /// For a problem of the webhook file at `path`. It does not depend on lines. Problems that are alike are counted.
    pub(super) fn of(&mut self, path: &str, problem: &Problem<'_>) -> String {
        let text = format!("{path}\0{}", problem.identity.text());
        let count = self.given.entry(text.clone()).or_default();
        *count += 1;
        match *count {
            1 => format!("{:032x}", fnv1a(text.as_bytes())),
            more => format!("{:032x}", fnv1a(format!("{text}\0{more}").as_bytes())),
        }
    }
}

/// FNV-1a with 128 bits (draft-eastlake-fnv): nobody gains from two problems that look alike, so a plain hash will do.
fn fnv1a(bytes: &[u8]) -> u128 {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    bytes.iter().fold(BASIS, |hash, byte| (hash ^ u128::from(*byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        // From the test vectors of draft-eastlake-fnv, for no bytes and for `a`.
        assert_eq!(fnv1a(b""), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        assert_eq!(fnv1a(b"a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
    }
}
