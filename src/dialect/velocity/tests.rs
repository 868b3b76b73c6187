//! Templates with what they print and what is told of them.

use crate::contact::Contact;
use crate::profile::velocity::VELOCITY2;
use crate::render::{self, Rendered};
use crate::settings::Settings;
use crate::source_map::Origin;

const CONTACT: &str = r#"{"email": "oliver@example.com", "name": "Oliver", "contactId": 730512, "town": "Leeds",
    "empty": "", "quote": "a\"b", "orders": [{"sku": "A", "price": 10}, {"sku": "B", "price": 2.5}],
    "data": {"orderId": "A-1042", "WH5": {"promocode": "SPRING-15"}, "contacts_get_by_email": [{"id": 730512.0}]}}"#;

fn rendered(template: &str) -> Rendered {
    render::template(&VELOCITY2, template, &Contact::read(CONTACT), &Settings::default())
}

#[track_caller]
fn check(template: &str, text: &str, codes: &[&str]) {
    let rendered = rendered(template);
    let found: Vec<&str> = rendered.findings.iter().map(|it| it.code).collect();
    assert_eq!((rendered.text.as_str(), found.as_slice()), (text, codes), "{template}");
}

/// docs.esputnik.com/docs/webhooks-in-workflows, docs.yespo.io/docs/velocity-in-workflows and the guides named there.
#[test]
fn what_the_guides_show_works() {
    for (template, expected) in [
        ("https://example.com/?email=${email}", "https://example.com/?email=oliver@example.com"),
        ("$!mathTool.toInteger($data.contacts_get_by_email.get(0).id)", "730512"),
        ("$data.get('WH5').get('promocode')", "SPRING-15"),
        ("$!data.get('orderId')|$!data.get('nope')", "A-1042|"),
        ("$contactId.toString().substring($mathTool.sub($contactId.toString().length(),1))", "2"),
        ("$!{name}, $!nobody!", "Oliver, !"),
        ("${nobody|$name} ${empty|'none'}", "Oliver none"),
        ("#foreach($o in $orders)$foreach.count:$o.sku#if($foreach.hasNext),#end#end", "1:A,2:B"),
        ("$orders.size() $orders[0].sku $orders.get(1).price", "2 A 2.5"),
        ("#if($town == 'Leeds' and not $empty)yes#else no#end", "yes"),
        (
            "$mathTool.add(1, 2) $mathTool.div(7, 2) $mathTool.roundTo(2, 3.14159) $mathTool.max(3, '12')",
            "3 3.5 3.14 12",
        ),
        (
            "$mathTool.mul($orders[0].price, 2) $mathTool.idiv(7, 2) $mathTool.mod(7, 2) $mathTool.pow(2, 10)",
            "20 3 1 1024",
        ),
        ("#set($t = true)$t.hashCode() #set($f = false)$f.hashCode()", "1231 1237"),
        ("$mathTool.toInteger('12 pcs') $mathTool.toNumber('1,234.5')", "12 1234.5"),
        ("$mathTool.ceil(1.2) $mathTool.floor(-1.2) $mathTool.round(2.5) $mathTool.abs(-3)", "2 -2 2 3"),
        (
            "$mathTool.getTotal([1, 2, 3]) $mathTool.getAverage([1, 2]) $mathTool.getTotal($orders, 'price')",
            "6 1.5 12.5",
        ),
        ("{\n#if($town)\n  \"town\": \"$town\"\n#end\n}\n", "{\n  \"town\": \"Leeds\"\n}\n"),
        ("#set($s = $email.split('@'))$s[0]|$s.get(1).replaceAll('[aeiou]', '')", "oliver|xmpl.cm"),
    ] {
        check(template, expected, &[]);
    }
    check("$!mathTool.toInteger($nobody)", "", &["tool-gives-nothing"]);
    check("$orders.get(0).name", "$orders.get(0).name", &["reference-prints-itself"]);
    let counted = "$velocityCount$velocityCount";
    let codes = &["reference-prints-itself", "velocity-count-removed"];
    check("#foreach($o in $orders)$velocityCount#end", counted, codes);
}

#[test]
fn mistakes_are_told_and_the_rest_renders() {
    for (template, text, codes) in [
        ("$firstName $name", "$firstName Oliver", vec!["reference-prints-itself"]),
        ("$data.orderid|$!data.get('ORDERID')", "$data.orderid|", vec!["wrong-case", "wrong-case"]),
        ("$name.toUper()|$name", "$name.toUper()|Oliver", vec!["reference-prints-itself", "unknown-method"]),
        ("$orders[5]|$name", "|Oliver", vec!["index-out-of-range"]),
        ("$name.substring(9)|$town", "|Leeds", vec!["index-out-of-range"]),
        ("#if($name)a $town", "a Leeds", vec!["unclosed-block"]),
        ("a#end $name", "a Oliver", vec!["template-syntax"]),
        ("#else$name", "Oliver", vec!["template-syntax"]),
        ("#if($name = 'x')a#{else}b#end$town", "bLeeds", vec!["template-syntax"]),
        ("#set($x = 5 -1)$name", "Oliver", vec!["template-syntax"]),
        ("#set(x = 5)$name", "Oliver", vec!["template-syntax"]),
        ("${name $town", " Leeds", vec!["template-syntax"]),
        ("$orders[] $town", " Leeds", vec!["template-syntax"]),
        ("#foreach($o of $orders)$o.sku#end", "AB", vec!["template-syntax"]),
        ("#include('a')$name", "Oliver", vec!["unsupported-tag"]),
        ("#macro(m $a)$a#end#m(x)$name", "$aOliver", vec!["reference-prints-itself", "wrong-arguments"]),
        ("#break($name)$town", "Leeds", vec!["no-such-loop"]),
        ("#[[ $name", " $name", vec!["template-syntax"]),
        ("#* $name", "", vec!["unclosed-tag"]),
        ("#macro(m)#m()#end#m()$name", "Oliver", vec!["limit-exceeded"]),
        ("$esc.json($quote)", "a\\\"b", vec!["undocumented-tool"]),
        ("$date.get('yyyy')|", "|", vec!["now-needed", "undocumented-tool"]),
    ] {
        check(template, text, &codes);
    }
}

#[test]
fn places_of_references_are_exact() {
    let template = "#set($s = \"<\u{e9} $name \"\"$town\"\">\")$s";
    let rendered = rendered(template);
    assert_eq!(rendered.text, "<\u{e9} Oliver \"Leeds\">");
    let holes = rendered.map.runs().iter().filter_map(|run| match &run.origin {
        Origin::Value { hole, reads } if !reads.is_empty() => Some(hole.of(template)),
        _ => None,
    });
    assert_eq!(holes.collect::<Vec<_>>(), ["$name", "$town"]);
    let texts = rendered.map.runs().iter().filter_map(|run| match run.origin {
        Origin::Text(span) => Some((run.out.of(&rendered.text), span.of(template))),
        _ => None,
    });
    for (printed, written) in texts {
        assert_eq!(printed, written);
    }
}

#[test]
fn secrets_are_masked() {
    check("#set($k = '${env:KEY}')Basic ${env:KEY} $k", "Basic ••• •••", &[]);
    check("#f(\"${env:KEY}\")", "#f(\"•••\")", &[]);
}

#[test]
fn anything_renders() {
    let deep = [
        "#if(true)",
        "#foreach($i in [1])",
        "#@m()",
        "#define($a)",
        "\"",
        "$a.b(",
        "[",
        "(",
        "{1:",
        "!",
        "$a[",
        "${a|",
    ];
    for part in deep {
        for opening in ["", "#set($x = ", "$a.b("] {
            let template = format!("{opening}{}", part.repeat(300));
            rendered(&template);
        }
    }
    rendered(&"#if(true)x#end".repeat(2000));
    rendered(&"#foreach($i in [1..100])".repeat(6));
    rendered("#macro(a)#evaluate('#a()')#end#a()");
    rendered("#define($a)$a$a#end$a");
    rendered("#set($l = [])#set($l[0] = $l)#if($l.add($l))$l#end#if($l == $l)x#end");
    rendered("#set($m = {})#set($m.m = $m)$m $m.equals($m) #if($m == {\"m\": $m})x#end");
    rendered("#set($s = 'x')#foreach($i in [1..40])#set($s = $s + $s)#end$s");
}

const PARTS: &[&str] = &[
    "$",
    "!",
    "{",
    "}",
    "#",
    "\\",
    "(",
    ")",
    "[",
    "]",
    "\"",
    "'",
    "|",
    ".",
    ",",
    ":",
    "=",
    " ",
    "\n",
    "\r\n",
    "a",
    "name",
    "$name",
    "${name",
    "$!{name}",
    "$data.get('",
    "$orders",
    "[0]",
    ".size()",
    "#if(",
    "#if($name)",
    "#elseif(true)",
    "#else",
    "#end",
    "#foreach($o in ",
    "#foreach($o in $orders)",
    "#set($x = ",
    "#set($name = 'x')",
    "#macro(a $b)",
    "#a($name)",
    "#@a()",
    "#define($d)",
    "$d",
    "#evaluate(",
    "#stop",
    "#break",
    "#break($foreach)",
    "##",
    "#*",
    "*#",
    "#[[",
    "]]#",
    "1",
    "-1",
    "1.5",
    "..",
    "+",
    " - ",
    "*",
    "/",
    "%",
    "==",
    "&&",
    " or ",
    "not ",
    "true",
    "{'k': 1}",
    "[1..3]",
    "é",
    "\u{1}",
    "${env:KEY}",
    "\\u00e9",
    "$foreach.count",
    "$mathTool.add(",
    ".substring(1)",
    ".split(',')",
    "$bodyContent",
    "in ",
];

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 400, failure_persistence: None, ..Default::default() })]

    /// Whatever the template, all that is printed has a place, without gaps, and text is what stands there.
    #[test]
    fn every_byte_has_a_place(parts in proptest::collection::vec(proptest::sample::select(PARTS), 0..40)) {
        let template = parts.concat();
        let rendered = rendered(&template);
        let mut at = 0;
        for run in rendered.map.runs() {
            assert_eq!(run.out.start as usize, at, "{template}");
            at = run.out.end as usize;
            if let Origin::Text(span) = run.origin {
                assert_eq!(run.out.of(&rendered.text), span.of(&template), "{template}");
            }
        }
        assert_eq!(at, rendered.text.len());
        for finding in &rendered.findings {
            assert!(template.get(finding.span.range()).is_some(), "{:?} in {template}", finding.span);
        }
    }
}
