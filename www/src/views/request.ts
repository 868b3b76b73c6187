/** The request as it will be sent. Each value in it can be pointed at, by mouse, touch and keyboard. */

import type { Finding, Report } from "hookproof";
import { button, element } from "../dom";
import { freshReport, type Focus, type State, type Store } from "../model/state";
import { partsOf, type Part, type Trace } from "../model/trace";
import { renderPart } from "./request-part";

/** More text than this is shown only when asked for. */
const SHOWN_CHARACTERS = 100_000;

export function createRequestView(root: HTMLElement, store: Store, goTo: (trace: Trace) => void) {
  const line = element("p", { class: "request-line" });
  const headers = element("dl", { class: "request-headers" });
  const body = element("pre", { class: "request-body" });
  const more = button("", () => show(undefined), { class: "quiet-button", hidden: true });
  const paper = element("div", { class: "paper", role: "group", "aria-label": "Values in the request" }, line, headers, body);
  root.append(paper, more);

  let previous: State | undefined;
  let trace: Trace | undefined;
  let values: HTMLElement[] = [];

  function show(limit: number | undefined) {
    const checked = store.get().checked;
    if (!checked) return;
    const focused = document.activeElement instanceof HTMLElement ? focusOf(document.activeElement) : undefined;
    const { report } = checked;
    drawParts(report, limit);
    const length = report.request.body.text.length;
    more.hidden = limit === undefined || length <= limit;
    more.textContent = `Show all ${length.toLocaleString("en")} characters`;
    values = [...paper.querySelectorAll<HTMLElement>("[data-run]")];
    markTraced();
    if (focused?.at === "request") find(focused.part, focused.run)?.focus({ preventScroll: true });
  }

  function drawParts(report: Report, limit: number | undefined) {
    const [url, ...others] = partsOf(report);
    const bodyPart = others.pop();
    const draw = (part: Part, to?: number) => renderPart(part, problemsIn(report.findings, part.id), to);
    line.replaceChildren(element("span", { class: "method" }, report.request.method), " ", ...(url ? draw(url) : []));
    headers.replaceChildren(
      ...others.map((part) =>
        element("div", {}, element("dt", {}, part.id.replace(/^header:/, "")), element("dd", {}, ...draw(part))),
      ),
    );
    body.replaceChildren(...(bodyPart ? draw(bodyPart, limit) : []));
  }

  const find = (part: string, run: number) =>
    values.find(({ dataset }) => dataset["part"] === part && dataset["run"] === String(run));

  /** One value at a time is in the tab order: the traced one, else the first. */
  function markTraced() {
    const traced = new Set(trace?.places.map(({ part, run }) => `${part} ${run}`));
    let stop = values.indexOf(document.activeElement as HTMLElement);
    values.forEach((value, index) => {
      const isTraced = traced.has(`${value.dataset["part"]} ${value.dataset["run"]}`);
      value.classList.toggle("traced", isTraced);
      if (isTraced && stop < 0) stop = index;
    });
    values.forEach((value, index) => value.setAttribute("tabindex", index === Math.max(stop, 0) ? "0" : "-1"));
    const first = values[stop];
    if (first?.classList.contains("traced") && store.get().hover?.at !== "request") bringIntoView(root, first);
  }

  const focusOf = (target: EventTarget | null): Extract<Focus, { at: "request" }> | undefined => {
    const value = target instanceof Element ? target.closest<HTMLElement>("[data-run]") : null;
    const { part, run } = value?.dataset ?? {};
    return part === undefined || run === undefined ? undefined : { at: "request", part, run: Number(run) };
  };

  paper.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const hover = focusOf(event.target);
    if (hover || store.get().hover) store.update({ hover });
  });
  paper.addEventListener("pointerleave", () => store.get().hover && store.update({ hover: undefined }));
  paper.addEventListener("focusin", (event) => store.update({ cursor: focusOf(event.target) }));
  paper.addEventListener("keydown", (event) => {
    const index = values.indexOf(event.target as HTMLElement);
    if (index < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    if ((event.key === "Enter" || event.key === " ") && trace) goTo(trace);
    else if (!moveFocus(values, index, event.key)) return;
    event.preventDefault();
  });

  return (state: State, newTrace: Trace | undefined) => {
    root.classList.toggle("stale", state.slow || state.failure !== undefined);
    const isNew = freshReport(state) && state.checked !== previous?.checked;
    const traceChanged = newTrace !== trace;
    trace = newTrace;
    previous = state;
    if (isNew) show(SHOWN_CHARACTERS);
    else if (traceChanged) markTraced();
  };
}

const problemsIn = (findings: readonly Finding[], part: string) =>
  findings.flatMap(({ source, body_span, severity }) =>
    body_span && source === part ? [{ from: body_span.start.offset, to: body_span.end.offset, severity }] : [],
  );

function moveFocus(values: readonly HTMLElement[], index: number, key: string): boolean {
  const last = values.length - 1;
  const next = {
    ArrowRight: Math.min(index + 1, last),
    ArrowDown: Math.min(index + 1, last),
    ArrowLeft: Math.max(index - 1, 0),
    ArrowUp: Math.max(index - 1, 0),
    Home: 0,
    End: last,
  }[key];
  if (next === undefined) return false;
  values[next]?.focus();
  return true;
}

/** Scrolls only inside `scroller`: the page itself stays where it is. */
function bringIntoView(scroller: HTMLElement, target: HTMLElement) {
  const [outer, inner] = [scroller.getBoundingClientRect(), target.getBoundingClientRect()];
  if (inner.top < outer.top) scroller.scrollTop += inner.top - outer.top - 24;
  else if (inner.bottom > outer.bottom) scroller.scrollTop += inner.bottom - outer.bottom + 24;
}
