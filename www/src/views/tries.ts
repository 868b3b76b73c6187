/** When a request is tried again: the times are those of the code that sends. */

import { element } from "../dom";
import { duration } from "../model/words";

const BEFORE = "A request without an answer, or with one that may pass, such as 500, is tried again. After its first try:";

const AFTER =
  "Chance moves each wait by up to a fifth, so that requests which failed together do not all come back together. " +
  "After the last try the message is dropped; the delivery log keeps it for four weeks, and it can be sent again from " +
  "there. A request that the partner finds wrong, such as with 422, is not tried again.";

/** `load` gives the seconds from the first try to each, that one first. */
export function createTries(root: HTMLElement, load: () => Promise<number[]>) {
  const list = element("ol", { class: "tries-list" });
  const summary = element("summary", {}, "When a try fails");
  const details = element(
    "details",
    { class: "tries" },
    summary,
    element("p", {}, BEFORE),
    list,
    element("p", { class: "hint" }, AFTER),
  );
  root.append(details);
  let isLoaded = false;
  details.addEventListener("toggle", async () => {
    if (isLoaded) return;
    isLoaded = true;
    const [, ...again] = await load();
    list.replaceChildren(...again.map((seconds) => element("li", {}, duration(seconds))));
  });
}
