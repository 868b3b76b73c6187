//! An audience: many contacts, from a file or stream as people's exports have them, each checked with the same hook.
//!
//! ```
//! use hookproof::audience::{Checker, Reader, Totals, input};
//! use hookproof::contract::Catalog;
//! use hookproof::hook::{Hook, Options};
//! use hookproof::hook_file::HookFile;
//!
//! let file = HookFile::parse(
//!     "sender = 'ometria'\nreceiver = 'generic'\nurl = 'https://example.com'\n\
//!      body = '{\"name\": \"{{ profile.firstname }}\"}'",
//! );
//! let hook = Hook::compile(&file.value, &Catalog::builtin()).value;
//! let checker = Checker::new(&hook, &Options::default());
//! let mut reader = Reader::new(input::Options::of(&hook));
//! let mut totals = Totals::default();
//! for bytes in [&b"profile.firstname\nAnn\n\"O\"\"Neil\"\n"[..]] {
//!     reader.push(bytes).iter().for_each(|block| totals.add(checker.check(block).tally));
//! }
//! reader.finish().iter().for_each(|block| totals.add(checker.check(block).tally));
//! assert_eq!((totals.counts.contacts, totals.counts.failing), (2, 1));
//! assert_eq!(totals.causes()[0].first, [3]);
//! ```
//!
//! # The flow
//!
//! [`Reader`] takes bytes and gives [`Block`]s, which end where a record ends; that is all that has to be done in
//! order. A [`Checker`] makes a [`Tally`] of a block, on whatever thread, and [`Totals`] takes the tallies in the order of
//! their blocks. Native threads and a worker in a browser drive the same code, and however the bytes were cut, the
//! totals are the same.
//!
//! # Bounds
//!
//! A reader holds one unfinished record, a tally is no larger than its block makes it, and totals are bounded by
//! [`limits`](crate::limits): memory does not grow with the list.

mod cause;
mod checker;
mod columns;
mod damage;
pub mod input;
mod mapping;
mod mark;
mod seen;
mod tally;
mod totals;
mod who;

pub use checker::{Checked, Checker, Failing};
pub use damage::{Damage, DamageKind};
pub use input::{Block, Reader};
pub use mapping::{Column, Mapping, Supply};
pub use tally::{Counts, Tally};
pub use totals::{Cause, Duplicates, Totals};
pub use who::Kind;
