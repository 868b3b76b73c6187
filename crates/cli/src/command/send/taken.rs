//! What becomes of deliveries that are taken in.

use hookproof::delivery::{corrected_key, gives_way};
use hookproof_dispatch::{Arrival, Delivery, Filter, Ledger, Page, Sqlite, Status, Taken as Answer};

use crate::failure::Failure;
use crate::print::{grouped, some};
use crate::when;

/// More tries than a delivery has.
const ALL_TRIES: u32 = 100;

/// How many contacts of a list came to what.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) new: u64,
    /// Of these, in place of a request that the partner has refused.
    corrected: u64,
    pub(super) ignored: u64,
    /// Known already, by an earlier command or an earlier line.
    known: u64,
    /// Of these, with another request.
    differing: u64,
    /// The template drops the message for them.
    pub(super) dropped: u64,
    /// Passed over, since an earlier command came so far.
    pub(super) passed: u64,
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
            Answer::Duplicate { is_same_request, .. } => {
                self.known += 1;
                self.differing += u64::from(!is_same_request);
            }
        }
    }

    /// What of it is not as in any sending.
    pub(super) fn said(&self, run: &str) -> String {
        let mut text = String::new();
        let had = self.known + self.passed;
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
