// What crosses the boundary. Everything with a JSON Schema is generated from it; the rest is written here.
import type { HookFile } from "./generated/hook.js";

export type * from "./generated/report.js";

/** `WebAssembly.Module`, looked up so that programs for Node compile without the browser's library. */
type CompiledModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer M } } } ? M : never;

/** What `init` takes: where the WebAssembly module is, its bytes, or the compiled module. */
export type InitSource = URL | Request | Response | ArrayBuffer | ArrayBufferView<ArrayBuffer> | CompiledModule;

/** A file's place is only known on disk: here texts and schemas are given in full. */
type Inline<T> = T extends { file: string } ? never : T extends object ? { [K in keyof T]: Inline<T[K]> } : T;

/** One webhook being written: what a `NAME.hook.toml` says, without references to files. */
export type HookInput = Inline<HookFile>;

export interface CheckOptions {
  /** The unit of every offset and column in the report; `utf-16`, JavaScript's own, when absent. */
  encoding?: "utf-8" | "utf-16";
  /** The moment that templates see as now, as RFC 3339 text. */
  now?: string;
  /** The time zone that templates see, as an offset such as `+05:30`, or `UTC`. */
  zone?: string;
}

/** Everything that a webhook can name. */
export interface Catalog {
  senders: Sender[];
  receivers: Receiver[];
}

/** A campaign platform that sends webhooks. */
export interface Sender {
  id: string;
  title: string;
  dialect: string;
  profile: string;
  methods: string[];
  content_types: string[];
  https_only: boolean;
  /** How the platform has its users write headers. */
  header_form: string;
  /** The vendor's page that these facts come from. */
  source: string;
  settings: Setting[];
}

/** Something that a platform does not document, with the choices and what is assumed. */
export interface Setting {
  name: string;
  values: string[];
  default: string;
  about: string;
}

/** A partner's API that gets the requests. */
export interface Receiver {
  id: string;
  title: string;
  description: string;
  method: string;
  endpoint?: string;
  content_type: string;
  /** JSON Schema of the request's body. */
  schema: object;
}

/** Something to begin with: a webhook and a contact that it works for. */
export interface Starter {
  hook: HookInput;
  /** JSON text, because `10.0` and the order of keys would not survive being an object. */
  contact: string;
}
