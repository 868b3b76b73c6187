/** One rendered text as elements: literal text, values, secrets, and marks where nothing was printed. */

import type { Run } from "hookproof";
import { element } from "../dom";
import { originOf, type Severity } from "../model/words";
import { runText, type Part } from "../model/trace";

export interface Problem {
  readonly from: number;
  readonly to: number;
  readonly severity: Severity;
}

/** The part up to `limit` characters. */
export function renderPart(part: Part, problems: readonly Problem[], limit = Infinity): Node[] {
  const nodes: Node[] = [];
  part.runs.forEach((run, index) => {
    if (run.start > limit) return;
    if (run.kind === "text") nodes.push(...literal(part.text, run.start, Math.min(run.end, limit), problems));
    else nodes.push(valueElement(part, run, index, problems));
  });
  return nodes;
}

/** Literal text, cut where problems start and end. A problem between two characters gets a mark there. */
function literal(text: string, start: number, end: number, problems: readonly Problem[]): Node[] {
  const pointsAt = (place: number) =>
    problems
      .filter(({ from, to }) => from === to && from === place)
      .map(({ severity }) => element("span", { class: `point ${severity}` }));
  const inside = problems.filter(({ from, to }) => from < end && to > start);
  const ends = inside.flatMap(({ from, to }) => [from, to]).filter((at) => at > start && at < end);
  const cuts = [...new Set([start, ...ends, end])].sort((a, b) => a - b);
  const pieces = cuts.slice(1).flatMap((to, index) => {
    const from = cuts[index] ?? start;
    const problem = inside.find((one) => one.from < to && one.to > from);
    const piece = text.slice(from, to);
    const shown = problem ? element("span", { class: `wrong ${problem.severity}` }, piece) : document.createTextNode(piece);
    return [...pointsAt(from), shown];
  });
  return end === text.length ? [...pieces, ...pointsAt(end)] : pieces;
}

function valueElement(part: Part, run: Run, index: number, problems: readonly Problem[]): HTMLElement {
  const text = runText(part, run);
  const isEmpty = text === "";
  const problem = problems.find(({ from, to }) =>
    from === to || isEmpty ? from <= run.end && to >= run.start : from < run.end && to > run.start,
  );
  const classes = ["value", run.kind, isEmpty ? "empty" : "", problem ? `wrong ${problem.severity}` : ""];
  return element(
    "span",
    {
      class: classes.filter(Boolean).join(" "),
      role: "button",
      tabindex: "-1",
      "data-part": part.id,
      "data-run": String(index),
      "aria-label": `${spoken(run, text)}, ${originOf(run)}`,
    },
    text,
  );
}

function spoken(run: Run, text: string): string {
  if (run.kind === "secret") return "Secret";
  if (run.kind === "skipped") return "Left out";
  return text === "" ? "Empty value" : text;
}
