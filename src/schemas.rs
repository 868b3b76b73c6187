//! The schemas of the files that Hookproof reads and writes, for editors and for whoever reads a report.

/// Of the hook file `NAME.hook.toml`.
pub const HOOK: &str = include_str!("../schemas/hook.schema.json");

/// Of the settings that several hooks share, `hookproof.toml`.
pub const SETTINGS: &str = include_str!("../schemas/hookproof.schema.json");

/// Of the list of a hook's contact fields.
pub const FIELDS: &str = include_str!("../schemas/fields.schema.json");

/// Of a report.
pub const REPORT: &str = include_str!("../schemas/report.schema.json");

/// Of the totals of a list of contacts.
pub const AUDIENCE: &str = include_str!("../schemas/audience.schema.json");

/// Of a try in the delivery log.
pub const LOG: &str = include_str!("../schemas/log.schema.json");

/// Of the connections of a delivery log.
pub const STATUS: &str = include_str!("../schemas/status.schema.json");

/// Of what came of a sending.
pub const SEND: &str = include_str!("../schemas/send.schema.json");
