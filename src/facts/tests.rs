//! Tables: a template, and its fields with the text of each place that reads them.

use super::{fields, sample};
use crate::contact::Contact;
use crate::contract::Catalog;
use crate::dialect::parse_for;
use crate::hook::Hook;
use crate::hook_file::HookFile;
use crate::profile::{self, Profile};
use crate::source::SourceId;

#[track_caller]
fn check(profile: &str, table: &[(&str, &str)]) {
    for (template, expected) in table {
        assert_eq!(found(named(profile), template), *expected, "{profile}: {template}");
    }
}

fn named(profile: &str) -> &'static Profile {
    profile::by_name(profile).expect("a profile")
}

/// `path: place, place; path: place`.
fn found(profile: &'static Profile, text: &str) -> String {
    let template = parse_for(profile, SourceId::Body, text).value;
    let facts = fields(&template, profile);
    let written = facts.iter().map(|fact| {
        let places: Vec<&str> = fact.spans.iter().map(|it| it.of(text)).collect();
        format!("{}: {}", fact.path, places.join(", "))
    });
    written.collect::<Vec<_>>().join("; ")
}

#[test]
fn jinja() {
    check(
        "jinja2",
        &[
            ("{{ a.b }}{{ a['c d'] }}", "a.b: a.b; a[\"c d\"]: a['c d']"),
            ("{% set p = profile %}{{ p.x }}", "profile.x: p.x"),
            ("{% set p = profile %}", ""),
            (
                "{% for i in items %}{{ i.sku }}{{ loop.index }}{% endfor %}",
                "items: items; items[].sku: i.sku",
            ),
            (
                "{% for i in items %}{{ loop.previtem.sku }}{% endfor %}",
                "items: items; items[].sku: loop.previtem.sku",
            ),
            ("{% for k, v in m.items() %}{{ v.x }}{% endfor %}", "m: m; m[].x: v.x"),
            (
                "{% for i in a if i.on %}{% else %}{{ none_of }}{% endfor %}",
                "a: a; a[].on: i.on; none_of: none_of",
            ),
            ("{% if a %}{% set x = b %}{% else %}{% set x = c %}{% endif %}{{ x }}", "a: a; b: x; c: x"),
            ("{% if a %}{% set x = b %}{% endif %}{{ x }}", "a: a; b: x; x: x"),
            ("{% with x = a.b %}{{ x.c }}{% endwith %}{{ x }}", "a.b.c: x.c; x: x"),
            ("{% set x %}{{ a }}{% endset %}{{ x }}", "a: a"),
            (
                "{% macro m(p, q=d) %}{{ p.x }}{{ q }}{% endmacro %}{{ m(a) }}{{ m(b, 1) }}",
                "a.x: p.x; b.x: p.x; d: q",
            ),
            (
                "{% macro m() %}{{ caller(a) }}{% endmacro %}{% call(u) m() %}{{ u.x }}{% endcall %}",
                "a.x: u.x",
            ),
            ("{{ a | default(b.c) | upper }}", "a: a; b.c: b.c"),
            (
                "{{ items | map(attribute='a.b') | join(sep) }}",
                "items: items; items[].a.b: items | map(attribute='a.b') | join(sep); sep: sep",
            ),
            (
                "{{ (items | sort(attribute='n') | first).sku }}",
                "items: items; items[].n: items | sort(attribute='n'); items[].sku: (items | sort(attribute='n') | first).sku",
            ),
            ("{{ a if b is defined else c }}", "a: a; b: b; c: c"),
            ("{{ a.get('b', c) }}{{ d.e.upper() }}", "a.b: a.get('b', c); c: a.get('b', c), c; d.e: d.e"),
            ("{% set m = {'k': a} %}{{ m.k.x }}", "a.x: m.k.x"),
            (
                "{% set ns = namespace(x=a) %}{% for i in b %}{% set ns.x = i.y %}{% endfor %}{{ ns.x.z }}",
                "a.z: ns.x.z; b: b; b[].y.z: ns.x.z",
            ),
            ("{% set x = a.b %}", "a.b: a.b"),
            ("{% for i in range(3) %}{{ i }}{% endfor %}${env:KEY}", ""),
            (
                "{{ order.items[0].sku }}{{ a[b].c }}",
                "a[].c: a[b].c; b: b; order.items[0].sku: order.items[0].sku",
            ),
            ("{{ a", ""),
        ],
    );
}

#[test]
fn liquid() {
    let table = [
        ("{{ Event[\"Requested Product\"] }}", "Event[\"Requested Product\"]: Event[\"Requested Product\"]"),
        ("{% assign p = Profile %}{{ p.x | upcase }}", "Profile.x: p.x"),
        (
            "{% for i in items limit: n %}{{ i.sku }}{{ forloop.index }}{% endfor %}",
            "items: items; items[].sku: i.sku; n: n",
        ),
        ("{% capture t %}{{ a }}{% endcapture %}{{ t }}", "a: a"),
        (
            "{% for i in a %}{{ last.x }}{% assign last = i %}{% endfor %}",
            "a: a; a[].x: last.x; last.x: last.x",
        ),
        ("{{ items.size }}{{ items.first.sku }}", "items: items; items[].sku: items.first.sku"),
        ("{% if a contains b %}{% elsif c == 'x' %}{% endif %}", "a: a; b: b; c: c"),
        ("{% case a %}{% when b %}{{ c }}{% endcase %}", "a: a; b: b; c: c"),
        (
            "{% tablerow i in a cols: b %}{{ i.x }}{{ tablerowloop.col }}{% endtablerow %}",
            "a: a; a[].x: i.x; b: b",
        ),
        ("{% increment x %}{{ x }}", "x: {% increment x %}, x"),
        ("{{ a | append: b | prepend: 'c' }}", "a: a; b: b"),
    ];
    check("liqp-0.7.9", &table);
    check("shopify", &table);
}

#[test]
fn velocity() {
    check(
        "velocity-2",
        &[
            ("$a.b$!{c.d}", "a.b: $a.b; c.d: $!{c.d}"),
            ("#set($p = $data)$p.get('x')", "data.x: $p.get('x')"),
            ("#foreach($i in $items)$i.sku$foreach.count#end", "items: $items; items[].sku: $i.sku"),
            ("#macro(m $p)$p.x#end#m($a)", "a.x: $p.x"),
            ("#define($d)$a#end$d", "a: $a"),
            ("#if($a)#set($x = $b)#end$!x.y", "a: $a; b.y: $!x.y; x.y: $!x.y"),
            ("${a|$b}", "a: ${a; b: $b"),
            ("#foreach($i in $a)$!last.x#set($last = $i)#end", "a: $a; a[].x: $!last.x; last.x: $!last.x"),
            ("#set($l = [])#set($o = $l.add($a))$l.get(0).x", "a.x: $l.get(0).x"),
        ],
    );
}

#[test]
fn merge_fields() {
    check("ontraport", &[("[First Name] [Email]", "Email: Email; First Name: First Name")]);
}

#[test]
fn uses_say_what_is_done() {
    let profile = named("jinja2");
    let text = "{% if a %}{{ b }}{% endif %}{% for i in c %}{% endfor %}{{ a }}";
    let template = parse_for(profile, SourceId::Body, text).value;
    let uses = fields(&template, profile);
    let uses: Vec<_> = uses.iter().map(|it| (it.uses.printed, it.uses.tested, it.uses.looped)).collect();
    assert_eq!(uses, [(true, true, false), (true, false, false), (false, false, true)]);
}

#[test]
fn names_in_a_loop_that_extend_themselves_end() {
    let deep = "#foreach($i in [1..3])#set($x = $x.y)".repeat(40) + &"#end".repeat(40) + "$x";
    let profile = named("velocity-2");
    let template = parse_for(profile, SourceId::Body, &deep).value;
    let facts = fields(&template, profile);
    assert!(facts.iter().any(|it| &*it.path == "x.y"));
    assert!(facts.iter().all(|it| it.segments.len() <= 32));
}

#[test]
fn samples_have_all_fields() {
    let profile = named("jinja2");
    let text = "{{ user.first_name }}{{ user.email }}{% for i in order.items %}{{ i.price }}{% endfor %}\
                {{ user['Post Code'] }}{{ tags[2] }}{{ orderCount }}{{ colour }}";
    let template = parse_for(profile, SourceId::Body, text).value;
    let text = sample(&fields(&template, profile));
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let expected = serde_json::json!({
        "colour": "colour",
        "order": { "items": [{ "price": 19.5 }, { "price": 19.5 }] },
        "orderCount": 2,
        "tags": ["tag", "tag", "tag"],
        "user": { "Post Code": "SW1A 1AA", "email": "amelia@example.com", "first_name": "Amelia" },
    });
    assert_eq!(value, expected);
    assert!(Contact::read(&text).faults.is_empty());
}

#[test]
fn hooks_know_the_fields_of_all_parts_and_what_the_platform_documents() {
    let file = HookFile::from_json(&serde_json::json!({
        "sender": "clevertap",
        "receiver": "generic",
        "url": "https://partner.example/{{ Profile.Email }}",
        "headers": { "X-Mail": "{{ Profile.Email }}", "X-Key": "${env:KEY}" },
        "body": "{{ Event[\"Requested Product\"] }}",
    }));
    let hook = Hook::compile(&file.value, &Catalog::builtin()).value;
    let fields = hook.fields();
    let written = fields.iter().map(|field| {
        let parts: Vec<String> = field.places.iter().map(|(source, _)| source.to_string()).collect();
        format!("{}: {}", field.path, parts.join(", "))
    });
    let expected = ["Event[\"Requested Product\"]: body", "Profile.Email: url, header:X-Mail"];
    assert_eq!(written.collect::<Vec<_>>(), expected);
    let sampled: serde_json::Value = serde_json::from_str(&hook.sample_contact()).expect("JSON");
    let documented = serde_json::json!({
        "Event": { "Requested Product": "Trail shoes" },
        "Profile": { "Email": "daniel@example.com" },
    });
    assert_eq!(sampled, documented);
}

#[test]
fn conditions_tell_what_they_compare_fields_with() {
    let constants = |profile: &str, text: &str| {
        let profile = named(profile);
        let template = parse_for(profile, SourceId::Body, text).value;
        let facts = fields(&template, profile);
        let written = facts.iter().map(|it| format!("{}: {:?}", it.path, it.constants));
        written.collect::<Vec<_>>().join("; ")
    };
    let table = [
        ("jinja2", "{% if a.b == 'x' or 'y' == a.b %}{% endif %}", r#"a.b: [Str("x"), Str("y")]"#),
        ("jinja2", "{% if a | lower in ['x', 'y'] %}{% endif %}", r#"a: [Str("x"), Str("y")]"#),
        ("jinja2", "{% if a is eq 'x' %}{% endif %}", r#"a: [Str("x")]"#),
        ("jinja2", "{% if 1 < a %}{% endif %}", "a: [Int(0), Int(1), Int(2)]"),
        ("jinja2", "{% if a == b %}{{ 'x' }}{% endif %}", "a: []; b: []"),
        ("shopify", "{% case a.b %}{% when 'x', true %}{% endcase %}", r#"a.b: [Bool(true), Str("x")]"#),
        ("shopify", "{% if a contains 'x' %}{% endif %}", r#"a: [Str("x")]"#),
        ("velocity-2", "#if($a.equals('x') || $a == 'y')#end", r#"a: [Str("x"), Str("y")]"#),
    ];
    for (profile, text, expected) in table {
        assert_eq!(constants(profile, text), expected, "{profile}: {text}");
    }
}
