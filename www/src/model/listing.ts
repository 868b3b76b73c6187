/** Has a contact list checked, in the browser. A new list, or cancelling, ends the one before. */

import type { WorkerClient } from "hookproof/worker";
import { hookOf } from "./draft";
import type { ContactList, Reading, Store } from "./state";

export interface Listing {
  check(file: File): void;
  /** The same file with the webhook as it is now. */
  again(): void;
  /** How lists are read from now on: the one that is there is read again. */
  read(reading: Reading): void;
  /** Keeps what was found so far. */
  cancel(): void;
}

export function createListing(store: Store, client: () => WorkerClient): Listing {
  let running: AbortController | undefined;

  async function run(file: File, stop: AbortController) {
    const { draft, reading } = store.get();
    const empty = { file, draft, progress: undefined, rate: 0, totals: undefined, failure: undefined };
    const update = (patch: Partial<ContactList>) => {
      if (running === stop) store.update(({ list }) => ({ list: { ...(list ?? empty), ...patch } }));
    };
    store.update({ list: empty, view: "list", panel: "list" });
    try {
      const worker = client();
      await worker.ready;
      const began = performance.now();
      const totals = await worker.audience(hookOf(draft), file, {
        ...reading,
        name: file.name,
        encoding: "utf-16",
        now: new Date().toISOString(),
        signal: stop.signal,
        onProgress: (progress) => {
          const seconds = (performance.now() - began) / 1000;
          update({ progress, rate: seconds > 0 ? progress.contacts / seconds : 0 });
        },
      });
      update({ totals });
    } catch (error) {
      update({ failure: error instanceof Error ? error.message : String(error) });
    }
  }

  function check(file: File) {
    running?.abort();
    running = new AbortController();
    void run(file, running);
  }

  function again() {
    const { list } = store.get();
    if (list) check(list.file);
  }

  return {
    check,
    again,
    read: (reading) => {
      store.update({ reading });
      again();
    },
    cancel: () => running?.abort(),
  };
}
