// The entry for browsers and bundlers.
import { start } from "./engine.js";
import type { InitSource } from "./types.js";

export { Audience, catalog, explain, Hook, readContacts, retrySchedule, starter } from "./api.js";
export { EngineError } from "./error.js";
export type * from "./types.js";

/**
 * Loads the WebAssembly module; call it once and wait before anything else.
 * Without a source it comes from beside this file, where Vite, webpack and plain module scripts find it.
 */
export function init(source?: InitSource): Promise<void> {
  return start(source ?? new URL("./hookproof_bg.wasm", import.meta.url));
}
