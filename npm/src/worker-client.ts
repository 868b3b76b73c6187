// Runs the engine in a web worker, so that typing never waits for it.
import type { Answer, Request, Stop, Task } from "./protocol.js";
import type { AudienceOptions, AudienceTotals, Catalog, CheckOptions, HookInput, ListProgress, Report, Starter } from "./types.js";

export type * from "./types.js";

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
  onProgress?: ((progress: ListProgress) => void) | undefined;
}

/** How a contact list is checked in the worker. */
export interface ListOptions extends Omit<AudienceOptions, "keepFailing"> {
  /** Called about twenty times a second while contacts are checked, and at the end. */
  onProgress?: (progress: ListProgress) => void;
  /** Stops the check: the totals are then those of what was read, and `complete` is `false`. */
  signal?: AbortSignal;
}

interface QueuedCheck extends Pending {
  task: Task;
}

/** Asks a worker what the package's functions answer on the spot. */
export class WorkerClient {
  readonly #create: () => Worker;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #ready!: Promise<void>;
  #settleReady!: Pending;
  #lastId = 0;
  /** The one check that the worker has; its promise is settled early when a newer check replaces it. */
  #checking: number | undefined;
  #queued: QueuedCheck | undefined;
  #disposed = false;

  /**
   * Without an argument the worker is the package's own script, beside this file. Give a function where your
   * bundler does not find it; a function, because a worker that failed is replaced by a new one.
   */
  constructor(create: () => Worker = createWorker) {
    this.#create = create;
    this.#spawn();
  }

  /** Settles when the present worker has loaded the engine, or could not. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  catalog(): Promise<Catalog> {
    return this.#ask({ kind: "catalog" }) as Promise<Catalog>;
  }

  starter(sender: string, receiver: string): Promise<Starter | undefined> {
    return this.#ask({ kind: "starter", sender, receiver }) as Promise<Starter | undefined>;
  }

  explain(code: string): Promise<string | undefined> {
    return this.#ask({ kind: "explain", code }) as Promise<string | undefined>;
  }

  retrySchedule(key?: string): Promise<number[]> {
    return this.#ask({ kind: "retrySchedule", key }) as Promise<number[]>;
  }

  /**
   * Checks a webhook against a contact (JSON text). The latest call wins: one that was replaced before its
   * report came resolves to `undefined`.
   */
  check(hook: HookInput, contact: string, options?: CheckOptions): Promise<Report | undefined> {
    if (this.#disposed) return Promise.reject(disposedError());
    this.#supersede();
    return new Promise<unknown>((resolve, reject) => {
      this.#queued = { task: { kind: "check", hook: JSON.stringify(hook), contact, options }, resolve, reject };
      this.#sendQueued();
    }) as Promise<Report | undefined>;
  }

  /**
   * Checks a webhook against a contact (JSON text) and searches for contacts that break it: the report has `proof`. It
   * takes its turn after the check that the worker has.
   */
  prove(hook: HookInput, contact: string, options?: CheckOptions): Promise<Report> {
    return this.#ask({ kind: "prove", hook: JSON.stringify(hook), contact, options }) as Promise<Report>;
  }

  /**
   * Checks every contact of a list: a `File`, or a stream of its bytes; packed with gzip or not. Other questions are
   * answered meanwhile. A stream is given away, as `postMessage` transfers it; a browser that cannot do that reads it
   * whole first.
   */
  async audience(
    hook: HookInput,
    list: Blob | ReadableStream<Uint8Array>,
    { onProgress, signal, ...options }: ListOptions = {},
  ): Promise<AudienceTotals> {
    const ask = (list: Blob | ReadableStream<Uint8Array>, transfer: Transferable[]) => {
      if (this.#disposed) throw disposedError();
      return new Promise<unknown>((resolve, reject) => {
        const task: Task = { kind: "audience", hook: JSON.stringify(hook), list, options };
        const id = this.#post(task, { resolve, reject, onProgress }, transfer);
        const stop = () => this.#worker?.postMessage({ kind: "stop", id } satisfies Stop);
        if (signal?.aborted) stop();
        else signal?.addEventListener("abort", stop, { once: true });
      }) as Promise<AudienceTotals>;
    };
    if (list instanceof Blob) return ask(list, []);
    try {
      return await ask(list, [list]);
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "DataCloneError")) throw error;
      return ask(await new Response(list as ReadableStream<Uint8Array<ArrayBuffer>>).blob(), []);
    }
  }

  /** Ends the worker. What is still unanswered is rejected. */
  dispose(): void {
    this.#disposed = true;
    const queued = this.#queued;
    this.#queued = undefined;
    this.#stop(disposedError());
    queued?.reject(disposedError());
  }

  #supersede(): void {
    this.#queued?.resolve(undefined);
    this.#queued = undefined;
    if (this.#checking !== undefined) this.#pending.get(this.#checking)?.resolve(undefined);
  }

  /** The worker gets one check at a time: what piles up meanwhile is replaced here, not worked off there. */
  #sendQueued(): void {
    if (this.#checking !== undefined || !this.#queued) return;
    const { task, ...pending } = this.#queued;
    this.#queued = undefined;
    try {
      this.#checking = this.#post(task, pending);
    } catch (error) {
      pending.reject(error as Error);
    }
  }

  #ask(task: Task): Promise<unknown> {
    if (this.#disposed) return Promise.reject(disposedError());
    return new Promise((resolve, reject) => this.#post(task, { resolve, reject }));
  }

  #post(task: Task, pending: Pending, transfer: Transferable[] = []): number {
    const worker = this.#worker ?? this.#spawn();
    const id = ++this.#lastId;
    this.#pending.set(id, pending);
    try {
      worker.postMessage({ ...task, id } satisfies Request, transfer);
    } catch (error) {
      // What cannot be sent is not waited for.
      this.#pending.delete(id);
      throw error;
    }
    return id;
  }

  #spawn(): Worker {
    const worker = this.#create();
    this.#worker = worker;
    this.#ready = new Promise<void>((resolve, reject) => {
      this.#settleReady = { resolve: () => resolve(), reject };
    });
    // Whoever waits for `ready` sees the failure; who does not gets it with the first answer.
    this.#ready.catch(() => undefined);
    worker.onmessage = (event: MessageEvent<Answer>) => this.#receive(event.data);
    worker.onerror = (event) => this.#stop(new Error(workerFailure(event.message)));
    worker.onmessageerror = () => this.#stop(new Error(workerFailure("an answer could not be read")));
    return worker;
  }

  #receive(answer: Answer): void {
    switch (answer.kind) {
      case "ready":
        this.#settleReady.resolve(undefined);
        break;
      case "unavailable":
        this.#stop(new Error(answer.message));
        break;
      case "progress":
        this.#pending.get(answer.id)?.onProgress?.(answer.progress);
        break;
      case "value":
        this.#finish(answer.id)?.resolve(answer.value);
        this.#sendQueued();
        break;
      case "error": {
        const error = new Error(answer.message);
        this.#finish(answer.id)?.reject(error);
        if (answer.stopped) this.#stop(error);
        this.#sendQueued();
      }
    }
  }

  #finish(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#checking === id) this.#checking = undefined;
    return pending;
  }

  /** Ends the worker and fails what it was given. The next request gets a new worker, and so does a check in the queue. */
  #stop(reason: Error): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#settleReady.reject(reason);
    const unanswered = [...this.#pending.values()];
    this.#pending.clear();
    this.#checking = undefined;
    for (const pending of unanswered) pending.reject(reason);
    this.#sendQueued();
  }
}

/** Written out in one piece, because bundlers recognise a worker by exactly this expression. */
function createWorker(): Worker {
  return new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
}

function workerFailure(message: string | undefined): string {
  return `Hookproof's worker failed: ${message || "its script could not be loaded"}`;
}

function disposedError(): Error {
  return new Error("this WorkerClient was disposed");
}
