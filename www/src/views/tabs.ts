/** The parts of the page, where they have no room beside each other: all on a narrow screen, the panels on a wide one. */

import { button, element } from "../dom";
import { verdictMark, verdictName } from "../model/safety";
import { freshReport, lookAt, type PanelName, type State, type Store, type ViewName } from "../model/state";
import { severityMark } from "./icons";

const views: Record<ViewName, string> = {
  template: "Template",
  contact: "Contact",
  request: "Request",
  problems: "Problems",
  safety: "Safety",
  list: "List",
};

const panels: Record<PanelName, string> = { problems: "Problems", safety: "Safety check", list: "Contact list" };

/** A tab for every name; `current` says which of them shows. */
function createNavigation<Name extends ViewName>(
  root: HTMLElement,
  store: Store,
  names: Record<Name, string>,
  current: (state: State) => Name,
) {
  const count = element("span", { class: "count" });
  const verdict = element("span", { class: "tab-verdict" });
  const tabs = (Object.keys(names) as Name[]).map((view) => {
    const tab = button(names[view], () => store.update(lookAt(view)));
    if (view === "problems") tab.append(count);
    if (view === "safety") tab.append(verdict);
    root.append(tab);
    return { view, tab };
  });
  let proved: State["proved"];
  let shown: Name | undefined;

  function showVerdict(state: State) {
    if (state.proved === proved) return;
    proved = state.proved;
    const proof = proved?.report?.proof;
    const words = element("span", { class: "visually-hidden" }, proof ? `, ${verdictName[proof.verdict]}` : "");
    verdict.replaceChildren(...(proof ? [severityMark(verdictMark[proof.verdict]), words] : []));
  }

  return (state: State) => {
    const report = freshReport(state);
    if (report) count.textContent = report.findings.length > 0 ? String(report.findings.length) : "";
    showVerdict(state);
    if (shown === current(state)) return;
    shown = current(state);
    for (const { view, tab } of tabs) tab.setAttribute("aria-current", String(view === shown));
  };
}

export function createTabs(all: HTMLElement, below: HTMLElement, main: HTMLElement, store: Store) {
  const shows = [
    createNavigation(all, store, views, ({ view }) => view),
    createNavigation(below, store, panels, ({ panel }) => panel),
  ];
  return (state: State) => {
    main.dataset["view"] = state.view;
    main.dataset["panel"] = state.panel;
    for (const show of shows) show(state);
  };
}
