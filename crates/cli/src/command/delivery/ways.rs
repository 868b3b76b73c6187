//! How connections go, as `hookproof.toml` states.

use std::collections::BTreeMap;
use std::path::Path;

use hookproof::delivery::{Change, ConnectionSettings};
use hookproof::finding::Severity;
use hookproof::template::SecretKind;
use hookproof_dispatch::transport::Marks;
use hookproof_dispatch::worker::Rate;
use hookproof_dispatch::{Ledger, Sqlite};

use super::Campaign;
use crate::failure::Failure;
use crate::load;
use crate::print::Files;
use crate::when;

/// How connections go, by their names. One that is not among them goes as usual.
#[derive(Clone, Debug, Default)]
pub(in crate::command) struct Ways(BTreeMap<String, ConnectionSettings>);

impl Ways {
    /// Those of webhooks. Files of secrets are named from the root.
    pub(in crate::command) fn of<'c>(campaigns: impl Iterator<Item = &'c Campaign>) -> Ways {
        let way = |it: &Campaign| {
            let mut settings = it.settings();
            if let Some(secret) = &mut settings.marks.signing_secret
                && secret.kind == SecretKind::File
            {
                secret.name = it.absolute(&secret.name).into();
            }
            (it.connection.clone(), settings)
        };
        Ways(campaigns.map(way).collect())
    }

    /// Those that the project's file of this folder or the nearest above it states.
    pub(in crate::command) fn here() -> Result<Ways, Failure> {
        let shared = load::shared(Path::new(""))?;
        let findings = &shared.settings.findings;
        if let Some(file) = &shared.file
            && findings.iter().any(|it| it.severity == Severity::Error)
        {
            return Err(Failure::of(&Files::Template(file).problems(findings, None)));
        }
        let stated = shared.settings.value.connections();
        Ok(Ways(stated.map(|(name, it)| (name.to_owned(), it.clone())).collect()))
    }

    /// Has the delivery log know what they state of deliveries.
    pub(in crate::command) fn tune(&self, ledger: &mut Sqlite) -> Result<(), Failure> {
        for (name, connection) in ledger.connections()? {
            let Some(stated) = self.0.get(&name).map(|it| &it.policy) else { continue };
            if *stated != connection.policy && !connection.state.ignores() {
                ledger.change(when::now(), &name, Change::Tune(stated.clone()))?;
            }
        }
        Ok(())
    }

    /// The headers that mark requests.
    pub(super) fn marks(&self) -> BTreeMap<String, Marks> {
        self.each(|it| Some(Marks::from(&it.marks)))
    }

    /// Where answers have the id of what was made.
    pub(super) fn partner_ids(&self) -> BTreeMap<String, String> {
        self.each(|it| it.partner_id.clone())
    }

    /// How often partners may be sent a request.
    pub(super) fn rates(&self) -> BTreeMap<String, Rate> {
        self.each(|it| it.rate.map(Rate::from))
    }

    fn each<T>(&self, of: impl Fn(&ConnectionSettings) -> Option<T>) -> BTreeMap<String, T> {
        self.0.iter().filter_map(|(name, it)| Some((name.clone(), of(it)?))).collect()
    }
}
