/** On a narrow screen one part of the page shows at a time. */

import { button, element } from "../dom";
import { freshReport, type State, type Store, type ViewName } from "../model/state";

const names: Record<ViewName, string> = {
  template: "Template",
  contact: "Contact",
  request: "Request",
  problems: "Problems",
};

export function createTabs(root: HTMLElement, main: HTMLElement, store: Store) {
  const count = element("span", { class: "count" });
  const tabs = (Object.keys(names) as ViewName[]).map((view) => {
    const tab = button(names[view], () => store.update({ view }));
    if (view === "problems") tab.append(count);
    root.append(tab);
    return { view, tab };
  });

  return (state: State) => {
    const report = freshReport(state);
    if (report) count.textContent = report.findings.length > 0 ? String(report.findings.length) : "";
    if (main.dataset["view"] === state.view && tabs[0]?.tab.hasAttribute("aria-current")) return;
    main.dataset["view"] = state.view;
    for (const { view, tab } of tabs) tab.setAttribute("aria-current", String(view === state.view));
  };
}
