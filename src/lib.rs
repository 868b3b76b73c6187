//! Hookproof proofs a webhook template before it goes out.
