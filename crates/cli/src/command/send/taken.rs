//! What becomes of deliveries that are taken in.

use std::collections::{BTreeMap, BTreeSet};

use hookproof::delivery::{corrected_key, gives_way};
use hookproof_dispatch::{
    Arrival, Delivery, DeliveryId, Filter, Ledger, Page, Sqlite, Status, Taken as Answer,
};

use crate::command::delivery::Campaign;
use crate::failure::Failure;
use crate::print::{grouped, some};
use crate::when;

/// More tries than a delivery has.
const ALL_TRIES: u32 = 100;

/// How many deliveries are looked at at once.
const PAGE: u32 = 1000;

/// How deliveries end that are not delivered.
const UNDELIVERED: [Status; 4] = [Status::Failed, Status::Dropped, Status::Undecided, Status::Ignored];

/// How many contacts of a list came to what.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) new: u64,
    /// Of these, in place of a request that the partner has refused.
    pub(super) corrected: u64,
    pub(super) ignored: u64,
    /// Known already, by an earlier command or an earlier line.
    known: u64,
    /// Of these, with another request.
    pub(super) differing: u64,
    /// The template drops the message for them.
    pub(super) dropped: u64,
    /// Passed over, since an earlier command came so far.
    passed: u64,
    /// The deliveries of earlier commands that ended without being delivered.
    undelivered: BTreeMap<DeliveryId, Status>,
}

impl Taken {
    /// Takes deliveries of a run in. One that has failed for good may give way to the new one ([`gives_way`]), which then
    /// has a key of its own.
    pub(super) fn take_in(
        &mut self,
        ledger: &mut Sqlite,
        run: &str,
        mut arrivals: Vec<Arrival>,
    ) -> Result<(), Failure> {
        let mut is_correction = false;
        while !arrivals.is_empty() {
            let answers = ledger.intake(when::now(), &arrivals, None)?;
            let mut corrections = Vec::new();
            for (arrival, answer) in arrivals.into_iter().zip(answers) {
                if gives_way_to(ledger, &arrival, answer)? {
                    let key = corrected_key(&arrival.hook, run, &arrival.contact, &arrival.key);
                    corrections.push(Arrival { key, ..arrival });
                } else {
                    self.count(answer);
                    self.corrected += u64::from(is_correction && matches!(answer, Answer::New(_)));
                }
            }
            (arrivals, is_correction) = (corrections, true);
        }
        Ok(())
    }

    fn count(&mut self, answer: Answer) {
        match answer {
            Answer::New(_) => self.new += 1,
            Answer::Ignored(_) => self.ignored += 1,
            Answer::Duplicate { id, status, is_same_request } => {
                self.known += 1;
                self.differing += u64::from(!is_same_request);
                self.had(id, status);
            }
        }
    }

    /// Counts a contact that an earlier command has taken in, and with which delivery if that is worth telling.
    pub(super) fn pass(&mut self, undelivered: Option<&Delivery>) {
        self.passed += 1;
        if let Some(it) = undelivered {
            self.had(it.id, it.status);
        }
    }

    fn had(&mut self, id: DeliveryId, status: Status) {
        if UNDELIVERED.contains(&status) {
            self.undelivered.insert(id, status);
        }
    }

    /// How many contacts do not get it, whatever is sent now.
    pub(super) fn undelivered(&self) -> u64 {
        self.ignored + self.undelivered.len() as u64
    }

    /// How many contacts earlier commands, or earlier lines, have taken in.
    pub(super) fn duplicates(&self) -> u64 {
        self.known + self.passed
    }

    /// How many of these ended without being delivered, by how.
    pub(super) fn earlier(&self) -> BTreeMap<&'static str, u64> {
        UNDELIVERED.iter().map(|it| (it.name(), self.count_of(*it))).collect()
    }

    fn count_of(&self, undelivered: Status) -> u64 {
        self.undelivered.values().filter(|it| **it == undelivered).count() as u64
    }

    /// What became of earlier deliveries that were not delivered, and what to do.
    pub(super) fn said_of_earlier(&self, connection: &str) -> String {
        let logs = format!("`hookproof logs --connection {connection} --standing");
        let replay = format!("`hookproof replay --connection {connection} --standing");
        let mut text = String::new();
        for (status, what, next) in [
            (Status::Failed, "failed", format!("{logs} failed` says why")),
            (
                Status::Dropped,
                "given up after ten retries",
                format!("{logs} dropped` says why, {replay} dropped` has them sent again"),
            ),
            (Status::Undecided, "to be decided about", "see `hookproof decide --help`".to_owned()),
            (Status::Ignored, "ignored", format!("{replay} ignored` has them sent")),
        ] {
            let count = self.count_of(status);
            if count > 0 {
                text += &format!("Earlier in this run: {} {what}; {next}.\n", grouped(count));
            }
        }
        text
    }

    /// What of it is not as in any sending.
    pub(super) fn said(&self, run: &str) -> String {
        let mut text = String::new();
        let had = self.duplicates();
        if had > 0 {
            let (had, was) = (some(had, "contact"), if had == 1 { "was" } else { "were" });
            text += &format!("{had} {was} taken in before, in the run '{run}'; another --run sends again.\n");
        }
        if self.differing > 0 {
            let count = grouped(self.differing);
            text += &format!("{count} of these had another request then: the first one stands.\n");
        }
        if self.corrected > 0 {
            let count = some(self.corrected, "request");
            text += &format!("{count} in place of one that the partner has refused.\n");
        }
        if self.dropped > 0 {
            text += &format!("The template drops the message for {}.\n", some(self.dropped, "contact"));
        }
        if self.ignored > 0 {
            let count = grouped(self.ignored);
            text += &format!(
                "{count} ignored: `hookproof replay` sends them when the webhook is active again.\n"
            );
        }
        text
    }
}

/// The keys of a webhook's deliveries that ended without being delivered before this command.
pub(super) struct Undelivered(BTreeSet<String>);

impl Undelivered {
    /// Those of a webhook, of whatever run.
    pub(super) fn of(ledger: &mut Sqlite, campaign: &Campaign) -> Result<Undelivered, Failure> {
        let mut keys = BTreeSet::new();
        for status in UNDELIVERED {
            let filter = Filter {
                connection: Some(campaign.connection.clone()),
                hook: Some(campaign.hook.clone()),
                status: Some(status),
                ..Filter::default()
            };
            let mut after = None;
            loop {
                let page = ledger.deliveries(&filter, after, PAGE)?;
                let Some(last) = page.last() else { break };
                after = Some(last.id);
                keys.extend(page.into_iter().map(|it| it.key));
            }
        }
        Ok(Undelivered(keys))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The delivery of this key, if it is one of them; where it was corrected, the latest in its place.
    pub(super) fn find(
        &self,
        ledger: &mut Sqlite,
        run: &str,
        key: String,
    ) -> Result<Option<Delivery>, Failure> {
        if self.0.contains(&key) { latest(ledger, run, key) } else { Ok(None) }
    }
}

/// The delivery of this key or, where requests were corrected, the latest in its place.
pub(super) fn latest(ledger: &mut Sqlite, run: &str, key: String) -> Result<Option<Delivery>, Failure> {
    let (mut found, mut key): (Option<Delivery>, _) = (None, key);
    loop {
        let filter = Filter { key: Some(key), ..Filter::default() };
        let Some(delivery) = ledger.deliveries(&filter, None, 1)?.pop() else { return Ok(found) };
        key = corrected_key(&delivery.hook, run, &delivery.contact, &delivery.key);
        found = Some(delivery);
    }
}

/// Whether the delivery that has an arrival's key gives way to it.
fn gives_way_to(ledger: &mut Sqlite, arrival: &Arrival, answer: Answer) -> Result<bool, Failure> {
    let Answer::Duplicate { status: Status::Failed, is_same_request, .. } = answer else {
        return Ok(false);
    };
    let filter = Filter { key: Some(arrival.key.clone()), ..Filter::default() };
    let tries = ledger.log(&filter, Page::Latest { before: None, limit: ALL_TRIES })?;
    Ok(gives_way(is_same_request, tries.iter().map(|it| it.outcome)))
}
