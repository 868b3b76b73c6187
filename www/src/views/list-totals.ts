/** What a contact list comes to: the totals, the causes, the columns, and what is odd about the list itself. */

import type { AudienceTotals } from "hookproof";
import { element } from "../dom";
import { inlineText } from "../markdown";
import { columnWords, grouped, numbers, oddities, percentage, some, totalsWords, unitOf } from "../model/list-words";
import { severityMark } from "./icons";
import { createProblem, type ProblemActions } from "./problem";

type Cause = AudienceTotals["causes"][number];

/** Causes that are listed; a template with mistakes everywhere has hundreds. */
const SHOWN = 50;

export function createTotals(totals: AudienceTotals, actions: ProblemActions): HTMLElement[] {
  const { failing, warned, causes, own } = totals;
  const mark = failing > 0 ? "error" : warned > 0 ? "warning" : "none";
  const conclusion = element("p", { class: `conclusion ${mark}`, tabindex: "-1" }, severityMark(mark), totalsWords(totals));
  const problems = [
    ...own.map((finding) => withCount(createProblem(finding, actions).element, "Whoever the contact is")),
    ...causes.slice(0, SHOWN).map((cause) => withCount(createProblem(cause.finding, actions).element, countWords(cause, totals))),
  ];
  const list = element("ul", { class: "problem-list", "aria-label": "Why contacts fail" }, ...problems);
  const untold = causes.length - SHOWN;
  const more = untold > 0 || totals.untold > 0 ? [element("p", { class: "hint" }, "There are more causes than these.")] : [];
  return [
    element("div", {}, conclusion, ...(problems.length > 0 ? [list] : []), ...more),
    element("div", { class: "aside" }, ...section("The list itself", oddities(totals)), ...section("Columns", columnWords(totals)), ways(totals)),
  ];
}

function countWords({ count, first }: Cause, totals: AudienceTotals): string {
  const part = percentage(count, totals.contacts);
  return `${some(count, "contact")} (${part}): ${numbers(unitOf(totals), first, count)}`;
}

function withCount(problem: HTMLElement, words: string): HTMLElement {
  problem.prepend(element("p", { class: "cause-count" }, words));
  return problem;
}

function section(title: string, sentences: readonly string[]): HTMLElement[] {
  if (sentences.length === 0) return [];
  const items = sentences.map((one) => element("li", {}, ...inlineText(one)));
  return [element("div", {}, element("h3", { class: "aside-title" }, title), element("ul", { class: "todo-list" }, ...items))];
}

function ways({ checked: { by_plan, by_rendering } }: AudienceTotals): HTMLElement {
  const words =
    by_plan === 0
      ? "Every request was rendered and checked whole."
      : `${grouped(by_plan)} were checked without rendering, ${grouped(by_rendering)} by rendering the request; both find the same.`;
  return element("p", { class: "hint" }, words);
}
