//! Names, members and elements.

use std::sync::Arc;

use super::printed::{Printed, Shapes};
use super::value::{Counts, Known, Path, Turn, Types};
use super::walk::Walk;
use crate::contact::Contact;
use crate::dialect::Dialect;
use crate::field::Segment;
use crate::profile::jinja2::MAP_METHODS;
use crate::render::Render;
use crate::settings::Settings;
use crate::template::{Const, ExprId, ExprKind};

/// How many steps a path has at most.
const MAX_PATH: usize = 32;

impl Walk<'_> {
    /// What a name stands for.
    pub(super) fn variable(&mut self, name: &Arc<str>) -> Known {
        if let Some(known) = self.names().get(name) {
            return known;
        }
        if name.is_empty() || self.counters.contains(name) {
            return Known::unknown();
        }
        self.unbound(name)
    }

    /// What a name stands for that the template has not bound: a field, or something of the engine's.
    pub(super) fn unbound(&self, name: &Arc<str>) -> Known {
        let field = self.field(Arc::from([Segment::Key(name.clone())]));
        if self.is_yespo() {
            return self.yespo(name, field);
        }
        if !field.types.has(Types::UNDEFINED) {
            return field;
        }
        match self.is_global(name) {
            // No contact has a field that is named like a tool of its platform.
            true if self.profile.dialect == Dialect::Velocity => {
                Known { tool: Some(name.clone()), ..Known::any(Types::OTHER) }
            }
            true => Known { at: None, ..field.or(Known::any(Types::OTHER)) },
            false => field,
        }
    }

    fn is_yespo(&self) -> bool {
        self.profile.name == "yespo"
    }

    /// Yespo's names: a parameter of the event, else a field of the contact, in whatever case it is written.
    fn yespo(&self, name: &Arc<str>, field: Known) -> Known {
        if &**name == "data" {
            return Known { at: None, ..Known::unknown() };
        }
        if self.is_global(name) || &**name == "velocityCount" {
            let tool = (&**name != "velocityCount").then(|| name.clone());
            let types = if tool.is_some() { Types::OTHER } else { Types::INT.or(Types::UNDEFINED) };
            return Known { tool, ..Known::any(types) };
        }
        let path = [Segment::Key(Arc::from("data")), Segment::Key(name.clone())];
        let parameter = self.field(Arc::from(path));
        let field = match field.types.has(Types::UNDEFINED) {
            // One of the name in other letters would be taken.
            true => Known { fields: field.fields, ..Known::any(Types::DATA.or(Types::UNDEFINED)) },
            false => field,
        };
        if !parameter.types.has(Types::UNDEFINED) {
            return parameter;
        }
        let parameter = parameter.without(Types::UNDEFINED);
        Known { at: None, plain: true, ..field.or(parameter) }
    }

    fn is_global(&self, name: &Arc<str>) -> bool {
        if let Some(&known) = self.globals.borrow().get(name) {
            return known;
        }
        let settings = Settings::default();
        let mut engine = Render::new(self.profile, &settings, &Contact::empty());
        let known = (self.profile.global)(&mut engine, name).is_some();
        self.globals.borrow_mut().insert(name.clone(), known);
        known
    }

    /// A member by its name.
    pub(super) fn member(&mut self, id: ExprId, base: ExprId, name: &Arc<str>) -> Known {
        let base = self.eval(base);
        if let Some(turn) = base.turn {
            return self.of_loop(turn, name).unwrap_or_else(|| Known::unknown().reading(&base));
        }
        if let Some(tool) = &base.tool {
            return Walk::tool_member(tool, name).reading(&base);
        }
        let odd = match self.profile.dialect {
            Dialect::Jinja => {
                // What Python's values have besides their members. A map's own come first.
                MAP_METHODS.contains(&&**name) || &**name == "__class__" || base.types.meets(Types::LOOP)
            }
            Dialect::Liquid => matches!(&**name, "size" | "first" | "last"),
            Dialect::Velocity => matches!(&**name, "class" | "size" | "empty" | "length"),
            Dialect::MergeFields => false,
        };
        if odd {
            return self.odd_member(id, &base, name);
        }
        let part = self.part(&base, &Segment::Key(name.clone()));
        self.guarded_part(id, base, part)
    }

    /// What is no member of a map in the first place.
    fn odd_member(&mut self, id: ExprId, base: &Known, name: &str) -> Known {
        let lists = Types::LIST.or(Types::ABSENT);
        if name == "size" && self.profile.dialect == Dialect::Liquid && lists.has(base.types) {
            let size = Known::int(i128::from(base.full), i128::from(u32::MAX));
            let absent = base.types.meets(Types::ABSENT);
            return (if absent { size.or(Known::undefined()) } else { size }).reading(base);
        }
        if matches!(name, "first" | "last") && lists.has(base.types) {
            let item = self.part(base, &Segment::Each);
            return item.or(Known::any(Types::ABSENT)).reading(base);
        }
        Known::unknown().reading(base).failing(id, "this may be a method and no member")
    }

    /// A member or element by its value.
    pub(super) fn index(&mut self, id: ExprId, base: ExprId, index: ExprId) -> Known {
        let template = self.template;
        let base = self.eval(base);
        let segment = match &template.expr(index).kind {
            ExprKind::Const(Const::Str(key)) => Some(Segment::Key(key.clone())),
            ExprKind::Const(Const::Int(at)) => usize::try_from(*at).ok().map(Segment::Index),
            _ => None,
        };
        let Some(segment) = segment.filter(|_| base.turn.is_none() && base.tool.is_none()) else {
            let read = self.eval(index);
            return Known::unknown()
                .reading(&base)
                .reading(&read)
                .failing(id, "there may be no such element");
        };
        let is_index = matches!(segment, Segment::Index(_));
        let part = self.part(&base, &segment);
        let odd = !is_index && self.profile.dialect == Dialect::Velocity && base.types.meets(Types::LIST);
        let mut part = self.guarded_part(id, base, part);
        if odd {
            part = part.failing(id, "a list has no members by name");
        }
        if is_index {
            part.types = part.types.or(Types::UNDEFINED);
            if self.profile.dialect != Dialect::Jinja {
                part = part.failing(id, "the list may have no such element");
            }
        }
        part
    }

    /// A part, with what becomes of it when its owner is not what it should be.
    fn guarded_part(&self, id: ExprId, base: Known, mut part: Known) -> Known {
        part.fault = base.fault;
        if self.profile.dialect == Dialect::Jinja && base.types.meets(Types::UNDEFINED) {
            let why = match base.at {
                Some(path) => {
                    format!("'{}' may be missing, and then nothing is sent", super::walk::path(&path))
                }
                None => "what this is part of may be missing, and then nothing is sent".to_owned(),
            };
            return part.failing(id, why);
        }
        part
    }

    /// The part of a value at a step. Where the value is no list or map, it is undefined.
    pub(super) fn part(&self, base: &Known, segment: &Segment) -> Known {
        if Types::ABSENT.has(base.types) && base.at.is_none() {
            return Known::undefined().reading(base);
        }
        if let Some(at) = base.at.as_ref().filter(|it| it.len() < MAX_PATH) {
            let path: Arc<[Segment]> = at.iter().cloned().chain([segment.clone()]).collect();
            let mut part = self.field(path);
            let owner = if matches!(segment, Segment::Key(_)) { Types::MAP } else { Types::LIST };
            let others = base.types.minus(owner);
            if !others.is_empty() {
                part.types = part.types.or(Types::UNDEFINED);
            }
            // Texts have characters and maps of an index have keys; neither is of the field's kind.
            let has_others = match segment {
                Segment::Key(_) => Types::LOOP.or(Types::OTHER),
                Segment::Index(_) | Segment::Each => {
                    Types::TEXT.or(Types::MAP).or(Types::LOOP).or(Types::OTHER)
                }
            };
            if others.meets(has_others) {
                let plain = base.plain && !others.meets(Types::LOOP.or(Types::OTHER));
                let types = if plain { Types::DATA.or(Types::UNDEFINED) } else { Types::ALL };
                part = Known { types, at: None, text: Printed::anything(), plain, ..part };
            }
            return part;
        }
        match (&base.item, segment) {
            (Some(item), Segment::Each | Segment::Index(_)) if base.types == Types::LIST => {
                (**item).clone().reading(base)
            }
            // Part of a contact's data is data.
            (None, _) if base.plain && !base.types.meets(Types::LOOP.or(Types::OTHER)) => {
                let longer = |it: &Path| it.iter().cloned().chain([segment.clone()]).collect();
                let fields = base.fields.iter().map(longer).collect();
                Known { fields, plain: true, ..Known::any(Types::DATA.or(Types::UNDEFINED)) }
            }
            _ => Known::unknown().reading(base),
        }
    }

    /// A member of a running loop; none where it is not known.
    fn of_loop(&self, turn: Turn, name: &str) -> Option<Known> {
        let many = i128::from(u32::MAX);
        let is_last = turn.last;
        let index = |from: i128| match turn.first {
            true => Known::int(from, from),
            false => Known::int(from + 1, many),
        };
        let left = |from: i128| match is_last {
            true => Known::int(from, from),
            false => Known::int(from + 1, many),
        };
        let length = match (turn.first, is_last) {
            (true, true) => Known::int(1, 1),
            _ => Known::int(2, many),
        };
        // The truth values of such a number say whether this is the last turn.
        let counts = |known: Known, what| Known {
            counts: Some((turn.node, what)),
            truths: (is_last, !is_last),
            ..known
        };
        let velocity = self.profile.dialect == Dialect::Velocity;
        Some(match name {
            "first" => Known::bool(turn.first, !turn.first),
            "last" => Known::bool(is_last, !is_last),
            "hasNext" if velocity => Known::bool(!is_last, is_last),
            "index" if velocity => index(0),
            "count" if velocity => counts(index(1), Counts::Index),
            "index" => counts(index(1), Counts::Index),
            "index0" => index(0),
            "length" if turn.plain && !velocity => counts(length, Counts::Length),
            "revindex" | "rindex" if turn.plain => left(1),
            "revindex0" | "rindex0" if turn.plain => left(0),
            _ => return None,
        })
    }

    /// Part of a text or list (Jinja). `(x|string|tojson)[1:-1]` is the inside of a JSON string.
    pub(super) fn slice(&mut self, id: ExprId, base: ExprId, bounds: [Option<ExprId>; 3]) -> Known {
        let ids: Vec<ExprId> = bounds.iter().flatten().copied().collect();
        let read = self.all_read(&ids);
        let known = self.eval(base);
        let ints: Vec<Option<i128>> = ids.iter().map(|it| self.literal_int(*it)).collect();
        let mut part = known.clone();
        part.at = None;
        part.full = false;
        part.decoded = None;
        part.text = known.text.cut();
        let inside = matches!(bounds, [Some(_), Some(_), None]) && ints == [Some(1), Some(-1)];
        if inside && known.text.shapes.has(Shapes::JSON_STRING) {
            part.decoded.clone_from(&known.decoded);
            let inner = Shapes::JSON_ESCAPES.or(Shapes::JSON_QUOTED);
            part.text.shapes = part.text.shapes.or(inner);
            part.text.max_chars = known.text.max_chars.map(|it| it.saturating_sub(2));
        }
        let part = part.reading(&read);
        let can = Types::TEXT.or(Types::LIST).has(known.types) && ints.iter().all(Option::is_some);
        if can { part } else { part.failing(id, "this may be neither a text nor a list") }
    }

    /// What a loop goes through gives at each turn.
    pub(super) fn element(&self, list: &Known) -> Known {
        let velocity = self.profile.dialect == Dialect::Velocity;
        if list.types.minus(Types::ABSENT) == Types::LIST {
            // Elements are there.
            let item = self.part(&list.clone().without(Types::ABSENT), &Segment::Each);
            return match &list.at {
                Some(_) => item.without(Types::UNDEFINED),
                None => item,
            };
        }
        if velocity && list.at.is_none() {
            return Known::unknown().reading(list);
        }
        if !list.plain || list.types.meets(Types::LOOP.or(Types::OTHER)) {
            return Known::unknown().reading(list);
        }
        let each = |it: &Path| it.iter().cloned().chain([Segment::Each]).collect();
        let fields = list.fields.iter().map(each).collect();
        Known { fields, plain: true, ..Known::any(Types::DATA.or(Types::UNDEFINED)) }
    }
}
