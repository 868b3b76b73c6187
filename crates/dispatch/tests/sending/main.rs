//! Sending: the transport before receivers that mean harm, the worker before partners that fail, and the whole before
//! kills.

#![expect(clippy::expect_used, reason = "the helpers of tests may do what tests may do")]

mod hostile;
mod kill;
mod secure;
mod simulation;
mod support;
mod working;
