/** The list of problems, the most serious first. An item stays the same element while its problem stays. */

import type { Finding } from "hookproof";
import { element } from "../dom";
import { freshReport, type State } from "../model/state";
import type { Severity } from "../model/words";
import { createProblem, type ProblemActions, type ProblemItem } from "./problem";

const ranks: Record<Severity, number> = { error: 0, warning: 2, info: 3 };

/** What is left to fill in is an error too, but one that the person knows of: it comes after the others. */
const rank = ({ code, severity }: Finding) => ranks[severity] + (code === "placeholder-left" ? 1 : 0);

/** Findings with keys that outlive a keystroke: positions move, code and field do not. */
function keyed(findings: readonly Finding[]): [string, Finding][] {
  const seen = new Map<string, number>();
  return [...findings]
    .sort((a, b) => rank(a) - rank(b))
    .map((finding) => {
      const name = [finding.code, finding.source, finding.pointer ?? "", ...(finding.fields ?? [])].join("|");
      const count = seen.get(name) ?? 0;
      seen.set(name, count + 1);
      return [`${name}|${count}`, finding];
    });
}

export function createProblems(root: HTMLElement, actions: ProblemActions) {
  const list = element("ul", { class: "problem-list", "aria-labelledby": "problems-heading" });
  const none = element("p", { class: "no-problems" });
  const failure = element("p", { class: "failure" });
  root.append(failure, none, list);
  const items = new Map<string, ProblemItem>();
  let shown: unknown;

  function showList(findings: readonly Finding[]) {
    const next = keyed(findings);
    const kept = new Set(next.map(([key]) => key));
    for (const [key, item] of items) {
      if (kept.has(key)) continue;
      item.element.remove();
      items.delete(key);
    }
    next.forEach(([key, finding], index) => {
      const item = items.get(key) ?? createProblem(finding, actions);
      if (items.has(key)) item.update(finding);
      items.set(key, item);
      const here = list.children[index] ?? null;
      if (here !== item.element) list.insertBefore(item.element, here);
    });
    list.hidden = next.length === 0;
    none.hidden = next.length > 0;
  }

  return (state: State) => {
    failure.hidden = state.failure === undefined;
    failure.textContent = state.failure === undefined ? "" : `No new request: ${state.failure}`;
    const report = freshReport(state);
    if (!report || report === shown) return;
    shown = report;
    none.textContent = "Nothing to mend for this contact. The safety check says which others would fail.";
    showList(report.findings);
  };
}
