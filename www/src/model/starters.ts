/** Loading the starter of a platform and a partner, and taking it back. */

import type { Starter } from "hookproof";
import type { WorkerClient } from "hookproof/worker";
import { draftOf, unixLines } from "./draft";
import { isEdited, type Origin, type Patch, type State, type Store, type Texts } from "./state";

export const originOf = ({ hook, contact, todo }: Starter): Origin => ({
  draft: draftOf(hook),
  contact: unixLines(contact),
  todo,
});

function loaded({ draft, contact }: Texts, origin: Origin): Patch {
  return { draft, contact, origin, missing: undefined, failure: undefined, hover: undefined, cursor: undefined };
}

/** Not every platform can send what every partner takes; any of them can send to a partner without requirements. */
const ANY_PARTNER = "generic";

/** The newest choice wins, also when an earlier starter arrives after it. */
export function createLoader(store: Store, client: WorkerClient) {
  let newest = 0;
  return async (sender: string, receiver: string): Promise<void> => {
    newest += 1;
    const mine = newest;
    const isNewPlatform = sender !== store.get().draft.sender;
    const find = (partner: string) => client.starter(sender, partner);
    const starter = (await find(receiver)) ?? (isNewPlatform ? await find(ANY_PARTNER) : undefined);
    if (mine !== newest) return;
    if (!starter) return store.update({ missing: { sender, receiver }, replaced: undefined });
    const origin = originOf(starter);
    store.update((state) => ({ ...loaded(origin, origin), replaced: isEdited(state) ? keep(state) : undefined }));
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
