//! How bytes become what a target works with. Inputs are text, so that seeds can be written and read.

use hookproof::platform;
use hookproof::profile::Profile;

/// Longer inputs find nothing new and are slow.
const LONGEST: usize = 16 << 10;

/// The first byte names the engine.
pub fn template(data: &[u8]) -> Option<(&'static Profile, &str)> {
    let (first, rest) = data.split_first()?;
    let number = usize::from(first.wrapping_sub(b'0'));
    let profile = platform::profiles().nth(number % platform::profiles().count())?;
    Some((profile, text(rest)?))
}

/// UTF-8 of a length that is worth it.
pub fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok().filter(|it| it.len() <= LONGEST)
}
