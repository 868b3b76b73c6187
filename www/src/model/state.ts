/** Everything the page knows, and the one place where it changes. Views read it; nothing else holds state of its own. */

import type { AudienceOptions, AudienceTotals, ListProgress, Report } from "hookproof";
import type { Choices, Partner, Platform } from "./catalog";
import { sameDraft, type Draft } from "./draft";

/** What comes of the texts: on a wide screen one of these shows below them. */
export type PanelName = "problems" | "safety" | "list";

export type ViewName = "template" | "contact" | "request" | PanelName;

/** What a person points at: a place in a template, or a run of the request. */
export type Focus =
  | { readonly at: "template"; readonly source: string; readonly offset: number }
  | { readonly at: "request"; readonly part: string; readonly run: number };

/** The texts that were loaded together. */
export interface Texts {
  readonly draft: Draft;
  readonly contact: string;
}

/** A starter as it was loaded. */
export interface Origin extends Texts {
  /** What is left to fill in or to do, in plain words. */
  readonly todo: readonly string[];
}

/** A report with the texts that it speaks of. */
export interface Checked extends Texts {
  readonly report: Report;
}

/** A safety check with the texts that it speaks of. */
export interface Proved extends Texts {
  /** The report has `proof`; there is none when the check failed. */
  readonly report: Report | undefined;
  readonly failure: string | undefined;
}

/** A contact list that is being checked, or was. */
/** How lists are read, where it is not told by the list itself. */
export type Reading = Readonly<Pick<AudienceOptions, "emptyCell" | "inputEncoding">>;

export interface ContactList {
  /** The file, kept to be checked again. */
  readonly file: File;
  /** The webhook that it is checked with. */
  readonly draft: Draft;
  readonly progress: ListProgress | undefined;
  /** Contacts checked in a second, so far. */
  readonly rate: number;
  readonly totals: AudienceTotals | undefined;
  readonly failure: string | undefined;
}

export interface State extends Texts {
  readonly choices: Choices;
  /** The starter that was loaded; another object means that all texts were replaced. */
  readonly origin: Origin;
  readonly checked: Checked | undefined;
  readonly proved: Proved | undefined;
  readonly list: ContactList | undefined;
  readonly reading: Reading;
  /** The check under way has taken long enough to show. */
  readonly slow: boolean;
  /** Why there is no new request. */
  readonly failure: string | undefined;
  readonly hover: Focus | undefined;
  readonly cursor: Focus | undefined;
  /** Edited texts that loading a starter replaced, for undo. */
  readonly replaced: { readonly texts: Texts; readonly origin: Origin } | undefined;
  /** A choice that could not be loaded, because it has no starter. */
  readonly missing: { readonly sender: string; readonly receiver: string } | undefined;
  /** What shows where only one part of the page has room. */
  readonly view: ViewName;
  /** What shows below the texts where they have room. */
  readonly panel: PanelName;
}

export type Patch = Partial<State>;
type Listener = (state: State, previous: State) => void;

export interface Store {
  get(): State;
  update(patch: Patch | ((state: State) => Patch)): void;
  subscribe(listener: Listener): void;
}

/** A change made while views are being told of another waits its turn, so that each view sees changes in order. */
export function createStore(initial: State): Store {
  let state = initial;
  const listeners: Listener[] = [];
  const waiting: (Patch | ((state: State) => Patch))[] = [];
  let telling = false;

  function tell() {
    telling = true;
    try {
      for (let change = waiting.shift(); change; change = waiting.shift()) {
        const previous = state;
        state = { ...state, ...(typeof change === "function" ? change(state) : change) };
        for (const listener of listeners) listener(state, previous);
      }
    } finally {
      telling = false;
    }
  }

  return {
    get: () => state,
    update(change) {
      waiting.push(change);
      if (!telling) tell();
    },
    subscribe: (listener) => void listeners.push(listener),
  };
}

/** The report, if it speaks of the texts as they are now. */
export function freshReport(state: State): Report | undefined {
  const { checked } = state;
  return checked && checked.draft === state.draft && checked.contact === state.contact ? checked.report : undefined;
}

/** The safety check, if it speaks of the texts as they are now. */
export function freshProof(state: State): Proved | undefined {
  const { proved } = state;
  return proved && proved.draft === state.draft && proved.contact === state.contact ? proved : undefined;
}

/** The contact list, if it was checked with the webhook as it is now. */
export const freshList = ({ list, draft }: State): ContactList | undefined =>
  list?.draft === draft ? list : undefined;

const isPanel = (view: ViewName): view is PanelName => view === "problems" || view === "safety" || view === "list";

/** Brings a part of the page to the front. */
export const lookAt = (view: ViewName): Patch => (isPanel(view) ? { view, panel: view } : { view });

export const isEdited = (state: State) =>
  state.contact !== state.origin.contact || !sameDraft(state.draft, state.origin.draft);

export const platformOf = ({ choices, draft }: State): Platform | undefined =>
  choices.platforms.find(({ id }) => id === draft.sender);

export const partnerOf = ({ choices, draft }: State): Partner | undefined =>
  choices.partners.find(({ id }) => id === draft.receiver);

export const dialectOf = (state: State): string => state.draft.dialect ?? platformOf(state)?.dialect ?? "jinja";

/** What the request's body is, as far as the template says. */
export function contentTypeOf(state: State): string {
  const header = state.draft.headers.findLast(({ name }) => name.trim().toLowerCase() === "content-type");
  return (header?.value ?? platformOf(state)?.contentType ?? "").toLowerCase();
}
