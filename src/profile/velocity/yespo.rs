//! Yespo (eSputnik): Velocity with a data model of its own.
//!
//! A contact's JSON has the contact's fields on the outermost level, and under `data` the parameters of the event and
//! the answers to earlier webhooks, each under the webhook's name (docs.esputnik.com/docs/webhooks-in-workflows). Both
//! are found by their plain name, and event parameters hide contact fields (docs.yespo.io/docs/overview). Contact
//! fields are found in any case, the rest only as written (docs.yespo.io/docs/testing-troubleshooting-velocity).
//! `$data` gives the rest, and contact fields where there is nothing of that name.
//!
//! A value has read the field that it is from. That `$name` would have been another one, had the event a parameter of
//! that name, does not count as reading it: every name would stand for two fields then.

use std::sync::Arc;

use super::{VELOCITY2, access, loops};
use crate::field::Segment;
use crate::profile::Profile;
use crate::render::{Fault, Render};
use crate::value::{Key, Traced, Value};

/// The platform's profile.
pub static YESPO: Profile = Profile { name: "yespo", field, global, member, index, ..VELOCITY2 };

/// The name of what is no field of the contact.
const DATA: &str = "data";

/// `$name`: a parameter of the event, else a field of the contact.
fn field(render: &mut Render<'_>, name: &Arc<str>) -> Option<Traced> {
    if &**name == DATA {
        return Some(data(render));
    }
    let data = data(render);
    render.map_member(&data, &Key::Str(name.clone())).or_else(|| contact_field(render, name))
}

/// What stands under `data`; there is always such a variable.
fn data(render: &mut Render<'_>) -> Traced {
    let name = Arc::from(DATA);
    render.contact_field(&name).unwrap_or_else(|| {
        let contact = Traced::constant(render.contact().clone());
        render.missing(&contact, Segment::Key(name))
    })
}

/// A field of the contact, in whatever case it is written.
fn contact_field(render: &mut Render<'_>, name: &Arc<str>) -> Option<Traced> {
    if let Some(found) = render.contact_field(name) {
        return Some(found);
    }
    let Value::Map(id) = *render.contact() else { return None };
    let lower = name.to_lowercase();
    let same = |it: &&Key| it.as_str().is_some_and(|it| it != DATA && it.to_lowercase() == lower);
    let known = render.heap.map_at(id).entries.keys().find(same)?.as_str().map(Arc::from)?;
    render.contact_field(&known)
}

/// The tools and `$velocityCount`, which the older guides use (docs.esputnik.com, "Using Velocity features").
fn global(render: &mut Render<'_>, name: &str) -> Option<Value> {
    if name == "velocityCount" && render.setting("velocity-count") != "literal" {
        return loops::count(render);
    }
    let tool = super::tools::find(name);
    if tool.is_none() {
        let data = data(render);
        access::other_case(render, &data, name);
    }
    tool
}

/// Whether a value is what `$data` stands for.
fn is_data(render: &Render<'_>, base: &Traced) -> bool {
    let field = match base.value {
        Value::Map(id) => render.heap.map_at(id).place.field(),
        Value::Undefined | Value::Null => match render.fields.members(base.reads) {
            [field] => Some(*field),
            _ => None,
        },
        _ => None,
    };
    let Some(field) = field else { return false };
    render.fields.parent(field).is_none() && render.fields.path(field) == DATA
}

/// What `$data` gives where there is no parameter of that name: a field of the contact. None for other values, and for
/// parameters.
fn through_data(render: &mut Render<'_>, base: &Traced, name: &str) -> Option<Traced> {
    let name: Arc<str> = Arc::from(name);
    let is_own = render.map_member(base, &Key::Str(name.clone())).is_some() || &*name == "class";
    if is_own || !is_data(render, base) {
        return None;
    }
    let found = contact_field(render, &name).unwrap_or_else(|| {
        access::other_case(render, base, &name);
        let contact = Traced::constant(render.contact().clone());
        render.missing(&contact, Segment::Key(name.clone()))
    });
    let parameter = render.missing(base, Segment::Key(name));
    let reads = render.join(found.reads, parameter.reads);
    Some(Traced { value: found.value, reads })
}

/// `$data.name`
fn member(render: &mut Render<'_>, base: &Traced, name: &Arc<str>) -> Result<Traced, Fault> {
    match through_data(render, base, name) {
        Some(found) => Ok(found),
        None => access::member(render, base, name),
    }
}

/// `$data['name']` and `$data.get('name')`, which the front end reads as the same
fn index(render: &mut Render<'_>, base: &Traced, index: &Traced) -> Result<Traced, Fault> {
    let found = match &index.value {
        Value::Str(name) => through_data(render, base, &name.text),
        _ => None,
    };
    let Some(found) = found else { return access::index(render, base, index) };
    let reads = render.join(found.reads, index.reads);
    Ok(Traced { value: found.value, reads })
}
