//! How a value is escaped in each template language, as far as its platform documents it.

use crate::dialect::Dialect;

/// For a JSON string.
pub(super) fn json(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Jinja => {
            "the contact's value breaks the JSON: write `{{ … | tojson }}` without quotation marks around it"
        }
        Dialect::Liquid => {
            "the contact's value breaks the JSON: take the character out, as with `| replace: '\"', ' '`"
        }
        Dialect::Velocity => {
            "the contact's value breaks the JSON: take the character out, as with `.replace('\"', ' ')`"
        }
        Dialect::MergeFields => {
            "the contact's value breaks the JSON, and merge fields cannot be escaped: send post data instead"
        }
    }
}

/// For text or an attribute of XML.
pub(super) fn xml(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Jinja => "write `{{ … | e }}`",
        Dialect::Liquid => "write `{{ … | escape }}`",
        Dialect::Velocity => "replace the characters, as with `.replace('&', '&amp;').replace('<', '&lt;')`",
        Dialect::MergeFields => "merge fields cannot be escaped, so send post data instead",
    }
}

/// For a part of a path, where a `+` is no space and a `/` begins another part.
pub(super) fn path(dialect: Dialect) -> &'static str {
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
pub(super) fn url(dialect: Dialect) -> &'static str {
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
