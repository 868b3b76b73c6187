/** How each template language writes its tags: enough to colour them, line by line. The core does the parsing. */

import type { StringStream } from "@codemirror/language";

/** What a tag that is open at the end of a line goes on as. */
export interface OpenTag {
  readonly close: RegExp;
  /** A comment has no tokens of its own. */
  readonly comment: boolean;
}

/** A token that starts here, and the tag that it opens, if it does not end with it. */
export interface TagStart {
  readonly token: string;
  readonly opens?: OpenTag;
}

export type TagFinder = (stream: StringStream) => TagStart | undefined;

const delimiter = (close: RegExp): TagStart => ({ token: "tagBracket", opens: { close, comment: false } });
const comment = (close: RegExp): TagStart => ({ token: "comment", opens: { close, comment: true } });

function curly(stream: StringStream): TagStart | undefined {
  if (stream.match("{#")) return comment(/^-?#\}/);
  if (stream.match(/^\{\{-?/)) return delimiter(/^-?\}\}/);
  if (stream.match(/^\{%-?/)) return delimiter(/^-?%\}/);
  return undefined;
}

function liquid(stream: StringStream): TagStart | undefined {
  return stream.match("{#", false) ? undefined : curly(stream);
}

function mergeField(stream: StringStream): TagStart | undefined {
  return stream.match(/^\[[A-Za-z][^[\]"{}]*\]/) ? { token: "tagName" } : undefined;
}

// A reference with its properties, method calls and indexes; arguments may nest one level deep.
const ARGUMENTS = String.raw`\((?:[^()"']|'[^']*'|"[^"]*"|\([^()]*\))*\)`;
const REFERENCE = new RegExp(String.raw`^\$!?(?:\{[^}\n]*\}|[A-Za-z_][\w-]*(?:\.[A-Za-z_]\w*(?:${ARGUMENTS})?|\[[^\]\n]*\])*)`);
const DIRECTIVE = /^#(?:\{(?:else|end|stop|break)\}|(?:if|elseif|else|end|foreach|set|break|stop|macro|define|evaluate)\b)/;

function velocity(stream: StringStream): TagStart | undefined {
  if (stream.match("#*")) return comment(/^\*#/);
  if (stream.match(/^##.*/)) return { token: "comment" };
  if (stream.match(DIRECTIVE)) return { token: "tagKeyword" };
  if (stream.match(REFERENCE)) return { token: "tagName" };
  return undefined;
}

export const tagFinders: Record<string, TagFinder> = { jinja: curly, liquid, "merge-fields": mergeField, velocity };

const WORDS =
  /^(?:if|elif|elsif|else|endif|unless|endunless|for|endfor|in|and|or|not|is|set|assign|capture|endcapture|case|when|endcase|raw|endraw|abort|contains|true|false|none|nil|null)\b/;

/** One token inside `{{ … }}` or `{% … %}`. */
export function insideTag(stream: StringStream): string | null {
  if (stream.eatSpace()) return null;
  if (stream.match(/^"(?:[^"\\]|\\.)*"?|^'(?:[^'\\]|\\.)*'?/)) return "tagString";
  if (stream.match(/^-?\d+(?:\.\d+)?/)) return "number";
  if (stream.match(/^\|\s*[A-Za-z_]\w*/)) return "tagFilter";
  if (stream.match(WORDS)) return "tagKeyword";
  if (stream.match(/^[A-Za-z_]\w*(?:\.\w+)*/)) return "tagName";
  stream.next();
  return null;
}
