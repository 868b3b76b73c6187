//! The tags that open blocks, and the branches inside them.

use super::block::{Head, Kind, Reader};
use super::markup::Problem;
use super::tags::Tag;

impl Reader<'_> {
    /// `else`, `elsif` and `when`.
    pub(super) fn branch_tag(&mut self, tag: Tag<'_>) {
        let forgiving = self.grammar.forgiving;
        let Some(frame) = self.frames.last() else { return };
        let after_else = frame.sections.iter().any(|it| matches!(it.head, Head::Else | Head::Ignored));
        let fits = match (&frame.kind, tag.name) {
            (Kind::If, "else" | "elsif") | (Kind::Unless | Kind::For(_), "else") => true,
            (Kind::Unless, "elsif") => forgiving,
            (Kind::Case(_), "else" | "when") => true,
            // The opening tag could not be read, so its branches are passed over.
            (Kind::Plain, _) => return self.branch(tag.span, Head::Ignored),
            _ => false,
        };
        if !fits {
            let block = if tag.name == "when" { "case" } else { "if" };
            self.orphan(tag.span, tag.name, block);
            return self.error_node(tag.span);
        }
        let over_range = matches!(&frame.kind, Kind::For(clauses) if clauses.over_range);
        let is_case = matches!(frame.kind, Kind::Case(_));
        let head = if over_range && !forgiving {
            Err(Problem::new(tag.span, "a 'for' over a range has no 'else' in this engine"))
        } else if !after_else || (is_case && forgiving) {
            self.head(tag)
        } else if forgiving {
            Ok(Head::Ignored)
        } else {
            Err(Problem::new(tag.span, format!("'{}' after 'else'", tag.name)))
        };
        let head = head.unwrap_or_else(|problem| {
            self.report(problem);
            Head::Ignored
        });
        self.branch(tag.span, head);
    }

    fn head(&mut self, tag: Tag<'_>) -> Result<Head, Problem> {
        let forgiving = self.grammar.forgiving;
        let mut markup = self.markup(tag.rest);
        match tag.name {
            "elsif" => {
                let test = markup.condition()?;
                markup.finish()?;
                Ok(Head::Test(test))
            }
            "when" => {
                let mut options = vec![markup.operand(true)?];
                while markup.word("or") || markup.sign(",") {
                    options.push(markup.operand(true)?);
                }
                if !forgiving {
                    markup.finish()?;
                }
                Ok(Head::When(options))
            }
            _ => {
                if !forgiving {
                    markup.finish()?;
                }
                Ok(Head::Else)
            }
        }
    }

    pub(super) fn open_if(&mut self, tag: Tag<'_>) -> Result<(), Problem> {
        let mut markup = self.markup(tag.rest);
        let test = markup.condition()?;
        markup.finish()?;
        let kind = if tag.name == "if" { Kind::If } else { Kind::Unless };
        self.open(kind, tag.name, tag.span, Head::Test(test));
        Ok(())
    }

    pub(super) fn open_case(&mut self, tag: Tag<'_>) -> Result<(), Problem> {
        let forgiving = self.grammar.forgiving;
        let mut markup = self.markup(tag.rest);
        let value = markup.value()?;
        if !forgiving {
            markup.finish()?;
        }
        self.open(Kind::Case(value), tag.name, tag.span, Head::Body);
        Ok(())
    }

    pub(super) fn open_loop(&mut self, tag: Tag<'_>) -> Result<(), Problem> {
        let table = tag.name == "tablerow";
        let clauses = Box::new(self.markup(tag.rest).clauses(table)?);
        self.bound.insert(clauses.target.clone());
        let kind = if table { Kind::TableRow(clauses) } else { Kind::For(clauses) };
        self.open(kind, tag.name, tag.span, Head::Body);
        Ok(())
    }
}
