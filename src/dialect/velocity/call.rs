//! Calls of macros: `#name( … )`, and `#@name( … ) … #end` with a block.

use super::Reader;
use super::directive::{Opening, body_name};
use super::statement::Pending;
use crate::template::{Block, ExprId, Invoke, NodeId, NodeKind};

impl Reader<'_> {
    /// A call, or text that looks like one: which of the two is known when it is rendered.
    pub(super) fn call(
        &mut self,
        name: &str,
        opening: Opening,
        pending: &mut Pending,
        nodes: &mut Vec<NodeId>,
    ) {
        let open = self.at;
        let (name, with_block) = match name.strip_prefix('@') {
            Some(name) => (name, true),
            None => (name, false),
        };
        let args = match self.call_args(name) {
            Ok(args) => args,
            Err(mistake) => {
                let help = "to send a '#' as text, write '#[[#]]#'".to_owned();
                self.recover(open, super::Mistake { help: mistake.help.or(Some(help)), ..mistake });
                Vec::new()
            }
        };
        let tag_end = self.at;
        let body = if with_block {
            let (body, tag) = self.call_body(pending);
            self.close(&format!("@{name}"), (opening, tag_end), tag, pending);
            Some(body)
        } else {
            self.close_line(opening, pending);
            None
        };
        let span = self.span(opening.text_end(), self.at);
        let mut literal = Vec::new();
        self.text_node(opening.text_end(), self.at, &mut literal);
        let literal = Block { span, nodes: literal.into() };
        let call = Invoke { name: name.into(), args: args.into(), body, body_name: body_name(), literal };
        nodes.push(self.node(span, NodeKind::Invoke(Box::new(call))));
    }

    fn call_args(&mut self, name: &str) -> super::Read<Vec<ExprId>> {
        let mut args = Vec::new();
        if !self.opens() {
            return Ok(args);
        }
        while !self.closes() {
            let start = self.at;
            if self.rest().starts_with("##") {
                let message = "a comment cannot stand among arguments".to_owned();
                return self.mistake(super::SYNTAX, start, start + 2, message, None);
            }
            match self.argument_word().map(str::to_owned) {
                Some(word) => {
                    let span = self.span(start, self.at);
                    self.found.words.push((name.to_owned(), word, span));
                    args.push(self.undefined());
                }
                None => args.push(self.parameter()?),
            }
        }
        Ok(args)
    }
}
