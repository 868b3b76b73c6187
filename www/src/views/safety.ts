/** The safety check: the verdict, the example contacts that fail, what was tried, and what rests unproved. */

import type { Finding, Proof, Report } from "hookproof";
import { button, element } from "../dom";
import { inlineText } from "../markdown";
import { conditionWords, searchWords, verdictMark } from "../model/safety";
import { freshProof, type State } from "../model/state";
import { placeName, sentence } from "../model/words";
import { severityMark } from "./icons";
import { createOutcomes } from "./outcomes";
import { createProblem, type ProblemActions } from "./problem";

/** Of a webhook with many loops there can be hundreds. */
const SHOWN_DOUBTS = 20;

export interface SafetyActions extends ProblemActions {
  /** Makes an example contact that fails the sample contact. */
  useContact(finding: Finding): void;
}

export function createSafety(root: HTMLElement, actions: SafetyActions) {
  const waiting = element("p", { class: "no-problems" }, "The safety check is made when typing rests.");
  root.append(waiting);
  let shown: State["proved"];

  function show(report: Report & { proof: Proof }) {
    const { proof } = report;
    const problems = proof.witnesses.map((finding) => createProblem(finding, actions).element);
    const list = element("ul", { class: "problem-list", "aria-label": "Example contacts that fail" }, ...problems);
    const goTo = (witness: number) => problems[witness]?.querySelector("button")?.focus();
    const said = [conclusion(proof), ...conditions(proof)];
    const side = element("div", { class: "aside" }, createOutcomes(proof, goTo), ...doubts(proof, actions));
    root.replaceChildren(
      element("div", {}, ...said, ...(problems.length > 0 ? [list] : []), element("p", { class: "hint" }, searchWords(proof))),
      side,
    );
  }

  return (state: State) => {
    const { proved } = state;
    root.classList.toggle("stale", proved !== undefined && freshProof(state) === undefined);
    if (!proved || proved === shown) return;
    shown = proved;
    const { report, failure } = proved;
    if (report?.proof) show({ ...report, proof: report.proof });
    else root.replaceChildren(element("p", { class: "failure" }, `No safety check: ${failure ?? "it found nothing to check"}`));
  };
}

const conclusion = (proof: Proof) =>
  element(
    "p",
    { class: `conclusion ${verdictMark[proof.verdict]}` },
    severityMark(verdictMark[proof.verdict]),
    element("span", {}, ...inlineText(`${sentence(proof.sentence)}.`)),
  );

function conditions({ conditions }: Proof): HTMLElement[] {
  if (conditions.length === 0) return [];
  const items = conditions.map((condition) => element("li", {}, ...inlineText(conditionWords(condition))));
  return [
    element("p", { class: "hint" }, "Limit the segment that the platform sends to, so that for every contact in it:"),
    element("ul", { class: "condition-list" }, ...items),
  ];
}

/** Why it is not proved that no other contact fails: no problems by themselves. */
function doubts({ doubts }: Proof, actions: SafetyActions): HTMLElement[] {
  if (doubts.length === 0) return [];
  const items = doubts.slice(0, SHOWN_DOUBTS).map(({ source, span, message }) => {
    const go = button(placeName(source, span), () => actions.reveal(source, span), { class: "place-link" });
    return element("li", {}, element("span", {}, ...inlineText(sentence(message))), " ", go);
  });
  const more = doubts.length - items.length;
  if (more > 0) items.push(element("li", {}, `And ${more} more.`));
  const title = element("summary", {}, `What is not proved (${doubts.length})`);
  return [element("details", { class: "doubts" }, title, element("ul", { class: "todo-list" }, ...items))];
}
