//! What is asked of the log, and what it says.

use hookproof::delivery::Outcome;

use crate::record::{Delivery, DeliveryId, Status};

/// A try's number in its ledger; later ones are higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub i64);

/// A try, as the log keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub id: EntryId,
    /// The delivery that was tried.
    pub delivery: DeliveryId,
    /// The delivery's connection.
    pub connection: String,
    /// The delivery's webhook.
    pub hook: String,
    /// The delivery's key.
    pub key: String,
    /// The contact's id.
    pub contact: String,
    /// The number of the try among those of its delivery, counted from 1.
    pub attempt: u32,
    /// When it began.
    pub started: i64,
    /// When it ended.
    pub ended: i64,
    /// How.
    pub outcome: Outcome,
    /// What the partner calls the thing it made.
    pub partner_id: Option<String>,
    /// The beginning of the answer's body.
    pub answer: Option<String>,
    /// Where it left the delivery.
    pub status: Status,
}

/// Which part of the log is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The latest, the last first: up to so many, of those before an entry.
    Latest {
        /// Before which.
        before: Option<EntryId>,
        /// How many at most.
        limit: u32,
    },
    /// Those that came after an entry, the first first: up to so many.
    After {
        /// After which.
        after: EntryId,
        /// How many at most.
        limit: u32,
    },
}

/// How a partner answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// With this status code.
    Status(u16),
    /// With a status code of this class: 4 for 400 to 499.
    Class(u16),
    /// Not at all.
    Never,
}

/// What is looked for: whatever fulfils all that is given. For deliveries, `answered`, `from` and `until` are about the
/// last try, and a time range also finds those that were ignored in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this connection.
    pub connection: Option<String>,
    /// Of the webhook with this name.
    pub hook: Option<String>,
    /// Of this key.
    pub key: Option<String>,
    /// Deliveries that stand so now.
    pub status: Option<Status>,
    /// Answered so.
    pub answered: Option<Answered>,
    /// Of the contact with this id or email address.
    pub customer: Option<String>,
    /// Of a contact with this value of any identifier, whose case does not matter.
    pub identifier: Option<String>,
    /// About the thing that the partner calls so.
    pub partner_id: Option<String>,
    /// Ended at this time or later.
    pub from: Option<i64>,
    /// Ended before this time.
    pub until: Option<i64>,
}

impl Answered {
    /// Whether an outcome is one of these.
    pub(crate) fn finds(self, outcome: Option<Outcome>) -> bool {
        let status = outcome.map(Outcome::status);
        match self {
            Answered::Status(code) => status == Some(Some(code)),
            Answered::Class(class) => status.flatten().is_some_and(|it| it / 100 == class),
            Answered::Never => status == Some(None),
        }
    }
}

impl Filter {
    /// Whether a delivery is looked for, whatever its tries were.
    pub(crate) fn finds_delivery(&self, delivery: &Delivery) -> bool {
        let lower = |it: &str| it.to_lowercase();
        let has = |name: Option<&str>, value: &str| {
            let mut identifiers = delivery.identifiers.iter();
            identifiers.any(|(it, own)| name.is_none_or(|name| it == name) && lower(own) == lower(value))
        };
        let is_customer = |it: &String| delivery.contact == *it || has(Some(EMAIL), it);
        self.connection.as_ref().is_none_or(|it| delivery.connection == *it)
            && self.hook.as_ref().is_none_or(|it| delivery.hook == *it)
            && self.key.as_ref().is_none_or(|it| delivery.key == *it)
            && self.status.is_none_or(|it| delivery.status == it)
            && self.customer.as_ref().is_none_or(is_customer)
            && self.identifier.as_ref().is_none_or(|it| has(None, it))
    }

    /// Whether a time is in the range that is looked for.
    pub(crate) fn finds_time(&self, ended: Option<i64>) -> bool {
        self.from.is_none_or(|it| ended.is_some_and(|ended| ended >= it))
            && self.until.is_none_or(|it| ended.is_some_and(|ended| ended < it))
    }
}

/// The identifier that a customer is also looked up by.
pub(crate) const EMAIL: &str = "email";
