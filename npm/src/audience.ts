// A list of contacts that is being checked.
import { call, generation } from "./engine.js";
import type { Audience as RunningAudience } from "./generated/glue.js";
import type { AudienceProgress, AudienceTotals } from "./types.js";

/** A list of contacts that is being checked with a webhook; `Hook.audience` begins one. Memory does not grow with it. */
export class Audience {
  readonly #running: RunningAudience;
  readonly #generation = generation();

  /** For `Hook.audience`. */
  constructor(running: unknown) {
    this.#running = running as RunningAudience;
  }

  /** Takes more bytes of the list, cut anywhere, and checks the contacts that they complete. */
  push(bytes: Uint8Array): void {
    this.#call((running) => running.push(bytes));
  }

  /** Ends the list. */
  finish(): AudienceTotals {
    return JSON.parse(this.#call((running) => running.finish())) as AudienceTotals;
  }

  /** What it comes to so far. */
  totalsSoFar(): AudienceTotals {
    return JSON.parse(this.#call((running) => running.totalsSoFar())) as AudienceTotals;
  }

  /** How many contacts were checked so far. */
  progress(): AudienceProgress {
    return this.#call((running) => running.progress()) as AudienceProgress;
  }

  /** With `keepFailing`: the contacts that fail since this was last called, a JSON object on each line. */
  takeFailing(): string {
    return this.#call((running) => running.takeFailing());
  }

  /** Gives the memory back at once; otherwise it returns when the object is collected. */
  free(): void {
    if (this.#generation === generation()) this.#running.free();
  }

  #call<T>(work: (running: RunningAudience) => T): T {
    if (this.#generation !== generation()) {
      throw new Error("the engine was replaced while the list was checked: begin again");
    }
    return call(() => work(this.#running));
  }
}
