//! Numbers and literals (RFC 8259, sections 3 and 6).

/// What has been read of a number or literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::context) enum Word {
    /// `-`
    Minus,
    /// `0` before any point.
    Zero,
    /// Digits before any point.
    Int,
    /// A point.
    Point,
    /// Digits after the point.
    Fraction,
    /// `e`
    E,
    /// The sign after it.
    Sign,
    /// The digits after it.
    Exponent,
    /// So many characters of `true`, `false`, `null`.
    True(u8),
    False(u8),
    Null(u8),
}

impl Word {
    pub(super) fn begin(c: char) -> Option<Word> {
        Some(match c {
            '-' => Word::Minus,
            '0' => Word::Zero,
            '1'..='9' => Word::Int,
            't' => Word::True(1),
            'f' => Word::False(1),
            'n' => Word::Null(1),
            _ => return None,
        })
    }

    pub(super) fn next(self, c: char) -> Option<Word> {
        let goes_on = |word: &str, len: u8| {
            let at = usize::from(len);
            word.chars().nth(at).filter(|it| *it == c).map(|_| len + 1)
        };
        Some(match (self, c) {
            (Word::Minus, '0') => Word::Zero,
            (Word::Minus, '1'..='9') => Word::Int,
            (Word::Int, '0'..='9') => Word::Int,
            (Word::Zero | Word::Int, '.') => Word::Point,
            (Word::Point | Word::Fraction, '0'..='9') => Word::Fraction,
            (Word::Zero | Word::Int | Word::Fraction, 'e' | 'E') => Word::E,
            (Word::E, '+' | '-') => Word::Sign,
            (Word::E | Word::Sign | Word::Exponent, '0'..='9') => Word::Exponent,
            (Word::True(len), _) => Word::True(goes_on("true", len)?),
            (Word::False(len), _) => Word::False(goes_on("false", len)?),
            (Word::Null(len), _) => Word::Null(goes_on("null", len)?),
            _ => return None,
        })
    }

    pub(super) fn is_whole(self) -> bool {
        match self {
            Word::Zero | Word::Int | Word::Fraction | Word::Exponent => true,
            Word::True(len) | Word::Null(len) => len == 4,
            Word::False(len) => len == 5,
            Word::Minus | Word::Point | Word::E | Word::Sign => false,
        }
    }
}
