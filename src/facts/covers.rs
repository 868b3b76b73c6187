//! What a render reads is always among the static facts: all small templates made of some fragments are rendered with
//! the sample contact, and with an empty one.

use std::sync::Arc;

use super::{fields, sample};
use crate::contact::Contact;
use crate::dialect::{Dialect, parse_for};
use crate::field::Segment;
use crate::platform;
use crate::render::Render;
use crate::settings::Settings;
use crate::source::SourceId;

/// Fragments; `@` is where another one goes.
const JINJA: &[&str] = &[
    "{{ a.b }}",
    "{{ x }}{{ x.y }}",
    "{{ i.sku }}{{ v }}",
    "{% set x = a %}@{{ x.b }}",
    "{% set x = i.sku %}@",
    "{% for i in items %}@{{ i.sku }}{% else %}{{ x.z }}{% endfor %}",
    "{% for k, v in m.items() %}@{{ k }}{{ v }}{% endfor %}",
    "{% for i in items|sort(attribute='n')|reverse %}@{% endfor %}{{ i.sku }}",
    "{% if a.c %}{% set x = d %}@{% elif x %}@{% endif %}{{ x.y }}",
    "{% with x = i %}@{% endwith %}",
    "{% set x %}@{{ e }}{% endset %}{{ x }}",
    "{% macro f(x, z=d) %}@{{ x.y }}{{ z }}{% endmacro %}{{ f(a) }}{{ f(items, i) }}",
    "{{ items|map(attribute='sku')|join(a.s) }}{{ (items|first).n }}@",
    "{{ a.b|default(d.e)|upper }}{{ x or a.t }}{{ d.f if x else d.g }}@",
    "{{ {'k': a}.k.w }}{{ [a, x][0].b }}{{ items[1].sku }}{{ a.get('g', x) }}@",
];

const LIQUID: &[&str] = &[
    "{{ a.b }}",
    "{{ x }}{{ x.y }}",
    "{{ i.sku }}{{ forloop.index }}",
    "{% assign x = a %}@{{ x.b }}",
    "{% assign x = i %}@",
    "{% for i in items limit: a.n %}@{{ i.sku }}{% else %}{{ x.z }}{% endfor %}{{ i }}",
    "{% for i in (1..a.n) %}@{{ i }}{{ x.sku }}{% assign x = i %}{% endfor %}",
    "{% if a.c == x.q %}{% assign x = d %}@{% elsif x %}@{% endif %}{{ x.y }}",
    "{% unless a.c contains 'x' %}@{{ d.e }}{% endunless %}",
    "{% case a.k %}{% when d.w %}@{% else %}{{ x.v }}{% endcase %}",
    "{% capture x %}@{{ e }}{% endcapture %}{{ x | append: d.u }}",
    "{{ items.size }}{{ items.first.n }}{{ items[1].sku }}{{ a[\"h h\"] }}@",
    "{{ a.b | default: d.e | upcase }}{{ items | map: 'sku' | join: a.s }}@",
    "{% increment x %}@{% cycle a.b, d.e %}",
];

const VELOCITY: &[&str] = &[
    "$!a.b",
    "$!x $!x.y",
    "$!i.sku $!foreach.index",
    "#set($x = $a)@$!x.b",
    "#set($x = $i)@",
    "#foreach($i in $items)@$!i.sku#{else}$!x.z#end$!i",
    "#foreach($i in [1..3])@$!x.sku#set($x = $i)#end",
    "#if($a.c == $x.q)#set($x = $d)@#elseif($x)@#end$!x.y",
    "#macro(f $x)@$!x.y#end#f($a)#f($items)$!x.k",
    "#define($x)@$!e#end$x",
    "#set($l = [$a, $x])$!l.get(0).b$!a.get('g')$!items.get(1).sku@",
    "#foreach($k in $m.entrySet())@$!k.value#end",
    "${x|$a.t}$!a.u.toUpperCase()#set($y = \"$!d.e\")$y@",
];

/// Yespo's own: `data`, and names that are there or in it.
const YESPO: &[&str] = &[
    "$!data.x @",
    "$!data.get('x').y $!X",
    "#set($x = $data)@$!x.b",
    "#set($d = $data.get('A'))@$!d.b",
    "#foreach($i in $data.items)@$!i.sku#{else}$!Items.size()#end$!i",
    "#foreach($i in $items)@$!data.get($i)$!velocityCount#end",
    "#if($a == $data.q)#set($x = $q)@#elseif($data)@#end$!x.y",
    "#macro(f $x)@$!x.b#end#f($a)#f($data)$!x.k",
    "${x|$data.t}$!Data.x$!data['A'].b@",
];

/// Templates of three fragments, one inside the other.
fn templates(fragments: &[&str]) -> impl Iterator<Item = String> {
    fragments.iter().flat_map(move |a| {
        fragments.iter().flat_map(move |b| {
            let outer = a.replacen('@', b, 1).replace("@@", "@");
            fragments.iter().step_by(3).map(move |c| outer.replacen('@', c, 1).replace('@', ""))
        })
    })
}

/// Whether the fact is the path that was read, or one is the beginning of the other.
fn covers(fact: &[Segment], read: &[Segment]) -> bool {
    let same = |(a, b): (&Segment, &Segment)| match (a, b) {
        (Segment::Each, _) => true,
        // An index into a map is a key.
        (Segment::Index(at), Segment::Key(key)) => at.to_string() == **key,
        _ => a == b,
    };
    fact.iter().zip(read).all(same)
}

/// Yespo finds a name under `data` and beside it, and beside it in any case: a fact has it as it is written.
fn by_name(path: &[Segment]) -> Vec<Segment> {
    let path = match path {
        [Segment::Key(data), rest @ ..] if &**data == "data" && !rest.is_empty() => rest,
        path => path,
    };
    let mut path = path.to_vec();
    if let Some(Segment::Key(name)) = path.first_mut() {
        *name = Arc::from(name.to_lowercase());
    }
    path
}

#[track_caller]
fn check(profile: &str, fragments: &[&str]) {
    let profile = platform::profiles().find(|it| it.name == profile).expect("a profile");
    let settings = Settings::default();
    let mut reads = 0_usize;
    for text in templates(fragments) {
        let template = Arc::new(parse_for(profile, SourceId::Body, &text).value);
        let facts = fields(&template, profile);
        let sampled = sample(&facts);
        let place = if profile.name == "yespo" { by_name } else { <[Segment]>::to_vec };
        let places: Vec<_> =
            facts.iter().flat_map(|it| [it.segments.to_vec(), place(&it.segments)]).collect();
        for contact in [&*sampled, "{}"] {
            let mut render = Render::new(profile, &settings, &Contact::read(contact));
            let rendered = render.part(&template);
            // Jinja ends at a fault; what a preview shows after an assignment that failed, no request has.
            if profile.dialect == Dialect::Jinja && !rendered.findings.is_empty() {
                continue;
            }
            for run in rendered.map.runs() {
                let all = render.join(run.origin.reads(), run.guards);
                for &field in render.fields.members(all) {
                    let read = render.fields.segments(field);
                    let read = [place(&read), read];
                    let path = render.fields.path(field);
                    reads += 1;
                    assert!(
                        places.iter().any(|fact| read.iter().any(|read| covers(fact, read))),
                        "{}: {text}\nreads {path} with {contact}",
                        profile.name
                    );
                }
            }
        }
    }
    assert!(reads > 1000, "the templates read next to nothing");
}

#[test]
fn jinja_reads_are_found() {
    check("jinja2", JINJA);
}

#[test]
fn liquid_reads_are_found() {
    check("liqp-0.7.9", LIQUID);
    check("shopify", LIQUID);
    check("clevertap", LIQUID);
}

#[test]
fn velocity_reads_are_found() {
    check("velocity-2", VELOCITY);
    check("yespo", YESPO);
}
