//! A webhook's live state, and what may be sent in it.
//!
//! ```text
//!              test passes, activate                      more than two hours down or failing, or 410
//!   pending ───────────────────────────▶ active ───────────────────────────────────────────▶ error
//!      ▲                                  │  ▲                                                 │
//!      │ enable, edit                     │  └── test passes, activate ──┬──── pause ──────────┤
//!   disabled ◀── disable (from any)     pause ────────────────────────▶ paused ◀──────────────┘
//!   deleted  ◀── delete  (from any); creating it again makes it pending
//! ```
//!
//! Pending, active and error are those of Ometria's article: a webhook is pending until a test succeeds and somebody
//! makes it active; in error nothing is sent until it is active again. A disabled or deleted webhook is ignored, and its
//! campaign goes on. While a connection is paused or in error, the clocks of its deliveries stand still.

use serde::{Deserialize, Serialize};

use super::health::Health;
use super::outcome::{MAX_RETRY_AFTER_MS, Outcome};
use super::policy::{Charge, Policy};

/// How many tested revisions are remembered: more than webhooks share a connection.
const MAX_TESTED: usize = 100;

/// The state of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It has not been made active yet.
    Pending,
    /// It sends.
    Active,
    /// It was down or failing for more than two hours, and has stopped.
    Error,
    /// Somebody has stopped it for a while.
    Paused,
    /// It is ignored.
    Disabled,
    /// It is ignored, and kept for its log only.
    Deleted,
}

impl State {
    /// Its name, in messages and in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            State::Pending => "pending",
            State::Active => "active",
            State::Error => "error",
            State::Paused => "paused",
            State::Disabled => "disabled",
            State::Deleted => "deleted",
        }
    }

    /// Whether deliveries for it are ignored.
    pub fn ignores(self) -> bool {
        matches!(self, State::Disabled | State::Deleted)
    }
}

/// What somebody does with a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Makes a deleted one anew.
    Create,
    /// Changes the webhook: what was tested is another one.
    Edit,
    /// Changes what it states about its deliveries, and nothing of its requests.
    Tune(Policy),
    /// A test of it has passed, of a webhook of this revision: see [`crate::hook::Hook::connection_revision`].
    TestPassed(String),
    /// Makes it active, or lets it go on.
    Activate,
    /// Stops it for a while.
    Pause,
    /// Has it ignored.
    Disable,
    /// Has it ignored no longer.
    Enable,
    /// Deletes it.
    Delete,
}

/// Why a change is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It takes a passed test, since the connection came into its present state.
    NotTested(State),
    /// The state has no such change.
    NotFrom(State),
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Refusal::NotTested(state) => {
                let state = if *state == State::Error { "in error" } else { state.name() };
                write!(f, "the webhook is {state}: run its test until it passes, then activate it")
            }
            Refusal::NotFrom(State::Deleted) => f.write_str("the webhook is deleted: create it again first"),
            Refusal::NotFrom(State::Disabled) => f.write_str("the webhook is disabled: enable it first"),
            Refusal::NotFrom(state) => write!(f, "the webhook is {}: that cannot be done now", state.name()),
        }
    }
}

impl std::error::Error for Refusal {}

/// A webhook's live state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// Its state.
    pub state: State,
    /// Since when.
    pub since: i64,
    /// Since when the clocks of its deliveries stand still.
    pub frozen_since: Option<i64>,
    /// When its last test passed.
    pub tested: Option<i64>,
    /// What was tested: the revisions of its webhooks, the latest last. See [`Connection::has_tested`].
    pub tested_revisions: Vec<String>,
    /// The partner has asked not to be sent anything before.
    pub not_before: Option<i64>,
    /// What the latest tries say.
    pub health: Health,
    /// The last outcome that was charged to it, for [`super::advice`].
    pub trouble: Option<Outcome>,
    /// What the webhook states about its deliveries.
    pub policy: Policy,
}

/// What may be claimed of a connection now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gate {
    /// How many deliveries.
    all: u32,
    /// How many of them may be new ones.
    fresh: u32,
    /// New ones only when nothing else is under way.
    is_probe: bool,
}

impl Gate {
    /// How many deliveries that were tried before may be claimed.
    pub fn retries(self) -> u32 {
        self.all
    }

    /// How many that were never tried may be claimed besides `retries` others.
    pub fn fresh(self, retries: u32) -> u32 {
        if self.is_probe && retries > 0 { 0 } else { self.fresh.min(self.all.saturating_sub(retries)) }
    }
}

impl Connection {
    /// A new one, pending.
    pub fn new(now: i64, policy: Policy) -> Connection {
        Connection {
            state: State::Pending,
            since: now,
            frozen_since: None,
            tested: None,
            tested_revisions: Vec::new(),
            not_before: None,
            health: Health::default(),
            trouble: None,
            policy,
        }
    }

    /// Changes it. When that lets it send again, gives since when the clocks of its deliveries have stood still, so
    /// that they can be set going: see [`super::thaw`].
    ///
    /// # Errors
    ///
    /// Why not, in words; nothing has changed.
    pub fn change(&mut self, now: i64, change: Change) -> Result<Option<i64>, Refusal> {
        match (change, self.state) {
            (Change::Create, State::Deleted) => *self = Connection::new(now, self.policy.clone()),
            (Change::Delete, _) => self.enter(State::Deleted, now),
            (_, State::Deleted) => return Err(Refusal::NotFrom(State::Deleted)),
            (Change::Create, state) => return Err(Refusal::NotFrom(state)),
            (Change::Disable, _) => self.enter(State::Disabled, now),
            (Change::Tune(policy), _) => self.policy = policy,
            (Change::Edit, state) => {
                self.tested = None;
                self.tested_revisions.clear();
                if state != State::Disabled {
                    self.enter(State::Pending, now);
                }
            }
            (Change::TestPassed(revision), _) => self.pass(now, revision),
            (Change::Enable, State::Disabled) => self.enter(State::Pending, now),
            (_, State::Disabled) => return Err(Refusal::NotFrom(State::Disabled)),
            (Change::Enable, _) | (Change::Activate, State::Active) => {}
            (Change::Activate, state) => return self.activate(now, state),
            (Change::Pause, State::Pending) => return Err(Refusal::NotFrom(State::Pending)),
            (Change::Pause, _) => self.enter(State::Paused, now),
        }
        Ok(None)
    }

    fn pass(&mut self, now: i64, revision: String) {
        self.tested = Some(now);
        self.tested_revisions.retain(|it| *it != revision);
        self.tested_revisions.push(revision);
        let too_many = self.tested_revisions.len().saturating_sub(MAX_TESTED);
        self.tested_revisions.drain(..too_many);
    }

    /// Whether a webhook of this revision was tested. One that was not has another address, other headers or another
    /// connector than any that has passed a test of this connection: nothing of it may be sent before its own has.
    pub fn has_tested(&self, revision: &str) -> bool {
        self.tested_revisions.iter().any(|it| it == revision)
    }

    fn activate(&mut self, now: i64, state: State) -> Result<Option<i64>, Refusal> {
        if self.tested.is_none_or(|it| it < self.since) {
            return Err(Refusal::NotTested(state));
        }
        let is_first = self.frozen_since.is_none();
        self.health = if is_first { Health::default() } else { Health::resumed() };
        (self.state, self.since, self.not_before, self.trouble) = (State::Active, now, None, None);
        Ok(self.frozen_since.take())
    }

    fn enter(&mut self, state: State, now: i64) {
        if self.state == state {
            return;
        }
        if self.state == State::Active {
            self.frozen_since = Some(now);
        }
        (self.state, self.since) = (state, now);
    }

    /// Counts a try of one of its deliveries, which ended at `now`. It may lead to Error.
    pub fn record(&mut self, now: i64, outcome: Outcome) {
        let charge = self.policy.judge(outcome).charge;
        self.health.record(now, charge);
        match charge {
            Charge::Success => self.trouble = None,
            Charge::Failure | Charge::Broken => self.trouble = Some(outcome),
            Charge::Nothing => {}
        }
        if let Outcome::Answered { status: 429 | 503, retry_after: Some(until) } = outcome {
            let until = until.min(now.saturating_add(MAX_RETRY_AFTER_MS));
            self.not_before = Some(self.not_before.map_or(until, |it| it.max(until)));
        }
        let is_over = charge == Charge::Broken || (charge == Charge::Failure && self.health.is_error(now));
        if self.state == State::Active && is_over {
            self.enter(State::Error, now);
        }
    }

    /// What may be claimed, when `in_flight` of its deliveries are under way.
    pub fn gate(&self, now: i64, in_flight: u32) -> Gate {
        // A moment further ahead than can be asked for shows that the clock was set back.
        let waits = |until: i64| until > now && until <= now.saturating_add(MAX_RETRY_AFTER_MS);
        if self.state != State::Active || self.not_before.is_some_and(waits) {
            return Gate::default();
        }
        let all = self.policy.max_in_flight.min(self.health.allowance()).saturating_sub(in_flight);
        if !self.health.is_open() {
            return Gate { all, fresh: all, is_probe: false };
        }
        let may_probe = in_flight == 0 && self.health.may_probe(now);
        Gate { all, fresh: u32::from(may_probe).min(all), is_probe: true }
    }
}
