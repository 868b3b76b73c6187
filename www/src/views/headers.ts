/** The headers of the webhook: names, and values that are templates too. */

import type { Fix } from "hookproof";
import { TemplateField } from "../editor/template-field";
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
  const label = () => `Value of the ${headerOf(store.get().draft, id)?.name ?? ""} header`;
  const read = (draft: Draft) => headerOf(draft, id)?.value ?? "";
  const write = (draft: Draft, text: string) => withHeader(draft, id, { value: text });
  const value = new TemplateField({ store, label, source, read, write, applyFix }, { multiline: false });
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

/** Makes the rows those of the draft; says whether the focus was in one that went. */
function matchRows(rows: Map<number, Row>, headers: readonly Header[], create: (id: number) => Row): boolean {
  const kept = new Set(headers.map(({ id }) => id));
  let lostFocus = false;
  for (const [id, row] of rows) {
    if (kept.has(id)) continue;
    lostFocus ||= row.element.contains(document.activeElement);
    row.value.destroy();
    row.element.remove();
    rows.delete(id);
  }
  for (const { id } of headers) if (!rows.has(id)) rows.set(id, create(id));
  return lostFocus;
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

  function create(id: number): Row {
    const row = createRow(store, id, applyFix);
    list.append(row.element);
    return row;
  }

  function update(state: State, trace: Trace | undefined) {
    const { headers } = state.draft;
    if (matchRows(rows, headers, create)) add.focus();
    for (const header of headers) rows.get(header.id)?.update(state, trace, header);
  }

  /** The editor of the header that reports call `source`. */
  function find(source: string): TemplateField | undefined {
    const header = store.get().draft.headers.findLast(({ name }) => `header:${name.trim()}` === source);
    return header && rows.get(header.id)?.value;
  }
  return { update, find, add };
}
