//! Classes of characters: those that the formats of requests tell apart.

use super::bits::bit_set;

bit_set! {
    /// A set of classes of characters. Every character is of exactly one class.
    pub Classes(u32) {
        /// `"`
        QUOTE = 0;
        /// `'`
        APOSTROPHE = 1;
        /// `\`
        BACKSLASH = 2;
        /// U+000A
        LINE_FEED = 3;
        /// U+000D
        CARRIAGE_RETURN = 4;
        /// U+0009
        TAB = 5;
        /// The other characters before the space.
        CONTROL = 6;
        /// U+007F to U+009F
        DELETE = 7;
        /// `&`
        AMPERSAND = 8;
        /// `<`
        LESS = 9;
        /// `>`
        GREATER = 10;
        /// `=`
        EQUALS = 11;
        /// `+`
        PLUS = 12;
        /// `%`
        PERCENT = 13;
        /// `#`
        HASH = 14;
        /// `?`
        QUESTION = 15;
        /// `/`
        SLASH = 16;
        /// `:`
        COLON = 17;
        /// `;`
        SEMICOLON = 18;
        /// `,`
        COMMA = 19;
        /// `[`, `]`, `{` and `}`
        BRACKET = 20;
        /// U+0020
        SPACE = 21;
        /// `0` to `9`
        DIGIT = 22;
        /// The letters of ASCII.
        LETTER = 23;
        /// `-`, `.`, `_` and `~`: with digits and letters, what addresses never encode (RFC 3986, section 2.3).
        MARK = 24;
        /// What else there is in ASCII.
        OTHER = 25;
        /// White space beyond ASCII.
        WIDE_SPACE = 26;
        /// All else beyond ASCII.
        WIDE = 27;
        /// U+FFFE and U+FFFF, which are no characters, and which XML cannot hold.
        NONCHARACTER = 28;
    }
}

impl Classes {
    /// Both line breaks.
    pub const LINE_BREAK: Classes = Classes::LINE_FEED.or(Classes::CARRIAGE_RETURN);
    /// White space. Some of it is of the classes [`Classes::CONTROL`] and [`Classes::DELETE`].
    pub const SPACES: Classes = Classes::LINE_BREAK
        .or(Classes::TAB)
        .or(Classes::SPACE)
        .or(Classes::WIDE_SPACE)
        .or(Classes::CONTROL)
        .or(Classes::DELETE);
    /// Everything beyond ASCII; U+0080 to U+009F are in a class with U+007F.
    pub const BEYOND_ASCII: Classes =
        Classes::WIDE_SPACE.or(Classes::WIDE).or(Classes::DELETE).or(Classes::NONCHARACTER);
    /// What can stand anywhere in an address (RFC 3986, section 2.3).
    pub const UNRESERVED: Classes = Classes::DIGIT.or(Classes::LETTER).or(Classes::MARK);

    /// The class of a character.
    pub fn of(c: char) -> Classes {
        match c {
            '"' => Classes::QUOTE,
            '\'' => Classes::APOSTROPHE,
            '\\' => Classes::BACKSLASH,
            '\n' => Classes::LINE_FEED,
            '\r' => Classes::CARRIAGE_RETURN,
            '\t' => Classes::TAB,
            '\0'..='\u{1f}' => Classes::CONTROL,
            '\u{7f}'..='\u{9f}' => Classes::DELETE,
            '&' => Classes::AMPERSAND,
            '<' => Classes::LESS,
            '>' => Classes::GREATER,
            '=' => Classes::EQUALS,
            '+' => Classes::PLUS,
            '%' => Classes::PERCENT,
            '#' => Classes::HASH,
            '?' => Classes::QUESTION,
            '/' => Classes::SLASH,
            ':' => Classes::COLON,
            ';' => Classes::SEMICOLON,
            ',' => Classes::COMMA,
            '[' | ']' | '{' | '}' => Classes::BRACKET,
            ' ' => Classes::SPACE,
            '0'..='9' => Classes::DIGIT,
            'a'..='z' | 'A'..='Z' => Classes::LETTER,
            '-' | '.' | '_' | '~' => Classes::MARK,
            '\u{fffe}' | '\u{ffff}' => Classes::NONCHARACTER,
            c if c.is_ascii() => Classes::OTHER,
            c if c.is_whitespace() => Classes::WIDE_SPACE,
            _ => Classes::WIDE,
        }
    }

    /// The classes of all characters of a text.
    pub fn in_text(text: &str) -> Classes {
        text.chars().fold(Classes::NONE, |all, c| all.or(Classes::of(c)))
    }
}
