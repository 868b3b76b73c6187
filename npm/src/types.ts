// What crosses the boundary. Everything with a JSON Schema is generated from it; the rest is written here.
import type { HookFile } from "./generated/hook.js";

export type * from "./generated/audience.js";
export type * from "./generated/catalog.js";
export type * from "./generated/fields.js";
export type * from "./generated/report.js";

/** `WebAssembly.Module`, looked up so that programs for Node compile without the browser's library. */
type CompiledModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer M } } } ? M : never;

/** What `init` takes: where the WebAssembly module is, its bytes, or the compiled module. */
export type InitSource = URL | Request | Response | ArrayBuffer | ArrayBufferView<ArrayBuffer> | CompiledModule;

/** A file's place is only known on disk: here texts and schemas are given in full. */
type Inline<T> = T extends { file: string } ? never : T extends object ? { [K in keyof T]: Inline<T[K]> } : T;

/** One webhook being written: what a `NAME.hook.toml` says, without references to files. */
export type HookInput = Inline<HookFile>;

export interface HookOptions {
  /**
   * The texts of the JSON files that the webhook names and that these name, by path: JSON Schemas and OpenAPI
   * descriptions of your own partner. Nothing is fetched; turn YAML into JSON first.
   */
  files?: Record<string, string>;
}

export interface CheckOptions {
  /** The unit of every offset and column in the report; `utf-16`, JavaScript's own, when absent. */
  encoding?: "utf-8" | "utf-16";
  /** The moment that templates see as now, as RFC 3339 text. */
  now?: string;
  /** The time zone that templates see, as an offset such as `+05:30`, or `UTC`. */
  zone?: string;
}

/** How a contact list is read and checked. What is not said of the list is told by its name and its bytes. */
export interface AudienceOptions extends CheckOptions {
  /** What the file is called; its ending tells the format. A `File` has its own. */
  name?: string;
  inputFormat?: "json-lines" | "json" | "csv";
  inputEncoding?: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";
  /** What parts the cells of a table: one character. */
  delimiter?: string;
  /** What an empty cell says: that the contact does not have the field (the default), that it is null, or an empty text. */
  emptyCell?: "absent" | "null" | "empty";
  /** Whether contacts that fail are kept, for `takeFailing`. */
  keepFailing?: boolean;
}

/** How many contacts of a list were checked so far. */
export interface AudienceProgress {
  contacts: number;
  ok: number;
  warned: number;
  failing: number;
  /** Records that could not be read. */
  bad: number;
}

/** The same with the bytes that were read, before they were unpacked. */
export interface ListProgress extends AudienceProgress {
  bytes: number;
  /** How many bytes there are; `undefined` for a stream. */
  total: number | undefined;
}

/** A request as it will be sent, credentials masked. */
export interface RenderedRequest {
  method: string;
  url: string;
  headers: { name: string; value: string }[];
  body: string;
}

/** Something to begin with: a webhook and a contact that it works for. */
export interface Starter {
  hook: HookInput;
  /** JSON text, because `10.0` and the order of keys would not survive being an object. */
  contact: string;
  /** What is left to fill in or to do, in plain words. */
  todo: string[];
}
