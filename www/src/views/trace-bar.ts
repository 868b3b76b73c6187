/** Says where the value that a person points at comes from; on a phone it is a sheet at the bottom. */

import { button, element } from "../dom";
import type { State, Store } from "../model/state";
import type { Trace } from "../model/trace";
import { originOf, shortPlace } from "../model/words";

const HINT = "Point at a value, or put the cursor in a merge tag, to see what belongs together.";

export function createTraceBar(root: HTMLElement, store: Store, goTo: (trace: Trace) => void) {
  const value = element("span", { class: "trace-value" });
  const tag = element("code", { class: "trace-tag" });
  const origin = element("span", { class: "trace-origin" });
  const go = button("", () => trace && goTo(trace), { class: "quiet-button" });
  const close = button("×", () => store.update({ cursor: undefined, hover: undefined }), {
    class: "icon-button close",
    "aria-label": "Close",
  });
  const hint = element("p", { class: "hint" }, HINT);
  const what = element("p", { class: "trace-what" }, value, " ", tag, " ", origin);
  root.append(hint, what, go, close);
  let trace: Trace | undefined;
  show(undefined);

  function show(next: Trace | undefined) {
    trace = next;
    hint.hidden = next !== undefined;
    for (const part of [what, go, close]) part.hidden = next === undefined;
    if (!next) return;
    value.textContent = valueWords(next);
    value.classList.toggle("nothing", next.text === "");
    tag.textContent = shortened(next.tag);
    origin.textContent = [originOf(next.run), ...condition(next), ...count(next)].join(" · ");
    go.textContent = `Go to ${shortPlace(next.run.source, next.run.span)}`;
  }

  return (_state: State, next: Trace | undefined) => {
    if (next !== trace) show(next);
  };
}

function valueWords({ run, text }: Trace): string {
  if (run.kind === "secret") return "••• filled in when the webhook is sent";
  if (run.kind === "skipped") return "left out";
  return text === "" ? "empty" : shortened(text);
}

const condition = ({ run }: Trace) => (run.guards?.length ? [`only with ${run.guards.join(", ")}`] : []);
const count = ({ places }: Trace) => (places.length > 1 ? [`${places.length} values`] : []);

function shortened(text: string): string {
  const oneLine = text.replace(/\s+/g, " ").trim();
  return oneLine.length > 80 ? `${oneLine.slice(0, 79)}…` : oneLine;
}
