/** What the platform does not document, and what the result takes for granted; each can be set otherwise. */

import type { Assumption, Setting } from "hookproof";
import { element, fillSelect } from "../dom";
import { freshReport, platformOf, type State, type Store } from "../model/state";
import { inlineText } from "../markdown";

function item({ setting, value, message }: Assumption, settings: readonly Setting[], store: Store): HTMLElement {
  const known = settings.find(({ name }) => name === setting);
  const text = element("span", {}, ...inlineText(message));
  if (!known) return element("li", {}, text);
  const control = controlFor(known, value);
  control.addEventListener("change", () => {
    store.update(({ draft }) => ({ draft: { ...draft, settings: { ...draft.settings, [setting]: control.value } } }));
  });
  return element("li", {}, text, element("label", { class: "setting" }, element("span", {}, setting), control));
}

/** A setting without listed values takes any text. */
function controlFor({ name, values }: Setting, value: string): HTMLSelectElement | HTMLInputElement {
  if (values.length === 0) return element("input", { name, value, autocomplete: "off" });
  const select = element("select", { name });
  fillSelect(select, values.map((one) => ({ value: one, label: one })), value);
  return select;
}

export function createAssumptions(root: HTMLElement, store: Store) {
  const list = element("ul", { class: "assumption-list" });
  const source = element("p", { class: "hint" });
  const title = element("summary", {}, "");
  const details = element("details", { class: "assumptions" }, title, list, source);
  root.append(details);
  let shown = "";

  return (state: State) => {
    const report = freshReport(state);
    const platform = platformOf(state);
    if (!report || !platform) return;
    const next = JSON.stringify([platform.id, report.assumptions]);
    if (next === shown) return;
    const focused = list.contains(document.activeElement) ? document.activeElement?.getAttribute("name") : undefined;
    shown = next;
    details.hidden = report.assumptions.length === 0;
    title.textContent = `This rests on ${report.assumptions.length} assumption${report.assumptions.length === 1 ? "" : "s"}`;
    list.replaceChildren(...report.assumptions.map((assumption) => item(assumption, platform.settings, store)));
    if (focused) list.querySelector<HTMLElement>(`[name="${CSS.escape(focused)}"]`)?.focus();
    source.replaceChildren(
      `What ${platform.title} does document: `,
      ...platform.sources.flatMap((page, index) => [index > 0 ? ", " : "", link(page)]),
    );
    source.hidden = platform.sources.length === 0;
  };
}

const link = (page: string) =>
  element("a", { href: page, rel: "noreferrer", target: "_blank" }, new URL(page).hostname);
