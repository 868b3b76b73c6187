// What the page and its worker say to each other.
import type { CheckOptions } from "./types.js";

/** What is asked of the worker. A webhook travels as JSON text, so that the worker sees cheaply that it is unchanged. */
export type Task =
  | { kind: "catalog" }
  | { kind: "starter"; sender: string; receiver: string }
  | { kind: "explain"; code: string }
  | { kind: "prove"; hook: string; contact: string; options: CheckOptions | undefined }
  | { kind: "check"; hook: string; contact: string; options: CheckOptions | undefined };

export type Request = Task & { id: number };

export type Answer =
  | { kind: "ready" }
  | { kind: "unavailable"; message: string }
  | { kind: "value"; id: number; value: unknown }
  /** `stopped` says that the engine trapped, after which the worker must be replaced. */
  | { kind: "error"; id: number; message: string; stopped: boolean };
