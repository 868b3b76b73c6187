/** The headers of the webhook: names, and values that are templates too. */

import type { Fix } from "hookproof";
import { createTemplateField, type TemplateField } from "../editor/template-field";
import { button, element } from "../dom";
import { newHeader, type Draft, type Header } from "../model/draft";
import { freshReport, type State, type Store } from "../model/state";
import type { Trace } from "../model/trace";
import { createFieldProblems } from "./field-problems";

interface Row {
  readonly element: HTMLElement;
  readonly name: HTMLInputElement;
  readonly value: TemplateField;
  update(state: State, trace: Trace | undefined, header: Header): void;
}

const withHeader = (draft: Draft, id: number, patch: Partial<Header>): Draft => ({
  ...draft,
  headers: draft.headers.map((header) => (header.id === id ? { ...header, ...patch } : header)),
});

const headerOf = (draft: Draft, id: number) => draft.headers.find((header) => header.id === id);

function createRow(store: Store, id: number, applyFix: (fix: Fix) => void): Row {
  const source = () => `header:${headerOf(store.get().draft, id)?.name.trim() ?? ""}`;
  const name = element("input", { class: "code", "aria-label": "Header name", spellcheck: "false", autocomplete: "off" });
  name.addEventListener("input", () => {
    store.update(({ draft }) => ({ draft: withHeader(draft, id, { name: name.value }) }));
  });
  const value = createTemplateField({
    store,
    label: () => `Value of the ${headerOf(store.get().draft, id)?.name ?? ""} header`,
    multiline: false,
    source,
    read: (draft) => headerOf(draft, id)?.value ?? "",
    write: (draft, text) => withHeader(draft, id, { value: text }),
    applyFix,
  });
  const remove = button("×", () => {
    store.update(({ draft }) => ({ draft: { ...draft, headers: draft.headers.filter((header) => header.id !== id) } }));
  });
  remove.className = "icon-button";
  const problems = createFieldProblems();
  const row = element("li", { class: "header-row" }, name, value.element, remove, problems.element);

  function update(state: State, trace: Trace | undefined, header: Header) {
    if (name.value !== header.name) name.value = header.name;
    remove.setAttribute("aria-label", `Remove the header ${header.name}`.trim());
    value.update(state, trace);
    const report = freshReport(state);
    if (report) problems.update([...repeated(state.draft, header), ...report.findings.filter((one) => one.source === source())]);
  }
  return { element: row, name, value, update };
}

/** A webhook sends a name once: the last row with it. */
function repeated({ headers }: Draft, { id, name }: Header) {
  const same = headers.filter((other) => name !== "" && other.name.trim() === name.trim());
  if (same.length < 2 || same.at(-1)?.id === id) return [];
  return [{ severity: "warning" as const, message: "a later header has this name, so this one is not sent" }];
}

export function createHeaders(root: HTMLElement, store: Store, applyFix: (fix: Fix) => void) {
  const rows = new Map<number, Row>();
  const list = element("ul", { class: "header-rows", "aria-label": "Headers" });
  const add = button("+", () => {
    const header = newHeader();
    store.update(({ draft }) => ({ draft: { ...draft, headers: [...draft.headers, header] } }));
    rows.get(header.id)?.name.focus();
  });
  add.className = "icon-button";
  add.setAttribute("aria-label", "Add header");
  root.append(element("div", { class: "field-label" }, "Headers", add), list);

  function matchRows({ headers }: Draft) {
    const kept = new Set(headers.map(({ id }) => id));
    for (const [id, row] of rows) {
      if (kept.has(id)) continue;
      const hadFocus = row.element.contains(document.activeElement);
      row.value.destroy();
      row.element.remove();
      rows.delete(id);
      if (hadFocus) add.focus();
    }
    for (const { id } of headers) {
      if (rows.has(id)) continue;
      const row = createRow(store, id, applyFix);
      rows.set(id, row);
      list.append(row.element);
    }
  }

  function update(state: State, trace: Trace | undefined) {
    matchRows(state.draft);
    for (const header of state.draft.headers) rows.get(header.id)?.update(state, trace, header);
  }

  /** The editor of the header that reports call `source`. */
  function find(source: string): TemplateField | undefined {
    const header = store.get().draft.headers.findLast(({ name }) => `header:${name.trim()}` === source);
    return header && rows.get(header.id)?.value;
  }
  return { update, find };
}
