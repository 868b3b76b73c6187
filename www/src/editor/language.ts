/** Colours for a template: merge tags over JSON, or over `label=data` pairs. */

import { HighlightStyle, StreamLanguage, syntaxHighlighting, type StringStream } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { tags } from "@lezer/highlight";
import { insideTag, tagFinders, type OpenTag, type TagFinder } from "./tags";

/** What the text around the tags is. */
export type Surrounding = "json" | "form" | "text";

interface Lexer {
  tag: OpenTag | undefined;
  /** The token of the JSON string that the position is in. */
  string: "propertyName" | "string" | undefined;
}

const SECRET = /^\$\{(?:env|file):[^}\n]*\}/;

function token(stream: StringStream, lexer: Lexer, find: TagFinder, surrounding: Surrounding): string | null {
  if (lexer.tag) return inTag(stream, lexer, lexer.tag);
  if (stream.match(SECRET)) return "secret";
  const start = find(stream);
  if (start) {
    lexer.tag = start.opens;
    return start.token;
  }
  if (surrounding === "json") return json(stream, lexer);
  const isMark = surrounding === "form" && /[=&]/.test(stream.peek() ?? "");
  stream.next();
  return isMark ? "punctuation" : null;
}

function inTag(stream: StringStream, lexer: Lexer, tag: OpenTag): string | null {
  if (stream.match(tag.close)) {
    lexer.tag = undefined;
    return tag.comment ? "comment" : "tagBracket";
  }
  if (!tag.comment) return insideTag(stream);
  stream.next();
  return "comment";
}

function json(stream: StringStream, lexer: Lexer): string | null {
  if (lexer.string) return inString(stream, lexer, lexer.string);
  if (stream.peek() === '"') {
    lexer.string = stream.match(/^"(?:[^"\\]|\\.)*"\s*:/, false) ? "propertyName" : "string";
    stream.next();
    return lexer.string;
  }
  if (stream.match(/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/)) return "number";
  if (stream.match(/^(?:true|false|null)\b/)) return "atom";
  return /[{}[\],:]/.test(stream.next() ?? "") ? "punctuation" : null;
}

function inString(stream: StringStream, lexer: Lexer, kind: "propertyName" | "string"): string {
  if (stream.next() === "\\") stream.next();
  else if (stream.string[stream.pos - 1] === '"') lexer.string = undefined;
  return kind;
}

const tokenTable = {
  tagBracket: tags.processingInstruction,
  tagName: tags.variableName,
  tagFilter: tags.function(tags.variableName),
  tagKeyword: tags.keyword,
  tagString: tags.special(tags.string),
  secret: tags.macroName,
};

const colours = HighlightStyle.define([
  { tag: tags.processingInstruction, class: "tok-tag tok-bracket" },
  { tag: tags.variableName, class: "tok-tag tok-name" },
  { tag: tags.function(tags.variableName), class: "tok-tag tok-filter" },
  { tag: tags.keyword, class: "tok-tag tok-keyword" },
  { tag: tags.special(tags.string), class: "tok-tag tok-tag-string" },
  { tag: tags.macroName, class: "tok-secret" },
  { tag: tags.comment, class: "tok-comment" },
  { tag: tags.propertyName, class: "tok-key" },
  { tag: tags.string, class: "tok-string" },
  { tag: [tags.number, tags.atom, tags.bool, tags.null], class: "tok-number" },
  { tag: [tags.punctuation, tags.separator, tags.bracket], class: "tok-mark" },
]);

export const highlighting: Extension = syntaxHighlighting(colours);

export function templateLanguage(dialect: string, surrounding: Surrounding): Extension {
  const find = tagFinders[dialect] ?? (() => undefined);
  return StreamLanguage.define<Lexer>({
    name: `${dialect} in ${surrounding}`,
    startState: () => ({ tag: undefined, string: undefined }),
    copyState: (lexer) => ({ ...lexer }),
    token: (stream, lexer) => token(stream, lexer, find, surrounding),
    tokenTable,
  });
}
