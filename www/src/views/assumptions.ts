/** What the platform does not document, and what the result takes for granted; each can be set otherwise. */

import type { Assumption, Setting } from "hookproof";
import { element, fillSelect } from "../dom";
import { freshReport, platformOf, type State, type Store } from "../model/state";
import { inlineText } from "./markdown";

export function createAssumptions(root: HTMLElement, store: Store) {
  const list = element("ul", { class: "assumption-list" });
  const source = element("p", { class: "hint" });
  const title = element("summary", {}, "");
  const details = element("details", { class: "assumptions" }, title, list, source);
  root.append(details);
  let shown = "";

  function choose(name: string, value: string) {
    store.update(({ draft }) => ({ draft: { ...draft, settings: { ...draft.settings, [name]: value } } }));
  }

  function item({ setting, value, message }: Assumption, settings: readonly Setting[]): HTMLElement {
    const values = settings.find(({ name }) => name === setting)?.values ?? [];
    const text = element("span", {}, ...inlineText(message));
    if (values.length < 2) return element("li", {}, text);
    const select = element("select", { name: setting });
    fillSelect(select, values.map((one) => ({ value: one, label: one })), value);
    select.addEventListener("change", () => choose(setting, select.value));
    return element("li", {}, text, element("label", { class: "setting" }, element("span", {}, setting), select));
  }

  return (state: State) => {
    const report = freshReport(state);
    const platform = platformOf(state);
    if (!report || !platform) return;
    const next = JSON.stringify([platform.id, report.assumptions]);
    if (next === shown) return;
    const focused = document.activeElement instanceof HTMLSelectElement ? document.activeElement.name : undefined;
    shown = next;
    details.hidden = report.assumptions.length === 0;
    title.textContent = `This rests on ${report.assumptions.length} assumption${report.assumptions.length === 1 ? "" : "s"}`;
    list.replaceChildren(...report.assumptions.map((assumption) => item(assumption, platform.settings)));
    if (focused) list.querySelector<HTMLSelectElement>(`select[name="${CSS.escape(focused)}"]`)?.focus();
    source.replaceChildren(
      `What ${platform.title} does document: `,
      ...platform.sources.flatMap((page, index) => [index > 0 ? ", " : "", link(page)]),
    );
    source.hidden = platform.sources.length === 0;
  };
}

const link = (page: string) =>
  element("a", { href: page, rel: "noreferrer", target: "_blank" }, new URL(page).hostname);
