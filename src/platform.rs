//! Platforms: each is an engine with what the platform adds and how it sets it. Public suites judge engines
//! ([`crate::profile`]); what is sent is decided by the platform. A sender's data names one.

use crate::profile::{self, Profile, jinja2, liquid, ontraport, velocity};

/// A platform.
#[derive(Debug)]
pub struct Platform {
    /// Its name in the data of senders.
    pub name: &'static str,
    /// The engine that it runs.
    pub engine: &'static Profile,
    /// The engine as the platform runs it.
    pub profile: &'static Profile,
}

/// All platforms.
pub const ALL: &[Platform] = &[
    Platform { name: "clevertap", engine: &liquid::liqp::LIQP, profile: &liquid::clevertap::CLEVERTAP },
    // No platform in particular: Jinja, or the engine of the language that a hook names.
    Platform { name: "generic", engine: &jinja2::JINJA2, profile: &jinja2::JINJA2 },
    // Its settings say what Ometria leaves open.
    Platform { name: "ometria", engine: &jinja2::JINJA2, profile: &jinja2::JINJA2 },
    Platform { name: "ontraport", engine: &ontraport::ONTRAPORT, profile: &ontraport::ONTRAPORT },
    Platform { name: "yespo", engine: &velocity::VELOCITY2, profile: &velocity::yespo::YESPO },
];

/// The platform of this name.
pub fn by_name(name: &str) -> Option<&'static Platform> {
    ALL.iter().find(|it| it.name == name)
}

/// All engines, and those that are different on a platform.
pub fn profiles() -> impl Iterator<Item = &'static Profile> {
    let own = ALL.iter().filter(|it| !std::ptr::eq(it.profile, it.engine));
    profile::ALL.iter().copied().chain(own.map(|it| it.profile))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Catalog;

    #[test]
    fn every_sender_names_a_platform_of_its_language() {
        for sender in Catalog::builtin().senders() {
            let dialect = by_name(&sender.platform).map(|it| it.profile.dialect.name());
            assert_eq!(dialect, Some(sender.dialect.as_str()), "{}", sender.id);
        }
    }

    #[test]
    fn names_of_profiles_are_unique() {
        let mut names: Vec<&str> = profiles().map(|it| it.name).collect();
        names.sort_unstable();
        assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
        assert!(ALL.is_sorted_by(|a, b| a.name < b.name));
    }
}
