/** The webhook being written, in the shape that the page edits. */

import type { Edit, HookInput } from "hookproof";

export interface Header {
  /** Tells rows apart while their names are being typed. */
  readonly id: number;
  readonly name: string;
  readonly value: string;
}

export interface Draft {
  readonly sender: string;
  readonly receiver: string;
  readonly dialect: string | undefined;
  /** The partner's name for what is asked for; a webhook may have none. */
  readonly campaign: string | undefined;
  readonly method: string;
  readonly url: string;
  readonly headers: readonly Header[];
  readonly body: string;
  readonly settings: Readonly<Record<string, string>>;
  /** What the page does not edit: title, name, what the segment guarantees. */
  readonly rest: Partial<HookInput>;
}

let lastHeader = 0;

export function newHeader(name = "", value = ""): Header {
  lastHeader += 1;
  return { id: lastHeader, name, value };
}

/** Editors keep lines ending in `\n`; offsets must count the same text. */
export const unixLines = (text: string) => text.replace(/\r\n?/g, "\n");

export function draftOf(hook: HookInput): Draft {
  const { sender, receiver, dialect, campaign, method, url, headers, body, settings, ...rest } = hook;
  return {
    sender,
    // The page edits webhooks for partners by name; a partner described in the webhook itself has none.
    receiver: typeof receiver === "string" ? receiver : "",
    dialect,
    campaign,
    method: method ?? "POST",
    url: unixLines(url ?? ""),
    headers: Object.entries(headers ?? {}).map(([name, value]) => newHeader(name, unixLines(value))),
    body: unixLines(body ?? ""),
    settings: (settings ?? {}) as Record<string, string>,
    rest,
  };
}

/** A header without a name is a row just added: it is not sent. */
export function hookOf(draft: Draft): HookInput {
  const { headers, rest, dialect, campaign, ...same } = draft;
  const named = headers.filter(({ name }) => name.trim() !== "");
  return {
    ...rest,
    ...same,
    ...(dialect === undefined ? {} : { dialect }),
    ...(campaign === undefined ? {} : { campaign }),
    headers: Object.fromEntries(named.map(({ name, value }) => [name.trim(), value])),
  } as HookInput;
}

/** The text that positions in `source` point into. */
export function sourceText(draft: Draft, source: string): string | undefined {
  if (source === "body") return draft.body;
  if (source === "url") return draft.url;
  return draft.headers.find(({ name }) => `header:${name.trim()}` === source)?.value;
}

export function withSourceText(draft: Draft, source: string, text: string): Draft {
  if (source === "body") return { ...draft, body: text };
  if (source === "url") return { ...draft, url: text };
  const headers = draft.headers.map((header) =>
    `header:${header.name.trim()}` === source ? { ...header, value: text } : header,
  );
  return { ...draft, headers };
}

/** The edits of one fix: last first, so that offsets stand. */
export function applyEdits(draft: Draft, edits: readonly Edit[]): Draft {
  const lastFirst = [...edits].sort((a, b) => b.span.start.offset - a.span.start.offset);
  return lastFirst.reduce((edited, { source, span, text }) => {
    const before = sourceText(edited, source);
    if (before === undefined) return edited;
    return withSourceText(edited, source, before.slice(0, span.start.offset) + text + before.slice(span.end.offset));
  }, draft);
}

const comparable = (draft: Draft) =>
  JSON.stringify({ ...draft, headers: draft.headers.map(({ name, value }) => [name, value]) });

export const sameDraft = (a: Draft, b: Draft) => a === b || comparable(a) === comparable(b);
