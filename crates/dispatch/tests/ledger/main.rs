//! One suite for every ledger: what each must do, and that all do the same whatever they are asked, in whatever order,
//! and wherever they are stopped. Another store joins by implementing [`support::Store`] and its line in
//! [`support::stores`].

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "the helpers of tests may do what tests may do"
)]

mod compare;
mod life;
mod look;
mod sqlite;
mod support;
mod writer;
