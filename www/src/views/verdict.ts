/** The verdict of the safety check beside the panels' names: a button that leads to it. */

import { button, element } from "../dom";
import { verdictMark } from "../model/safety";
import { freshProof, type State } from "../model/state";
import { sentence } from "../model/words";
import { severityMark } from "./icons";

export function createVerdict(root: HTMLElement, showSafety: () => void) {
  const show = button("", showSafety, { class: "summary-button" });
  root.append(show);
  let shown: State["proved"];

  return (state: State) => {
    const { proved } = state;
    show.classList.toggle("stale", freshProof(state) === undefined);
    if (!proved || proved === shown) return;
    shown = proved;
    const proof = proved.report?.proof;
    const mark = proof ? verdictMark[proof.verdict] : "error";
    show.className = `summary-button ${mark}`;
    show.replaceChildren(
      severityMark(mark),
      element("span", {}, proof ? sentence(proof.sentence) : "The safety check failed"),
    );
  };
}
