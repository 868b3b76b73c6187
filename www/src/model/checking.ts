/** Has the worker check every change. The newest change wins, so a report that arrives is about the texts as they are. */

import type { WorkerClient } from "hookproof/worker";
import { hookOf } from "./draft";
import type { State, Store } from "./state";

/** A check that takes longer than this dims the request. */
const SLOW_MS = 100;

/** A contact that cannot be read makes no request worth looking at: the last one stays. */
const ABOUT_THE_CONTACT = /^contact-not-/;

export function startChecking(store: Store, client: WorkerClient): void {
  let timer: number | undefined;
  let hookFor: State["draft"] | undefined;
  let hook = hookOf(store.get().draft);

  async function check({ draft, contact }: State) {
    if (draft !== hookFor) {
      hookFor = draft;
      hook = hookOf(draft);
    }
    timer ??= window.setTimeout(() => store.update({ slow: true }), SLOW_MS);
    const isNewest = () => store.get().draft === draft && store.get().contact === contact;
    try {
      const report = await client.check(hook, contact, { encoding: "utf-16", now: new Date().toISOString() });
      if (!report || !isNewest()) return;
      const unreadable = report.findings.find(({ code }) => ABOUT_THE_CONTACT.test(code));
      if (unreadable) done({ failure: unreadable.message });
      else done({ checked: { report, draft, contact }, failure: undefined });
    } catch (error) {
      if (isNewest()) done({ failure: error instanceof Error ? error.message : String(error) });
    }
  }

  function done(patch: Pick<Partial<State>, "checked" | "failure">) {
    window.clearTimeout(timer);
    timer = undefined;
    store.update({ ...patch, slow: false });
  }

  store.subscribe((state, previous) => {
    if (state.draft !== previous.draft || state.contact !== previous.contact) void check(state);
  });
  void check(store.get());
}
