//! The state of a walk: the names, the fields found so far, and what bounds the work.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::environment::Environment;
use super::known::Known;
use super::{Constant, Uses};
use crate::contact::Contact;
use crate::field::{FieldId, Fields, Segment};
use crate::limits;
use crate::profile::Profile;
use crate::render::Render;
use crate::settings::Settings;
use crate::source::{InTemplate, Span};
use crate::template::{Macro, Template};

/// How many steps a path has at most: a name that a loop extends at every turn ends there.
const MAX_SEGMENTS: usize = 32;

/// How many fields one value can be before they count as read where they meet.
const MAX_FIELDS: usize = 128;

/// How many constants are kept of a field: a list of all countries need not be tried whole.
const MAX_CONSTANTS: usize = 8;

/// How often, on average, a node is walked before loops are walked once and macros no more.
const MAX_VISITS: usize = 16;

/// What is found of a field.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Where it is read.
    pub(super) spans: BTreeSet<Span<InTemplate>>,
    /// What is done with it.
    pub(super) uses: Uses,
    /// What it is compared with.
    pub(super) constants: BTreeSet<Constant>,
}

/// What the value of an expression is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Want {
    /// To be named or to take a part of; nothing is read yet.
    Value,
    /// To be printed or calculated with.
    Printed,
    /// To decide something.
    Tested,
    /// To be gone through.
    Looped,
}

impl Want {
    /// The same for an operand: what is calculated is read.
    pub(super) fn operand(self) -> Want {
        if self == Want::Value { Want::Printed } else { self }
    }
}

pub(super) struct Walk<'t> {
    pub(super) template: &'t Template,
    pub(super) profile: &'static Profile,
    pub(super) names: Environment,
    pub(super) paths: Fields,
    /// Velocity's macros by name.
    pub(super) directives: BTreeMap<Arc<str>, Arc<Macro>>,
    /// The macros and blocks that are being walked.
    pub(super) active: Vec<Arc<Macro>>,
    pub(super) depth: usize,
    visits: usize,
    most_visits: usize,
    globals: BTreeMap<Arc<str>, bool>,
    reads: BTreeMap<FieldId, Found>,
    /// Members and elements that were named but perhaps never read.
    named: BTreeMap<FieldId, BTreeSet<Span<InTemplate>>>,
}

impl<'t> Walk<'t> {
    pub(super) fn new(template: &'t Template, profile: &'static Profile) -> Walk<'t> {
        Walk {
            template,
            profile,
            names: Environment::default(),
            paths: Fields::default(),
            directives: BTreeMap::new(),
            active: Vec::new(),
            depth: 0,
            visits: 0,
            most_visits: MAX_VISITS * (template.exprs().count() + template.root.nodes.len() + 64),
            globals: BTreeMap::new(),
            reads: BTreeMap::new(),
            named: BTreeMap::new(),
        }
    }

    /// What was found: steps, path, and all else of each field.
    pub(super) fn found(self) -> Vec<(Vec<Segment>, String, Found)> {
        let Walk { mut reads, named, paths, .. } = self;
        let mut passed = BTreeSet::new();
        for &field in reads.keys().chain(named.keys()) {
            let mut above = paths.parent(field);
            while let Some(field) = above.filter(|it| passed.insert(*it)) {
                above = paths.parent(field);
            }
        }
        for (field, spans) in named {
            if !passed.contains(&field) {
                reads.entry(field).or_insert_with(|| Found { spans, ..Found::default() });
            }
        }
        reads.into_iter().map(|(id, found)| (paths.segments(id), paths.path(id), found)).collect()
    }

    /// Counts a step; whether what is only walked for the second time may still be.
    pub(super) fn has_time(&mut self) -> bool {
        self.visits = self.visits.saturating_add(1);
        self.visits <= self.most_visits
    }

    /// Whether one level more of nesting is allowed; [`Walk::ascend`] gives it back.
    pub(super) fn descend(&mut self) -> bool {
        self.depth += 1;
        self.depth <= limits::MAX_DEPTH
    }

    pub(super) fn ascend(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// What a name stands for: what it is bound to, else something of the engine's, else a field.
    pub(super) fn lookup(&mut self, name: &Arc<str>) -> Known {
        if let Some(known) = self.names.get(name) {
            return known.clone();
        }
        if self.is_global(name) {
            return Known::default();
        }
        Known::field(self.paths.child(None, Segment::Key(name.clone())))
    }

    fn is_global(&mut self, name: &Arc<str>) -> bool {
        if let Some(&known) = self.globals.get(name) {
            return known;
        }
        let settings = Settings::default();
        let mut engine = Render::new(self.profile, &settings, &Contact::empty());
        let known = (self.profile.global)(&mut engine, name).is_some();
        self.globals.insert(name.clone(), known);
        known
    }

    /// A part of a value.
    pub(super) fn part(&mut self, base: &Known, segment: &Segment) -> Known {
        let mut part = base.parts.as_deref().cloned().unwrap_or_default();
        for &field in &base.fields {
            part.fields.insert(self.child(field, segment));
        }
        part
    }

    fn child(&mut self, parent: FieldId, segment: &Segment) -> FieldId {
        match self.paths.segments(parent).len() < MAX_SEGMENTS {
            true => self.paths.child(Some(parent), segment.clone()),
            false => parent,
        }
    }

    /// Notes that a value is read at `span`, with all that was put into it.
    pub(super) fn read(&mut self, known: &Known, want: Want, span: Span<InTemplate>) {
        let uses = match want {
            Want::Value => return,
            Want::Printed => Uses { printed: true, ..Uses::default() },
            Want::Tested => Uses { tested: true, ..Uses::default() },
            Want::Looped => Uses { looped: true, ..Uses::default() },
        };
        for &field in &known.fields {
            let found = self.reads.entry(field).or_default();
            found.spans.insert(span);
            found.uses = found.uses.and(uses);
        }
        if let Some(parts) = &known.parts
            && !known.is_loop
            && want != Want::Looped
        {
            self.read(parts, want, span);
        }
    }

    /// Notes that a value is compared with a constant.
    pub(super) fn compared(&mut self, known: &Known, constant: &Constant) {
        for field in &known.fields {
            if let Some(found) = self.reads.get_mut(field)
                && found.constants.len() < MAX_CONSTANTS
            {
                found.constants.insert(constant.clone());
            }
        }
    }

    /// Notes that a member or element is taken, at `span`: engines can fail where it has no owner.
    pub(super) fn name(&mut self, known: &Known, span: Span<InTemplate>) {
        for &field in &known.fields {
            if self.paths.parent(field).is_some() {
                self.named.entry(field).or_default().insert(span);
            }
        }
    }

    /// Whatever either can be; when that is too much, the rest counts as read at `span`.
    pub(super) fn join(&mut self, into: &mut Known, other: Known, span: Span<InTemplate>) {
        into.join(other);
        let mut level = Some(into);
        while let Some(known) = level {
            if known.fields.len() > MAX_FIELDS {
                self.read(known, Want::Printed, span);
                known.fields = known.fields.iter().take(MAX_FIELDS).copied().collect();
            }
            level = known.parts.as_deref_mut();
        }
    }
}
