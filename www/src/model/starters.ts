/** Loading the starter of a platform and a partner, and taking it back. */

import type { Starter } from "hookproof";
import type { WorkerClient } from "hookproof/worker";
import { draftOf, unixLines } from "./draft";
import { isEdited, type Patch, type State, type Store, type Texts } from "./state";

export const textsOf = ({ hook, contact }: Starter): Texts => ({ draft: draftOf(hook), contact: unixLines(contact) });

function loaded(texts: Texts, origin: Texts): Patch {
  return { ...texts, origin, failure: undefined, hover: undefined, cursor: undefined };
}

/** The newest choice wins, also when an earlier starter arrives after it. */
export function createLoader(store: Store, client: WorkerClient) {
  let newest = 0;
  return async (sender: string, receiver: string): Promise<void> => {
    newest += 1;
    const mine = newest;
    try {
      const texts = textsOf(await client.starter(sender, receiver));
      if (mine !== newest) return;
      store.update((state) => ({ ...loaded(texts, texts), replaced: isEdited(state) ? keep(state) : undefined }));
    } catch (error) {
      if (mine !== newest) return;
      // A copy of the draft: the pickers return to what is still loaded.
      store.update(({ draft }) => ({ draft: { ...draft }, failure: `No starter for this pair: ${String(error)}` }));
    }
  };
}

const keep = ({ draft, contact, origin }: State) => ({ texts: { draft, contact }, origin });

/** Brings back the edited texts that the last starter replaced. */
export function bringBack(store: Store): void {
  store.update(({ replaced }) =>
    // A copy as origin, so that editors see that all texts were replaced.
    replaced ? { ...loaded(replaced.texts, { ...replaced.origin }), replaced: undefined } : {},
  );
}
