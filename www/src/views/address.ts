/** The first line of the webhook: method, URL and, where it has one, the campaign. */

import type { Fix } from "hookproof";
import { TemplateField } from "../editor/template-field";
import { element, fillSelect } from "../dom";
import { freshReport, platformOf, type State, type Store } from "../model/state";
import type { Trace } from "../model/trace";
import { createFieldProblems } from "./field-problems";

export function createAddress(root: HTMLElement, store: Store, applyFix: (fix: Fix) => void) {
  const method = element("select", { name: "method" });
  method.addEventListener("change", () => {
    store.update(({ draft }) => ({ draft: { ...draft, method: method.value } }));
  });
  const url = new TemplateField(
    {
      store,
      label: () => "URL",
      source: () => "url",
      read: (draft) => draft.url,
      write: (draft, text) => ({ ...draft, url: text }),
      applyFix,
    },
    { multiline: false },
  );
  const campaign = element("input", { name: "campaign", class: "code", spellcheck: "false", autocomplete: "off" });
  campaign.addEventListener("input", () => {
    store.update(({ draft }) => ({ draft: { ...draft, campaign: campaign.value } }));
  });
  const campaignField = element("label", { class: "field" }, element("span", {}, "Campaign"), campaign);
  const problems = createFieldProblems();
  root.append(
    element("label", { class: "field" }, element("span", {}, "Method"), method),
    element("div", { class: "field grow" }, element("span", { "aria-hidden": "true" }, "URL"), url.element, problems.element),
    campaignField,
  );

  function update(state: State, trace: Trace | undefined) {
    const methods = new Set([...(platformOf(state)?.methods ?? []), state.draft.method]);
    fillSelect(method, [...methods].map((value) => ({ value, label: value })), state.draft.method);
    url.update(state, trace);
    campaignField.hidden = state.draft.campaign === undefined;
    if (campaign.value !== (state.draft.campaign ?? "")) campaign.value = state.draft.campaign ?? "";
    const report = freshReport(state);
    if (report) problems.update(report.findings.filter(({ source }) => source === "url"));
  }
  return { update, url, method };
}
