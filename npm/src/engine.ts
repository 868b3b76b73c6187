// Owns the WebAssembly instance: how it is loaded, and what happens when it stops.
import { EngineError } from "./error.js";
import load, * as glue from "./generated/glue.js";
import type { InitSource } from "./types.js";

let loading: Promise<void> | undefined;
let loaded = false;
let readModule: (() => BufferSource) | undefined;
let restarts = 0;

/** Loads the module once; later calls wait for the first. After a failure the next call tries again. */
export function start(source: InitSource): Promise<void> {
  loading ??= instantiate(source).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function instantiate(source: InitSource): Promise<void> {
  if (loaded) return;
  try {
    await load({ module_or_path: source });
  } catch (error) {
    const place = source instanceof URL ? ` from ${source.href}` : "";
    throw new Error(`cannot load Hookproof's WebAssembly module${place}: ${messageOf(error)}`, { cause: error });
  }
  loaded = true;
}

/** Lets a platform that can read files without waiting (Node) load the module at the first call. */
export function startOnDemand(read: () => BufferSource): void {
  readModule = read;
}

/** How often the engine was replaced; objects made by an earlier one are gone. */
export function generation(): number {
  return restarts;
}

/** Makes a call into the engine. An engine that trapped cannot be trusted again, so it is replaced. */
export function call<T>(work: (engine: typeof glue) => T): T {
  ensureLoaded();
  try {
    return work(glue);
  } catch (error) {
    if (!isTrap(error)) throw error;
    glue.__wbg_reset_state();
    restarts += 1;
    throw new EngineError(error);
  }
}

export function ensureLoaded(): void {
  if (loaded) return;
  if (!readModule) throw new Error("Hookproof is not ready: call `await init()` first");
  glue.initSync({ module: readModule() });
  loaded = true;
}

/** A panic ends as a trap; a stack overflow inside the module arrives as a `RangeError`. */
function isTrap(error: unknown): error is Error {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
