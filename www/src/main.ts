/** Puts the page together. State flows one way: a view asks the store for a change, and the store tells every view. */

import "./style/index.css";
import type { Finding, Fix, Span } from "hookproof";
import { WorkerClient } from "hookproof/worker";
import { ContactField } from "./editor/contact-field";
import { TemplateField } from "./editor/template-field";
import { slot } from "./dom";
import { choicesOf } from "./model/catalog";
import { applyEdits, draftOf, unixLines } from "./model/draft";
import { startChecking } from "./model/checking";
import { createListing } from "./model/listing";
import { startProving } from "./model/proving";
import { keepHook, savedHook } from "./model/session";
import { createLoader, originOf } from "./model/starters";
import { createStore, dialectOf, freshList, freshProof, freshReport, lookAt, partnerOf, type PanelName, type State, type Store } from "./model/state";
import { createTracer, type Trace } from "./model/trace";
import { languageName } from "./model/words";
import { createAddress } from "./views/address";
import { createAssumptions } from "./views/assumptions";
import { createContactList } from "./views/contact-list";
import { createEnvelope } from "./views/envelope";
import { createHeaders } from "./views/headers";
import { createNotice } from "./views/notice";
import { createPickers } from "./views/pickers";
import { createProblems } from "./views/problems";
import { RequestView } from "./views/request";
import { createSafety } from "./views/safety";
import { createSummary } from "./views/summary";
import { createTabs } from "./views/tabs";
import { createThemeToggle } from "./views/theme";
import { createTodo } from "./views/todo";
import { createTraceBar } from "./views/trace-bar";
import { createTries } from "./views/tries";
import { createVerdict } from "./views/verdict";

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
    proved: undefined,
    list: undefined,
    reading: {},
    slow: false,
    failure: undefined,
    hover: undefined,
    cursor: undefined,
    replaced: undefined,
    missing: undefined,
    view: "template",
    panel: "problems",
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
  // The positions of a fix are those of what was found: they hold while that is about the texts as they are.
  const applyWhile = (isFresh: (state: State) => unknown) => (fix: Fix) =>
    store.update((state) => (isFresh(state) ? { draft: applyEdits(state.draft, fix.edits) } : {}));
  const applyFix = applyWhile(freshReport);
  const body = createBody(store, applyFix);
  slot("body").append(body.element);
  const contact = new ContactField(store, applyFix);
  slot("contact-editor").append(contact.element);
  const envelope = createEnvelope(slot("envelope") as HTMLDetailsElement, slot("envelope-summary"));
  const address = createAddress(slot("address"), store, applyFix);
  const headers = createHeaders(slot("headers"), store, applyFix);

  function reveal(source: string, span: Span) {
    store.update({ ...lookAt(source === "contact" ? "contact" : "template"), hover: undefined });
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
  return { applyFix, applyWhile, reveal, goTo, update };
}

function showNames(state: State) {
  slot("language").textContent = languageName[dialectOf(state)] ?? dialectOf(state);
  slot("request-note").textContent = `to ${partnerOf(state)?.title ?? ""}`;
}

/** Every part of the page; each is told of every change. */
function createViews(store: Store, client: WorkerClient, background: () => WorkerClient) {
  const editors = createEditors(store);
  const goTo = ({ run }: Trace) => editors.reveal(run.source, run.span);
  const show = (panel: PanelName) => () => {
    store.update(lookAt(panel));
    slot(`${panel}-heading`).focus();
  };
  const { goTo: goToProblem, reveal, applyFix, applyWhile } = editors;
  const problems = { goTo: goToProblem, reveal, applyFix, explain: (code: string) => client.explain(code) };
  const useContact = ({ witness }: Finding) => {
    if (witness) store.update({ contact: unixLines(witness.contact), ...lookAt("contact") });
  };
  const safety = { ...problems, applyFix: applyWhile(freshProof), useContact };
  const list = { ...problems, applyFix: applyWhile(freshList) };
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
    createSafety(slot("safety-view"), safety),
    createVerdict(slot("verdict"), show("safety")),
    createContactList(slot("list-view"), createListing(store, background), list),
    createSummary(slot("summary"), slot("status"), show("problems")),
    createTabs(slot("tabs"), slot("panels"), slot("main"), store),
    createNotice(slot("notice"), store),
  ];
}

/** A second worker for what takes long, made when it is first needed. */
function createBackground(): () => WorkerClient {
  let client: WorkerClient | undefined;
  return () => (client ??= new WorkerClient());
}

async function start() {
  createThemeToggle(slot("theme"));
  const client = new WorkerClient();
  await client.ready;
  const store = createStore(await initialState(client));
  const traceOf = createTracer();
  const background = createBackground();
  const views = createViews(store, client, background);
  createTries(slot("tries"), () => client.retrySchedule());
  const show = (state: State) => {
    const trace = traceOf(state);
    for (const view of views) view(state, trace);
  };
  store.subscribe(show);
  show(store.get());
  keepHook(store);
  startChecking(store, client);
  startProving(store, background);
}

start().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  slot("notice").hidden = false;
  slot("notice").textContent = `Hookproof could not start: ${message}`;
});
