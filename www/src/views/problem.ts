/** One problem: what is wrong, where, the way out, and on request what it means. */

import type { Finding, Fix } from "hookproof";
import { button, element } from "../dom";
import { placeName, sentence, severityName } from "../model/words";
import { severityMark } from "./icons";
import { inlineText, renderMarkdown } from "../markdown";

export interface ProblemActions {
  goTo(finding: Finding): void;
  applyFix(fix: Fix): void;
  explain(code: string): Promise<string | undefined>;
}

export interface ProblemItem {
  readonly element: HTMLLIElement;
  update(finding: Finding): void;
}

export function createProblem(first: Finding, actions: ProblemActions): ProblemItem {
  let finding = first;
  const head = button("", () => actions.goTo(finding), { class: "problem-head" });
  const help = element("span", { class: "help" });
  const fix = button("", () => finding.fix && actions.applyFix(finding.fix), { class: "fix-button" });
  const more = element("div", { class: "problem-more" }, help, fix, explanation(first.code, actions));
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
    help.replaceChildren(...inlineText(sentence(next.help ?? "")));
    help.hidden = next.help === undefined;
    fix.hidden = next.fix === undefined;
    fix.textContent = sentence(next.fix?.title ?? "");
  }

  update(first);
  return { element: item, update };
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
