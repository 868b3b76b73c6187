//! Directives with a block: `#if`, `#foreach`, `#define` and `#macro`.

use std::sync::Arc;

use super::directive::Opening;
use super::statement::{Pending, Tag, Word};
use super::{Mistake, Read, Reader, SYNTAX, shared};
use crate::template::{Arm, Block, ExprId, For, Macro, NodeId, NodeKind, Param, Passing, Target};

impl Reader<'_> {
    /// `#if( test ) … #elseif( test ) … #else … #end`
    pub(super) fn conditional(&mut self, opening: Opening, pending: &mut Pending, nodes: &mut Vec<NodeId>) {
        let mut arms = Vec::new();
        let mut otherwise = None;
        let mut test = Some(self.test("if"));
        let mut fresh = opening.is_fresh();
        let tag_end = self.at;
        let tag = loop {
            let allowed: &[Word] = if test.is_some() { &[Word::ElseIf, Word::Else] } else { &[] };
            let (body, tag) = self.body(fresh, allowed, pending);
            match test.take() {
                Some(test) => arms.push(Arm { test, body }),
                None => otherwise = Some(body),
            }
            match tag {
                Some(tag) if tag.word == Word::ElseIf => {
                    fresh = tag.fresh;
                    test = Some(self.test("elseif"));
                }
                Some(tag) if tag.word == Word::Else => fresh = tag.fresh,
                tag => break tag,
            }
        };
        let span = self.span(opening.hash, self.at);
        self.close("if", (opening, tag_end), tag, pending);
        nodes.push(self.node(span, NodeKind::If { arms: arms.into(), otherwise }));
    }

    /// The condition of `#if` and `#elseif`.
    fn test(&mut self, name: &str) -> ExprId {
        let open = self.at;
        let read = self.parenthesised(name);
        read.unwrap_or_else(|mistake| {
            self.recover(open, mistake);
            self.undefined()
        })
    }

    fn parenthesised(&mut self, name: &str) -> Read<ExprId> {
        if !self.opens() {
            return self.expected(&format!("'(' after '#{name}'"));
        }
        let test = self.expression()?;
        if !self.take(")") {
            return self.expected_close();
        }
        Ok(self.condition(test))
    }

    /// A block with the line end before it, up to a tag that ends it: `#end` or one that is allowed.
    fn body(&mut self, fresh: bool, allowed: &[Word], pending: &mut Pending) -> (Block, Option<Tag>) {
        let start = self.at;
        let fresh = self.line_end() || fresh;
        self.resume(pending, fresh);
        let mut nodes = Vec::new();
        loop {
            let tag = self.statements(pending, &mut nodes);
            match tag {
                Some(tag) if tag.word != Word::End && !allowed.contains(&tag.word) => {
                    self.stray(tag, &mut nodes);
                    self.resume(pending, false);
                }
                tag => {
                    let end = tag.map_or(self.at, |it| it.hash);
                    return (Block { span: self.span(start, end), nodes: nodes.into() }, tag);
                }
            }
        }
    }

    /// Ends a directive with a block. Without `#end`, that is a mistake.
    pub(super) fn close(
        &mut self,
        name: &str,
        (opening, tag_end): (Opening, usize),
        tag: Option<Tag>,
        pending: &mut Pending,
    ) {
        if tag.is_none() {
            let span = self.span(opening.hash, tag_end);
            let message = format!("this '#{name}' has no '#end'");
            let help = Some("close it with '#end'".to_owned());
            self.report(Mistake { code: "unclosed-block", span, message, help });
        }
        let fresh = tag.is_some() && opening.is_fresh() && self.line_end();
        self.resume(pending, fresh);
    }

    /// `#foreach( $item in list ) … #else … #end`
    pub(super) fn foreach(&mut self, opening: Opening, pending: &mut Pending, nodes: &mut Vec<NodeId>) {
        let open = self.at;
        let (name, iter) = match self.foreach_head() {
            Ok(head) => head,
            Err(mistake) => {
                self.recover(open, mistake);
                (shared("item"), self.undefined())
            }
        };
        let tag_end = self.at;
        let (body, mut tag) = self.body(false, &[Word::Else], pending);
        let mut otherwise = None;
        if let Some(it) = tag
            && it.word == Word::Else
        {
            let (block, end) = self.body(it.fresh, &[], pending);
            otherwise = Some(block);
            tag = end;
        }
        let end = self.at;
        self.close("foreach", (opening, tag_end), tag, pending);
        let repeat = For {
            target: Target::Name(name),
            iter,
            filter: None,
            limit: None,
            offset: None,
            columns: None,
            reversed: false,
            recursive: false,
            name: shared(""),
            body,
            otherwise,
        };
        let span = self.span(opening.hash, end);
        nodes.push(self.node(span, NodeKind::For(Box::new(repeat))));
    }

    fn foreach_head(&mut self) -> Read<(Arc<str>, ExprId)> {
        if !self.opens() {
            return self.expected("'(' after '#foreach'");
        }
        self.blanks();
        let name = self.parameter_name("a reference such as '$item'")?;
        self.blanks();
        let start = self.at;
        match self.argument_word() {
            Some("in") => {}
            // Velocity takes any word here.
            Some(_) => {
                let span = self.span(start, self.at);
                self.warn("template-syntax", span, "'in' is expected here", "write 'in'");
            }
            None => return self.expected("'in' and a list"),
        }
        self.blanks();
        let iter = self.parameter()?;
        while !self.closes() {
            self.parameter()?;
        }
        Ok((name, iter))
    }

    /// `#define( $name ) … #end`
    pub(super) fn define(&mut self, opening: Opening, pending: &mut Pending, nodes: &mut Vec<NodeId>) {
        let open = self.at;
        let name = match self.define_head() {
            Ok(name) => Some(name),
            Err(mistake) => {
                self.recover(open, mistake);
                None
            }
        };
        let tag_end = self.at;
        let (body, tag) = self.body(false, &[], pending);
        let span = self.span(opening.hash, self.at);
        self.close("define", (opening, tag_end), tag, pending);
        let kind = name.map_or(NodeKind::Error, |name| NodeKind::Define { name, body });
        nodes.push(self.node(span, kind));
    }

    fn define_head(&mut self) -> Read<Arc<str>> {
        if !self.opens() {
            return self.expected("'(' and a name after '#define'");
        }
        self.closes_early("'#define' needs a name such as '$block'")?;
        let name = self.parameter_name("a reference such as '$block'")?;
        if !self.closes() {
            return self.expected("')' after the name");
        }
        Ok(name)
    }

    /// A mistake when the parentheses close already.
    fn closes_early(&mut self, message: &str) -> Read<()> {
        self.blanks();
        match self.peek() {
            Some(')') => self.mistake(SYNTAX, self.at, self.at + 1, message.to_owned(), None),
            _ => Ok(()),
        }
    }

    /// `#macro( name $first $second = 2 ) … #end`
    pub(super) fn macro_definition(
        &mut self,
        opening: Opening,
        pending: &mut Pending,
        nodes: &mut Vec<NodeId>,
    ) {
        let open = self.at;
        let head = match self.macro_head() {
            Ok(head) => Some(head),
            Err(mistake) => {
                self.recover(open, mistake);
                None
            }
        };
        let tag_end = self.at;
        let (body, tag) = self.body(false, &[], pending);
        let span = self.span(opening.hash, self.at);
        self.close("macro", (opening, tag_end), tag, pending);
        let Some((name, params)) = head else {
            nodes.push(self.node(span, NodeKind::Error));
            return;
        };
        self.found.names.insert(name.to_string());
        let it = Macro { name, params: params.into(), passing: Passing::Shared, body };
        let node = self.node(span, NodeKind::Macro(Arc::new(it)));
        self.found.macros.push(node);
    }

    fn macro_head(&mut self) -> Read<(Arc<str>, Vec<Param>)> {
        if !self.opens() {
            return self.expected("'(' and a name after '#macro'");
        }
        self.comments();
        self.closes_early("'#macro' needs a name")?;
        let Some(name) = self.argument_word().map(shared) else {
            return self.expected("the name of the macro, without '$'");
        };
        let mut params: Vec<Param> = Vec::new();
        self.comments();
        while !self.closes() {
            let start = self.at;
            let name = self.parameter_name("a parameter such as '$value'")?;
            self.comments();
            let default = if self.take("=") { Some(self.parameter()?) } else { None };
            if default.is_none() && params.last().is_some_and(|it| it.default.is_some()) {
                let message = format!("'${name}' needs a default, since the parameter before it has one");
                return self.mistake(SYNTAX, start, self.at, message, None);
            }
            params.push(Param { name, default });
            self.comments();
        }
        Ok((name, params))
    }

    /// Takes white space and line comments, which may stand among the parameters of a macro.
    fn comments(&mut self) {
        self.blanks();
        while self.rest().starts_with("##") {
            self.take_while(|c| c != '\n' && c != '\r');
            self.blanks();
        }
    }

    /// The block of a call, and the tag that ends it.
    pub(super) fn call_body(&mut self, pending: &mut Pending) -> (Block, Option<Tag>) {
        self.body(false, &[], pending)
    }
}
