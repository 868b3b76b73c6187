// What the page and its worker say to each other.
import type { AudienceOptions, CheckOptions, ListProgress } from "./types.js";

/** What is asked of the worker. A webhook travels as JSON text, so that the worker sees cheaply that it is unchanged. */
export type Task =
  | { kind: "catalog" }
  | { kind: "starter"; sender: string; receiver: string }
  | { kind: "explain"; code: string }
  | { kind: "retrySchedule"; key: string | undefined }
  | { kind: "prove"; hook: string; contact: string; options: CheckOptions | undefined }
  | {
      kind: "audience";
      hook: string;
      list: Blob | ReadableStream<Uint8Array>;
      options: AudienceOptions | undefined;
    }
  | { kind: "check"; hook: string; contact: string; options: CheckOptions | undefined };

export type Request = Task & { id: number };

/** Asks a list that is being checked to stop; its totals are the answer to the request of that number. */
export interface Stop {
  kind: "stop";
  id: number;
}

export type Answer =
  | { kind: "ready" }
  | { kind: "unavailable"; message: string }
  | { kind: "progress"; id: number; progress: ListProgress }
  | { kind: "value"; id: number; value: unknown }
  /** `stopped` says that the engine trapped, after which the worker must be replaced. */
  | { kind: "error"; id: number; message: string; stopped: boolean };
