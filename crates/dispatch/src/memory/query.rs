//! What the model finds.

use super::{Memory, Row};
use crate::log::{Entry, Filter, Page};
use crate::record::DeliveryId;

impl Memory {
    /// The deliveries that a filter finds, by number.
    pub(super) fn found(&self, filter: &Filter) -> Vec<DeliveryId> {
        let finds = |row: &&Row| {
            let delivery = &row.delivery;
            let is_partners = |id: &String| {
                let mut own = self.entries.values().filter(|it| it.delivery == delivery.id);
                own.any(|it| it.partner_id.as_ref() == Some(id))
            };
            filter.finds_delivery(delivery)
                && filter.finds_time(delivery.ended)
                && filter.answered.is_none_or(|it| it.finds(delivery.last))
                && filter.partner_id.as_ref().is_none_or(is_partners)
        };
        self.rows.values().filter(finds).map(|it| it.delivery.id).collect()
    }

    /// The tries that a filter finds.
    pub(super) fn tries(&self, filter: &Filter, page: Page) -> Vec<Entry> {
        let finds = |entry: &&Entry| {
            let delivery = self.rows.get(&entry.delivery);
            delivery.is_some_and(|it| filter.finds_delivery(&it.delivery))
                && filter.finds_time(Some(entry.ended))
                && filter.answered.is_none_or(|it| it.finds(Some(entry.outcome)))
                && filter.partner_id.as_ref().is_none_or(|it| entry.partner_id.as_ref() == Some(it))
        };
        let found = self.entries.values().filter(finds);
        match page {
            Page::Latest { before, limit } => {
                let found = found.rev().filter(|it| before.is_none_or(|before| it.id < before));
                found.take(limit as usize).cloned().collect()
            }
            Page::After { after, limit } => {
                found.filter(|it| it.id > after).take(limit as usize).cloned().collect()
            }
        }
    }
}
