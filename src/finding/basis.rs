//! How sure the fact is that a finding rests on.

/// Who says so. Schemas and the data of platforms write it as `x-confidence` and `confidence`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// The partner's or the platform's own documentation or code.
    Vendor,
    /// For a partner: the documentation of a platform that sends to it, not its own.
    Sender,
    /// Somebody else's documentation or code.
    ThirdParty,
    /// Nobody: it follows from examples, or from how such services work.
    Inferred,
}

impl Confidence {
    /// From the word that data and reports use.
    pub fn from_name(name: &str) -> Option<Confidence> {
        [Confidence::Vendor, Confidence::Sender, Confidence::ThirdParty, Confidence::Inferred]
            .into_iter()
            .find(|it| it.name() == name)
    }

    /// As data and reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Confidence::Vendor => "vendor",
            Confidence::Sender => "sender",
            Confidence::ThirdParty => "third-party",
            Confidence::Inferred => "inferred",
        }
    }
}

/// What a finding rests on besides the texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// How sure it is.
    pub confidence: Confidence,
    /// What to tell people about it; none for what is documented.
    pub note: Option<String>,
}

impl Basis {
    /// For a fact about `who`, a partner or platform by its name for people.
    pub fn new(confidence: Confidence, who: &str) -> Basis {
        let note = match confidence {
            Confidence::Vendor => None,
            Confidence::Sender => {
                Some(format!("{who} publishes no rules itself: this is from a platform's guide"))
            }
            Confidence::ThirdParty => Some(format!("{who} does not document this: others who use it do")),
            Confidence::Inferred => {
                Some(format!("{who} does not document this: it is inferred from examples"))
            }
        };
        Basis { confidence, note }
    }
}
