//! What there is to say about one hook and one contact.

use crate::field::Fields;
use crate::finding::{self, Accepted, Finding, Severity};
use crate::hook::{Hook, Request};
use crate::proof::{Likelihood, Proof, Witness};
use crate::source::Encoding;

/// The outcome of [`Hook::check`].
#[derive(Clone, Debug)]
pub struct Report<'h> {
    /// The hook that was checked.
    pub hook: &'h Hook,
    /// The unit of offsets and columns when it is written down.
    pub encoding: Encoding,
    /// The request as it will be sent, secrets masked.
    pub request: Request,
    /// The paths of the fields that the request's runs name.
    pub fields: Fields,
    /// All findings in a word; with a proof, what is known of all contacts.
    pub verdict: Verdict,
    /// The undocumented choices that the result rests on.
    pub assumptions: Vec<Assumption>,
    /// The findings, sorted, those of one cause as one.
    pub findings: Vec<Finding>,
    /// The findings that the author lives with; the verdict is that of the others.
    pub accepted: Vec<Accepted>,
    /// What a search for contacts that break the hook found, when it was asked for.
    pub proof: Option<Proof>,
}

impl Report<'_> {
    /// Adds what a search for contacts that break the hook found, which [`Hook::prove`] gives. Where the request has no
    /// error, the verdict is that for all contacts.
    #[must_use]
    pub fn with_proof(mut self, proof: Proof) -> Self {
        self.proof = Some(proof);
        self.conclude();
        self
    }

    /// Finds the verdict anew.
    fn conclude(&mut self) {
        let of_all = self.proof.as_ref().map(|it| it.conclusion.verdict);
        self.verdict = match (Verdict::of(&self.findings), of_all) {
            // What is broken there are problems that are known, and do not count here.
            (Verdict::Unproved, Some(of_all)) if of_all != Verdict::Broken => of_all,
            (verdict, _) => verdict,
        };
    }

    /// The witnesses of the search that count: the request of a contact fails that is no rarity, for a reason that the
    /// findings do not tell of already. None without a search.
    pub fn witnesses(&self) -> impl Iterator<Item = &Witness> {
        let told = |it: &Finding| {
            let is_same = |other: &Finding| {
                (other.code, &other.source, other.span) == (it.code, &it.source, it.span)
                    && other.severity == Severity::Error
            };
            self.findings.iter().any(is_same)
        };
        let all = self.proof.iter().flat_map(|it| &it.witnesses);
        all.filter(move |it| it.is_error() && it.likelihood < Likelihood::Rarely && !told(&it.finding))
    }

    /// Adds how the structure of this request differs from that of another webhook, which is live, for the same
    /// contact. `false` when one of the two bodies could not be read whole: then nothing is compared.
    pub fn compare(&mut self, live: &Report<'_>) -> bool {
        let Some(mut found) = finding::against(self, live) else { return false };
        finding::gather(&mut found);
        self.accepted.extend(self.hook.take_accepted(&mut found));
        self.findings.extend(found);
        finding::sort(&mut self.findings);
        self.conclude();
        true
    }

    /// Takes out the findings for which `known` holds. The verdict is that of the others.
    pub fn take_known(&mut self, known: impl FnMut(&Finding) -> bool) -> Vec<Finding> {
        let (known, others) = std::mem::take(&mut self.findings).into_iter().partition(known);
        self.findings = others;
        self.conclude();
        known
    }
}

/// All findings in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every contact gets a request without an error.
    Safe,
    /// Every contact that meets some conditions does.
    SafeIf,
    /// Nothing wrong was found for this contact; nothing is proved for others.
    Unproved,
    /// There is a contact whose request fails.
    Breaks,
    /// This contact's request fails.
    Broken,
}

impl Verdict {
    /// From the findings of one contact.
    pub fn of(findings: &[Finding]) -> Verdict {
        match findings.iter().any(|it| it.severity == Severity::Error) {
            true => Verdict::Broken,
            false => Verdict::Unproved,
        }
    }

    /// As reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Safe => "safe",
            Verdict::SafeIf => "safe-if",
            Verdict::Unproved => "unproved",
            Verdict::Breaks => "breaks",
            Verdict::Broken => "broken",
        }
    }
}

/// An undocumented choice of the platform that changes this request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// The setting's name.
    pub setting: String,
    /// What it is taken to be.
    pub value: String,
    /// What is not documented.
    pub message: String,
}
