/** The contact list: choosing a file, how far its check is, and what it comes to. */

import { button, element } from "../dom";
import type { Listing } from "../model/listing";
import { grouped, some } from "../model/list-words";
import { freshList, type ContactList, type State } from "../model/state";
import { createListReading } from "./list-reading";
import { createTotals } from "./list-totals";
import type { ProblemActions } from "./problem";

const TYPES = ".csv,.tsv,.txt,.json,.ndjson,.jsonl,.gz";
const CHOOSE = "Choose a contact list or drop it on this page: CSV, TSV, JSON or JSON lines, also packed as .gz.";
const PRIVATE = "It is read and checked in this browser: nothing leaves it.";

function createChooser(listing: Listing) {
  const input = element("input", { type: "file", accept: TYPES, hidden: true, "aria-label": "Contact list file" });
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    // Emptied, so that choosing the same file again is a change.
    if (file) listing.check(file);
    input.value = "";
  });
  const choose = button("Choose a file", () => input.click(), { class: "quiet-button" });
  return element("div", { class: "chooser" }, element("p", {}, CHOOSE, " ", element("b", {}, PRIVATE)), choose, input);
}

/** Editors take files dropped on them as text; everything else on the page takes a list. */
function takeDrops(listing: Listing) {
  const hasFile = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  const inEditor = ({ target }: DragEvent) => target instanceof Element && target.closest(".cm-editor") !== null;
  const leave = () => document.body.classList.remove("dropping");
  window.addEventListener("dragover", (event) => {
    if (!hasFile(event) || inEditor(event)) return leave();
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  window.addEventListener("dragleave", (event) => event.relatedTarget === null && leave());
  window.addEventListener("drop", (event) => {
    leave();
    const file = event.dataTransfer?.files[0];
    if (!file || inEditor(event)) return;
    event.preventDefault();
    listing.check(file);
  });
}

export function createContactList(root: HTMLElement, listing: Listing, actions: ProblemActions) {
  const name = element("code", {});
  const bar = element("progress", { "aria-label": "Contacts checked" });
  const said = element("span", { class: "hint" });
  const cancel = button("Cancel", () => listing.cancel(), { class: "quiet-button" });
  const progress = element("div", { class: "list-progress" }, name, bar, said, cancel);
  const again = button("Check again", () => listing.again(), { class: "quiet-button" });
  const changed = element("p", { class: "list-changed" }, "The webhook has changed since this list was checked. ", again);
  const failure = element("p", { class: "failure" });
  const totals = element("div", { class: "list-totals" });
  const reading = createListReading(listing);
  root.append(createChooser(listing), reading.root, progress, changed, failure, totals);
  takeDrops(listing);
  let shown: ContactList["totals"];

  function showProgress({ file, progress: at, rate, totals, failure }: ContactList) {
    name.textContent = file.name;
    const isRunning = totals === undefined && failure === undefined;
    cancel.hidden = bar.hidden = !isRunning;
    bar.max = at?.total ?? file.size;
    bar.value = at?.bytes ?? 0;
    said.textContent = at ? `${some(at.contacts, "contact")} checked, ${grouped(rate)} a second` : "reading …";
  }

  return (state: State) => {
    const { list } = state;
    reading.render(state);
    progress.hidden = list === undefined;
    if (list) showProgress(list);
    failure.hidden = list?.failure === undefined;
    failure.textContent = `The list could not be checked: ${list?.failure ?? ""}`;
    const isStale = list?.totals !== undefined && freshList(state) === undefined;
    changed.hidden = !isStale;
    totals.classList.toggle("stale", isStale);
    if (list?.totals === shown) return;
    shown = list?.totals;
    totals.replaceChildren(...(shown ? createTotals(shown, actions) : []));
  };
}
