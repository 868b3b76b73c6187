//! Runs the real binary: each command, its exit codes, and all that it says.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

mod against;
mod audience;
mod baseline;
mod chain;
mod check;
mod connections;
mod delivery;
mod fix;
mod formats;
mod init;
mod other;
mod own;
mod prove;
mod receiver;
mod records;
mod render;
mod report;
mod settings;
mod stopping;
mod support;
