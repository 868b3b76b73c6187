//! Runs the real binary: each command, its exit codes, and all that it says.

mod check;
mod init;
mod other;
mod render;
mod report;
mod support;
