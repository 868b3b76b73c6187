//! temp
use crate::source::{InTemplate, Span};
use std::sync::Arc;
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Located {
    pub text: String,
    pub span: Span<InTemplate>,
}
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    Inline(Located),
    File(Located),
}
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HookFile {
    pub title: Option<Located>,
    pub name: Option<Located>,
    pub description: Option<Located>,
    pub sender: Option<Located>,
    pub receiver: Option<Located>,
    pub campaign: Option<Located>,
    pub dialect: Option<Located>,
    pub url: Option<Located>,
    pub method: Option<Located>,
    pub headers: Vec<(Arc<str>, Located)>,
    pub body: Option<Body>,
    pub settings: Vec<(Arc<str>, Located)>,
}
impl HookFile {
    pub fn from_json(v: &serde_json::Value) -> HookFile {
        let l = |n: &str| {
            v.get(n).and_then(|x| x.as_str()).map(|t| Located { text: t.into(), span: Span::empty(0) })
        };
        HookFile {
            title: l("title"),
            name: l("name"),
            description: l("description"),
            sender: l("sender"),
            receiver: l("receiver"),
            campaign: l("campaign"),
            dialect: l("dialect"),
            url: l("url"),
            method: l("method"),
            body: l("body").map(Body::Inline),
            headers: v
                .get("headers")
                .and_then(|h| h.as_object())
                .map(|o| {
                    o.iter()
                        .map(|(k, v)| {
                            (
                                Arc::from(k.as_str()),
                                Located { text: v.as_str().unwrap_or("").into(), span: Span::empty(0) },
                            )
                        })
                        .collect()
                })
                .unwrap_or_default(),
            settings: vec![],
        }
    }
}
