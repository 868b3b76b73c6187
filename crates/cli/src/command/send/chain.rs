//! `--then`: the next webhook, for the contacts that got the one before, with its answers.

use hookproof::contact::Contact;
use hookproof::finding::Severity;
use hookproof_dispatch::{Arrival, Ledger, Sqlite, Status};

use super::Sending;
use super::intake::each_block;
use super::taken::{Taken, latest};
use crate::command::delivery::{Campaign, Who};
use crate::command::stop::Stop;
use crate::failure::Failure;
use crate::print;

/// What came of the next webhook's taking in.
pub(super) struct Linked {
    pub(super) taken: Taken,
    /// How many contacts did not get the one before, or not yet.
    pub(super) without: u64,
    /// How many requests would fail with the answers that came, and are not sent.
    pub(super) failing: u64,
}

/// Takes in the deliveries of the next webhook.
pub(super) fn take_in(
    sending: &Sending<'_>,
    before: &Campaign,
    next: &Campaign,
    stop: &Stop,
    ledger: &mut Sqlite,
) -> Result<Linked, Failure> {
    let linked = Linked { taken: Taken::default(), without: 0, failing: 0 };
    let mut link = Link { sending, before, next, linked };
    each_block(sending, stop, |block| {
        let mut texts = Vec::new();
        block.records(|it| texts.extend(it.contact.ok().map(str::to_owned)));
        let mut arrivals = Vec::new();
        for text in texts {
            arrivals.extend(link.arrival(&text, ledger)?);
        }
        link.linked.taken.take_in(ledger, &sending.run, arrivals)
    })?;
    sending.args.format.say(&link.said())?;
    Ok(link.linked)
}

/// From one webhook to the next.
struct Link<'l> {
    sending: &'l Sending<'l>,
    before: &'l Campaign,
    next: &'l Campaign,
    linked: Linked,
}

impl Link<'_> {
    fn arrival(&mut self, text: &str, ledger: &mut Sqlite) -> Result<Option<Arrival>, Failure> {
        let contact = Contact::read(text);
        let who = self.before.who(&contact, text);
        if !self.was_delivered(&who, ledger)? {
            self.linked.without += 1;
            return Ok(None);
        }
        let (next, options) = (self.next, &self.sending.options);
        let contact = with_answers(&contact, &who, ledger)?;
        let report = next.webhook.hook.check(&contact, options);
        if report.findings.iter().any(|it| it.severity == Severity::Error) {
            self.linked.failing += 1;
            return Ok(None);
        }
        let Some(request) = next.request(&contact, options)? else {
            self.linked.taken.dropped += 1;
            return Ok(None);
        };
        let who = next.who(&contact, text);
        Ok(Some(next.arrival(who, &self.sending.run, None, request)))
    }

    fn was_delivered(&self, who: &Who, ledger: &mut Sqlite) -> Result<bool, Failure> {
        let run = &self.sending.run;
        let found = latest(ledger, run, self.before.key(who, run))?;
        Ok(found.is_some_and(|it| it.status == Status::Delivered))
    }

    fn said(&self) -> String {
        let mut text =
            format!("Then {}: {}.\n", self.next.title(), print::some(self.linked.taken.new, "request"));
        if self.linked.without > 0 {
            let count = print::some(self.linked.without, "contact");
            text += &format!("{count} did not get the one before, or not yet.\n");
        }
        if self.linked.failing > 0 {
            let count = print::some(self.linked.failing, "request");
            let are = if self.linked.failing == 1 { "it is" } else { "they are" };
            text += &format!("{count} would fail with the answers that came, so {are} not sent.\n");
        }
        text + &self.linked.taken.said(&self.sending.run)
    }
}

/// The contact with what partners have answered for it.
fn with_answers(contact: &Contact, who: &Who, ledger: &mut Sqlite) -> Result<Contact, Failure> {
    let answers = ledger.answers(&who.contact)?;
    Ok(contact.with_answers(answers.iter().map(|it| (it.hook.as_str(), it.body.as_str()))))
}
