/**
 * Keeps an edited template over a reload of the tab. A contact is personal data and is not kept; and because a header
 * may hold a key that somebody typed, nothing outlives the tab.
 */

import type { HookInput } from "hookproof";
import { debounced } from "../dom";
import { hookOf } from "./draft";
import { isEdited, type Store } from "./state";

const KEY = "hookproof.webhook";

/** The page knows partners by name only. */
type NamedPartner = HookInput & { receiver: string };

export function savedHook(): NamedPartner | undefined {
  try {
    const saved: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    const hook = saved as NamedPartner | null;
    return typeof hook?.sender === "string" && typeof hook.receiver === "string" ? hook : undefined;
  } catch {
    return undefined; // Storage is switched off, or holds something that this page did not write.
  }
}

export function keepHook(store: Store): void {
  const save = debounced(300, () => {
    const state = store.get();
    try {
      if (isEdited(state)) sessionStorage.setItem(KEY, JSON.stringify(hookOf(state.draft)));
      else sessionStorage.removeItem(KEY);
    } catch {
      // Storage is full or switched off: the page works without.
    }
  });
  store.subscribe((state, previous) => {
    if (state.draft !== previous.draft) save();
  });
}
