//! The walk over the tree: what it knows on the way, and what it notes.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::conditions::Assumed;
use super::format::{At, Reader, Stand, State, Trust};
use super::given::Given;
use super::names::Names;
use super::notes::Noted;
use super::printed::Printed;
use super::value::Known;
use super::{Answer, HoleContext, Judgement, Reason, Target};
use crate::field::{Segment, push_segment};
use crate::profile::Profile;
use crate::settings::Settings;
use crate::source::{InTemplate, Span};
use crate::template::{Absent, ExprId, ExprKind, NodeId, NodeKind, Template};

/// How many states are told apart at one place.
pub(super) const MAX_STATES: usize = 32;

/// How often, on average, an expression is looked at before the walk gives up.
const MAX_VISITS: usize = 400;

/// The methods that change a list or map: `append`, `put` and others.
const CHANGING: &[&str] = &[
    "add",
    "addAll",
    "append",
    "clear",
    "extend",
    "insert",
    "pop",
    "popitem",
    "put",
    "putAll",
    "putIfAbsent",
    "remove",
    "removeAll",
    "retainAll",
    "reverse",
    "set",
    "setdefault",
    "sort",
    "update",
];

pub(super) struct Walk<'t> {
    pub(super) template: &'t Template,
    pub(super) profile: &'static Profile,
    pub(super) settings: &'t Settings,
    pub(super) given: Given,
    /// Whether values are escaped; none where that is not known.
    pub(super) autoescape: Option<bool>,
    pub(super) depth: usize,
    pub(super) assumed: Vec<Assumed>,
    pub(super) captured: Vec<Known>,
    /// The names of Liquid's counters.
    pub(super) counters: BTreeSet<Arc<str>>,
    /// Whether the template changes lists or maps as it goes.
    pub(super) changes: bool,
    pub(super) globals: RefCell<BTreeMap<Arc<str>, bool>>,
    /// Where the reader can be; nowhere, after a jump.
    pub(super) states: BTreeSet<State>,
    pub(super) names: Names,
    pub(super) reader: Reader,
    pub(super) stand: Stand,
    pub(super) loops: Vec<Jumps>,
    /// Where the reader can be where the part ends early.
    pub(super) stopped: BTreeSet<State>,
    /// Whether what is walked prints into a name and not into the part.
    pub(super) muted: usize,
    /// How many jumps were met.
    pub(super) jumped: usize,
    visits: usize,
    most_visits: usize,
    holes: BTreeMap<NodeId, HoleContext>,
    /// What is wrong, by its place and message, and whether it is so for all that came.
    pub(super) noted: BTreeMap<(Span<InTemplate>, String), Noted>,
    /// The literal text that some path went through well.
    passed: BTreeSet<Span<InTemplate>>,
    pub(super) faults: BTreeMap<Span<InTemplate>, Reason>,
}

/// Where a path has come: the states of the reader, and the names.
pub(super) type World = (BTreeSet<State>, Names);

/// Where the turns of a loop that jumps left have come.
#[derive(Clone, Debug, Default)]
pub(super) struct Jumps {
    pub(super) breaks: Vec<World>,
    pub(super) continues: Vec<World>,
}

impl<'t> Walk<'t> {
    pub(super) fn new(
        template: &'t Template,
        profile: &'static Profile,
        settings: &'t Settings,
        (target, given): (Target, &Given),
    ) -> Walk<'t> {
        let reader = Reader::new(target);
        let counters = template.nodes().filter_map(|node| match &node.kind {
            NodeKind::Counter { name, .. } => Some(name.clone()),
            _ => None,
        });
        Walk {
            template,
            profile,
            settings,
            given: given.clone(),
            autoescape: Some(settings.is("autoescape", "on")),
            depth: 0,
            assumed: Vec::new(),
            captured: Vec::new(),
            counters: counters.collect(),
            changes: changes(template),
            globals: RefCell::default(),
            states: BTreeSet::from([reader.start()]),
            names: Names::default(),
            reader,
            stand: Stand::default(),
            loops: Vec::new(),
            stopped: BTreeSet::new(),
            muted: 0,
            jumped: 0,
            visits: 0,
            most_visits: MAX_VISITS * (template.exprs().count() + 64),
            holes: BTreeMap::new(),
            noted: BTreeMap::new(),
            passed: BTreeSet::new(),
            faults: BTreeMap::new(),
        }
    }

    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// Counts a step; whether the walk may go on.
    pub(super) fn has_time(&mut self) -> bool {
        self.visits = self.visits.saturating_add(1);
        self.visits <= self.most_visits
    }

    /// Walks the whole template and says what was found.
    pub(super) fn judge(mut self) -> Judgement {
        let template = self.template;
        if self.changes {
            self.lose(
                template.root.span,
                "the template changes lists or maps as it goes, which is not followed",
            );
        }
        self.note_unknown_filters();
        self.block(&template.root);
        let mut ends = std::mem::take(&mut self.states);
        ends.append(&mut self.stopped);
        let end = Span::empty(template.text.len());
        let (mut fine, mut broken) = (false, false);
        for state in ends {
            let problem = Reader::end(state.at);
            let is_sure = problem.as_ref().is_some_and(|it| it.sure);
            match (state.trust, &problem) {
                (Trust::Broken, _) => broken = true,
                (_, Some(_)) if is_sure && state.at != At::Lost => broken = true,
                _ => fine = true,
            }
            if let (Trust::Sure, Some(problem)) = (state.trust, problem) {
                self.note(end, problem.message, problem.sure, (Vec::new(), None));
            }
        }
        if fine {
            self.noted.iter_mut().filter(|((span, _), _)| *span == end).for_each(|(_, it)| it.sure = false);
        }
        self.finish(broken && !fine)
    }

    /// `LiqP` looks for all filters before it renders anything.
    fn note_unknown_filters(&mut self) {
        let template = self.template;
        if !self.profile.liquid.is_some_and(|it| it.filters_come_first) {
            return;
        }
        for expr in template.exprs() {
            if let ExprKind::Filter { name, name_span, .. } = &expr.kind
                && self.profile.filter(name).is_none()
            {
                self.note_tag_fault(*name_span, "the engine has no such filter");
            }
        }
    }

    fn finish(self, wrong: bool) -> Judgement {
        let Walk { mut holes, noted, passed, faults, .. } = self;
        let reasons: Vec<Reason> = noted
            .into_iter()
            .map(|((span, message), noted)| {
                let sure = noted.sure && !passed.contains(&noted.within);
                let answer = if sure { Answer::Wrong } else { Answer::Unproved };
                Reason { span, answer, message, fields: noted.fields, demand: noted.demand }
            })
            .collect();
        for hole in holes.values_mut() {
            let own = reasons.iter().filter(|it| it.span == hole.span).map(|it| it.answer);
            hole.outcome = own.chain([hole.outcome]).max().unwrap_or(hole.outcome);
        }
        let answer = match (wrong, reasons.is_empty()) {
            (true, _) => Answer::Wrong,
            (false, true) => Answer::Proved,
            (false, false) => Answer::Unproved,
        };
        Judgement { answer, holes, reasons, faults: faults.into_values().collect() }
    }

    /// From here on nothing is known.
    pub(super) fn lose(&mut self, span: Span<InTemplate>, message: &str) {
        if self.states.is_empty() {
            return;
        }
        self.note(span, message.to_owned(), false, (Vec::new(), None));
        self.states = BTreeSet::from([State { trust: Trust::Guess, at: At::Lost }]);
        self.names.lose();
    }

    /// Too many states make none.
    pub(super) fn bound(&mut self, span: Span<InTemplate>) {
        if self.states.len() > MAX_STATES {
            self.lose(span, "there are too many ways through the template up to here to follow them all");
        }
    }

    /// Goes over literal text.
    pub(super) fn literal_text(&mut self, span: Span<InTemplate>) {
        let text = span.of(&self.template.text);
        self.stand.offset = Some(span.start);
        let mut next = BTreeSet::new();
        for state in std::mem::take(&mut self.states) {
            let (at, problem) = self.reader.text(state.at, text, &self.stand);
            let trust = match &problem {
                None => state.trust,
                Some(problem) => {
                    let trust = if problem.sure { Trust::Broken } else { Trust::Guess };
                    if state.trust == Trust::Sure {
                        self.note_text(span, problem);
                    }
                    trust.max(state.trust)
                }
            };
            if problem.is_none() && state.trust != Trust::Broken {
                self.passed.insert(span);
            }
            next.insert(State { trust, at });
        }
        self.stand.offset = None;
        self.states = next;
        self.bound(span);
    }

    /// Holds a merge tag against the places where it can stand.
    pub(super) fn hole(
        &mut self,
        id: NodeId,
        expr: Option<(ExprId, Absent)>,
        (printed, decoded): (Printed, Option<Printed>),
    ) {
        let span = self.template.node(id).span;
        let mut next = BTreeSet::new();
        let states = std::mem::take(&mut self.states);
        let mut outcome = Answer::Proved;
        let mut places = BTreeSet::new();
        for state in states {
            places.extend(Reader::place(state.at));
            let met = self.reader.meet(state.at, &printed, &self.stand);
            let mut trust = state.trust;
            if state.at == At::Lost {
                outcome = outcome.max(Answer::Unproved);
            }
            if let Some(misfit) = &met.misfit {
                trust = trust.max(Trust::Guess);
                outcome = outcome.max(Answer::Unproved);
                if state.trust == Trust::Sure {
                    self.note_misfit(span, misfit, expr, (&printed, state.at));
                }
            }
            next.extend(met.next.iter().map(|&at| State { trust, at }));
        }
        self.states = next;
        if self.muted == 0 {
            let joined = match self.holes.remove(&id) {
                None => HoleContext { span, places, printed, decoded, outcome },
                Some(before) => HoleContext {
                    span,
                    places: before.places.into_iter().chain(places).collect(),
                    printed: before.printed.or(printed),
                    decoded: before.decoded.zip(decoded).map(|(a, b)| a.or(b)),
                    outcome: before.outcome.max(outcome),
                },
            };
            self.holes.insert(id, joined);
        }
        self.bound(span);
    }
}

/// Whether a template changes lists or maps as it goes.
fn changes(template: &Template) -> bool {
    template.exprs().any(|expr| match &expr.kind {
        ExprKind::Method { name, .. } => CHANGING.contains(&&**name),
        ExprKind::Call(callee, _) => {
            matches!(&template.expr(*callee).kind, ExprKind::Member(_, name) if CHANGING.contains(&&**name))
        }
        _ => false,
    })
}

/// A path as people write it.
pub(super) fn path(segments: &[Segment]) -> String {
    let mut path = String::new();
    for segment in segments {
        push_segment(&mut path, segment);
    }
    path
}
