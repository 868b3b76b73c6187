/** Puts the page together. State flows one way: a view asks the store for a change, and the store tells every view. */

import "./style/index.css";
import type { Finding, Fix, Span } from "hookproof";
import { WorkerClient } from "hookproof/worker";
import { ContactField } from "./editor/contact-field";
import { TemplateField } from "./editor/template-field";
import { slot } from "./dom";
import { choicesOf } from "./model/catalog";
import { applyEdits, draftOf } from "./model/draft";
import { startChecking } from "./model/checking";
import { keepHook, savedHook } from "./model/session";
import { createLoader, originOf } from "./model/starters";
import { createStore, dialectOf, freshReport, partnerOf, type State, type Store } from "./model/state";
import { createTracer, type Trace } from "./model/trace";
import { languageName } from "./model/words";
import { createAddress } from "./views/address";
import { createAssumptions } from "./views/assumptions";
import { createEnvelope } from "./views/envelope";
import { createHeaders } from "./views/headers";
import { createNotice } from "./views/notice";
import { createPickers } from "./views/pickers";
import { createProblems } from "./views/problems";
import { RequestView } from "./views/request";
import { createSummary } from "./views/summary";
import { createTabs } from "./views/tabs";
import { createThemeToggle } from "./views/theme";
import { createTodo } from "./views/todo";
import { createTraceBar } from "./views/trace-bar";

/** What a visitor sees first. */
const FIRST = { sender: "ometria", receiver: "inkpact" };

async function initialState(client: WorkerClient): Promise<State> {
  const choices = choicesOf(await client.catalog());
  const saved = savedHook();
  const { sender, receiver } = saved ?? FIRST;
  const starter = (await client.starter(sender, receiver)) ?? (await client.starter(FIRST.sender, FIRST.receiver));
  if (!starter) throw new Error("it has no webhook to begin with");
  const origin = originOf(starter);
  return {
    choices,
    origin,
    draft: saved ? draftOf(saved) : origin.draft,
    contact: origin.contact,
    checked: undefined,
    slow: false,
    failure: undefined,
    hover: undefined,
    cursor: undefined,
    replaced: undefined,
    missing: undefined,
    view: "template",
  };
}

function createBody(store: Store, applyFix: (fix: Fix) => void): TemplateField {
  return new TemplateField(
    {
      store,
      label: () => "Template",
      source: () => "body",
      read: (draft) => draft.body,
      write: (draft, text) => ({ ...draft, body: text }),
      applyFix,
    },
    { multiline: true },
  );
}

function createEditors(store: Store) {
  // The positions of a fix are those of the report: they hold while the report is about the texts as they are.
  const applyFix = (fix: Fix) =>
    store.update((state) => (freshReport(state) ? { draft: applyEdits(state.draft, fix.edits) } : {}));
  const body = createBody(store, applyFix);
  slot("body").append(body.element);
  const contact = new ContactField(store, applyFix);
  slot("contact-editor").append(contact.element);
  const envelope = createEnvelope(slot("envelope") as HTMLDetailsElement, slot("envelope-summary"));
  const address = createAddress(slot("address"), store, applyFix);
  const headers = createHeaders(slot("headers"), store, applyFix);

  function reveal(source: string, span: Span) {
    store.update({ view: source === "contact" ? "contact" : "template", hover: undefined });
    if (source !== "body" && source !== "contact") envelope.open();
    if (source === "contact") contact.reveal(span);
    else if (source === "body") body.reveal(span);
    else if (source === "url") address.url.reveal(span);
    else headers.find(source)?.reveal(span);
  }

  /** A problem of the webhook as a whole has no place in a text, but there is a field that mends it. */
  function goTo({ code, source, span }: Finding, place = span) {
    reveal(source, place);
    if (source === "hook") (code.startsWith("method-") ? address.method : headers.add).focus();
  }

  function update(state: State, trace: Trace | undefined) {
    body.update(state, trace);
    address.update(state, trace);
    headers.update(state, trace);
    contact.update(state);
    envelope.update(state);
  }
  return { applyFix, reveal, goTo, update };
}

function showNames(state: State) {
  slot("language").textContent = languageName[dialectOf(state)] ?? dialectOf(state);
  slot("request-note").textContent = `to ${partnerOf(state)?.title ?? ""}`;
}

/** Every part of the page; each is told of every change. */
function createViews(store: Store, client: WorkerClient) {
  const editors = createEditors(store);
  const goTo = ({ run }: Trace) => editors.reveal(run.source, run.span);
  const showProblems = () => {
    store.update({ view: "problems" });
    slot("problems-heading").focus();
  };
  const problems = {
    goTo: editors.goTo,
    applyFix: editors.applyFix,
    explain: (code: string) => client.explain(code),
  };
  const request = new RequestView(slot("request-view"), store, goTo);
  return [
    createPickers(slot("pickers"), store, createLoader(store, client)),
    showNames,
    editors.update,
    (state: State, trace: Trace | undefined) => request.update(state, trace),
    createTraceBar(slot("trace"), store, goTo),
    createProblems(slot("problems-list"), problems),
    createTodo(slot("todo")),
    createAssumptions(slot("assumptions"), store),
    createSummary(slot("summary"), slot("status"), showProblems),
    createTabs(slot("tabs"), slot("main"), store),
    createNotice(slot("notice"), store),
  ];
}

async function start() {
  createThemeToggle(slot("theme"));
  const client = new WorkerClient();
  await client.ready;
  const store = createStore(await initialState(client));
  const traceOf = createTracer();
  const views = createViews(store, client);
  const show = (state: State) => {
    const trace = traceOf(state);
    for (const view of views) view(state, trace);
  };
  store.subscribe(show);
  show(store.get());
  keepHook(store);
  startChecking(store, client);
}

start().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  slot("notice").hidden = false;
  slot("notice").textContent = `Hookproof could not start: ${message}`;
});
