/** Method, URL and headers: open on a wide screen, folded to one line on a narrow one. */

import { element } from "../dom";
import { freshReport, type State } from "../model/state";
import { worstSeverity } from "../model/words";
import { severityMark } from "./icons";

export function createEnvelope(details: HTMLDetailsElement, summary: HTMLElement) {
  const narrow = matchMedia("(max-width: 1023.98px)");
  const fold = () => {
    details.open = !narrow.matches;
  };
  narrow.addEventListener("change", fold);
  fold();
  let shown = "";

  function update(state: State) {
    const report = freshReport(state);
    if (!report) return;
    const { method, headers } = state.draft;
    const outside = report.findings.filter(({ source }) => source === "url" || source.startsWith("header:"));
    const worst = worstSeverity(outside);
    const text = `${method}, URL and ${headers.length} header${headers.length === 1 ? "" : "s"}`;
    if (shown === `${text} ${worst}`) return;
    shown = `${text} ${worst}`;
    summary.replaceChildren(element("span", {}, text), ...(worst ? [severityMark(worst)] : []));
  }

  return {
    update,
    open: () => {
      details.open = true;
    },
  };
}
