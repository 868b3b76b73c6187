//! The arguments of the commands that change what a connection does: `activate`, `pause`, `resume`, `hooks`.

use clap::{Args as ClapArgs, Subcommand};

use super::delivery::{DataFormat, LogFile};

/// Which connection.
#[derive(Debug, ClapArgs)]
pub(crate) struct Named {
    /// The connection's name, as `hookproof status` lists them, or a webhook file
    #[arg(value_name = "NAME|WEBHOOK")]
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) file: LogFile,
}

/// Let a webhook send, after its test has passed
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  hookproof activate thank-you
  hookproof activate thank-you.hook.toml")]
pub(crate) struct Activate {
    #[command(flatten)]
    pub(crate) named: Named,
}

/// Stop a connection for a while
///
/// What is under way ends; everything else waits, and its retries are counted on from where they stood. It holds at once,
/// for a command that is sending too.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  hookproof pause thank-you
  hookproof pause thank-you.hook.toml --ledger deliveries.db")]
pub(crate) struct Pause {
    #[command(flatten)]
    pub(crate) named: Named,
}

/// Let a connection go on that was paused or is in error, after its test has passed
///
/// `hookproof deliver` then sends what waits.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  hookproof test thank-you.hook.toml --contact amelia.json && hookproof resume thank-you
  hookproof resume thank-you.hook.toml")]
pub(crate) struct Resume {
    #[command(flatten)]
    pub(crate) named: Named,
}

/// Create, edit, enable, disable, delete or list webhooks in the delivery log
///
/// Deliveries for a disabled or deleted webhook are ignored, and the campaign goes on: they are written down, and can be
/// replayed.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  hookproof hooks create thank-you.hook.toml
  hookproof hooks disable thank-you
  hookproof hooks list --all")]
pub(crate) struct Hooks {
    #[command(subcommand)]
    pub(crate) command: HooksCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum HooksCommand {
    /// Make one, pending until its test has passed; `hookproof test` does so by itself
    #[command(after_help = "Example:\n  hookproof hooks create thank-you.hook.toml")]
    Create(Named),
    /// Say that it was changed: it is pending again, and takes a new test
    #[command(after_help = "Example:\n  hookproof hooks edit thank-you")]
    Edit(Named),
    /// Ignore its deliveries no longer: it is pending, and takes a new test
    #[command(after_help = "Example:\n  hookproof hooks enable thank-you")]
    Enable(Named),
    /// Ignore its deliveries
    #[command(after_help = "Example:\n  hookproof hooks disable thank-you")]
    Disable(Named),
    /// Delete it; its log is kept for four weeks
    #[command(after_help = "Example:\n  hookproof hooks delete thank-you")]
    Delete(Named),
    /// List them with their states
    #[command(after_help = "\
Examples:
  hookproof hooks list
  hookproof hooks list --all --format json")]
    List(HooksList),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct HooksList {
    /// Those that were deleted too
    #[arg(long)]
    pub(crate) all: bool,
    /// How to print them: text, or json (an array with an object for each)
    #[arg(long, value_enum, default_value_t, hide_possible_values = true)]
    pub(crate) format: DataFormat,
    #[command(flatten)]
    pub(crate) file: LogFile,
}
