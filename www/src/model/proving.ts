/**
 * Has the safety check made when typing rests. It is asked of a worker of its own and one at a time, so that neither
 * typing nor the check of what is typed waits for it.
 */

import type { WorkerClient } from "hookproof/worker";
import { debounced } from "../dom";
import { hookOf } from "./draft";
import { freshReport, type Checked, type Proved, type Store } from "./state";

/** How long nothing was typed before the search begins. */
const REST_MS = 400;

export function startProving(store: Store, client: () => WorkerClient): void {
  let busy = false;

  async function prove({ draft, contact }: Checked): Promise<Proved> {
    const options = { encoding: "utf-16", now: new Date().toISOString() } as const;
    try {
      const report = await client().prove(hookOf(draft), contact, options);
      return { draft, contact, report, failure: undefined };
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      return { draft, contact, report: undefined, failure };
    }
  }

  /** What was typed during a search is searched after it: only the newest, and only if it rests. */
  async function proveNewest() {
    const { checked } = store.get();
    if (busy || !checked || !freshReport(store.get())) return;
    busy = true;
    const proved = await prove(checked);
    busy = false;
    store.update({ proved });
    if (store.get().checked !== checked) rest();
  }

  const rest = debounced(REST_MS, () => void proveNewest());
  store.subscribe((state, previous) => {
    if (state.checked !== previous.checked || state.draft !== previous.draft || state.contact !== previous.contact) rest();
  });
}
