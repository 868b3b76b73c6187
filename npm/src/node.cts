// The entry for Node. ES modules re-export this one, so a program that mixes both kinds has one engine.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureLoaded, start, startOnDemand } from "./engine.js";
import type { InitSource } from "./types.js";

export { Audience, catalog, explain, Hook, readContacts, retrySchedule, starter } from "./api.js";
export { EngineError } from "./error.js";
export type * from "./types.js";

startOnDemand(() => readFileSync(join(__dirname, "hookproof_bg.wasm")));

/** Not needed in Node, where the first call loads the module; here so that the same program runs everywhere. */
export async function init(source?: InitSource): Promise<void> {
  if (source) await start(source);
  else ensureLoaded();
}
