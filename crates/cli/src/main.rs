//! The binary `hookproof`.
fn main() {}
