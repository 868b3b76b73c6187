//! How Liquid engines read templates, where they differ.

/// The grammar of one engine.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a difference of its own between engines")]
pub struct Grammar {
    /// The tags it has, end tags and branches left out: tables, each sorted.
    pub tags: &'static [&'static [&'static str]],
    /// Whether operators and parentheses stand wherever an expression may (`LiqP`), or in conditions only.
    pub operators_everywhere: bool,
    /// Whether `(1..3)` is a value (Shopify), or what a `for` goes through only.
    pub ranges_are_values: bool,
    /// Whether `?` at its end belongs to a name (Shopify), or is passed over (`LiqP`).
    pub question_mark_in_names: bool,
    /// Whether a closing delimiter inside quotes closes the tag (Shopify's tokenizer), or does not (`LiqP`).
    pub quotes_hide_closers: bool,
    /// Whether the text of blocks that print white space only is left out (Shopify's `remove_blank_strings`).
    pub drops_blank_blocks: bool,
    /// Whether each matching `when` is printed (Shopify), or the first only (`LiqP`).
    pub case_falls_through: bool,
    /// Whether what is too much is passed over: a second `else`, words after `else`, `elsif` in `unless`, the
    /// rest of a `when`, a comma between the clauses of a loop (Shopify), or stops the template (`LiqP`).
    pub forgiving: bool,
    /// Whether `{% raw -%}` is read as a block of tags (`LiqP`, whose lexer knows `raw` by its plain `%}`).
    pub raw_needs_plain_closer: bool,
    /// Whether `for` takes `reversed`, and `offset: continue` by the loop's name (Shopify).
    pub loops_have_names: bool,
    /// What the platform that runs the engine asks of templates besides; none for an engine by itself.
    pub customs: Option<&'static Customs>,
}

/// What a platform asks of templates that its engine does not.
#[derive(Debug)]
pub struct Customs {
    /// The platform's name for people.
    pub platform: &'static str,
    /// The contact's outermost fields: another case is a slip there, and `@` before one means something.
    pub namespaces: &'static [&'static str],
    /// Tags and filters that it has although its guides do not mention them, sorted.
    pub undocumented: &'static [&'static str],
    /// How many conditions and loops may stand one inside the other.
    pub nesting: usize,
}

impl Grammar {
    /// Whether the engine has this tag.
    pub fn has_tag(&self, name: &str) -> bool {
        self.tags.iter().any(|table| table.binary_search(&name).is_ok())
    }
}
