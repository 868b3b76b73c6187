/** The request as it will be sent. Each value in it can be pointed at, by mouse, touch and keyboard. */

import type { Finding, Report } from "hookproof";
import { button, element } from "../dom";
import { freshReport, type Focus, type State, type Store } from "../model/state";
import { partsOf, type Part, type Trace } from "../model/trace";
import { renderPart } from "./request-part";

/** More text than this is shown only when asked for. */
const SHOWN_CHARACTERS = 100_000;

type Place = Extract<Focus, { at: "request" }>;

export class RequestView {
  readonly #root: HTMLElement;
  readonly #store: Store;
  readonly #goTo: (trace: Trace) => void;
  readonly #line = element("p", { class: "request-line" });
  readonly #headers = element("dl", { class: "request-headers" });
  readonly #body = element("pre", { class: "request-body" });
  readonly #paper = element(
    "div",
    { class: "paper", role: "group", "aria-label": "Values in the request" },
    this.#line,
    this.#headers,
    this.#body,
  );
  readonly #more = button("", () => this.#show(Infinity), { class: "quiet-button more", hidden: true });
  #values: HTMLElement[] = [];
  #report: Report | undefined;
  #trace: Trace | undefined;

  constructor(root: HTMLElement, store: Store, goTo: (trace: Trace) => void) {
    this.#root = root;
    this.#store = store;
    this.#goTo = goTo;
    root.append(this.#paper, this.#more);
    this.#listen();
  }

  update(state: State, trace: Trace | undefined): void {
    this.#root.classList.toggle("stale", state.slow || state.failure !== undefined);
    const report = freshReport(state);
    const isNewTrace = trace !== this.#trace;
    this.#trace = trace;
    if (report && report !== this.#report) {
      this.#report = report;
      this.#show(SHOWN_CHARACTERS);
    } else if (isNewTrace) {
      this.#markTraced();
    }
  }

  #show(limit: number): void {
    if (!this.#report) return;
    const focused = placeOf(document.activeElement);
    this.#draw(this.#report, limit);
    const { length } = this.#report.request.body.text;
    this.#more.hidden = length <= limit;
    this.#more.textContent = `Show all ${length.toLocaleString("en")} characters`;
    this.#values = [...this.#paper.querySelectorAll<HTMLElement>("[data-run]")];
    if (focused) this.#values.find((value) => samePlace(placeOf(value), focused))?.focus({ preventScroll: true });
    this.#markTraced();
  }

  #draw({ request, findings }: Report, limit: number): void {
    const parts = partsOf({ request });
    const draw = (part: Part | undefined, to = Infinity) => (part ? renderPart(part, problemsIn(findings, part.id), to) : []);
    this.#line.replaceChildren(element("span", { class: "method" }, request.method), " ", ...draw(parts.at(0)));
    this.#headers.replaceChildren(
      ...parts.slice(1, -1).map((part) =>
        element("div", {}, element("dt", {}, part.id.replace(/^header:/, "")), element("dd", {}, ...draw(part))),
      ),
    );
    this.#body.replaceChildren(...draw(parts.at(-1), limit));
  }

  /** One value at a time is in the tab order: the one with the focus, else the traced one, else the first. */
  #markTraced(): void {
    const traced = new Set(this.#trace?.places.map(({ part, run }) => `${part} ${run}`));
    for (const value of this.#values) {
      const { part, run } = value.dataset;
      value.classList.toggle("traced", traced.has(`${part} ${run}`));
    }
    const first = this.#values.find((value) => value.classList.contains("traced"));
    const stop = this.#values.find((value) => value === document.activeElement) ?? first ?? this.#values[0];
    for (const value of this.#values) value.setAttribute("tabindex", value === stop ? "0" : "-1");
    if (first && this.#store.get().hover?.at !== "request") bringIntoView(this.#root, first);
  }

  #listen(): void {
    const store = this.#store;
    this.#paper.addEventListener("pointerover", ({ pointerType, target }) => {
      if (pointerType === "touch") return;
      const hover = placeOf(target);
      if (hover || store.get().hover) store.update({ hover });
    });
    this.#paper.addEventListener("pointerleave", () => {
      if (store.get().hover?.at === "request") store.update({ hover: undefined });
    });
    this.#paper.addEventListener("focusin", ({ target }) => store.update({ cursor: placeOf(target) }));
    this.#paper.addEventListener("keydown", (event) => this.#press(event));
  }

  #press(event: KeyboardEvent): void {
    const { key, target } = event;
    const index = this.#values.indexOf(target as HTMLElement);
    if (index < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = this.#values[neighbour(key, index, this.#values.length - 1)];
    if ((key === "Enter" || key === " ") && this.#trace) this.#goTo(this.#trace);
    else if (next) next.focus();
    else return;
    event.preventDefault();
  }
}

/** Where a key leads from the value at `index`; -1 for a key that leads nowhere. */
function neighbour(key: string, index: number, last: number): number {
  if (key === "ArrowRight" || key === "ArrowDown") return Math.min(index + 1, last);
  if (key === "ArrowLeft" || key === "ArrowUp") return Math.max(index - 1, 0);
  if (key === "Home") return 0;
  return key === "End" ? last : -1;
}

function placeOf(target: EventTarget | null): Place | undefined {
  const value = target instanceof Element ? target.closest<HTMLElement>("[data-run]") : null;
  const { part, run } = value?.dataset ?? {};
  return part === undefined || run === undefined ? undefined : { at: "request", part, run: Number(run) };
}

const samePlace = (a: Place | undefined, b: Place) => a?.part === b.part && a.run === b.run;

const problemsIn = (findings: readonly Finding[], part: string) =>
  findings.flatMap(({ source, body_span, severity }) =>
    body_span && source === part ? [{ from: body_span.start.offset, to: body_span.end.offset, severity }] : [],
  );

/** Scrolls only inside `scroller`: the page itself stays where it is. */
function bringIntoView(scroller: HTMLElement, target: HTMLElement): void {
  const [outer, inner] = [scroller.getBoundingClientRect(), target.getBoundingClientRect()];
  if (inner.top < outer.top) scroller.scrollTop += inner.top - outer.top - 24;
  else if (inner.bottom > outer.bottom) scroller.scrollTop += inner.bottom - outer.bottom + 24;
}
