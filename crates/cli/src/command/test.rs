//! `hookproof test`: sends one request for real.

use hookproof::delivery::{
    Action, Change, Fault, Frozen, Outcome as Answer, Refusal, State, Testing, advice,
};
use hookproof::finding::Severity;
use hookproof::hook::{Options, Request};
use hookproof_dispatch::transport::{Failure as Unsent, Reply, Sending, Transport};
use hookproof_dispatch::{Arrival, Error, Ledger, Packed, Sqlite, Tested};

use super::delivery::{Campaign, Ways, http, runtime};
use super::state::waiting;
use crate::args::Test;
use crate::failure::Failure;
use crate::load::{self, ExampleContact};
use crate::print::{self, Files};
use crate::{Outcome, ask, ledger, output, when};

/// Renders, checks, asks, sends, and says what came back and what it means.
pub(crate) fn run(args: &Test) -> Result<Outcome, Failure> {
    let campaign = Campaign::read(&args.hook)?;
    // The arguments ask for one of the two.
    let path = args.contact.as_deref().or(args.event.as_deref()).unwrap_or(&args.hook);
    let contact = load::contact(path)?;
    let options = Options { clock: args.time.clock(None)?, ..Options::default() };
    let Some(request) = checked(&campaign, &contact, &options, args.values.show_values)? else {
        return Ok(Outcome::Broken);
    };
    let (request, testing) = match args.live {
        true => (campaign.frozen(&request)?, Testing::Real),
        false => campaign.frozen_test(&request)?,
    };

    let mut ledger = ledger::create(&ledger::path(&args.file, Some(&args.hook))?)?;
    campaign.enter(&mut ledger)?;
    Ways::of([&campaign].into_iter()).tune(&mut ledger)?;
    let connection = campaign.state(&mut ledger)?;
    if connection.state.ignores() {
        return Err(Error::Refused(Refusal::NotFrom(connection.state)).into());
    }
    let shown = print::sent_request(&request, args.values.show_values);
    output::say(&format!("{shown}\n{}", plan(&campaign, testing)))?;
    if !ask::may(args.consent, "Send this request?")? {
        output::say("Nothing was sent.\n")?;
        return Ok(Outcome::Broken);
    }
    let (test, answer) = send(args, &campaign, &contact, request)?;
    ledger.note(&test)?;
    output::say(&match &answer {
        Ok(reply) => format!("\n{}", print::reply(reply, args.values.show_values)),
        Err(unsent) => format!("\n{}", print::failure(unsent)),
    })?;
    match connection.policy.judge(test.outcome).action {
        Action::Deliver => passed(args, &campaign, &mut ledger),
        Action::Retry | Action::Fail | Action::Decide => failed(test.outcome),
    }
}

fn passed(args: &Test, campaign: &Campaign, ledger: &mut Sqlite) -> Result<Outcome, Failure> {
    let name = &campaign.connection;
    let revision = campaign.webhook.hook.connection_revision().to_owned();
    let connection = ledger.change(when::now(), name, Change::TestPassed(revision))?;
    let next = match connection.state {
        _ if args.activate => {
            ledger.change(when::now(), name, Change::Activate)?;
            let waiting = waiting(ledger, name)?;
            format!("The test has passed, and '{name}' is active.\n{waiting}")
        }
        State::Error | State::Paused => {
            format!("The test has passed: `hookproof resume {name}` lets it go on.")
        }
        State::Pending => format!("The test has passed: `hookproof activate {name}` lets it send."),
        State::Active | State::Disabled | State::Deleted => "The test has passed.".to_owned(),
    };
    output::say(&format!("\n{}\n", next.trim_end()))?;
    Ok(Outcome::Clean)
}

fn failed(outcome: Answer) -> Result<Outcome, Failure> {
    let why = advice(outcome).map(|it| print::advice(&it)).unwrap_or_default();
    let permits = match outcome {
        Answer::Fault(Fault::Blocked) => "  --allow-http and --allow-private permit it, where it is meant\n",
        Answer::Fault(_) | Answer::Answered { .. } => "",
    };
    output::say(&format!("\nThe test has not passed.\n{why}{permits}"))?;
    Ok(Outcome::Broken)
}

/// The request for the contact; none, with the reasons said, when it would fail or is dropped.
fn checked(
    campaign: &Campaign,
    contact: &ExampleContact,
    options: &Options,
    show_values: bool,
) -> Result<Option<Request>, Failure> {
    let report = campaign.webhook.hook.check(&contact.contact, options);
    let files = Files::Webhook(&campaign.webhook, contact);
    // What a merge tag prints is the contact's data.
    let request = Some(&report.request).filter(|_| show_values);
    for problem in files.problems(&report.findings, request) {
        output::tell(&(problem.full() + "\n\n"));
    }
    if report.findings.iter().any(|it| it.severity == Severity::Error) {
        output::say("Nothing was sent: the request would fail.\n")?;
        return Ok(None);
    }
    if report.request.parts().any(|(_, part)| part.aborted) {
        output::say("Nothing was sent: the template drops the message for this contact.\n")?;
        return Ok(None);
    }
    Ok(Some(report.request))
}

/// What will happen.
fn plan(campaign: &Campaign, testing: Testing<'_>) -> String {
    let effect = campaign.effect().map_or(String::new(), |effect| {
        format!("  {effect} What the partner makes cannot be called back.\n")
    });
    let (what, effect) = match testing {
        Testing::Spared { member, is_added: true, about } => {
            (format!("in the partner's test mode, with '{member}' added. {about} --live leaves it out"), "")
        }
        Testing::Spared { member, is_added: false, about } => {
            (format!("in the partner's test mode: the webhook has '{member}'. {about}"), "")
        }
        Testing::WithKey { prefix, about } => {
            (format!("for real, unless its key begins with '{prefix}'. {about}"), effect.as_str())
        }
        Testing::WithAccount { about } => {
            (format!("for real, unless the account is set so. {about}"), effect.as_str())
        }
        Testing::Real => ("for real".to_owned(), effect.as_str()),
    };
    let what = what.trim_end_matches('.');
    format!("By the connection '{}', this request is sent {what}.\n{effect}", campaign.connection)
}

/// Sends it, as a request of its own. Gives what the log keeps of it, and the answer.
fn send(
    args: &Test,
    campaign: &Campaign,
    contact: &ExampleContact,
    request: Frozen,
) -> Result<(Tested, Result<Reply, Unsent>), Failure> {
    let http = http(args.network, &Ways::of([campaign].into_iter()))?;
    let started = when::now();
    let who = campaign.who(&contact.contact, contact.text());
    let arrival = campaign.arrival(who, &format!("test {started}"), None, request);
    let Arrival { connection, key, request, .. } = &arrival;
    let request = Packed::of(request);
    let request = &request.read()?;
    let answer = runtime()?.block_on(http.send(Sending { connection, key, now: started, request }));
    let ended = when::now();
    let reply = answer.as_ref().ok();
    let test = Tested {
        started,
        ended,
        outcome: answer.as_ref().map_or_else(|it| Answer::Fault(it.fault), |it| it.outcome(ended)),
        partner_id: reply.and_then(Reply::partner_id),
        answer: reply.map(|it| it.body.clone()).filter(|it| !it.is_empty()),
        arrival,
    };
    Ok((test, answer))
}
