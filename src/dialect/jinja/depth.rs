//! How deep an expression may nest, judged before it is parsed: minijinja's parser and the dropping of its tree
//! recurse once for each operator of a chain, without a limit.

use super::adapt::{Token, What};

/// How many operators may act on one another in one tag. The evaluator's own limit, which is lower, is for
/// operators alone; this counts the dots and brackets of paths too.
const MAX_OPERATORS: usize = 300;

/// How many `elif` a template may have: the parser recurses for each that follows another.
pub(super) const MAX_ELIFS: usize = 1500;

/// Whether a tag with these tokens nests too deep to be parsed.
pub(super) fn is_too_deep(tokens: &[Token<'_>]) -> bool {
    let mut around: Vec<usize> = Vec::new();
    let mut outside = 0usize;
    let mut here = 0usize;
    for token in tokens {
        match token.what {
            What::Sign(b'(' | b'[' | b'{') => {
                around.push(here);
                outside += here + 1;
                here = 0;
            }
            What::Sign(b')' | b']' | b'}') => {
                here = around.pop().unwrap_or_default() + 1;
                outside = outside.saturating_sub(here);
            }
            // The elements of a list stand beside one another.
            What::Sign(b',') => here = 0,
            What::Sign(_) | What::Name("and" | "or" | "not" | "is" | "in" | "if" | "else") => here += 1,
            What::Name(_) | What::Literal => {}
        }
        if outside + here > MAX_OPERATORS {
            return true;
        }
    }
    false
}
