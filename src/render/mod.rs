//! Renders a [`Template`] with a contact: one evaluator for all dialects, which asks the [`Profile`] wherever
//! engines differ.
//!
//! A fault becomes a finding and the hole prints nothing; what follows still renders, since a preview is shown at
//! every keystroke. Everything that is printed keeps where it comes from ([`crate::source_map`]).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

mod bind;
mod call;
mod chosen;
mod expr;
mod fault;
mod invoke;
mod jumps;
mod liquid;
mod node;
mod operator;
mod reads;
mod repeat;
mod scope;
mod secrets;
mod table_row;
mod tell;
mod work;

pub use call::Arguments;
pub(crate) use expr::unknown;
pub use fault::{Details, Fault, RENDER_FAULT};
pub use repeat::LoopState;

use crate::clock::Clock;
use crate::contact::Contact;
use crate::dialect;
use crate::field::{Fields, ReadSet};
use crate::finding::{self, Finding, Severity};
use crate::profile::Profile;
use crate::settings::Settings;
use crate::source::{InTemplate, SourceId, Span};
use crate::source_map::{Rope, SourceMap};
use crate::template::{Macro, Moving, Template};
use crate::value::{Heap, LoopId, MacroId, Traced, Value};
use call::MacroState;
use jumps::Jumped;
use scope::Scopes;

/// A rendered part.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rendered {
    /// Its text.
    pub text: String,
    /// Where each byte of it comes from.
    pub map: SourceMap,
    /// What the engine would refuse.
    pub findings: Vec<Finding>,
    /// Whether the template dropped the message.
    pub aborted: bool,
    /// How much work it was: nodes and expressions evaluated, and what was made and printed, by its size.
    pub steps: u32,
}

/// One render of the parts of a hook with one contact.
pub struct Render<'h> {
    /// The engine.
    pub profile: &'static Profile,
    /// What the platform leaves open, as the hook has it.
    settings: &'h Settings,
    /// The settings without which this could have rendered otherwise.
    consulted: BTreeSet<&'static str>,
    /// The lists and maps.
    pub heap: Heap,
    /// The fields that were read.
    pub fields: Fields,
    /// Whether values are escaped as HTML where they are printed.
    autoescape: bool,
    /// What `now` is.
    pub clock: Clock,
    source: SourceId,
    contact: Value,
    scopes: Scopes,
    loops: Vec<LoopState>,
    macros: Vec<MacroState>,
    directives: BTreeMap<Arc<str>, MacroId>,
    calls: usize,
    leaving: Option<Exit>,
    remarks: Vec<(Severity, Fault)>,
    captured: Vec<Traced>,
    /// What the filter at hand has read besides what it was given.
    beside: ReadSet,
    /// The macro whose parameters are being bound.
    bound: Option<(Arc<Template>, Arc<Macro>)>,
    counters: BTreeMap<Arc<str>, i64>,
    stops: BTreeMap<Arc<str>, i64>,
    guards: ReadSet,
    jumped: Jumped,
    /// What has moved the counters and the like.
    moved: BTreeMap<Moving, ReadSet>,
    swallowing: Swallowing,
    spent: Spent,
    findings: Vec<Finding>,
    /// What tells the findings apart.
    told: BTreeSet<Told>,
}

/// The place, the code, the message and the fields of a finding.
type Told = (Span<InTemplate>, &'static str, String, Vec<Arc<str>>);

/// How much of the limits a render has used up.
#[derive(Clone, Copy, Debug, Default)]
struct Spent {
    steps: u32,
    turns: u32,
    depth: usize,
    exceeded: bool,
}

/// Whether faults end a loop rather than the message.
#[derive(Clone, Copy, Debug, Default)]
struct Swallowing {
    /// Whether a loop around does so.
    on: bool,
    /// Whether there was a fault in it.
    ended: bool,
}

/// Why a block ended before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The innermost loop ends.
    Break,
    /// This turn of the innermost loop ends.
    Continue,
    /// This loop ends, and all inside it.
    Leave(LoopId),
    /// The template ends.
    Stop,
    /// The message is dropped.
    Abort,
    /// The innermost loop that takes a fault for its end ends.
    Fault,
    /// A limit was exceeded; a finding says which.
    Limit,
}

pub(crate) type Flow = Result<(), Exit>;

/// Renders one text with a contact, without a hook around it and without a clock. The findings of parsing and
/// rendering are together.
pub fn template(profile: &'static Profile, text: &str, contact: &Contact, settings: &Settings) -> Rendered {
    template_at(profile, text, contact, settings, Clock::default())
}

/// The same at a certain time.
pub fn template_at(
    profile: &'static Profile,
    text: &str,
    contact: &Contact,
    settings: &Settings,
    clock: Clock,
) -> Rendered {
    let parsed = dialect::parse_for(profile, SourceId::Body, text);
    let mut render = Render::new(profile, settings, contact);
    render.clock = clock;
    let mut rendered = render.part(&Arc::new(parsed.value));
    rendered.findings.extend(parsed.findings);
    finding::sort(&mut rendered.findings);
    rendered
}

impl<'h> Render<'h> {
    /// Makes ready to render with this contact.
    pub fn new(profile: &'static Profile, settings: &'h Settings, contact: &Contact) -> Render<'h> {
        let mut heap = Heap::default();
        let mut fields = Fields::default();
        let omit_null = settings.is("null-values", "omit");
        let nulls = contact.has_nulls();
        let contact = contact.load(profile.number, omit_null, &mut heap, &mut fields);
        Render {
            profile,
            settings,
            consulted: nulls.then_some("null-values").into_iter().collect(),
            heap,
            fields,
            autoescape: settings.is("autoescape", "on"),
            clock: Clock::default(),
            source: SourceId::Body,
            contact,
            scopes: Scopes::default(),
            loops: Vec::new(),
            macros: Vec::new(),
            directives: BTreeMap::new(),
            calls: 0,
            leaving: None,
            remarks: Vec::new(),
            captured: Vec::new(),
            beside: ReadSet::EMPTY,
            bound: None,
            counters: BTreeMap::new(),
            stops: BTreeMap::new(),
            guards: ReadSet::EMPTY,
            jumped: Jumped::default(),
            moved: BTreeMap::new(),
            swallowing: Swallowing::default(),
            spent: Spent::default(),
            findings: Vec::new(),
            told: BTreeSet::new(),
        }
    }

    /// Renders one part. What it binds is forgotten afterwards.
    pub fn part(&mut self, template: &Arc<Template>) -> Rendered {
        self.scopes = Scopes::default();
        self.spent = Spent::default();
        self.directives.clear();
        self.leaving = None;
        self.counters.clear();
        self.stops.clear();
        self.guards = ReadSet::EMPTY;
        self.jumped = Jumped::default();
        self.moved.clear();
        self.swallowing = Swallowing::default();
        self.source = template.source.clone();
        self.check_filters(template);
        let mut out = Rope::default();
        let flow = self.block(template, &template.root, &mut out);
        let at = (template.root.span, ReadSet::EMPTY, Rope::default().mark());
        let exit = self.drop_on_jump(flow, at, &mut out).err();
        let (text, map) = out.finish();
        let findings = std::mem::take(&mut self.findings);
        self.told.clear();
        let steps = self.spent.steps;
        Rendered { text, map, findings, aborted: exit == Some(Exit::Abort), steps }
    }

    /// The value of a setting of the hook, which the result depends on from now on.
    pub fn setting(&mut self, name: &'static str) -> &'h str {
        self.consulted.insert(name);
        self.settings.get(name)
    }

    /// Whether the author said what a setting of the hook is.
    pub fn is_stated(&self, name: &str) -> bool {
        self.settings.is_stated(name)
    }

    /// Whether values are escaped as HTML where they are printed.
    pub fn autoescapes(&mut self) -> bool {
        self.consulted.insert("autoescape");
        self.autoescape
    }

    /// Whether another value of a setting could have changed what was rendered so far.
    pub(crate) fn has_consulted(&self, setting: &str) -> bool {
        self.consulted.contains(setting)
    }

    /// The contact, as a map.
    pub fn contact(&self) -> &Value {
        &self.contact
    }

    /// The fields of the conditions and loops around what is rendered now.
    pub fn guards(&self) -> ReadSet {
        self.guards
    }

    /// All that is in either set.
    pub fn join(&mut self, a: ReadSet, b: ReadSet) -> ReadSet {
        self.fields.union(a, b)
    }

    /// Lets a filter tell that it has read more than what it was given.
    pub fn also_read(&mut self, reads: ReadSet) {
        self.beside = self.join(self.beside, reads);
    }
}
