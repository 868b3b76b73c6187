use super::*;
pub fn read<T>(text: &str) -> Reading<T> {
    fn conv<T>(v: &serde_json::Value) -> Node<T> {
        let kind = match v {
            serde_json::Value::Null => NodeKind::Null,
            serde_json::Value::Bool(b) => NodeKind::Bool(*b),
            serde_json::Value::Number(n) => NodeKind::Number(n.to_string().into()),
            serde_json::Value::String(s) => NodeKind::Str(s.as_str().into()),
            serde_json::Value::Array(a) => NodeKind::List(a.iter().map(conv).collect()),
            serde_json::Value::Object(o) => NodeKind::Map(
                o.iter()
                    .map(|(k, v)| Member { key: k.as_str().into(), key_span: Span::empty(0), value: conv(v) })
                    .collect(),
            ),
        };
        Node { span: Span::empty(0), kind }
    }
    match serde_json::from_str(text) {
        Ok(v) => Reading { root: Some(conv(&v)), faults: vec![] },
        Err(_) => Reading { root: None, faults: vec![] },
    }
}
