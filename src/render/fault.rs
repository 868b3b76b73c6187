//! What goes wrong while a template renders. A fault becomes a finding, and rendering goes on after the hole.

use crate::field::ReadSet;
use crate::source::{InTemplate, Span};

/// Something that the engine would refuse.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault(Box<Details>);

/// What went wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Details {
    /// The code of the finding it becomes.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where, when it is known more closely than the expression.
    pub span: Option<Span<InTemplate>>,
    /// The fields that were read on the way.
    pub reads: ReadSet,
}

/// The code of faults that have no rule of their own: the engine refuses to render this.
pub const RENDER_FAULT: &str = "render-fault";

impl Fault {
    /// A fault with a code of its own.
    pub fn new(code: &'static str, message: impl Into<String>) -> Fault {
        let message = message.into();
        Fault(Box::new(Details { code, message, help: None, span: None, reads: ReadSet::EMPTY }))
    }

    /// A fault that the engine raises for values that an operation cannot take.
    pub fn refused(message: impl Into<String>) -> Fault {
        Fault::new(RENDER_FAULT, message)
    }

    /// Adds what to do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Fault {
        self.0.help = Some(help.into());
        self
    }

    /// Adds a place, unless it has a closer one.
    #[must_use]
    pub fn at(mut self, span: Span<InTemplate>) -> Fault {
        self.0.span.get_or_insert(span);
        self
    }

    /// Adds what was read, unless that is known.
    #[must_use]
    pub fn reading(mut self, reads: ReadSet) -> Fault {
        if self.0.reads.is_empty() {
            self.0.reads = reads;
        }
        self
    }

    /// Says what was read, whatever is known of it.
    #[must_use]
    pub(crate) fn having_read(mut self, reads: ReadSet) -> Fault {
        self.0.reads = reads;
        self
    }

    /// What went wrong.
    pub fn details(&self) -> &Details {
        &self.0
    }

    /// What went wrong.
    pub fn into_details(self) -> Details {
        *self.0
    }
}
