// The functions and the class that every entry of the package shares.
import { call, generation } from "./engine.js";
import { Audience } from "./audience.js";
import type { Hook as CompiledHook } from "./generated/glue.js";
import type { AudienceOptions, Catalog, CheckOptions, Fields, HookInput, HookOptions, RenderedRequest, Report, Starter } from "./types.js";

/** The platforms and partners that a webhook can name, in the order to show them. */
export function catalog(): Catalog {
  return call((engine) => engine.catalog()) as Catalog;
}

/**
 * A webhook and a contact to begin with. `undefined` for a pair where the platform cannot send what the partner takes.
 */
export function starter(sender: string, receiver: string): Starter | undefined {
  return call((engine) => engine.starter(sender, receiver)) as Starter | undefined;
}

/** What a finding's code means, as Markdown; `undefined` for a code that does not exist. */
export function explain(code: string): string | undefined {
  return call((engine) => engine.explain(code));
}

/**
 * When a delivery is tried if every try fails at once: seconds from the first try, which is at 0. With the key of a
 * delivery these are exactly its times; without one, the times that chance moves a little, so that deliveries that failed
 * together do not all come back together.
 */
export function retrySchedule(key?: string): number[] {
  return call((engine) => engine.retrySchedule(key)) as number[];
}

/**
 * Reads contacts from a file that holds a JSON array, one contact a line, or just one contact. It reads a slice at a
 * time, so that the page stays alive, and stops when `onProgress` returns `false`. Resolves to the number of contacts.
 */
export function readContacts(
  file: File,
  onContact: (json: string) => void,
  onProgress?: (bytes: number, total: number) => boolean | void,
): Promise<number> {
  if (typeof FileReader === "undefined") {
    return Promise.reject(new Error("readContacts is for browsers; here, read the file as text and take its lines"));
  }
  return call((engine) => engine.readContacts(file, onContact, onProgress));
}

export { Audience };

/** A compiled webhook, to be checked against any number of contacts. */
export class Hook {
  readonly #input: HookInput;
  readonly #files: Record<string, string> | undefined;
  #compiled: CompiledHook | undefined;
  #generation = -1;
  #freed = false;

  /** Mistakes are findings of the report; this throws only for what could not stand as JSON, such as a function. */
  constructor(hook: HookInput, options?: HookOptions) {
    this.#input = hook;
    this.#files = options?.files;
    this.#compile();
  }

  /** Renders the request for a contact (JSON text) and says nothing of it. */
  render(contact: string, options?: Omit<CheckOptions, "encoding">): RenderedRequest {
    const hook = this.#compile();
    return call(() => hook.render(contact, options)) as RenderedRequest;
  }

  /** Renders the request for a contact (JSON text) and says what is wrong with it. */
  check(contact: string, options?: CheckOptions): Report {
    const hook = this.#compile();
    return call(() => hook.check(contact, options)) as Report;
  }

  /** The same report as JSON text: for the same input the same bytes as from the native library. */
  checkText(contact: string, options?: CheckOptions): string {
    const hook = this.#compile();
    return call(() => hook.checkText(contact, options));
  }

  /**
   * Checks like `check`, and searches for contacts that break the webhook, starting from this one if its request is
   * right: the report has `proof`. It checks some hundred contacts, so ask for it when typing pauses.
   */
  prove(contact: string, options?: CheckOptions): Report {
    const hook = this.#compile();
    return call(() => hook.prove(contact, options)) as Report;
  }

  /** The same report as JSON text: for the same input the same bytes as from the native library. */
  proveText(contact: string, options?: CheckOptions): string {
    const hook = this.#compile();
    return call(() => hook.proveText(contact, options));
  }

  /** Begins to check a list of contacts: push its bytes, then finish. */
  audience(options?: AudienceOptions): Audience {
    const hook = this.#compile();
    return new Audience(call(() => hook.audience(options)));
  }

  /** The contact fields that the webhook can read, sorted by path, with the places that read them. */
  fields(options?: Pick<CheckOptions, "encoding">): Fields {
    const hook = this.#compile();
    return call(() => hook.fields(options)) as Fields;
  }

  /** A plausible contact (JSON text) with every field that the webhook can read. */
  sampleContact(): string {
    const hook = this.#compile();
    return call(() => hook.sampleContact());
  }

  /** Gives the memory back at once; otherwise it returns when the object is collected. */
  free(): void {
    if (this.#generation === generation()) this.#compiled?.free();
    this.#compiled = undefined;
    this.#freed = true;
  }

  /** A replaced engine has lost what its predecessor compiled, so it is compiled again. */
  #compile(): CompiledHook {
    if (this.#freed) throw new Error("this Hook was freed");
    if (!this.#compiled || this.#generation !== generation()) {
      this.#compiled = call((engine) => new engine.Hook(this.#input, this.#files));
      this.#generation = generation();
    }
    return this.#compiled;
  }
}
