/**
 * How it stands, in the bar: a button that leads to the problems; and the same, quietly, for screen readers, with what
 * the safety check says.
 */

import { button, debounced, element } from "../dom";
import { freshProof, freshReport, type State } from "../model/state";
import { sentence, summaryOf, worstSeverity } from "../model/words";
import { severityMark } from "./icons";

export interface Summary {
  readonly text: string;
  readonly mark: "error" | "warning" | "info" | "none";
}

/** The summary of the newest report; `undefined` while a check is under way. */
function summarise(state: State): Summary | undefined {
  if (state.failure !== undefined) return { text: "No request", mark: "error" };
  const report = freshReport(state);
  return report && { text: summaryOf(report.findings), mark: worstSeverity(report.findings) ?? "none" };
}

export function createSummary(root: HTMLElement, status: HTMLElement, showProblems: () => void) {
  const show = button("", showProblems, { class: "summary-button" });
  root.append(show);
  const say = debounced(700, (text: string) => {
    if (status.textContent !== text) status.textContent = text;
  });
  let shown = "";
  let replaced: State["replaced"];

  return (state: State) => {
    const summary = summarise(state);
    if (!summary) return;
    const isReplaced = state.replaced !== undefined && state.replaced !== replaced;
    if (isReplaced) replaced = state.replaced;
    const replacing = state.replaced ? ["Your edited template was replaced; you can bring it back"] : [];
    const proof = freshProof(state)?.report?.proof;
    say([summary.text, ...(proof ? [sentence(proof.sentence)] : []), ...replacing].join(". "));
    if (shown === `${summary.mark} ${summary.text}`) return;
    shown = `${summary.mark} ${summary.text}`;
    show.className = `summary-button ${summary.mark}`;
    show.replaceChildren(severityMark(summary.mark), element("span", {}, summary.text));
  };
}
