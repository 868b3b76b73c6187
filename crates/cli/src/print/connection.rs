//! Connections, for people and for programs.

use std::collections::BTreeMap;

use hookproof::delivery::{Advice, Connection, State, advice};
use hookproof_dispatch::{Status, Waiting};
use serde_json::{Value, json};

use super::grouped;
use crate::when;

/// A connection and what its deliveries come to.
pub(crate) struct Standing<'s> {
    pub(crate) name: &'s str,
    pub(crate) connection: &'s Connection,
    pub(crate) counts: Option<&'s BTreeMap<Status, u64>>,
    pub(crate) waiting: Waiting,
}

impl Standing<'_> {
    fn count(&self, status: Status) -> u64 {
        self.counts.and_then(|it| it.get(&status)).copied().unwrap_or_default()
    }

    fn advice(&self) -> Option<Advice> {
        self.connection.trouble.and_then(advice)
    }

    fn state(&self) -> &'static str {
        match self.connection.state {
            State::Error => "in error",
            it => it.name(),
        }
    }

    /// `1,203 delivered, 12 to be tried again`: what there is none of is left out.
    fn deliveries(&self) -> String {
        let waiting = self.waiting;
        let all = [
            (self.count(Status::Delivered), "delivered"),
            (self.count(Status::Claimed), "on their way"),
            (waiting.first, "waiting"),
            (waiting.again, "to be tried again"),
            (waiting.later, "set for later"),
            (self.count(Status::Undecided), "to be decided about (`hookproof decide`)"),
            (self.count(Status::Failed), "failed"),
            (self.count(Status::Dropped), "given up after ten retries"),
            (self.count(Status::Ignored), "ignored"),
        ];
        let some = all.iter().filter(|(count, _)| *count > 0);
        let some: Vec<String> = some.map(|(count, what)| format!("{} {what}", grouped(*count))).collect();
        if some.is_empty() { "no deliveries yet".to_owned() } else { some.join(", ") }
    }

    fn next(&self) -> Option<String> {
        let name = self.name;
        Some(match self.connection.state {
            State::Pending if self.connection.tested.is_some_and(|it| it >= self.connection.since) => {
                format!("its test has passed: `hookproof activate {name}` lets it send")
            }
            State::Pending => "run its test with `hookproof test`, then activate it".to_owned(),
            State::Paused => format!("run its test, then `hookproof resume {name}` lets it go on"),
            State::Disabled => format!("`hookproof hooks enable {name}` lets it be tested again"),
            State::Error => self.advice()?.step.to_owned(),
            State::Active => match self.advice() {
                Some(advice) => advice.step.to_owned(),
                None if self.count(Status::Failed) > 0 => {
                    format!(
                        "`hookproof logs --connection {name} --standing failed` says why some have failed"
                    )
                }
                None => return None,
            },
            State::Deleted => return None,
        })
    }
}

/// Every connection with what waits, what is wrong and what to do about it.
pub(crate) fn status(all: &[Standing<'_>]) -> String {
    if all.is_empty() {
        return "There is no webhook yet: `hookproof test` puts one here.\n".to_owned();
    }
    let one = |it: &Standing<'_>| {
        let since = when::said(it.connection.since);
        let mut text = format!("{}: {} since {since}\n  {}\n", it.name, it.state(), it.deliveries());
        if let Some(advice) = it.advice() {
            text += &format!("  likely cause: {}\n", advice.cause);
        }
        if let Some(until) = it.connection.not_before.filter(|until| *until > when::now()) {
            text += &format!("  the partner asks for patience until {}\n", when::said(until));
        }
        text + &it.next().map(|next| format!("  next step: {next}\n")).unwrap_or_default()
    };
    all.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// The same as an array.
pub(crate) fn status_as_json(all: &[Standing<'_>]) -> String {
    let one = |it: &Standing<'_>| {
        let mut of = connection(it.name, it.connection);
        let counted = json!({
            "delivered": it.count(Status::Delivered),
            "on_its_way": it.count(Status::Claimed),
            "waiting": it.waiting.first,
            "retrying": it.waiting.again,
            "later": it.waiting.later,
            "undecided": it.count(Status::Undecided),
            "failed": it.count(Status::Failed),
            "dropped": it.count(Status::Dropped),
            "ignored": it.count(Status::Ignored),
        });
        of["deliveries"] = counted;
        of["cause"] = it.advice().map(|it| it.cause).into();
        of["next"] = it.next().into();
        of
    };
    Value::Array(all.iter().map(one).collect()).to_string()
}

/// A list with a line for each.
pub(crate) fn hooks(all: &BTreeMap<String, Connection>) -> String {
    let width = all.keys().map(|it| it.chars().count()).max().unwrap_or_default();
    let line = |(name, it): (&String, &Connection)| {
        let tested = it.tested.map_or("not tested".to_owned(), |at| format!("tested {}", when::said(at)));
        let state = it.state.name();
        format!("{name:width$}  {state:8}  since {}  {tested}\n", when::said(it.since))
    };
    all.iter().map(line).collect()
}

/// The same as an array.
pub(crate) fn hooks_as_json(all: &BTreeMap<String, Connection>) -> String {
    Value::Array(all.iter().map(|(name, it)| connection(name, it)).collect()).to_string()
}

fn connection(name: &str, it: &Connection) -> Value {
    json!({
        "name": name,
        "state": it.state.name(),
        "since": when::written(it.since),
        "tested": it.tested.map(when::written),
    })
}
