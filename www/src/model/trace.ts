/** From a place in a template to the values it made, and from a value back to its merge tag. */

import type { Report, Run } from "hookproof";
import { sourceText } from "./draft";
import type { Checked, Focus, State } from "./state";

/** One rendered text of the request: the URL, a header or the body. */
export interface Part {
  readonly id: string;
  readonly text: string;
  readonly runs: readonly Run[];
}

/** What the page highlights on both sides. */
export interface Trace {
  readonly run: Run;
  /** The value as it stands in the request. */
  readonly text: string;
  /** The merge tag as it is written. */
  readonly tag: string;
  /** Every run that this merge tag made, in any part. */
  readonly places: readonly Place[];
}

export interface Place {
  readonly part: string;
  readonly run: number;
}

/** The URL, the headers in their order, the body last. */
export function partsOf({ request }: Pick<Report, "request">): Part[] {
  const part = (id: string, { text, runs }: { text: string; runs: Run[] }): Part => ({ id, text, runs });
  return [
    part("url", request.url),
    ...request.headers.map((header) => part(`header:${header.name}`, header)),
    part("body", request.body),
  ];
}

export const isLiteral = (run: Run) => run.kind === "text";

export const runText = (part: Part, run: Run) =>
  run.kind === "secret" ? "•••" : part.text.slice(run.start, run.end);

/** The innermost run whose merge tag holds this offset of the template. */
function runAtOffset(parts: readonly Part[], source: string, offset: number): Place | undefined {
  let best: (Place & { length: number }) | undefined;
  for (const part of parts) {
    part.runs.forEach((run, index) => {
      const [start, end] = [run.span.start.offset, run.span.end.offset];
      if (isLiteral(run) || run.source !== source || offset < start || offset > end) return;
      if (!best || end - start < best.length) best = { part: part.id, run: index, length: end - start };
    });
  }
  return best;
}

const sameTag = (a: Run, b: Run) =>
  a.source === b.source && a.span.start.offset === b.span.start.offset && a.span.end.offset === b.span.end.offset;

/** What a focus means in a report. */
export function resolve({ report, draft }: Checked, focus: Focus | undefined): Trace | undefined {
  if (!focus) return undefined;
  const parts = partsOf(report);
  const place = focus.at === "request" ? focus : runAtOffset(parts, focus.source, focus.offset);
  const part = parts.find(({ id }) => id === place?.part);
  const run = place && part?.runs[place.run];
  if (!part || !run || isLiteral(run)) return undefined;
  const places = parts.flatMap(({ id, runs }) =>
    runs.flatMap((other, index) => (!isLiteral(other) && sameTag(other, run) ? [{ part: id, run: index }] : [])),
  );
  const tag = (sourceText(draft, run.source) ?? "").slice(run.span.start.offset, run.span.end.offset);
  return { run, text: runText(part, run), tag, places };
}

/** The trace to show: of what is hovered, else of where the cursor is. While a check is under way the last one stays. */
export function createTracer(): (state: State) => Trace | undefined {
  let last: Pick<State, "checked" | "hover" | "cursor"> | undefined;
  let trace: Trace | undefined;
  return (state) => {
    const { checked, hover, cursor } = state;
    const fresh = checked?.draft === state.draft && checked.contact === state.contact;
    if (!checked || !fresh) return trace;
    if (last?.checked !== checked || last.hover !== hover || last.cursor !== cursor) {
      trace = resolve(checked, hover) ?? resolve(checked, cursor);
      last = { checked, hover, cursor };
    }
    return trace;
  };
}
