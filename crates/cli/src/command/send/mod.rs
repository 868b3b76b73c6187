//! `hookproof send`: sends a webhook to every contact of a list.

use std::path::{Path, PathBuf};

use hookproof::contact::Contact;
use hookproof::delivery::{Connection, Frozen, State, advice};
use hookproof::hook::Options;
use hookproof_dispatch::Scope;
use hookproof_dispatch::worker::Until;

mod chain;
mod check;
mod intake;
mod taken;
mod totals;

use super::delivery::{Campaign, Post, Ways, ending, unsent};
use super::stop::Stop;
use crate::args::{DataFormat, Send};
use crate::failure::Failure;
use crate::print::{self, grouped};
use crate::{Outcome, ask, ledger, load, output, when};
use check::Fit;
use intake::Intake;
use totals::{End, Totals};

/// Checks the list, asks, takes the deliveries in and sends them.
pub(crate) fn run(args: &Send) -> Result<Outcome, Failure> {
    if load::is_stdin(&args.contacts) {
        let failure = Failure::new("the contact list is read twice, so it must be a file");
        return Err(failure.with_help("save it and name the file"));
    }
    let sending = Sending::read(args)?;
    let mut totals = Totals::default();
    let outcome = sending.run(&Stop::on_signal(), &mut totals)?;
    if args.format == DataFormat::Json {
        output::write_exactly(&(totals.to_json(&sending) + "\n"))?;
    }
    Ok(outcome)
}

/// What is said of contacts that are known by nothing of their own.
const NAMELESS: &str = concat!(
    "  contacts have no id, email address or telephone number that the webhook file names under [identify]:\n",
    "  they are told apart by all of their data, so one that is corrected later gets it again\n",
);

/// `2,488 requests`.
fn requests(count: u64) -> String {
    print::some(count, "request")
}

/// What is sent.
struct Sending<'a> {
    args: &'a Send,
    first: Campaign,
    then: Vec<Campaign>,
    run: String,
    options: Options,
    not_before: Option<i64>,
}

impl<'a> Sending<'a> {
    fn read(args: &'a Send) -> Result<Sending<'a>, Failure> {
        let first = Campaign::read(&args.hook)?;
        let then = args.then.iter().map(|it| Campaign::read(it)).collect::<Result<Vec<_>, _>>()?;
        let zone = args.time.zone.as_deref();
        let not_before = args.at.as_deref().map(|it| when::read(it, zone)).transpose()?;
        let options = Options { clock: args.time.clock(not_before)?, ..Options::default() };
        let run = args.run.clone().unwrap_or_else(|| name_of(&args.contacts));
        Ok(Sending { args, first, then, run, options, not_before })
    }

    /// Does all of it, and notes what comes of it.
    fn run(&self, stop: &Stop, totals: &mut Totals) -> Result<Outcome, Failure> {
        self.vet()?;
        if let Some(refused) = self.refused()? {
            totals.end = if refused == Outcome::InError { End::Error } else { End::Refused };
            return Ok(refused);
        }
        let fit = check::check(&self.first, self.args, &self.options, stop)?;
        totals.checked(&fit);
        if stop.is_asked() {
            totals.end = End::Stopped;
            return Ok(Outcome::Stopped);
        }
        if fit.refuses(self.args.skip_invalid) {
            self.say(&format!("Nothing was sent. {}\n", fit.way_out()))?;
            return Ok(Outcome::Broken);
        }
        self.say(&self.plan(&fit)?)?;
        let intake = Intake { sending: self, fit: &fit, stop };
        let begun = intake.begun(&mut ledger::open(&self.ledger()?)?)?;
        if let Some(line) = begun {
            self.say(&format!("  an earlier command took the list in up to line {}\n", grouped(line)))?;
        }
        if fit.count == 0 {
            self.say("There is nobody to send to.\n")?;
            totals.end = End::Done;
            return Ok(Outcome::Clean);
        }
        let rest = if begun.is_some() { "the rest of " } else { "" };
        if !ask::may(self.args.consent, &format!("Send {rest}{}?", requests(fit.count)))? {
            self.say("Nothing was sent.\n")?;
            totals.end = End::Declined;
            return Ok(Outcome::Broken);
        }
        self.go(&intake, totals)
    }

    fn say(&self, text: &str) -> Result<(), Failure> {
        self.args.format.say(text)
    }

    fn campaigns(&self) -> impl Iterator<Item = &Campaign> {
        [&self.first].into_iter().chain(&self.then)
    }

    fn ledger(&self) -> Result<PathBuf, Failure> {
        ledger::path(&self.args.file, Some(&self.args.hook))
    }

    fn scope(&self) -> Scope {
        Scope::Only(self.campaigns().map(|it| it.connection.clone()).collect())
    }

    /// Why nothing can be sent now, said; none when it can.
    fn refused(&self) -> Result<Option<Outcome>, Failure> {
        let mut ledger = ledger::open(&self.ledger()?)?;
        for campaign in self.campaigns() {
            if campaign.is_broken() {
                return Ok(Some(Outcome::Broken));
            }
            let connection = campaign.state(&mut ledger)?;
            let name = &campaign.connection;
            match connection.state {
                State::Active | State::Paused => campaign.must_be_tested(&connection)?,
                State::Disabled | State::Deleted => {
                    let state = connection.state.name();
                    output::tell(&format!(
                        "'{name}' is {state}: its deliveries are written down and ignored.\n"
                    ));
                }
                State::Pending => {
                    let failure = Failure::new(format!("the webhook '{name}' has not been activated"));
                    let hook = campaign.webhook.file.name.as_str();
                    return Err(
                        failure.with_help(format!("hookproof test {hook} --contact me.json --activate"))
                    );
                }
                State::Error => {
                    self.say(&in_error(name, &connection))?;
                    return Ok(Some(Outcome::InError));
                }
            }
        }
        Ok(None)
    }

    /// The request without anybody's data: what is the same in all of them.
    fn sketch(&self, campaign: &Campaign) -> Result<Frozen, Failure> {
        campaign.frozen(&campaign.webhook.hook.render(&Contact::empty(), &self.options))
    }

    /// Fails when every request would be held back for its address: they would be written down as failed, one by one.
    fn vet(&self) -> Result<(), Failure> {
        for campaign in self.campaigns() {
            let url = print::address(&self.sketch(campaign)?, false);
            if url.starts_with("http://") && !self.args.network.allow_http {
                let failure = Failure::new(format!("the address '{url}' is without encryption"));
                return Err(failure.with_help("--allow-http permits it, for a partner's test system"));
            }
        }
        Ok(())
    }

    /// What will happen.
    fn plan(&self, fit: &Fit) -> Result<String, Failure> {
        let mut text = String::new();
        for (at, campaign) in self.campaigns().enumerate() {
            let connection = &campaign.connection;
            let frozen = self.sketch(campaign)?;
            let to = print::address(&frozen, false);
            let title = campaign.title();
            let count = if at == 0 { requests(fit.count) } else { "then one to each who got it".to_owned() };
            text += &format!("{title}: {count}, {} {to}\n", frozen.method);
            text += &format!("  by the connection '{connection}', in the run '{}'\n", self.run);
            if let Some(effect) = campaign.effect() {
                text += &format!("  {effect} What the partner makes cannot be called back.\n");
            }
        }
        if fit.left_out > 0 {
            text += &format!("  {} left out: see above\n", print::some(fit.left_out, "contact"));
        }
        if !intake::knows_contacts(self)? {
            text += NAMELESS;
        }
        if let Some(at) = self.not_before {
            text += &format!("  not before {}\n", when::said(at));
        }
        Ok(text)
    }

    fn go(&self, intake: &Intake<'_>, totals: &mut Totals) -> Result<Outcome, Failure> {
        match self.not_before {
            Some(at) => self.set(intake, at, totals),
            None => self.deliver(intake, totals),
        }
    }

    /// Takes the deliveries in for later. Another process may be sending, and then does so with these.
    fn set(&self, intake: &Intake<'_>, at: i64, totals: &mut Totals) -> Result<Outcome, Failure> {
        let mut ledger = ledger::open(&self.ledger()?)?;
        let taken = intake.run(&mut ledger)?;
        totals.took(&self.first, &taken);
        totals.waiting = unsent(&mut ledger, &self.scope())?;
        self.say(&taken.said(&self.run))?;
        if intake.stop.is_asked() {
            totals.end = End::Stopped;
            self.say("Stopped: not all of the list was taken in. The same command again goes on.\n")?;
            return Ok(Outcome::Stopped);
        }
        totals.end = End::Set;
        let at = when::said(at);
        self.say(&format!("They are sent from {at} on by `hookproof deliver`: start it by then.\n"))?;
        self.say(&taken.said_of_earlier(&self.first.connection))?;
        Ok(if taken.undelivered() > 0 { Outcome::Broken } else { Outcome::Clean })
    }

    fn deliver(&self, intake: &Intake<'_>, totals: &mut Totals) -> Result<Outcome, Failure> {
        let (path, stop) = (self.ledger()?, intake.stop);
        let mut ledger = ledger::open_to_send(&path)?;
        let ways = Ways::of(self.campaigns());
        ways.tune(&mut ledger)?;
        let taken = intake.run(&mut ledger)?;
        totals.took(&self.first, &taken);
        self.say(&taken.said(&self.run))?;
        let (network, until) = (self.args.network, Until::Due);
        let post = || Post { network, scope: self.scope(), until, ways: ways.clone() };
        let mut posted = post().send(ledger, stop)?;
        let mut unsent = taken.undelivered();
        let mut earlier = taken.said_of_earlier(&self.first.connection);
        for pair in self.campaigns().collect::<Vec<_>>().windows(2) {
            let [before, next] = pair else { continue };
            if stop.is_asked() {
                break;
            }
            let mut ledger = ledger::open_to_send(&path)?;
            let linked = chain::take_in(self, before, next, stop, &mut ledger)?;
            totals.linked(next, &linked);
            unsent += linked.failing + linked.taken.undelivered();
            earlier += &linked.taken.said_of_earlier(&next.connection);
            let then = post().send(ledger, stop)?;
            posted = posted.and(then);
        }
        let again = "The same command again goes on.";
        let ended = ending(&mut ledger::open(&path)?, &self.scope(), posted, again)?;
        totals.posted(posted, &ended);
        self.say(&(ended.said + &earlier))?;
        Ok(if unsent > 0 && ended.outcome == Outcome::Clean { Outcome::Broken } else { ended.outcome })
    }
}

/// That a connection is in error, and what to do.
fn in_error(name: &str, connection: &Connection) -> String {
    let advice = connection.trouble.and_then(advice).map(|it| print::advice(&it)).unwrap_or_default();
    format!("'{name}' is in error, so nothing was sent.\n{advice}")
}

/// What a list is called without its folder.
fn name_of(path: &Path) -> String {
    path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default()
}
