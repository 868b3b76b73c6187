//! Takes the deliveries of a list in, block by block, each with the place in the list where it ends.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use hookproof::audience::{Block, Reader};
use hookproof::contact::Contact;
use hookproof_dispatch::{Arrival, Cursor, Ledger, Sqlite};

use super::Sending;
use super::check::{Fit, reading};
use super::taken::{Taken, Undelivered};
use crate::command::progress::Progress;
use crate::command::stop::Stop;
use crate::failure::Failure;
use crate::print::grouped;
use crate::{load, when};

/// How much of the list is read at once: as much as makes a commit of some hundred deliveries.
const BLOCK_BYTES: usize = 64 * 1024;

/// The taking in.
pub(super) struct Intake<'i> {
    pub(super) sending: &'i Sending<'i>,
    pub(super) fit: &'i Fit,
    pub(super) stop: &'i Stop,
}

impl Intake<'_> {
    /// Takes in what earlier commands have not, until it is to stop.
    pub(super) fn run(&self, ledger: &mut Sqlite) -> Result<Taken, Failure> {
        let cursor = self.cursor()?;
        let from = ledger.cursor(&cursor)?;
        let earlier = (from > 0).then(|| Undelivered::of(ledger, &self.sending.first)).transpose()?;
        let (mut taken, mut progress) = (Taken::default(), Progress::new(Duration::ZERO));
        each_block(self.sending, self.stop, |block| {
            if let Some(earlier) = &earlier {
                self.pass(block, from, earlier, &mut taken, ledger)?;
            }
            self.block(block, &cursor, from, &mut taken, ledger)?;
            progress.tell(|_| format!("{} taken in", grouped(taken.new)));
            Ok(())
        })?;
        Ok(taken)
    }

    /// Up to which place in the list an earlier command has taken it in; none when none has.
    pub(super) fn begun(&self, ledger: &mut Sqlite) -> Result<Option<u64>, Failure> {
        Ok(Some(ledger.cursor(&self.cursor()?)?).filter(|it| *it > 0))
    }

    /// By what the place in this list is kept. It saves time, and nothing rests on it: after a change of the list, of the
    /// webhook or of who is left out, all of the list is read again, and its contacts are known by their keys.
    fn cursor(&self) -> Result<String, Failure> {
        let Sending { args, first, run, .. } = self.sending;
        let mut hasher = DefaultHasher::new();
        load::fingerprint(&args.contacts)?.hash(&mut hasher);
        for file in first.webhook.files() {
            file.text.hash(&mut hasher);
        }
        self.fit.failing.hash(&mut hasher);
        Ok(format!("{}/{}/{run}/{:016x}", first.connection, first.hook, hasher.finish()))
    }

    /// Passes over what an earlier command has taken in, with a look at what became of it where that was no good.
    fn pass(
        &self,
        block: &Block,
        from: u64,
        earlier: &Undelivered,
        taken: &mut Taken,
        ledger: &mut Sqlite,
    ) -> Result<(), Failure> {
        let Sending { first, run, .. } = self.sending;
        let mut keys = Vec::new();
        block.records(|record| {
            let Ok(text) = record.contact else { return };
            if record.number > from || self.fit.failing.contains(&record.number) {
                return;
            }
            // Whose key it is is a question that costs a reading of the contact.
            let is_told = !earlier.is_empty();
            keys.push(is_told.then(|| first.key(&first.who(&Contact::read(text), text), run)));
        });
        for key in keys {
            let found = key.map(|it| earlier.find(ledger, run, it)).transpose()?.flatten();
            taken.pass(found.as_ref());
        }
        Ok(())
    }

    fn block(
        &self,
        block: &Block,
        cursor: &str,
        from: u64,
        taken: &mut Taken,
        ledger: &mut Sqlite,
    ) -> Result<(), Failure> {
        let mut position = from;
        let mut arrivals: Result<Vec<Arrival>, Failure> = Ok(Vec::new());
        block.records(|record| {
            let (Ok(all), Ok(text)) = (&mut arrivals, &record.contact) else { return };
            position = position.max(record.number);
            if record.number <= from || self.fit.failing.contains(&record.number) {
                return;
            }
            match self.arrival(text) {
                Ok(Some(arrival)) => all.push(arrival),
                Ok(None) => taken.dropped += 1,
                Err(failure) => arrivals = Err(failure),
            }
        });
        let arrivals = arrivals?;
        if position == from {
            return Ok(());
        }
        taken.take_in(ledger, &self.sending.run, arrivals)?;
        // After all that comes before it: whoever is stopped in between takes it in again, and knows it by its keys.
        let cursor = Cursor { run: cursor.to_owned(), position };
        ledger.intake(when::now(), &[], Some(&cursor))?;
        Ok(())
    }

    /// The delivery to a contact; none when the template drops it, or it is no contact.
    fn arrival(&self, text: &str) -> Result<Option<Arrival>, Failure> {
        let Sending { first, run, options, not_before, .. } = self.sending;
        let contact = Contact::read(text);
        let request = first.request(&contact, options)?;
        let who = first.who(&contact, text);
        Ok(request.map(|request| first.arrival(who, run, *not_before, request)))
    }
}

/// Whether the first contact of the list is known by something of its own; a list without contacts says nothing else.
pub(super) fn knows_contacts(sending: &Sending<'_>) -> Result<bool, Failure> {
    let mut list = load::contacts(&sending.args.contacts)?;
    let mut reader = Reader::new(reading(&sending.first, sending.args));
    let mut buffer = vec![0; BLOCK_BYTES];
    let filled = list.fill(&mut buffer)?;
    let mut blocks = reader.push(buffer.get(..filled).unwrap_or_default());
    blocks.extend(reader.finish());
    let mut is_known = None;
    for block in &blocks {
        block.records(|record| {
            if let Ok(text) = record.contact {
                is_known.get_or_insert_with(|| sending.first.knows(&Contact::read(text)));
            }
        });
    }
    Ok(is_known.unwrap_or(true))
}

/// Reads the list again, block by block, until it is to stop.
pub(super) fn each_block(
    sending: &Sending<'_>,
    stop: &Stop,
    mut take: impl FnMut(&Block) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut list = load::contacts(&sending.args.contacts)?;
    let mut reader = Reader::new(reading(&sending.first, sending.args));
    let mut buffer = vec![0; BLOCK_BYTES];
    let mut all = |blocks: Vec<Block>| {
        for block in blocks.iter().filter(|_| !stop.is_asked()) {
            take(block)?;
        }
        Ok::<(), Failure>(())
    };
    while !stop.is_asked() {
        let filled = list.fill(&mut buffer)?;
        all(reader.push(buffer.get(..filled).unwrap_or_default()))?;
        if filled < buffer.len() {
            return all(reader.finish());
        }
    }
    Ok(())
}
