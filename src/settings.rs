//! What a platform does not document, as named settings with a default.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The settings of a hook: those of its platform, each with the value that the hook file gives or the default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    values: BTreeMap<Arc<str>, Arc<str>>,
    stated: BTreeSet<Arc<str>>,
}

impl Settings {
    /// The value of a setting; empty when the platform has no such setting.
    pub fn get(&self, name: &str) -> &str {
        self.values.get(name).map_or("", |it| it)
    }

    /// Whether a setting has this value.
    pub fn is(&self, name: &str, value: &str) -> bool {
        self.get(name) == value
    }

    /// Gives a setting the value that the author knows from the account, so that it is no assumption.
    pub fn state(&mut self, name: &str, value: &str) {
        self.set(name, value);
        self.stated.insert(name.into());
    }

    /// Whether the author said what a setting is.
    pub fn is_stated(&self, name: &str) -> bool {
        self.stated.contains(name)
    }

    /// Gives a setting a value.
    pub fn set(&mut self, name: &str, value: &str) {
        self.values.insert(name.into(), value.into());
    }

    /// All settings, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(name, value)| (&**name, &**value))
    }
}
