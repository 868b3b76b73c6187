/** What came of every field with every group of values, as a table. */

import type { FieldOutcomes, Proof } from "hookproof";
import { button, element } from "../dom";
import { cellOf, groups, resultName, type Cell, type Group, type Result } from "../model/safety";
import type { Severity } from "../model/words";
import { severityMark } from "./icons";

const marks: Partial<Record<Result, Severity | "none">> = { fails: "error", drops: "info", warns: "warning", passes: "none" };

/** `goTo` leads to one of the example contacts. A group that no field has a place for has no column. */
export function createOutcomes(proof: Proof, goTo: (witness: number) => void): HTMLElement {
  const cells = (row: FieldOutcomes) => groups.map((group) => cellOf(row, group, proof.kinds));
  const rows = proof.fields.map((row) => ({ field: row.field, cells: cells(row) }));
  const shown = groups.map((_, column) => rows.some(({ cells }) => cells[column] !== undefined));
  const head = groups.filter((_, column) => shown[column]).map(heading);
  const body = rows.map(({ field, cells }) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, element("code", {}, ...breakable(field))),
      ...cells.filter((_, column) => shown[column]).map((cell) => cellElement(cell, goTo)),
    ),
  );
  const table = element(
    "table",
    { class: "outcomes" },
    element("caption", {}, "What was tried, field by field"),
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "Field"), ...head)),
    element("tbody", {}, ...body),
  );
  // The tab stop lets the keyboard scroll it.
  const attributes = { class: "table-frame", role: "region", "aria-label": "What was tried, field by field", tabindex: "0" };
  const frame = element("div", attributes, table);
  frame.hidden = rows.length === 0;
  return frame;
}

/** A path breaks between its steps. */
const breakable = (field: string) => field.split(/(?<=\.)/).flatMap((step) => [step, element("wbr")]);

const heading = ({ name }: Group) => element("th", { scope: "col" }, name);

function cellElement(cell: Cell | undefined, goTo: (witness: number) => void): HTMLElement {
  if (!cell) return element("td", { class: "nothing" }, "–");
  const { result, count, witness } = cell;
  const mark = marks[result];
  const words = [...(mark ? [severityMark(mark)] : []), resultName[result]];
  if (witness === undefined) return element("td", { class: result }, element("span", { class: "result" }, ...words));
  const ways = count > 1 ? [` in ${count} ways`] : [];
  const go = button("", () => goTo(witness), { class: "result place-link" });
  go.append(...words, ...ways);
  return element("td", { class: result }, go);
}
