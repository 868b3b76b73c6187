//! When a delivery is tried again: 10 retries after the first try, each wait twice as long as the one before, the last
//! retry about an hour after the first try (Ometria's article on webhook connections).

use super::hash;

/// How often a delivery is tried again after its first try.
pub const RETRIES: u32 = 10;

/// When the last retry is due after the first try, before chance: an hour.
pub const SPAN_MS: i64 = 3600 * 1000;

/// The earliest and the latest that the last retry is due after the first try, whatever chance says: "approximately
/// one hour".
pub const LAST_MS: (i64, i64) = (55 * 60 * 1000, 65 * 60 * 1000);

/// How much chance may change a wait, in millionths: 20 %, as Svix and Standard Webhooks do it, so that deliveries which
/// failed together do not all come back together. Full jitter, between nothing and the wait, would halve the mean span.
const JITTER: u64 = 200_000;

/// The least time between the end of a try and the next one: the first wait at its shortest. It matters when a try took
/// longer than the wait after it.
pub const LEAST_WAIT_MS: i64 = 2_815;

/// Milliseconds from the first try to retry number `retry`, counted from 1, by the delivery of this key; none when
/// there are no more retries. Without a key, the schedule without chance.
pub fn offset(key: Option<&str>, retry: u32) -> Option<i64> {
    if !(1..=RETRIES).contains(&retry) {
        return None;
    }
    let offset = (1..=retry).map(|it| wait(key, it)).sum();
    let (earliest, latest) = LAST_MS;
    Some(if retry == RETRIES { i64::clamp(offset, earliest, latest) } else { offset })
}

/// When a delivery is tried, if every try fails at once: seconds from the first try, which is at 0. For a delivery's
/// key exactly as it will be; without one, the schedule without chance.
pub fn preview(key: Option<&str>) -> Vec<i64> {
    let retries = (1..=RETRIES).filter_map(|retry| offset(key, retry));
    // Rounded to the nearest second.
    std::iter::once(0).chain(retries.map(|it| (it + 500) / 1000)).collect()
}

/// The wait before a retry. Waits double, so that all ten are 2¹⁰ − 1 times the first: 3.52 seconds.
fn wait(key: Option<&str>, retry: u32) -> i64 {
    let plain = SPAN_MS * (1 << (retry - 1)) / ((1 << RETRIES) - 1);
    let Some(key) = key else { return plain };
    let digest = hash::digest(&[b"hookproof wait", key.as_bytes(), &retry.to_be_bytes()]);
    let (chance, _) = digest.as_chunks::<8>();
    let chance = chance.first().map_or(0, |it| u64::from_be_bytes(*it)) % (2 * JITTER + 1);
    // At most 1,200,000.
    let factor = i64::try_from(1_000_000 - JITTER + chance).unwrap_or(1_000_000);
    plain * factor / 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schedule_is_as_documented() {
        assert_eq!(preview(None), [0, 4, 11, 25, 53, 109, 222, 447, 897, 1798, 3600]);
        assert_eq!(preview(Some("a")), preview(Some("a")));
        assert_ne!(preview(Some("a")), preview(Some("b")));
        assert_eq!(offset(None, 0), None);
        assert_eq!(offset(None, 11), None);
        assert_eq!(wait(None, 1) * 8 / 10, LEAST_WAIT_MS);
    }

    /// These bytes are in ledgers: another hash or another order would move every delivery that waits.
    #[test]
    fn the_chance_of_a_key_never_changes() {
        assert_eq!(preview(Some("hp_0")), [0, 3, 11, 23, 48, 101, 226, 487, 979, 1898, 3378]);
    }
}
