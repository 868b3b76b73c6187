/**
 * How it stands, in the bar: a button that leads to the problems; and the same, quietly, for screen readers, with what
 * the safety check and the contact list come to.
 */

import { button, debounced, element } from "../dom";
import { totalsWords } from "../model/list-words";
import { freshList, freshProof, freshReport, type State } from "../model/state";
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

/** What a person who does not see the page would miss. */
function furtherNews(state: State): string[] {
  const proof = freshProof(state)?.report?.proof;
  const totals = freshList(state)?.totals;
  return [
    ...(proof ? [`${sentence(proof.sentence)}.`] : []),
    ...(totals ? [`Contact list: ${totalsWords(totals)}`] : []),
    ...(state.replaced ? ["Your edited template was replaced; you can bring it back."] : []),
  ];
}

export function createSummary(root: HTMLElement, status: HTMLElement, showProblems: () => void) {
  const show = button("", showProblems, { class: "summary-button" });
  root.append(show);
  const say = debounced(700, (text: string) => {
    if (status.textContent !== text) status.textContent = text;
  });
  let shown = "";

  return (state: State) => {
    const summary = summarise(state);
    if (!summary) return;
    say([`${summary.text}.`, ...furtherNews(state)].join(" "));
    if (shown === `${summary.mark} ${summary.text}`) return;
    shown = `${summary.mark} ${summary.text}`;
    show.className = `summary-button ${summary.mark}`;
    show.replaceChildren(severityMark(summary.mark), element("span", {}, summary.text));
  };
}
