/** How a contact list is read where that cannot be told from it: what an empty cell says, and the text's encoding. */

import { element, fillSelect, type Choice } from "../dom";
import type { Listing } from "../model/listing";
import type { Reading, State } from "../model/state";

const EMPTY: readonly Choice[] = [
  { value: "absent", label: "the contact does not have it" },
  { value: "null", label: "it is null" },
  { value: "empty", label: "it is an empty text" },
];

/** The value of nothing in a select. */
const TOLD = "";

const ENCODINGS: readonly Choice[] = [
  { value: TOLD, label: "as the file shows" },
  { value: "utf-8", label: "UTF-8" },
  { value: "windows-1252", label: "Windows-1252" },
  { value: "utf-16le", label: "UTF-16, little-endian" },
  { value: "utf-16be", label: "UTF-16, big-endian" },
];

function chooser(label: string, choices: readonly Choice[], chosen: () => void) {
  const select = element("select", {});
  fillSelect(select, choices, choices[0]?.value ?? TOLD);
  select.addEventListener("change", chosen);
  return { select, label: element("label", {}, element("span", {}, label), " ", select) };
}

export function createListReading(listing: Listing) {
  const read = () => {
    const inputEncoding = encoding.select.value === TOLD ? undefined : encoding.select.value;
    // The values are those of the choices above.
    listing.read({ emptyCell: empty.select.value, ...(inputEncoding && { inputEncoding }) } as Reading);
  };
  const empty = chooser("An empty cell means", EMPTY, read);
  const encoding = chooser("Encoding", ENCODINGS, read);
  const root = element("div", { class: "list-reading" }, empty.label, encoding.label);
  const render = ({ reading }: State) => {
    fillSelect(empty.select, EMPTY, reading.emptyCell ?? "absent");
    fillSelect(encoding.select, ENCODINGS, reading.inputEncoding ?? TOLD);
  };
  return { root, render };
}
