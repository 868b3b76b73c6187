//! How a value is escaped in each template language, as far as its platform documents it.

use crate::dialect::Dialect;

/// For a JSON string.
pub(in crate::finding) fn json(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Jinja => {
            "the contact's value breaks the JSON: write `{{ … | tojson }}` without quotation marks around it"
        }
        Dialect::Liquid => {
            "the contact's value breaks the JSON, and no filter against that is documented: `url_encode`, `replace` and `url_decode` together escape it"
        }
        Dialect::Velocity => {
            "the contact's value breaks the JSON, and no `$esc` is documented: `.toString()` and `.replace()` escape it, in a reference with `$!` for values that are missing"
        }
        Dialect::MergeFields => {
            "the contact's value breaks the JSON, and merge fields cannot be escaped: send post data instead, or keep the character out of the contact's field"
        }
    }
}

/// For text or an attribute of XML.
pub(in crate::finding) fn xml(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Jinja => "write `{{ … | e }}`",
        Dialect::Liquid => "write `{{ … | escape }}`",
        Dialect::Velocity => "replace the characters, as with `.replace('&', '&amp;').replace('<', '&lt;')`",
        Dialect::MergeFields => "merge fields cannot be escaped, so send post data instead",
    }
}

/// For a part of a path, where a `+` is no space and a `/` begins another part.
pub(in crate::finding) fn path(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Jinja => "encode the value: write `{{ … | urlencode | replace('/', '%2F') }}`",
        Dialect::Liquid => "encode the value: write `{{ … | url_encode | replace: '+', '%20' }}`",
        Dialect::Velocity => {
            "encode the value: replace the characters, as with `.replace('%', '%25').replace(' ', '%20').replace('/', '%2F')`"
        }
        Dialect::MergeFields => {
            "merge fields cannot be encoded: keep the character out of the contact's field"
        }
    }
}

/// For a value of a form or of a query.
pub(in crate::finding) fn url(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Jinja => "encode the value: write `{{ … | urlencode }}`",
        Dialect::Liquid => "encode the value: write `{{ … | url_encode }}`",
        Dialect::Velocity => {
            "encode the value: replace the characters, as with `.replace('%', '%25').replace('&', '%26').replace('+', '%2B')`"
        }
        Dialect::MergeFields => {
            "merge fields cannot be encoded: keep the character out of the contact's field"
        }
    }
}
