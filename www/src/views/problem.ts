/** One problem: what is wrong, for which contacts, where, the way out, and on request what it means. */

import type { Finding, Fix, Span } from "hookproof";
import { button, element } from "../dom";
import { changesWords, changeWords } from "../model/safety";
import { placeName, sentence, severityName, shortPlace } from "../model/words";
import { severityMark } from "./icons";
import { inlineText, renderMarkdown } from "../markdown";

/** How many further places of a problem are listed. */
const SHOWN_PLACES = 5;

/** How many further changes with the same effect are listed. */
const SHOWN_CHANGES = 3;

export interface ProblemActions {
  /** To a place of a problem: by itself the first, `span` another one. */
  goTo(finding: Finding, span?: Span): void;
  applyFix(fix: Fix): void;
  explain(code: string): Promise<string | undefined>;
  /** To any place of a text. */
  reveal(source: string, span: Span): void;
  /** Makes the example contact that fails the sample contact. */
  useContact?(finding: Finding): void;
}

export interface ProblemItem {
  readonly element: HTMLLIElement;
  update(finding: Finding): void;
}

export function createProblem(first: Finding, actions: ProblemActions): ProblemItem {
  let finding = first;
  const head = button("", () => actions.goTo(finding), { class: "problem-head" });
  const when = element("span", { class: "when" });
  const help = element("span", { class: "help" });
  const fix = button("", () => finding.fix && actions.applyFix(finding.fix), { class: "fix-button" });
  const use = button("Use this contact", () => actions.useContact?.(finding), { class: "quiet-button" });
  const also = element("span", { class: "also" });
  const basis = element("span", { class: "basis" });
  const more = element("div", { class: "problem-more" }, when, help, fix, use, also, basis, explanation(first.code, actions));
  const item = element("li", { class: "problem" }, head, more);

  function update(next: Finding) {
    finding = next;
    const { severity, message, source, span, fields } = next;
    const where = [placeName(source, span), ...(fields ?? [])].join(" · ");
    item.className = `problem ${severity}`;
    head.replaceChildren(
      severityMark(severity),
      element("span", { class: "severity" }, severityName[severity]),
      element("span", { class: "message" }, ...inlineText(sentence(message))),
      element("span", { class: "where" }, where),
    );
    when.replaceChildren(...inlineText(whenWords(next)));
    when.hidden = next.witness === undefined;
    use.hidden = next.witness === undefined || actions.useContact === undefined;
    help.replaceChildren(...inlineText(sentence(next.help ?? "")));
    help.hidden = next.help === undefined;
    also.replaceChildren(...furtherPlaces(next, actions));
    also.hidden = also.childElementCount === 0;
    basis.textContent = next.basis?.note === undefined ? "" : `${sentence(next.basis.note)}.`;
    basis.hidden = basis.textContent === "";
    fix.hidden = next.fix === undefined;
    fix.replaceChildren(...inlineText(sentence(next.fix?.title ?? "")));
  }

  update(first);
  return { element: item, update };
}

/** What sets the contacts that have the problem apart: "When `a` has a quotation mark; also when it has a line break." */
function whenWords({ witness }: Finding): string {
  if (!witness) return "";
  const subject = witness.changed.length === 1 ? witness.changed[0]?.field : undefined;
  const also = (witness.also ?? []).slice(0, SHOWN_CHANGES).map((change) => changeWords(change, subject));
  const more = (witness.also?.length ?? 0) - also.length;
  const others = more > 0 ? [...also, `in ${more} more ways`] : also;
  return `When ${changesWords(witness.changed)}${others.length > 0 ? `; also when ${others.join(", or ")}` : ""}.`;
}

/** Where else the same is wrong, each a way there: "Also in line 9, line 12 and 3 more". */
function furtherPlaces(finding: Finding, actions: ProblemActions): (Node | string)[] {
  const { source, span, places } = finding;
  const elsewhere = new Map((places ?? []).map((one) => [one.span.start.offset, one.span]));
  elsewhere.delete(span.start.offset);
  const shown = [...elsewhere.values()].slice(0, SHOWN_PLACES);
  if (shown.length === 0) return [];
  const links = shown.flatMap((one, index) => [
    index === 0 ? "Also in " : ", ",
    button(shortPlace(source, one), () => actions.goTo(finding, one), { class: "place-link" }),
  ]);
  const more = elsewhere.size - shown.length;
  return more > 0 ? [...links, ` and ${more} more`] : links;
}

/** The long text of a code is fetched when it is first opened. */
function explanation(code: string, actions: ProblemActions): HTMLElement {
  const text = element("div", { class: "explanation" });
  const details = element("details", {}, element("summary", {}, "What this means"), text);
  details.addEventListener("toggle", async () => {
    if (!details.open || text.childElementCount > 0) return;
    const markdown = await actions.explain(code);
    text.replaceChildren(...renderMarkdown(markdown ?? `There is no more to say about \`${code}\`.`));
  });
  return details;
}
